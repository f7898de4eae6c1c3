//! What is mine here, is it handled, where do I see that: on a name, an attribute, a module call, a
//! waiver, in a policy. Anywhere else there is nothing to say. The range is the token, never the block.

mod attribute;
mod call;
mod policy;
pub(crate) mod resource;
mod section;
mod waiver;

use model::{BlockKind, FileId, NodeId, Place};

use crate::{Analysis, Hover};

pub(crate) fn hover(analysis: &Analysis, file: FileId, offset: u32) -> Option<Hover> {
    let (index, block) = analysis.block_at(file, offset)?;
    let place = |node: NodeId| Place { file, block: index, node };
    let at = |node: NodeId| analysis.range(place(node)).filter(|range| range.touches(offset));

    if let Some((comment, range)) =
        block.comments.iter().find_map(|comment| Some((comment, at(comment.node)?)))
    {
        return Some(Hover { range, markdown: waiver::markdown(analysis, file, index, &comment.text)? });
    }
    if let Some(range) = block.labels.iter().find_map(|label| at(*label)) {
        let markdown = match &block.kind {
            BlockKind::Module { name } => {
                call::markdown(analysis, file, place(*block.labels.first()?), name)?
            }
            _ => {
                let subjects = analysis.subjects(file);
                resource::markdown(analysis, subjects.iter().find(|subject| subject.block == index)?)
            }
        };
        return Some(Hover { range, markdown });
    }
    policy::hover(analysis, file, index, block, offset)
        .or_else(|| attribute::hover(analysis, file, index, &block.body, offset))
}
