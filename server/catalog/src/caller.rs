//! Who calls a function, and as whom it runs: the one resource of the module that is meant.

use project::{ResolvedModule, Resource};

use crate::{
    evaluate::reference,
    evidence::Path,
    path::{self, read},
};

/// What a fix asks for where the module does not have exactly one.
pub(crate) const INPUT: &str = "ARN of the bucket, topic, rule or API that calls";

/// What a fix asks for where the function's role is not declared beside it.
pub(crate) const ROLE_INPUT: &str = "name of the function's role";

/// Principal, type of the caller, its attribute, and what follows it in the source ARN. An API's ARN goes on with
/// stage, method and path (source: the Lambda guide's page on resource-based policies).
const CALLERS: [(&str, &str, &str, &str); 9] = [
    ("apigateway.amazonaws.com", "aws_api_gateway_rest_api", "execution_arn", "/*"),
    ("apigateway.amazonaws.com", "aws_apigatewayv2_api", "execution_arn", "/*"),
    ("s3.amazonaws.com", "aws_s3_bucket", "arn", ""),
    ("sns.amazonaws.com", "aws_sns_topic", "arn", ""),
    ("events.amazonaws.com", "aws_cloudwatch_event_rule", "arn", ""),
    ("logs.amazonaws.com", "aws_cloudwatch_log_group", "arn", ":*"),
    ("iot.amazonaws.com", "aws_iot_topic_rule", "arn", ""),
    ("cognito-idp.amazonaws.com", "aws_cognito_user_pool", "arn", ""),
    ("elasticloadbalancing.amazonaws.com", "aws_lb_target_group", "arn", ""),
];

/// A caller as text.
pub(crate) struct Caller {
    /// `aws_api_gateway_rest_api.api.execution_arn`, for a reader.
    pub(crate) named: String,
    /// `"${aws_api_gateway_rest_api.api.execution_arn}/*"`, as it is written.
    pub(crate) expression: String,
}

/// The only resource of the permission's own module that its principal can stand for.
pub(crate) fn only(module: &ResolvedModule, permission: u32) -> Option<Caller> {
    let declared = module.resources.get(permission as usize)?;
    let body = module.body(permission, None);
    let principal = read(&body, &Path::of("principal")).first().and_then(|found| path::text(found.value))?;
    let callers = |resource: &Resource| {
        let near = !resource.address.data && resource.address.modules == declared.address.modules;
        let kind =
            CALLERS.iter().find(|(name, kind, ..)| *name == principal && *kind == resource.type_name());
        kind.filter(|_| near).copied()
    };
    let mut found = module.resources.iter().filter_map(|resource| Some((resource, callers(resource)?)));
    let (only, (_, kind, name, rest)) = found.next()?;
    if found.next().is_some() || only.is_repeated() {
        return None;
    }
    let named = format!("{kind}.{}.{name}", only.address.name);
    let expression = if rest.is_empty() { named.clone() } else { format!("\"${{{named}}}{rest}\"") };
    Some(Caller { named, expression })
}

/// The role that a function runs as, where its own module declares it once.
pub(crate) fn role(module: &ResolvedModule, function: u32) -> Option<&Resource> {
    let declared = module.resources.get(function as usize)?;
    let body = module.body(function, None);
    let role = read(&body, &Path::of("role")).first().and_then(|found| reference(found.value))?;
    let role = module.resources.get(role as usize)?;
    let near = !role.address.data && role.address.modules == declared.address.modules;
    (near && role.type_name() == "aws_iam_role" && !role.is_repeated()).then_some(role)
}
