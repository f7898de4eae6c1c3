//! The models of one open file from one text to the next: what did not change keeps its identity,
//! and the last good model of a damaged block stands in for it.

use std::{collections::HashMap, sync::Arc};

use model::{Block, BlockKind, BlockSource, FileModel, SourceMap, lower};
use syntax::{BlockTree, Parsed, TextRange};

use crate::files::{Problem, Reading};

/// What is remembered between two texts; empty for a file that is opened.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    blocks: Vec<One>,
    model: Arc<FileModel>,
    /// The last good model of each block, by what its header says.
    good: HashMap<Key, One>,
}

#[derive(Debug, Clone)]
struct One {
    tree: Arc<BlockTree>,
    block: Arc<Block>,
    nodes: Arc<[TextRange]>,
}

/// The header, and how many blocks before have the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key(String, usize);

impl Lowered {
    /// Reads a text's blocks.
    pub(crate) fn update(&mut self, parsed: &Parsed) -> Reading {
        let known: HashMap<*const BlockTree, One> =
            self.blocks.iter().map(|one| (Arc::as_ptr(&one.tree), one.clone())).collect();
        let previous = std::mem::take(&mut self.blocks);
        let same_count = previous.len() == parsed.blocks.len();
        let mut problems = Vec::new();
        let mut stale = Vec::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        let (mut blocks, mut sources) = (Vec::new(), Vec::new());
        for (index, source) in parsed.blocks.iter().enumerate() {
            let mut one =
                known.get(&Arc::as_ptr(&source.tree)).cloned().unwrap_or_else(|| lower(&source.tree));
            // White space and comments change ranges, not the model.
            if let Some(before) = previous.get(index)
                && before.block == one.block
            {
                one.block = Arc::clone(&before.block);
            }
            let errors = source.tree.errors.iter();
            problems.extend(errors.map(|error| Problem {
                range: error.range.shifted(source.range.start),
                message: error.message.clone(),
            }));
            let header = header(&one.block.kind);
            let count = counts.entry(header.clone()).or_default();
            let key = Key(header, *count);
            *count += 1;
            let shown = if source.tree.damaged {
                // A damaged header is told by its position, as long as no block came or went.
                let by_position = || {
                    previous.get(index).filter(|_| same_count).map(|one| header_key(&previous, index, one))
                };
                let stand_in = self.good.get(&key).or_else(|| self.good.get(&by_position()?));
                match stand_in {
                    Some(good) => {
                        stale.push(index as u32);
                        let nodes = moved(&good.nodes, &good.tree.text, &source.tree.text);
                        One { nodes, ..good.clone() }
                    }
                    None => one.clone(),
                }
            } else {
                self.good.insert(key, one.clone());
                one.clone()
            };
            blocks.push(shown.block);
            sources.push(BlockSource { range: source.range, nodes: shown.nodes });
            self.blocks.push(one);
        }
        let model = FileModel { blocks };
        if *self.model != model {
            self.model = Arc::new(model);
        }
        Reading { model: Arc::clone(&self.model), source: SourceMap { blocks: sources }, problems, stale }
    }
}

fn lower(tree: &Arc<BlockTree>) -> One {
    let (block, nodes) = lower::terraform::block(tree);
    One { tree: Arc::clone(tree), block, nodes }
}

fn header(kind: &BlockKind) -> String {
    format!("{kind:?}")
}

fn header_key(previous: &[One], index: usize, one: &One) -> Key {
    let header = header(&one.block.kind);
    let before = previous.iter().take(index).filter(|other| other.block.kind == one.block.kind).count();
    Key(header, before)
}

/// Ranges of an old text, in a new one that differs in one stretch.
fn moved(nodes: &[TextRange], old: &str, new: &str) -> Arc<[TextRange]> {
    let prefix = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - prefix;
    let suffix =
        old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = ((old.len() - suffix) as u32, (new.len() - suffix) as u32);
    let at = |offset: u32| match offset {
        _ if offset <= prefix as u32 => offset,
        _ if offset >= old_end => offset - old_end + new_end,
        _ => offset.min(new_end),
    };
    nodes.iter().map(|range| TextRange::new(at(range.start), at(range.end).max(at(range.start)))).collect()
}
