//! The tree of one top-level block.

use std::{ops::ControlFlow, sync::Arc};

use tree_sitter::{InputEdit, ParseOptions, ParseState, Parser, Point, Tree};

use crate::TextRange;

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
    /// At most a few; empty unless damaged.
    pub errors: Vec<SyntaxError>,
}

/// A parser for blocks, with its buffers.
pub(crate) struct BlockParser {
    parser: Parser,
}

impl Default for BlockParser {
    fn default() -> Self {
        let mut parser = Parser::new();
        #[expect(clippy::expect_used, reason = "grammar and runtime are pinned together; any test would fail")]
        parser.set_language(&tree_sitter_hcl::LANGUAGE.into()).expect("the grammar's version fits tree-sitter");
        Self { parser }
    }
}

impl std::fmt::Debug for BlockParser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BlockParser")
    }
}

impl BlockParser {
    pub(crate) fn parse(&mut self, text: &str, old: Option<&BlockTree>) -> BlockTree {
        let tree = self.tree(text, None).unwrap();
        let _ = old;
        let damaged = tree.root_node().has_error();
        BlockTree { text: text.into(), tree, damaged, errors: Vec::new() }
    }

    fn tree(&mut self, text: &str, old: Option<&Tree>) -> Option<Tree> {
        let bytes = text.as_bytes();
        let mut read = |offset: usize, _: Point| match bytes.get(offset..) {
            Some([]) => b"\n",
            Some(rest) => rest,
            None => &[],
        };
        self.parser.parse_with_options(&mut read, old, None)
    }

    pub(crate) fn refuse(&mut self, message: String) -> BlockTree {
        let mut tree = self.parse("", None);
        tree.errors.push(SyntaxError { range: TextRange::at(0), message });
        tree.damaged = true;
        tree
    }
}
