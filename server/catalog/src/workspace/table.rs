//! Resource types of Terraform, and what they are called in a policy: facts of the provider and of AWS's list of
//! actions. A test holds each row against both.

/// What a policy can name of a resource type.
pub(super) struct Named {
    pub(super) terraform: &'static str,
    /// Prefix and resource type of the list of actions.
    pub(super) service: &'static str,
    pub(super) resource_type: &'static str,
    /// The attribute that is its ARN, or begins it.
    pub(super) attribute: &'static str,
    /// What follows the attribute's value.
    pub(super) rest: &'static str,
    /// A pattern of the attribute's value; `<name>` is the value of that attribute where it is literal.
    pub(super) shape: &'static str,
}

const fn named(
    terraform: &'static str,
    (service, resource_type): (&'static str, &'static str),
    (attribute, rest): (&'static str, &'static str),
    shape: &'static str,
) -> Named {
    Named { terraform, service, resource_type, attribute, rest, shape }
}

/// An ARN as it is.
const ARN: (&str, &str) = ("arn", "");

/// By type; of one type, the resource itself first.
#[rustfmt::skip]
pub(super) const NAMED: &[Named] = &[
    named("aws_acm_certificate", ("acm", "certificate"), ARN, "arn:*:acm:*:*:certificate/*"),
    named("aws_api_gateway_rest_api", ("execute-api", "execute-api-general"), ("execution_arn", "/*"), "arn:*:execute-api:*:*:*"),
    named("aws_apigatewayv2_api", ("execute-api", "execute-api-general"), ("execution_arn", "/*"), "arn:*:execute-api:*:*:*"),
    named("aws_appsync_graphql_api", ("appsync", "graphqlapi"), ARN, "arn:*:appsync:*:*:apis/*"),
    named("aws_appsync_graphql_api", ("appsync", "field"), ("arn", "/types/*/fields/*"), "arn:*:appsync:*:*:apis/*"),
    named("aws_athena_workgroup", ("athena", "workgroup"), ARN, "arn:*:athena:*:*:workgroup/*"),
    named("aws_autoscaling_group", ("autoscaling", "autoscalinggroup"), ARN, "arn:*:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*"),
    named("aws_backup_plan", ("backup", "backupplan"), ARN, "arn:*:backup:*:*:backup-plan:*"),
    named("aws_backup_vault", ("backup", "backupvault"), ARN, "arn:*:backup:*:*:backup-vault:<name>"),
    named("aws_batch_job_definition", ("batch", "job-definition"), ("arn_prefix", ":*"), "arn:*:batch:*:*:job-definition/*"),
    named("aws_batch_job_queue", ("batch", "job-queue"), ARN, "arn:*:batch:*:*:job-queue/*"),
    named("aws_cloudfront_distribution", ("cloudfront", "distribution"), ARN, "arn:*:cloudfront::*:distribution/*"),
    named("aws_cloudtrail", ("cloudtrail", "trail"), ARN, "arn:*:cloudtrail:*:*:trail/<name>"),
    named("aws_cloudwatch_event_bus", ("events", "event-bus"), ARN, "arn:*:events:*:*:event-bus/<name>"),
    named("aws_cloudwatch_log_group", ("logs", "log-group"), ("arn", ":*"), "arn:*:logs:*:*:log-group:<name>"),
    named("aws_cloudwatch_log_group", ("logs", "log-stream"), ("arn", ":*"), "arn:*:logs:*:*:log-group:<name>"),
    named("aws_cloudwatch_metric_alarm", ("cloudwatch", "alarm"), ARN, "arn:*:cloudwatch:*:*:alarm:*"),
    named("aws_codebuild_project", ("codebuild", "project"), ARN, "arn:*:codebuild:*:*:project/<name>"),
    named("aws_codecommit_repository", ("codecommit", "repository"), ARN, "arn:*:codecommit:*:*:*"),
    named("aws_codepipeline", ("codepipeline", "pipeline"), ARN, "arn:*:codepipeline:*:*:<name>"),
    named("aws_codestarconnections_connection", ("codestar-connections", "connection"), ARN, "arn:*:codestar-connections:*:*:connection/*"),
    named("aws_cognito_identity_pool", ("cognito-identity", "identitypool"), ARN, "arn:*:cognito-identity:*:*:identitypool/*"),
    named("aws_cognito_user_pool", ("cognito-idp", "userpool"), ARN, "arn:*:cognito-idp:*:*:userpool/*"),
    named("aws_db_instance", ("rds", "db"), ARN, "arn:*:rds:*:*:db:*"),
    named("aws_dynamodb_table", ("dynamodb", "table"), ARN, "arn:*:dynamodb:*:*:table/<name>"),
    named("aws_dynamodb_table", ("dynamodb", "index"), ("arn", "/index/*"), "arn:*:dynamodb:*:*:table/<name>"),
    named("aws_dynamodb_table", ("dynamodb", "stream"), ("arn", "/stream/*"), "arn:*:dynamodb:*:*:table/<name>"),
    named("aws_ebs_volume", ("ec2", "volume"), ARN, "arn:*:ec2:*:*:volume/*"),
    named("aws_ecr_repository", ("ecr", "repository"), ARN, "arn:*:ecr:*:*:repository/<name>"),
    named("aws_ecs_cluster", ("ecs", "cluster"), ARN, "arn:*:ecs:*:*:cluster/<name>"),
    named("aws_ecs_service", ("ecs", "service"), ("id", ""), "arn:*:ecs:*:*:service/*"),
    named("aws_ecs_task_definition", ("ecs", "task-definition"), ("arn_without_revision", ":*"), "arn:*:ecs:*:*:task-definition/*"),
    named("aws_efs_access_point", ("elasticfilesystem", "access-point"), ARN, "arn:*:elasticfilesystem:*:*:access-point/*"),
    named("aws_efs_file_system", ("elasticfilesystem", "file-system"), ARN, "arn:*:elasticfilesystem:*:*:file-system/*"),
    named("aws_eks_cluster", ("eks", "cluster"), ARN, "arn:*:eks:*:*:cluster/<name>"),
    named("aws_elasticache_cluster", ("elasticache", "cluster"), ARN, "arn:*:elasticache:*:*:cluster:*"),
    named("aws_elasticache_replication_group", ("elasticache", "replicationgroup"), ARN, "arn:*:elasticache:*:*:replicationgroup:*"),
    named("aws_glue_job", ("glue", "job"), ARN, "arn:*:glue:*:*:job/<name>"),
    named("aws_glue_catalog_database", ("glue", "database"), ARN, "arn:*:glue:*:*:database/*"),
    named("aws_glue_catalog_table", ("glue", "table"), ARN, "arn:*:glue:*:*:table/*/*"),
    named("aws_glue_crawler", ("glue", "crawler"), ARN, "arn:*:glue:*:*:crawler/<name>"),
    named("aws_iam_group", ("iam", "group"), ARN, "arn:*:iam::*:group/*"),
    named("aws_iam_instance_profile", ("iam", "instance-profile"), ARN, "arn:*:iam::*:instance-profile/*"),
    named("aws_iam_policy", ("iam", "policy"), ARN, "arn:*:iam::*:policy/*"),
    named("aws_iam_role", ("iam", "role"), ARN, "arn:*:iam::*:role/*"),
    named("aws_iam_user", ("iam", "user"), ARN, "arn:*:iam::*:user/*"),
    named("aws_instance", ("ec2", "instance"), ARN, "arn:*:ec2:*:*:instance/*"),
    named("aws_iot_topic_rule", ("iot", "rule"), ARN, "arn:*:iot:*:*:rule/<name>"),
    named("aws_kinesis_firehose_delivery_stream", ("firehose", "deliverystream"), ARN, "arn:*:firehose:*:*:deliverystream/<name>"),
    named("aws_kinesis_stream", ("kinesis", "stream"), ARN, "arn:*:kinesis:*:*:stream/<name>"),
    named("aws_kinesis_video_stream", ("kinesisvideo", "stream"), ARN, "arn:*:kinesisvideo:*:*:stream/*/*"),
    named("aws_kms_key", ("kms", "key"), ARN, "arn:*:kms:*:*:key/*"),
    named("aws_lambda_function", ("lambda", "function"), ARN, "arn:*:lambda:*:*:function:<function_name>"),
    named("aws_lambda_layer_version", ("lambda", "layerversion"), ARN, "arn:*:lambda:*:*:layer:*:*"),
    named("aws_launch_template", ("ec2", "launch-template"), ARN, "arn:*:ec2:*:*:launch-template/*"),
    named("aws_lb", ("elasticloadbalancing", "loadbalancer/app/"), ARN, "arn:*:elasticloadbalancing:*:*:loadbalancer/app/*/*"),
    named("aws_lb_target_group", ("elasticloadbalancing", "targetgroup"), ARN, "arn:*:elasticloadbalancing:*:*:targetgroup/*/*"),
    named("aws_msk_cluster", ("kafka", "cluster"), ARN, "arn:*:kafka:*:*:cluster/*/*"),
    named("aws_opensearch_domain", ("es", "domain"), ("arn", "/*"), "arn:*:es:*:*:domain/<domain_name>"),
    named("aws_elasticsearch_domain", ("es", "domain"), ("arn", "/*"), "arn:*:es:*:*:domain/<domain_name>"),
    named("aws_rds_cluster", ("rds", "cluster"), ARN, "arn:*:rds:*:*:cluster:*"),
    named("aws_redshift_cluster", ("redshift", "cluster"), ARN, "arn:*:redshift:*:*:cluster:*"),
    named("aws_route53_zone", ("route53", "hostedzone"), ARN, "arn:*:route53:::hostedzone/*"),
    named("aws_s3_bucket", ("s3", "bucket"), ARN, "arn:*:s3:::<bucket>"),
    named("aws_s3_bucket", ("s3", "object"), ("arn", "/*"), "arn:*:s3:::<bucket>"),
    named("aws_sagemaker_endpoint", ("sagemaker", "endpoint"), ARN, "arn:*:sagemaker:*:*:endpoint/*"),
    named("aws_scheduler_schedule", ("scheduler", "schedule"), ARN, "arn:*:scheduler:*:*:schedule/*/*"),
    named("aws_secretsmanager_secret", ("secretsmanager", "secret"), ARN, "arn:*:secretsmanager:*:*:secret:*"),
    named("aws_security_group", ("ec2", "security-group"), ARN, "arn:*:ec2:*:*:security-group/*"),
    named("aws_ses_domain_identity", ("ses", "identity"), ARN, "arn:*:ses:*:*:identity/*"),
    named("aws_ses_email_identity", ("ses", "identity"), ARN, "arn:*:ses:*:*:identity/*"),
    named("aws_sesv2_email_identity", ("ses", "identity"), ARN, "arn:*:ses:*:*:identity/*"),
    named("aws_sfn_activity", ("states", "activity"), ("id", ""), "arn:*:states:*:*:activity:*"),
    named("aws_sfn_state_machine", ("states", "statemachine"), ARN, "arn:*:states:*:*:stateMachine:<name>"),
    named("aws_sns_topic", ("sns", "topic"), ARN, "arn:*:sns:*:*:<name>"),
    named("aws_sqs_queue", ("sqs", "queue"), ARN, "arn:*:sqs:*:*:<name>"),
    named("aws_ssm_document", ("ssm", "document"), ARN, "arn:*:ssm:*:*:document/*"),
    named("aws_ssm_parameter", ("ssm", "parameter"), ARN, "arn:*:ssm:*:*:parameter/*"),
    named("aws_subnet", ("ec2", "subnet"), ARN, "arn:*:ec2:*:*:subnet/*"),
    named("aws_vpc", ("ec2", "vpc"), ARN, "arn:*:ec2:*:*:vpc/*"),
];

/// Beginning of a resource type and the services that it is a use of a role by. The longest that fits counts.
#[rustfmt::skip]
pub(super) const USERS: &[(&str, &[&str])] = &[
    ("aws_api_gateway_", &["apigateway.amazonaws.com"]),
    ("aws_apigatewayv2_", &["apigateway.amazonaws.com"]),
    ("aws_apprunner_service", &["tasks.apprunner.amazonaws.com", "build.apprunner.amazonaws.com"]),
    ("aws_appsync_", &["appsync.amazonaws.com"]),
    ("aws_backup_selection", &["backup.amazonaws.com"]),
    ("aws_batch_compute_environment", &["batch.amazonaws.com", "ec2.amazonaws.com", "spotfleet.amazonaws.com"]),
    ("aws_batch_job_definition", &["ecs-tasks.amazonaws.com"]),
    ("aws_cloudformation_", &["cloudformation.amazonaws.com"]),
    ("aws_cloudtrail", &["cloudtrail.amazonaws.com"]),
    ("aws_cloudwatch_event_", &["events.amazonaws.com"]),
    ("aws_cloudwatch_log_subscription_filter", &["logs.amazonaws.com"]),
    ("aws_codebuild_project", &["codebuild.amazonaws.com"]),
    ("aws_codedeploy_", &["codedeploy.amazonaws.com"]),
    ("aws_codepipeline", &["codepipeline.amazonaws.com"]),
    ("aws_config_", &["config.amazonaws.com"]),
    ("aws_dlm_lifecycle_policy", &["dlm.amazonaws.com"]),
    ("aws_ecs_service", &["ecs.amazonaws.com"]),
    ("aws_ecs_task_definition", &["ecs-tasks.amazonaws.com"]),
    ("aws_eks_cluster", &["eks.amazonaws.com"]),
    ("aws_eks_fargate_profile", &["eks-fargate-pods.amazonaws.com"]),
    ("aws_eks_node_group", &["ec2.amazonaws.com"]),
    ("aws_flow_log", &["vpc-flow-logs.amazonaws.com"]),
    ("aws_glue_", &["glue.amazonaws.com"]),
    ("aws_instance", &["ec2.amazonaws.com"]),
    ("aws_iot_topic_rule", &["iot.amazonaws.com"]),
    ("aws_kinesis_firehose_delivery_stream", &["firehose.amazonaws.com"]),
    ("aws_lambda_function", &["lambda.amazonaws.com", "edgelambda.amazonaws.com"]),
    ("aws_launch_configuration", &["ec2.amazonaws.com"]),
    ("aws_launch_template", &["ec2.amazonaws.com"]),
    ("aws_pipes_pipe", &["pipes.amazonaws.com"]),
    ("aws_s3_bucket_replication_configuration", &["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"]),
    ("aws_sagemaker_", &["sagemaker.amazonaws.com"]),
    ("aws_scheduler_schedule", &["scheduler.amazonaws.com"]),
    ("aws_sfn_state_machine", &["states.amazonaws.com"]),
    ("aws_spot_instance_request", &["ec2.amazonaws.com"]),
    ("aws_transfer_", &["transfer.amazonaws.com"]),
];

/// Types that hold, attach or describe a role, and use nothing.
pub(super) const NO_USERS: &[&str] = &[
    "aws_iam_group_policy",
    "aws_iam_policy",
    "aws_iam_policy_attachment",
    "aws_iam_policy_document",
    "aws_iam_role",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_role_policy_attachments_exclusive",
    "aws_iam_user_policy",
];

/// What calls a queue, topic or bucket: resource type, the attribute that names the called one, the service, and
/// the attribute of the source (or the source's ARN itself, `arn`).
#[rustfmt::skip]
pub(super) const SOURCES: &[(&str, &str, &str, &str)] = &[
    ("aws_sns_topic_subscription", "endpoint", "sns.amazonaws.com", "topic_arn"),
    ("aws_s3_bucket_notification", "queue.queue_arn", "s3.amazonaws.com", "bucket"),
    ("aws_s3_bucket_notification", "topic.topic_arn", "s3.amazonaws.com", "bucket"),
    ("aws_cloudwatch_event_target", "arn", "events.amazonaws.com", "rule"),
    ("aws_s3_bucket_logging", "target_bucket", "logging.s3.amazonaws.com", "bucket"),
    ("aws_cloudfront_distribution", "origin.domain_name", "cloudfront.amazonaws.com", "arn"),
    ("aws_cloudwatch_metric_alarm", "alarm_actions", "cloudwatch.amazonaws.com", "arn"),
];

#[cfg(test)]
mod tests {
    use super::{NAMED, SOURCES, USERS};

    #[test]
    fn every_row_is_in_the_schema_and_in_the_list_of_actions() {
        let (schema, data) = (schema::Schema::bundled(), iam::Data::bundled());
        let mut wrong = Vec::new();
        for row in NAMED {
            let item = schema.resource(row.terraform).and_then(|it| it.body.item(row.attribute));
            if item.is_none() {
                wrong.push(format!("{}.{} is not in the schema", row.terraform, row.attribute));
            }
            if let Some((_, name)) = row.shape.split_once('<') {
                let name = name.split('>').next().unwrap();
                if schema.resource(row.terraform).and_then(|it| it.body.item(name)).is_none() {
                    wrong.push(format!("{}.{name} is not in the schema", row.terraform));
                }
            }
            let types = data.resource_types(row.service);
            let Some(listed) = types.iter().find(|it| it.name == row.resource_type) else {
                let names: Vec<_> = types.iter().map(|it| it.name).collect();
                wrong.push(format!("{} {} is not among {names:?}", row.service, row.resource_type));
                continue;
            };
            let pattern = super::super::filled(row, |_| None) + row.rest;
            // One is as wide as the other, or a part of it.
            let (template, example) = (filled_in(listed.arn, '*'), filled_in(listed.arn, 'x'));
            if !iam::matches(&pattern, &example) && !iam::matches(&template, &pattern.replace('*', "x")) {
                wrong.push(format!("{pattern} is not of the form {}", listed.arn));
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
        assert!(NAMED.len() >= 60);
    }

    fn filled_in(template: &str, with: char) -> String {
        let mut example = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${") {
            example.push_str(before);
            example.push(with);
            rest = after.split_once('}').unwrap().1;
        }
        example + rest
    }

    #[test]
    fn every_use_of_a_role_is_in_the_schema() {
        let schema = schema::Schema::bundled();
        for (beginning, _) in USERS {
            assert!(schema.resource_types().any(|name| name.starts_with(beginning)), "{beginning}");
        }
        for (resource_type, target, _, source) in SOURCES {
            for path in [target, source] {
                assert!(schema.path(resource_type, path).is_some(), "{resource_type} {path}");
            }
        }
    }
}
