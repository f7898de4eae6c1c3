//! Expressions of HCL.
//!
//! The grammar's tree is trusted for its leaves, not for operators: it reads `a.b && c.d` as
//! `((a.b && c).d)`. So operations are flattened to a row of terms and operators and put together
//! again by precedence.

use smol_str::SmolStr;
use syntax::TextRange;
use tree_sitter::Node;

use super::{Nodes, template};
use crate::{BinaryOp, Expr, ExprKind, ObjectEntry, Step, Traversal};

/// Deeper nesting is read as broken: a person does not write it, and the stack has an end.
const MAX_DEPTH: u32 = 128;

pub(super) fn lower(node: Node<'_>, text: &str, nodes: &mut Nodes) -> Expr {
    Lowering { text, nodes, depth: 0 }.expression(node)
}

pub(super) fn broken(range: TextRange, nodes: &mut Nodes) -> Expr {
    Expr { node: nodes.add(range), kind: ExprKind::Broken }
}

pub(super) struct Lowering<'t, 'n> {
    pub(super) text: &'t str,
    pub(super) nodes: &'n mut Nodes,
    depth: u32,
}

/// One element of a flattened operation.
type Row<'a, 't> = std::iter::Peekable<std::slice::Iter<'a, Node<'t>>>;

impl<'t> Lowering<'t, '_> {
    pub(super) fn range(node: Node<'_>) -> TextRange {
        TextRange::new(node.start_byte() as u32, node.end_byte() as u32)
    }

    pub(super) fn text_of(&self, node: Node<'_>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    pub(super) fn make(&mut self, range: TextRange, kind: ExprKind) -> Expr {
        Expr { node: self.nodes.add(range), kind }
    }

    pub(super) fn expression(&mut self, node: Node<'_>) -> Expr {
        if self.depth >= MAX_DEPTH {
            return self.make(Self::range(node), ExprKind::Broken);
        }
        self.depth += 1;
        let expr = self.row_expression(node);
        self.depth -= 1;
        expr
    }

    fn row_expression(&mut self, node: Node<'_>) -> Expr {
        let mut row = Vec::new();
        flatten(node, &mut row);
        if row.iter().any(|piece| piece.is_error()) {
            return self.make(Self::range(node), ExprKind::Broken);
        }
        if let [only] = row.as_slice()
            && only.kind() == "conditional"
        {
            return self.conditional(*only);
        }
        let mut pieces = row.iter().peekable();
        let expr = self.binary(&mut pieces, 0);
        match expr {
            Some(expr) if pieces.peek().is_none() => expr,
            _ => self.make(Self::range(node), ExprKind::Broken),
        }
    }

    fn conditional(&mut self, node: Node<'_>) -> Expr {
        let mut cursor = node.walk();
        let parts: Vec<_> = node.children(&mut cursor).filter(|child| child.kind() == "expression").collect();
        let [condition, yes, no] = parts.as_slice() else {
            return self.make(Self::range(node), ExprKind::Broken);
        };
        let (condition, yes, no) = (self.expression(*condition), self.expression(*yes), self.expression(*no));
        let kind = ExprKind::Conditional { condition: condition.into(), yes: yes.into(), no: no.into() };
        self.make(Self::range(node), kind)
    }

    fn binary(&mut self, row: &mut Row<'_, '_>, min_precedence: u8) -> Option<Expr> {
        let mut left = self.unary(row)?;
        while let Some((op, precedence)) = row.peek().and_then(|piece| operator(piece.kind())) {
            if precedence < min_precedence {
                break;
            }
            row.next();
            let right = self.binary(row, precedence + 1)?;
            let range = self.span(&left, &right);
            left = self.make(range, ExprKind::Binary { op, left: left.into(), right: right.into() });
        }
        Some(left)
    }

    fn span(&self, left: &Expr, right: &Expr) -> TextRange {
        let of = |expr: &Expr| self.nodes.ranges.get(expr.node.0 as usize).copied().unwrap_or_default();
        TextRange::new(of(left).start, of(right).end)
    }

    fn unary(&mut self, row: &mut Row<'_, '_>) -> Option<Expr> {
        let sign = *row.peek()?;
        let wrap: fn(Box<Expr>) -> ExprKind = match sign.kind() {
            "!" => ExprKind::Not,
            "-" => ExprKind::Negate,
            _ => return self.postfix(row),
        };
        row.next();
        let inner = self.unary(row)?;
        let range = TextRange::new(sign.start_byte() as u32, self.span(&inner, &inner).end);
        Some(match (&inner.kind, sign.kind()) {
            (ExprKind::Number(number), "-") => self.make(range, ExprKind::Number(-number)),
            _ => self.make(range, wrap(inner.into())),
        })
    }

    fn postfix(&mut self, row: &mut Row<'_, '_>) -> Option<Expr> {
        let first = *row.next()?;
        let start = first.start_byte() as u32;
        let mut end = first.end_byte() as u32;
        let base = match first.kind() {
            "(" => {
                let inner = self.expression(*row.next()?);
                end = row.next().filter(|close| close.kind() == ")")?.end_byte() as u32;
                inner
            }
            _ => self.term(first)?,
        };
        let mut steps = Vec::new();
        while let Some(piece) = row.next_if(|piece| matches!(piece.kind(), "get_attr" | "index" | "splat")) {
            end = piece.end_byte() as u32;
            self.steps(*piece, &mut steps);
        }
        if steps.is_empty() {
            return Some(base);
        }
        let range = TextRange::new(start, end);
        Some(match base.kind {
            ExprKind::Reference(Traversal { root, steps: first }) if first.is_empty() => {
                self.make(range, ExprKind::Reference(Traversal { root, steps }))
            }
            _ => self.make(range, ExprKind::Access { base: base.into(), steps }),
        })
    }

    fn steps(&mut self, node: Node<'_>, steps: &mut Vec<Step>) {
        let mut cursor = node.walk();
        match node.kind() {
            "get_attr" => {
                let name = node.named_child(0).map(|name| self.text_of(name)).unwrap_or_default();
                steps.push(Step::Attribute(name.into()));
            }
            "legacy_index" => {
                let digits = self.text_of(node).trim_start_matches('.').trim();
                let kind = digits.parse().map_or(ExprKind::Broken, ExprKind::Number);
                let index = self.make(Self::range(node), kind);
                steps.push(Step::Index(index.into()));
            }
            "new_index" => {
                let index = node.children(&mut cursor).find(|child| child.kind() == "expression");
                let index = match index {
                    Some(index) => self.expression(index),
                    None => self.make(Self::range(node), ExprKind::Broken),
                };
                steps.push(Step::Index(index.into()));
            }
            "attr_splat" | "full_splat" => {
                steps.push(Step::Splat);
                for child in node.named_children(&mut cursor) {
                    self.steps(child, steps);
                }
            }
            // `index` and `splat` wrap the forms above.
            _ => {
                for child in node.named_children(&mut cursor) {
                    self.steps(child, steps);
                }
            }
        }
    }

    fn term(&mut self, node: Node<'_>) -> Option<Expr> {
        let range = Self::range(node);
        let kind = match node.kind() {
            "literal_value" => return self.literal(node.named_child(0)?),
            "template_expr" => return Some(template::lower(self, node.named_child(0)?)),
            "variable_expr" => {
                ExprKind::Reference(Traversal { root: self.text_of(node).into(), steps: Vec::new() })
            }
            "collection_value" => return self.term(node.named_child(0)?),
            "tuple" => {
                let mut cursor = node.walk();
                let items = node.children(&mut cursor).filter(|child| child.kind() == "expression");
                ExprKind::List(items.map(|item| self.expression(item)).collect())
            }
            "object" => self.object(node),
            "function_call" => self.call(node)?,
            "for_expr" => self.for_expr(node.named_child(0)?)?,
            "expression" => return Some(self.expression(node)),
            _ => return None,
        };
        Some(self.make(range, kind))
    }

    fn literal(&mut self, node: Node<'_>) -> Option<Expr> {
        let text = self.text_of(node);
        let kind = match node.kind() {
            "null_lit" => ExprKind::Null,
            "bool_lit" => ExprKind::Bool(text == "true"),
            "numeric_lit" => match text.strip_prefix("0x") {
                Some(hex) => ExprKind::Number(u64::from_str_radix(hex, 16).ok()? as f64),
                None => ExprKind::Number(text.parse().ok()?),
            },
            "string_lit" => return Some(template::lower(self, node)),
            _ => return None,
        };
        Some(self.make(Self::range(node), kind))
    }

    fn object(&mut self, node: Node<'_>) -> ExprKind {
        let mut cursor = node.walk();
        let mut entries = Vec::new();
        for element in node.children(&mut cursor).filter(|child| child.kind() == "object_elem") {
            let (Some(key), Some(value)) =
                (element.child_by_field_name("key"), element.child_by_field_name("val"))
            else {
                continue;
            };
            let parenthesised = key.child(0).is_some_and(|first| first.kind() == "(");
            let mut key = self.expression(key);
            // A bare word is a key, not a reference.
            if let ExprKind::Reference(Traversal { root, steps }) = &key.kind
                && steps.is_empty()
                && !parenthesised
            {
                key.kind = ExprKind::String(root.clone());
            }
            entries.push(ObjectEntry { key, value: self.expression(value) });
        }
        ExprKind::Object(entries)
    }

    fn call(&mut self, node: Node<'_>) -> Option<ExprKind> {
        let function: SmolStr = self.text_of(node.named_child(0)?).into();
        let mut cursor = node.walk();
        let list = node.named_children(&mut cursor).find(|child| child.kind() == "function_arguments");
        let (mut arguments, mut expand_last) = (Vec::new(), false);
        if let Some(list) = list {
            let mut cursor = list.walk();
            for child in list.named_children(&mut cursor) {
                match child.kind() {
                    "expression" => arguments.push(self.expression(child)),
                    "ellipsis" => expand_last = true,
                    _ => {}
                }
            }
        }
        Some(ExprKind::Call { function, arguments, expand_last })
    }

    fn for_expr(&mut self, node: Node<'_>) -> Option<ExprKind> {
        let mut cursor = node.walk();
        let (mut intro, mut outer, mut condition, mut grouped) = (None, Vec::new(), None, false);
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "for_intro" => intro = Some(child),
                "expression" => outer.push(child),
                "for_cond" => condition = child.named_child(0),
                "ellipsis" => grouped = true,
                _ => {}
            }
        }
        let intro = intro?;
        let mut cursor = intro.walk();
        let (mut names, mut collection) = (Vec::<SmolStr>::new(), None);
        for child in intro.named_children(&mut cursor) {
            match child.kind() {
                "identifier" => names.push(self.text_of(child).into()),
                "expression" => collection = Some(child),
                _ => {}
            }
        }
        let value_name = names.pop()?;
        let collection = self.expression(collection?);
        let (key, value) = match outer.as_slice() {
            [value] => (None, self.expression(*value)),
            [key, value] => (Some(Box::new(self.expression(*key))), self.expression(*value)),
            _ => return None,
        };
        let condition = condition.map(|condition| Box::new(self.expression(condition)));
        let key_name = names.pop();
        let (collection, value) = (Box::new(collection), Box::new(value));
        Some(ExprKind::For { key_name, value_name, collection, key, value, condition, grouped })
    }
}

/// Terms, postfixes and operators of nested operations in one row.
fn flatten<'t>(node: Node<'t>, row: &mut Vec<Node<'t>>) {
    let mut cursor = node.walk();
    let mut pending: Vec<Node<'t>> = node.children(&mut cursor).collect();
    pending.reverse();
    while let Some(child) = pending.pop() {
        match child.kind() {
            "operation" | "binary_operation" | "unary_operation" => {
                let from = pending.len();
                let mut cursor = child.walk();
                pending.extend(child.children(&mut cursor));
                if let Some(added) = pending.get_mut(from..) {
                    added.reverse();
                }
            }
            "comment" => {}
            _ => row.push(child),
        }
    }
}

fn operator(token: &str) -> Option<(BinaryOp, u8)> {
    Some(match token {
        "||" => (BinaryOp::Or, 1),
        "&&" => (BinaryOp::And, 2),
        "==" => (BinaryOp::Equal, 3),
        "!=" => (BinaryOp::NotEqual, 3),
        "<" => (BinaryOp::Less, 4),
        "<=" => (BinaryOp::LessOrEqual, 4),
        ">" => (BinaryOp::Greater, 4),
        ">=" => (BinaryOp::GreaterOrEqual, 4),
        "+" => (BinaryOp::Add, 5),
        "-" => (BinaryOp::Subtract, 5),
        "*" => (BinaryOp::Multiply, 6),
        "/" => (BinaryOp::Divide, 6),
        "%" => (BinaryOp::Remainder, 6),
        _ => return None,
    })
}
