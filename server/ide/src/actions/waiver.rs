//! Accepting a finding: a comment above each resource that it is about, with the reason left to fill in.

use catalog::AssessedResource;
use model::{FileId, Place};
use report::select::Finding;
use syntax::{TextEdit, TextRange};

use crate::{Analysis, FileEdits, Placeholder, Target, WorkspaceEdit};

/// A block that gets a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Above {
    file: FileId,
    block: u32,
}

/// The resources of a finding, each declared block once.
pub(super) fn targets(finding: &Finding<'_>) -> Vec<Above> {
    let above = |resource: &AssessedResource| Above { file: resource.file, block: resource.block };
    let mut all: Vec<Above> = finding.others.iter().map(|other| above(other.resource)).collect();
    all.push(above(finding.judged.resource));
    all.sort_unstable();
    all.dedup();
    all
}

pub(super) fn edit(analysis: &Analysis, duty: &str, targets: &[Above]) -> Option<WorkspaceEdit> {
    let reason = "<input: reason>";
    let mut files: Vec<FileEdits> = Vec::new();
    for target in targets {
        let file = analysis.source(target.file)?;
        let keyword = file.model.blocks.get(target.block as usize)?.keyword;
        let keyword = analysis.range(Place { file: target.file, block: target.block, node: keyword })?;
        let line = file.text.line_range(file.text.line_of(keyword.start));
        let before = file.text.slice(TextRange::new(line.start, keyword.start));
        let comment = before.trim();
        // Behind the end of another block there is no line of its own to stand on.
        if !(comment.is_empty() || comment.starts_with("/*") && comment.ends_with("*/")) {
            return None;
        }
        let indent = before.get(..before.len() - before.trim_start().len()).unwrap_or_default();
        let line_end =
            if file.text.slice(TextRange::new(line.end, line.end + 2)) == "\r\n" { "\r\n" } else { "\n" };
        let before = format!("{indent}# demarc: accept {duty}: ");
        let placeholder = |edit| Placeholder {
            edit,
            range: TextRange::new(before.len() as u32, (before.len() + reason.len()) as u32),
            what: "reason".to_owned(),
            candidates: Vec::new(),
        };
        let edit = TextEdit { range: TextRange::at(line.start), text: format!("{before}{reason}{line_end}") };
        match files.iter_mut().find(|edits| edits.target == Target::File(target.file)) {
            Some(edits) => {
                edits.placeholders.push(placeholder(edits.edits.len()));
                edits.edits.push(edit);
            }
            None => files.push(FileEdits {
                target: Target::File(target.file),
                placeholders: vec![placeholder(0)],
                edits: vec![edit],
            }),
        }
    }
    (!files.is_empty()).then_some(WorkspaceEdit { files, annotation: None })
}
