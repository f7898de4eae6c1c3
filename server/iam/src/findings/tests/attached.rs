//! Managed policies and sizes.

use crate::{
    Answer, Data, Finding, Known, SizeKind, findings::attached::LESSER, managed, narrower, review_size,
};

fn of(name: &str) -> Option<Finding> {
    managed(name, Data::bundled())
}

#[test]
fn an_administrator_s_policy() {
    let finding = of("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
    assert_eq!(finding.rule, "IAM022");
    assert_eq!(finding.get("policy"), Some("AdministratorAccess"));
    assert_eq!(finding.get("effect"), Some("every action on every resource"));
    assert_eq!(of("IAMFullAccess").unwrap().rule, "IAM022");
    assert_eq!(of("PowerUserAccess").unwrap().rule, "IAM022");
}

#[test]
fn a_broad_policy_with_a_lesser_one() {
    let finding = of("AmazonS3FullAccess").unwrap();
    assert_eq!(finding.rule, "IAM023");
    assert_eq!(finding.get("lesser"), Some("AmazonS3ReadOnlyAccess"));
    assert_eq!(finding.get("arn"), Some("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
    assert_eq!(finding.get("effect"), Some("every S3 action on every bucket"));
    assert_eq!(of("AWSLambdaBasicExecutionRole"), None);
    assert_eq!(of("AmazonS3ReadOnlyAccess"), None);
    assert_eq!(of("NoSuchPolicy"), None);
}

#[test]
fn each_lesser_policy_of_the_table_is_proved_narrower_and_offered() {
    for (broad, lesser) in LESSER {
        assert_eq!(of(broad).unwrap().get("lesser"), Some(lesser), "{broad}");
        assert!(is_proved(broad, lesser), "{broad} → {lesser}");
    }
}

/// They read as lesser ones and grant something new.
#[test]
fn what_is_not_narrower_is_not_offered() {
    for (broad, lesser) in [
        ("AWSLambda_FullAccess", "AWSLambda_ReadOnlyAccess"),
        ("CloudWatchFullAccess", "CloudWatchReadOnlyAccess"),
        ("CloudFrontFullAccess", "CloudFrontReadOnlyAccess"),
    ] {
        assert!(!is_proved(broad, lesser), "{broad} → {lesser}");
        assert_eq!(of(broad), None, "{broad}");
    }
}

fn is_proved(broad: &str, lesser: &str) -> bool {
    let data = Data::bundled();
    let policy = |name| &data.managed_policy(name).unwrap_or_else(|| panic!("no policy {name}")).policy;
    let known = Known { actions: data.action_names(), values: &[] };
    matches!(narrower(&[policy(broad)], &[policy(lesser)], &known), Answer::Yes(_))
}

#[test]
fn sizes_by_kind() {
    for (kind, quota) in [
        (SizeKind::Managed, 6_144),
        (SizeKind::RoleInline, 10_240),
        (SizeKind::UserInline, 2_048),
        (SizeKind::GroupInline, 5_120),
        (SizeKind::Trust, 2_048),
    ] {
        assert_eq!(review_size(quota, kind), None);
        let finding = review_size(quota + 1, kind).unwrap();
        assert_eq!(finding.rule, "IAM028");
        assert_eq!(finding.get("quota"), Some(quota.to_string().as_str()));
        assert_eq!(finding.get("characters"), Some((quota + 1).to_string().as_str()));
    }
}
