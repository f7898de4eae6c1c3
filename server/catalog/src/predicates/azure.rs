//! What is wrong with a role assignment or a custom role of Azure: the findings of the duty's rules.

use iam::{Data, Operations};
use model::Value;

use crate::{
    azure::{Assignable, Assignment, Role, Width},
    evaluate::{Context, Subject},
    evidence::Path,
    outcome::{Outcome, Verdict, place},
    path::{self, read},
    words,
};

/// Who may write this hands out any right in the scope, also to itself.
const WRITE_ASSIGNMENTS: &str = "Microsoft.Authorization/roleAssignments/write";

/// What each of the broad roles lets its holder do.
const BROAD: [(&str, &str); 4] = [
    ("Owner", "everything in it can be changed and given away"),
    ("Contributor", "everything in it can be changed or deleted"),
    ("User Access Administrator", "its holder can give itself any right in it"),
    ("Role Based Access Control Administrator", "its holder can give itself any right in it"),
];

/// `role-rules`: none of the duty's rules is broken by the role assignment or the custom role.
pub(super) fn judge(context: &Context<'_>, subject: Subject<'_>) -> Outcome {
    let type_name = context.module.resources.get(subject.resource as usize).map(project::Resource::type_name);
    match type_name {
        Some("azurerm_role_assignment") => assignment(context, subject),
        Some("azurerm_role_definition") if has(context, "IAM106") => assignable(context, subject),
        Some("azurerm_role_definition") => definition(context, subject),
        _ => Outcome::new(Verdict::NotApplicable),
    }
}

fn has(context: &Context<'_>, code: &str) -> bool {
    context.duty.rules.iter().any(|rule| rule.code == code)
}

fn found(rule: &'static str, value: &Value) -> Outcome {
    Outcome { rule: Some(rule), ..Outcome::at(Verdict::Contradicted, value) }
}

fn assignment(context: &Context<'_>, subject: Subject<'_>) -> Outcome {
    let assignment = Assignment::read(context.module, subject.body);
    let outcome = if has(context, "IAM100") {
        broad(context, &assignment)
    } else if has(context, "IAM106") {
        wide(context, &assignment)
    } else if has(context, "IAM104") {
        named(&assignment)
    } else {
        return Outcome::new(Verdict::NotApplicable);
    };
    outcome.with("path", assignment.role_attribute)
}

/// IAM100, IAM102: a role that changes everything, or hands out rights, given for more than one resource.
fn broad(context: &Context<'_>, assignment: &Assignment<'_>) -> Outcome {
    let role = match &assignment.role {
        Role::BuiltIn(role) => role,
        Role::Custom | Role::Unlisted(_) => return Outcome::at(Verdict::Shown, assignment.role_value),
        Role::Untold(why) => {
            return Outcome {
                why: Some(why.clone()),
                ..Outcome::at(Verdict::Unknown, assignment.role_value)
            };
        }
    };
    let workload = || {
        let first = assignment.workloads(context.module, context.links).into_iter().next()?;
        context.module.resources.get(first as usize)
    };
    let effect = BROAD.iter().find(|(name, _)| *name == role.name).map(|(_, effect)| *effect);
    let said = |outcome: Outcome| {
        let scope = assignment.scope.as_ref().map_or("its scope", |scope| scope.said());
        outcome.with("role", role.name).with("scope", scope)
    };
    let width = assignment.scope.as_ref().map(|scope| scope.width);
    if let Some(effect) = effect {
        match width {
            Some(width) if width >= Width::Subscription => {
                return said(found("IAM100", assignment.role_value)).with("effect", effect);
            }
            // A pipeline that deploys a group needs it; code that serves requests does not.
            Some(Width::Group) if workload().is_some() => {
                return said(found("IAM100", assignment.role_value)).with("effect", effect);
            }
            Some(_) => {}
            None => {
                let why = words::obstacle(assignment.scope_value, &|resource| {
                    crate::links::address(context.module, resource)
                });
                return Outcome {
                    why: Some(why),
                    ..said(Outcome::at(Verdict::Unknown, assignment.role_value))
                };
            }
        }
    }
    let hands_out = role.operations().allows(WRITE_ASSIGNMENTS) && assignment.is_unconditional;
    match workload().filter(|_| hands_out) {
        Some(workload) => said(found("IAM102", assignment.role_value))
            .with("companion", workload.address.to_string())
            .with("companion-name", workload.address.name.to_string()),
        None => said(Outcome::at(Verdict::Shown, assignment.role_value)),
    }
}

/// IAM106: a role for one kind of resource, given on a whole subscription.
fn wide(context: &Context<'_>, assignment: &Assignment<'_>) -> Outcome {
    let role = match &assignment.role {
        Role::BuiltIn(role) => role,
        Role::Untold(why) => return Outcome::unknown(why.clone()),
        Role::Custom | Role::Unlisted(_) => return Outcome::new(Verdict::NotApplicable),
    };
    // The broad ones are a finding of their own, and others are made for the whole.
    let Some(kind) = crate::azure::kind(role) else { return Outcome::new(Verdict::NotApplicable) };
    let Some(scope) = &assignment.scope else {
        let value = assignment.scope_value;
        let why = words::obstacle(value, &|resource| crate::links::address(context.module, resource));
        return Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, value) };
    };
    let outcome = match scope.width >= Width::Subscription {
        true => found("IAM106", assignment.scope_value),
        false => Outcome::at(Verdict::Shown, assignment.scope_value),
    };
    outcome.with("role", role.name).with("scope", scope.said()).with("noun", kind.noun)
}

/// IAM104: a name that is nearly a built-in role's. One that is like none may be a role we have not heard of.
fn named(assignment: &Assignment<'_>) -> Outcome {
    let value = assignment.role_value;
    match &assignment.role {
        Role::BuiltIn(_) => Outcome::at(Verdict::Shown, value),
        Role::Custom => Outcome::new(Verdict::NotApplicable),
        Role::Untold(why) => Outcome { why: Some(why.clone()), ..Outcome::at(Verdict::Unknown, value) },
        Role::Unlisted(name) => match Data::bundled().nearest_azure_role(name) {
            Some(near) if near.id != name.as_str() && near.name != name.as_str() => {
                found("IAM104", value).with("meant", near.name)
            }
            _ => Outcome {
                why: Some(format!("`{name}` is not in the list of built-in roles here")),
                ..Outcome::at(Verdict::Unknown, value)
            },
        },
    }
}

/// IAM106: a custom role that can be assigned in a subscription or more, and is only in resource groups.
fn assignable(context: &Context<'_>, subject: Subject<'_>) -> Outcome {
    let found_there = Assignable::read(context.module, subject.resource, subject.body);
    if *found_there.value == Value::Absent {
        return Outcome::new(Verdict::NotApplicable);
    }
    let (Some(scopes), Some(assigned)) = (&found_there.scopes, &found_there.assigned) else {
        let why = "a scope of it is not written here".to_owned();
        return Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, found_there.value) };
    };
    let wide = scopes.iter().find(|scope| scope.width >= Width::Subscription);
    match (wide, assigned.as_slice()) {
        (_, []) => Outcome::new(Verdict::NotApplicable),
        (Some(wide), assigned) if assigned.iter().all(|scope| scope.width <= Width::Group) => {
            let mut names: Vec<String> = assigned
                .iter()
                .filter_map(|scope| Some(crate::links::address(context.module, scope.resource?)))
                .collect();
            names.dedup();
            let where_to = match names.as_slice() {
                [one] => one.clone(),
                _ => "less".to_owned(),
            };
            found("IAM106", found_there.value).with("scope", wide.said()).with("companion", where_to)
        }
        _ => Outcome::at(Verdict::Shown, found_there.value),
    }
}

fn definition(context: &Context<'_>, subject: Subject<'_>) -> Outcome {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut untold = None;
    for list in ["actions", "data_actions", "not_actions", "not_data_actions"] {
        for entry in read(subject.body, &Path::of(&format!("permissions[].{list}[]"))) {
            let Some(operation) = path::text(entry.value) else {
                if *entry.value != Value::Absent {
                    untold = untold.or_else(|| place(entry.value));
                }
                continue;
            };
            let fact = |outcome: Outcome| outcome.with("action", operation.to_string());
            let grants = !list.starts_with("not_");
            if has(context, "IAM105")
                && let Some(fault) = malformed(&operation)
            {
                outcomes.push(fact(found("IAM105", entry.value)).with("fault", fault));
            } else if has(context, "IAM101") && grants && operation == "*" {
                outcomes.push(fact(found("IAM101", entry.value)));
            } else if has(context, "IAM102") && list == "actions" && hands_out(subject.body, &operation) {
                outcomes.push(fact(found("IAM102", entry.value)));
            }
        }
    }
    // `*` says it all.
    let rank = |outcome: &Outcome| {
        context.duty.rules.iter().position(|rule| Some(rule.code.as_str()) == outcome.rule)
    };
    outcomes.sort_by_key(rank);
    let mut outcomes = outcomes.into_iter();
    match (outcomes.next(), untold) {
        (Some(first), _) => Outcome { more: outcomes.collect(), ..first },
        (None, Some(at)) => {
            let why = "an operation of it is not written here".to_owned();
            Outcome { at: Some(at), ..Outcome::unknown(why) }
        }
        (None, None) => Outcome::new(Verdict::Shown),
    }
}

/// Does the pattern let its holder write role assignments, after what its role takes away?
fn hands_out(body: &Value, pattern: &str) -> bool {
    let taken: Vec<String> = read(body, &Path::of("permissions[].not_actions[]"))
        .iter()
        .filter_map(|entry| path::text(entry.value).map(|text| text.to_string()))
        .collect();
    let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
    let operations = Operations { actions: &[pattern], not_actions: &taken, ..Operations::default() };
    operations.allows(WRITE_ASSIGNMENTS)
}

/// Why Azure cannot know the operation, whatever its list holds today: the form is
/// `Company.Provider/type/verb`.
fn malformed(operation: &str) -> Option<&'static str> {
    const VERBS: [&str; 4] = ["read", "write", "delete", "action"];
    if operation == "*" {
        return None;
    }
    if operation.chars().any(char::is_whitespace) {
        return Some("has a space in it");
    }
    let Some((provider, _)) = operation.split_once('/') else { return Some("has no / in it") };
    if !provider.contains(['.', '*']) {
        return Some("begins with no provider");
    }
    let verb = operation.rsplit('/').next().unwrap_or_default();
    let is_known = verb.contains('*') || VERBS.iter().any(|known| known.eq_ignore_ascii_case(verb));
    (!is_known).then_some("ends in no verb")
}

#[cfg(test)]
mod tests {
    use super::malformed;

    #[test]
    fn what_azure_publishes_is_well_formed() {
        for role in iam::Data::bundled().azure_roles() {
            let lists = [role.actions, role.not_actions, role.data_actions, role.not_data_actions];
            for operation in lists.concat() {
                assert_eq!(malformed(operation), None, "{operation} of {}", role.name);
            }
        }
    }
}
