//! Directories to modules: which files belong together, who calls whom, which names mean what.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use dashmap::DashMap;
use model::{Address, BlockKind, Data, EntryValue, Expr, FileId, Known, SmolStr, Value};

use crate::{
    Existence, FileKind, FilePath, ProviderVersions, ResolvedModule, Resource, SourceFile,
    directories::{Directory, called, directories, document_path, is_ours, local, source},
    evaluate::Evaluator,
    providers,
    resolved::UnreadCall,
    scope::{Call, Callee, Declared, Named},
};

/// Calls of calls; a module that calls itself ends here.
const MAX_CALL_DEPTH: usize = 12;
/// Calls in one root module.
const MAX_CALLS: usize = 2_000;

/// Links every root module; one whose files are all the same keeps its identity.
pub(crate) fn modules(
    files: &BTreeMap<FileId, Arc<SourceFile>>,
    roots: &[FilePath],
    configured: &ProviderVersions,
    previous: &[Arc<ResolvedModule>],
) -> Vec<Arc<ResolvedModule>> {
    let directories = directories(files);
    let documents = files.values().filter(|file| file.kind == FileKind::Document);
    let documents = documents.map(|file| (file.path.clone(), Arc::clone(file))).collect();
    let called = called(&directories, roots);
    let mut modules: Vec<Arc<ResolvedModule>> = Vec::new();
    let mut covered: BTreeSet<FilePath> = BTreeSet::new();
    let link = |path: &FilePath| {
        let mut linker = Linker {
            directories: &directories,
            roots,
            configured,
            root: path,
            calls: Vec::new(),
            inputs: Vec::new(),
            documents: &documents,
            named: BTreeSet::new(),
        };
        linker.call(path, None, Vec::new(), None, None);
        let documents = linker.named.iter().filter_map(|path| linker.documents.get(path));
        linker.inputs.extend(documents.cloned());
        let same =
            previous.iter().find(|module| module.directory == *path && module.has_inputs(&linker.inputs));
        match same {
            Some(module) => Arc::clone(module),
            None => Arc::new(linker.finish()),
        }
    };
    let with_files =
        || directories.iter().filter(|(_, directory)| !directory.files.is_empty()).map(|(path, _)| path);
    // Roots first; then what is called only where nothing is made of it (`for_each = {}`), by itself.
    for pass in [Pass::Roots, Pass::NeverMade] {
        for path in with_files() {
            let is_next = match pass {
                Pass::Roots => !called.contains(path),
                Pass::NeverMade => !covered.contains(path),
            };
            if is_next {
                let module = link(path);
                let made = module.calls.iter().filter(|call| call.existence != Existence::Never);
                covered.extend(made.map(|call| call.directory.clone()));
                modules.push(module);
            }
        }
    }
    modules.sort_by(|left, right| left.directory.cmp(&right.directory));
    modules
}

/// Which directories become roots of their own.
enum Pass {
    Roots,
    NeverMade,
}

struct Linker<'a> {
    directories: &'a BTreeMap<FilePath, Directory>,
    roots: &'a [FilePath],
    configured: &'a ProviderVersions,
    root: &'a FilePath,
    calls: Vec<Call>,
    /// Every file that was read, in order: what the module is a function of.
    inputs: Vec<Arc<SourceFile>>,
    /// Every JSON file of the workspace that was read.
    documents: &'a BTreeMap<FilePath, Arc<SourceFile>>,
    /// Those that the module names.
    named: BTreeSet<FilePath>,
}

impl Linker<'_> {
    fn call(
        &mut self,
        path: &FilePath,
        parent: Option<u32>,
        names: Vec<SmolStr>,
        place: Option<model::Place>,
        arguments: Option<Declared>,
    ) -> u32 {
        let index = self.calls.len() as u32;
        let depth = names.len();
        self.calls.push(Call {
            path: names.clone(),
            directory: path.clone(),
            parent,
            place,
            arguments,
            variables: BTreeMap::new(),
            locals: BTreeMap::new(),
            outputs: BTreeMap::new(),
            modules: BTreeMap::new(),
            variable_files: BTreeMap::new(),
            resources: BTreeMap::new(),
            existence: Existence::Always,
        });
        let Some(directory) = self.directories.get(path) else { return index };
        self.inputs.extend(directory.lock.iter().cloned());
        if depth == 0 {
            self.inputs.extend(directory.manifest.iter().cloned());
            self.inputs.extend(directory.variable_files.iter().cloned());
        }
        self.inputs.extend(directory.files.iter().cloned());
        let mut scope = Scope::default();
        for file in &directory.files {
            for (block_index, block) in file.model.blocks.iter().enumerate() {
                self.named.extend(block.documents.iter().map(|name| document_path(name, path, self.root)));
                scope.declare(Declared {
                    file: file.id,
                    index: block_index as u32,
                    block: Arc::clone(block),
                });
            }
        }
        let mut variable_files = BTreeMap::new();
        if depth == 0 {
            for file in &directory.variable_files {
                for (block_index, block) in file.model.blocks.iter().enumerate() {
                    let declared =
                        Declared { file: file.id, index: block_index as u32, block: Arc::clone(block) };
                    for (name, expr) in attributes(block) {
                        variable_files.insert(name, (declared.clone(), expr));
                    }
                }
            }
        }
        let mut modules = BTreeMap::new();
        for (name, declared) in scope.modules {
            let source = source(&declared.block.body).unwrap_or_default();
            let target = local(path, &source).or_else(|| self.vendored(&names, &name));
            let callee = match target {
                Some(target)
                    if depth < MAX_CALL_DEPTH
                        && self.calls.len() < MAX_CALLS
                        && self
                            .directories
                            .get(&target)
                            .is_some_and(|directory| !directory.files.is_empty()) =>
                {
                    let mut names = names.clone();
                    names.push(name.clone());
                    let label = declared.block.labels.first().copied().unwrap_or(declared.block.node);
                    let place = declared.place(label);
                    Callee::Loaded(self.call(&target, Some(index), names, Some(place), Some(declared)))
                }
                _ => Callee::NotOnDisk { source, declared },
            };
            modules.insert(name, callee);
        }
        if let Some(call) = self.calls.get_mut(index as usize) {
            call.variables = scope.variables;
            call.locals = scope.locals;
            call.outputs = scope.outputs;
            call.modules = modules;
            call.variable_files = variable_files;
        }
        index
    }

    /// Where `terraform init` put a registry or git module, by the manifest beside the root.
    fn vendored(&self, names: &[SmolStr], name: &SmolStr) -> Option<FilePath> {
        #[derive(serde::Deserialize)]
        struct Manifest {
            #[serde(rename = "Modules")]
            modules: Vec<Installed>,
        }
        #[derive(serde::Deserialize)]
        struct Installed {
            #[serde(rename = "Key")]
            key: String,
            #[serde(rename = "Dir")]
            directory: String,
        }
        let manifest = self.directories.get(self.root)?.manifest.as_ref()?;
        let manifest: Manifest = serde_json::from_str(&manifest.text.to_string()).ok()?;
        let key = names.iter().chain([name]).map(SmolStr::as_str).collect::<Vec<_>>().join(".");
        let installed = manifest.modules.into_iter().find(|installed| installed.key == key)?;
        Some(self.root.join(&installed.directory))
    }

    fn finish(mut self) -> ResolvedModule {
        let root_is_ours = is_ours(self.root, self.roots);
        let mut resources = Vec::new();
        for (index, call) in self.calls.iter_mut().enumerate() {
            let Some(directory) = self.directories.get(&call.directory) else { continue };
            let reported = root_is_ours && is_ours(&call.directory, self.roots);
            for file in &directory.files {
                for (block_index, block) in file.model.blocks.iter().enumerate() {
                    let (data, resource_type, name) = match &block.kind {
                        BlockKind::Resource { resource_type, name } => (false, resource_type, name),
                        BlockKind::Data { resource_type, name } => (true, resource_type, name),
                        _ => continue,
                    };
                    let key = (data, resource_type.clone(), name.clone());
                    call.resources.entry(key).or_default().push(resources.len() as u32);
                    resources.push(Resource {
                        address: Address {
                            modules: call.path.clone(),
                            data,
                            resource_type: resource_type.clone(),
                            name: name.clone(),
                        },
                        file: file.id,
                        block_index: block_index as u32,
                        block: Arc::clone(block),
                        existence: Existence::Always,
                        instances: Vec::new(),
                        reported,
                        call: index as u32,
                    });
                }
            }
        }
        let bodies = resources.iter().map(|_| OnceLock::new()).collect();
        let texts: BTreeMap<FileId, Arc<SourceFile>> =
            self.inputs.iter().map(|file| (file.id, Arc::clone(file))).collect();
        let documents = self.inputs.iter().filter(|file| file.kind == FileKind::Document);
        let mut module = ResolvedModule {
            directory: self.root.clone(),
            resources,
            unread_calls: Vec::new(),
            providers: providers::versions(&self.inputs, self.configured),
            calls: self.calls,
            bodies,
            instance_bodies: DashMap::new(),
            inputs: self.inputs.iter().map(|file| Arc::clone(&file.model)).collect(),
            documents: documents.map(|file| (file.path.clone(), Arc::clone(file))).collect(),
            named_documents: self.named,
        };
        let (of_calls, existence) = existences(&module, &texts);
        for (call, existence) in module.calls.iter_mut().zip(of_calls) {
            call.existence = existence;
        }
        for (resource, (existence, instances)) in module.resources.iter_mut().zip(existence) {
            (resource.existence, resource.instances) = (existence, instances);
        }
        module.unread_calls = unread_calls(&module);
        module
    }
}

impl ResolvedModule {
    fn has_inputs(&self, inputs: &[Arc<SourceFile>]) -> bool {
        self.inputs.len() == inputs.len()
            && self.inputs.iter().zip(inputs).all(|(before, now)| Arc::ptr_eq(before, &now.model))
    }
}

#[derive(Default)]
struct Scope {
    variables: BTreeMap<SmolStr, Named>,
    locals: BTreeMap<SmolStr, Named>,
    outputs: BTreeMap<SmolStr, Named>,
    modules: BTreeMap<SmolStr, Declared>,
}

impl Scope {
    fn declare(&mut self, declared: Declared) {
        let block = Arc::clone(&declared.block);
        let named = |expr: Option<&Expr>| Named {
            declared: declared.clone(),
            expr: expr.cloned(),
            value: OnceLock::new(),
        };
        match &block.kind {
            BlockKind::Variable { name } => {
                self.variables.insert(name.clone(), named(block.body.attribute("default")));
            }
            BlockKind::Output { name } => {
                self.outputs.insert(name.clone(), named(block.body.attribute("value")));
            }
            BlockKind::Locals => {
                for (name, expr) in attributes(&block) {
                    self.locals.insert(name, named(Some(&expr)));
                }
            }
            BlockKind::Module { name } => {
                self.modules.insert(name.clone(), declared);
            }
            _ => {}
        }
    }
}

fn attributes(block: &model::Block) -> impl Iterator<Item = (SmolStr, Expr)> + '_ {
    block.body.entries.iter().filter_map(|entry| match &entry.value {
        EntryValue::Attribute(expr) => Some((entry.name.clone(), expr.clone())),
        _ => None,
    })
}

/// `count` and `for_each` of every resource, and of the module calls above it.
fn existences(
    module: &ResolvedModule,
    files: &BTreeMap<FileId, Arc<SourceFile>>,
) -> (Vec<Existence>, Vec<(Existence, Vec<model::InstanceKey>)>) {
    let evaluator = Evaluator::new(module);
    let mut of_calls: Vec<Existence> = Vec::new();
    let judge = |call: u32, declared: &Declared| {
        match evaluator.instances(call, declared) {
            Ok(None) => (Existence::Always, Vec::new()),
            Ok(Some(keys)) if keys.is_empty() => (Existence::Never, Vec::new()),
            Ok(Some(keys)) => (Existence::Always, keys),
            Err((value, node)) => {
                let place = declared.place(node);
                // `toset([…])` of things known after apply: how many is not told, that there are some is.
                if matches!(&value, Value::Known(Known { data: Data::List(items), .. }) if !items.is_empty())
                {
                    return (Existence::Always, Vec::new());
                }
                let condition = files
                    .get(&place.file)
                    .and_then(|file| Some(file.text.slice(file.source.range(place.block, place.node)?)))
                    .unwrap_or_default();
                let condition = condition.split_whitespace().collect::<Vec<_>>().join(" ").into();
                (Existence::When { condition, place }, Vec::new())
            }
        }
    };
    for call in &module.calls {
        let above = call.parent.and_then(|parent| of_calls.get(parent as usize)).cloned();
        let own = match (&call.arguments, call.parent) {
            (Some(declared), Some(parent)) => judge(parent, declared).0,
            _ => Existence::Always,
        };
        of_calls.push(match above {
            Some(above) if above != Existence::Always => above,
            _ => own,
        });
    }
    let of_resource = |resource: &Resource| {
        let declared =
            Declared { file: resource.file, index: resource.block_index, block: Arc::clone(&resource.block) };
        let (own, keys) = judge(resource.call, &declared);
        match of_calls.get(resource.call as usize) {
            Some(call) if *call != Existence::Always => (call.clone(), keys),
            _ => (own, keys),
        }
    };
    let of_resources = module.resources.iter().map(of_resource).collect();
    (of_calls, of_resources)
}

fn unread_calls(module: &ResolvedModule) -> Vec<UnreadCall> {
    let evaluator = Evaluator::new(module);
    let mut unread = Vec::new();
    for (index, call) in module.calls.iter().enumerate() {
        for (name, callee) in &call.modules {
            let Callee::NotOnDisk { source, declared } = callee else { continue };
            let arguments = attributes(&declared.block)
                .filter(|(name, _)| {
                    !matches!(name.as_str(), "source" | "version" | "providers" | "depends_on")
                })
                .map(|(name, expr)| (name, evaluator.argument(index as u32, declared, &expr)))
                .collect();
            let label = declared.block.labels.first().copied().unwrap_or(declared.block.node);
            unread.push(UnreadCall {
                name: format!("module.{name}").into(),
                source_kind: source_kind(source).into(),
                source: source.clone(),
                place: declared.place(label),
                arguments,
            });
        }
    }
    unread
}

/// Where a module comes from, in a word for a reader.
pub fn source_kind(source: &str) -> &'static str {
    let is_git = source.starts_with("git::")
        || source.starts_with("git@")
        || source.starts_with("github.com/")
        || source.starts_with("bitbucket.org/")
        || source.split('?').next().is_some_and(|path| path.ends_with(".git"));
    match source {
        _ if is_git => "git",
        _ if source.starts_with('.') || source.starts_with('/') => "directory",
        "" => "no source",
        _ if source.contains("://") || source.contains("::") => "download",
        _ => "registry",
    }
}
