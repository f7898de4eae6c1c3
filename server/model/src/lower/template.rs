//! Quoted strings and heredocs: escapes, interpolations, and JSON documents inside them.
//!
//! Literal text is cut from the raw text between interpolations, because the grammar drops white
//! space there.

use syntax::TextRange;
use tree_sitter::Node;

use super::embedded_json;
use super::expression::Lowering;
use crate::{Expr, ExprKind};

/// A part of a template that is not literal text.
pub(super) struct Hole {
    pub(super) range: TextRange,
    pub(super) expr: Expr,
    trim_before: bool,
    trim_after: bool,
}

/// `string_lit`, `quoted_template` or `heredoc_template`.
pub(super) fn lower(lowering: &mut Lowering<'_, '_>, node: Node<'_>) -> Expr {
    let range = Lowering::range(node);
    let holes = holes(lowering, node);
    let heredoc = node.kind() == "heredoc_template";
    let content = if heredoc { heredoc_content(lowering.text, node) } else { quoted_content(node) };
    let raw = lowering.text.get(content.start as usize..content.end as usize).unwrap_or_default();
    let json = if heredoc && raw.trim_start().starts_with(['{', '[']) {
        embedded_json::parse(lowering.text, content, &holes, lowering.nodes)
    } else if !heredoc && raw.trim_start().starts_with("{\\\"") {
        quoted_json(lowering, content, &holes)
    } else {
        None
    };
    if let Some(json) = json {
        return lowering.make(range, ExprKind::Json(json.into()));
    }
    let mut parts = Vec::new();
    let mut from = content.start;
    let mut trim_start = false;
    for hole in holes {
        literal(
            lowering,
            TextRange::new(from, hole.range.start),
            trim_start,
            hole.trim_before,
            heredoc,
            &mut parts,
        );
        (from, trim_start) = (hole.range.end, hole.trim_after);
        parts.push(hole.expr);
    }
    literal(lowering, TextRange::new(from, content.end), trim_start, false, heredoc, &mut parts);
    if heredoc && lowering.text_of(node).starts_with("<<-") {
        dedent(&mut parts);
    }
    if parts.is_empty() {
        return lowering.make(range, ExprKind::String("".into()));
    }
    match <[Expr; 1]>::try_from(parts) {
        // The quotes belong to the literal; `"${x}"` is worth what `x` is worth.
        Ok([Expr { kind: ExprKind::String(text), .. }]) => string(lowering, range, &text),
        Ok([only]) => only,
        Err(parts) => lowering.make(range, ExprKind::Template(parts)),
    }
}

/// A JSON document in quotes: `"{\"Version\":\"2012-10-17\"}"`, read without its escapes.
fn quoted_json(lowering: &mut Lowering<'_, '_>, content: TextRange, holes: &[Hole]) -> Option<Expr> {
    let mut text = String::new();
    // By offset in `text`: the offset in the file.
    let mut origin = Vec::new();
    let mut moved = Vec::new();
    let mut at = content.start;
    for hole in holes {
        unescaped(lowering.text, TextRange::new(at, hole.range.start), &mut text, &mut origin)?;
        let start = text.len() as u32;
        text.push_str(lowering.text.get(hole.range.start as usize..hole.range.end as usize)?);
        origin.extend(hole.range.start..hole.range.end);
        moved.push(Hole {
            range: TextRange::new(start, text.len() as u32),
            expr: hole.expr.clone(),
            ..*hole
        });
        at = hole.range.end;
    }
    unescaped(lowering.text, TextRange::new(at, content.end), &mut text, &mut origin)?;
    origin.push(content.end);
    let first = lowering.nodes.ranges.len();
    let json = embedded_json::parse(&text, TextRange::new(0, text.len() as u32), &moved, lowering.nodes)?;
    let place = |offset: u32| origin.get(offset as usize).copied().unwrap_or(content.end);
    for range in lowering.nodes.ranges.iter_mut().skip(first) {
        *range = TextRange::new(place(range.start), place(range.end));
    }
    Some(json)
}

/// `\"` and `\\` as the characters they stand for, each with its offset. A line break is white space here.
fn unescaped(source: &str, range: TextRange, text: &mut String, origin: &mut Vec<u32>) -> Option<()> {
    let mut chars = source.get(range.start as usize..range.end as usize)?.char_indices();
    while let Some((at, char)) = chars.next() {
        let char = match char {
            '\\' => match chars.next()?.1 {
                char @ ('"' | '\\') => char,
                'n' | 'r' | 't' => ' ',
                _ => return None,
            },
            char => char,
        };
        text.push(char);
        origin.extend(std::iter::repeat_n(range.start + at as u32, char.len_utf8()));
    }
    Some(())
}

/// A string literal; a JSON document in one that can't be taken apart there stands at the literal's place.
fn string(lowering: &mut Lowering<'_, '_>, range: TextRange, text: &str) -> Expr {
    if text.trim_start().starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str::<serde_json::Value>(text)
    {
        let json = embedded_json::without_places(&json, lowering.nodes.add(range));
        return lowering.make(range, ExprKind::Json(json.into()));
    }
    lowering.make(range, ExprKind::String(text.into()))
}

fn holes(lowering: &mut Lowering<'_, '_>, node: Node<'_>) -> Vec<Hole> {
    let mut cursor = node.walk();
    let mut holes = Vec::new();
    for child in node.children(&mut cursor) {
        let range = Lowering::range(child);
        match child.kind() {
            "template_interpolation" => {
                let mut inner = child.walk();
                let parts: Vec<_> = child.named_children(&mut inner).collect();
                let at = parts.iter().position(|part| part.kind() == "expression");
                let expr = match at.and_then(|at| parts.get(at)) {
                    Some(expression) => lowering.expression(*expression),
                    None => lowering.make(range, ExprKind::Broken),
                };
                let marks = |part: &Node<'_>| part.kind() == "strip_marker";
                let trim_before = parts.iter().take(at.unwrap_or(0)).any(marks);
                let trim_after = parts.iter().skip(at.unwrap_or(0)).any(marks);
                holes.push(Hole { range, expr, trim_before, trim_after });
            }
            // A template `if` or `for` is not evaluated.
            "template_directive" => {
                let kind =
                    ExprKind::Call { function: "%{ }".into(), arguments: Vec::new(), expand_last: false };
                holes.push(Hole {
                    range,
                    expr: lowering.make(range, kind),
                    trim_before: false,
                    trim_after: false,
                });
            }
            _ => {}
        }
    }
    holes
}

fn quoted_content(node: Node<'_>) -> TextRange {
    let range = Lowering::range(node);
    let closed = node.child(node.child_count().saturating_sub(1)).is_some_and(|end| !end.is_missing());
    let end = if closed { range.end.saturating_sub(1) } else { range.end };
    TextRange::new((range.start + 1).min(end), end)
}

/// From the line after `<<EOT` to the line of the closing word.
fn heredoc_content(text: &str, node: Node<'_>) -> TextRange {
    let whole = Lowering::range(node);
    let raw = text.get(whole.start as usize..whole.end as usize).unwrap_or_default();
    let start = raw.find('\n').map_or(raw.len(), |at| at + 1);
    let end = raw.rfind('\n').map_or(start, |at| at + 1).max(start);
    TextRange::new(whole.start + start as u32, whole.start + end as u32)
}

fn literal(
    lowering: &mut Lowering<'_, '_>,
    range: TextRange,
    trim_start: bool,
    trim_end: bool,
    heredoc: bool,
    parts: &mut Vec<Expr>,
) {
    let mut raw = lowering.text.get(range.start as usize..range.end as usize).unwrap_or_default();
    if trim_start {
        raw = raw.trim_start();
    }
    if trim_end {
        raw = raw.trim_end();
    }
    if !raw.is_empty() {
        let text = unescape(raw, heredoc);
        parts.push(lowering.make(range, ExprKind::String(text.into())));
    }
}

fn unescape(raw: &str, heredoc: bool) -> String {
    let raw = raw.replace("$${", "${").replace("%%{", "%{");
    if heredoc || !raw.contains('\\') {
        return raw;
    }
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            text.push(char);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(mark @ ('u' | 'U')) => {
                let digits: String = chars.by_ref().take(if mark == 'u' { 4 } else { 8 }).collect();
                text.push(
                    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}'),
                );
            }
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    text
}

/// `<<-`: the smallest indentation of the lines is taken from every line.
fn dedent(parts: &mut [Expr]) {
    let mut at_line_start = true;
    let mut smallest = usize::MAX;
    for part in parts.iter() {
        let ExprKind::String(text) = &part.kind else {
            if at_line_start {
                smallest = 0;
            }
            at_line_start = false;
            continue;
        };
        for line in text.split_inclusive('\n') {
            let blank = line.trim().is_empty();
            if at_line_start && !(blank && line.ends_with('\n')) {
                smallest = smallest.min(line.len() - line.trim_start_matches([' ', '\t']).len());
            }
            at_line_start = line.ends_with('\n');
        }
    }
    let smallest = if smallest == usize::MAX { 0 } else { smallest };
    let mut at_line_start = true;
    for part in parts.iter_mut() {
        let ExprKind::String(text) = &mut part.kind else {
            at_line_start = false;
            continue;
        };
        let mut dedented = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let cut = if at_line_start {
                smallest.min(line.len() - line.trim_start_matches([' ', '\t']).len())
            } else {
                0
            };
            dedented.push_str(line.get(cut..).unwrap_or_default());
            at_line_start = line.ends_with('\n');
        }
        *text = dedented.into();
    }
}
