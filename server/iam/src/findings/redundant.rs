//! IAM032: strings and statements that change nothing.

use super::{Finding, shape::Shape, subject::Subject, takes::may_act_on};
use crate::{Answer, Effect, Known, Policy, Term, narrower};

/// Strings of one statement that another of it covers, and resources that none of its actions reaches.
pub(super) fn strings(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let statement = subject.statement;
    let lower: Vec<String> = subject.actions.iter().map(|asked| asked.text.to_ascii_lowercase()).collect();
    let actions: Vec<(&Term, &str, Shape<'_>)> = subject
        .actions
        .iter()
        .zip(&lower)
        .map(|(asked, lower)| (asked.term, asked.text, Shape::of(lower, &|_| None)))
        .collect();
    let resources: Vec<(&Term, &str, Shape<'_>)> =
        subject.resources.iter().map(|named| (named.term, named.text, named.shape.clone())).collect();
    let before = findings.len();
    covered(subject, "action", &actions, findings);
    covered(subject, "resource", &resources, findings);
    // What is said of the resource is more than that nothing reaches it.
    if findings.len() == before && !statement.actions.negated && subject.names_resources() {
        unreached(subject, findings);
    }
}

fn covered(
    subject: &Subject<'_>,
    kind: &'static str,
    strings: &[(&Term, &str, Shape<'_>)],
    findings: &mut Vec<Finding>,
) {
    for (index, (term, text, shape)) in strings.iter().enumerate() {
        let wider = strings.iter().enumerate().find(|(other, (_, _, wider))| {
            // Of two that say the same, the first stays.
            *other != index && wider.covers(shape) && (*other < index || !shape.covers(wider))
        });
        if let Some((_, (_, by, _))) = wider {
            let finding = subject.finding("IAM032", term).fact("kind", kind);
            findings.push(finding.fact("what", *text).fact("by", *by));
        }
    }
}

/// Only where some other resource of the statement is reached: else it is the action that is wrong.
fn unreached(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let all_known = subject.actions.len() == subject.statement.actions.terms.len()
        && subject.actions.iter().all(|asked| !asked.stands_for.is_empty());
    if !all_known {
        return;
    }
    let reached = |shape: &Shape<'_>| {
        shape.may_be_star()
            || subject.actions.iter().flat_map(|asked| &asked.stands_for).any(|action| {
                may_act_on(action, std::iter::once(shape))
                    || (action.is_wildcard_only() && shape.ends_open(action.service.prefix))
            })
    };
    let (reached, not): (Vec<_>, Vec<_>) = subject.resources.iter().partition(|named| reached(&named.shape));
    if reached.is_empty() {
        return;
    }
    let actions = super::subject::listed(subject.actions.iter().map(|asked| asked.text));
    findings.extend(not.into_iter().map(|named| {
        let finding = subject.finding("IAM032", named.term).fact("kind", "unreached");
        finding.fact("what", named.text).fact("by", actions.clone())
    }));
}

/// Statements that grant only what the others of the policy grant, proved. Not where principals are named:
/// to let in an account is not to let in each of its roles.
pub(super) fn statements(policy: &Policy, findings: &mut Vec<Finding>) {
    if policy.statements.iter().any(|statement| statement.principals.is_some()) {
        return;
    }
    let is_allow = |index: &usize| {
        policy.statements.get(*index).is_some_and(|statement| statement.effect == Some(Effect::Allow))
    };
    let allows: Vec<usize> = (0..policy.statements.len()).filter(is_allow).collect();
    if allows.len() < 2 {
        return;
    }
    let mut kept = allows.clone();
    let document = |indices: &[usize]| Policy {
        version: policy.version.clone(),
        statements: indices.iter().filter_map(|index| policy.statements.get(*index)).cloned().collect(),
    };
    let mut found = Vec::new();
    for index in allows.into_iter().rev() {
        let others: Vec<usize> = kept.iter().copied().filter(|other| *other != index).collect();
        let (old, new) = (document(&others), document(&[index]));
        if new.statements.iter().any(|statement| statement.actions.terms.is_empty()) {
            continue;
        }
        let Answer::Yes(reasons) = narrower(&[&old], &[&new], &Known::default()) else { continue };
        let by = reasons.iter().flat_map(|reason| &reason.covered_by);
        let mut by: Vec<usize> = by.filter_map(|location| others.get(location.statement).copied()).collect();
        by.sort_unstable();
        by.dedup();
        let by = by.iter().map(|by| (by + 1).to_string()).collect::<Vec<_>>().join(", ");
        let finding = Finding { rule: "IAM032", statement: Some(index), at: None, facts: Vec::new() };
        let what = (index + 1).to_string();
        found.push(finding.fact("kind", "statement").fact("what", what).fact("by", by));
        kept = others;
    }
    found.reverse();
    findings.append(&mut found);
}
