//! Placeholders that a duty's fix left in the text: until a person fills them in, the duty is open, also
//! where the evidence does not read that far.

use model::{Data, Known, Part, Place, Value, Why};
use project::ResolvedModule;

use crate::{
    caller,
    duty::Duty,
    evaluate::Context,
    intent::{CALLER, FUNCTION_ROLE},
    outcome::{Outcome, Verdict},
    words,
};

/// What a fix asks for where the module does not have exactly one workspace.
pub const WORKSPACE_INPUT: &str = "id of the Log Analytics workspace";

/// What stands in the strings of a narrowed policy until somebody names what is meant.
const REPLACE_ME: &str = "REPLACE_ME";

/// Something to fill in.
pub(crate) struct Unfilled {
    resource: u32,
    what: String,
    place: Place,
}

/// Every placeholder of a module.
pub(crate) fn placeholders(module: &ResolvedModule) -> Vec<Unfilled> {
    let mut found = Vec::new();
    for resource in 0..module.resources.len() as u32 {
        visit(&module.body(resource, None), &mut |value| {
            if let Value::Unknown(unknown) = value
                && let Why::Placeholder(what) = &unknown.why
                && let Some(seen) = unknown.seen.last()
            {
                found.push(Unfilled { resource, what: what.to_string(), place: seen.place });
            }
            if let Value::Known(Known { data: Data::String(text), seen }) = value
                && text.contains(REPLACE_ME)
                && let Some(seen) = seen.last()
            {
                found.push(Unfilled { resource, what: text.to_string(), place: seen.place });
            }
        });
    }
    found
}

/// The outcome, open where it hangs on a placeholder of the duty's own fix; the fact `unfilled` says on which.
pub(crate) fn hold_open(
    context: &Context<'_>,
    unfilled: &[Unfilled],
    judged: u32,
    outcome: Outcome,
) -> Outcome {
    let resource = context.module.resources.get(judged as usize);
    let resource_type = resource.map_or("", |resource| resource.type_name());
    let template = context.duty.fix.as_ref().map_or("", |fix| fix.template(resource_type));
    let is_asked = |what: &str| {
        template.contains(&format!("<input: {what}>"))
            || (what == WORKSPACE_INPUT && template.contains("<workspace>"))
            || (what == caller::INPUT && template.contains(CALLER))
            || (what == caller::ROLE_INPUT && template.contains(FUNCTION_ROLE))
            || (what.contains(REPLACE_ME) && says_what_has_no_effect(context.duty))
    };
    let mut own = unfilled.iter().filter(|it| is_asked(&it.what));
    let Some(unfilled) = own.find(|it| hangs_on(context, judged, &outcome, it)) else { return outcome };
    // Something else that is open comes first: it has a fix of its own.
    let open = matches!(outcome.verdict, Verdict::Missing | Verdict::Contradicted);
    if outcome.verdict == Verdict::NotApplicable || (open && outcome.at != Some(unfilled.place)) {
        return outcome;
    }
    let mut held = Outcome::new(Verdict::Missing);
    held.at = Some(unfilled.place);
    held.facts = outcome.facts;
    held.facts.push(("unfilled", words::why(&Why::Placeholder(unfilled.what.as_str().into()))));
    held
}

/// A policy's string that names nothing denies: nothing is wrong but that it has no effect.
fn says_what_has_no_effect(duty: &Duty) -> bool {
    duty.rules.iter().any(|rule| rule.code == "IAM007")
}

/// Does the verdict depend on the resource that the placeholder stands in?
fn hangs_on(context: &Context<'_>, judged: u32, outcome: &Outcome, unfilled: &Unfilled) -> bool {
    let evidence = outcome.evidence.iter().map(|(place, _)| *place);
    let same_block = |place: Place| (place.file, place.block) == (unfilled.place.file, unfilled.place.block);
    let for_want_of_it = outcome.why.as_ref().is_some_and(|why| why.contains(&unfilled.what));
    unfilled.resource == judged
        || (unfilled.what.contains(REPLACE_ME)
            && referred(context.module, judged).contains(&unfilled.resource))
        || outcome.companion == Some(unfilled.resource)
        || outcome.at.into_iter().chain(evidence).any(same_block)
        || for_want_of_it
        || (outcome.verdict == Verdict::Unknown && is_near(context.module, judged, unfilled.resource))
}

/// Does `other` refer to the judged resource, or to one that the judged resource refers to (a policy to the
/// role of a function)?
fn is_near(module: &ResolvedModule, judged: u32, other: u32) -> bool {
    let mut near = referred(module, judged);
    near.push(judged);
    referred(module, other).iter().any(|target| near.contains(target))
}

fn referred(module: &ResolvedModule, resource: u32) -> Vec<u32> {
    let mut found = Vec::new();
    visit(&module.body(resource, None), &mut |value| {
        if let Value::Known(Known { data: Data::Reference(reference), .. }) = value {
            found.push(reference.resource);
        }
    });
    found
}

/// Every value in a value, itself first.
fn visit(value: &Value, each: &mut dyn FnMut(&Value)) {
    each(value);
    let Value::Known(Known { data, .. }) = value else { return };
    match data {
        Data::List(items) => items.iter().for_each(|item| visit(item, each)),
        Data::Map(entries) => entries.iter().for_each(|(_, entry)| visit(entry, each)),
        Data::Json(inner) => visit(inner, each),
        Data::Template(parts) => parts.iter().for_each(|part| match part {
            Part::Value(value) => visit(value, each),
            Part::Literal(_) => {}
        }),
        Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Reference(_) => {}
    }
}
