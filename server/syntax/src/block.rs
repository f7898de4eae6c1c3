//! The tree of one top-level block.

use std::{fmt, sync::Arc};

use tree_sitter::{InputEdit, Parser, Point, Tree};

use crate::{
    TextRange,
    errors::errors,
    lex::{Lexer, MAX_NESTING},
    token::Fault,
};

/// What could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub range: TextRange,
    /// For people: `a quote is not closed`.
    pub message: String,
}

/// One top-level block, or one attribute outside any block, parsed by itself.
///
/// It begins with the comments directly above and ends with its last `}` or value. Every offset, in the
/// tree and in the errors, counts from its start, so that a block that moves stays the same value.
#[derive(Debug, Clone)]
pub struct BlockTree {
    pub text: Arc<str>,
    /// Of [`Self::text`] and one line break behind it, which the grammar needs to see a heredoc end.
    pub tree: Tree,
    /// Something in it could not be parsed.
    pub damaged: bool,
    /// At most a few, in text order; some if damaged, else none.
    pub errors: Vec<SyntaxError>,
}

/// Of a tree: what reads it may go down by recursion. 200 brackets inside one another take 800.
const MAX_DEPTH: usize = 1000;

/// A parser for blocks, with its buffers.
pub(crate) struct BlockParser {
    parser: Parser,
}

impl Default for BlockParser {
    fn default() -> Self {
        let mut parser = Parser::new();
        #[expect(
            clippy::expect_used,
            reason = "grammar and runtime are pinned together; any test would fail"
        )]
        parser
            .set_language(&tree_sitter_hcl::LANGUAGE.into())
            .expect("the grammar's version fits tree-sitter");
        Self { parser }
    }
}

impl fmt::Debug for BlockParser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockParser")
    }
}

impl BlockParser {
    /// Parses a block; with the tree of the text it was before, only what changed.
    ///
    /// Text without errors has one tree, however it is found. The trees of broken text depend on the way
    /// there, so these are parsed from the start: the answer is a function of the text.
    pub(crate) fn parse(&mut self, text: &str, before: Option<&BlockTree>) -> BlockTree {
        let faults = Lexer::new(text).faults();
        if faults.iter().any(|(fault, _)| *fault == Fault::Nesting) {
            return self.refuse(text, format!("this is nested more than {MAX_NESTING} deep and is not read"));
        }
        let before = before.filter(|before| !before.damaged && faults.is_empty());
        let again = before.and_then(|before| self.parse_again(text, before));
        let again = again.filter(|tree| !tree.root_node().has_error());
        let Some(tree) = again.or_else(|| self.tree(text, None)) else {
            return self.refuse(text, "this text could not be read".to_owned());
        };
        if is_deep(&tree) {
            return self.refuse(text, "this expression has too many parts and is not read".to_owned());
        }
        let errors = errors(text, &tree, &faults);
        BlockTree { text: text.into(), tree, damaged: !errors.is_empty(), errors }
    }

    /// A block that is not read.
    pub(crate) fn refuse(&mut self, text: &str, message: String) -> BlockTree {
        #[expect(clippy::expect_used, reason = "parsing takes no step on empty text")]
        let tree = self.parser.parse("", None).expect("a language is set and nothing cancels");
        let first_line = text.lines().next().unwrap_or_default();
        let range = TextRange::new(0, first_line.len() as u32);
        BlockTree { text: text.into(), tree, damaged: true, errors: vec![SyntaxError { range, message }] }
    }

    fn parse_again(&mut self, text: &str, before: &BlockTree) -> Option<Tree> {
        let mut tree = before.tree.clone();
        tree.edit(&difference(&before.text, text));
        self.tree(text, Some(&tree))
    }

    /// Never `None`: a language is set, and nothing cancels. The time is linear in the text, however broken.
    fn tree(&mut self, text: &str, old: Option<&Tree>) -> Option<Tree> {
        let bytes = text.as_bytes();
        let mut read = |offset: usize, _: Point| match bytes.get(offset..) {
            Some([]) => b"\n",
            Some(rest) => rest,
            None => &[],
        };
        self.parser.parse_with_options(&mut read, old, None)
    }
}

/// Deeper than [`MAX_DEPTH`].
fn is_deep(tree: &Tree) -> bool {
    let mut cursor = tree.walk();
    let mut depth = 0;
    loop {
        // Fewer nodes than levels left cannot be too deep.
        let may_be = cursor.node().descendant_count() > MAX_DEPTH - depth;
        if may_be && cursor.goto_first_child() {
            depth += 1;
            if depth > MAX_DEPTH {
                return true;
            }
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
            depth -= 1;
        }
    }
}

/// One edit that makes `new` of `old`.
fn difference(old: &str, new: &str) -> InputEdit {
    let same = |(a, b): &(u8, u8)| a == b;
    let start = old.bytes().zip(new.bytes()).take_while(same).count();
    let behind = old.len().min(new.len()) - start;
    let end = old.bytes().rev().zip(new.bytes().rev()).take(behind).take_while(same).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old, start),
        old_end_position: point(old, old_end),
        new_end_position: point(new, new_end),
    }
}

fn point(text: &str, offset: usize) -> Point {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    Point { row: before.iter().filter(|&&byte| byte == b'\n').count(), column: offset - line_start }
}
