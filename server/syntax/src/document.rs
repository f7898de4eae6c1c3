//! A text and its top-level blocks, kept in step.

use std::{collections::HashMap, sync::Arc};

use crate::{BlockTree, SyntaxError, Text, TextEdit, TextRange, block::BlockParser, split::split};

/// A larger file is refused whole: its tree would cost about 70 bytes a byte of text.
pub const MAX_FILE_BYTES: u32 = 4 << 20;

/// An open file. Editing is cheap; [`Document::parse`] reads only what changed since it last ran.
///
/// After any edits the result equals that of [`parse`] on the text.
#[derive(Debug, Default)]
pub struct Document {
    text: Text,
    parsed: Parsed,
    /// The text was edited since it was parsed.
    behind: bool,
    parser: BlockParser,
}

/// The blocks of a text, in order; what lies between them is blank or a comment.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    pub blocks: Vec<SourceBlock>,
}

/// A block and where it stands.
#[derive(Debug, Clone)]
pub struct SourceBlock {
    pub range: TextRange,
    /// The same `Arc` as long as the block's text does not change, wherever it moves.
    pub tree: Arc<BlockTree>,
}

impl Parsed {
    /// Every error, in bytes of the file.
    pub fn errors(&self) -> impl Iterator<Item = SyntaxError> {
        self.blocks.iter().flat_map(|block| {
            block.tree.errors.iter().map(|error| SyntaxError {
                range: error.range.shifted(block.range.start),
                message: error.message.clone(),
            })
        })
    }
}

/// Parses a text once.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    parse_again(text, &[], &mut BlockParser::default())
}

impl Document {
    #[must_use]
    pub fn new(text: Text) -> Self {
        Self { text, behind: true, ..Self::default() }
    }

    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Changes the text only; parsing waits for [`Self::parse`], once for any number of edits.
    pub fn edit(&mut self, edit: &TextEdit) {
        self.text.apply(edit);
        self.behind = true;
    }

    /// The blocks of the text as it is now.
    pub fn parse(&mut self) -> &Parsed {
        if self.behind {
            self.parsed = parse_again(&self.text.to_string(), &self.parsed.blocks, &mut self.parser);
            self.behind = false;
        }
        &self.parsed
    }
}

/// Parses `text`, taking over from `old` every block whose text is still there.
fn parse_again(text: &str, old: &[SourceBlock], parser: &mut BlockParser) -> Parsed {
    if text.len() > MAX_FILE_BYTES as usize {
        let message = format!("this file is larger than {} MiB and is not read", MAX_FILE_BYTES >> 20);
        let range = TextRange::new(0, text.len() as u32);
        return Parsed { blocks: vec![SourceBlock { range, tree: Arc::new(parser.refuse("", message)) }] };
    }
    let ranges = split(text);
    let slice = |range: TextRange| text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let (before, after) = unchanged(&ranges, slice, old);
    let changed = old.get(before..old.len() - after).unwrap_or_default();
    let by_text: HashMap<&str, &Arc<BlockTree>> =
        changed.iter().map(|block| (&*block.tree.text, &block.tree)).collect();
    // Typing changes one block, or makes two of one: what stood here is the best start for the first of them.
    let mut base = changed.iter().find(|block| !block.tree.damaged);

    let behind = ranges.len() - after;
    let blocks = ranges.iter().enumerate().map(|(index, &range)| {
        let text = slice(range);
        let same = if index < before {
            old.get(index).map(|block| &block.tree)
        } else if index >= behind {
            old.get(index + old.len() - ranges.len()).map(|block| &block.tree)
        } else {
            by_text.get(text).copied()
        };
        let tree = same.cloned().unwrap_or_else(|| {
            let base = base.take().map(|block| &*block.tree);
            Arc::new(parser.parse(text, base))
        });
        SourceBlock { range, tree }
    });
    Parsed { blocks: blocks.collect() }
}

/// How many blocks at the start and at the end have the text they had.
fn unchanged<'a>(
    ranges: &[TextRange],
    slice: impl Fn(TextRange) -> &'a str,
    old: &[SourceBlock],
) -> (usize, usize) {
    let same = |(range, block): &(&TextRange, &SourceBlock)| slice(**range) == &*block.tree.text;
    let before = ranges.iter().zip(old).take_while(same).count();
    let left = ranges.len().min(old.len()) - before;
    let after = ranges.iter().rev().zip(old.iter().rev()).take(left).take_while(same).count();
    (before, after)
}
