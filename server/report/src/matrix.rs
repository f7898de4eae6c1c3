//! The responsibility matrix as data: what Markdown and JSON reports are written from.

use std::collections::BTreeMap;

use catalog::{Service, Status};
use serde::Serialize;

use crate::json::{Entry, JsonProblem, Summary, problems, written};
use crate::place::file_name;
use crate::subject::{Counts, DutyState, Subject, subjects};
use crate::{Input, words};

/// At most so many of what no file can show, for each service.
const NOT_IN_FILES: usize = 2;

/// A service in use.
pub(crate) struct Row<'a> {
    pub(crate) service: &'a Service,
    pub(crate) resources: usize,
    pub(crate) counts: Counts,
}

/// Something that no file can show, for a service in use.
#[derive(Serialize)]
pub(crate) struct Outside {
    pub(crate) service: String,
    pub(crate) statement: String,
    pub(crate) command: Option<String>,
}

/// The declared resources to be reported, by file and block.
pub(crate) fn reported<'a>(input: &Input<'a>) -> Vec<Subject<'a>> {
    let mut found = subjects(input.pairs(), input.catalogue, |resource| input.wants(resource));
    found.sort_by_cached_key(|subject| (file_name(input.snapshot, subject.file, &input.root), subject.block));
    found
}

/// The services in use, in catalogue order.
pub(crate) fn rows<'a>(input: &Input<'a>, subjects: &[Subject<'a>]) -> Vec<Row<'a>> {
    let mut rows: BTreeMap<&str, Row<'a>> = BTreeMap::new();
    for subject in subjects {
        let row = rows.entry(&subject.service.id).or_insert_with(|| Row {
            service: subject.service,
            resources: 0,
            counts: Counts::default(),
        });
        row.resources += 1;
        row.counts = row.counts.plus(Counts::of(subject.within(input.profile.tier())));
    }
    rows.into_values().collect()
}

/// The states of one kind, with their subjects.
pub(crate) fn in_state<'s, 'a>(
    subjects: &'s [Subject<'a>],
    input: &Input<'_>,
    status: Status,
) -> Vec<(&'s Subject<'a>, &'s DutyState<'a>)> {
    let tier = input.profile.tier();
    subjects
        .iter()
        .flat_map(|subject| subject.within(tier).map(move |state| (subject, state)))
        .filter(|(_, state)| state.status() == status)
        .collect()
}

/// What no file can show, at most two a service, named after its first resource.
pub(crate) fn outside(subjects: &[Subject<'_>]) -> Vec<Outside> {
    let mut first: BTreeMap<&str, (&Subject<'_>, usize)> = BTreeMap::new();
    for subject in subjects {
        first.entry(&subject.service.id).and_modify(|(_, more)| *more += 1).or_insert((subject, 0));
    }
    first
        .into_values()
        .flat_map(|(subject, more)| {
            let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
            subject.service.not_in_files.iter().take(NOT_IN_FILES).map(move |item| Outside {
                service: subject.service.id.clone(),
                statement: subject.filled(&item.statement) + &more,
                command: item.command.as_deref().map(|command| subject.filled(command)),
            })
        })
        .collect()
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    title: String,
    commit: Option<&'a str>,
    summary: Summary,
    problems: Vec<JsonProblem<'a>>,
    services: Vec<JsonService<'a>>,
    open: Vec<Entry<'a>>,
    /// Covered by a default that nobody wrote down.
    assumed: Vec<Entry<'a>>,
    unknown: Vec<Entry<'a>>,
    accepted: Vec<Entry<'a>>,
    shown: Vec<Entry<'a>>,
    not_in_files: Vec<Outside>,
}

#[derive(Serialize)]
struct JsonService<'a> {
    id: &'a str,
    name: &'a str,
    class: &'a str,
    provider: &'a str,
    provider_runs: Vec<&'a str>,
    yours: Vec<&'a str>,
    layers: &'a BTreeMap<String, String>,
    resources: usize,
    #[serde(flatten)]
    duties: Counts,
}

pub(crate) fn json(input: &Input<'_>) -> String {
    let subjects = reported(input);
    let found = input.problems();
    let entries = |statuses: &[Status]| {
        let states = statuses.iter().flat_map(|status| in_state(&subjects, input, *status));
        let mut states: Vec<_> = states.collect();
        states.sort_by_key(|(_, state)| std::cmp::Reverse(state.duty.severity));
        states.into_iter().map(|(_, state)| Entry::of(input, state.duty, state.worst)).collect()
    };
    written(&Report {
        version: 1,
        title: title(input),
        commit: input.commit,
        summary: Summary::of(input, &input.findings()),
        problems: problems(&found),
        services: rows(input, &subjects).into_iter().map(|row| service(&row)).collect(),
        open: entries(&[Status::Contradicted, Status::Missing]),
        assumed: entries(&[Status::Default]),
        unknown: entries(&[Status::Unknown]),
        accepted: entries(&[Status::Accepted]),
        shown: entries(&[Status::Shown]),
        not_in_files: outside(&subjects),
    })
}

fn service<'a>(row: &Row<'a>) -> JsonService<'a> {
    JsonService {
        id: &row.service.id,
        name: &row.service.name,
        class: &row.service.class,
        provider: &row.service.provider,
        provider_runs: parts(&row.service.provider_runs),
        yours: parts(&row.service.yours),
        layers: &row.service.layers,
        resources: row.resources,
        duties: row.counts,
    }
}

/// The last two parts of the root: `shop/infra`.
pub(crate) fn title(input: &Input<'_>) -> String {
    let parent = input.root.directory();
    match (parent.name(), input.root.name()) {
        ("", name) => name.to_owned(),
        (parent, name) => format!("{parent}/{name}"),
    }
}

/// `the servers, operating system and scaling` as a list, without its article.
pub(crate) fn parts(sentence: &str) -> Vec<&str> {
    let sentence = sentence.strip_prefix("the ").unwrap_or(sentence);
    sentence.split(", ").flat_map(|part| part.split(" and ")).collect()
}

/// The shown word of a duty's area on this subject.
pub(crate) fn area(subject: &Subject<'_>, state: &DutyState<'_>) -> String {
    words::area_title(state.duty.area, &subject.service.provider)
}
