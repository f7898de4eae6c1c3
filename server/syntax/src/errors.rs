//! What is wrong with a block, in words for people.

use tree_sitter::{Node, Tree};

use crate::{
    SyntaxError, TextRange,
    header::{header, word},
    token::{Bracket, Fault},
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
    let is_stray = |fault: Fault| matches!(fault, Fault::Stray(_));
    let has_ends = faults.iter().any(|&(fault, _)| is_end(fault));
    let told = |&&(fault, _): &&(Fault, TextRange)| if has_ends { is_end(fault) } else { !is_stray(fault) };
    let error = |&(fault, range): &(Fault, TextRange)| SyntaxError {
        range,
        message: message(fault, slice(text, range)),
    };

    let mut errors: Vec<SyntaxError> = faults.iter().filter(told).map(error).collect();
    if errors.is_empty() {
        errors = header_without_brace(text).map_or_else(|| unexpected(text, tree), |error| vec![error]);
    }
    if errors.is_empty() {
        errors = faults.iter().map(error).collect();
    }
    errors.sort_by_key(|error| error.range);
    let mut told_to = None;
    errors.retain(|error| {
        let new = told_to.is_none_or(|end| error.range.start >= end);
        told_to = told_to.max(Some(error.range.end));
        new
    });
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
fn unexpected(text: &str, tree: &Tree) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let mut cursor = tree.walk();
    // The rest of a line that was not understood says nothing new.
    let mut understood = 0;
    loop {
        let node = cursor.node();
        if node.is_missing() || node.is_error() {
            if errors.is_empty() || node.is_error() && node.start_byte() > understood {
                errors.push(error_at(text, node));
            }
            if errors.len() >= MAX_ERRORS {
                return errors;
            }
            let behind = text.get(node.end_byte()..).unwrap_or_default();
            understood = node.end_byte() + behind.find('\n').unwrap_or(behind.len());
        } else if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return errors;
            }
        }
    }
}

/// `resource "aws_s3_bucket" "logs"` and no more on its line.
fn header_without_brace(text: &str) -> Option<SyntaxError> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim();
        if header(line, 0).is_some() {
            let range = TextRange::new(start, start + line.trim_end().len() as u32);
            let message = "\"{\" is missing behind this".to_owned();
            return (!written.contains('{')).then_some(SyntaxError { range, message });
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
    if let Some(error) = unfinished_line(text, start, end) {
        return error;
    }
    let range = TextRange::new(start as u32, end as u32);
    let written = slice(text, range).trim_end();
    if node.is_missing() {
        let kind = if node.is_named() { "a name".to_owned() } else { format!("\"{}\"", node.kind()) };
        return SyntaxError { range, message: format!("{kind} is missing") };
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
    SyntaxError { range, message: format!("unexpected \"{}\"", shown(slice(text, range))) }
}

/// The first line from `start` to `end` that ends too early: the grammar notices on the next one only.
fn unfinished_line(text: &str, start: usize, end: usize) -> Option<SyntaxError> {
    // An error that begins a line is about the end of the one before.
    let first = text.get(..start)?.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let mut line_start = first;
    for line in text.get(first..)?.split_inclusive('\n') {
        if line_start > end {
            return None;
        }
        let written = line.trim();
        let line_end = (line_start + line.trim_end().len()) as u32;
        let name = word(written, 0);
        let (length, message) = if written.ends_with('=') && !written.ends_with("==") {
            (1, "a value is missing after \"=\"".to_owned())
        } else if written.ends_with('.') {
            (1, "a name is missing after \".\"".to_owned())
        } else if !name.is_empty() && name == written {
            (name.len() as u32, format!("\"{}\" has no value", shown(name)))
        } else {
            line_start += line.len();
            continue;
        };
        return Some(SyntaxError { range: TextRange::new(line_end - length, line_end), message });
    }
    None
}

/// What fits into a message.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}
