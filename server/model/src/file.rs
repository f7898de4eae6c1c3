//! One file: its top-level blocks and what stands in them.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::{Expr, NodeId};

/// A file as written. Equal text gives an equal model; blocks that did not change keep their `Arc`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileModel {
    pub blocks: Vec<Arc<Block>>,
}

/// A top-level block. In `.tfvars`, and for stray attributes, the block is [`BlockKind::Attributes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub kind: BlockKind,
    /// The whole block.
    pub node: NodeId,
    /// Its first word (`resource`).
    pub keyword: NodeId,
    /// Its labels with their quotes, in order: for a resource, type and name.
    pub labels: Vec<NodeId>,
    /// From `{` to `}`, both included.
    pub braces: NodeId,
    pub body: Body,
    /// Something in it could not be parsed.
    pub damaged: bool,
    /// Comments inside the block and directly above it, for waivers.
    pub comments: Vec<Comment>,
    /// JSON files that it reads with `file()`.
    pub documents: Vec<DocumentName>,
}

/// The argument of a `file()` that names a JSON file and needs no value to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentName {
    pub below: Below,
    /// `policies/orders.json`.
    pub path: SmolStr,
}

/// The directory that a name is seen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// `path.module`: that of the module it stands in.
    Module,
    /// `path.root`, `path.cwd` or nothing: that of the module that is applied.
    Root,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    Resource {
        resource_type: SmolStr,
        name: SmolStr,
    },
    Data {
        resource_type: SmolStr,
        name: SmolStr,
    },
    Variable {
        name: SmolStr,
    },
    Output {
        name: SmolStr,
    },
    Locals,
    Module {
        name: SmolStr,
    },
    Provider {
        name: SmolStr,
    },
    /// `terraform { }`.
    Settings,
    /// Attributes outside any block (`.tfvars`).
    Attributes,
    /// `moved`, `import`, `check`, a keyword that is not known, or damaged beyond a header.
    Other(SmolStr),
}

/// Attributes and nested blocks, in text order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    pub entries: Vec<Entry>,
}

impl Body {
    /// Every entry of that name, in text order (repeated blocks are repeated entries).
    pub fn named<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a Entry> + use<'a, 'n> {
        self.entries.iter().filter(move |entry| entry.name == name)
    }

    /// The expression of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&Expr> {
        self.named(name).find_map(|entry| match &entry.value {
            EntryValue::Attribute(expr) => Some(expr),
            _ => None,
        })
    }

    /// Calls `each` for every expression, those of nested blocks and those inside others too.
    pub fn visit<'b>(&'b self, each: &mut dyn FnMut(&'b Expr)) {
        for entry in &self.entries {
            match &entry.value {
                EntryValue::Attribute(expr) => expr.visit(each),
                EntryValue::Block { body, .. } => body.visit(each),
                EntryValue::Dynamic { for_each, body, .. } => {
                    if let Some(for_each) = for_each {
                        for_each.visit(each);
                    }
                    body.visit(each);
                }
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub name: SmolStr,
    /// The whole attribute or block.
    pub node: NodeId,
    /// The name alone.
    pub name_node: NodeId,
    pub value: EntryValue,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EntryValue {
    Attribute(Expr),
    /// A nested block; the node is the inside of its braces, from `{` to `}`.
    Block {
        labels: Vec<SmolStr>,
        body: Body,
        braces: NodeId,
    },
    /// `dynamic "name" { for_each = …  content { … } }`; stands under the name it generates.
    Dynamic {
        for_each: Option<Expr>,
        iterator: SmolStr,
        body: Body,
    },
}

/// A comment without its marks, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub node: NodeId,
    pub text: SmolStr,
}
