//! The report for a reviewer, as a pull-request comment takes it: open first, shown last.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use catalog::{Safety, Severity, Status};

use crate::matrix::{area, in_state, outside, parts, reported, rows, title};
use crate::place::{self, file_name};
use crate::select::{Finding, level};
use crate::subject::{Counts, DutyState, Subject};
use crate::{Input, Profile, words};

/// A comment's limit is 65,536 characters; this leaves room for what is put around it.
const LIMIT: usize = 60_000;

/// Resources named on one line.
const NAMED: usize = 3;

pub(crate) fn markdown(input: &Input<'_>) -> String {
    let subjects = reported(input);
    // What is left out first stands last.
    let parts = [
        head(input, &subjects),
        who_runs_what(input, &subjects),
        open(input, &subjects),
        outside_section(&subjects),
        untold(input, &subjects),
        accepted(input, &subjects),
        assumed(input, &subjects),
        worth_doing(input, &subjects),
        shown(input, &subjects),
    ];
    let [head, who, open, outside, untold, accepted, assumed, worth, shown] = parts;
    let all = [&head, &who, &open, &assumed, &untold, &accepted, &outside, &worth, &shown];
    let whole: String = all.into_iter().map(String::as_str).collect();
    if whole.chars().count() <= LIMIT {
        return whole;
    }
    shortened(&head, &who, &open)
}

/// Counts, the table, and what is critical or high, as far as it fits.
fn shortened(head: &str, who: &str, open: &str) -> String {
    let grave = open.split("### Medium").next().unwrap_or_default();
    let mut out = format!("{head}{who}");
    let mut left_out = 0;
    for line in grave.split_inclusive('\n') {
        if out.chars().count() + line.chars().count() < LIMIT - 400 {
            out.push_str(line);
        } else {
            left_out += usize::from(line.starts_with("- [ ]"));
        }
    }
    let cut = if left_out == 0 { String::new() } else { format!("{left_out} more critical or high, ") };
    let _ = write!(
        out,
        "\nLeft out, because a comment holds no more: {cut}what is medium or low, assumed, can't be told, \
         accepted, in no file, or shown. `demarc report --format json` has all of it.\n"
    );
    out
}

fn head(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    let commit = input.commit.map_or_else(String::new, |commit| format!("commit {commit} · "));
    let mut version = env!("CARGO_PKG_VERSION").rsplitn(2, '.');
    version.next();
    let version = version.next().unwrap_or_default();
    let mut out = format!(
        "# What stays with us: {}            {commit}profile {} · demarc {version}\n\n",
        title(input),
        input.profile.word()
    );
    let counts = subjects
        .iter()
        .map(|subject| Counts::of(subject.within(input.profile.tier())))
        .fold(Counts::default(), Counts::plus);
    let _ = match counts {
        Counts { applies: 0, .. } => writeln!(out, "No resource here has a duty that demarc knows."),
        Counts { open: 0, .. } => writeln!(out, "{}", nothing_open(counts, outside(subjects).len())),
        _ => {
            let sentence = counts.sentence();
            let open = format!("{} open", counts.open);
            writeln!(out, "**{open}**{}", sentence.strip_prefix(&open).unwrap_or_default())
        }
    };
    out.push_str(&unread(input));
    out
}

/// Never "secure", "compliant" or "passed": that nothing is open says no more than this.
fn nothing_open(counts: Counts, in_no_file: usize) -> String {
    let mut out = "Nothing open among the duties demarc can see.".to_owned();
    let mut rest = Vec::new();
    if counts.unknown > 0 {
        rest.push(format!("{} can't be told", counts.unknown));
    }
    if in_no_file > 0 {
        rest.push(format!("{in_no_file} {} in no file", if in_no_file == 1 { "is" } else { "are" }));
    }
    if !rest.is_empty() {
        let _ = write!(out, " {}.", rest.join("; "));
    }
    out
}

fn unread(input: &Input<'_>) -> String {
    let problems = input.problems();
    let mut files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    files.dedup();
    let place = |problem: &crate::Problem| match problem.line {
        Some(line) => format!("`{}`, line {line}: {}", problem.file, problem.message),
        None => format!("`{}`: {}", problem.file, problem.message),
    };
    match (problems.as_slice(), files.len()) {
        ([], _) => String::new(),
        ([problem], _) => format!("1 file could not be read whole: {}\n", place(problem)),
        (problems, files) => {
            let mut out = format!("{} could not be read whole:\n\n", words::count(files, "file", "files"));
            for problem in problems {
                let _ = writeln!(out, "- {}", place(problem));
            }
            out
        }
    }
}

fn who_runs_what(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    if subjects.is_empty() {
        return String::new();
    }
    let mut out =
        "\n## Who runs what\n| service | provider runs | we run | ours, open |\n|---|---|---|---|\n"
            .to_owned();
    for row in rows(input, subjects) {
        let _ = writeln!(
            out,
            "| {} ({}) | {} | {} | {} of {} |",
            row.service.name,
            row.resources,
            parts(&row.service.provider_runs).join(", "),
            parts(&row.service.yours).join(", "),
            row.counts.open,
            row.counts.applies
        );
    }
    out
}

/// Every open duty of the profile, also those too low for a finding.
fn open(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    let findings = input.findings();
    let mut out = String::new();
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info] {
        let mut lines: Vec<String> = findings
            .iter()
            .filter(|finding| finding.duty.severity == severity)
            .map(|finding| finding_line(input, subjects, finding))
            .collect();
        lines.extend(
            [Status::Contradicted, Status::Missing]
                .into_iter()
                .flat_map(|status| in_state(subjects, input, status))
                .filter(|(_, state)| {
                    state.duty.severity == severity
                        && level(state.duty, state.status(), input.profile).is_none()
                })
                .map(|(subject, state)| open_line(input, subject, state, 0)),
        );
        if !lines.is_empty() {
            let _ = write!(out, "### {}\n{}", words::capitalised(words::severity(severity)), lines.concat());
        }
    }
    if out.is_empty() { out } else { format!("\n## Open\n{out}") }
}

fn finding_line(input: &Input<'_>, subjects: &[Subject<'_>], finding: &Finding<'_>) -> String {
    let resource = finding.judged.resource;
    let mut others: Vec<String> = finding
        .others
        .iter()
        .filter(|other| other.resource.address != resource.address)
        .map(|other| other.resource.address.to_string())
        .collect();
    others.sort();
    others.dedup();
    subjects
        .iter()
        .filter(|subject| subject.file == resource.file && subject.block == resource.block)
        .find_map(|subject| {
            let state = subject.duties.iter().find(|state| state.duty.id == finding.duty.id)?;
            Some(open_line(input, subject, state, others.len()))
        })
        .unwrap_or_default()
}

fn open_line(input: &Input<'_>, subject: &Subject<'_>, state: &DutyState<'_>, others: usize) -> String {
    let judgement = state.worst.judgement;
    let fix = match judgement.fix.as_ref().map(|fix| fix.safety) {
        None => "No fix is known.",
        Some(Safety::Safe) => "Fix is safe.",
        Some(Safety::Review) => "Fix needs review.",
        Some(Safety::NeedsInput) => "Fix needs input.",
        Some(Safety::Replaces) => "Fix replaces the resource.",
    };
    let others = if others == 0 { String::new() } else { format!(" and {others} more") };
    format!(
        "- [ ] **{}**: {} · `{}`{others} · {}\n      {fix} {}\n",
        area(subject, state),
        judgement.line,
        address(state),
        at(input, judgement.at),
        state.duty.id
    )
}

/// The address with the instance that it is about.
fn address(state: &DutyState<'_>) -> String {
    let instance = state.worst.judgement.instance.as_deref().unwrap_or_default();
    format!("{}{instance}", state.worst.resource.address)
}

fn at(input: &Input<'_>, place: model::Place) -> String {
    let file = file_name(input.snapshot, place.file, &input.root);
    format!("{file}:{}", place::line(input.snapshot, place))
}

fn section<'s, 'a: 's>(
    heading: &str,
    states: Vec<(&'s Subject<'a>, &'s DutyState<'a>)>,
    line: impl Fn(&Subject<'a>, &DutyState<'a>) -> String,
) -> String {
    if states.is_empty() {
        return String::new();
    }
    states.into_iter().fold(format!("\n## {heading}\n"), |mut out, (subject, state)| {
        let _ = writeln!(out, "- {}", line(subject, state));
        out
    })
}

/// One line for each default, however many resources rely on it.
fn assumed(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    let mut relying: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (subject, state) in in_state(subjects, input, Status::Default) {
        let default = state.duty.defaults.first();
        let provider = default.map_or("", |default| default.provider.as_str());
        let since = default.and_then(|default| default.since.as_deref());
        let since = since.map_or_else(String::new, |since| format!(" since {since}"));
        let of = format!("{}{since}", subject.provider_version(provider));
        let addresses = relying.entry((words::capitalised(&state.worst.judgement.line), of)).or_default();
        let address = format!("`{}`", address(state));
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if relying.is_empty() {
        return String::new();
    }
    let heading = "\n## Assumed: nobody wrote it, a default covers it today\n".to_owned();
    relying.into_iter().fold(heading, |mut out, ((what, of), addresses)| {
        let named = addresses.get(..NAMED.min(addresses.len())).unwrap_or_default().join(", ");
        let more = addresses.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let _ = writeln!(out, "- [ ] **{what}** · {named}{more} · default of {of} · write it down?");
        out
    })
}

fn untold(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    let states = in_state(subjects, input, Status::Unknown);
    section("Can't be told, and what would settle it", states, |subject, state| {
        let judgement = state.worst.judgement;
        let (what, why) = judgement.line.split_once("; ").unwrap_or((judgement.line.as_str(), ""));
        let settles = words::settles(why).map_or_else(String::new, |settles| format!(" · {settles}"));
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        let of = address(state);
        format!("**{}**, {what}, `{of}`{why}{settles} · {}", area(subject, state), at(input, judgement.at))
    })
}

fn accepted(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    section("Accepted", in_state(subjects, input, Status::Accepted), |_, state| {
        let judgement = state.worst.judgement;
        let place = judgement.evidence.first().map_or(judgement.at, |seen| seen.place);
        let label = &state.duty.label;
        let reason = judgement.line.strip_prefix(label.as_str()).unwrap_or(&judgement.line);
        format!("{label} of `{}`{reason} · {}", address(state), at(input, place))
    })
}

fn outside_section(subjects: &[Subject<'_>]) -> String {
    let items = outside(subjects);
    if items.is_empty() {
        return String::new();
    }
    items.into_iter().fold("\n## Not in any file: still our job\n".to_owned(), |mut out, item| {
        let command = item.command.map_or_else(String::new, |command| format!("  ·  `{command}`"));
        let _ = writeln!(out, "- [ ] {}{command}", item.statement);
        out
    })
}

/// Recommended duties, where the profile does not already list them as open.
fn worth_doing(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    if input.profile != Profile::Core {
        return String::new();
    }
    let states =
        subjects.iter().flat_map(|subject| subject.worth_doing().into_iter().map(move |it| (subject, it)));
    section("Worth doing", states.collect(), |_, state| {
        let judgement = state.worst.judgement;
        let what = state.duty.worth.as_deref().unwrap_or(&judgement.line);
        format!("[ ] {what} · `{}` · {}", address(state), at(input, judgement.at))
    })
}

fn shown(input: &Input<'_>, subjects: &[Subject<'_>]) -> String {
    let states = in_state(subjects, input, Status::Shown);
    if states.is_empty() {
        return String::new();
    }
    let count = states.len();
    let list = section("", states, |_, state| {
        format!("{} · `{}` · {}", state.duty.title, address(state), at(input, state.worst.judgement.at))
    });
    let list = list.trim_start_matches(['\n', '#', ' ']);
    format!("\n## Shown\n<details><summary>{count}, one line each</summary>\n\n{list}\n</details>\n")
}
