//! Names that AWS and Azure give: services as principals, managed policies, built-in roles.

use iam::{Data, reading};

use super::{Offer, Value};
use crate::CompletionKind;

/// Services that act for somebody, those in use most first.
const SERVICES: &[&str] = &[
    "lambda",
    "ec2",
    "ecs-tasks",
    "s3",
    "sns",
    "sqs",
    "events",
    "apigateway",
    "states",
    "cloudfront",
    "logs",
    "cloudwatch",
    "config",
    "cloudtrail",
    "delivery.logs",
    "logdelivery.elasticloadbalancing",
    "codebuild",
    "codepipeline",
    "codedeploy",
    "cloudformation",
    "eks",
    "pods.eks",
    "ecs",
    "scheduler",
    "pipes",
    "firehose",
    "kinesisanalytics",
    "glue",
    "batch",
    "backup",
    "rds",
    "monitoring.rds",
    "export.rds",
    "dms",
    "ssm",
    "secretsmanager",
    "elasticbeanstalk",
    "elasticmapreduce",
    "application-autoscaling",
    "autoscaling",
    "sagemaker",
    "bedrock",
    "iot",
    "ses",
    "transfer",
    "vpc-flow-logs",
    "route53",
    "appsync",
    "cognito-idp",
    "dlm",
    "spotfleet",
    "guardduty",
];

pub(super) fn services() -> Vec<Offer> {
    let names = SERVICES.iter();
    names
        .map(|name| Offer::new(CompletionKind::Service, format!("{name}.amazonaws.com"), "a service of AWS"))
        .collect()
}

pub(super) fn principal_types() -> Vec<Offer> {
    let types = [
        ("Service", "a service of AWS"),
        ("AWS", "accounts, roles and users"),
        ("Federated", "an identity provider"),
        ("CanonicalUser", "an account, by its S3 id"),
    ];
    types.map(|(name, what)| Offer::new(CompletionKind::Keyword, name, what)).into()
}

pub(super) fn effects() -> Vec<Offer> {
    let effects = [("Allow", "grants"), ("Deny", "takes away, whatever else grants it")];
    effects.map(|(name, what)| Offer::new(CompletionKind::Keyword, name, what)).into()
}

/// How a managed policy is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Arn,
    Name,
}

pub(super) fn managed_policies(data: &Data, typed: &str, by: By) -> Vec<Offer> {
    let names = data.managed_policy_names();
    names
        .into_iter()
        .map(|(name, arn)| Offer {
            // Whoever types an ARN filters by ARNs, whoever types a name by names.
            also: if by == By::Arn && typed.starts_with("arn") { arn.to_owned() } else { String::new() },
            value: if by == By::Arn { Value::Literal(arn.to_owned()) } else { Value::Label },
            rank: common(name),
            ..Offer::new(CompletionKind::Policy, name, "a policy that AWS writes")
        })
        .collect()
}

/// What most roles need first.
fn common(name: &str) -> u32 {
    const COMMON: [&str; 8] = [
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AmazonECSTaskExecutionRolePolicy",
        "AmazonSSMManagedInstanceCore",
        "AWSXRayDaemonWriteAccess",
        "CloudWatchAgentServerPolicy",
    ];
    COMMON.iter().position(|common| *common == name).map_or(99, |at| at as u32)
}

pub(super) fn azure_roles(data: &Data) -> Vec<Offer> {
    let offers = data.azure_roles().iter().map(|role| {
        let reach = reading::azure_reach(role);
        let planes = match (reach.control.is_empty(), reach.data.is_empty()) {
            (false, false) => "the resources and what is in them",
            (false, true) => "the resources",
            (true, false) => "what is in the resources",
            (true, true) => "nothing",
        };
        let roles = if reach.grants_roles { ", and grants roles" } else { "" };
        Offer {
            // The least that may be meant comes first.
            rank: match () {
                () if reach.grants_roles => 3,
                () if role.name.ends_with("Owner") => 2,
                () if role.name.ends_with("Contributor") => 1,
                () => 0,
            },
            ..Offer::new(CompletionKind::Policy, role.name, format!("{planes}{roles}"))
        }
    });
    offers.collect()
}
