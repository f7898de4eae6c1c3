//! Edits that are narrowing, that only look so, and that can't be told.

use crate::notation::policy;
use crate::{Answer, ArnWildcards, Known, Listed, narrower};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Yes,
    No,
    Unknown,
}
use Expected::{No, Unknown, Yes};

/// What the example shows, the old set, the new one, and the answer.
const EXAMPLES: &[(&str, &str, &str, Expected)] = &[
    ("a wildcard becomes a list", "Allow s3:* on *", "Allow s3:GetObject, S3:putobject on *", Yes),
    ("a list becomes a shorter wildcard", "Allow s3:GetObject, s3:GetAcl on *", "Allow s3:Get* on *", No),
    ("a resource is named", "Allow s3:* on *", "Allow s3:* on arn:aws:s3:::b, arn:aws:s3:::b/*", Yes),
    ("a bucket becomes its objects", "Allow s3:* on arn:aws:s3:::b", "Allow s3:* on arn:aws:s3:::b/*", No),
    ("a misspelled action is corrected", "Allow s3:GetObjct on *", "Allow s3:GetObject on *", No),
    (
        "a statement is split",
        "Allow ec2:D*, s3:Get* on *",
        "Allow ec2:D* on *\nAllow s3:Get* on arn:aws:s3:::b/*",
        Yes,
    ),
    (
        "a permission moves to another statement",
        "Allow a:X on r\nAllow b:Y on q",
        "Allow a:X on r\nAllow b:Y on r",
        No,
    ),
    ("actions and resources are paired anew", "Allow a:X on r\nAllow b:Y on q", "Allow a:X, b:Y on r, q", No),
    (
        "statements cover a wildcard together",
        "Allow s3:Get* on arn:aws:s3:::a*\nAllow not s3:Get* on arn:aws:s3:::a*",
        "Allow s3:* on arn:aws:s3:::ab",
        Yes,
    ),
    ("resources cover a pattern together", "Allow a:B on ?*x, x", "Allow a:B on *x", Yes),
    ("a pattern needs the search", "Allow a:B on ?*", "Allow a:B on *a*", Yes),
    ("a star would cross segments", "Allow a:B on arn:aws:sqs:*:q", "Allow a:B on arn:aws:sqs:eu:1:q", No),
    (
        "segments are filled",
        "Allow a:B on arn:aws:sqs:*:*:*",
        "Allow a:B on arn:aws:sqs:${var.region}:${var.account}:q",
        Yes,
    ),
    ("a partition is fixed", "Allow a:B on arn:aws-cn:s3:::*", "Allow a:B on arn:aws:s3:::b", No),
    ("case matters in a resource", "Allow a:B on arn:aws:s3:::b", "Allow a:B on arn:aws:s3:::B", No),
    // Values that are not known.
    ("a reference is named", "Allow a:B on *", "Allow a:B on ${aws_s3_bucket.b.arn}/*", Yes),
    (
        "a reference stays",
        "Allow a:B on ${aws_s3_bucket.b.arn}/*",
        "Allow a:B on ${aws_s3_bucket.b.arn}/in/*x",
        Yes,
    ),
    (
        "a reference changes",
        "Allow a:B on ${aws_s3_bucket.b.arn}/*",
        "Allow a:B on ${aws_s3_bucket.c.arn}/*",
        No,
    ),
    ("a reference of one character is not known", "Allow a:B on ?", "Allow a:B on ${var.x}", No),
    ("a reference may be a whole ARN", "Allow a:B on *:a", "Allow a:B on ${z}:a", No),
    (
        "a policy variable is lost",
        "Allow a:B on arn:aws:s3:::b/${aws:username}/*",
        "Allow a:B on arn:aws:s3:::b/*",
        No,
    ),
    ("an escaped star is not a wildcard", "Allow a:B on b/${*}", "Allow a:B on b/x", No),
    ("a part that can't be told is under everything", "Allow a:B on *", "Allow a:B on %", Yes),
    ("a part can't be told", "Allow a:B on arn:aws:s3:::b", "Allow a:B on %", Unknown),
    ("what it replaces can't be told", "Allow a:B on %", "Allow a:B on arn:aws:s3:::b", Unknown),
    ("a wildcard in a reference", "Allow a:B on ${a.*.arn}", "Allow a:B on ${a.*.arn}", Unknown),
    // What is left out.
    ("NotAction becomes a list", "Allow not iam:* on *", "Allow s3:Get*, ec2:RunInstances on *", Yes),
    ("a wildcard crosses what NotAction left out", "Allow not iam:Pass* on *", "Allow iam:* on *", No),
    ("NotAction leaves out more", "Allow not iam:* on *", "Allow not iam:*, s3:* on *", Yes),
    ("NotAction leaves out less", "Allow not iam:*, s3:* on *", "Allow not iam:* on *", No),
    ("a list becomes NotAction", "Allow s3:*, ec2:* on *", "Allow not iam:* on *", No),
    (
        "NotResource becomes a list",
        "Allow a:B on not arn:aws:s3:::secret*",
        "Allow a:B on arn:aws:s3:::open",
        Yes,
    ),
    (
        "a pattern meets what NotResource left out",
        "Allow a:B on not arn:aws:s3:::secret*",
        "Allow a:B on arn:aws:s3:::s*",
        No,
    ),
    (
        "what NotResource left out is a reference",
        "Allow a:B on not ${aws_s3_bucket.b.arn}",
        "Allow a:B on arn:aws:s3:::c",
        Unknown,
    ),
    (
        "NotResource leaves out a reference and more",
        "Allow a:B on not ${b.arn}",
        "Allow a:B on not ${b.arn}, ${c.arn}",
        Yes,
    ),
    // Denies.
    ("a Deny is added", "Allow a:* on *", "Allow a:* on *\nDeny a:B on *", Yes),
    ("a Deny is removed", "Allow a:* on *\nDeny a:B on *", "Allow a:* on *", No),
    ("a Deny is weakened", "Allow a:* on *\nDeny a:* on x*", "Allow a:* on *\nDeny a:* on x", No),
    ("a Deny goes with all it denied", "Allow a:*, b:C on *\nDeny a:* on *", "Allow b:C on *", Yes),
    (
        "a Deny becomes several",
        "Allow a:* on *\nDeny a:B, a:C on *",
        "Allow a:* on *\nDeny a:B on *\nDeny a:C on *",
        Yes,
    ),
    ("a wider Allow is denied again", "Allow a:B on *", "Allow a:* on *\nDeny not a:B on *", Yes),
    (
        "a Deny of a reference stays",
        "Allow a:* on *\nDeny a:* on ${b.arn}",
        "Allow a:* on ${c.arn}\nDeny a:* on ${b.arn}",
        Yes,
    ),
    (
        "a Deny of a reference is removed",
        "Allow a:* on *\nDeny a:* on ${b.arn}",
        "Allow a:* on ${c.arn}",
        Unknown,
    ),
    (
        "a condition is added to a Deny",
        "Allow a:* on *\nDeny a:B on *",
        "Allow a:* on *\nDeny a:B on * if Bool aws:S=false",
        No,
    ),
    (
        "a condition is taken from a Deny",
        "Allow a:* on *\nDeny a:B on * if Bool aws:S=false",
        "Allow a:* on *\nDeny a:B on *",
        Yes,
    ),
    (
        "a Deny with a condition excuses nothing",
        "Allow a:B on *",
        "Allow a:* on *\nDeny a:C on * if Bool s=true\nDeny not a:B on * if Bool s=true",
        No,
    ),
    // Conditions.
    ("a condition is added", "Allow a:B on *", "Allow a:B on * if StringEquals k=v", Yes),
    ("a condition is removed", "Allow a:B on * if StringEquals k=v", "Allow a:B on *", No),
    ("a value is dropped", "Allow a:B on * if StringEquals k=v|w", "Allow a:B on * if StringEquals K=v", Yes),
    (
        "a value is added",
        "Allow a:B on * if StringEquals k=v",
        "Allow a:B on * if StringEquals k=v|w",
        Unknown,
    ),
    (
        "a value for a pattern",
        "Allow a:B on * if StringLike k=repo:o/*",
        "Allow a:B on * if StringEquals k=repo:o/r",
        Yes,
    ),
    (
        "a pattern for a value",
        "Allow a:B on * if StringEquals k=repo:o/*",
        "Allow a:B on * if StringLike k=repo:o/*",
        Unknown,
    ),
    (
        "an ARN in its pattern",
        "Allow a:B on * if ArnLike k=arn:aws:sns:*:1:*",
        "Allow a:B on * if ArnEquals k=arn:aws:sns:eu:1:t",
        Yes,
    ),
    (
        "IfExists becomes plain",
        "Allow a:B on * if StringEqualsIfExists k=v",
        "Allow a:B on * if StringEquals k=v",
        Yes,
    ),
    (
        "plain becomes IfExists",
        "Allow a:B on * if StringEquals k=v",
        "Allow a:B on * if StringEqualsIfExists k=v",
        Unknown,
    ),
    (
        "more is left out",
        "Allow a:B on * if StringNotLike k=a*",
        "Allow a:B on * if StringNotLike k=a*|b*",
        Yes,
    ),
    (
        "less is left out",
        "Allow a:B on * if StringNotLike k=a*",
        "Allow a:B on * if StringNotLike k=ab*",
        Unknown,
    ),
    (
        "a number is lowered",
        "Allow a:B on * if NumericLessThan k=10",
        "Allow a:B on * if NumericLessThanEquals k=9",
        Yes,
    ),
    (
        "a number is raised",
        "Allow a:B on * if NumericLessThan k=10",
        "Allow a:B on * if NumericLessThanEquals k=10",
        Unknown,
    ),
    (
        "a network shrinks",
        "Allow a:B on * if IpAddress k=10.0.0.0/8|::/0",
        "Allow a:B on * if IpAddress k=10.1.0.0/16",
        Yes,
    ),
    (
        "a network grows",
        "Allow a:B on * if IpAddress k=10.1.0.0/16",
        "Allow a:B on * if IpAddress k=10.0.0.0/8",
        Unknown,
    ),
    (
        "a network left out grows",
        "Allow a:B on * if NotIpAddress k=10.1.0.0/16",
        "Allow a:B on * if NotIpAddress k=10.0.0.0/8",
        Yes,
    ),
    (
        "a set qualifier is kept",
        "Allow a:B, a:C on * if ForAllValues:StringEquals k=v",
        "Allow a:B on * if ForAllValues:StringEquals k=v",
        Yes,
    ),
    (
        "a set qualifier changes",
        "Allow a:B on * if ForAllValues:StringEquals k=v|w",
        "Allow a:B on * if ForAllValues:StringEquals k=v",
        Unknown,
    ),
    ("Null is kept", "Allow a:B on * if Null k=false", "Allow a:B on * if Null k=false; Bool b=true", Yes),
    ("Null is turned", "Allow a:B on * if Null k=false", "Allow a:B on * if Null k=true", Unknown),
    ("a new action under a condition", "Allow a:B on *", "Allow a:C on * if StringEquals k=v", No),
    (
        "conditions leave nothing between them",
        "Allow a:B on * if Bool k=true\nAllow a:B on * if Bool k=false",
        "Allow a:B on *",
        Unknown,
    ),
    (
        "a condition that nothing fails is removed",
        "Allow a:B on * if StringLike k=*",
        "Allow a:B on *",
        Unknown,
    ),
    (
        "a condition on another key",
        "Allow a:B on * if StringEquals k=v",
        "Allow a:B on * if StringEquals j=v",
        No,
    ),
    // Principals.
    (
        "a service is dropped",
        "Allow sts:AssumeRole for Service=a, Service=b",
        "Allow sts:AssumeRole for Service=a",
        Yes,
    ),
    (
        "a service is added",
        "Allow sts:AssumeRole for Service=a",
        "Allow sts:AssumeRole for Service=a, Service=b",
        No,
    ),
    ("everybody becomes an account", "Allow a:B on * for *=*", "Allow a:B on * for AWS=111122223333", Yes),
    (
        "whom it was for can't be told",
        "Allow a:B on * for *=%",
        "Allow a:B on * for AWS=111122223333",
        Unknown,
    ),
    (
        "an account becomes its role",
        "Allow a:B on * for AWS=arn:aws:iam::111122223333:root",
        "Allow a:B on * for AWS=arn:aws:iam::111122223333:role/r",
        Yes,
    ),
    (
        "a role becomes its account",
        "Allow a:B on * for AWS=arn:aws:iam::111122223333:role/r",
        "Allow a:B on * for AWS=111122223333",
        No,
    ),
    (
        "a role of another account",
        "Allow a:B on * for AWS=111122223333",
        "Allow a:B on * for AWS=arn:aws:iam::444455556666:role/r",
        No,
    ),
    (
        "NotPrincipal is not a list",
        "Allow a:B on * for AWS=111122223333",
        "Allow a:B on * for not AWS=111122223333",
        Unknown,
    ),
    (
        "NotPrincipal under everybody",
        "Allow a:B on * for *=*",
        "Allow a:B on * for not AWS=111122223333",
        Yes,
    ),
    (
        "a trust policy's resource is itself",
        "Allow a:B, a:C for Service=a",
        "Allow a:B for Service=a if StringEquals k=v",
        Yes,
    ),
    (
        "a Deny loses a principal",
        "Allow a:B on * for *=*\nDeny a:B on * for AWS=1, AWS=2",
        "Allow a:B on * for *=*\nDeny a:B on * for AWS=1",
        Unknown,
    ),
    (
        "the wildcards are too many",
        "Allow a:B on *a?????????????????",
        "Allow a:B on ??????????????????*",
        Unknown,
    ),
];

fn kind(answer: &Answer) -> Expected {
    match answer {
        Answer::Yes(_) => Yes,
        Answer::No(_) => No,
        Answer::Unknown(_) => Unknown,
    }
}

fn ask(old: &str, new: &str, known: &Known<'_>) -> Answer {
    narrower(&[&policy(old)], &[&policy(new)], known)
}

/// The examples whose answer is not the one that is written.
pub(super) fn wrong() -> impl Iterator<Item = String> {
    EXAMPLES.iter().filter_map(|(name, old, new, expected)| {
        let answer = ask(old, new, &Known::default());
        (kind(&answer) != *expected).then(|| format!("{name}: {answer:?}"))
    })
}

#[test]
fn each_example_has_its_answer() {
    assert_eq!(wrong().collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_witness_names_an_action_that_exists() {
    let known = Known { actions: &["s3:GetObject", "s3:PutObject"], ..Known::default() };
    let Answer::No(witness) = ask("Allow s3:Get* on *", "Allow s3:* on *", &known) else { panic!() };
    assert_eq!((witness.action.as_str(), witness.listed), ("s3:PutObject", Listed::Yes));
    let Answer::No(witness) = ask("Allow s3:Get*, s3:Put* on *", "Allow s3:* on *", &known) else { panic!() };
    assert_eq!((witness.action.as_str(), witness.listed), ("s3:", Listed::No));
}

#[test]
fn a_witness_says_how_the_arn_is_read() {
    let answer = ask("Allow a:B on arn:aws:sqs:*:q", "Allow a:B on arn:aws:sqs:eu:1:q", &Known::default());
    let Answer::No(witness) = answer else { panic!() };
    assert_eq!(witness.wildcards, ArnWildcards::WithinSegments);
    assert_eq!(witness.resource, "arn:aws:sqs:eu:1:q");
}

#[test]
fn what_a_reference_may_be_proves_more() {
    let values = [("aws_s3_bucket.b.arn", "arn:aws:s3:::*")];
    let known = Known { values: &values, ..Known::default() };
    let (old, new) = ("Allow s3:* on arn:aws:s3:::*", "Allow s3:* on ${aws_s3_bucket.b.arn}/*");
    assert_eq!(kind(&ask(old, new, &known)), Yes);
    assert_eq!(kind(&ask(old, new, &Known::default())), No);
    assert_eq!(kind(&ask("Allow s3:* on arn:aws-cn:s3:::*", new, &known)), Unknown);
}

#[test]
fn a_permission_may_move_between_the_policies_of_a_set() {
    let (one, other) = (policy("Allow a:B on *"), policy("Allow a:C on *"));
    let both = policy("Allow a:B, a:C on x");
    let Answer::Yes(reasons) = narrower(&[&one, &other], &[&both], &Known::default()) else { panic!() };
    let covered: Vec<_> = reasons[0].covered_by.iter().map(|location| location.policy).collect();
    assert_eq!(covered, [0, 1]);
    assert_eq!(kind(&narrower(&[&one], &[&both], &Known::default())), No);
}

#[test]
fn an_effect_that_cannot_be_told_proves_nothing() {
    let mut old = policy("Allow a:B on *");
    let new = old.clone();
    old.statements[0].effect = None;
    assert_eq!(kind(&narrower(&[&old], &[&new], &Known::default())), Unknown);
}
