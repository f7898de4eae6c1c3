//! A29: from a whole service to what an application usually does with it, or to reading.
//!
//! What an application does is a convention; where the resource is named by what points to it, that is what the
//! edit is graded by, and the guess speaks of both.

use super::{
    Grade,
    entry::{Entry, StandsFor},
    everyday::{self, Use},
    scope::{self, Wording, new_term},
    subject::{Draft, Grant, Subject},
    words,
};
use crate::Level;

pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    if !subject.is_identity() || subject.statement.actions.negated {
        return Vec::new();
    }
    let most = subject.entries().iter().map(|entry| uses(entry).len()).max().unwrap_or_default();
    let mut drafts: Vec<Draft> = (0..most).flat_map(|step| everyday(subject, step)).collect();
    drafts.extend(reading(subject));
    drafts
}

fn uses(entry: &Entry<'_>) -> &'static [Use] {
    match &entry.stands_for {
        StandsFor::Several(several) if several.whole => everyday::uses(entry.service()),
        _ => &[],
    }
}

/// Each whole service as its use of that step, the last where it has fewer.
fn everyday(subject: &Subject<'_>, step: usize) -> Vec<Draft> {
    let mut entries = Vec::new();
    let (mut doing, mut changed): (Vec<&str>, Vec<&Entry<'_>>) = (Vec::new(), Vec::new());
    for entry in subject.entries() {
        let uses = uses(entry);
        let Some((name, actions)) = uses.get(step).or(uses.last()) else {
            entries.push(entry.clone());
            continue;
        };
        doing.push(name);
        changed.push(entry);
        for action in *actions {
            let name = format!("{}:{action}", entry.service());
            entries.push(Entry::new(&new_term(&name), subject.data));
        }
    }
    let before = match changed.as_slice() {
        [only] => only.term.text.clone().unwrap_or_default(),
        several => words::count(several.len(), "service"),
    };
    let doing = match doing.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    if subject.is_on_everything() {
        let wording = Wording { edits: ["A29", "A29"], before: &before, on: "*", doing };
        let drafts = scope::both(subject, &entries, wording);
        if drafts.iter().any(|draft| draft.grade < Grade::S4) {
            return drafts;
        }
        return std::iter::once(unscoped(subject, &entries, &before)).chain(drafts).collect();
    }
    vec![unscoped(subject, &entries, &before)]
}

/// Other actions, on what they are on.
fn unscoped(subject: &Subject<'_>, entries: &[Entry<'_>], before: &str) -> Draft {
    let actions: Vec<_> = entries.iter().map(|entry| entry.term.clone()).collect();
    let added = actions.iter().filter(|term| term.index == super::NEW).count();
    let to = words::count(added, "action");
    let new = actions.iter().filter(|term| term.index == super::NEW).filter_map(|term| term.text.as_deref());
    let names = (added <= 2).then(|| words::listed(&new.collect::<Vec<_>>()));
    let mut replacement = subject.statement.clone();
    replacement.actions.terms = actions;
    Draft {
        edit: "A29",
        grade: Grade::S3,
        replacement: vec![replacement],
        titles: vec![
            format!("Narrow {before} to {} {}", names.unwrap_or(to.clone()), words::LESS),
            format!("Narrow {before} to {to} {}", words::LESS),
        ],
        delta: format!("{before} → {to}"),
        guess: Some("that what is usually done with it is enough".into()),
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    }
}

/// A service without an everyday use: its actions by the words that reading ones begin with.
fn reading(subject: &Subject<'_>) -> Option<Draft> {
    let mut actions = Vec::new();
    let mut changed: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in subject.entries() {
        let StandsFor::Several(several) = &entry.stands_for else {
            actions.push(entry.term.clone());
            continue;
        };
        if !several.whole || everyday::is_known(entry.service()) {
            actions.push(entry.term.clone());
            continue;
        }
        let reads = |word: &&str| {
            let mut of_word = several.actions.iter().filter(|action| {
                let (_, name) = action.name.split_once(':').unwrap_or_default();
                name.starts_with(word)
            });
            let is_reading = |level: Level| matches!(level, Level::List | Level::Read);
            of_word.clone().next().is_some() && of_word.all(|action| is_reading(action.level))
        };
        let words: Vec<&str> = ["Describe", "Get", "List"].into_iter().filter(reads).collect();
        if words.is_empty() {
            actions.push(entry.term.clone());
            continue;
        }
        actions.extend(words.iter().map(|word| new_term(&format!("{}:{word}*", entry.service()))));
        changed.push((entry.service(), words));
    }
    let (to, before) = match changed.as_slice() {
        [] => return None,
        [(service, words)] => (words.join("*, ") + "*", format!("{service}:*")),
        several => ("reading".to_owned(), words::count(several.len(), "service")),
    };
    let mut replacement = subject.statement.clone();
    replacement.actions.terms = actions;
    Some(Draft {
        edit: "A29",
        grade: Grade::S3,
        replacement: vec![replacement],
        titles: vec![
            format!("Narrow {before} to {to} {}", words::LESS),
            format!("Narrow {before} to reading {}", words::LESS),
            format!("Narrow the service to reading {}", words::LESS),
        ],
        delta: format!("{before} → {to}"),
        guess: Some("that reading is enough".into()),
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    })
}
