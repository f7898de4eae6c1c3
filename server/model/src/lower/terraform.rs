//! From trees to models: Terraform and OpenTofu.
//!
//! Blocks are lowered one by one, with ranges relative to the block's own text, so that a block that
//! only moved keeps its model. Damaged blocks give what can still be read of them.

use std::sync::Arc;

use smol_str::SmolStr;
use syntax::{BlockTree, TextRange};
use tree_sitter::Node;

use super::{Nodes, expression};
use crate::document::documents;
use crate::{Block, BlockKind, Body, Comment, Entry, EntryValue, NodeId};

/// A lowered block and the ranges of its nodes, in bytes from the block's start.
pub type Lowered = (Arc<Block>, Arc<[TextRange]>);

/// Lowers one top-level block; never fails.
pub fn block(tree: &BlockTree) -> Lowered {
    let mut lowering = Lowering { text: &tree.text, nodes: Nodes::default(), comments: Vec::new() };
    let root = tree.tree.root_node();
    let node = lowering.nodes.add(range(root));
    let mut pieces = Vec::new();
    flatten(root, &mut pieces);
    lowering.comments_of(root);
    let mut block = lowering.top(node, &pieces);
    block.damaged = tree.damaged;
    block.comments = lowering.comments;
    block.documents = documents(&block.body);
    // The tree is of the text and one line break behind it, which is not the block's.
    let end = tree.text.len() as u32;
    let within = |range: &TextRange| TextRange::new(range.start.min(end), range.end.min(end));
    (Arc::new(block), lowering.nodes.ranges.iter().map(within).collect())
}

struct Lowering<'t> {
    text: &'t str,
    nodes: Nodes,
    comments: Vec<Comment>,
}

fn range(node: Node<'_>) -> TextRange {
    TextRange::new(node.start_byte() as u32, node.end_byte() as u32)
}

/// The children of bodies and error nodes in one row, so that a damaged block reads like a whole one.
fn flatten<'t>(node: Node<'t>, pieces: &mut Vec<Node<'t>>) {
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "body" | "ERROR" => flatten(child, pieces),
            "comment" => {}
            _ => pieces.push(child),
        }
    }
}

impl<'t> Lowering<'t> {
    fn text_of(&self, node: Node<'_>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    fn comments_of(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            if node.kind() == "comment" {
                let raw = self.text_of(node);
                let text = raw.trim_start_matches(['#', '/', '*']).trim_end_matches(['/', '*']).trim();
                let node = self.nodes.add(range(node));
                self.comments.push(Comment { node, text: text.into() });
            }
            pending.extend(node.children(&mut cursor));
        }
        self.comments.sort_by_key(|comment| self.nodes.ranges.get(comment.node.0 as usize).copied());
    }

    fn top(&mut self, node: NodeId, pieces: &[Node<'t>]) -> Block {
        let empty = |kind, body| Block {
            kind,
            node,
            keyword: node,
            labels: Vec::new(),
            braces: node,
            body,
            damaged: false,
            comments: Vec::new(),
            documents: Vec::new(),
        };
        if let [whole] = pieces
            && whole.kind() == "block"
        {
            let mut inner = Vec::new();
            flatten(*whole, &mut inner);
            return self
                .header(range(*whole), &inner)
                .unwrap_or_else(|| empty(BlockKind::Attributes, Body::default()));
        }
        let is_attribute = |piece: &&Node<'_>| piece.kind() == "attribute";
        if pieces.first().is_some_and(|first| is_attribute(&first)) {
            let entries = self.entries(pieces);
            return empty(BlockKind::Attributes, Body { entries });
        }
        let whole = match (pieces.first(), pieces.last()) {
            (Some(first), Some(last)) => TextRange::new(first.start_byte() as u32, last.end_byte() as u32),
            _ => TextRange::default(),
        };
        self.header(whole, pieces)
            .unwrap_or_else(|| empty(BlockKind::Other(SmolStr::default()), Body::default()))
    }

    /// `keyword label* { … }`, as far as it is there.
    fn header(&mut self, whole: TextRange, pieces: &[Node<'t>]) -> Option<Block> {
        let (first, rest) = pieces.split_first()?;
        // A damaged header may have swallowed the first attribute into a block of its own.
        if first.kind() == "block" {
            let mut inner = Vec::new();
            flatten(*first, &mut inner);
            inner.extend(rest);
            return self.header(whole, &inner);
        }
        if first.kind() != "identifier" {
            return None;
        }
        let node = self.nodes.add(whole);
        let keyword_text = self.text_of(*first);
        let keyword = self.nodes.add(range(*first));
        let (mut labels, mut names) = (Vec::new(), Vec::new());
        let mut body_from = rest.len();
        for (index, piece) in rest.iter().enumerate() {
            match piece.kind() {
                "string_lit" | "identifier" => {
                    labels.push(self.nodes.add(range(*piece)));
                    names.push(SmolStr::from(self.text_of(*piece).trim_matches('"')));
                }
                "block_start" => {
                    body_from = index + 1;
                    break;
                }
                "attribute" | "block" => {
                    body_from = index;
                    break;
                }
                _ => {}
            }
        }
        let inside = rest.get(body_from..).unwrap_or_default();
        let braces = TextRange::new(
            body_from
                .checked_sub(1)
                .and_then(|at| rest.get(at))
                .map_or(whole.end, |node| node.start_byte() as u32),
            whole.end,
        );
        let braces = self.nodes.add(braces);
        let entries = self.entries(inside);
        let mut names = names.into_iter();
        let mut name = || names.next().unwrap_or_default();
        let kind = match keyword_text {
            "resource" => BlockKind::Resource { resource_type: name(), name: name() },
            "data" => BlockKind::Data { resource_type: name(), name: name() },
            "variable" => BlockKind::Variable { name: name() },
            "output" => BlockKind::Output { name: name() },
            "locals" => BlockKind::Locals,
            "module" => BlockKind::Module { name: name() },
            "provider" => BlockKind::Provider { name: name() },
            "terraform" => BlockKind::Settings,
            other => BlockKind::Other(other.into()),
        };
        let body = Body { entries };
        Some(Block {
            kind,
            node,
            keyword,
            labels,
            braces,
            body,
            damaged: false,
            comments: Vec::new(),
            documents: Vec::new(),
        })
    }

    /// Attributes and nested blocks; loose header tokens of a damaged nested block are skipped.
    fn entries(&mut self, pieces: &[Node<'t>]) -> Vec<Entry> {
        let mut entries = Vec::new();
        for piece in pieces {
            match piece.kind() {
                "attribute" => entries.extend(self.attribute(*piece)),
                "block" => entries.extend(self.nested(*piece)),
                // A .tfvars file in JSON form, and nothing else, has an object here.
                _ => {}
            }
        }
        entries
    }

    fn attribute(&mut self, attribute: Node<'t>) -> Option<Entry> {
        let name = attribute.named_child(0).filter(|child| child.kind() == "identifier")?;
        let node = self.nodes.add(range(attribute));
        let name_node = self.nodes.add(range(name));
        let mut cursor = attribute.walk();
        let value = attribute.children(&mut cursor).filter(|child| child.kind() == "expression").last();
        let broken = attribute.has_error() && value.is_none_or(|value| is_unsure(attribute, value));
        let expr = match value {
            Some(value) if !broken => expression::lower(value, self.text, &mut self.nodes),
            _ => expression::broken(range(attribute), &mut self.nodes),
        };
        Some(Entry { name: self.text_of(name).into(), node, name_node, value: EntryValue::Attribute(expr) })
    }

    fn nested(&mut self, block: Node<'t>) -> Option<Entry> {
        let mut pieces = Vec::new();
        flatten(block, &mut pieces);
        let (first, rest) = pieces.split_first()?;
        if first.kind() != "identifier" {
            return None;
        }
        let node = self.nodes.add(range(block));
        let name_node = self.nodes.add(range(*first));
        let open = rest.iter().position(|piece| piece.kind() == "block_start").unwrap_or(rest.len());
        let labels: Vec<SmolStr> = rest
            .iter()
            .take(open)
            .filter(|piece| matches!(piece.kind(), "string_lit" | "identifier"))
            .map(|piece| SmolStr::from(self.text_of(*piece).trim_matches('"')))
            .collect();
        let start = rest.get(open).map_or(block.end_byte(), |brace| brace.start_byte());
        let braces = self.nodes.add(TextRange::new(start as u32, block.end_byte() as u32));
        let name = self.text_of(*first);
        let body = Body { entries: self.entries(rest.get(open..).unwrap_or_default()) };
        if name == "dynamic"
            && let Some(label) = labels.first()
        {
            return Some(dynamic(node, name_node, label.clone(), body));
        }
        Some(Entry { name: name.into(), node, name_node, value: EntryValue::Block { labels, body, braces } })
    }
}

/// An error right in front of the value means that the value is not what was meant.
fn is_unsure(attribute: Node<'_>, value: Node<'_>) -> bool {
    let mut cursor = attribute.walk();
    attribute.children(&mut cursor).any(|child| child.is_error()) || value.is_missing()
}

/// `dynamic "ingress" { for_each, iterator, content { … } }` under the name it generates.
fn dynamic(node: NodeId, name_node: NodeId, label: SmolStr, body: Body) -> Entry {
    let iterator = match body.attribute("iterator").map(|expr| &expr.kind) {
        Some(crate::ExprKind::Reference(traversal)) => traversal.root.clone(),
        _ => label.clone(),
    };
    let for_each = body.attribute("for_each").cloned();
    let content = body.entries.into_iter().find_map(|entry| match entry.value {
        EntryValue::Block { body, .. } if entry.name == "content" => Some(body),
        _ => None,
    });
    let body = content.unwrap_or_default();
    Entry { name: label, node, name_node, value: EntryValue::Dynamic { for_each, iterator, body } }
}
