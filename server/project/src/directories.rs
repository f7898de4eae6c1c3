//! Which files Terraform reads together: those of one directory, and who names which directory or document.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{Below, BlockKind, DocumentName, ExprKind, FileId, SmolStr};

use crate::{FileKind, FilePath, SourceFile};

/// Parts of a path, below the workspace folder, whose files are read for values and never reported.
const NOT_OURS: [&str; 8] =
    [".terraform", "examples", "example", "test", "tests", "vendor", "node_modules", "cdk.out"];

/// The files of one directory that Terraform would read.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub(crate) files: Vec<Arc<SourceFile>>,
    pub(crate) variable_files: Vec<Arc<SourceFile>>,
    pub(crate) lock: Option<Arc<SourceFile>>,
    pub(crate) manifest: Option<Arc<SourceFile>>,
}

pub(crate) fn directories(files: &BTreeMap<FileId, Arc<SourceFile>>) -> BTreeMap<FilePath, Directory> {
    let mut directories: BTreeMap<FilePath, Directory> = BTreeMap::new();
    for file in files.values() {
        let directory = file.path.directory();
        match file.kind {
            FileKind::Terraform => directories.entry(directory).or_default().files.push(Arc::clone(file)),
            FileKind::TerraformVariables => {
                let name = file.path.name();
                let loaded = name.starts_with("terraform.tfvars") || name.contains(".auto.tfvars");
                if loaded {
                    directories.entry(directory).or_default().variable_files.push(Arc::clone(file));
                }
            }
            FileKind::TerraformLock => {
                directories.entry(directory).or_default().lock = Some(Arc::clone(file))
            }
            // It stands in `.terraform/modules` of the directory it speaks for.
            FileKind::Document => {}
            FileKind::ModuleManifest => {
                let owner = directory.directory().directory();
                directories.entry(owner).or_default().manifest = Some(Arc::clone(file));
            }
        }
    }
    for directory in directories.values_mut() {
        directory.files.sort_by(|left, right| left.path.cmp(&right.path));
        directory.variable_files.sort_by(|left, right| left.path.cmp(&right.path));
        let tofu: BTreeSet<String> = directory
            .files
            .iter()
            .filter_map(|file| Some(file.path.name().strip_suffix(".tofu")?.to_owned()))
            .collect();
        // OpenTofu reads `main.tofu` instead of `main.tf`.
        directory
            .files
            .retain(|file| file.path.name().strip_suffix(".tf").is_none_or(|stem| !tofu.contains(stem)));
    }
    directories
}

/// Directories that another one calls. A call from an example does not make a module less of a root.
pub(crate) fn called(directories: &BTreeMap<FilePath, Directory>, roots: &[FilePath]) -> BTreeSet<FilePath> {
    let mut called = BTreeSet::new();
    for (path, directory) in directories {
        for file in &directory.files {
            for block in &file.model.blocks {
                if let BlockKind::Module { .. } = block.kind
                    && let Some(target) = source(&block.body).and_then(|source| local(path, &source))
                    && target != *path
                    && directories.contains_key(&target)
                    && (is_ours(path, roots) || !is_ours(&target, roots))
                {
                    called.insert(target);
                }
            }
        }
    }
    // Directories that call each other in a ring have no root of their own.
    if directories.keys().all(|path| called.contains(path)) {
        called.clear();
    }
    called
}

/// The file that a `file()` in a module's directory names.
pub(crate) fn document_path(name: &DocumentName, directory: &FilePath, root: &FilePath) -> FilePath {
    match name.below {
        Below::Module => directory.join(&name.path),
        Below::Root => root.join(&name.path),
    }
}

pub(crate) fn source(body: &model::Body) -> Option<SmolStr> {
    match &body.attribute("source")?.kind {
        ExprKind::String(source) => Some(source.clone()),
        _ => None,
    }
}

pub(crate) fn local(directory: &FilePath, source: &str) -> Option<FilePath> {
    (source.starts_with("./") || source.starts_with("../") || source == "." || source == "..")
        .then(|| directory.join(source))
}

/// False for vendored, generated and example code.
pub(crate) fn is_ours(path: &FilePath, roots: &[FilePath]) -> bool {
    let below = roots.iter().filter_map(|root| if root == path { Some("") } else { path.relative_to(root) });
    let Some(relative) = below.min_by_key(|relative| relative.len()) else {
        return !path.as_str().contains("/.terraform/");
    };
    !relative.split('/').any(|part| NOT_OURS.contains(&part))
}
