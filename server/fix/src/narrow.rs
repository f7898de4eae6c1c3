//! A proved narrowing as text: one statement of a policy document written anew, in the form that it has.
//!
//! Everything here is relative to the top-level block. What stays keeps its bytes: lists and objects are put
//! together from the pieces they have ([`sequence`]), and only lines that differ become edits
//! ([`crate::lines`]). What was written is read again and held against the proposal ([`check`]).

mod check;
mod clause;
mod condition;
mod principal;
mod sequence;
mod spell;
mod statement;
mod surface;

use catalog::Narrowing;
use model::print::terraform::{Indent, format};
use project::SourceFile;
use syntax::{TextEdit, TextRange};

use crate::{lines, merge::BlockText};
use sequence::{Comments, Piece, Sequence};
use spell::Form;
use statement::Rewriting;
use surface::{Parent, Site};

/// A narrowing's edits inside the block of its statement.
pub(crate) struct Narrowed {
    pub(crate) edits: Vec<TextEdit>,
    pub(crate) choices: Vec<Choice>,
}

/// Somebody picks one of these in the place of `placeholder`; everything as it is written in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) placeholder: String,
    pub(crate) candidates: Vec<String>,
}

/// `None` where the statement can't be written in its form, or would not read back as what was proved.
pub(crate) fn edits(file: &SourceFile, narrowing: &Narrowing) -> Option<Narrowed> {
    let place = narrowing.statement;
    let block = file.model.blocks.get(place.block as usize)?;
    let source = file.source.blocks.get(place.block as usize)?;
    let text = file.text.slice(source.range);
    let site = Site::find(BlockText { text: &text, nodes: &source.nodes }, block, place.node)?;
    let written = written(&site, narrowing)?;
    let old = text.replace("\r\n", "\n");
    let mut new = apply(&text, &written).replace("\r\n", "\n");
    // What terraform fmt left alone before, it leaves alone after.
    if site.form != Form::File && format(&old, &Indent::default()) == old {
        new = format(&new, &Indent::default());
    }
    check::reads_back(&site, &block.body, &new, narrowing, &written)?;
    let spell = |text: &String| spell::string(text, site.form);
    let choices = narrowing.proposal.choices.iter().map(|choice| {
        let candidates = choice.candidates.iter().filter_map(spell).collect();
        Some(Choice { placeholder: spell(&choice.placeholder)?, candidates })
    });
    Some(Narrowed { choices: choices.collect::<Option<_>>()?, edits: lines::edits(&text, &new) })
}

/// Another text in the place of a range, and where the new statements then are.
struct Written {
    range: TextRange,
    text: String,
    /// The way to each of the replacement's statements, as [`surface::follow`] takes it.
    paths: Vec<Vec<usize>>,
}

fn apply(text: &str, written: &Written) -> String {
    let (start, end) = (written.range.start as usize, written.range.end as usize);
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    format!("{before}{}{after}", written.text)
}

fn written(site: &Site<'_>, narrowing: &Narrowing) -> Option<Written> {
    let mut texts = Vec::new();
    for (index, new) in narrowing.proposal.replacement.iter().enumerate() {
        let comments = if index == 0 { Comments::Kept } else { Comments::Dropped };
        texts.push(Rewriting { site, old: &narrowing.old, new, comments }.text()?);
    }
    let (last, before) = site.path.split_last()?;
    let behind = |count: usize| (0..count).map(|index| [before, &[last + index]].concat()).collect();
    match &site.parent {
        Parent::List { range, elements, index } => {
            let list = Sequence::list(site.text.text, *range, elements.clone(), site.form);
            let mut pieces: Vec<Piece> = (0..elements.len()).map(Piece::Kept).collect();
            let count = texts.len();
            let mut texts = texts.into_iter();
            let changed = texts.next().map(|text| Piece::Changed(*index, text));
            pieces.splice(*index..=*index, changed.into_iter().chain(texts.map(Piece::New)));
            // A document without statements is none.
            if pieces.is_empty() {
                return None;
            }
            let text = list.rewrite(&pieces, Comments::Kept)?;
            Some(Written { range: *range, text, paths: behind(count) })
        }
        Parent::Single | Parent::Other => match (texts.as_slice(), &site.parent) {
            ([only], _) => Some(Written {
                range: site.container.range,
                text: only.clone(),
                paths: vec![site.path.clone()],
            }),
            (several, Parent::Single) if !several.is_empty() => Some(Written {
                range: site.container.range,
                text: format!("[{}]", several.join(", ")),
                paths: (0..several.len()).map(|index| [&site.path[..], &[index]].concat()).collect(),
            }),
            _ => None,
        },
        Parent::Body { siblings } => {
            let range = site.statement;
            if texts.is_empty() {
                let range = whole_lines(site.text.text, range).filter(|_| *siblings > 0)?;
                return Some(Written { range, text: String::new(), paths: Vec::new() });
            }
            let between = format!("\n\n{}", site.text.indent(range.start));
            Some(Written { range, text: texts.join(&between), paths: behind(texts.len()) })
        }
    }
}

/// The lines of a block that stands alone on them, with a blank line in front or behind.
fn whole_lines(text: &str, range: TextRange) -> Option<TextRange> {
    let (before, after) = (text.get(..range.start as usize)?, text.get(range.end as usize..)?);
    let start = before.trim_end_matches([' ', '\t']);
    let (rest, _) = after.split_once('\n')?;
    if !start.ends_with('\n') || !(rest.trim().is_empty() || rest.trim_start().starts_with('#')) {
        return None;
    }
    let mut start = start.len() as u32;
    let mut end = range.end + rest.len() as u32 + 1;
    let blank_behind = text.get(end as usize..)?.lines().next().is_some_and(|line| line.trim().is_empty());
    let above = text.get(..start as usize)?.trim_end_matches([' ', '\t', '\r', '\n']);
    if blank_behind {
        end += text.get(end as usize..)?.find('\n')? as u32 + 1;
    } else if text.get(above.len()..start as usize)?.matches('\n').count() > 1 {
        start = above.len() as u32 + text.get(above.len()..)?.find('\n')? as u32 + 1;
    }
    Some(TextRange::new(start, end))
}
