//! A resource of a statement: which declared one it is, what it can match, and which actions need a star.

use iam::{Action, Data, Effect, ResourceType, reading};
use model::Value;

use super::{
    action::held_by,
    holder::Use,
    narrower::narrower,
    page::{self, Page, Weight},
};

/// What stands between the quotes, and whether it is everything.
pub(super) fn markdown(data: &Data, written: &str, uses: &[Use<'_>]) -> Option<String> {
    let at = uses.first()?;
    let actions = reading::named_actions(at.statement, data);
    let term = at
        .statement
        .resources
        .terms
        .iter()
        .find(|term| at.spelled(term) == written || term.text.as_deref() == Some(written));
    let is_star = written == "*" || term.and_then(|term| term.text.as_deref()) == Some("*");
    let page = if is_star { star(data, at, &actions) } else { named(data, at, written, &actions) };
    let mut page = page;
    held_by(&mut page, uses);
    if at.statement.effect != Some(Effect::Deny) {
        narrower(&mut page, at, actions.first().filter(|_| actions.len() == 1).map(|action| action.name));
    }
    page.paragraph(&page::date(data));
    Some(page.markdown())
}

fn star(_: &Data, at: &Use<'_>, actions: &[Action<'_>]) -> Page {
    let except = if at.statement.resources.negated { "no resource" } else { "every resource" };
    let mut page = Page::new(&format!("**`*`** · {except}"));
    let (wild, scoped): (Vec<&Action<'_>>, Vec<&Action<'_>>) =
        actions.iter().partition(|action| action.is_wildcard_only());
    let names = |actions: &[&Action<'_>]| {
        let names: Vec<String> = actions.iter().map(|action| reading::quoted(action.name)).collect();
        reading::listed(&names, 3, "and")
    };
    if !wild.is_empty() {
        let verb = if wild.len() == 1 { "takes" } else { "take" };
        let stays = if scoped.is_empty() { "**Stays `*`**: " } else { "**Needed by** " };
        let which = if scoped.is_empty() {
            verb.to_owned() + " no resource"
        } else {
            format!("which {verb} no resource")
        };
        let comma = if scoped.is_empty() { " " } else { ", " };
        page.item(Weight::Most, &format!("{stays}{}{comma}{which}", names(&wild)));
    }
    if !scoped.is_empty() {
        let can = if scoped.len() == 1 { "can name what it acts" } else { "can name what they act" };
        page.item(Weight::Most, &format!("**Not needed by** {}, which {can} on", names(&scoped)));
        let owned: Vec<Action<'_>> = scoped.into_iter().cloned().collect();
        let types = reading::resource_types(&owned);
        let forms: Vec<String> = types
            .iter()
            .filter(|of| !of.name.contains("accesspoint"))
            .map(|of| format!("{} ({})", reading::plural(*of), reading::quoted(&reading::arn_form(of.arn))))
            .collect();
        page.item(Weight::Some, &format!("**They act on** {}", reading::listed(&forms, 2, "and")));
    }
    page
}

fn named(data: &Data, at: &Use<'_>, written: &str, actions: &[Action<'_>]) -> Page {
    let service = written.split(':').nth(2).filter(|service| !service.contains(['$', '*']));
    let mut types: Vec<ResourceType<'_>> = match service {
        Some(service) if written.starts_with("arn:") => data.resource_types(service),
        _ => reading::resource_types(actions),
    };
    types.retain(|of| !of.name.contains("accesspoint") && reading::may_be_of(*of, written));
    let is_told = service.is_some() || reading::is_told(written);
    let kinds: Vec<String> = types.iter().map(|of| reading::plural(*of)).collect();
    let kinds = match (is_told, kinds.is_empty()) {
        (false, _) => String::new(),
        (true, true) => " · no kind of resource has such an ARN".to_owned(),
        (true, false) => format!(" · {}", reading::listed(&kinds, 3, "and")),
    };
    let mut page = Page::new(&format!("**{}**{kinds}", reading::quoted(written)));
    if let Some(address) = declared(at, written).filter(|_| !is_told || !types.is_empty()) {
        page.item(Weight::Most, &format!("**Declared here** as `{address}`"));
    }
    let (fit, unfit): (Vec<&Action<'_>>, Vec<&Action<'_>>) = actions
        .iter()
        .partition(|action| action.resource_types.iter().any(|it| types.contains(&it.resource_type)));
    let names = |actions: &[&Action<'_>]| {
        let names: Vec<String> = actions.iter().map(|action| reading::quoted(action.name)).collect();
        reading::listed(&names, 3, "and")
    };
    if is_told && !fit.is_empty() {
        page.item(Weight::Most, &format!("**For** {} of this statement", names(&fit)));
    }
    if is_told && !unfit.is_empty() && unfit.len() <= 20 {
        page.item(Weight::Some, &format!("**Not for** {}: it is none of what they act on", names(&unfit)));
    }
    page
}

/// The declared resource that an ARN names: by reference, or by a name that is written in both.
fn declared(at: &Use<'_>, written: &str) -> Option<String> {
    let module = at.module;
    let reference = written.trim_start_matches("${");
    let mut parts = reference.split(['.', '}', '[']);
    if let (Some(kind), Some(name)) = (parts.next(), parts.next()) {
        let found = module.resources.iter().find(|resource| {
            !resource.address.data && resource.address.resource_type == kind && resource.address.name == name
        });
        if let Some(found) = found {
            return Some(found.address.to_string());
        }
    }
    let service = written.strip_prefix("arn:")?.split(':').nth(1)?;
    let (kind, attribute) =
        NAMED.iter().find(|(of, _, _)| *of == service).map(|(_, kind, attribute)| (kind, attribute))?;
    let tail = written.splitn(6, ':').nth(5)?;
    let segments: Vec<&str> = tail.split(['/', ':']).collect();
    (0_u32..).zip(&module.resources).find_map(|(index, resource)| {
        if resource.address.data || resource.type_name() != *kind {
            return None;
        }
        let body = module.body(index, None);
        let name = attribute_text(&body, attribute)?;
        segments.contains(&name.as_str()).then(|| resource.address.to_string())
    })
}

fn attribute_text(body: &Value, attribute: &str) -> Option<String> {
    let Value::Known(model::Known { data: model::Data::Map(entries), .. }) = body else { return None };
    let (_, value) = entries.iter().find(|(key, _)| key == attribute)?;
    match value {
        Value::Known(model::Known { data: model::Data::String(text), .. }) => Some(text.to_string()),
        _ => None,
    }
}

/// By service prefix: what declares it, and the attribute whose text is in its ARN.
const NAMED: &[(&str, &str, &str)] = &[
    ("dynamodb", "aws_dynamodb_table", "name"),
    ("ecr", "aws_ecr_repository", "name"),
    ("kinesis", "aws_kinesis_stream", "name"),
    ("lambda", "aws_lambda_function", "function_name"),
    ("logs", "aws_cloudwatch_log_group", "name"),
    ("s3", "aws_s3_bucket", "bucket"),
    ("secretsmanager", "aws_secretsmanager_secret", "name"),
    ("sns", "aws_sns_topic", "name"),
    ("sqs", "aws_sqs_queue", "name"),
    ("ssm", "aws_ssm_parameter", "name"),
    ("states", "aws_sfn_state_machine", "name"),
];
