//! From text to a model: a JSON document in a file of its own.

use std::sync::Arc;

use syntax::TextRange;

use super::{Nodes, embedded_json, terraform::Lowered};
use crate::{Block, BlockKind, Body, Entry, EntryValue};

/// The document as the one attribute of the one block; `None` if the text is not JSON.
pub fn document(text: &str) -> Option<Lowered> {
    let mut nodes = Nodes::default();
    let range = TextRange::new(0, text.len() as u32);
    let node = nodes.add(range);
    // It has no first word, and its value no name.
    let keyword = nodes.add(TextRange::new(0, 0));
    let value = embedded_json::parse(text, range, &[], &mut nodes)?;
    let entry = Entry { name: "".into(), node, name_node: keyword, value: EntryValue::Attribute(value) };
    let block = Block {
        kind: BlockKind::Attributes,
        node,
        keyword,
        labels: Vec::new(),
        braces: node,
        body: Body { entries: vec![entry] },
        damaged: false,
        comments: Vec::new(),
        documents: Vec::new(),
    };
    Some((Arc::new(block), nodes.ranges.into()))
}
