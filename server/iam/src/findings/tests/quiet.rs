//! What looks wide and is right. Nothing is reported.

use super::{check, rules};
use crate::Attachment;

#[track_caller]
fn quiet(attachment: Attachment<'_>, text: &str) {
    check(attachment, text, &[]);
}

#[test]
fn a_log_group_with_all_its_streams() {
    for group in ["/aws/lambda/orders", "${aws_cloudwatch_log_group.orders.name}"] {
        quiet(
            Attachment::Identity,
            &format!(
                "Allow logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:eu-west-1:111122223333:log-group:{group}:*"
            ),
        );
    }
    quiet(
        Attachment::Identity,
        "Allow logs:CreateLogGroup, logs:PutLogEvents on arn:aws:logs:*:*:log-group:/aws/lambda/*",
    );
    quiet(Attachment::Identity, "Allow logs:PutLogEvents on ${logs.arn}:*");
}

#[test]
fn wildcards_that_the_service_requires() {
    for action in [
        "ec2:Describe*",
        "ec2:DescribeInstances, ec2:DescribeVpcs",
        "sts:GetCallerIdentity",
        "s3:ListAllMyBuckets",
        "ecr:GetAuthorizationToken",
        "xray:PutTraceSegments, xray:PutTelemetryRecords",
        "cloudwatch:PutMetricData",
        "ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DeleteNetworkInterface",
        "logs:DescribeLogGroups",
        "autoscaling:Describe*, elasticloadbalancing:Describe*, rds:Describe*",
        "ssm:DescribeParameters",
        "kms:ListKeys, kms:ListAliases",
        "iam:ListRoles",
        "tag:GetResources",
        "ssmmessages:CreateControlChannel, ssmmessages:OpenDataChannel",
        "pricing:GetProducts",
    ] {
        quiet(Attachment::Identity, &format!("Allow {action} on *"));
    }
}

#[test]
fn a_key_policy_names_its_key_with_a_star() {
    quiet(
        Attachment::Resource("kms"),
        "Enable IAM User Permissions: Allow kms:* on * for AWS=arn:aws:iam::111122223333:root
         Allow kms:Decrypt, kms:GenerateDataKey* on * for AWS=arn:aws:iam::111122223333:role/orders
         Allow kms:CreateGrant on * for AWS=${role.arn} if Bool kms:GrantIsForAWSResource=true
         Allow kms:Decrypt on * for AWS=* if StringEquals kms:CallerAccount=111122223333; StringEquals kms:ViaService=s3.eu-west-1.amazonaws.com",
    );
}

#[test]
fn a_bucket_policy_that_denies_everybody_something() {
    quiet(
        Attachment::Resource("s3"),
        "Deny s3:* on ${b.arn}, ${b.arn}/* for *=* if Bool aws:SecureTransport=false",
    );
    quiet(
        Attachment::Resource("s3"),
        "Allow s3:GetObject on ${b.arn}/* for *=*
         Deny s3:* on ${b.arn}/* for *=* if StringNotEquals aws:SourceVpce=vpce-1",
    );
}

#[test]
fn roles_of_services_themselves() {
    quiet(Attachment::Trust, "Allow sts:AssumeRole for Service=autoscaling.amazonaws.com");
    quiet(
        Attachment::Identity,
        "Allow iam:CreateServiceLinkedRole on * if StringEquals iam:AWSServiceName=autoscaling.amazonaws.com",
    );
    quiet(
        Attachment::Identity,
        "Allow iam:CreateServiceLinkedRole on arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS*",
    );
}

#[test]
fn roles_of_functions_and_instances() {
    for service in ["lambda", "ec2", "ecs-tasks", "events", "s3"] {
        quiet(Attachment::Trust, &format!("Allow sts:AssumeRole for Service={service}.amazonaws.com"));
    }
    quiet(Attachment::Trust, "Allow sts:AssumeRole, sts:TagSession for Service=pods.eks.amazonaws.com");
}

#[test]
fn content_behind_a_distribution() {
    quiet(
        Attachment::Resource("s3"),
        "Allow s3:GetObject on ${b.arn}/* for Service=cloudfront.amazonaws.com if StringEquals AWS:SourceArn=${d.arn}",
    );
}

#[test]
fn a_queue_that_one_topic_sends_to() {
    quiet(
        Attachment::Resource("sqs"),
        "Allow sqs:SendMessage on ${q.arn} for Service=sns.amazonaws.com if ArnEquals aws:SourceArn=${t.arn}",
    );
    quiet(
        Attachment::Resource("sqs"),
        "Allow sqs:SendMessage on ${q.arn} for *=* if ArnEquals aws:SourceArn=${t.arn}",
    );
}

#[test]
fn an_endpoint_policy_limits() {
    quiet(Attachment::Limit, "Allow * on * for *=*");
    quiet(Attachment::Limit, "Allow * on *");
    quiet(Attachment::Limit, "Deny not iam:*, sts:* on * if StringNotEquals aws:RequestedRegion=eu-west-1");
}

#[test]
fn self_service_for_users() {
    quiet(
        Attachment::Identity,
        "version 2012-10-17
         Allow iam:GetUser, iam:CreateAccessKey, iam:ChangePassword on arn:aws:iam::*:user/${aws:username}
         Deny not iam:ListMFADevices on * if BoolIfExists aws:MultiFactorAuthPresent=false",
    );
}

#[test]
fn a_file_system_for_its_mount_targets() {
    quiet(
        Attachment::Resource("elasticfilesystem"),
        "Allow elasticfilesystem:ClientMount on * for AWS=* if Bool elasticfilesystem:AccessedViaMountTarget=true",
    );
}

#[test]
fn instances_are_started_where_their_ids_are_not_known_yet() {
    quiet(
        Attachment::Identity,
        "Allow ec2:RunInstances, ec2:CreateTags on arn:aws:ec2:*:*:instance/*, arn:aws:ec2:*:*:volume/*, arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1
         Allow iam:PassRole on arn:aws:iam::111122223333:role/app",
    );
}

#[test]
fn actions_on_resources_of_other_services() {
    let cluster = "arn:aws:eks:eu-west-1:111122223333:cluster/orders";
    quiet(Attachment::Identity, &format!("Allow arc-zonal-shift:GetManagedResource on {cluster}"));
}

#[test]
fn nothing_is_said_of_what_cannot_be_told() {
    quiet(Attachment::Identity, "Allow % on *\nAllow s3:GetObject on %\nDeny % on %");
    quiet(Attachment::Identity, "Allow s3:GetObject on ${var.resource}");
    quiet(Attachment::Trust, "Allow sts:AssumeRole for AWS=%, Federated=%");
    quiet(Attachment::Resource("s3"), "Allow s3:GetObject on % for AWS=%");
    let mut policy = super::policy("Allow * on *");
    policy.statements[0].effect = None;
    assert_eq!(crate::review(&policy, Attachment::Identity, crate::Data::bundled()), []);
    assert_eq!(rules("", Attachment::Identity), Vec::<String>::new());
}

/// They hold a few mistakes of their own: dead pairs, actions of services that are gone.
#[test]
fn what_aws_writes_itself_is_rarely_called_wrong() {
    let data = crate::Data::bundled();
    let mut wrong = std::collections::BTreeMap::<&str, usize>::new();
    for (name, _) in data.managed_policy_names() {
        let policy = &data.managed_policy(name).unwrap().policy;
        let findings = crate::review(policy, Attachment::Identity, data);
        let mut rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
        rules.dedup();
        for rule in rules {
            *wrong.entry(rule).or_default() += 1;
        }
    }
    let of = |rule: &str| wrong.get(rule).copied().unwrap_or_default();
    let policies = data.managed_policy_names().len();
    for (rule, most) in [("IAM001", 1), ("IAM007", policies / 100), ("IAM009", policies / 25), ("IAM029", 0)]
    {
        assert!(of(rule) <= most, "{rule}: {} of {policies}", of(rule));
    }
    assert_eq!(of("IAM030"), 0);
}
