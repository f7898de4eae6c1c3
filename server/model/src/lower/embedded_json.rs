//! JSON documents written as text inside another language, with the place of every value.
//!
//! Policies are often heredocs. Taken apart here, they read like `jsonencode({…})` to everybody above.

use syntax::TextRange;

use super::Nodes;
use super::template::Hole;
use crate::{Expr, ExprKind, NodeId, ObjectEntry};

const MAX_DEPTH: u32 = 64;

/// Parses the bytes of `range`; a hole may stand for a value or for a part of a string.
/// `None` if it is not JSON.
pub(super) fn parse(text: &str, range: TextRange, holes: &[Hole], nodes: &mut Nodes) -> Option<Expr> {
    let mut parser = Parser { text, at: range.start, end: range.end, holes, nodes };
    let value = parser.value(0)?;
    parser.space();
    (parser.at == parser.end).then_some(value)
}

/// A parsed document whose every value stands at one node.
pub(super) fn without_places(json: &serde_json::Value, node: NodeId) -> Expr {
    use serde_json::Value as Json;
    let kind = match json {
        Json::Null => ExprKind::Null,
        Json::Bool(value) => ExprKind::Bool(*value),
        Json::Number(value) => ExprKind::Number(value.as_f64().unwrap_or_default()),
        Json::String(value) => ExprKind::String(value.into()),
        Json::Array(items) => ExprKind::List(items.iter().map(|item| without_places(item, node)).collect()),
        Json::Object(entries) => ExprKind::Object(
            entries
                .iter()
                .map(|(key, value)| ObjectEntry {
                    key: Expr { node, kind: ExprKind::String(key.into()) },
                    value: without_places(value, node),
                })
                .collect(),
        ),
    };
    Expr { node, kind }
}

struct Parser<'a> {
    text: &'a str,
    at: u32,
    end: u32,
    holes: &'a [Hole],
    nodes: &'a mut Nodes,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.text.as_bytes().get(self.at as usize).copied()).flatten()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The hole that begins here, taken. Holes come in text order and are met once.
    fn hole(&mut self) -> Option<Expr> {
        while self.holes.first().is_some_and(|hole| hole.range.start < self.at) {
            self.holes = self.holes.get(1..)?;
        }
        let hole = self.holes.first().filter(|hole| hole.range.start == self.at)?;
        self.at = hole.range.end;
        Some(hole.expr.clone())
    }

    fn make(&mut self, start: u32, kind: ExprKind) -> Expr {
        Expr { node: self.nodes.add(TextRange::new(start, self.at)), kind }
    }

    fn value(&mut self, depth: u32) -> Option<Expr> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        if let Some(expr) = self.hole() {
            return Some(expr);
        }
        let start = self.at;
        let kind = match self.peek()? {
            b'"' => return self.string(),
            b'{' => self.object(depth)?,
            b'[' => {
                self.at += 1;
                let items = self.items(b']', |parser| parser.value(depth + 1))?;
                ExprKind::List(items)
            }
            _ => {
                while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
                    self.at += 1;
                }
                match self.text.get(start as usize..self.at as usize)? {
                    "true" => ExprKind::Bool(true),
                    "false" => ExprKind::Bool(false),
                    "null" => ExprKind::Null,
                    number => ExprKind::Number(number.parse().ok()?),
                }
            }
        };
        Some(self.make(start, kind))
    }

    fn object(&mut self, depth: u32) -> Option<ExprKind> {
        self.at += 1;
        let entries = self.items(b'}', |parser| {
            parser.space();
            let key = parser.string()?;
            parser.eat(b':')?;
            Some(ObjectEntry { key, value: parser.value(depth + 1)? })
        })?;
        Some(ExprKind::Object(entries))
    }

    fn items<T>(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        if self.eat(close).is_some() {
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            if self.eat(close).is_some() {
                return Some(items);
            }
            self.eat(b',')?;
        }
    }

    fn string(&mut self) -> Option<Expr> {
        let start = self.at;
        self.eat(b'"')?;
        let mut parts = Vec::new();
        let mut from = self.at;
        loop {
            let here = self.at;
            if let Some(expr) = self.hole() {
                self.literal(TextRange::new(from, here), &mut parts)?;
                parts.push(expr);
                from = self.at;
                continue;
            }
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                b'\n' => return None,
                _ => self.at += 1,
            }
        }
        self.literal(TextRange::new(from, self.at), &mut parts)?;
        self.at += 1;
        let kind = match <[Expr; 1]>::try_from(parts) {
            Ok([only]) => only.kind,
            Err(parts) if parts.is_empty() => ExprKind::String("".into()),
            Err(parts) => ExprKind::Template(parts),
        };
        Some(self.make(start, kind))
    }

    fn literal(&mut self, range: TextRange, parts: &mut Vec<Expr>) -> Option<()> {
        let raw = self.text.get(range.start as usize..range.end as usize)?;
        if !raw.is_empty() {
            let text: String = serde_json::from_str(&format!("\"{raw}\"")).ok()?;
            let text = text.replace("$${", "${").replace("%%{", "%{");
            parts.push(Expr { node: self.nodes.add(range), kind: ExprKind::String(text.into()) });
        }
        Some(())
    }
}
