//! The JSON of `check`. Its shape is published in docs/src/schemas/check.schema.json; it only grows.

use std::collections::BTreeMap;

use catalog::{Area, Duty, Severity, Tier};
use project::FileKind;
use serde::Serialize;

use crate::place::{Span, file_name, span_of};
use crate::select::Covering;
use crate::select::Finding;
use crate::subject::{Counts, Judged, subjects};
use crate::{Detail, Input, Problem, words};

pub(crate) fn json(input: &Input<'_>) -> String {
    let findings = input.findings();
    let found = input.problems();
    let check = Check {
        version: 1,
        summary: Summary::of(input, &findings),
        problems: problems(&found),
        findings: findings.iter().map(|finding| Entry::of_finding(input, finding)).collect(),
        assessments: match input.detail {
            Detail::Findings => Vec::new(),
            Detail::All => every(input),
        },
    };
    written(&check)
}

/// Pretty, with a line break at its end.
pub(crate) fn written(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Check<'a> {
    version: u32,
    summary: Summary,
    problems: Vec<JsonProblem<'a>>,
    findings: Vec<Entry<'a>>,
    assessments: Vec<Entry<'a>>,
}

/// Numbers of the whole run; duties are counted once for each declared resource.
#[derive(Serialize)]
pub(crate) struct Summary {
    profile: &'static str,
    files: usize,
    resources: usize,
    findings: usize,
    failing: usize,
    #[serde(flatten)]
    duties: Counts,
}

impl Summary {
    pub(crate) fn of(input: &Input<'_>, findings: &[Finding<'_>]) -> Self {
        let subjects = subjects(input.pairs(), input.catalogue, |resource| input.wants(resource));
        let tier = input.profile.tier();
        Self {
            profile: input.profile.word(),
            files: input.snapshot.files.values().filter(|file| is_configuration(file.kind)).count(),
            resources: subjects.len(),
            findings: findings.len(),
            failing: input.failing(findings),
            duties: subjects
                .iter()
                .map(|subject| Counts::of(subject.within(tier)))
                .fold(Counts::default(), Counts::plus),
        }
    }

    pub(crate) fn duties(&self) -> Counts {
        self.duties
    }
}

fn is_configuration(kind: FileKind) -> bool {
    matches!(kind, FileKind::Terraform | FileKind::TerraformVariables)
}

#[derive(Serialize)]
pub(crate) struct JsonProblem<'a> {
    file: &'a str,
    range: Span,
    message: &'a str,
}

pub(crate) fn problems(problems: &[Problem]) -> Vec<JsonProblem<'_>> {
    problems
        .iter()
        .map(|problem| JsonProblem { file: &problem.file, range: problem.range, message: &problem.message })
        .collect()
}

/// One judged duty on one resource.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    duty: &'a str,
    /// Which of the duty's rules it is, of a duty that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    /// The wider duty whose finding at the same place says it all; it is no finding of its own then.
    #[serde(skip_serializing_if = "Option::is_none")]
    covered_by: Option<&'a str>,
    area: Area,
    severity: Severity,
    tier: Tier,
    status: &'static str,
    resource: String,
    instance: Option<&'a str>,
    #[serde(rename = "type")]
    resource_type: &'a str,
    /// The file of `range` and `extent`.
    file: String,
    range: Span,
    extent: Span,
    evidence: Vec<JsonEvidence>,
    when: Option<&'a str>,
    message: String,
    fix: Option<JsonFix<'a>>,
    same_as: &'a BTreeMap<String, Vec<String>>,
}

#[derive(Serialize)]
struct JsonEvidence {
    file: String,
    range: Span,
    note: String,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safety: &'static str,
}

impl<'a> Entry<'a> {
    pub(crate) fn of(input: &Input<'_>, duty: &'a Duty, judged: Judged<'a>) -> Self {
        let Judged { resource, judgement, .. } = judged;
        // A value that decides from another file stands in the evidence; the range stays inside `file`.
        let elsewhere = judgement.at.file != resource.file;
        let mut evidence: Vec<JsonEvidence> =
            judgement.evidence.iter().map(|seen| evidence(input, seen.place, seen.note.clone())).collect();
        if elsewhere && !judgement.evidence.iter().any(|seen| seen.place == judgement.at) {
            evidence.insert(0, self::evidence(input, judgement.at, "what decides".to_owned()));
        }
        Self {
            duty: &duty.id,
            rule: judgement.rule.as_deref(),
            covered_by: None,
            area: duty.area,
            severity: duty.severity,
            tier: duty.tier,
            status: words::status_id(judgement.status),
            resource: resource.address.to_string(),
            instance: judgement.instance.as_deref().map(key),
            resource_type: &resource.address.resource_type,
            file: file_name(input.snapshot, resource.file, &input.root),
            range: span_of(input.snapshot, if elsewhere { resource.name_place } else { judgement.at }),
            extent: span_of(input.snapshot, resource.extent),
            evidence,
            when: judgement.when.as_deref(),
            message: message(judged),
            fix: judgement
                .fix
                .as_ref()
                .map(|fix| JsonFix { title: &fix.title, safety: words::safety_id(fix.safety) }),
            same_as: &duty.same_as,
        }
    }

    fn of_finding(input: &Input<'_>, finding: &Finding<'a>) -> Self {
        let mut entry = Self::of(input, finding.duty, finding.judged);
        for other in &finding.others {
            let note = also(finding, other);
            entry.evidence.push(evidence(input, other.resource.name_place, note));
        }
        entry
    }
}

/// What another resource with the same cause is named in related places.
pub(crate) fn also(finding: &Finding<'_>, other: &Judged<'_>) -> String {
    match &other.judgement.instance {
        Some(instance) => format!("the same for {}{instance}", other.resource.address),
        None if other.resource.address == finding.judged.resource.address => {
            "the same for another caller".to_owned()
        }
        None => format!("the same for {}", other.resource.address),
    }
}

/// The message; the hover's line in plain text where a state has no message.
pub(crate) fn message(judged: Judged<'_>) -> String {
    if judged.judgement.message.is_empty() {
        words::plain(&judged.judgement.line)
    } else {
        judged.judgement.message.clone()
    }
}

/// `blue` of `["blue"]`.
fn key(instance: &str) -> &str {
    instance.trim_start_matches('[').trim_end_matches(']').trim_matches('"')
}

fn evidence(input: &Input<'_>, place: model::Place, note: String) -> JsonEvidence {
    JsonEvidence {
        file: file_name(input.snapshot, place.file, &input.root),
        range: span_of(input.snapshot, place),
        note,
    }
}

/// Every judgement of every tier, by file and place.
fn every<'a>(input: &Input<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for (module, assessment) in input.pairs() {
        let covering = Covering::new(input.catalogue, assessment);
        for resource in assessment.resources.iter().filter(|resource| input.wants(resource)) {
            for judgement in &resource.judgements {
                let Some(duty) = input.catalogue.duties.get(judgement.duty as usize) else { continue };
                let wider = covering.wider(input.catalogue, duty, judgement);
                let entry = Entry::of(input, duty, Judged { module, resource, judgement });
                entries.push(Entry { covered_by: wider.map(|duty| duty.id.as_str()), ..entry });
            }
        }
    }
    entries.sort_by(|one, other| {
        (&one.file, one.extent, one.duty, &one.resource, one.instance).cmp(&(
            &other.file,
            other.extent,
            other.duty,
            &other.resource,
            other.instance,
        ))
    });
    entries
}
