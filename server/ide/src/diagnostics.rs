//! Findings in a file, at the level that the table of `report::select` gives them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use catalog::Anchor;
use model::{FileId, Place};
use report::{select::Finding, words};

use crate::{Analysis, Diagnostic, FileRange, Guidance, Level, Related};

/// Places that a finding names beside its own.
const RELATED: usize = 3;

/// The code of the line that collects what a name has no room for.
pub(crate) const MORE: &str = "demarc.more";
const SYNTAX: &str = "demarc.syntax";

pub(crate) fn diagnostics(analysis: &Analysis, file: FileId) -> Vec<Diagnostic> {
    let Some(source) = analysis.source(file) else { return Vec::new() };
    let mut found: Vec<Diagnostic> = source
        .problems
        .iter()
        .map(|problem| Diagnostic {
            range: problem.range,
            level: Level::Warning,
            code: SYNTAX.to_owned(),
            href: String::new(),
            message: problem.message.clone(),
            related: Vec::new(),
        })
        .collect();
    let findings = analysis.findings(file);
    let (shown, collected) = collected(analysis, &findings);
    found.extend(shown.into_iter().filter_map(|finding| diagnostic(analysis, finding)));
    found.extend(collected.iter().filter_map(|(place, findings)| more(analysis, *place, findings)));
    if analysis.settings.guidance == Guidance::Quiet {
        found.retain(|diagnostic| diagnostic.level <= Level::Warning);
    }
    found.sort_by(|one, other| {
        (one.range, one.level, one.code == MORE).cmp(&(other.range, other.level, other.code == MORE))
    });
    found
}

/// The findings that stand for themselves, and those a name has no room for.
type Split<'s, 'a> = (Vec<&'s Finding<'a>>, BTreeMap<Place, Vec<&'s Finding<'a>>>);

/// The most severe findings of each name are shown; findings on a value always are.
fn collected<'s, 'a>(analysis: &Analysis, findings: &'s [Finding<'a>]) -> Split<'s, 'a> {
    let room = match analysis.settings.max_per_resource {
        0 => usize::MAX,
        limit => limit as usize,
    };
    let mut shown = Vec::new();
    let mut on_names: BTreeMap<Place, Vec<&Finding<'a>>> = BTreeMap::new();
    for finding in findings {
        match finding.anchor {
            Anchor::Value => shown.push(finding),
            Anchor::Name => on_names.entry(finding.at).or_default().push(finding),
        }
    }
    for findings in on_names.values_mut() {
        findings.sort_by_key(|finding| {
            (finding.duty.tier, Reverse(finding.duty.severity), finding.level, words::rank(finding.duty.area))
        });
        let rest = findings.split_off(room.min(findings.len()));
        shown.append(findings);
        *findings = rest;
    }
    on_names.retain(|_, findings| !findings.is_empty());
    (shown, on_names)
}

fn diagnostic(analysis: &Analysis, finding: &Finding<'_>) -> Option<Diagnostic> {
    let judgement = finding.judged.judgement;
    let seen = judgement.evidence.iter().map(|seen| (seen.place, seen.note.clone()));
    let others = finding.others.iter().map(|other| {
        let at = other.resource.name_place;
        (at, format!("the same for {}", other.resource.address))
    });
    let mut named = BTreeSet::from([finding.at]);
    // At a call of a module: the resource that misses something by it.
    let called = (finding.at != judgement.at)
        .then(|| (judgement.at, format!("{} is meant", finding.judged.resource.address)));
    let related = called
        .into_iter()
        .chain(seen)
        .chain(others)
        .filter(|(place, _)| named.insert(*place))
        .filter_map(|(place, message)| {
            Some(Related { at: FileRange { file: place.file, range: analysis.range(place)? }, message })
        })
        .take(RELATED)
        .collect();
    Some(Diagnostic {
        range: analysis.range(finding.at)?,
        level: finding.level,
        code: finding.duty.id.clone(),
        href: words::page(&finding.duty.id),
        message: judgement.message.clone(),
        related,
    })
}

/// `5 more are yours here: retention, recovery, monitoring`.
fn more(analysis: &Analysis, place: Place, findings: &[&Finding<'_>]) -> Option<Diagnostic> {
    let mut areas: Vec<&str> = Vec::new();
    for finding in findings {
        let service = analysis.catalogue.services.get(finding.judged.resource.service as usize)?;
        let area = words::area(finding.duty.area, &service.provider);
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    let verb = if findings.len() == 1 { "is" } else { "are" };
    Some(Diagnostic {
        range: analysis.range(place)?,
        level: findings.iter().map(|finding| finding.level).min()?,
        code: MORE.to_owned(),
        href: String::new(),
        message: format!("{} more {verb} yours here: {}", findings.len(), areas.join(", ")),
        related: Vec::new(),
    })
}
