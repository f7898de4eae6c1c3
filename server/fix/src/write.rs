//! From what is wanted to checked edits, file by file.

use std::collections::BTreeMap;

use model::{Block, FileId};
use project::{FileKind, Snapshot, SourceFile};
use syntax::{TextEdit, TextRange};

use crate::{
    FileEdits, Placeholder, Target,
    align::{align, apply},
    merge::{BlockText, merge},
    plan::{Plan, Wanted},
};

/// The edits of every file. What would not parse is left out.
pub(crate) fn files(snapshot: &Snapshot, plan: Plan) -> Vec<FileEdits> {
    let mut files: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for ((file_id, index), wanted) in &plan.blocks {
        let Some(edits) = snapshot.files.get(file_id).and_then(|file| of_block(file, *index, wanted)) else {
            continue;
        };
        files.entry(*file_id).or_default().extend(edits);
    }
    files.retain(|_, edits| !edits.is_empty());
    let file_edits = |(file, edits): (FileId, Vec<TextEdit>)| FileEdits {
        placeholders: placeholders(&edits, &plan),
        target: Target::File(file),
        edits,
    };
    files.into_iter().map(file_edits).collect()
}

/// The edits of one block and behind it, with offsets of the file.
fn of_block(file: &SourceFile, index: u32, wanted: &Wanted) -> Option<Vec<TextEdit>> {
    let block = file.model.blocks.get(index as usize)?;
    let source = file.source.blocks.get(index as usize)?;
    let text = file.text.slice(source.range);
    let block_text = BlockText { text: &text, nodes: &source.nodes };
    let mut edits = match &wanted.instead {
        Some(instead) => {
            let start = block_text.range(block.keyword)?.start;
            vec![TextEdit { range: TextRange::new(start, text.len() as u32), text: instead.clone() }]
        }
        None => inside(block, block_text, wanted).unwrap_or_default(),
    };
    let is_json = file.kind == FileKind::Document;
    if !is_json {
        align(&text, &mut edits);
    }
    let edited = apply(&text, &edits);
    let is_whole = if is_json { model::lower::json::document(&edited).is_some() } else { parses(&edited) };
    if !is_whole {
        edits.clear();
    }
    let mut edits: Vec<TextEdit> = edits
        .into_iter()
        .map(|edit| TextEdit { range: edit.range.shifted(source.range.start), text: edit.text })
        .collect();
    edits.extend(behind(file, source.range.end, &wanted.companions));
    if ends_lines_with_return(file) {
        for edit in &mut edits {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
    Some(edits)
}

/// Does the file's first line, and so every one that is added, end with `\r\n`?
fn ends_lines_with_return(file: &SourceFile) -> bool {
    let end = file.text.line_range(0).end;
    file.text.slice(TextRange::new(end, end + 2)) == "\r\n"
}

fn inside(block: &Block, text: BlockText<'_>, wanted: &Wanted) -> Option<Vec<TextEdit>> {
    let mut edits = merge(text, &block.body, text.range(block.braces)?, &wanted.items)?;
    for (range, replacement) in &wanted.replacements {
        let overlaps = |edit: &TextEdit| edit.range.start < range.end && range.start < edit.range.end;
        let same = text.text.get(range.start as usize..range.end as usize) == Some(replacement);
        if !same && !edits.iter().any(overlaps) {
            edits.push(TextEdit { range: *range, text: replacement.clone() });
        }
    }
    for narrowed in &wanted.narrowed {
        let meets = |edit: &TextEdit| edits.iter().any(|other| other.range.overlaps(edit.range));
        if !narrowed.iter().any(meets) {
            edits.extend(narrowed.iter().cloned());
        }
    }
    edits.sort_by_key(|edit| edit.range);
    Some(edits)
}

/// New resources behind a block that ends at `end`, each after a blank line.
fn behind(file: &SourceFile, end: u32, companions: &[String]) -> Option<TextEdit> {
    let companions: Vec<&str> = companions.iter().map(String::as_str).filter(|text| parses(text)).collect();
    if companions.is_empty() {
        return None;
    }
    let line = file.text.line_of(end);
    let at = file.text.line_range(line).end;
    let next = file.text.slice(file.text.line_range(line + 1));
    let gap = if next.trim().is_empty() { "" } else { "\n" };
    Some(TextEdit { range: TextRange::at(at), text: format!("\n\n{}{gap}", companions.join("\n\n")) })
}

fn parses(text: &str) -> bool {
    syntax::parse(text).blocks.iter().all(|block| !block.tree.damaged)
}

/// Where a person has to fill something in, in the order of the text.
fn placeholders(edits: &[TextEdit], plan: &Plan) -> Vec<Placeholder> {
    const MARK: &str = "<input: ";
    let mut found = Vec::new();
    for (edit, text) in edits.iter().enumerate().map(|(index, edit)| (index, edit.text.as_str())) {
        for (start, _) in text.match_indices(MARK) {
            let Some((what, _)) = text.get(start + MARK.len()..).and_then(|rest| rest.split_once('>')) else {
                continue;
            };
            let (start, end) = (start as u32, (start + MARK.len() + what.len() + 1) as u32);
            let quotes = if plan.expressions.iter().any(|expression| expression == what) { 1 } else { 0 };
            let range = TextRange::new(start - quotes, end + quotes);
            found.push(Placeholder { edit, range, what: what.to_owned(), candidates: Vec::new() });
        }
        for choice in &plan.choices {
            for (start, written) in text.match_indices(&choice.placeholder) {
                let range = TextRange::new(start as u32, (start + written.len()) as u32);
                let (what, candidates) = (choice.placeholder.clone(), choice.candidates.clone());
                found.push(Placeholder { edit, range, what, candidates });
            }
        }
    }
    found.sort_by_key(|placeholder| (placeholder.edit, placeholder.range));
    found.dedup_by(|next, first| next.edit == first.edit && next.range.overlaps(first.range));
    found
}
