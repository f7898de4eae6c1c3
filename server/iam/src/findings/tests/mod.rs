//! Policies in, findings out. `%` is a string that can't be told.

mod attached;
mod callers;
mod escalations;
mod grants;
mod identity;
mod quiet;
mod validity;

use crate::{
    Attachment, Data, Finding, Policy, Term,
    findings::{Typed, review_with},
    notation,
};

/// As [`notation::policy`], every string with an index of its own, in the order of the text.
fn policy(text: &str) -> Policy {
    let mut policy = notation::policy(text);
    for (index, term) in terms_mut(&mut policy).into_iter().enumerate() {
        term.index = index;
    }
    policy
}

fn terms_mut(policy: &mut Policy) -> Vec<&mut Term> {
    let mut terms = Vec::new();
    for statement in &mut policy.statements {
        terms.extend(&mut statement.sid);
        terms.extend(&mut statement.actions.terms);
        terms.extend(&mut statement.resources.terms);
        let members = statement.principals.as_mut().map(|principals| &mut principals.members);
        terms.extend(members.into_iter().flatten().map(|member| &mut member.term));
        terms.extend(statement.conditions.iter_mut().flat_map(|condition| &mut condition.values));
    }
    terms
}

fn text_at(policy: &Policy, index: usize) -> String {
    let mut policy = policy.clone();
    let term = terms_mut(&mut policy).into_iter().find(|term| term.index == index);
    term.and_then(|term| term.text.clone()).unwrap_or_else(|| "%".into())
}

fn review(text: &str, attachment: Attachment<'_>) -> (Policy, Vec<Finding>) {
    const TYPED: [Typed<'static>; 2] = [
        Typed { reference: "bucket.arn", service: "s3", resource_type: "bucket" },
        Typed { reference: "logs.arn", service: "logs", resource_type: "log-group" },
    ];
    let policy = policy(text);
    let findings = review_with(&policy, attachment, &TYPED, Data::bundled());
    (policy, findings)
}

/// One line a finding: rule, statement, the deciding string.
fn rules(text: &str, attachment: Attachment<'_>) -> Vec<String> {
    let (policy, findings) = review(text, attachment);
    findings
        .iter()
        .map(|finding| {
            let at = finding.at.map_or_else(|| "-".into(), |index| text_at(&policy, index));
            format!("{} {at}", finding.rule)
        })
        .collect()
}

#[track_caller]
fn check(attachment: Attachment<'_>, text: &str, expected: &[&str]) {
    assert_eq!(rules(text, attachment), expected, "{text}");
}

/// The facts of the only finding of the rule.
#[track_caller]
fn facts(attachment: Attachment<'_>, rule: &str, text: &str, expected: &[(&str, &str)]) {
    let (_, findings) = review(text, attachment);
    let mut of_rule = findings.iter().filter(|finding| finding.rule == rule);
    let finding = of_rule.next().unwrap_or_else(|| panic!("no {rule} among {findings:?}"));
    assert_eq!(of_rule.next(), None);
    for (name, value) in expected {
        assert_eq!(finding.get(name), Some(*value), "{name} of {finding:?}");
    }
}
