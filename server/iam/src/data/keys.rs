//! Condition keys that requests to every service may carry, and how a written key is found among the
//! published ones.

use super::{ConditionKey, KeyType};
use crate::glob;

const fn key(name: &'static str, key_type: KeyType) -> ConditionKey<'static> {
    ConditionKey { name, key_type }
}

/// AWS's list of global condition context keys in the IAM user guide (2026-09), with their types there.
const GLOBAL: [ConditionKey<'static>; 62] = [
    // Of the caller.
    key("aws:PrincipalArn", KeyType::Arn),
    key("aws:PrincipalAccount", KeyType::String),
    key("aws:PrincipalOrgPaths", KeyType::Strings),
    key("aws:PrincipalOrgID", KeyType::String),
    key("aws:PrincipalTag/${TagKey}", KeyType::String),
    key("aws:PrincipalIsAWSService", KeyType::Bool),
    key("aws:PrincipalServiceName", KeyType::String),
    key("aws:PrincipalServiceNamesList", KeyType::Strings),
    key("aws:PrincipalType", KeyType::String),
    key("aws:userid", KeyType::String),
    key("aws:username", KeyType::String),
    // Of the caller's session.
    key("aws:AssumedRoot", KeyType::Bool),
    key("aws:FederatedProvider", KeyType::String),
    key("aws:TokenIssueTime", KeyType::Date),
    key("aws:SignInSessionArn", KeyType::Arn),
    key("aws:MultiFactorAuthAge", KeyType::Numeric),
    key("aws:MultiFactorAuthPresent", KeyType::Bool),
    key("aws:ChatbotSourceArn", KeyType::Arn),
    key("aws:Ec2InstanceSourceVpc", KeyType::String),
    key("aws:Ec2InstanceSourcePrivateIPv4", KeyType::IpAddress),
    key("aws:SourceIdentity", KeyType::String),
    key("codebuild:BuildArn", KeyType::Arn),
    key("codebuild:ProjectArn", KeyType::Arn),
    key("ec2:RoleDelivery", KeyType::Numeric),
    key("ec2:SourceInstanceArn", KeyType::Arn),
    key("glue:CredentialIssuingService", KeyType::String),
    key("glue:RoleAssumedBy", KeyType::String),
    key("identitystore:UserId", KeyType::String),
    key("lambda:SourceFunctionArn", KeyType::Arn),
    key("ssm:SourceInstanceArn", KeyType::Arn),
    // Of the network.
    key("aws:SourceIp", KeyType::IpAddress),
    key("aws:SourceVpc", KeyType::String),
    key("aws:SourceVpcArn", KeyType::Arn),
    key("aws:SourceVpce", KeyType::String),
    key("aws:VpceAccount", KeyType::String),
    key("aws:VpceOrgID", KeyType::String),
    key("aws:VpceOrgPaths", KeyType::Strings),
    key("aws:VpcSourceIp", KeyType::IpAddress),
    // Of the resource.
    key("aws:ResourceAccount", KeyType::String),
    key("aws:ResourceOrgID", KeyType::String),
    key("aws:ResourceOrgPaths", KeyType::Strings),
    key("aws:ResourceTag/${TagKey}", KeyType::String),
    // Of the request.
    key("aws:CalledVia", KeyType::Strings),
    key("aws:CalledViaFirst", KeyType::String),
    key("aws:CalledViaLast", KeyType::String),
    key("aws:CalledViaAWSMCP", KeyType::String),
    key("aws:CurrentTime", KeyType::Date),
    key("aws:EpochTime", KeyType::Date),
    key("aws:IsMcpServiceAction", KeyType::Bool),
    key("aws:referer", KeyType::String),
    key("aws:RequestedRegion", KeyType::String),
    key("aws:RequestTag/${TagKey}", KeyType::String),
    key("aws:SecureTransport", KeyType::Bool),
    key("aws:SourceAccount", KeyType::String),
    key("aws:SourceArn", KeyType::Arn),
    key("aws:SourceOrgID", KeyType::String),
    key("aws:SourceOrgPaths", KeyType::Strings),
    // Only in policies of topics; replaced by aws:SourceAccount.
    key("aws:SourceOwner", KeyType::String),
    key("aws:TagKeys", KeyType::Strings),
    key("aws:UserAgent", KeyType::String),
    key("aws:ViaAWSMCPService", KeyType::Bool),
    key("aws:ViaAWSService", KeyType::Bool),
];

/// Claims of the token of any identity provider, whose address stands before the colon.
const CLAIMS: [ConditionKey<'static>; 5] = [
    key("${Provider}:amr", KeyType::Strings),
    key("${Provider}:aud", KeyType::String),
    key("${Provider}:email", KeyType::String),
    key("${Provider}:oaud", KeyType::String),
    key("${Provider}:sub", KeyType::String),
];

pub(super) fn global() -> &'static [ConditionKey<'static>] {
    &GLOBAL
}

/// The key of a request to any service that is written so.
pub(super) fn find_global(written: &str) -> Option<ConditionKey<'static>> {
    GLOBAL.iter().find(|known| is_written(known.name, written)).copied()
}

/// The claim of an identity provider that is written so: `example.org:sub`.
pub(super) fn find_claim(written: &str) -> Option<ConditionKey<'static>> {
    let provider = written.split_once(':').is_some_and(|(before, _)| before.contains('.'));
    CLAIMS.iter().find(|known| provider && is_written(known.name, written)).copied()
}

/// Is `written` the published key, with a name in the place of `${TagKey}` or `<key>`? Case does not count.
pub(super) fn is_written(published: &str, written: &str) -> bool {
    if !is_template(published) {
        return published.eq_ignore_ascii_case(written);
    }
    let fixed = published.find(['$', '<']).and_then(|at| published.get(..at)).unwrap_or_default();
    let begins = written.get(..fixed.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(fixed));
    begins && glob::matches(&any_name(published).to_ascii_lowercase(), &written.to_ascii_lowercase())
}

pub(super) fn is_template(published: &str) -> bool {
    published.contains(['$', '<'])
}

/// The key with `*` in the place of each name.
fn any_name(published: &str) -> String {
    let mut text = String::new();
    let mut rest = published;
    while let Some((before, after)) = rest.split_once(['$', '<']) {
        text.push_str(before);
        text.push('*');
        rest = after.split_once(['}', '>']).map_or("", |(_, rest)| rest);
    }
    text + rest
}
