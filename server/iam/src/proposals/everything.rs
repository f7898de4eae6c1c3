//! A02: from every action on every resource to what the files show that the holder does, or to something to fill in.

use super::{
    Choice, Grade, managed,
    scope::{new_term, placeholder},
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Clause, Statement};

pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    let actions = &subject.statement.actions;
    let is_every = actions.terms.iter().any(|term| matches!(term.text.as_deref(), Some("*" | "*:*")));
    if !subject.is_identity() || actions.negated || !is_every || !subject.is_on_everything() {
        return Vec::new();
    }
    vec![own(subject).unwrap_or_else(|| asked(subject))]
}

/// The logs of its functions, and the everyday use of what its settings name.
fn own(subject: &Subject<'_>) -> Option<Draft> {
    let logs = managed::base(&["lambda.amazonaws.com"], subject.workspace);
    let (wired, used) = managed::wired(subject.workspace, subject.data);
    let guess = match (logs.is_empty(), wired.is_empty()) {
        (_, true) => return None,
        (true, false) => "that it only reads and writes what points to it",
        (false, false) => "that it only writes its logs, and reads and writes what its settings name",
    };
    let and_logs = if logs.is_empty() { "" } else { " and its logs" };
    let statements = [logs, wired].concat();
    let named: Vec<_> = used.iter().filter_map(|index| subject.workspace.candidates.get(*index)).collect();
    let actions: usize = statements.iter().map(|statement| statement.actions.terms.len()).sum();
    let (actions, on) = (words::count(actions, "action"), words::resource_count(&named));
    Some(Draft {
        edit: "A02",
        grade: Grade::S2,
        replacement: in_place(subject, statements),
        titles: vec![
            format!("Narrow * on * to {actions} on {}{and_logs} {}", words::resources(&named), words::LESS),
            format!("Narrow * on * to {actions} on {on}{and_logs} {}", words::LESS),
        ],
        delta: format!("* on * → {actions} on {on}{and_logs}"),
        guess: Some(guess.to_owned()),
        wired: used,
        choices: Vec::new(),
        grant: Grant::Shrinks,
    })
}

/// Something that the statement grants, on a name to fill in.
fn asked(subject: &Subject<'_>) -> Draft {
    let resource = placeholder("arn:${Partition}:s3:::${BucketName}/${ObjectName}");
    let clause = |text: &str| Clause { negated: false, terms: vec![new_term(text)] };
    let statement =
        Statement { actions: clause("s3:GetObject"), resources: clause(&resource), ..Statement::default() };
    let of_objects = |candidate: &&super::Candidate| {
        candidate.service == "s3" && candidate.resource_type.eq_ignore_ascii_case("object")
    };
    let candidates = subject.workspace.candidates.iter().filter(of_objects);
    let candidates = candidates.map(|candidate| candidate.arn.clone()).collect();
    Draft {
        edit: "A02",
        grade: Grade::S4,
        replacement: in_place(subject, vec![statement]),
        titles: vec!["Narrow * on * to what you name (denies until filled in)".to_owned()],
        delta: "* on * → s3:GetObject on what you name".to_owned(),
        guess: Some("what it is that its holder does".to_owned()),
        wired: Vec::new(),
        choices: vec![Choice { placeholder: resource, candidates }],
        grant: Grant::Shrinks,
    }
}

/// With the conditions that the statement has; only the first keeps its name.
fn in_place(subject: &Subject<'_>, statements: Vec<Statement>) -> Vec<Statement> {
    let with = |statement: Statement| subject.with(statement.actions.terms, statement.resources.terms);
    let mut statements: Vec<Statement> = statements.into_iter().map(with).collect();
    for statement in statements.iter_mut().skip(1) {
        statement.sid = None;
    }
    statements
}
