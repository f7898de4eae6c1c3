//! Statements in, edits out, as text.

mod edits;
mod random;
mod refused;

use std::fmt::Write;

use super::{Candidate, NEW, Proposal, Workspace, corrections, propose};
use crate::{Attachment, Data, Policy, Statement, Term, notation};

/// `s3 bucket ${aws_s3_bucket.b.arn} arn:*:s3:::* [from BUCKET]`, one a line.
fn candidates(text: &str) -> Vec<Candidate> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (line, wired) = match line.split_once(" from ") {
                Some((line, wired)) => (line, Some(format!("`{wired}`"))),
                None => (line, None),
            };
            let [service, resource_type, arn, shape] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let name = arn.trim_start_matches("${").split('}').next().unwrap();
            let address = name.rsplit_once('.').unwrap().0.to_owned();
            Candidate {
                service: service.into(),
                resource_type: resource_type.into(),
                arn: arn.into(),
                shape: shape.into(),
                address,
                wired,
            }
        })
        .collect()
}

fn bucket(name: &str, from: &str) -> String {
    let from = if from.is_empty() { String::new() } else { format!(" from {from}") };
    format!(
        "s3 bucket ${{aws_s3_bucket.{name}.arn}} arn:*:s3:::*{from}\n\
         s3 object ${{aws_s3_bucket.{name}.arn}}/* arn:*:s3:::*/*{from}\n"
    )
}

fn table(name: &str, from: &str) -> String {
    let from = if from.is_empty() { String::new() } else { format!(" from {from}") };
    format!(
        "dynamodb table ${{aws_dynamodb_table.{name}.arn}} arn:*:dynamodb:*:*:table/*{from}\n\
         dynamodb index ${{aws_dynamodb_table.{name}.arn}}/index/* arn:*:dynamodb:*:*:table/*/index/*{from}\n"
    )
}

fn with(text: &str) -> Workspace {
    Workspace { candidates: candidates(text), ..Workspace::default() }
}

/// A policy whose strings have the indexes of their places.
fn policy(text: &str) -> Policy {
    let mut policy = notation::policy(text);
    let mut next = 0;
    for statement in &mut policy.statements {
        let principals = statement.principals.iter_mut().flat_map(|it| &mut it.members);
        let values = statement.conditions.iter_mut().flat_map(|it| &mut it.values);
        let terms = statement.actions.terms.iter_mut().chain(&mut statement.resources.terms);
        for term in terms.chain(principals.map(|member| &mut member.term)).chain(values) {
            term.index = next;
            next += 1;
        }
    }
    policy
}

/// The edits of the first statement.
fn proposals(text: &str, attachment: Attachment<'_>, workspace: &Workspace) -> Vec<Proposal> {
    let policy = policy(text);
    let proposals = propose(&policy, 0, attachment, &[&policy], workspace, Data::bundled());
    for proposal in &proposals {
        assert!(proposal.title.chars().count() <= 80, "{}", proposal.title);
        let kept = proposal.replacement.iter().flat_map(|statement| &statement.actions.terms);
        for term in kept.filter(|term| term.index != NEW) {
            let old = policy.statements[0].actions.terms.iter().find(|old| old.index == term.index);
            assert_eq!(old, Some(term), "a kept string keeps its index and text");
        }
    }
    proposals
}

fn shown(proposals: &[Proposal]) -> String {
    let mut text = String::new();
    for proposal in proposals {
        let _ = writeln!(text, "{} {:?} {}", proposal.edit, proposal.grade, proposal.title);
        let _ = writeln!(text, "  {}", proposal.delta);
        if let Some(guess) = &proposal.guess {
            let _ = writeln!(text, "  a guess: {guess}");
        }
        for statement in &proposal.replacement {
            let _ = writeln!(text, "  {}", statement_text(statement));
        }
        for choice in &proposal.choices {
            let _ = writeln!(text, "  choose {} of {:?}", choice.placeholder, choice.candidates);
        }
    }
    text
}

fn statement_text(statement: &Statement) -> String {
    let list = |terms: &[Term]| {
        terms.iter().map(|term| term.text.as_deref().unwrap_or("%")).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "{:?} {}{}",
        statement.effect.unwrap(),
        if statement.actions.negated { "not " } else { "" },
        list(&statement.actions.terms)
    );
    if !statement.resources.terms.is_empty() {
        let negated = if statement.resources.negated { "not " } else { "" };
        let _ = write!(text, " on {negated}{}", list(&statement.resources.terms));
    }
    if let Some(principals) = &statement.principals {
        let members = principals.members.iter();
        let members = members.map(|it| format!("{}={}", it.kind, it.term.text.as_deref().unwrap_or("%")));
        let _ = write!(text, " for {}", members.collect::<Vec<_>>().join(", "));
    }
    for condition in &statement.conditions {
        let _ = write!(text, " if {} {}={}", condition.operator, condition.key, list(&condition.values));
    }
    text
}

/// The edits of the first statement of an identity policy.
#[track_caller]
fn check(text: &str, workspace: &Workspace, expected: &expect_test::Expect) {
    expected.assert_eq(&shown(&proposals(text, Attachment::Identity, workspace)));
}

fn corrected(text: &str, workspace: &Workspace) -> Vec<(String, String)> {
    let policy = policy(text);
    let found = corrections(&policy, 0, workspace, Data::bundled());
    found.into_iter().map(|correction| (correction.replacement, correction.title)).collect()
}
