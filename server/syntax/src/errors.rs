//! What is wrong with a block, in words for people.

use tree_sitter::{Node, Tree};

use crate::{
    SyntaxError, TextRange,
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

fn error_at(text: &str, node: Node<'_>) -> SyntaxError {
    let range = TextRange::new(node.start_byte() as u32, node.end_byte().min(text.len()) as u32);
    if node.is_missing() {
        return SyntaxError { range, message: format!("\"{}\" is missing", node.kind()) };
    }
    SyntaxError { range, message: format!("unexpected \"{}\"", slice(text, range)) }
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}
