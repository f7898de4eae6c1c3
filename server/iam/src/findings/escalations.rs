//! IAM012: the ways to more rights that a set of identity policies opens.
//!
//! A path counts where each of its actions is granted without a limiting condition on resources that leave
//! none of a kind out: `*`, `arn:aws:iam::*:role/*`. An action on one named resource may be a path too, but
//! only who knows the resource can say. `iam:PutUserPolicy` on the holder's own user
//! (`user/${aws:username}`) always is.

use super::{
    Escalation,
    grants::{Found, Set},
    limits::asks_for,
    paths::{PATHS, Path},
    shape::Shape,
};
use crate::{Policy, data::Data};

/// The ways to more rights that a whole set of identity policies opens, after its denies. One who may do
/// everything, or everything to IAM, has a single entry, `administrator`.
pub fn escalations(policies: &[&Policy], data: &Data) -> Vec<Escalation> {
    let set = Set::new(policies);
    let mut known: Vec<(&'static str, Vec<Found<'_>>)> = Vec::new();
    for action in PATHS.iter().flat_map(|path| path.actions) {
        if !known.iter().any(|(name, _)| name == action) {
            known.push((action, usable(&set, action, data)));
        }
    }
    let of = |action: &str| known.iter().find(|(name, _)| *name == action).map(|(_, found)| found.as_slice());
    if let Some(administrator) = administrator(policies, &known) {
        return vec![administrator];
    }
    let opened = |path: &Path| {
        let granted_by = path.actions.iter().map(|action| {
            let mut found = of(action)?.iter();
            let found = found.find(|found| !found.is_limited() || passes_to(found, action, path))?;
            Some((found.grant.statement.policy, found.grant.action))
        });
        let granted_by = granted_by.collect::<Option<Vec<_>>>()?;
        Some(Escalation { id: path.id, title: path.title, actions: path.actions.to_vec(), granted_by })
    };
    PATHS.iter().filter_map(opened).collect()
}

/// What grants an action on resources that leave none of a kind out.
fn usable<'p>(set: &Set<'p>, action: &str, data: &Data) -> Vec<Found<'p>> {
    let published = data.action(action);
    let forms: Vec<_> = published
        .iter()
        .flat_map(|action| &action.resource_types)
        .map(|acted| Shape::form(acted.resource_type.arn))
        .collect();
    let on_self = matches!(action, "iam:PutUserPolicy" | "iam:AttachUserPolicy");
    let mut found = set.found(action).grants;
    found.retain(|found| match &found.grant.resource {
        Some(text) => {
            let shape = Shape::of(text, &|_| None);
            shape.is_every_arn()
                || forms.iter().any(|form| shape.is_every(form))
                || (on_self && text.ends_with("/${aws:username}"))
        }
        // All but some.
        None => found.source.resources.negated,
    });
    found
}

/// Is the condition of an `iam:PassRole` one that this path meets?
fn passes_to(found: &Found<'_>, action: &str, path: &Path) -> bool {
    let Some(service) = path.pass_to.filter(|_| action == "iam:PassRole") else { return false };
    found.source.conditions.iter().all(|condition| {
        asks_for(condition, &["iam:PassedToService"])
            && condition
                .values
                .iter()
                .any(|value| value.text.as_deref().is_some_and(|text| crate::matches(text, service)))
    })
}

/// Somebody who may do everything, or everything to IAM, and whom no Deny keeps from any of the paths' IAM
/// actions.
fn administrator(policies: &[&Policy], known: &[(&'static str, Vec<Found<'_>>)]) -> Option<Escalation> {
    let mut iam = known.iter().filter(|(name, _)| name.starts_with("iam:"));
    let (_, first) = iam.clone().next()?;
    let whole = first.iter().filter(|found| !found.is_limited()).find_map(|found| {
        let policy = policies.get(found.grant.statement.policy)?;
        let statement = policy.statements.get(found.grant.statement.statement)?;
        let mut terms = statement.actions.terms.iter();
        let term = terms.find(|term| term.index == found.grant.action)?;
        let text = term.text.as_deref().filter(|_| !statement.actions.negated)?;
        (text.eq_ignore_ascii_case("iam:*") || text.bytes().all(|byte| matches!(byte, b'*' | b':')))
            .then_some((found.grant.statement, found.grant.action, text.len() > 3))
    })?;
    let (location, index, is_iam) = whole;
    let all = iam.all(|(_, found)| found.iter().any(|found| found.grant.statement == location));
    let (title, action) = match is_iam {
        true => ("give itself any right: every IAM action is granted", "iam:*"),
        false => ("do anything: every action is granted", "*"),
    };
    all.then(|| Escalation {
        id: "administrator",
        title,
        actions: vec![action],
        granted_by: vec![(location.policy, index)],
    })
}
