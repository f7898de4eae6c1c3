//! A08: actions and resources of a statement that never meet.

use super::{
    Correction, Grade, Workspace,
    cells::{can_name, shape, template},
    entry::Entry,
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Action, Attachment, Data, Effect, Policy, Statement, Term, matches};

pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    let statement = subject.statement;
    let on_bucket = matches!(subject.attachment, Attachment::Resource("s3"));
    if statement.actions.negated || statement.resources.negated || !(subject.is_identity() || on_bucket) {
        return Vec::new();
    }
    let shapes: Vec<Option<String>> = statement
        .resources
        .terms
        .iter()
        .map(|term| term.text.as_deref().map(|text| subject.shape(text)))
        .collect();
    // A string that can't be told may be any resource.
    let meets = |action: &Action<'_>, shape: &Option<String>| {
        shape.as_deref().is_none_or(|shape| acts_on(action, shape))
    };
    let is_dead = |entry: &Entry<'_>| {
        !entry.is_untold()
            && !entry.actions().iter().any(|action| shapes.iter().any(|shape| meets(action, shape)))
    };
    let (dead, live): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        subject.entries().iter().partition(|entry| is_dead(entry));
    let mut drafts = Vec::new();
    if !dead.is_empty() && !shapes.is_empty() {
        drafts.push(without_actions(subject, &dead, &live));
    }
    // An action that is not in the list may act on anything.
    let all_told = !subject.entries().is_empty() && !subject.entries().iter().any(Entry::is_untold);
    if all_told && !live.is_empty() {
        let resources = statement.resources.terms.iter().zip(&shapes);
        let (kept, gone): (Vec<_>, Vec<_>) = resources.partition(|(_, shape)| {
            live.iter().any(|entry| entry.actions().iter().any(|action| meets(action, shape)))
        });
        let gone: Vec<&Term> = gone.into_iter().map(|(term, _)| term).collect();
        if !gone.is_empty() && !kept.is_empty() {
            drafts.push(without_resources(
                subject,
                &gone,
                kept.into_iter().map(|(term, _)| term.clone()).collect(),
            ));
        }
    }
    drafts
}

fn without_actions(subject: &Subject<'_>, dead: &[&Entry<'_>], live: &[&Entry<'_>]) -> Draft {
    let what = words::actions(dead.iter().map(|entry| &entry.term).collect::<Vec<_>>().into_iter());
    let verb = if dead.len() == 1 { "acts" } else { "act" };
    let mut replacement = subject.statement.clone();
    replacement.actions.terms = live.iter().map(|entry| entry.term.clone()).collect();
    let resources = &subject.statement.resources.terms;
    let on = match resources.as_slice() {
        [only] => words::said(only.text.as_deref().unwrap_or_default()),
        _ => "these resources".to_owned(),
    };
    let date = subject.data.date();
    let long = match (live.is_empty(), dead.len()) {
        (true, _) => format!("Delete the statement: {what} never {verb} on {on}"),
        (false, 1) => format!("Delete {what}: it never {verb} on {on}"),
        (false, _) => format!("Delete {what} that never {verb} on {on}"),
    };
    Draft {
        edit: "A08",
        grade: Grade::S0,
        replacement: if live.is_empty() { Vec::new() } else { vec![replacement] },
        titles: vec![
            long,
            format!("Delete {what} that never {verb} on what the statement names"),
            format!("Delete {} that never {verb} on these resources", words::count(dead.len(), "action")),
        ],
        delta: format!(
            "{} → {}",
            words::count(dead.len() + live.len(), "action"),
            words::count(live.len(), "action")
        ),
        guess: Some(format!("that the list of {date} has all that the action acts on")),
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    }
}

fn without_resources(subject: &Subject<'_>, gone: &[&Term], kept: Vec<Term>) -> Draft {
    let what = match gone {
        [only] => words::said(only.text.as_deref().unwrap_or_default()),
        several => words::count(several.len(), "resource"),
    };
    let delta = format!(
        "{} → {}",
        words::count(gone.len() + kept.len(), "resource"),
        words::count(kept.len(), "resource")
    );
    let mut replacement = subject.statement.clone();
    replacement.resources.terms = kept;
    let date = subject.data.date();
    let pronoun = if gone.len() == 1 { "it" } else { "them" };
    Draft {
        edit: "A08",
        grade: Grade::S0,
        replacement: vec![replacement],
        titles: vec![
            format!("Delete {what}: no action here acts on {pronoun}"),
            format!("Delete {} that no action here acts on", words::count(gone.len(), "resource")),
        ],
        delta,
        guess: Some(format!("that the list of {date} has all that the actions act on")),
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    }
}

/// May the action be allowed on a resource that the pattern matches? One that acts on none is asked for `*`;
/// one that needs no certain resource may be, too.
fn acts_on(action: &Action<'_>, pattern: &str) -> bool {
    let needs_none = !action.resource_types.iter().any(|acted| acted.required);
    (action.is_wildcard_only() || needs_none) && matches(pattern, "*")
        || action.resource_types.iter().any(|acted| can_name(pattern, &template(acted.resource_type.arn)))
}

/// Actions on objects of a bucket whose statement names the bucket alone.
pub(super) fn corrections(
    policy: &Policy,
    statement: usize,
    workspace: &Workspace,
    data: &Data,
) -> Vec<Correction> {
    let Some(statement) = policy.statements.get(statement).filter(|it| names_bucket(it)) else {
        return Vec::new();
    };
    let values = super::subject::values(workspace);
    let object = "arn:aws:s3:::\u{2}/\u{2}";
    let entries = statement.actions.terms.iter().map(|term| Entry::new(term, data));
    let on_objects = |action: &Action<'_>| {
        action.name.starts_with("s3:") && !acts_on(action, "arn:aws:s3:::\u{2}") && acts_on(action, object)
    };
    let wants_objects = entries.clone().any(|entry| entry.actions().iter().any(on_objects));
    let has_objects = statement.resources.terms.iter().any(|term| {
        term.text.as_deref().is_none_or(|text| {
            let shape = shape(text, &values);
            shape.contains('/') || !shape.contains(":s3:")
        })
    });
    if !wants_objects || has_objects {
        return Vec::new();
    }
    let buckets = statement.resources.terms.iter();
    buckets
        .filter_map(|term| {
            let bucket = term.text.as_deref()?;
            let replacement = format!("{bucket}/*");
            let said = words::said(bucket);
            let title = words::fitting(vec![
                format!("Correct {said} to {said}/* (grants what was meant)"),
                format!("Correct it to {said}/* (grants what was meant)"),
                "Correct the bucket to its objects: /* (grants what was meant)".into(),
            ])?;
            Some(Correction { at: term.index, replacement, title })
        })
        .collect()
}

fn names_bucket(statement: &Statement) -> bool {
    statement.effect == Some(Effect::Allow) && !statement.actions.negated && !statement.resources.negated
}
