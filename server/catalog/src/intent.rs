//! From a duty's fix and what was found to what an edit would do.

use project::{ResolvedModule, Resource};

use crate::{
    assessment::{FixIntent, FixKind},
    caller,
    duty::{FixSpec, Safety},
    evaluate::Context,
    lacking::lacking,
    links::address,
    narrowings::{assignment_narrows, permission_narrows},
    outcome::{Outcome, Verdict},
    words,
};

/// In a template: the source ARN of the module's one caller, or an input.
pub(crate) const CALLER: &str = "<caller>";

/// In a template: the name of the judged function's role, or an input.
pub(crate) const FUNCTION_ROLE: &str = "<function-role>";

const WORKSPACE: &str = "azurerm_log_analytics_workspace";

/// The fix of an open duty; `None` where its kind does not fit what was found.
pub(crate) fn intent(
    context: &Context<'_>,
    duty: u32,
    resource: u32,
    outcome: &Outcome,
    facts: &dyn Fn(&str) -> Option<String>,
) -> Option<FixIntent> {
    if let Some(proved) = assignment_narrows(context, duty, resource, outcome) {
        return Some(proved);
    }
    let spec = context.duty.fix.as_ref()?;
    let (resource, mut kind) = target(context, spec, resource, outcome)?;
    let template = match &mut kind {
        FixKind::MergeBody { template }
        | FixKind::AddCompanion { template }
        | FixKind::ReplaceResource { template }
        | FixKind::ReplaceValue { template, .. } => template,
        // Made by `narrowings`, never from a template.
        FixKind::Narrow(_) => return None,
    };
    let (mut safety, workspace) = workspace(context, spec, template, resource);
    let mut said = String::new();
    let called = template.contains(CALLER);
    for (token, choice) in [(CALLER, Choice::caller as fn(_, _) -> _), (FUNCTION_ROLE, Choice::function_role)]
    {
        if template.contains(token) {
            let choice: Choice = choice(context.module, resource);
            *template = template.replace(token, &choice.expression);
            (safety, said) = (choice.safety, choice.said);
        }
    }
    let title = words::fill(&spec.title, |name| match name {
        "workspace" => Some(workspace.clone()),
        "caller" | "function-role" => Some(said.clone()),
        name if name.starts_with("setting:") => Some(format!("<{name}>")),
        name => facts(name),
    });
    let side_effect = spec.side_effect.as_ref().map(|text| words::fill(text, facts));
    let narrows = called.then(|| permission_narrows(context.module, resource)).flatten();
    Some(FixIntent { duty, resource, title, safety, side_effect, kind, narrows })
}

/// Something that the module names, or that a person has to.
struct Choice {
    /// As it is written in the template.
    expression: String,
    /// As the title says it.
    said: String,
    /// What is found is most likely meant, but it is a guess or a grant: somebody has to look.
    safety: Safety,
}

impl Choice {
    fn input(what: &str, said: &str) -> Self {
        let expression = format!("<input: {what}>");
        Self { expression, said: said.into(), safety: Safety::NeedsInput }
    }

    fn caller(module: &ResolvedModule, permission: u32) -> Self {
        match caller::only(module, permission) {
            Some(only) => Self {
                expression: only.expression,
                said: format!("= {}", only.named),
                safety: Safety::Review,
            },
            None => Self::input(caller::INPUT, "(fill in the ARN of the caller)"),
        }
    }

    fn function_role(module: &ResolvedModule, function: u32) -> Self {
        match caller::role(module, function) {
            Some(role) => Self {
                expression: format!("aws_iam_role.{}.name", role.address.name),
                said: format!("role {}", role.address.name),
                safety: Safety::Review,
            },
            None => Self::input(caller::ROLE_INPUT, "the role (fill it in)"),
        }
    }
}

fn target(context: &Context<'_>, spec: &FixSpec, judged: u32, outcome: &Outcome) -> Option<(u32, FixKind)> {
    let is_type = |resource: u32, name: &str| {
        context.module.resources.get(resource as usize).is_some_and(|resource| resource.type_name() == name)
    };
    let judged_type = context.module.resources.get(judged as usize)?.type_name();
    let template = spec.template(judged_type).to_owned();
    match spec.kind.as_str() {
        "set-attribute" | "add-block" if !fits(spec, "path", outcome) => None,
        // One attribute does not close what hangs on two.
        "set-attribute" if spec.attribute.is_some() && has(outcome, "open-together") => None,
        "set-attribute" | "add-block" => match &spec.on {
            Some(on) => {
                let companion = outcome.companion.filter(|companion| is_type(*companion, on));
                // The same setting may stand on the judged resource itself, in the older way of writing.
                let companion = companion.or_else(|| is_type(judged, on).then_some(judged))?;
                Some((companion, FixKind::MergeBody { template }))
            }
            None if outcome.companion.is_some() => None,
            None => Some((judged, FixKind::MergeBody { template })),
        },
        "add-companion" | "add-missing" if outcome.verdict == Verdict::Missing => {
            Some((judged, FixKind::AddCompanion { template: lacking(context, judged, template) }))
        }
        // It is there and says something else: what the new one would say is said there.
        "add-companion" => {
            let companion = outcome.companion?;
            let body = body(&template, |name| is_type(companion, name))?;
            Some((companion, FixKind::MergeBody { template: body }))
        }
        // One that is there may serve another purpose.
        "add-another" => {
            Some((judged, FixKind::AddCompanion { template: lacking(context, judged, template) }))
        }
        "replace-value" => {
            let replace = FixKind::ReplaceValue { place: outcome.at?, template };
            fits(spec, "key", outcome).then_some((judged, replace))
        }
        _ => None,
    }
}

fn has(outcome: &Outcome, fact: &str) -> bool {
    outcome.facts.iter().any(|(name, _)| *name == fact)
}

/// Is it the attribute that the fix is for which decided? `fact` says how the outcome names it.
fn fits(spec: &FixSpec, fact: &str, outcome: &Outcome) -> bool {
    let named = outcome.facts.iter().rev().find(|(name, _)| *name == fact).map(|(_, named)| named);
    spec.attribute.is_none() || spec.attribute.as_ref() == named
}

/// The inside of a template's only resource, without what names it and ties it to the judged one.
fn body(template: &str, is_type: impl Fn(&str) -> bool) -> Option<String> {
    let head = template.trim_start().strip_prefix("resource \"")?;
    let (resource_type, rest) = head.split_once('"')?;
    let inside = rest.split_once("{\n")?.1;
    let inside = inside.get(..inside.rfind("\n}")? + 1)?;
    let chosen = ["<ref:", "<name>", "<workspace>"];
    let ties = |line: &&str| {
        line.starts_with("  ") && !line.starts_with("   ") && chosen.iter().any(|it| line.contains(it))
    };
    let lines: Vec<&str> = inside
        .lines()
        .filter(|line| !ties(line))
        .map(|line| line.strip_prefix("  ").unwrap_or(line))
        .collect();
    (is_type(resource_type) && !inside.contains("\nresource \"")).then(|| lines.join("\n") + "\n")
}

/// One workspace in the module is the one that is meant; else somebody has to choose.
fn workspace(context: &Context<'_>, spec: &FixSpec, template: &str, edited: u32) -> (Safety, String) {
    if !template.contains("<workspace>") {
        return (spec.safety, address(context.module, edited));
    }
    let edited = context.module.resources.get(edited as usize);
    match edited.and_then(|edited| only_workspace(context.module, edited)) {
        Some(only) => (Safety::Safe, only.address.to_string()),
        None => (Safety::NeedsInput, "a workspace (fill in its id)".into()),
    }
}

/// The only Log Analytics workspace that the resource's own module declares, if there is just one of it.
pub fn only_workspace<'m>(module: &'m ResolvedModule, resource: &Resource) -> Option<&'m Resource> {
    let modules = &resource.address.modules;
    let declared = |it: &&Resource| it.type_name() == WORKSPACE && it.address.modules == *modules;
    let mut declared = module.resources.iter().filter(declared);
    let only = declared.next()?;
    (declared.next().is_none() && !only.is_repeated()).then_some(only)
}
