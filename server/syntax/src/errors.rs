//! What is wrong with a block, in words for people.

use tree_sitter::{Node, Tree};

use crate::{
    SyntaxError, TextRange,
    header::{header, word},
    lex::{Bracket, Fault},
};

/// More of them say nothing new.
const MAX_ERRORS: usize = 3;

/// The errors of a block's text, in text order; empty if it has none.
///
/// One missing mark shows in many ways. So the surest sign is told alone: a string, heredoc or comment
/// without an end; else brackets without their counterpart; else what the grammar did not expect.
pub(crate) fn errors(text: &str, tree: &Tree, faults: &[(Fault, TextRange)]) -> Vec<SyntaxError> {
    if !tree.root_node().has_error() && faults.is_empty() {
        return Vec::new();
    }
    let is_end = |fault: Fault| matches!(fault, Fault::Quote | Fault::Heredoc | Fault::Comment);
    let ends_only = faults.iter().any(|&(fault, _)| is_end(fault));
    let mut errors: Vec<SyntaxError> = faults
        .iter()
        .filter(|&&(fault, _)| is_end(fault) == ends_only)
        .map(|&(fault, range)| SyntaxError { range, message: message(fault, slice(text, range)) })
        .collect();
    if errors.is_empty() {
        unexpected(text, tree, &mut errors);
    }
    errors.sort_by_key(|error| error.range);
    errors.truncate(MAX_ERRORS);
    errors
}

fn message(fault: Fault, written: &str) -> String {
    match fault {
        Fault::Quote => "a quote is not closed".to_owned(),
        Fault::Heredoc => {
            let marker = written.trim_start_matches(['<', '-']);
            format!("this heredoc is not closed: a line with only {marker} is missing")
        }
        Fault::Comment => "this comment is not closed: \"*/\" is missing".to_owned(),
        Fault::Unclosed(bracket) => {
            let (open, close) = marks(bracket);
            format!("\"{close}\" is missing: this \"{open}\" is not closed")
        }
        Fault::Template => format!("\"}}\" is missing: this \"{written}\" is not closed"),
        Fault::Stray(_) | Fault::Nesting => format!("unexpected \"{written}\""),
    }
}

fn marks(bracket: Bracket) -> (char, char) {
    match bracket {
        Bracket::Brace => ('{', '}'),
        Bracket::Square => ('[', ']'),
        Bracket::Round => ('(', ')'),
    }
}

/// What the grammar could not place.
fn unexpected(text: &str, tree: &Tree, errors: &mut Vec<SyntaxError>) {
    if let Some(range) = header_without_brace(text) {
        errors.push(SyntaxError { range, message: "\"{\" is missing behind this".to_owned() });
        return;
    }
    let mut cursor = tree.walk();
    'nodes: loop {
        let node = cursor.node();
        if node.is_missing() || node.is_error() {
            errors.push(error_at(text, node));
            if errors.len() >= MAX_ERRORS {
                return;
            }
        } else if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'nodes;
            }
        }
    }
}

/// `resource "aws_s3_bucket" "logs"` and no more on its line.
fn header_without_brace(text: &str) -> Option<TextRange> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim();
        if header(line, 0).is_some() {
            let range = TextRange::new(start, start + line.trim_end().len() as u32);
            return (!written.contains('{')).then_some(range);
        }
        if !written.starts_with(['#', '/', '*']) {
            return None;
        }
        start += line.len() as u32;
    }
    None
}

fn error_at(text: &str, node: Node<'_>) -> SyntaxError {
    let (start, end) = (node.start_byte().min(text.len()), node.end_byte().min(text.len()));
    let range = TextRange::new(start as u32, end as u32);
    let written = slice(text, range).trim_end();
    if node.is_missing() {
        let kind = if node.is_named() { "a name".to_owned() } else { format!("\"{}\"", node.kind()) };
        return SyntaxError { range, message: format!("{kind} is missing") };
    }
    let before = text.get(..start).unwrap_or_default();
    for until in [before, text.get(..start + written.len()).unwrap_or_default()] {
        let line_ends = text.get(until.len()..).unwrap_or_default().trim_start_matches([' ', '\t', '\r']).starts_with('\n')
            || until.trim_end_matches([' ', '\t', '\r']).ends_with('\n');
        let until = until.trim_end();
        if line_ends && until.ends_with('=') {
            let range = TextRange::new(until.len() as u32 - 1, until.len() as u32);
            return SyntaxError { range, message: "a value is missing after \"=\"".to_owned() };
        }
    }
    if written.contains('\n') {
        let line = written.lines().next_back().unwrap_or_default().trim_start();
        let end = (start + written.len()) as u32;
        let range = TextRange::new(end - line.len() as u32, end);
        return SyntaxError { range, message: "this could not be read".to_owned() };
    }
    let token = match word(text, start as u32) {
        "" => written.chars().next().map_or(0, char::len_utf8),
        word => word.len(),
    };
    let range = TextRange::new(start as u32, (start + token) as u32);
    SyntaxError { range, message: format!("unexpected \"{}\"", slice(text, range)) }
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}
