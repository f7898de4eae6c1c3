//! IAM032: strings and statements that change nothing.

use std::collections::HashMap;

use super::{
    Finding,
    shape::Shape,
    subject::Subject,
    takes::{may_act_on, may_list},
};
use crate::{Condition, Term, data::Data};

/// Strings of one statement that another of it covers, and resources that none of its actions reaches.
pub(super) fn strings(subject: &Subject<'_>, data: &Data, findings: &mut Vec<Finding>) {
    let statement = subject.statement;
    let actions: Vec<(&Term, &str, &Shape<'_>)> =
        subject.actions.iter().map(|asked| (asked.term, asked.text, &asked.shape)).collect();
    // A reference is equal to itself alone, whatever is known of its kind.
    let plain: Vec<Shape<'_>> =
        subject.resources.iter().map(|named| Shape::of(named.text, &|_| None)).collect();
    let resources: Vec<(&Term, &str, &Shape<'_>)> =
        subject.resources.iter().zip(&plain).map(|(named, shape)| (named.term, named.text, shape)).collect();
    let before = findings.len();
    covered(subject, "action", &actions, findings);
    covered(subject, "resource", &resources, findings);
    // What is said of the resource is more than that nothing reaches it.
    if findings.len() == before && !statement.actions.negated && subject.names_resources() {
        unreached(subject, data, findings);
    }
}

fn covered(
    subject: &Subject<'_>,
    kind: &'static str,
    strings: &[(&Term, &str, &Shape<'_>)],
    findings: &mut Vec<Finding>,
) {
    // Of two that say the same, the first stays.
    let mut first: HashMap<&Shape<'_>, usize> = HashMap::new();
    for (index, (_, _, shape)) in strings.iter().enumerate() {
        first.entry(shape).or_insert(index);
    }
    let patterns: Vec<_> =
        strings.iter().enumerate().filter(|(_, (_, _, shape))| shape.is_pattern()).collect();
    for (index, (term, text, shape)) in strings.iter().enumerate() {
        let same = first.get(shape).filter(|first| **first != index).and_then(|first| strings.get(*first));
        let wider = || {
            patterns.iter().find(|(other, (_, _, wider))| {
                *other != index && wider.covers(shape) && (*other < index || !shape.covers(wider))
            })
        };
        let by = same.map(|(_, by, _)| *by).or_else(|| wider().map(|(_, (_, by, _))| *by));
        if let Some(by) = by {
            let finding = subject.finding("IAM032", term).fact("kind", kind);
            findings.push(finding.fact("what", *text).fact("by", by));
        }
    }
}

/// Only where some other resource of the statement is reached: else it is the action that is wrong.
fn unreached(subject: &Subject<'_>, data: &Data, findings: &mut Vec<Finding>) {
    let all_known = subject.actions.len() == subject.statement.actions.terms.len()
        && subject.actions.iter().all(|asked| !asked.stands_for.is_empty());
    if !all_known {
        return;
    }
    let reached = |shape: &Shape<'_>| {
        shape.may_be_star()
            || subject
                .actions
                .iter()
                .flat_map(|asked| &asked.stands_for)
                .any(|action| may_act_on(action, std::iter::once(shape)) || may_list(action, shape, data))
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

/// Statements each of whose actions another Allow of the policy grants on at least the same resources, under
/// the same conditions or none. Not where principals are named: to let in an account is not to let in each
/// of its roles.
pub(super) fn statements(subjects: &[Subject<'_>], findings: &mut Vec<Finding>) {
    let plain: Vec<Prepared<'_>> = subjects.iter().filter_map(Prepared::of).collect();
    let mut gone: Vec<usize> = Vec::new();
    // Of two that say the same, the first stays.
    for (index, own) in plain.iter().enumerate().rev() {
        let wider = |action: &&Shape<'_>| {
            let others =
                plain.iter().enumerate().filter(|(other, _)| *other != index && !gone.contains(other));
            others.map(|(_, other)| other).find(|other| {
                (other.conditions.is_empty() || other.same_conditions(own))
                    && other.actions.iter().any(|known| known.covers(action))
                    && own
                        .resources
                        .iter()
                        .all(|named| other.resources.iter().any(|known| known.covers(named)))
            })
        };
        let Some(by) = own.actions.iter().map(wider).collect::<Option<Vec<_>>>() else { continue };
        let mut by: Vec<usize> = by.into_iter().map(|other| other.index + 1).collect();
        by.sort_unstable();
        by.dedup();
        gone.push(index);
        let by = by.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let finding = Finding { rule: "IAM032", statement: Some(own.index), at: None, facts: Vec::new() };
        let finding = finding.fact("kind", "statement").fact("what", (own.index + 1).to_string());
        findings.push(finding.fact("by", by));
    }
}

/// An Allow without principals and negations, all of whose strings can be told.
struct Prepared<'s> {
    index: usize,
    actions: Vec<&'s Shape<'s>>,
    resources: Vec<&'s Shape<'s>>,
    conditions: &'s [Condition],
}

impl<'s> Prepared<'s> {
    fn of(subject: &'s Subject<'_>) -> Option<Self> {
        let statement = subject.statement;
        let whole = subject.is_allow()
            && statement.principals.is_none()
            && !statement.actions.negated
            && subject.names_resources()
            && !subject.actions.is_empty()
            && subject.actions.len() == statement.actions.terms.len()
            // Two values that can't be told are not the same.
            && statement.conditions.iter().flat_map(|condition| &condition.values).all(|value| value.text.is_some());
        whole.then(|| Self {
            index: subject.index,
            actions: subject.actions.iter().map(|asked| &asked.shape).collect(),
            resources: subject.resources.iter().map(|named| &named.shape).collect(),
            conditions: &statement.conditions,
        })
    }

    fn same_conditions(&self, other: &Self) -> bool {
        self.conditions.len() == other.conditions.len()
            && self.conditions.iter().zip(other.conditions).all(|(own, other)| {
                let texts =
                    |condition: &'s Condition| condition.values.iter().map(|value| value.text.as_deref());
                own.operator == other.operator && own.key == other.key && texts(own).eq(texts(other))
            })
    }
}
