//! The outline of a file: its top-level blocks, with what is open in each.

use std::collections::BTreeMap;

use model::{Block, BlockKind, FileId};

use crate::{Analysis, Symbol};

pub(crate) fn symbols(analysis: &Analysis, file: FileId) -> Vec<Symbol> {
    let Some(source) = analysis.source(file) else { return Vec::new() };
    let details: BTreeMap<u32, String> = analysis
        .subjects(file)
        .iter()
        .map(|subject| (subject.block, subject.core()))
        .filter(|(_, counts)| counts.applies > 0)
        .map(|(block, counts)| (block, format!("{} of {} open", counts.open, counts.applies)))
        .collect();
    source
        .model
        .blocks
        .iter()
        .zip(0_u32..)
        .filter_map(|(block, index)| {
            let (keyword, name) = names(block)?;
            let name_node = block.labels.last().copied().unwrap_or(block.keyword);
            Some(Symbol {
                name,
                keyword: keyword.to_owned(),
                range: source.source.range(index, block.node)?,
                name_range: source.source.range(index, name_node)?,
                detail: details.get(&index).cloned(),
            })
        })
        .collect()
}

/// The keyword, and the name as an expression would refer to the block.
fn names(block: &Block) -> Option<(&str, String)> {
    Some(match &block.kind {
        BlockKind::Resource { resource_type, name } => ("resource", format!("{resource_type}.{name}")),
        BlockKind::Data { resource_type, name } => ("data", format!("data.{resource_type}.{name}")),
        BlockKind::Variable { name } => ("variable", format!("var.{name}")),
        BlockKind::Output { name } => ("output", format!("output.{name}")),
        BlockKind::Locals => ("locals", "locals".to_owned()),
        BlockKind::Module { name } => ("module", format!("module.{name}")),
        BlockKind::Provider { name } => ("provider", format!("provider.{name}")),
        BlockKind::Settings => ("terraform", "terraform".to_owned()),
        BlockKind::Other(keyword) if !keyword.is_empty() => (keyword, keyword.to_string()),
        BlockKind::Other(_) | BlockKind::Attributes => return None,
    })
}
