//! What an identity policy grants beyond need.

use super::{check as check_as, facts as facts_as};
use crate::Attachment;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_as(Attachment::Identity, text, expected);
}

#[track_caller]
fn facts(rule: &str, text: &str, expected: &[(&str, &str)]) {
    facts_as(Attachment::Identity, rule, text, expected);
}

const TABLE: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";

#[test]
fn everything_on_everything_is_one_finding() {
    check("Allow * on *", &["IAM001 *"]);
    check("Allow *:*, s3:GetObject on arn:*:*:*:*:*", &["IAM001 *:*", "IAM032 s3:GetObject"]);
    facts("IAM001", "Allow * on *", &[("effect", "every action on every resource"), ("resource", "*")]);
    check("Deny * on *", &[]);
}

#[test]
fn every_action_on_named_resources() {
    check(&format!("Allow * on {TABLE}"), &["IAM002 *"]);
    check("Allow * on %", &[]);
}

#[test]
fn a_whole_service() {
    check("Allow dynamodb:* on *", &["IAM003 dynamodb:*"]);
    check("Allow s3:*, sqs:SendMessage on *", &["IAM003 s3:*", "IAM004 *", "IAM019 sqs:SendMessage"]);
    check(&format!("Allow dynamodb:* on {TABLE}"), &["IAM003 dynamodb:*"]);
    facts(
        "IAM003",
        "Allow dynamodb:* on *",
        &[
            ("effect", "every DynamoDB action on every table"),
            ("action", "dynamodb:*"),
            ("resource", "*"),
            ("service", "DynamoDB"),
            ("date", "2026-09-26"),
        ],
    );
    facts(
        "IAM003",
        &format!("Allow dynamodb:* on {TABLE}"),
        &[("effect", &format!("every DynamoDB action on {TABLE}"))],
    );
}

#[test]
fn a_star_where_resources_can_be_named() {
    check("Allow dynamodb:GetItem on *", &["IAM004 *"]);
    facts(
        "IAM004",
        "Allow dynamodb:GetItem, dynamodb:Query on *",
        &[
            ("resource", "*"),
            ("action", "dynamodb:GetItem"),
            ("actions", "dynamodb:GetItem, dynamodb:Query"),
            ("count", "2"),
            ("effect", "dynamodb:GetItem on every table"),
            ("noun", "table"),
            ("takes", "arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE"),
        ],
    );
    facts("IAM004", "Allow s3:GetObject on *", &[("takes", "arn:aws:s3:::BUCKET/KEY")]);
    facts("IAM004", "Allow s3:ListBucket on *", &[("takes", "arn:aws:s3:::BUCKET"), ("noun", "bucket")]);
    facts("IAM004", "Allow ecs:UpdateService on *", &[("effect", "ecs:UpdateService on every service")]);
}

#[test]
fn some_actions_need_the_star_and_some_do_not() {
    check("Allow ec2:DescribeInstances, dynamodb:GetItem on *", &["IAM006 *"]);
    facts(
        "IAM006",
        "Allow ec2:Describe*, xray:PutTraceSegments, dynamodb:GetItem on *",
        &[
            ("only-star", "ec2:Describe*, xray:PutTraceSegments"),
            ("actions", "dynamodb:GetItem"),
            ("count", "1"),
        ],
    );
}

#[test]
fn an_arn_as_wide_as_a_star() {
    check("Allow dynamodb:GetItem on arn:aws:dynamodb:*:*:table/*", &["IAM005 arn:aws:dynamodb:*:*:table/*"]);
    check("Allow s3:GetObject on arn:aws:s3:::*", &["IAM005 arn:aws:s3:::*", "IAM016 s3:GetObject"]);
    check("Allow sqs:ReceiveMessage on arn:aws:sqs:${r}:${a}:*", &["IAM005 arn:aws:sqs:${r}:${a}:*"]);
    check("Allow dynamodb:GetItem on arn:aws:dynamodb:*:*:table/orders-*", &[]);
    facts(
        "IAM005",
        "Allow dynamodb:GetItem on arn:aws:dynamodb:*:*:table/*",
        &[("effect", "dynamodb:GetItem on every table"), ("noun", "table")],
    );
}

#[test]
fn two_such_arns_are_two_findings_unless_one_is_in_the_other() {
    check(
        "Allow dynamodb:GetItem, kinesis:GetRecords on arn:aws:dynamodb:*:*:*, arn:aws:kinesis:*:*:*",
        &["IAM005 arn:aws:dynamodb:*:*:*", "IAM005 arn:aws:kinesis:*:*:*"],
    );
    check(
        "Allow dynamodb:GetItem on arn:aws:dynamodb:*:*:*, arn:aws:dynamodb:*:*:table/*",
        &["IAM005 arn:aws:dynamodb:*:*:*", "IAM032 arn:aws:dynamodb:*:*:table/*"],
    );
}

#[test]
fn an_action_that_no_resource_of_the_statement_is_for() {
    check("Allow s3:GetObject on arn:aws:s3:::orders", &["IAM007 s3:GetObject"]);
    check("Allow s3:ListBucket on arn:aws:s3:::orders/*", &["IAM007 s3:ListBucket"]);
    check("Deny s3:PutObject on ${bucket.arn}", &["IAM007 s3:PutObject"]);
    check("Allow logs:PutLogEvents on ${logs.arn}", &[]);
    check("Allow s3:GetObject on ${bucket.arn}/*", &[]);
    check("Allow s3:GetObject on ${other.arn}", &[]);
    check("Allow s3:GetObject on arn:aws:s3:::orders, %", &[]);
    check(
        "Allow dynamodb:GetItem on arn:aws:dynamodb:*:*:table/orders/index/*",
        &["IAM007 dynamodb:GetItem"],
    );
    facts(
        "IAM007",
        "Allow s3:GetObject on arn:aws:s3:::orders",
        &[
            ("action", "s3:GetObject"),
            ("resource", "arn:aws:s3:::orders"),
            ("takes", "arn:aws:s3:::BUCKET/KEY"),
        ],
    );
}

#[test]
fn an_action_that_accepts_only_a_star() {
    let repository = "arn:aws:ecr:eu-west-1:111122223333:repository/orders";
    check(
        &format!("Allow ecr:GetAuthorizationToken, ecr:BatchGetImage on {repository}"),
        &["IAM008 ecr:GetAuthorizationToken"],
    );
    check("Allow ecr:GetAuthorizationToken on ${var.resources}", &[]);
    check("Allow ecr:GetAuthorizationToken on ${r.arn}/x", &["IAM008 ecr:GetAuthorizationToken"]);
    // It is refused nowhere: AWS wrote it so itself for years.
    check("Allow s3:ListAllMyBuckets on arn:aws:s3:::*", &[]);
}

#[test]
fn a_role_that_may_not_be_passed() {
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:orders";
    check(&format!("Allow lambda:CreateFunction on {function}"), &["IAM011 lambda:CreateFunction"]);
    check(
        &format!(
            "Allow lambda:CreateFunction on {function}\nAllow iam:PassRole on arn:aws:iam::111122223333:role/x"
        ),
        &[],
    );
    check(&format!("Allow lambda:CreateFunction, % on {function}"), &[]);
    check("Allow not iam:CreateUser on *\nAllow lambda:CreateFunction on %", &["IAM014 iam:CreateUser"]);
}

#[test]
fn any_role_may_be_passed() {
    check("Allow iam:PassRole on *", &["IAM004 *", "IAM013 iam:PassRole"]);
    check(
        "Allow iam:Pass* on arn:aws:iam::111122223333:role/*",
        &["IAM005 arn:aws:iam::111122223333:role/*", "IAM013 iam:Pass*"],
    );
    check("Allow iam:PassRole on arn:aws:iam::111122223333:role/app-*", &[]);
    check("Allow iam:PassRole on * if StringEquals iam:PassedToService=lambda.amazonaws.com", &[]);
    facts(
        "IAM013",
        "Allow iam:PassRole on *",
        &[("effect", "iam:PassRole on every role"), ("key", "iam:PassedToService")],
    );
}

#[test]
fn everything_but_some() {
    check("Allow not iam:*, organizations:* on *", &["IAM014 iam:*"]);
    facts(
        "IAM014",
        "Allow not iam:*, organizations:* on *",
        &[("effect", "every action but iam:*, organizations:* on every resource"), ("count", "2")],
    );
    check("Allow s3:*, dynamodb:* on not arn:aws:s3:::logs", &["IAM015 arn:aws:s3:::logs"]);
    facts(
        "IAM015",
        "Allow s3:* on not arn:aws:s3:::logs",
        &[("effect", "every S3 action on every resource but arn:aws:s3:::logs")],
    );
    check("Deny not iam:* on *", &[]);
}

#[test]
fn actions_of_a_class_on_every_resource() {
    check("Allow secretsmanager:GetSecretValue on *", &["IAM004 *", "IAM016 secretsmanager:GetSecretValue"]);
    check("Allow iam:CreateAccessKey on *", &["IAM004 *", "IAM017 iam:CreateAccessKey"]);
    check("Allow s3:PutBucketPolicy on *", &["IAM004 *", "IAM018 s3:PutBucketPolicy"]);
    check("Allow sqs:DeleteQueue on *", &["IAM004 *", "IAM019 sqs:DeleteQueue"]);
    check("Allow sts:AssumeRole on *", &["IAM004 *", "IAM020 sts:AssumeRole"]);
    check("Allow kms:Decrypt on *", &["IAM004 *", "IAM016 kms:Decrypt"]);
    check("Allow kms:GenerateDataKey* on *", &["IAM004 *"]);
    facts(
        "IAM016",
        "Allow ssm:GetParameter* on *",
        &[
            ("action", "ssm:GetParameter*"),
            ("actions", "ssm:GetParameter, ssm:GetParameterHistory, ssm:GetParameters"),
            ("count", "4"),
            ("effect", "ssm:GetParameter on every parameter"),
        ],
    );
}

#[test]
fn a_condition_that_limits_is_enough() {
    for condition in [
        "StringEquals aws:ResourceTag/team=orders",
        "StringEquals aws:ResourceAccount=111122223333",
        "StringEquals aws:SourceVpc=vpc-1",
        "StringLike s3:prefix=home/*",
        "StringEquals kms:ViaService=s3.eu-west-1.amazonaws.com",
    ] {
        check(&format!("Allow s3:*, dynamodb:GetItem, iam:PassRole on * if {condition}"), &[]);
        check(&format!("Allow * on * if {condition}"), &[]);
    }
    check("Allow dynamodb:GetItem on * if Bool aws:SecureTransport=true", &["IAM004 *"]);
    check("Allow * on * if Bool aws:MultiFactorAuthPresent=true", &["IAM001 *"]);
    check("Allow dynamodb:GetItem on * if StringLike aws:ResourceTag/team=*", &["IAM004 *"]);
}

#[test]
fn what_the_policy_denies_again_is_not_granted() {
    check("Allow s3:*, dynamodb:* on *\nDeny s3:* on *", &["IAM003 dynamodb:*"]);
    check("Allow s3:* on *\nDeny s3:* on * if Bool aws:SecureTransport=false", &["IAM003 s3:*"]);
    check("Allow s3:* on *\nDeny s3:Delete* on *", &["IAM003 s3:*"]);
}

#[test]
fn only_identity_policies_are_judged_as_such() {
    let text = "Allow *, s3:*, iam:PassRole, s3:GetObject on *";
    for attachment in
        [Attachment::Resource("kms"), Attachment::Resource("s3"), Attachment::Trust, Attachment::Limit]
    {
        let rules = super::rules(text, attachment);
        assert!(rules.iter().all(|rule| rule.starts_with("IAM032")), "{attachment:?}: {rules:?}");
    }
    check_as(Attachment::Unknown, "Allow dynamodb:GetItem on *", &["IAM004 *"]);
    check_as(Attachment::Unknown, "Allow dynamodb:GetItem on * for AWS=*", &[]);
}

#[test]
fn a_list_may_be_asked_for_on_an_open_name() {
    check("Allow iam:ListRoles on arn:aws:iam::*:role/*", &[]);
    check("Allow iam:ListRoles on arn:aws:iam::*:role/app-*", &["IAM008 iam:ListRoles"]);
    check(
        "Allow ssmmessages:OpenDataChannel on arn:aws:ssm:*:*:session/${aws:userid}-*",
        &["IAM030 arn:aws:ssm:*:*:session/${aws:userid}-*"],
    );
}

#[test]
fn a_resource_that_is_no_arn_is_one_finding() {
    check("Allow s3:GetObject, s3:PutObject on orders", &["IAM007 orders"]);
    check("Allow s3:GetObject on ${var.bucket}, orders", &["IAM032 orders"]);
}

#[test]
fn resources_go_by_the_name_of_their_type() {
    let effect = |action: &str, resource: &str, rule: &str, expected: &str| {
        facts(
            rule,
            &format!("Allow {action} on {resource}"),
            &[("effect", &format!("{action} on every {expected}"))],
        );
    };
    effect("s3:GetObject", "*", "IAM004", "bucket");
    effect("logs:PutLogEvents", "*", "IAM004", "log group");
    effect("ssm:DescribeAssociation", "*", "IAM004", "resource");
    effect("ssm:GetParameter", "*", "IAM004", "parameter");
    effect("autoscaling:UpdateAutoScalingGroup", "*", "IAM004", "scaling group");
    effect("states:StartExecution", "*", "IAM004", "state machine");
    effect("ec2:DeleteTags", "arn:aws:ec2:*:*:vpc/*", "IAM005", "vpc");
}

#[test]
fn every_call_that_is_said_to_need_a_role_takes_one() {
    let takes_role = |name: &&str| {
        let action = crate::Data::bundled().action(name);
        action.is_some_and(|action| action.name == *name && action.dependent.contains(&"iam:PassRole"))
    };
    let wrong: Vec<_> =
        crate::findings::passing::NEED_ROLE.into_iter().filter(|name| !takes_role(name)).collect();
    assert_eq!(wrong, [""; 0]);
    check("Allow ec2:RunInstances on arn:aws:ec2:eu-west-1:111122223333:subnet/s", &[]);
}

#[test]
fn classes_are_made_of_actions_that_take_resources() {
    use crate::findings::wide::{CREDENTIALS, EXFILTRATION};
    let takes_resources = |name: &&str| {
        let action = crate::Data::bundled().action(name);
        action.is_some_and(|action| action.name == *name && !action.is_wildcard_only())
    };
    let all = CREDENTIALS.into_iter().chain(EXFILTRATION);
    assert_eq!(all.filter(|name| !takes_resources(name)).collect::<Vec<_>>(), [""; 0]);
}
