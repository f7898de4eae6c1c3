//! Which judgements are findings, and at what level: the one place that decides it for the editor,
//! `check` in every format, and the exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Anchor, AssessedResource, Assessment, Catalogue, Duty, Judgement, Severity, Status, Tier};
use model::{FileId, Place};
use project::ResolvedModule;

use crate::subject::{Judged, is_open};
use crate::{Detail, Input, Outcome, Problem, Profile, place};

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    Warning,
    Information,
    /// For learners in an editor only: what is worth doing.
    Hint,
}

impl Profile {
    /// The last tier whose duties count.
    pub fn tier(self) -> Tier {
        match self {
            Self::Core => Tier::Core,
            Self::Recommended => Tier::Recommended,
            Self::Strict => Tier::Strict,
        }
    }

    pub fn word(self) -> &'static str {
        crate::words::tier(self.tier())
    }
}

/// The level of a duty in a state; `None`: no finding. This table holds, nothing else raises a level.
pub fn level(duty: &Duty, status: Status, profile: Profile) -> Option<Level> {
    if duty.tier > profile.tier() {
        return None;
    }
    match (status, duty.severity) {
        (Status::Contradicted, Severity::Critical) => Some(Level::Error),
        (Status::Contradicted, Severity::High | Severity::Medium)
        | (Status::Missing, Severity::Critical | Severity::High) => Some(Level::Warning),
        (Status::Missing, Severity::Medium) | (Status::Contradicted, Severity::Low | Severity::Info) => {
            Some(Level::Information)
        }
        (Status::Missing, Severity::Low | Severity::Info) if profile > Profile::Core => {
            Some(Level::Information)
        }
        _ => None,
    }
}

/// One cause: a duty that is open at one place, for one or several resources, callers or instances.
#[derive(Debug)]
pub struct Finding<'a> {
    pub duty: &'a Duty,
    pub level: Level,
    pub at: Place,
    pub anchor: Anchor,
    pub judged: Judged<'a>,
    /// The same duty, open because of the same place.
    pub others: Vec<Judged<'a>>,
}

/// The findings among the resources that `keep` wants, by place.
pub fn findings<'a>(
    assessments: impl IntoIterator<Item = (&'a Arc<ResolvedModule>, &'a Arc<Assessment>)> + Clone,
    catalogue: &'a Catalogue,
    profile: Profile,
    keep: impl Fn(&AssessedResource) -> bool,
) -> Vec<Finding<'a>> {
    let calls = handled_calls(assessments.clone());
    let mut found: BTreeMap<(Place, u32), Finding<'a>> = BTreeMap::new();
    for (module, assessment) in assessments {
        let covering = Covering::new(catalogue, assessment);
        for resource in assessment.resources.iter().filter(|resource| keep(resource)) {
            for judgement in resource.judgements.iter().filter(|judgement| is_open(judgement.status)) {
                let Some(duty) = catalogue.duties.get(judgement.duty as usize) else { continue };
                let Some(level) = level(duty, judgement.status, profile) else { continue };
                if covering.wider(catalogue, duty, judgement).is_some() {
                    continue;
                }
                let judged = Judged { module, resource, judgement };
                let (at, anchor) = stands(&judged, &calls);
                found
                    .entry((at, judgement.duty))
                    .and_modify(|finding| {
                        finding.level = finding.level.min(level);
                        finding.others.push(judged);
                    })
                    .or_insert_with(|| Finding { duty, level, at, anchor, judged, others: Vec::new() });
            }
        }
    }
    found.into_values().collect()
}

/// Where a wider duty is open, or accepted: every port open says of one port too.
pub(crate) struct Covering(BTreeSet<(Place, u32)>);

impl Covering {
    pub(crate) fn new(catalogue: &Catalogue, assessment: &Assessment) -> Self {
        let wider: BTreeSet<u32> = (0u32..)
            .zip(&catalogue.duties)
            .filter(|(_, duty)| catalogue.duties.iter().any(|other| other.covered_by.contains(&duty.id)))
            .map(|(index, _)| index)
            .collect();
        let judgements = assessment.resources.iter().flat_map(|resource| &resource.judgements);
        let covers = judgements.filter(|it| is_open(it.status) || it.status == Status::Accepted);
        Self(covers.filter(|it| wider.contains(&it.duty)).map(|it| (it.at, it.duty)).collect())
    }

    /// The wider duty that says at its place already what the judgement says.
    pub(crate) fn wider<'c>(
        &self,
        catalogue: &'c Catalogue,
        duty: &Duty,
        judgement: &Judgement,
    ) -> Option<&'c Duty> {
        let at = judgement.at;
        let wider = self.0.range((at, 0)..=(at, u32::MAX));
        let mut duties = wider.filter_map(|(_, duty)| catalogue.duties.get(*duty as usize));
        duties.find(|wider| is_open(judgement.status) && duty.covered_by.contains(&wider.id))
    }
}

/// Of each duty on each block of a called module: the calls for which it is not open.
type HandledCalls = BTreeMap<(FileId, u32, u32), Vec<Place>>;

fn handled_calls<'a>(
    assessments: impl IntoIterator<Item = (&'a Arc<ResolvedModule>, &'a Arc<Assessment>)>,
) -> HandledCalls {
    let mut calls = HandledCalls::new();
    for (module, assessment) in assessments {
        for resource in assessment.resources.iter().filter(|resource| !resource.address.modules.is_empty()) {
            for judgement in resource.judgements.iter().filter(|judgement| !is_open(judgement.status)) {
                let key = (resource.file, resource.block, judgement.duty);
                calls.entry(key).or_default().extend(module.call_places(resource.resource));
            }
        }
    }
    calls
}

/// What is missing for every caller is missing in the module; what only some callers leave out is
/// missing at their calls.
fn stands(judged: &Judged<'_>, handled: &HandledCalls) -> (Place, Anchor) {
    let Judged { module, resource, judgement } = judged;
    let own = (judgement.at, judgement.anchor);
    if judgement.anchor == Anchor::Value || resource.address.modules.is_empty() {
        return own;
    }
    let Some(handled) = handled.get(&(resource.file, resource.block, judgement.duty)) else { return own };
    let differs = module.call_places(resource.resource).into_iter().find(|place| !handled.contains(place));
    differs.map_or(own, |call| (call, Anchor::Value))
}

impl<'a> Input<'a> {
    /// The modules with their judgements.
    pub(crate) fn pairs(
        &self,
    ) -> impl Iterator<Item = (&'a Arc<ResolvedModule>, &'a Arc<Assessment>)> + Clone + use<'a> {
        self.assessments.iter().map(|(module, assessment)| (module, assessment))
    }

    /// Is this resource one of ours to report? What `init` fetched never is; examples and tests are where
    /// everything is asked for.
    pub(crate) fn wants(&self, resource: &AssessedResource) -> bool {
        resource.reported
            || self.detail == Detail::All
                && !is_fetched(&place::file_name(self.snapshot, resource.file, &self.root))
    }

    /// The findings by file, line and duty.
    pub(crate) fn findings(&self) -> Vec<Finding<'a>> {
        let mut findings =
            findings(self.pairs(), self.catalogue, self.profile, |resource| self.wants(resource));
        findings.sort_by_cached_key(|finding| {
            let file = place::file_name(self.snapshot, finding.at.file, &self.root);
            (file, place::range(self.snapshot, finding.at), finding.duty.id.clone())
        });
        findings
    }

    /// Everything that was not read or parsed whole, by file and line.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        for file in self.snapshot.files.values() {
            let name = place::relative(&file.path, &self.root);
            if is_fetched(&name) {
                continue;
            }
            problems.extend(file.problems.iter().map(|problem| {
                let range = place::span(self.snapshot, file.id, problem.range);
                Problem {
                    file: name.clone(),
                    line: Some(range.start.line),
                    range,
                    message: problem.message.clone(),
                }
            }));
        }
        let unread = self.unread.iter().map(|unread| (&unread.path, &unread.message));
        problems.extend(unread.chain(self.snapshot.unreadable.iter()).map(|(path, message)| Problem {
            file: place::relative(path, &self.root),
            line: None,
            range: place::Span::default(),
            message: message.clone(),
        }));
        problems.sort_by(|one, other| {
            (&one.file, one.range, &one.message).cmp(&(&other.file, other.range, &other.message))
        });
        problems.dedup();
        problems
    }

    pub(crate) fn outcome(&self) -> Outcome {
        if self.failing(&self.findings()) > 0 {
            Outcome::Findings
        } else if self.problems().is_empty() {
            Outcome::Clean
        } else {
            Outcome::Unread
        }
    }

    /// How many findings are at or above the severity that fails a check.
    pub(crate) fn failing(&self, findings: &[Finding<'_>]) -> usize {
        let Some(least) = self.fail_on else { return 0 };
        findings.iter().filter(|finding| finding.duty.severity >= least).count()
    }
}

fn is_fetched(file: &str) -> bool {
    file.split('/').any(|part| part == ".terraform")
}
