//! What can be done about the findings under the cursor. The list is made again when an action is
//! resolved: nothing is kept between two requests.

mod narrow;
mod offer;
mod waiver;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use catalog::{Area, FixIntent, Safety, Tier};
use model::FileId;
use project::ResolvedModule;
use report::{
    select::Finding,
    subject::{DutyState, Subject, is_open},
    words,
};
use syntax::TextRange;

use crate::{ActionKind, Analysis, CodeAction, FileEdits, FileRange, WorkspaceEdit, diagnostics};
use offer::{Edit, Offer};

/// Actions on one place.
const LIMIT: usize = 8;
/// Findings of a name that have actions of their own.
const FINDINGS: usize = 3;
/// Characters of a title.
const TITLE: usize = 80;

pub(crate) fn actions(analysis: &Analysis, at: FileRange) -> Vec<CodeAction> {
    with_offers(analysis, at, |offers| offers.iter().map(|offer| offer.action.clone()).collect())
}

pub(crate) fn resolve(analysis: &Analysis, at: FileRange, action: &str) -> Option<WorkspaceEdit> {
    with_offers(analysis, at, |offers| {
        offers
            .iter()
            .find(|offer| offer.action.id == action)
            .and_then(|offer| offer.edit.text(analysis, at.file))
    })
}

/// Everything offered at a place, in the order in which it is listed.
fn with_offers<T>(analysis: &Analysis, at: FileRange, then: impl FnOnce(&[Offer<'_>]) -> T) -> T {
    let findings = analysis.findings(at.file);
    let subjects = analysis.subjects(at.file);
    let mut here: Vec<(&Finding<'_>, TextRange)> = findings
        .iter()
        .filter_map(|finding| Some((finding, analysis.range(finding.at)?)))
        .filter(|(_, range)| range.overlaps(at.range))
        .collect();
    here.sort_by_key(|(finding, _)| {
        (finding.duty.tier, Reverse(finding.duty.severity), finding.level, words::rank(finding.duty.area))
    });
    let subject = subjects.iter().find(|subject| {
        analysis.range(subject.resource.name_place).is_some_and(|range| range.overlaps(at.range))
            || analysis.range(subject.resource.type_place).is_some_and(|range| range.overlaps(at.range))
    });

    let narrowings = narrow::touched(analysis, at);
    // Where an edit is proved nobody has to fill in a blank.
    let fixed: Vec<(&Finding<'_>, TextRange)> =
        here.iter().copied().filter(|it| !is_superseded(analysis, it, &narrowings)).collect();
    let certain = match here.is_empty() && narrowings.is_empty() {
        true => Vec::new(),
        false => narrow::certain(analysis, at, &findings),
    };
    let mut offers = fixes(analysis, &fixed, at.file);
    offers.extend(narrow::offers(analysis, &narrowings, &here, at.file));
    offers.extend(subject.and_then(|subject| collected(analysis, subject, at.file)));
    if !here.is_empty() || !certain.is_empty() {
        offers.extend(fix_all(analysis, &subjects, &certain));
    }
    offers.truncate(LIMIT - 2);
    let mut last = closing(analysis, &here, LIMIT - offers.len());
    offers.extend(subject.map(|subject| recommended(analysis, subject)).unwrap_or_default());
    let mut known = BTreeSet::new();
    offers.retain(|offer| known.insert(offer.action.id.clone()));
    offers.truncate(LIMIT.saturating_sub(last.len()));
    offers.append(&mut last);
    then(&offers)
}

fn is_superseded(
    analysis: &Analysis,
    (finding, range): &(&Finding<'_>, TextRange),
    narrowings: &[narrow::Narrowing<'_>],
) -> bool {
    let fix = finding.judged.judgement.fix.as_ref();
    fix.is_some_and(|intent| intent.safety == Safety::NeedsInput)
        && narrow::answers(analysis, narrowings, *range)
}

/// The fixes of the findings, the most severe first.
fn fixes<'a>(analysis: &Analysis, here: &[(&Finding<'a>, TextRange)], file: FileId) -> Vec<Offer<'a>> {
    here.iter()
        .take(FINDINGS)
        .filter_map(|(finding, range)| {
            let intent = finding.judged.judgement.fix.as_ref()?;
            let offer = Offer::of_fix(analysis, finding.judged.module, finding.duty, intent, file)?;
            let offer = offer.answering(&finding.duty.id, *range);
            Some(if intent.safety == Safety::Safe { offer.preferred() } else { offer })
        })
        .collect()
}

/// `Add what is missing for "docs": soft delete, diagnostic setting (2 edits)`: all that is safe.
fn collected<'a>(analysis: &Analysis, subject: &Subject<'a>, file: FileId) -> Option<Offer<'a>> {
    let safe: Vec<&DutyState<'a>> = subject
        .within(Tier::Core)
        .filter(|state| is_open(state.status()) && safe_fix(state).is_some())
        .collect();
    if safe.len() < 2 {
        return None;
    }
    let intents: Vec<(&ResolvedModule, &FixIntent)> =
        safe.iter().filter_map(|state| Some((state.worst.module, safe_fix(state)?))).collect();
    let names: Vec<&str> =
        safe.iter().map(|state| state.duty.label.strip_prefix("no ").unwrap_or(&state.duty.label)).collect();
    let name = &subject.resource.address.name;
    let title = (1..=names.len())
        .rev()
        .map(|kept| {
            let dropped = names.len() - kept;
            let more = if dropped == 0 { String::new() } else { format!(" +{dropped}") };
            let names = names.get(..kept).unwrap_or_default().join(", ");
            format!("Add what is missing for \"{name}\": {names}{more} ({} edits)", intents.len())
        })
        .find(|title| title.chars().count() <= TITLE)?;
    let id = format!("missing {}", subject.resource.address);
    let mut offer = Offer::new(id, title, ActionKind::QuickFix, Edit::Fixes(intents));
    // It is also what the line offers that collects the findings a name has no room for.
    let name = analysis.range(subject.resource.name_place)?;
    offer = offer.answering(diagnostics::MORE, name);
    for state in &safe {
        offer = offer.answering(&state.duty.id, name);
    }
    offer.edit.text(analysis, file).is_some().then_some(offer)
}

/// `Fix all safe in this file (3)`.
fn fix_all<'a>(
    analysis: &Analysis,
    subjects: &[Subject<'a>],
    certain: &'a [narrow::Narrowing<'a>],
) -> Option<Offer<'a>> {
    let mut intents: Vec<(&ResolvedModule, &FixIntent)> = subjects
        .iter()
        .flat_map(|subject| subject.within(analysis.settings.profile.tier()))
        .filter(|state| is_open(state.status()))
        .filter_map(|state| Some((state.worst.module, safe_fix(state)?)))
        .collect();
    for (module, intent) in certain {
        if intents.iter().all(|(_, other)| fix::go_together(other, intent)) {
            intents.push((*module, intent));
        }
    }
    let title = format!("Fix all safe in this file ({})", intents.len());
    (!intents.is_empty())
        .then(|| Offer::new("fix-all".to_owned(), title, ActionKind::FixAll, Edit::Fixes(intents)))
}

fn safe_fix<'a>(state: &DutyState<'a>) -> Option<&'a FixIntent> {
    state.worst.judgement.fix.as_ref().filter(|intent| intent.safety == Safety::Safe)
}

/// Fixes of what is worth doing and no finding.
fn recommended<'a>(analysis: &Analysis, subject: &Subject<'a>) -> Vec<Offer<'a>> {
    subject
        .worth_doing()
        .into_iter()
        .filter_map(|state| {
            let intent = state.worst.judgement.fix.as_ref()?;
            Offer::of_fix(analysis, state.worst.module, state.duty, intent, subject.file)
        })
        .collect()
}

/// Accept each finding, as far as there is room, and explain the most severe one.
fn closing<'a>(analysis: &Analysis, here: &[(&Finding<'a>, TextRange)], room: usize) -> Vec<Offer<'a>> {
    let explained = usize::from(analysis.settings.explain_command);
    let accepted = here.len().min(FINDINGS).min(room.saturating_sub(explained));
    let findings = here.get(..accepted).unwrap_or_default();
    let accept = findings.iter().filter_map(|(finding, range)| {
        let targets = waiver::targets(finding);
        let title = format!("Accept \"{}\" here, with a reason", finding.duty.label);
        let id = format!("accept {} {}", finding.duty.id, finding.judged.resource.address);
        let edit = Edit::Waiver { duty: &finding.duty.id, targets };
        let offer = Offer::new(id, title, ActionKind::QuickFix, edit).answering(&finding.duty.id, *range);
        offer.edit.text(analysis, finding.at.file).is_some().then_some(offer)
    });
    let explain = findings.iter().take(explained).map(|(finding, range)| {
        let title = format!("Explain \"{}\"", finding.duty.label);
        let mut offer =
            Offer::new(format!("explain {}", finding.duty.id), title, ActionKind::QuickFix, Edit::None)
                .answering(&finding.duty.id, *range);
        offer.action.explain = Some(finding.duty.id.clone());
        offer
    });
    accept.chain(explain).collect()
}

/// A fix that replaces a resource, or one that is only half of the change, is a refactoring.
fn kind(area: Area, safety: Safety) -> ActionKind {
    match (area, safety) {
        // A moved secret needs code that fetches it.
        (_, Safety::Replaces) | (Area::Secrets, Safety::NeedsInput) => ActionKind::Refactor,
        _ => ActionKind::QuickFix,
    }
}

/// Edits of several modules as one, by file.
fn merged(fixes: Vec<FileEdits>) -> Vec<FileEdits> {
    let mut files: BTreeMap<String, FileEdits> = BTreeMap::new();
    for file in fixes {
        // Two modules that share a file would each write it; the first one's edits stand.
        files.entry(format!("{:?}", file.target)).or_insert(file);
    }
    files.into_values().collect()
}
