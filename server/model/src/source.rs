//! Where things are written. Kept apart from the model, so that moved text changes no model.

use std::sync::Arc;

use syntax::TextRange;

/// A file of the workspace; given out by `project` and stable for the life of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A node (block, label, entry, expression) inside its top-level block, counted in text order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NodeId(pub u32);

/// A node of a file: resolved to bytes by that file's [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub file: FileId,
    /// Index into [`crate::FileModel::blocks`].
    pub block: u32,
    pub node: NodeId,
}

/// One top-level block's place in the file and the ranges of its nodes, relative to its start.
#[derive(Debug, Clone)]
pub struct BlockSource {
    pub range: TextRange,
    pub nodes: Arc<[TextRange]>,
}

/// Ranges of every node of one file, in bytes.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    pub blocks: Vec<BlockSource>,
}

impl SourceMap {
    /// The bytes of a node; `None` if the place is not of this file's text.
    pub fn range(&self, block: u32, node: NodeId) -> Option<TextRange> {
        let block = self.blocks.get(block as usize)?;
        Some(block.nodes.get(node.0 as usize)?.shifted(block.range.start))
    }

    /// The top-level block at an offset.
    pub fn block_at(&self, offset: u32) -> Option<u32> {
        let next = self.blocks.partition_point(|block| block.range.start <= offset);
        let index = next.checked_sub(1)?;
        self.blocks.get(index)?.range.touches(offset).then_some(index as u32)
    }
}
