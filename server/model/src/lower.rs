//! From trees to models, one file a language.

mod embedded_json;
mod expression;
pub mod json;
mod template;
pub mod terraform;

use syntax::TextRange;

use crate::NodeId;

/// Hands out node ids in text order of lowering and remembers their ranges.
#[derive(Debug, Default)]
struct Nodes {
    ranges: Vec<TextRange>,
}

impl Nodes {
    fn add(&mut self, range: TextRange) -> NodeId {
        self.ranges.push(range);
        NodeId(self.ranges.len() as u32 - 1)
    }
}
