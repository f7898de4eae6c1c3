//! The resources that the module declares, as a policy names them; those that the statement's actions take first.

use iam::{Action, Data, Statement, Term, reading};
use model::{FileId, InstanceKey};
use project::Resource;

use super::{Offer, Value, context::Context};
use crate::{Analysis, CompletionKind};

/// Of a Terraform type: the service prefix, and for each resource type of the action list what follows the `arn`.
type Form = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const FORMS: &[Form] = &[
    ("aws_api_gateway_rest_api", "execute-api", &[("execute-api-general", "/*")]),
    ("aws_athena_workgroup", "athena", &[("workgroup", "")]),
    ("aws_cloudwatch_event_bus", "events", &[("event-bus", "")]),
    ("aws_cloudwatch_event_rule", "events", &[("rule-on-default-event-bus", "")]),
    ("aws_cloudwatch_log_group", "logs", &[("log-group", ""), ("log-stream", ":*")]),
    ("aws_codebuild_project", "codebuild", &[("project", "")]),
    ("aws_codecommit_repository", "codecommit", &[("repository", "")]),
    ("aws_cognito_user_pool", "cognito-idp", &[("userpool", "")]),
    ("aws_dynamodb_table", "dynamodb", &[("table", ""), ("index", "/index/*")]),
    ("aws_ecr_repository", "ecr", &[("repository", "")]),
    ("aws_ecs_cluster", "ecs", &[("cluster", "")]),
    ("aws_ecs_task_definition", "ecs", &[("task-definition", "")]),
    ("aws_efs_file_system", "elasticfilesystem", &[("file-system", "")]),
    ("aws_eks_cluster", "eks", &[("cluster", "")]),
    ("aws_iam_policy", "iam", &[("policy", "")]),
    ("aws_iam_role", "iam", &[("role", "")]),
    ("aws_iam_user", "iam", &[("user", "")]),
    ("aws_instance", "ec2", &[("instance", "")]),
    ("aws_kinesis_firehose_delivery_stream", "firehose", &[("deliverystream", "")]),
    ("aws_kinesis_stream", "kinesis", &[("stream", "")]),
    ("aws_kms_key", "kms", &[("key", "")]),
    ("aws_lambda_function", "lambda", &[("function", ""), ("function version", ":*")]),
    ("aws_s3_bucket", "s3", &[("bucket", ""), ("object", "/*")]),
    ("aws_secretsmanager_secret", "secretsmanager", &[("secret", "")]),
    ("aws_security_group", "ec2", &[("security-group", "")]),
    ("aws_sfn_state_machine", "states", &[("statemachine", "")]),
    ("aws_sns_topic", "sns", &[("topic", "")]),
    ("aws_sqs_queue", "sqs", &[("queue", "")]),
    ("aws_ssm_parameter", "ssm", &[("parameter", "")]),
];

pub(super) fn resources(
    analysis: &Analysis,
    (file, block): (FileId, u32),
    data: &Data,
    context: &Context<'_>,
) -> Vec<Offer> {
    let actions = named(data, &context.actions);
    let mut offers = Vec::new();
    let wild = actions.iter().find(|action| action.is_wildcard_only());
    if let Some(wild) = wild {
        let detail = format!("{} takes no resource", wild.name);
        offers.push(Offer {
            value: Value::Literal("*".into()),
            ..Offer::new(CompletionKind::Wildcard, "*", detail)
        });
    }
    let directory = analysis.source(file).map(|file| file.path.directory());
    let mut seen = Vec::new();
    for (module, _) in analysis.near(file) {
        for resource in &module.resources {
            let near = analysis.source(resource.file).map(|file| file.path.directory()) == directory;
            // A resource can't refer to itself.
            let near = near && !(resource.file == file && resource.block_index == block);
            let form = FORMS.iter().find(|(kind, _, _)| *kind == resource.type_name());
            let Some((_, service, types)) = form.filter(|_| near && !resource.address.data) else { continue };
            for reference in references(resource) {
                for (of, suffix) in *types {
                    let label = format!("{reference}{suffix}");
                    if seen.contains(&label) {
                        continue;
                    }
                    seen.push(label.clone());
                    let takes: Vec<&Action<'_>> =
                        actions.iter().filter(|action| takes(action, service, of)).collect();
                    let rank = match (takes.is_empty(), actions.is_empty()) {
                        (false, _) => 1,
                        (true, true) => 2,
                        (true, false) => 3,
                    };
                    let detail = match takes.first() {
                        Some(action) => format!("what {} acts on", action.name),
                        None => kind(data, service, of),
                    };
                    offers.push(Offer {
                        rank,
                        value: Value::Reference(reference.clone(), (*suffix).to_owned()),
                        ..Offer::new(CompletionKind::Reference, label, detail)
                    });
                }
            }
        }
    }
    offers
}

fn takes(action: &Action<'_>, service: &str, of: &str) -> bool {
    action.resource_types.iter().any(|it| it.resource_type.service == service && it.resource_type.name == of)
}

/// `objects`, for a reader.
fn kind(data: &Data, service: &str, of: &str) -> String {
    let types = data.resource_types(service);
    types.into_iter().find(|it| it.name == of).map(reading::plural).unwrap_or_default()
}

/// `aws_s3_bucket.b.arn`; of a repeated resource one for each known instance.
fn references(resource: &Resource) -> Vec<String> {
    let address = format!("{}.{}", resource.type_name(), resource.address.name);
    let attribute = if resource.type_name() == "aws_api_gateway_rest_api" { "execution_arn" } else { "arn" };
    if !resource.is_repeated() {
        return vec![format!("{address}.{attribute}")];
    }
    let instances = resource.instances.iter().take(5);
    instances
        .map(|key| match key {
            InstanceKey::Index(index) => format!("{address}[{index}].{attribute}"),
            InstanceKey::Key(key) => format!("{address}[\"{key}\"].{attribute}"),
        })
        .collect()
}

/// The actions that the statement's strings stand for.
fn named<'d>(data: &'d Data, actions: &[&str]) -> Vec<Action<'d>> {
    let terms = actions.iter().map(|text| Term { text: Some((*text).to_owned()), index: 0 }).collect();
    let actions = iam::Clause { negated: false, terms };
    reading::named_actions(&Statement { actions, ..Statement::default() }, data)
}
