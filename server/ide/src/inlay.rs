//! One hint a resource, behind the `{` of its first line: how much of it is open, and in which areas.

use std::cmp::Reverse;

use model::FileId;
use report::{
    subject::{Subject, is_open},
    words,
};
use syntax::TextRange;

use crate::{Analysis, Guidance, InlayHint, InlayHints, hover};

/// VS Code cuts at 43, all servers together.
const WIDTH: usize = 40;

/// Which resources carry a hint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    Open,
    None,
}

pub(crate) fn hints(analysis: &Analysis, file: FileId, range: TextRange) -> Vec<InlayHint> {
    let wanted = match (analysis.settings.inlay_hints, analysis.settings.guidance) {
        (InlayHints::All, _) | (InlayHints::Auto, Guidance::Learn) => Wanted::All,
        (InlayHints::Open, _) | (InlayHints::Auto, Guidance::Work) => Wanted::Open,
        _ => Wanted::None,
    };
    if wanted == Wanted::None {
        return Vec::new();
    }
    analysis
        .subjects(file)
        .iter()
        .filter(|subject| subject.resource.reported)
        .filter(|subject| wanted == Wanted::All || subject.core().open > 0)
        .filter_map(|subject| {
            let offset = offset(analysis, subject)?;
            let label = label(subject)?;
            range.touches(offset).then_some(InlayHint { offset, label })
        })
        .collect()
}

pub(crate) fn tooltip(analysis: &Analysis, file: FileId, at: u32) -> Option<String> {
    let subjects = analysis.subjects(file);
    let subject = subjects.iter().find(|subject| offset(analysis, subject) == Some(at))?;
    Some(hover::resource::markdown(analysis, subject))
}

/// Behind the opening brace.
fn offset(analysis: &Analysis, subject: &Subject<'_>) -> Option<u32> {
    let file = analysis.source(subject.file)?;
    let braces = file.model.blocks.get(subject.block as usize)?.braces;
    Some(file.source.range(subject.block, braces)?.start + 1)
}

/// `yours: 3 of 6 open · secrets, IAM +1`; `None` where no core duty applies.
fn label(subject: &Subject<'_>) -> Option<String> {
    let counts = subject.core();
    if counts.applies == 0 {
        return None;
    }
    if counts.open == 0 {
        if counts.shown == counts.applies {
            return Some(format!("yours: all {} shown", counts.shown));
        }
        let states = counts.states();
        return fitting(&states, |states, _| format!("yours: {}", states.join(", ")));
    }
    let areas = open_areas(subject);
    fitting(&areas, |areas, dropped| {
        let more = if dropped == 0 { String::new() } else { format!(" +{dropped}") };
        format!("yours: {} of {} open · {}{more}", counts.open, counts.applies, areas.join(", "))
    })
}

/// The areas of the open core duties, most severe first.
pub(crate) fn open_areas(subject: &Subject<'_>) -> Vec<String> {
    let mut open: Vec<_> =
        subject.within(catalog::Tier::Core).filter(|state| is_open(state.status())).collect();
    open.sort_by_key(|state| (Reverse(state.duty.severity), words::rank(state.duty.area)));
    let mut areas: Vec<String> = Vec::new();
    for state in open {
        let area = words::area(state.duty.area, &subject.service.provider);
        if !areas.iter().any(|known| known == area) {
            areas.push(area.to_owned());
        }
    }
    areas
}

/// The label with as many of the parts as there is room for, but at least one.
fn fitting(parts: &[String], label: impl Fn(&[String], usize) -> String) -> Option<String> {
    (1..=parts.len())
        .rev()
        .map(|kept| label(parts.get(..kept).unwrap_or_default(), parts.len() - kept))
        .find(|label| label.chars().count() <= WIDTH)
        .or_else(|| Some(label(parts.get(..1)?, parts.len() - 1)))
}
