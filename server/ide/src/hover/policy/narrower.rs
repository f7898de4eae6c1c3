//! How the statement could grant less: what is proved of it, and what is a guess, on two lines.

use std::collections::BTreeSet;

use catalog::{FixIntent, FixKind, Narrowing, Narrows};
use iam::{
    Statement, matches,
    reading::{listed, quoted},
};

use super::{holder::Use, page::Page};
use crate::words::place_name;

/// The best edit of the statement, if there is one that grants less.
pub(super) fn narrower(page: &mut Page, at: &Use<'_>, action: Option<&str>) {
    let Some(statement) = at.place() else { return };
    let intents = catalog::narrowings(at.module, at.assessment, &|place| place == statement);
    let first = intents.iter().find_map(|intent| narrows(intent, statement));
    let Some((narrows, narrowing)) = first else { return };
    let what =
        action.and_then(|action| scoped(at, action, narrowing)).unwrap_or_else(|| delta(&narrows.delta));
    page.heading(&format!("**Narrower:** {what}"));
    page.under("proved: grants nothing that is not granted today");
    if let Some(guess) = &narrows.guess {
        let place = narrows.guess_at.map(|place| format!(" in {}", here(at, place)));
        page.under(&format!("a guess: {guess}{}", place.unwrap_or_default()));
    }
}

/// `main.tf:11`, in the file that is looked at too: the line alone would be read as a part of the policy.
fn here(at: &Use<'_>, place: model::Place) -> String {
    let name = place_name(at.analysis, place, at.file);
    match at.analysis.source(place.file).filter(|_| place.file == at.file) {
        Some(file) => name.replace("line ", &format!("{}:", file.path.name())),
        None => name,
    }
}

fn narrows(intent: &FixIntent, statement: model::Place) -> Option<(&Narrows, &Narrowing)> {
    let FixKind::Narrow(narrowing) = &intent.kind else { return None };
    let narrows = intent.narrows.as_ref()?;
    (narrowing.statement == statement && !narrowing.proposal.simplifies).then_some((narrows, narrowing))
}

/// ``"${aws_s3_bucket.orders.arn}/*"`, 1 bucket instead of all``: where the edit names resources for the action.
fn scoped(at: &Use<'_>, action: &str, narrowing: &Narrowing) -> Option<String> {
    let replaced = narrowing.proposal.replacement.iter().find(|statement| names(statement, action))?;
    let star = |statement: &Statement| {
        statement.resources.terms.iter().any(|term| term.text.as_deref() == Some("*"))
    };
    // Where somebody has to choose there is no resource to show yet.
    let is_chosen = narrowing.proposal.choices.is_empty();
    if !star(&narrowing.old) || star(replaced) || replaced.resources.negated || !is_chosen {
        return None;
    }
    let texts: Vec<&str> = replaced.resources.terms.iter().filter_map(|term| term.text.as_deref()).collect();
    let resources: BTreeSet<&str> =
        texts.iter().map(|text| text.split_once('}').map_or(*text, |(stem, _)| stem)).collect();
    let is_json = at
        .place()
        .and_then(|place| at.analysis.snapshot.text(place))
        .is_some_and(|text| text.contains("\":"));
    let shown: Vec<String> = texts.iter().map(|text| quoted(&as_written(text, is_json))).collect();
    let noun = iam::resource_noun(action.split(':').next().unwrap_or_default());
    let count = report::words::count(resources.len(), noun, &format!("{noun}s"));
    Some(format!("{}, {count} instead of all", listed(&shown, 2, "and")))
}

/// A reference alone stands bare in an expression; in JSON everything is quoted.
fn as_written(text: &str, is_json: bool) -> String {
    let bare = text.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    match bare.filter(|bare| !is_json && !bare.contains("${")) {
        Some(bare) => bare.to_owned(),
        None => format!("\"{text}\""),
    }
}

fn names(statement: &Statement, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let mut texts = statement.actions.terms.iter().filter_map(|term| term.text.as_deref());
    !statement.actions.negated && texts.any(|text| matches(&text.to_ascii_lowercase(), &action))
}

/// `s3:* on * → 3 actions on 1 bucket`, so that no star is read as emphasis.
fn delta(delta: &str) -> String {
    let span = |text: &str| if text.contains(['*', ':', '_']) { quoted(text) } else { text.to_owned() };
    let side = |text: &str| match text.split_once(" on ") {
        Some((actions, resources)) => format!("{} on {}", span(actions), span(resources)),
        None => span(text),
    };
    match delta.split_once(" → ") {
        Some((before, "0 actions")) => format!("no action, instead of {}", side(before)),
        Some((before, after)) => format!("{}, instead of {}", side(after), side(before)),
        None => side(delta),
    }
}
