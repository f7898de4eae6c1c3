//! What a set of policies grants of one action.

use super::policy;
use crate::{Breadth, Granted, breadth, findings::grants};

/// `everywhere`, `on a, b`, `perhaps`, `no`; `?` for a resource that is not one string, `if` for a condition,
/// `but` for how many denies take a part.
fn granted(texts: &[&str], action: &str) -> String {
    let policies: Vec<_> = texts.iter().map(|text| policy(text)).collect();
    let word = |grant: &crate::Grant| {
        let mut word = grant.resource.clone().unwrap_or_else(|| "?".into());
        if grant.conditional {
            word += " if";
        }
        if !grant.except.is_empty() {
            word += &format!(" but {}", grant.except.len());
        }
        word
    };
    let words = |grants: &[crate::Grant]| grants.iter().map(word).collect::<Vec<_>>().join(", ");
    match grants(&policies.iter().collect::<Vec<_>>(), action) {
        Granted::Everywhere(grant) => format!("everywhere: {}", word(&grant)),
        Granted::On(grants) => format!("on {}", words(&grants)),
        Granted::Perhaps(grants) => format!("perhaps {}", words(&grants)).trim_end().into(),
        Granted::No => "no".into(),
    }
}

#[test]
fn grants_are_told_by_resource() {
    let is = |text: &str, expected: &str| assert_eq!(granted(&[text], "s3:GetObject"), expected, "{text}");
    is("Allow S3:Get* on *", "everywhere: *");
    is("Allow s3:GetObject on arn:a, arn:b", "on arn:a, arn:b");
    is("Allow s3:GetObject on * if Bool a=true", "on * if");
    is("Allow s3:GetObject on not arn:a", "on ?");
    is("Allow not iam:* on *", "everywhere: *");
    is("Allow not s3:* on *", "no");
    is("Allow s3:PutObject on *", "no");
    is("Allow %, s3:GetObject on *", "everywhere: *");
    is("Allow % on *", "perhaps");
    is("Allow s3:${verb} on *", "perhaps");
    is("", "no");
}

#[test]
fn denies_are_taken_off() {
    let is = |allow: &str, deny: &str, expected: &str| {
        assert_eq!(granted(&[allow, deny], "s3:GetObject"), expected, "{allow} / {deny}");
    };
    let everywhere = "Allow s3:* on *";
    is(everywhere, "Deny s3:Get* on *", "no");
    is(everywhere, "Deny not s3:Put* on *", "no");
    is(everywhere, "Deny not s3:* on *", "everywhere: *");
    is(everywhere, "Deny s3:GetObject on arn:a", "everywhere: * but 1");
    is(everywhere, "Deny s3:GetObject on * if Bool a=true", "everywhere: * but 1");
    is(everywhere, "Deny s3:GetObject on not arn:a", "everywhere: * but 1");
    is(everywhere, "Deny % on *", "perhaps *");
    is(everywhere, "Deny s3:GetObject on %", "perhaps *");
    is(everywhere, "Deny s3:PutObject on %", "everywhere: *");
    is("Allow s3:* on arn:a, arn:b", "Deny s3:* on arn:a*", "on arn:b");
    is("Allow s3:* on arn:a", "Deny s3:* on not arn:a", "on arn:a");
    is("Allow s3:* on ${b.arn}/*", "Deny s3:* on ${c.arn}/*", "on ${b.arn}/* but 1");
    is("Allow s3:* on not arn:a", "Deny s3:* on *", "no");
}

#[test]
fn a_grant_says_where_it_stands() {
    let policies = [policy("Allow sqs:* on *"), policy("Deny s3:* on arn:x\nAllow s3:Put*, s3:Get* on *")];
    let Granted::Everywhere(grant) = grants(&policies.iter().collect::<Vec<_>>(), "s3:GetObject") else {
        panic!()
    };
    assert_eq!((grant.statement.policy, grant.statement.statement), (1, 1));
    assert_eq!(super::text_at(&policies[1], grant.action), "s3:Get*");
    assert_eq!((grant.except[0].policy, grant.except[0].statement), (1, 0));
}

#[test]
fn a_statement_is_not_broad_where_all_of_it_is_denied() {
    let of = |allow: &str, deny: &str| {
        let (allow, deny) = (policy(allow), policy(deny));
        match breadth(&allow.statements[0], &[&allow, &deny]) {
            Breadth::Narrow => "narrow".to_owned(),
            Breadth::Broad { action, .. } => action.text.clone().unwrap(),
            Breadth::AllBut { .. } => "all but some".into(),
            Breadth::Unknown => "unknown".into(),
        }
    };
    let is =
        |allow: &str, deny: &str, expected: &str| assert_eq!(of(allow, deny), expected, "{allow} / {deny}");
    is("Allow s3:* on *", "", "s3:*");
    is("Allow s3:* on *", "Deny s3:Delete* on *", "s3:*");
    is("Allow s3:* on *", "Deny s3:* on * if Bool a=true", "s3:*");
    is("Allow s3:* on *", "Deny s3:* on arn:a", "s3:*");
    is("Allow s3:* on *", "Deny s3:* on *", "narrow");
    is("Allow s3:*, sqs:* on *", "Deny s3:* on *", "sqs:*");
    is("Allow s3:* on *", "Deny % on *", "unknown");
    is("Allow s3:* on *", "Deny s3:* on %", "unknown");
    is("Allow s3:* on *", "Deny not % on *", "unknown");
    is("Allow * on *", "Deny iam:* on *", "*");
    is("Allow * on *", "Deny not s3:GetObject on *", "narrow");
    is("Allow * on *", "Deny not s3:* on *", "*");
    is("Allow not iam:* on *", "", "all but some");
    is("Allow not iam:* on *", "Deny * on *", "narrow");
}
