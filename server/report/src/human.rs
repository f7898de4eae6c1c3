//! Findings for people at a terminal: an excerpt of the source each, then the counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Loudness, Renderer, Snippet};
use catalog::Severity;
use model::{FileId, Place};
use project::SourceFile;
use syntax::TextRange;

use crate::json::{Summary, also, message};
use crate::place::{self, file_name};
use crate::select::{Finding, Level};
use crate::subject::{Judged, is_open, subjects};
use crate::{Color, Detail, Input, Terminal, words};

/// Places beside the finding's own that one excerpt shows.
const RELATED: usize = 3;

pub(crate) fn human(input: &Input<'_>, terminal: Terminal) -> String {
    let renderer = match terminal.color {
        Color::Plain => Renderer::plain(),
        Color::Ansi => Renderer::styled(),
    };
    let mut findings = input.findings();
    // The cut must keep what matters most; the order within a severity stays that of the files.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.duty.severity));
    let shown = terminal.at_most.unwrap_or(usize::MAX);
    let mut out = String::new();
    for finding in findings.iter().take(shown) {
        out.push_str(&renderer.render(&[excerpt(input, finding)]));
        out.push_str("\n\n");
    }
    if let Some(more) = findings.len().checked_sub(shown).filter(|more| *more > 0) {
        let more = words::count(more, "more finding", "more findings");
        let _ = writeln!(out, "{more}: demarc check --output findings.txt writes them all\n");
    }
    if input.detail == Detail::All {
        out.push_str(&others(input));
    }
    out.push_str(&totals(input, &findings));
    out
}

fn excerpt<'f>(input: &Input<'_>, finding: &'f Finding<'_>) -> Group<'f> {
    let mut lines = message(finding.judged).lines().map(str::to_owned).collect::<Vec<_>>().into_iter();
    let title = loudness(finding.level)
        .with_name(words::severity(finding.duty.severity))
        .primary_title(lines.next().unwrap_or_default())
        .id(finding.duty.id.as_str())
        .id_url(words::page(&finding.duty.id));
    let mut group = Group::with_title(title);
    for (file, marks) in marks(finding) {
        if let Some(source) = input.snapshot.files.get(&file) {
            group = group.element(snippet(input, source, marks));
        }
    }
    for line in lines {
        group = group.element(Loudness::NOTE.message(line));
    }
    if let Some(fix) = &finding.judged.judgement.fix {
        group =
            group.element(Loudness::HELP.message(format!("{} [{}]", fix.title, words::safety(fix.safety))));
    }
    group
}

fn loudness(level: Level) -> Loudness<'static> {
    match level {
        Level::Error => Loudness::ERROR,
        Level::Warning => Loudness::WARNING,
        Level::Information => Loudness::INFO,
        Level::Hint => Loudness::HELP,
    }
}

struct Mark {
    place: Place,
    kind: AnnotationKind,
    label: String,
}

/// What to point at, by file, the finding's own file first.
fn marks(finding: &Finding<'_>) -> Vec<(FileId, Vec<Mark>)> {
    let Judged { resource, judgement, .. } = finding.judged;
    let instance = judgement.instance.as_deref().unwrap_or_default();
    let label = format!("{}{instance}", resource.address);
    let seen = judgement.evidence.iter().map(|seen| (seen.place, seen.note.clone()));
    let others = finding.others.iter().map(|other| (other.resource.name_place, also(finding, other)));
    let related = seen.chain(others).filter(|(place, _)| *place != finding.at).take(RELATED);

    let mut files =
        vec![(finding.at.file, vec![Mark { place: finding.at, kind: AnnotationKind::Primary, label }])];
    let mut by_file: BTreeMap<FileId, Vec<Mark>> = BTreeMap::new();
    for (place, label) in related {
        by_file.entry(place.file).or_default().push(Mark { place, kind: AnnotationKind::Context, label });
    }
    if let (Some(marks), Some((_, own))) = (by_file.remove(&finding.at.file), files.first_mut()) {
        own.extend(marks);
    }
    files.extend(by_file);
    files
}

/// Only the lines from the first mark to the last are handed over: files can be large.
fn snippet(input: &Input<'_>, file: &SourceFile, marks: Vec<Mark>) -> Snippet<'static, Annotation<'static>> {
    let text = &file.text;
    let ranges: Vec<(TextRange, Mark)> = marks
        .into_iter()
        .map(|mark| {
            let range = place::range(input.snapshot, mark.place).unwrap_or_default();
            // A mark over several lines points at its first.
            let line = text.line_range(text.line_of(range.start));
            (TextRange::new(range.start, range.end.min(line.end).max(range.start)), mark)
        })
        .collect();
    let first = ranges.iter().map(|(range, _)| text.line_of(range.start)).min().unwrap_or_default();
    let last = ranges.iter().map(|(range, _)| text.line_of(range.end)).max().unwrap_or_default();
    let window = TextRange::new(text.line_range(first).start, text.line_range(last).end);
    let inside = |offset: u32| offset.saturating_sub(window.start) as usize;
    Snippet::source(text.slice(window))
        .line_start(first as usize + 1)
        .path(file_name(input.snapshot, file.id, &input.root))
        .annotations(
            ranges.into_iter().map(|(range, mark)| {
                mark.kind.span(inside(range.start)..inside(range.end)).label(mark.label)
            }),
        )
}

/// What is not open, one line each.
fn others(input: &Input<'_>) -> String {
    let mut out = String::new();
    for subject in subjects(input.pairs(), input.catalogue, |resource| input.wants(resource)) {
        for state in subject.within(input.profile.tier()).filter(|state| !is_open(state.status())) {
            let Judged { resource, judgement, .. } = state.worst;
            let file = file_name(input.snapshot, judgement.at.file, &input.root);
            let line = place::line(input.snapshot, judgement.at);
            let status = words::status(judgement.status).to_lowercase();
            let text = words::plain(&judgement.line);
            let _ = writeln!(out, "{file}:{line}: {status}: {text} [{} {}]", state.duty.id, resource.address);
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn totals(input: &Input<'_>, findings: &[Finding<'_>]) -> String {
    let counts = Summary::of(input, findings).duties();
    let mut out = String::new();
    if counts.applies == 0 {
        out.push_str("No resource here has a duty that demarc knows\n");
    } else if counts.open == 0 {
        let _ = writeln!(out, "Nothing open among the duties demarc can see");
        let _ = writeln!(out, "{}", counts.states().join(" · "));
    } else {
        let _ = writeln!(out, "{}", counts.sentence());
    }
    let failing = input.failing(findings);
    if let Some(least) = input.fail_on.filter(|_| failing > 0) {
        let at_least = match least {
            Severity::Critical => "critical".to_owned(),
            least => format!("{} or worse", words::severity(least)),
        };
        let _ = writeln!(
            out,
            "The check fails: {} {at_least}",
            words::count(failing, "finding is", "findings are")
        );
    }
    out
}
