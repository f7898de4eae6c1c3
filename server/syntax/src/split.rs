//! Where top-level blocks begin and end, also in broken text.
//!
//! In text without damage this is what the grammar says. In damaged text a block also ends where the next
//! one surely begins: at a line like `resource "…` that stands no further in than the block itself. It goes
//! on, though it seems closed, while lines stand further in than its first: there a `{` is missing.

use crate::{
    TextRange,
    header::{KEYWORDS, header, word},
    lex::Lexer,
    token::{Bracket, Token},
};

/// Ranges of the top-level blocks and of the attributes outside any block, in order, apart from each other.
/// Comments directly above belong to what they stand above. What is left out is blank or a comment.
///
/// Reads the text at most twice.
pub(crate) fn split(text: &str) -> Vec<TextRange> {
    let lexer = Lexer::new(text);
    let mut splitter =
        Splitter { text, lexer, item: None, ranges: Vec::new(), attributes: Attributes::Whole };
    loop {
        while let Some(token) = splitter.lexer.next() {
            splitter.see(token);
        }
        if splitter.finish() {
            return splitter.ranges;
        }
    }
}

struct Splitter<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    item: Option<Item<'a>>,
    ranges: Vec<TextRange>,
    attributes: Attributes,
}

/// How far an attribute outside any block reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attributes {
    /// To the end of its value.
    Whole,
    /// An earlier one had no end: now also only to the next line that begins an attribute.
    Doubted,
}

#[derive(Clone, Copy)]
struct Item<'a> {
    /// With its comments.
    start: u32,
    /// Of its first token.
    first: u32,
    /// Of its first token on its line.
    column: u32,
    word: &'a str,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A word; what it begins is not seen yet.
    Name,
    /// A word and more, and no `{` yet.
    Header,
    /// In the braces.
    Body,
    /// An attribute, or text without a shape: ends with its line.
    Line,
    /// A block whose `{` is missing, or whose last `}` stood too far in.
    OpenEnded,
}

impl<'a> Splitter<'a> {
    fn see(&mut self, token: Token) {
        if token == Token::NewLine {
            return self.begin_line();
        }
        let Some(item) = &mut self.item else {
            return self.begin_item(token);
        };
        let column = self.lexer.indentation();
        match (item.shape, token) {
            (Shape::Name, Token::Equals) => item.shape = Shape::Line,
            (Shape::Name | Shape::Header, Token::Open(Bracket::Brace)) => item.shape = Shape::Body,
            (Shape::Name, _) => item.shape = Shape::Header,
            (Shape::Body, Token::Close) if column > item.column => item.shape = Shape::OpenEnded,
            (Shape::Body, Token::Close) => self.end_item(),
            (Shape::OpenEnded, Token::Stray(Bracket::Brace)) if column <= item.column => self.end_item(),
            // resource "a" "b"
            // {
            (Shape::OpenEnded, Token::Open(Bracket::Brace)) if column <= item.column => {
                item.shape = Shape::Body
            }
            _ => {}
        }
    }

    fn begin_item(&mut self, token: Token) {
        let first = self.lexer.start();
        let (word, shape) = match token {
            Token::Word => (word(self.text, first), Shape::Name),
            _ => ("", Shape::Line),
        };
        // Behind another item on the same line there are no comments above.
        let end = self.ranges.last().map_or(0, |range| range.end);
        let start = self.lexer.comments().filter(|&start| start >= end).unwrap_or(first);
        let column = first.saturating_sub(self.lexer.line_start());
        self.item = Some(Item { start, first, column, word, shape });
    }

    fn end_item(&mut self) {
        if let Some(item) = self.item.take() {
            self.ranges.push(TextRange::new(item.start, self.lexer.solid().max(item.start)));
        }
    }

    /// A line begins: does the item go on?
    fn begin_line(&mut self) {
        let Some(item) = &mut self.item else { return };
        let start = self.lexer.line_start();
        let column = self.lexer.indentation();
        let first = start + column;
        if self.lexer.is_outermost() {
            let ends = match item.shape {
                Shape::Line => true,
                Shape::Name if !KEYWORDS.contains(&item.word) => true,
                Shape::Name | Shape::Header | Shape::Body | Shape::OpenEnded => {
                    item.shape = Shape::OpenEnded;
                    header(self.text, first).is_some()
                        || column <= item.column && !word(self.text, first).is_empty()
                }
            };
            if ends {
                self.end_item();
            }
            return;
        }
        if column > item.column {
            return;
        }
        let next_block = header(self.text, first).is_some_and(|keyword| !may_be_nested(keyword, item.word));
        let attribute = item.shape == Shape::Line;
        if next_block && attribute && self.attributes == Attributes::Whole {
            self.doubt_attributes();
        } else if next_block
            || attribute && self.attributes == Attributes::Doubted && begins_attribute(self.text, first)
        {
            self.lexer.give_up();
            self.end_item();
        }
    }

    /// Reads the current attribute again, with doubt.
    fn doubt_attributes(&mut self) {
        self.attributes = Attributes::Doubted;
        if let Some(item) = self.item.take() {
            self.lexer.go_back(item.first, item.start);
        }
    }

    /// The text is read: `true` if that was all.
    fn finish(&mut self) -> bool {
        let endless = self.item.is_some_and(|item| item.shape == Shape::Line) && !self.lexer.is_outermost();
        if endless && self.attributes == Attributes::Whole {
            self.doubt_attributes();
            return false;
        }
        self.end_item();
        true
    }
}

/// A `check` block holds data sources, and a resource may have an `import` block.
fn may_be_nested(keyword: &str, inside: &str) -> bool {
    keyword == "import" || keyword == "data" && inside == "check"
}

/// `name =`
fn begins_attribute(text: &str, at: u32) -> bool {
    let name = word(text, at);
    let behind = text.get(at as usize + name.len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
    !name.is_empty() && behind.starts_with('=') && !behind.starts_with("==")
}
