//! What a statement means in words, and how broad it is.

use crate::{
    Effect, Policy, Statement, Term,
    findings::{Hold, taken_away},
};

/// How much an Allow statement grants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Breadth<'s> {
    /// Neither everything nor a whole service on everything.
    Narrow,
    /// A whole service, or everything, on every resource: the deciding action and resource.
    Broad { action: &'s Term, resource: &'s Term },
    /// `NotAction` on every resource: everything but some.
    AllBut { resource: &'s Term },
    /// A part can't be told and may be broad.
    Unknown,
}

/// Judges one statement after the denies of everything that is attached to the same holder: what they take
/// whole is not broad any more.
pub fn breadth<'s>(statement: &'s Statement, attached: &[&Policy]) -> Breadth<'s> {
    match statement.effect {
        Some(Effect::Deny) => return Breadth::Narrow,
        None => return Breadth::Unknown,
        Some(Effect::Allow) => {}
    }
    // A condition is a limit of its author's; whether it is enough can't be judged here.
    if !statement.conditions.is_empty() {
        return Breadth::Narrow;
    }
    let unknown_resource = statement.resources.terms.iter().any(|term| term.text.is_none());
    let everywhere = statement.resources.terms.iter().find(|term| term.text.as_deref() == Some("*"));
    let Some(resource) = everywhere.filter(|_| !statement.resources.negated) else {
        let broad_action =
            statement.actions.terms.iter().any(|term| term.text.as_deref().is_none_or(is_service_wildcard));
        return if unknown_resource && broad_action { Breadth::Unknown } else { Breadth::Narrow };
    };
    if statement.actions.negated {
        return match taken_away("*", "*", attached) {
            Hold::Never => Breadth::AllBut { resource },
            Hold::Perhaps => Breadth::Unknown,
            Hold::Surely => Breadth::Narrow,
        };
    }
    let mut unknown = false;
    for action in &statement.actions.terms {
        match action.text.as_deref() {
            None => unknown = true,
            Some(text) if is_service_wildcard(text) => match taken_away(text, "*", attached) {
                Hold::Never => return Breadth::Broad { action, resource },
                Hold::Perhaps => unknown = true,
                Hold::Surely => {}
            },
            Some(_) => {}
        }
    }
    if unknown { Breadth::Unknown } else { Breadth::Narrow }
}

/// `*`, `*:*`, `s3:*`.
pub fn is_service_wildcard(action: &str) -> bool {
    action == "*"
        || action
            .split_once(':')
            .is_some_and(|(_, name)| !name.is_empty() && name.bytes().all(|byte| byte == b'*'))
}

/// `every S3 action on every bucket`.
pub fn effect(action: &str, resource: &str) -> String {
    let service = action.split(':').next().unwrap_or_default();
    match resource {
        "*" => effect_on(action, &format!("every {}", resource_noun(service))),
        _ => effect_on(action, resource),
    }
}

/// As [`effect`], with the resources in words: `every S3 action on every bucket but logs`.
pub(crate) fn effect_on(action: &str, resources: &str) -> String {
    let service = action.split(':').next().unwrap_or_default();
    let what = match action {
        "*" | "*:*" => "every action".to_owned(),
        _ if is_service_wildcard(action) => format!("every {} action", service_name(service)),
        _ => action.to_owned(),
    };
    format!("{what} on {resources}")
}

/// The service's short name for a reader: `S3`, `DynamoDB`; the prefix itself where it has no other.
pub fn service_name(prefix: &str) -> String {
    match prefix {
        "dynamodb" => "DynamoDB".into(),
        "lambda" => "Lambda".into(),
        "logs" => "CloudWatch Logs".into(),
        "cloudwatch" => "CloudWatch".into(),
        "secretsmanager" => "Secrets Manager".into(),
        "events" => "EventBridge".into(),
        "states" => "Step Functions".into(),
        "kinesis" => "Kinesis".into(),
        "ssm" => "Systems Manager".into(),
        "cognito-idp" => "Cognito".into(),
        "execute-api" => "API Gateway".into(),
        _ if prefix.len() <= 4 => prefix.to_ascii_uppercase(),
        _ => prefix.into(),
    }
}

/// What the service's resources are called: `bucket`, `table`; `resource` where there are many kinds.
pub fn resource_noun(prefix: &str) -> &'static str {
    match prefix {
        "s3" => "bucket",
        "dynamodb" => "table",
        "sqs" => "queue",
        "sns" => "topic",
        "kms" => "key",
        "lambda" => "function",
        "secretsmanager" => "secret",
        "ssm" => "parameter",
        "logs" => "log group",
        "states" => "state machine",
        "kinesis" => "stream",
        _ => "resource",
    }
}

#[cfg(test)]
mod tests {
    use super::effect;

    #[test]
    fn an_effect_reads_as_words() {
        assert_eq!(effect("s3:*", "*"), "every S3 action on every bucket");
        assert_eq!(effect("*", "*"), "every action on every resource");
        assert_eq!(effect("dynamodb:*", "*"), "every DynamoDB action on every table");
    }
}
