//! A17: writing logs, scoped to the log group of the function that holds the role.

use super::{
    Grade,
    broad::{self, ANY},
    entry::{Entry, StandsFor},
    scope::new_term,
    subject::{Draft, Grant, Subject},
    words,
};
use crate::Term;

const CREATE_GROUP: &str = "logs:CreateLogGroup";
const WRITING: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];

/// More functions than this share a role for another reason than one log group each.
const MOST_FUNCTIONS: usize = 4;

pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    if !subject.is_identity() || subject.statement.actions.negated {
        return Vec::new();
    }
    let broad = broad::over_all(subject, "logs", &format!("log-group:{ANY}:log-stream:{ANY}"));
    let Some(on) = broad.first().and_then(|term| term.text.as_deref()) else { return Vec::new() };
    let (logs, others): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        subject.entries().iter().partition(|entry| is_writing(entry));
    if logs.is_empty() {
        return Vec::new();
    }
    let groups: Vec<usize> = groups(subject);
    let names = &subject.workspace.function_names;
    let own = subject.workspace.candidates.iter().enumerate();
    let own: Vec<_> = own.filter(|(index, _)| groups.contains(index)).collect();
    let said_on = words::said(on);
    let mut drafts = Vec::new();
    let beside = || {
        let resources = &subject.statement.resources.terms;
        resources.iter().filter(|term| !broad.contains(term)).cloned().collect::<Vec<Term>>()
    };
    let mut draft = |arns: Vec<String>, called: String, wired: Vec<usize>| {
        let mut resources: Vec<Term> = Vec::new();
        for arn in &arns {
            if !resources.iter().any(|term| term.text.as_ref() == Some(arn)) {
                resources.push(new_term(arn));
            }
        }
        resources.extend(beside());
        let actions = actions(&logs, own.is_empty());
        let mut replacement = vec![subject.with(actions.clone(), resources)];
        if !others.is_empty() {
            let mut rest = subject.statement.clone();
            rest.sid = None;
            rest.actions.terms = others.iter().map(|entry| entry.term.clone()).collect();
            replacement.push(rest);
        }
        let before = words::actions(logs.iter().map(|entry| &entry.term).collect::<Vec<_>>().into_iter());
        let after = words::count(actions.len(), "action");
        let stay = match others.len() {
            0 => String::new(),
            1 => "; 1 action stays".to_owned(),
            number => format!("; {number} actions stay"),
        };
        drafts.push(Draft {
            edit: "A17",
            grade: Grade::S2,
            replacement,
            titles: vec![
                format!("Narrow {before} on {said_on} to log group {called}{stay} {}", words::LESS),
                format!("Narrow {before} to log group {called}{stay} {}", words::LESS),
                format!("Narrow {before} on {said_on} to its log group{stay} {}", words::LESS),
                format!("Narrow {before} to its log group{stay} {}", words::LESS),
            ],
            delta: format!(
                "{before} on {said_on} → {after} on {}{stay}",
                words::count(arns.len(), "log group")
            ),
            guess: Some(match wired.is_empty() {
                true => "that it writes to no other log group than its function's".into(),
                false => format!("that it writes to no other log group than {called}"),
            }),
            wired,
            choices: Vec::new(),
            grant: Grant::Shrinks,
        });
    };
    if !own.is_empty() {
        let addresses: Vec<_> = own.iter().map(|(_, candidate)| *candidate).collect();
        let arns = own.iter().map(|(_, candidate)| candidate.arn.clone()).collect();
        draft(dedup(arns), words::resources(&addresses), groups.clone());
    }
    if !names.is_empty() && names.len() <= MOST_FUNCTIONS {
        let beginning = broad::beginning(on, "logs");
        let arns = names.iter().map(|name| format!("{beginning}:log-group:/aws/lambda/{name}:*")).collect();
        let called = match names.as_slice() {
            [only] => format!("/aws/lambda/{}", words::said(only)),
            several => format!("of {}", words::count(several.len(), "function")),
        };
        draft(arns, called, Vec::new());
    }
    drafts
}

fn dedup(mut arns: Vec<String>) -> Vec<String> {
    arns.dedup();
    arns
}

/// The declared log groups that the holder writes to.
fn groups(subject: &Subject<'_>) -> Vec<usize> {
    let candidates = subject.workspace.candidates.iter().enumerate();
    let own = candidates.filter(|(_, candidate)| {
        candidate.service == "logs" && candidate.resource_type == "log-stream" && candidate.wired.is_some()
    });
    own.map(|(index, _)| index).collect()
}

/// Is it about nothing else?
pub(super) fn are_all(subject: &Subject<'_>) -> bool {
    subject.entries().iter().all(is_writing)
}

fn is_writing(entry: &Entry<'_>) -> bool {
    let is_whole = match &entry.stands_for {
        StandsFor::Several(several) => several.whole && entry.service().eq_ignore_ascii_case("logs"),
        _ => false,
    };
    is_whole || entry.is(CREATE_GROUP) || WRITING.iter().any(|name| entry.is(name))
}

/// What is needed to write; a group that is declared need not be created.
fn actions(logs: &[&Entry<'_>], undeclared: bool) -> Vec<Term> {
    let is_whole = logs.iter().any(|entry| matches!(entry.stands_for, StandsFor::Several(_)));
    if is_whole {
        let create = undeclared.then_some(CREATE_GROUP);
        return create.into_iter().chain(WRITING).map(new_term).collect();
    }
    let kept = logs.iter().filter(|entry| undeclared || !entry.is(CREATE_GROUP));
    kept.map(|entry| entry.term.clone()).collect()
}
