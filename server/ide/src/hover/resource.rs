//! A resource: who runs what, then every duty by its state.

use std::cmp::Reverse;

use catalog::{Anchor, Severity, Status, Tier};
use report::{
    place,
    subject::{DutyState, Subject, is_open},
    words,
};

use super::section::{self, Section, Worth};
use crate::{
    Analysis, Guidance,
    words::{WIDTH, line, place_name},
};

/// How many things worth doing one line names, most severe first; the report has them all.
const WORTH: usize = 3;

pub(crate) fn markdown(analysis: &Analysis, subject: &Subject<'_>) -> String {
    let head = head(analysis, subject);
    let mut sections = [
        open(analysis, subject),
        section(analysis, subject, Status::Default),
        section(analysis, subject, Status::Shown),
        section(analysis, subject, Status::Unknown),
        section(analysis, subject, Status::Accepted),
    ];
    let worth = match analysis.settings.guidance {
        Guidance::Learn => Worth::SpelledOut,
        _ => Worth::OneLine,
    };
    section::fitted(&head, &mut sections, worth, |worth| tail(analysis, subject, worth))
}

fn head(analysis: &Analysis, subject: &Subject<'_>) -> String {
    let address = &subject.resource.address;
    let service = subject.service;
    let mut text = line(&format!(
        "**{}.{}** · {}, {}",
        address.resource_type, address.name, service.name, service.class
    ));
    if analysis.source(subject.file).is_some_and(|file| file.stale.contains(&subject.block)) {
        text.push_str("\n\nFrom before the last edit: the block can't be read as it is now");
    }
    let runs = line(&format!("- **{} runs** {}", service.provider, service.provider_runs));
    let yours = line(&format!("- **Yours** are {}", service.yours));
    format!("{text}\n\n{runs}\n{yours}")
}

fn open(analysis: &Analysis, subject: &Subject<'_>) -> Section {
    let mut states: Vec<&DutyState<'_>> =
        subject.within(Tier::Core).filter(|state| is_open(state.status())).collect();
    states.sort_by_key(|state| {
        let at = state.worst.judgement.at;
        // What stands in another file comes after what stands here.
        let place = (at.file != subject.file, at.file, place::line(&analysis.snapshot, at));
        (Reverse(state.duty.severity), place, words::rank(state.duty.area))
    });
    let counts = subject.core();
    Section {
        heading: format!("**Open: {} of {}**", counts.open, counts.applies),
        lines: states
            .iter()
            .map(|state| state_line(analysis, subject, state, Some(state.duty.severity)))
            .collect(),
        limit: 5,
    }
}

fn section(analysis: &Analysis, subject: &Subject<'_>, status: Status) -> Section {
    let mut states: Vec<&DutyState<'_>> =
        subject.within(Tier::Core).filter(|state| state.status() == status).collect();
    states.sort_by_key(|state| state.duty.area);
    let word = words::status(status);
    let mut heading = format!("**{word}: {}**", states.len());
    if status == Status::Default {
        let provider = states.iter().find_map(|state| state.duty.defaults.first());
        let provider = provider.map_or("the provider", |default| default.provider.as_str());
        let version = subject.provider_version(provider);
        heading += &format!(" (nobody wrote it, the default of {version} covers it)");
    }
    let mut lines: Vec<_> = states.iter().map(|state| state_line(analysis, subject, state, None)).collect();
    // Duties that one default covers read the same.
    lines.dedup();
    Section { heading: line(&heading), lines, limit: 3 }
}

/// `- **IAM** (high): role `orders` may do `s3:*` on `*`, iam.tf:14`, and the area's word.
fn state_line(
    analysis: &Analysis,
    subject: &Subject<'_>,
    state: &DutyState<'_>,
    severity: Option<Severity>,
) -> (String, String) {
    let judgement = state.worst.judgement;
    let provider = &subject.service.provider;
    let area = words::area(state.duty.area, provider).to_owned();
    let title = words::area_title(state.duty.area, provider);
    let severity = severity.map_or_else(String::new, |severity| format!(" ({})", words::severity(severity)));
    let instance = judgement.instance.as_deref().map_or_else(String::new, |key| format!(", `{key}`"));
    let seen = match (judgement.anchor, judgement.status) {
        (Anchor::Value, Status::Shown | Status::Contradicted) => {
            format!(", {}", place_name(analysis, judgement.at, subject.file))
        }
        _ => String::new(),
    };
    let mut text = line(&format!("- **{title}**{severity}: {}{instance}{seen}", judgement.line));
    if analysis.settings.guidance == Guidance::Learn && is_open(judgement.status) {
        text.push_str("\n  ");
        text.push_str(&words::wrapped(reason(&state.duty.prose), WIDTH - 2, "  "));
    }
    (text, area)
}

/// The first sentence of a duty's prose.
fn reason(prose: &str) -> &str {
    let paragraph = prose.trim().split("\n\n").next().unwrap_or_default();
    match paragraph.find(". ").or_else(|| paragraph.find(".\n")) {
        Some(end) => paragraph.get(..=end).unwrap_or(paragraph),
        None => paragraph,
    }
}

/// Worth doing, confirm, and for learners the boundary page.
fn tail(analysis: &Analysis, subject: &Subject<'_>, written: Worth) -> Vec<String> {
    let duties = subject.worth_doing();
    let mut parts = Vec::new();
    if !duties.is_empty() {
        parts.push(match written {
            Worth::SpelledOut => {
                let items =
                    duties.iter().map(|state| format!("\n{}", line(&format!("- {}", state.duty.title))));
                format!("**Worth doing**{}", items.collect::<String>())
            }
            Worth::OneLine => {
                let words = duties.iter().map(|it| it.duty.worth.as_deref().unwrap_or(&it.duty.title));
                // "1 more" would say less than its name.
                let named = if duties.len() > WORTH + 1 { WORTH } else { duties.len() };
                let mut words: Vec<String> = words.take(named).map(str::to_owned).collect();
                if named < duties.len() {
                    words.push(format!("{} more", duties.len() - named));
                }
                line(&format!("**Worth doing:** {}", words.join(" · ")))
            }
        });
    }
    let mut confirm = subject.service.confirm.iter();
    if let Some(confirm) = confirm.find(|it| it.is_for(&subject.resource.address.resource_type)) {
        let command = subject.filled(&confirm.command);
        parts.push(line(&format!("**After a deploy, confirm:** `{command}`")));
    }
    if analysis.settings.guidance == Guidance::Learn {
        parts.push(format!("[Who does what]({})", words::page(&subject.service.id)));
    }
    parts
}
