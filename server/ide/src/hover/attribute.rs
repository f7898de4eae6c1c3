//! An attribute or value that decided a duty: which one, and what follows.

use std::collections::BTreeMap;

use catalog::{Anchor, Status};
use model::{Body, Entry, EntryValue, FileId, NodeId, Place};
use report::{
    subject::{DutyState, Subject},
    words,
};
use syntax::TextRange;

use crate::{
    Analysis, Hover,
    words::{line, place_name},
};

/// Duties that one value is explained with.
const DUTIES: usize = 3;

pub(crate) fn hover(
    analysis: &Analysis,
    file: FileId,
    block: u32,
    body: &Body,
    offset: u32,
) -> Option<Hover> {
    let place = |node: NodeId| Place { file, block, node };
    let touches = |node: NodeId| analysis.range(place(node)).filter(|range| range.touches(offset));
    let entry = innermost(body, &|entry| touches(entry.node).is_some())?;
    let whole = analysis.range(place(entry.node))?;
    let near = analysis.near(file);
    let subjects = report::subject::subjects(near, analysis.catalogue, |_| true);
    let decided: Vec<(&Subject<'_>, &DutyState<'_>, TextRange)> = subjects
        .iter()
        .flat_map(|subject| subject.duties.iter().map(move |state| (subject, state)))
        .filter_map(|(subject, state)| {
            let judgement = state.worst.judgement;
            let values = (judgement.anchor == Anchor::Value).then_some(judgement.at);
            let range = values
                .into_iter()
                .chain(judgement.evidence.iter().map(|seen| seen.place))
                .filter(|at| at.file == file && at.block == block)
                .filter_map(|at| analysis.range(at))
                .find(|range| whole.contains(*range))?;
            Some((subject, state, range))
        })
        .collect();
    let name = touches(entry.name_node);
    // On the value itself only what that very value decided; on the name all that the attribute decided.
    let decided: Vec<_> =
        decided.into_iter().filter(|(_, _, value)| name.is_some() || value.touches(offset)).collect();
    let range =
        name.or_else(|| decided.iter().map(|(_, _, range)| *range).min_by_key(|range| range.len()))?;

    let mut by_duty: BTreeMap<u32, Vec<(&Subject<'_>, &DutyState<'_>)>> = BTreeMap::new();
    for (subject, state, _) in &decided {
        by_duty.entry(state.index).or_default().push((subject, state));
    }
    let parts: Vec<String> =
        by_duty.values().take(DUTIES).filter_map(|states| duty(analysis, file, states)).collect();
    (!parts.is_empty()).then(|| Hover { range, markdown: parts.join("\n\n") })
}

/// The deepest entry that `holds` accepts.
fn innermost<'a>(body: &'a Body, holds: &impl Fn(&Entry) -> bool) -> Option<&'a Entry> {
    let entry = body.entries.iter().find(|entry| holds(entry))?;
    let inside = match &entry.value {
        EntryValue::Attribute(_) => None,
        EntryValue::Block { body, .. } | EntryValue::Dynamic { body, .. } => innermost(body, holds),
    };
    Some(inside.unwrap_or(entry))
}

fn duty(analysis: &Analysis, file: FileId, states: &[(&Subject<'_>, &DutyState<'_>)]) -> Option<String> {
    let (subject, state) = states.first()?;
    let judgement = state.worst.judgement;
    let area = words::area(state.duty.area, &subject.service.provider);
    let here = words::status(judgement.status);
    let mut text = line(&format!("**{}** · {area} · {here} here", state.duty.title));
    text.push('\n');
    let mut add = |item: String| {
        text.push('\n');
        text.push_str(&line(&item));
    };
    add(format!("- {}", judgement.line));
    if let Some(consequence) = consequence(state) {
        add(format!("- **{}**: {consequence}", otherwise(state)));
    }
    for default in state.duty.defaults.iter().take(1) {
        add(format!("- default of {}: {}", subject.provider_version(&default.provider), default.value));
    }
    let elsewhere: Vec<String> = states
        .iter()
        .filter(|(subject, _)| subject.file != file)
        .map(|(subject, _)| {
            let address = &subject.resource.address;
            format!("`{address}`, {}", place_name(analysis, subject.resource.name_place, file))
        })
        .collect();
    if let Some(first) = elsewhere.first() {
        let more =
            if elsewhere.len() > 1 { format!(" and {} more", elsewhere.len() - 1) } else { String::new() };
        add(format!("- decides for {first}{more}"));
    }
    Some(text)
}

/// What follows when the duty is not met: its message behind the colon.
fn consequence<'a>(state: &DutyState<'a>) -> Option<&'a str> {
    let judgement = state.worst.judgement;
    let message = match judgement.status {
        Status::Missing | Status::Contradicted => judgement.message.as_str(),
        _ => state.duty.messages.get("contradicted")?.as_str(),
    };
    let (_, consequence) = message.lines().next()?.split_once(": ")?;
    (!consequence.contains('<')).then_some(consequence)
}

fn otherwise(state: &DutyState<'_>) -> &'static str {
    match (state.status(), state.duty.defaults.first().map(|default| default.value.as_str())) {
        (Status::Missing | Status::Contradicted, _) => "So",
        (_, Some("true")) => "If false",
        (_, Some("false")) => "If true",
        _ => "Otherwise",
    }
}
