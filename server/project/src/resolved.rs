//! Modules linked and values evaluated: the shape that everybody above reads.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use dashmap::DashMap;
use model::{Address, Block, FileId, InstanceKey, Place, SmolStr, Value};

use crate::{FilePath, SourceFile, evaluate::Evaluator, scope::Call};

/// An immutable view of the workspace.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub files: BTreeMap<FileId, Arc<SourceFile>>,
    /// One for each directory that no other directory calls as a module, with all it calls.
    pub modules: Vec<Arc<ResolvedModule>>,
    /// Files that could not be read, with the reason.
    pub unreadable: Arc<BTreeMap<FilePath, String>>,
}

impl Snapshot {
    /// The file of a path, if it was read.
    pub fn file(&self, path: &FilePath) -> Option<&Arc<SourceFile>> {
        self.files.values().find(|file| file.path == *path)
    }

    /// The bytes of a place.
    pub fn range(&self, place: Place) -> Option<syntax::TextRange> {
        self.files.get(&place.file)?.source.range(place.block, place.node)
    }

    /// The text at a place.
    pub fn text(&self, place: Place) -> Option<String> {
        Some(self.files.get(&place.file)?.text.slice(self.range(place)?))
    }
}

/// A root module and every local module it calls, as one set of resources.
#[derive(Debug)]
pub struct ResolvedModule {
    pub directory: FilePath,
    pub resources: Vec<Resource>,
    /// Calls of modules whose files are not on disk.
    pub unread_calls: Vec<UnreadCall>,
    pub providers: ProviderVersions,
    /// The JSON files that it reads with `file()`, there or not.
    pub named_documents: BTreeSet<FilePath>,
    /// Those that are there.
    pub(crate) documents: BTreeMap<FilePath, Arc<SourceFile>>,
    pub(crate) calls: Vec<Call>,
    pub(crate) bodies: Vec<OnceLock<Arc<Value>>>,
    /// The models of every file it was made from: what it is a function of.
    pub(crate) inputs: Vec<Arc<model::FileModel>>,
    /// Asked by many readers at once, written once a key.
    pub(crate) instance_bodies: DashMap<(u32, InstanceKey), Arc<Value>>,
}

/// Provider name (`aws`) → the version that applies, from the lock file or the constraints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderVersions {
    pub versions: BTreeMap<SmolStr, Version>,
}

/// Major, minor, patch.
pub type Version = (u32, u32, u32);

/// A call of a module that can't be looked into: anything may be declared in it.
#[derive(Debug)]
pub struct UnreadCall {
    /// `module.api`.
    pub name: SmolStr,
    /// `git`, `registry`, `a directory that is not there`: for a reader.
    pub source_kind: SmolStr,
    pub source: SmolStr,
    /// The call's block name label.
    pub place: Place,
    /// What it is given: argument name and value.
    pub arguments: Vec<(SmolStr, Value)>,
}

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
    pub(crate) call: u32,
}

/// Does the resource exist when the module is applied?
#[derive(Debug, Clone, PartialEq)]
pub enum Existence {
    Always,
    /// `count = 0`.
    Never,
    /// `count = var.logs ? 1 : 0`: the condition as written and where.
    When {
        condition: SmolStr,
        place: Place,
    },
}

impl Resource {
    pub fn type_name(&self) -> &str {
        &self.address.resource_type
    }

    /// Does it have `count` or `for_each`, so that a reference to it needs a key?
    pub fn is_repeated(&self) -> bool {
        ["count", "for_each"].iter().any(|name| self.block.body.attribute(name).is_some())
    }

    /// A node of its block.
    pub fn place(&self, node: model::NodeId) -> Place {
        Place { file: self.file, block: self.block_index, node }
    }

    /// The name label, or the block where there is none.
    pub fn name_place(&self) -> Place {
        self.place(self.block.labels.get(1).or(self.block.labels.first()).copied().unwrap_or(self.block.node))
    }

    /// The type label, or the block where there is none.
    pub fn type_place(&self) -> Place {
        self.place(self.block.labels.first().copied().unwrap_or(self.block.node))
    }
}

impl ResolvedModule {
    /// The whole body, evaluated: a [`model::Data::Map`]; nested blocks are lists of maps under their
    /// name. Without an instance key, what differs by instance is unknown.
    pub fn body(&self, resource: u32, instance: Option<&InstanceKey>) -> Arc<Value> {
        let Some(instance) = instance else {
            let Some(slot) = self.bodies.get(resource as usize) else { return Arc::new(Value::Absent) };
            if let Some(body) = slot.get() {
                return Arc::clone(body);
            }
            // Not `get_or_init`: a body may ask for itself through a cycle of references.
            let body = Arc::new(Evaluator::new(self).body(resource, None));
            return Arc::clone(slot.get_or_init(|| body));
        };
        let key = (resource, instance.clone());
        if let Some(body) = self.instance_bodies.get(&key) {
            return Arc::clone(&body);
        }
        // Not `entry`: evaluating may ask for other bodies of the same shard.
        let body = Arc::new(Evaluator::new(self).body(resource, Some(instance)));
        Arc::clone(&self.instance_bodies.entry(key).or_insert(body))
    }

    /// The block of a place, if it stands in the module of these calls (outermost first): a resource, or a name
    /// that its expressions use.
    pub fn block(&self, place: Place, calls: &[SmolStr]) -> Option<&Block> {
        let is_it = |file: FileId, index: u32| file == place.file && index == place.block;
        let mut resources = self.resources.iter();
        let resource = resources.find(|it| is_it(it.file, it.block_index) && it.address.modules == calls);
        if let Some(resource) = resource {
            return Some(&resource.block);
        }
        let call = self.calls.iter().find(|call| call.path == calls)?;
        let names = call.locals.values().chain(call.variables.values()).chain(call.outputs.values());
        let callees = self.calls.iter().filter(|it| it.path.split_last().is_some_and(|(_, up)| up == calls));
        let arguments = callees.filter_map(|callee| callee.arguments.as_ref());
        let mut declared = names.map(|named| &named.declared).chain(arguments);
        declared.find(|it| is_it(it.file, it.index)).map(|declared| &*declared.block)
    }

    /// The nested calls it takes to reach a resource, outermost first: where each stands.
    pub fn call_places(&self, resource: u32) -> Vec<Place> {
        let mut places = Vec::new();
        let mut call = self.resources.get(resource as usize).map(|resource| resource.call);
        while let Some(current) = call.and_then(|call| self.calls.get(call as usize)) {
            places.extend(current.place);
            call = current.parent;
        }
        places.reverse();
        places
    }
}
