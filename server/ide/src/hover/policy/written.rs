//! What stands under the cursor, and the keys that lead to it, in whatever way the policy is written.

use model::{Body, Entry, EntryValue, Expr, ExprKind, NodeId};
use syntax::TextRange;

/// A string or a key, and how it is reached.
#[derive(Debug)]
pub(super) struct Written<'a> {
    /// Names of attributes, blocks and keys, outermost first; of a key, itself the last.
    pub(super) path: Vec<String>,
    pub(super) token: Token<'a>,
    pub(super) range: TextRange,
    /// The innermost objects and blocks around it, outermost first.
    pub(super) around: Vec<NodeId>,
}

#[derive(Debug)]
pub(super) enum Token<'a> {
    Key,
    String(&'a Expr),
}

impl Written<'_> {
    /// The key that is asked about, or whose value is: `Action` and `actions` alike.
    pub(super) fn key(&self) -> Key {
        self.path.last().map_or(Key::Other, |name| Key::of(name))
    }
}

/// A key of a statement, in the spelling of JSON or of `aws_iam_policy_document`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Statement,
    Sid,
    Effect,
    Action,
    Resource,
    Principal,
    Condition,
    Other,
}

impl Key {
    fn of(name: &str) -> Self {
        match name {
            "Statement" | "statement" => Self::Statement,
            "Sid" | "sid" => Self::Sid,
            "Effect" | "effect" => Self::Effect,
            "Action" | "NotAction" | "actions" | "not_actions" => Self::Action,
            "Resource" | "NotResource" | "resources" | "not_resources" => Self::Resource,
            "Principal" | "NotPrincipal" | "principals" | "not_principals" => Self::Principal,
            "Condition" | "condition" => Self::Condition,
            _ => Self::Other,
        }
    }
}

/// Resolves nodes of one block to bytes.
pub(super) type Ranges<'a> = &'a dyn Fn(NodeId) -> Option<TextRange>;

/// The string or key at an offset.
pub(super) fn written<'a>(body: &'a Body, offset: u32, ranges: Ranges<'_>) -> Option<Written<'a>> {
    let mut walk = Walk { offset, ranges, path: Vec::new(), around: Vec::new() };
    let (token, range) = walk.body(body)?;
    Some(Written { path: walk.path, token, range, around: walk.around })
}

struct Walk<'r> {
    offset: u32,
    ranges: Ranges<'r>,
    path: Vec<String>,
    around: Vec<NodeId>,
}

impl Walk<'_> {
    fn touched(&self, node: NodeId) -> Option<TextRange> {
        (self.ranges)(node).filter(|range| range.touches(self.offset))
    }

    fn body<'a>(&mut self, body: &'a Body) -> Option<(Token<'a>, TextRange)> {
        // Entries of one line touch each other; the one that holds the cursor inside comes first.
        let entry =
            body.entries.iter().filter(|entry| self.touched(entry.node).is_some()).max_by_key(|entry| {
                (self.ranges)(entry.node)
                    .is_some_and(|range| range.start < self.offset && self.offset < range.end)
            })?;
        self.entry(entry)
    }

    fn entry<'a>(&mut self, entry: &'a Entry) -> Option<(Token<'a>, TextRange)> {
        self.path.push(entry.name.to_string());
        let name = self.touched(entry.name_node);
        match &entry.value {
            EntryValue::Attribute(expr) => match name {
                Some(range) => Some((Token::Key, range)),
                None => self.expr(expr),
            },
            EntryValue::Block { body, .. } | EntryValue::Dynamic { body, .. } => {
                self.around.push(entry.node);
                match name {
                    Some(range) => Some((Token::Key, range)),
                    None => self.body(body),
                }
            }
        }
    }

    fn expr<'a>(&mut self, expr: &'a Expr) -> Option<(Token<'a>, TextRange)> {
        let range = self.touched(expr.node)?;
        match &expr.kind {
            ExprKind::String(_) | ExprKind::Template(_) => Some((Token::String(expr), range)),
            ExprKind::List(items) => items.iter().find_map(|item| self.expr(item)),
            ExprKind::Object(entries) => {
                self.around.push(expr.node);
                let entry = entries.iter().find(|entry| {
                    self.touched(entry.key.node).is_some() || self.touched(entry.value.node).is_some()
                })?;
                self.path.push(match &entry.key.kind {
                    ExprKind::String(key) => key.to_string(),
                    ExprKind::Reference(key) => key.root.to_string(),
                    _ => String::new(),
                });
                match self.touched(entry.key.node) {
                    Some(range) => Some((Token::Key, range)),
                    None => self.expr(&entry.value),
                }
            }
            ExprKind::Call { arguments, .. } => arguments.iter().find_map(|argument| self.expr(argument)),
            ExprKind::Conditional { condition, yes, no } => {
                [condition, yes, no].into_iter().find_map(|part| self.expr(part))
            }
            ExprKind::Binary { left, right, .. } => {
                [left, right].into_iter().find_map(|part| self.expr(part))
            }
            ExprKind::For { collection, value, .. } => {
                [collection, value].into_iter().find_map(|part| self.expr(part))
            }
            ExprKind::Access { base, .. } => self.expr(base),
            // A document in a quoted string has one place for all of it: which part is meant can't be told.
            ExprKind::Json(inner) if (self.ranges)(inner.node) == (self.ranges)(expr.node) => None,
            ExprKind::Json(inner) => self.expr(inner),
            _ => None,
        }
    }
}
