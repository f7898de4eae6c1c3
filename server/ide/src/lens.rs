//! One lens at the top of a file that has something open; on request one above each resource.

use model::FileId;
use report::subject::Counts;
use syntax::TextRange;

use crate::{Analysis, CodeLens, CodeLenses, Guidance};

pub(crate) fn lenses(analysis: &Analysis, file: FileId) -> Vec<CodeLens> {
    match (analysis.settings.code_lens, analysis.settings.guidance) {
        (CodeLenses::Off, _) | (CodeLenses::Auto, Guidance::Quiet) => Vec::new(),
        (CodeLenses::Resource, _) => of_resources(analysis, file),
        (CodeLenses::Auto | CodeLenses::File, _) => of_file(analysis, file).into_iter().collect(),
    }
}

/// `7 open in this file · 1 critical · report`.
fn of_file(analysis: &Analysis, file: FileId) -> Option<CodeLens> {
    let counts = analysis
        .subjects(file)
        .iter()
        .filter(|subject| subject.resource.reported)
        .map(|subject| subject.core())
        .fold(Counts::default(), Counts::plus);
    if counts.open == 0 {
        return None;
    }
    let critical =
        if counts.critical == 0 { String::new() } else { format!(" · {} critical", counts.critical) };
    Some(CodeLens {
        range: TextRange::at(0),
        title: format!("{} open in this file{critical} · report", counts.open),
        resource: None,
    })
}

/// `3 open · 2 shown · 1 can't be told`.
fn of_resources(analysis: &Analysis, file: FileId) -> Vec<CodeLens> {
    analysis
        .subjects(file)
        .iter()
        .filter_map(|subject| {
            let counts = subject.core();
            let mut parts = counts.states();
            if counts.open > 0 {
                parts.insert(0, format!("{} open", counts.open));
            }
            let file = analysis.source(file)?;
            let keyword = file.model.blocks.get(subject.block as usize)?.keyword;
            (counts.applies > 0).then_some(CodeLens {
                range: file.source.range(subject.block, keyword)?,
                title: parts.join(" · "),
                resource: Some(subject.resource.address.to_string()),
            })
        })
        .collect()
}
