//! What is counted: declared resources, and for each the state of every duty that applies.
//!
//! A block of a file is one subject, however many callers its module has and however many instances
//! it makes; a duty is open on it if it is open for any of them. Hover, hint, lens, report and JSON
//! count with these types, so that their numbers agree.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::{AssessedResource, Assessment, Catalogue, Duty, Judgement, Service, Severity, Status, Tier};
use model::FileId;
use project::ResolvedModule;

use crate::select::Covering;
use crate::words;

/// One judgement and what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    pub module: &'a ResolvedModule,
    pub resource: &'a AssessedResource,
    pub judgement: &'a Judgement,
}

/// A duty on a declared resource.
#[derive(Debug)]
pub struct DutyState<'a> {
    pub duty: &'a Duty,
    pub index: u32,
    /// The worst of the callers and instances.
    pub worst: Judged<'a>,
    pub others: Vec<Judged<'a>>,
}

/// A declared resource with at least one duty.
#[derive(Debug)]
pub struct Subject<'a> {
    pub file: FileId,
    pub block: u32,
    pub module: &'a ResolvedModule,
    /// As the first caller has it.
    pub resource: &'a AssessedResource,
    pub service: &'a Service,
    /// In catalogue order, every tier.
    pub duties: Vec<DutyState<'a>>,
}

impl DutyState<'_> {
    pub fn status(&self) -> Status {
        self.worst.judgement.status
    }
}

pub fn is_open(status: Status) -> bool {
    matches!(status, Status::Missing | Status::Contradicted)
}

fn badness(status: Status) -> u8 {
    match status {
        Status::Contradicted => 5,
        Status::Missing => 4,
        Status::Unknown => 3,
        Status::Default => 2,
        Status::Accepted => 1,
        Status::Shown => 0,
    }
}

/// The declared resources that `keep` wants, by file and block.
pub fn subjects<'a>(
    assessments: impl IntoIterator<Item = (&'a Arc<ResolvedModule>, &'a Arc<Assessment>)>,
    catalogue: &'a Catalogue,
    keep: impl Fn(&AssessedResource) -> bool,
) -> Vec<Subject<'a>> {
    let mut found: BTreeMap<(FileId, u32), Subject<'a>> = BTreeMap::new();
    for (module, assessment) in assessments {
        let covering = Covering::new(catalogue, assessment);
        for resource in assessment.resources.iter().filter(|resource| keep(resource)) {
            let Some(service) = catalogue.services.get(resource.service as usize) else { continue };
            let subject = found.entry((resource.file, resource.block)).or_insert_with(|| Subject {
                file: resource.file,
                block: resource.block,
                module,
                resource,
                service,
                duties: Vec::new(),
            });
            for judgement in &resource.judgements {
                let Some(duty) = catalogue.duties.get(judgement.duty as usize) else { continue };
                if covering.wider(catalogue, duty, judgement).is_none() {
                    subject.add(duty, Judged { module, resource, judgement });
                }
            }
        }
    }
    found.into_values().collect()
}

impl<'a> Subject<'a> {
    fn add(&mut self, duty: &'a Duty, judged: Judged<'a>) {
        let index = judged.judgement.duty;
        match self.duties.binary_search_by_key(&index, |state| state.index) {
            Ok(at) => {
                let Some(state) = self.duties.get_mut(at) else { return };
                if badness(judged.judgement.status) > badness(state.status()) {
                    state.others.push(std::mem::replace(&mut state.worst, judged));
                } else {
                    state.others.push(judged);
                }
            }
            Err(at) => self.duties.insert(at, DutyState { duty, index, worst: judged, others: Vec::new() }),
        }
    }

    /// The duties up to a tier.
    pub fn within(&self, tier: Tier) -> impl Iterator<Item = &DutyState<'a>> {
        self.duties.iter().filter(move |state| state.duty.tier <= tier)
    }

    /// A provider with the major version that applies here, where that is known: `azurerm 4`.
    pub fn provider_version(&self, provider: &str) -> String {
        let version = self.module.providers.versions.get(provider);
        version.map_or_else(|| provider.to_owned(), |(major, _, _)| format!("{provider} {major}"))
    }

    /// Recommended duties that are open, most severe first.
    pub fn worth_doing(&self) -> Vec<&DutyState<'a>> {
        let recommended = self.duties.iter().filter(|state| state.duty.tier == Tier::Recommended);
        let mut states: Vec<_> = recommended.filter(|state| is_open(state.status())).collect();
        states.sort_by_key(|state| (Reverse(state.duty.severity), words::rank(state.duty.area)));
        states
    }

    /// Counts of the core duties: the `3 of 6` of hover, hint and report.
    pub fn core(&self) -> Counts {
        Counts::of(self.within(Tier::Core))
    }
}

/// How many duties are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Duties that apply: all that follow, together.
    pub applies: usize,
    /// Missing or contradicted.
    pub open: usize,
    /// Of the open ones.
    pub critical: usize,
    /// Of the open ones.
    pub high: usize,
    pub shown: usize,
    /// Covered by a default that nobody wrote down.
    #[serde(rename = "default")]
    pub assumed: usize,
    /// Can't be told.
    pub unknown: usize,
    pub accepted: usize,
}

impl Counts {
    pub fn of<'s, 'a: 's>(states: impl IntoIterator<Item = &'s DutyState<'a>>) -> Self {
        let mut counts = Self::default();
        for state in states {
            counts.applies += 1;
            match state.status() {
                Status::Missing | Status::Contradicted => {
                    counts.open += 1;
                    counts.critical += usize::from(state.duty.severity == Severity::Critical);
                    counts.high += usize::from(state.duty.severity == Severity::High);
                }
                Status::Shown => counts.shown += 1,
                Status::Default => counts.assumed += 1,
                Status::Unknown => counts.unknown += 1,
                Status::Accepted => counts.accepted += 1,
            }
        }
        counts
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            applies: self.applies + other.applies,
            open: self.open + other.open,
            critical: self.critical + other.critical,
            high: self.high + other.high,
            shown: self.shown + other.shown,
            assumed: self.assumed + other.assumed,
            unknown: self.unknown + other.unknown,
            accepted: self.accepted + other.accepted,
        }
    }

    /// `6 open (1 critical, 2 high) · 41 shown · 9 assumed · 4 can't be told · 2 accepted`.
    pub fn sentence(self) -> String {
        let grave: Vec<String> = [(self.critical, "critical"), (self.high, "high")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        let grave = if grave.is_empty() { String::new() } else { format!(" ({})", grave.join(", ")) };
        let rest: String = self.states().iter().map(|part| format!(" · {part}")).collect();
        format!("{} open{grave}{rest}", self.open)
    }

    /// `2 shown`, `1 assumed`, `1 can't be told`: the states there are, apart from open.
    pub fn states(self) -> Vec<String> {
        [
            (self.shown, "shown"),
            (self.assumed, "assumed"),
            (self.unknown, "can't be told"),
            (self.accepted, "accepted"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect()
    }
}
