//! Modules linked and values evaluated.

use std::{collections::BTreeMap, sync::Arc};

use model::{Address, Block, FileId, InstanceKey, Place, SmolStr, Value};

use crate::{FilePath, SourceFile};

/// An immutable view of the workspace.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub files: BTreeMap<FileId, Arc<SourceFile>>,
    /// One for each directory that no other directory calls as a module, with all it calls.
    pub modules: Vec<Arc<ResolvedModule>>,
}

/// A root module and every local module it calls, as one set of resources.
#[derive(Debug)]
pub struct ResolvedModule {
    pub directory: FilePath,
    pub resources: Vec<Resource>,
    pub providers: ProviderVersions,
}

/// Provider name (`aws`) → the version that applies, from the lock file or the constraints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderVersions {
    pub versions: BTreeMap<SmolStr, Version>,
}

/// Major, minor, patch.
pub type Version = (u32, u32, u32);

/// A declared resource or data source, in one call of its module.
#[derive(Debug)]
pub struct Resource {
    pub address: Address,
    pub file: FileId,
    /// Index of its block in its file's model.
    pub block_index: u32,
    pub block: Arc<Block>,
    pub existence: Existence,
    /// Instance keys where `count` or `for_each` is known; empty: no such argument, or unknown.
    pub instances: Vec<InstanceKey>,
    /// Vendored, generated or example code: read for values, never reported by default.
    pub reported: bool,
}

/// Does the resource exist when the module is applied?
#[derive(Debug, Clone, PartialEq)]
pub enum Existence {
    Always,
    /// `count = 0`.
    Never,
    /// `count = var.logs ? 1 : 0`: the condition as written and where.
    When { condition: SmolStr, place: Place },
}

impl Resource {
    pub fn type_name(&self) -> &str {
        &self.address.resource_type
    }
}

impl ResolvedModule {
    /// The whole body, evaluated: a [`model::Data::Map`]; nested blocks are lists of maps under their name.
    pub fn body(&self, _resource: u32, _instance: Option<&InstanceKey>) -> Arc<Value> {
        Arc::new(Value::Absent)
    }
}
