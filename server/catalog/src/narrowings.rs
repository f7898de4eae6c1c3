//! The proved edits of a statement, made when somebody asks for them.

use model::Place;
use project::ResolvedModule;

use crate::{Assessment, FixIntent};

/// The edits of every statement that `within` accepts, best grade first; each is proved against everything that
/// is attached to the same holder. Several uses of one document have to agree on an edit.
pub fn narrowings(
    _module: &ResolvedModule,
    _assessment: &Assessment,
    _within: &dyn Fn(Place) -> bool,
) -> Vec<FixIntent> {
    Vec::new()
}
