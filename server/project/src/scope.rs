//! One call of a module: the names that its expressions can use.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use model::{Block, Expr, FileId, Place, SmolStr, Value};

use crate::{Existence, FilePath};

/// A module, as called from one place (or a root module, called from nowhere).
#[derive(Debug)]
pub(crate) struct Call {
    /// Names of the calls, outermost first; empty for the root.
    pub(crate) path: Vec<SmolStr>,
    pub(crate) directory: FilePath,
    pub(crate) parent: Option<u32>,
    /// The name label of the `module` block.
    pub(crate) place: Option<Place>,
    /// What the caller passes.
    pub(crate) arguments: Option<Declared>,
    pub(crate) variables: BTreeMap<SmolStr, Named>,
    pub(crate) locals: BTreeMap<SmolStr, Named>,
    pub(crate) outputs: BTreeMap<SmolStr, Named>,
    pub(crate) modules: BTreeMap<SmolStr, Callee>,
    /// Values from `.tfvars` files (root modules only).
    pub(crate) variable_files: BTreeMap<SmolStr, (Declared, Expr)>,
    /// Resources by type and name; more than one only where the module is not valid.
    pub(crate) resources: BTreeMap<(bool, SmolStr, SmolStr), Vec<u32>>,
    /// Of the call itself, and of the calls above it.
    pub(crate) existence: Existence,
}

/// A block and the file it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) file: FileId,
    pub(crate) index: u32,
    pub(crate) block: Arc<Block>,
}

/// A variable, local or output: its expression (a variable's default) and, once asked for, its value.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) declared: Declared,
    pub(crate) expr: Option<Expr>,
    pub(crate) value: OnceLock<Value>,
}

#[derive(Debug)]
pub(crate) enum Callee {
    /// Index into the resolved module's calls.
    Loaded(u32),
    NotOnDisk {
        source: SmolStr,
        declared: Declared,
    },
}

impl Declared {
    pub(crate) fn place(&self, node: model::NodeId) -> Place {
        Place { file: self.file, block: self.index, node }
    }
}
