//! Whether a statement's conditions leave less than its resources and principals say.

use crate::{Condition, Effect, Policy, Statement};

/// Conditions that say how a request is made, or on what, and leave every resource and every caller.
const LEAVES_ALL: [&str; 25] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:referer",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:tokenissuetime",
    "aws:useragent",
    "kms:encryptionalgorithm",
    "kms:grantisforawsresource",
    "s3:authtype",
    "s3:delimiter",
    "s3:max-keys",
    "s3:objectlockmode",
    "s3:signatureage",
    "s3:signatureversion",
    "s3:tlsversion",
    "s3:versionid",
    "s3:x-amz-acl",
    "s3:x-amz-content-sha256",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-storage-class",
    "sqs:messageattribute",
];

/// Is a condition there that may leave fewer resources? A condition is a limit of its author's: whether it
/// is enough can't be judged here.
pub(super) fn limits_resources(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| !leaves_all(condition))
}

/// Is a condition there that may leave fewer callers? A key that is not known counts as one.
pub(super) fn limits_callers(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| {
        condition.names_callers() || !(leaves_all(condition) || could_name_callers(condition))
    })
}

/// The keys of conditions that limit nothing, for the words.
pub(super) fn keys(statement: &Statement) -> Option<String> {
    let keys: Vec<_> = statement.conditions.iter().map(|condition| condition.key.as_str()).collect();
    (!keys.is_empty()).then(|| keys.join(", "))
}

fn leaves_all(condition: &Condition) -> bool {
    let key = condition.key.to_ascii_lowercase();
    LEAVES_ALL.contains(&key.as_str()) || is_open(condition)
}

/// `StringLike … *` is met by every value.
fn is_open(condition: &Condition) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    operator.contains("like")
        && !operator.contains("not")
        && condition.values.iter().any(|value| value.text.as_deref() == Some("*"))
}

/// A key that names callers, in a condition that does not: negated, met by a missing key, or open.
fn could_name_callers(condition: &Condition) -> bool {
    let plain = Condition { operator: "StringEquals".into(), values: Vec::new(), ..condition.clone() };
    plain.names_callers()
}

/// Does a Deny of the same resource policy turn away everyone but some callers, for this action?
pub(super) fn turned_away(policy: &Policy, action: &str) -> bool {
    policy.statements.iter().any(|statement| {
        let everyone = statement
            .principals
            .as_ref()
            .is_some_and(|named| named.negated || named.members.iter().any(crate::Principal::is_everyone));
        let negated = |condition: &Condition| {
            let operator = condition.operator.to_ascii_lowercase();
            could_name_callers(condition) && operator.contains("not")
        };
        let named_otherwise = statement.principals.as_ref().is_some_and(|named| named.negated);
        statement.effect == Some(Effect::Deny)
            && everyone
            && (named_otherwise || statement.conditions.iter().any(negated))
            && statement.actions.terms.iter().any(|term| {
                let text = term.text.as_deref().unwrap_or_default().to_ascii_lowercase();
                crate::matches(&text, &action.to_ascii_lowercase())
            }) != statement.actions.negated
    })
}

/// Has the condition one of these keys, and does its operator ask for the key to be there and to have one
/// of the values?
pub(super) fn asks_for(condition: &Condition, keys: &[&str]) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    let lax = operator.contains("not")
        || operator.ends_with("ifexists")
        || operator.starts_with("forallvalues:")
        || operator == "null";
    !lax && !is_open(condition) && keys.iter().any(|key| condition.key.eq_ignore_ascii_case(key))
}
