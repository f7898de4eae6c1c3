//! What is said of a policy as a whole: IAM022, IAM023, IAM028.

use super::{Finding, SizeKind};
use crate::{Answer, Known, data::Data, effect::effect, narrower};

/// Managed policies that make their holder an administrator, or let it make itself one.
const ADMINISTRATORS: [(&str, &str); 3] = [
    ("AdministratorAccess", "*"),
    ("PowerUserAccess", "everything but the management of users and roles"),
    ("IAMFullAccess", "iam:*"),
];

/// A broad managed policy, and a lesser one that does for many of its holders; offered only where it is
/// proved to grant nothing new.
pub(super) const LESSER: [(&str, &str); 20] = [
    ("AmazonS3FullAccess", "AmazonS3ReadOnlyAccess"),
    ("AmazonDynamoDBFullAccess", "AmazonDynamoDBReadOnlyAccess"),
    ("AmazonSQSFullAccess", "AmazonSQSReadOnlyAccess"),
    ("AmazonSNSFullAccess", "AmazonSNSReadOnlyAccess"),
    ("AmazonEC2FullAccess", "AmazonEC2ReadOnlyAccess"),
    ("AmazonVPCFullAccess", "AmazonVPCReadOnlyAccess"),
    ("AmazonRDSFullAccess", "AmazonRDSReadOnlyAccess"),
    ("AmazonKinesisFullAccess", "AmazonKinesisReadOnlyAccess"),
    ("AmazonKinesisFirehoseFullAccess", "AmazonKinesisFirehoseReadOnlyAccess"),
    ("AmazonSSMFullAccess", "AmazonSSMReadOnlyAccess"),
    ("AmazonRoute53FullAccess", "AmazonRoute53ReadOnlyAccess"),
    ("AmazonElastiCacheFullAccess", "AmazonElastiCacheReadOnlyAccess"),
    ("AmazonEventBridgeFullAccess", "AmazonEventBridgeReadOnlyAccess"),
    ("AmazonEC2ContainerRegistryFullAccess", "AmazonEC2ContainerRegistryReadOnly"),
    ("AmazonEC2ContainerRegistryPowerUser", "AmazonEC2ContainerRegistryReadOnly"),
    ("AmazonRedshiftFullAccess", "AmazonRedshiftReadOnlyAccess"),
    ("AmazonCognitoPowerUser", "AmazonCognitoReadOnly"),
    ("AmazonElasticFileSystemFullAccess", "AmazonElasticFileSystemReadOnlyAccess"),
    ("AWSStepFunctionsFullAccess", "AWSStepFunctionsReadOnlyAccess"),
    ("CloudWatchLogsFullAccess", "AWSLambdaBasicExecutionRole"),
];

pub(super) fn managed(name_or_arn: &str, data: &Data) -> Option<Finding> {
    let attached = data.managed_policy(name_or_arn)?;
    let whole = |rule| Finding { rule, statement: None, at: None, facts: Vec::new() };
    if let Some((name, grants)) = ADMINISTRATORS.iter().find(|(name, _)| *name == attached.name) {
        let words = if grants.ends_with('*') { effect(grants, "*") } else { (*grants).to_owned() };
        return Some(whole("IAM022").fact("policy", *name).fact("effect", words));
    }
    let lesser = LESSER.iter().filter(|(broad, _)| *broad == attached.name).find_map(|(_, lesser)| {
        let lesser = data.managed_policy(lesser)?;
        let known = Known { actions: &[], values: &[] };
        matches!(narrower(&[&attached.policy], &[&lesser.policy], &known), Answer::Yes(_)).then_some(lesser)
    })?;
    let service = attached.policy.statements.iter().flat_map(|statement| &statement.actions.terms);
    let widest =
        service.filter_map(|term| term.text.as_deref()).find(|text| crate::is_service_wildcard(text));
    let words =
        widest.map_or_else(|| "more than one kind of use needs".to_owned(), |widest| effect(widest, "*"));
    Some(
        whole("IAM023")
            .fact("policy", &attached.name)
            .fact("lesser", &lesser.name)
            .fact("arn", &lesser.arn)
            .fact("effect", words),
    )
}

/// Quotas of IAM, in characters without white space.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub(super) fn size(characters: usize, kind: SizeKind) -> Option<Finding> {
    let (quota, words) = match kind {
        SizeKind::Managed => (6_144, "a managed policy"),
        SizeKind::RoleInline => (10_240, "the inline policies of a role together"),
        SizeKind::UserInline => (2_048, "the inline policies of a user together"),
        SizeKind::GroupInline => (5_120, "the inline policies of a group together"),
        SizeKind::Trust => (2_048, "a trust policy"),
    };
    let finding = Finding { rule: "IAM028", statement: None, at: None, facts: Vec::new() };
    (characters > quota).then(|| {
        finding
            .fact("characters", characters.to_string())
            .fact("quota", quota.to_string())
            .fact("kind", words)
    })
}
