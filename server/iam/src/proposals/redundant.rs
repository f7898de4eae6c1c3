//! A28: what the rest of its document grants as well. Without it the grant is the same, and easier to read.

use super::{
    Grade,
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Clause, Effect, Term, matches};

pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    let whole = may_be_covered(subject).then(|| Draft {
        edit: "A28",
        grade: Grade::S0,
        replacement: Vec::new(),
        titles: vec!["Delete this statement: the others grant all of it".into()],
        delta: "1 statement → none, the grant stays".into(),
        guess: None,
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Stays,
    });
    whole.into_iter().chain(entries(subject)).collect()
}

/// Has each of its actions, on each of its resources, another statement that lists as much? What is covered by
/// several together is not looked for.
fn may_be_covered(subject: &Subject<'_>) -> bool {
    let own = subject.statement;
    let covers = |wide: &Term, narrow: &Term, fold: fn(&str) -> String| {
        let (Some(wide), Some(narrow)) = (&wide.text, &narrow.text) else { return false };
        matches(&fold(wide), &fold(narrow))
    };
    let others = subject.policy.statements.iter().enumerate();
    let others: Vec<_> = others
        .filter(|(index, other)| *index != subject.index && other.effect == Some(Effect::Allow))
        .map(|(_, other)| other)
        .collect();
    let has = |action: &Term, resource: Option<&Term>| {
        others.iter().any(|other| {
            let (actions, resources) = (&other.actions, &other.resources);
            actions.negated
                || resources.negated
                || actions.terms.iter().any(|wide| covers(wide, action, str::to_ascii_lowercase))
                    && resource.is_none_or(|resource| {
                        resources.terms.iter().any(|wide| covers(wide, resource, str::to_owned))
                    })
        })
    };
    if own.actions.negated || own.resources.negated {
        return !others.is_empty();
    }
    own.actions.terms.iter().all(|action| match own.resources.terms.as_slice() {
        [] => has(action, None),
        resources => resources.iter().all(|resource| has(action, Some(resource))),
    })
}

fn entries(subject: &Subject<'_>) -> Option<Draft> {
    let statement = subject.statement;
    let fold = |text: &str| text.to_ascii_lowercase();
    let (actions, action) = without_covered(&statement.actions, fold);
    let (resources, resource) = without_covered(&statement.resources, str::to_owned);
    let first = action.or(resource)?;
    let (gone, kept) = (words::said(first.0), words::said(first.1));
    let number = statement.actions.terms.len() - actions.terms.len() + statement.resources.terms.len()
        - resources.terms.len();
    let titles = match number {
        1 if gone == kept => {
            vec![format!("Delete {gone}: it is listed twice"), "Delete a repeated entry".into()]
        }
        1 => vec![format!("Delete {gone}: {kept} covers it"), "Delete an entry that another covers".into()],
        number => vec![format!("Delete {number} entries that others cover")],
    };
    let mut replacement = statement.clone();
    (replacement.actions, replacement.resources) = (actions, resources);
    Some(Draft {
        edit: "A28",
        grade: Grade::S0,
        replacement: vec![replacement],
        titles,
        delta: format!("{} fewer, the grant stays", words::count(number, "entry")),
        guess: None,
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Stays,
    })
}

/// Without the strings that another one matches; the first of them, and by which.
fn without_covered(clause: &Clause, fold: impl Fn(&str) -> String) -> (Clause, Option<(&str, &str)>) {
    let texts: Vec<Option<String>> =
        clause.terms.iter().map(|term| term.text.as_deref().map(&fold)).collect();
    let mut kept: Vec<Term> = Vec::new();
    let mut first = None;
    for (at, (term, text)) in clause.terms.iter().zip(&texts).enumerate() {
        let covering = texts.iter().enumerate().find(|(other, pattern)| {
            let (Some(text), Some(pattern)) = (text, pattern) else { return false };
            // Of two that are the same, the first stays.
            *other != at && if pattern == text { *other < at } else { matches(pattern, text) }
        });
        match covering.and_then(|(other, _)| clause.terms.get(other)) {
            None => kept.push(term.clone()),
            Some(by) => {
                let said = (term.text.as_deref().unwrap_or_default(), by.text.as_deref().unwrap_or_default());
                first.get_or_insert(said);
            }
        }
    }
    (Clause { negated: clause.negated, terms: kept }, first)
}
