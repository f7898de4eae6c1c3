//! One action: what it does, what it acts on, what it needs besides, which conditions limit it.

use super::{deeds, listed, noun::plural, quoted};
use crate::{Action, Data, Level, ResourceType};

/// `permissions management`
pub fn level(level: Level) -> &'static str {
    match level {
        Level::List => "list",
        Level::Read => "read",
        Level::Tagging => "tagging",
        Level::Write => "write",
        Level::PermissionsManagement => "permissions management",
    }
}

/// What an action does, in one sentence. Of an action that nobody has described here, what its level, its verb and
/// its resource types tell.
pub fn deed(action: &Action<'_>) -> String {
    if let Some(sentence) = deeds::deed(action.name) {
        return sentence.to_owned();
    }
    let mut types: Vec<String> = Vec::new();
    for of in shown_types(action) {
        let name = plural(of);
        if !types.contains(&name) {
            types.push(name);
        }
    }
    let what = match types.len() {
        0 => None,
        1..=3 => Some(listed(&types, 3, "or")),
        _ => Some(format!("{} or other things", types.get(..2).unwrap_or_default().join(", "))),
    };
    let service = action.service.name;
    match (action.level, what) {
        (Level::List, Some(what)) => format!("Lists {what}, or what is in them; it changes nothing."),
        (Level::List, None) => format!("Lists what there is in {service}; it changes nothing."),
        (Level::Read, Some(what)) => format!("Reads {what}, or something about them; it changes nothing."),
        (Level::Read, None) => format!("Reads something in {service}; it changes nothing."),
        (Level::Tagging, Some(what)) => {
            format!("Sets or removes tags of {what}, and so may change what conditions on tags let in.")
        }
        (Level::Tagging, None) => {
            format!("Sets or removes tags in {service}, and so may change what conditions on tags let in.")
        }
        (Level::Write, what) => {
            let what = what.map_or_else(
                || format!("something in {service}"),
                |what| format!("{what}, or something that belongs to them"),
            );
            format!("{} {what}.", verb(action.name))
        }
        (Level::PermissionsManagement, Some(what)) => {
            format!("Changes who may do what with {what}, and so can open them to others.")
        }
        (Level::PermissionsManagement, None) => {
            format!("Changes who may do what in {service}, and so can open it to others.")
        }
    }
}

/// What an action that writes does, as far as its name tells.
fn verb(action: &str) -> &'static str {
    let name = action.split_once(':').map_or(action, |(_, name)| name);
    let begins = |verbs: &[&str]| verbs.iter().any(|verb| name.starts_with(verb));
    if begins(&["Create", "Import", "Copy", "Clone", "Allocate", "Register"]) {
        "Makes"
    } else if begins(&["Delete", "Remove", "Deregister", "Purge", "Terminate", "Release"]) {
        "Deletes"
    } else if begins(&["Update", "Modify", "Set", "Change", "Enable", "Disable", "Reset"]) {
        "Changes"
    } else if begins(&["Start", "Run", "Execute", "Resume", "Invoke"]) {
        "Starts or runs"
    } else if begins(&["Stop", "Cancel", "Abort", "Pause"]) {
        "Stops"
    } else {
        "Makes, changes or deletes"
    }
}

/// `objects (arn:aws:s3:::BUCKET/KEY), never on the bucket itself`; nothing for an action that takes no resource.
pub fn acts_on(action: &Action<'_>) -> Option<String> {
    let types = shown_types(action);
    if types.is_empty() {
        return None;
    }
    let items: Vec<String> =
        types.iter().map(|of| format!("{} ({})", plural(*of), quoted(&arn_form(of.arn)))).collect();
    let most = if types.len() > 3 { 2 } else { 3 };
    let mut text = listed(&items, most, if types.len() > most { "and" } else { "or" });
    if let [only] = types.as_slice() {
        let contrast =
            CONTRASTS.iter().find(|(service, name, _)| *service == only.service && *name == only.name);
        if let Some((_, _, never)) = contrast {
            text.push_str(", ");
            text.push_str(never);
        }
    }
    Some(text)
}

/// The types that a reader has to know: those that must be named, or all where none must. An access point stands
/// for what is behind it.
pub(super) fn shown_types<'d>(action: &Action<'d>) -> Vec<ResourceType<'d>> {
    let is_any_required = action.resource_types.iter().any(|acted| acted.required);
    let types = action.resource_types.iter().filter(|acted| acted.required || !is_any_required);
    let types: Vec<ResourceType<'d>> = types.map(|acted| acted.resource_type).collect();
    let is_behind = |of: &ResourceType<'_>| of.name.contains("accesspoint");
    match types.iter().all(is_behind) {
        true => types,
        false => types.into_iter().filter(|of| !is_behind(of)).collect(),
    }
}

/// What people confuse a type with.
const CONTRASTS: &[(&str, &str, &str)] = &[
    ("ecr", "repository", "with every image in them"),
    ("logs", "log-stream", "never on the log group itself"),
    ("s3", "bucket", "never on the objects in them"),
    ("s3", "object", "never on the bucket itself"),
    ("secretsmanager", "secret", "whose ARN ends in 6 characters that AWS adds"),
];

/// `arn:aws:s3:::BUCKET/KEY` of `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
pub fn arn_form(arn: &str) -> String {
    let mut text = String::with_capacity(arn.len());
    let mut rest = arn;
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        match name {
            "Partition" => text.push_str("aws"),
            "ObjectName" => text.push_str("KEY"),
            _ => text.push_str(&upper(name)),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// `LOG_GROUP` of `LogGroupName`.
fn upper(name: &str) -> String {
    let stem = ["NameWithPath", "Name", "Id", "ID"].iter().find_map(|end| name.strip_suffix(end));
    let name = stem.filter(|stem| !stem.is_empty()).unwrap_or(name);
    let mut text = String::new();
    let mut before_is_lower = false;
    for char in name.chars() {
        if char.is_ascii_uppercase() && before_is_lower {
            text.push('_');
        }
        before_is_lower = char.is_ascii_lowercase();
        text.push(char.to_ascii_uppercase());
    }
    text
}

/// Actions that it may need besides, with the case in words: `kms:GenerateDataKey`, if the bucket has a KMS key.
pub fn also_needs(action: &Action<'_>) -> Vec<String> {
    let (_, kms) = KMS.iter().find(|(name, _)| *name == action.name).copied().unwrap_or_default();
    let mut needs: Vec<String> = action
        .dependent
        .iter()
        .filter(|needed| !needed.eq_ignore_ascii_case(action.name) && !kms.contains(**needed))
        .map(|needed| quoted(needed))
        .collect();
    if needs.len() > 3 {
        needs = vec![listed(&needs, 3, "and")];
    }
    if !kms.is_empty() {
        needs.push(kms.to_owned());
    }
    needs
}

/// What a customer's key adds, for data that is stored encrypted.
const KMS: &[(&str, &str)] = &[
    ("dynamodb:GetItem", "`kms:Decrypt`, if the table has a KMS key of yours"),
    ("dynamodb:PutItem", "`kms:Decrypt`, if the table has a KMS key of yours"),
    ("dynamodb:Query", "`kms:Decrypt`, if the table has a KMS key of yours"),
    ("dynamodb:Scan", "`kms:Decrypt`, if the table has a KMS key of yours"),
    ("dynamodb:UpdateItem", "`kms:Decrypt`, if the table has a KMS key of yours"),
    ("ec2:CreateVolume", "`kms:CreateGrant`, if the disk has a KMS key of yours"),
    ("kinesis:GetRecords", "`kms:Decrypt`, if the stream has a KMS key"),
    ("kinesis:PutRecord", "`kms:GenerateDataKey`, if the stream has a KMS key"),
    ("kinesis:PutRecords", "`kms:GenerateDataKey`, if the stream has a KMS key"),
    ("s3:GetObject", "`kms:Decrypt`, if the bucket has a KMS key"),
    ("s3:GetObjectVersion", "`kms:Decrypt`, if the bucket has a KMS key"),
    ("s3:PutObject", "`kms:GenerateDataKey`, if the bucket has a KMS key"),
    ("secretsmanager:GetSecretValue", "`kms:Decrypt`, if the secret has a KMS key of yours"),
    ("secretsmanager:PutSecretValue", "`kms:GenerateDataKey`, if the secret has a KMS key of yours"),
    ("sns:Publish", "`kms:GenerateDataKey` and `kms:Decrypt`, if the topic has a KMS key"),
    ("sqs:ReceiveMessage", "`kms:Decrypt`, if the queue has a KMS key"),
    ("sqs:SendMessage", "`kms:GenerateDataKey` and `kms:Decrypt`, if the queue has a KMS key"),
    ("ssm:GetParameter", "`kms:Decrypt`, if the parameter is a secure string"),
    ("ssm:GetParameters", "`kms:Decrypt`, if one of them is a secure string"),
    ("ssm:GetParametersByPath", "`kms:Decrypt`, if one of them is a secure string"),
];

/// Condition keys that limit an action in a way people use; at most three.
pub fn limits(action: &Action<'_>) -> Vec<String> {
    let (service, _) = action.name.split_once(':').unwrap_or_default();
    let published = action.all_condition_keys();
    let has = |key: &str| published.iter().any(|published| published.eq_ignore_ascii_case(key));
    let mut keys: Vec<String> = Vec::new();
    let data_plane = matches!(action.level, Level::Read | Level::Write);
    let of_data =
        action.resource_types.iter().any(|acted| IN_A_NETWORK.contains(&(service, acted.resource_type.name)));
    if data_plane && of_data {
        keys.push("aws:SourceVpce".into());
    }
    keys.extend(USEFUL.iter().filter(|key| has(key)).map(|key| (*key).to_owned()));
    if keys.len() < 2 && has("aws:ResourceTag/${TagKey}") {
        keys.push("aws:ResourceTag/${TagKey}".into());
    }
    if keys.is_empty() {
        let is_own = |key: &&&str| key.split_once(':').is_some_and(|(prefix, _)| prefix == service);
        keys.extend(published.iter().filter(is_own).take(2).map(|key| (*key).to_owned()));
    }
    if keys.is_empty() && action.is_wildcard_only() {
        keys.push("aws:RequestedRegion".into());
    }
    keys.truncate(if keys.first().is_some_and(|key| key == "aws:SourceVpce") { 2 } else { 3 });
    keys.iter().map(|key| quoted(&key_form(key))).collect()
}

/// `aws:RequestTag/KEY` of `aws:RequestTag/${TagKey}`.
pub fn key_form(key: &str) -> String {
    let open = key.find("${").or_else(|| key.find('<'));
    open.and_then(|at| key.get(..at)).map_or_else(|| key.to_owned(), |stem| format!("{stem}KEY"))
}

/// What is usually reached through an endpoint of the network.
const IN_A_NETWORK: &[(&str, &str)] = &[
    ("dynamodb", "table"),
    ("kinesis", "stream"),
    ("kms", "key"),
    ("s3", "object"),
    ("secretsmanager", "secret"),
    ("sns", "topic"),
    ("sqs", "queue"),
    ("ssm", "parameter"),
];

/// Keys of one action that limit it well, the best first.
const USEFUL: &[&str] = &[
    "iam:PassedToService",
    "iam:PolicyARN",
    "iam:PermissionsBoundary",
    "iam:AWSServiceName",
    "sts:ExternalId",
    "kms:ViaService",
    "kms:GrantIsForAWSResource",
    "kms:EncryptionContext:${EncryptionContextKey}",
    "s3:prefix",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-acl",
    "s3:ExistingObjectTag/<key>",
    "dynamodb:LeadingKeys",
    "dynamodb:Attributes",
    "cloudwatch:namespace",
    "lambda:FunctionUrlAuthType",
    "lambda:Principal",
    "lambda:VpcIds",
    "lambda:FunctionArn",
    "ec2:Vpc",
    "ec2:InstanceType",
    "ec2:CreateAction",
    "ecs:cluster",
    "ecs:task-definition",
    "events:source",
    "sns:Protocol",
    "sns:Endpoint",
    "ses:FromAddress",
    "secretsmanager:VersionStage",
    "ssm:Recursive",
    "ssm:SessionDocumentAccessCheck",
    "execute-api:viaAWSService",
    "elasticfilesystem:AccessPointArn",
    "route53:ChangeResourceRecordSetsNormalizedRecordNames",
    "aws:RequestTag/${TagKey}",
];

/// Why a wildcard has to stay: no narrower resource exists for any of these actions.
pub fn stays_wild(actions: &[Action<'_>]) -> Option<String> {
    let (first, rest) = actions.split_first()?;
    if !actions.iter().all(Action::is_wildcard_only) {
        return None;
    }
    Some(match rest.len() {
        0 => format!("{} takes no resource", first.name),
        more => format!("{} and {more} more take no resource", first.name),
    })
}

/// The published action of a name, if there is one.
pub(crate) fn published<'d>(data: &'d Data, name: &str) -> Option<Action<'d>> {
    (!name.contains(['*', '?'])).then(|| data.action(name)).flatten()
}
