//! Every file that was read or opened, lowered. The writer's side.
//!
//! Open documents win over disk. A file on disk is parsed once, lowered, and its trees are dropped;
//! an open one keeps its trees, so that an edit costs the block it is made in.

use std::{collections::BTreeMap, sync::Arc};

use model::{BlockSource, FileId, FileModel, SourceMap};
use syntax::{Document, Text, TextEdit, TextRange};

use crate::{FilePath, ProviderVersions, ResolvedModule, Snapshot, link, lowered::Lowered};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `.tf` and `.tofu`.
    Terraform,
    /// `.tfvars`.
    TerraformVariables,
    /// `.terraform.lock.hcl`.
    TerraformLock,
    /// `.terraform/modules/modules.json`: where `init` put the modules.
    ModuleManifest,
    /// Another `.json`, that a module may read with `file()`.
    Document,
}

impl FileKind {
    /// `None` for a file that demarc does not read.
    pub fn of(path: &FilePath) -> Option<Self> {
        let name = path.name();
        match name {
            ".terraform.lock.hcl" => return Some(Self::TerraformLock),
            "modules.json" if path.as_str().ends_with("/.terraform/modules/modules.json") => {
                return Some(Self::ModuleManifest);
            }
            _ => {}
        }
        match name.rsplit_once('.')?.1 {
            "tf" | "tofu" => Some(Self::Terraform),
            "tfvars" | "tofuvars" => Some(Self::TerraformVariables),
            "json" => Some(Self::Document),
            _ => None,
        }
    }
}

/// Something that could not be read or parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub range: TextRange,
    /// What is so, then what to do; plain text.
    pub message: String,
}

/// One file of a snapshot.
#[derive(Debug, Clone)]
pub struct SourceFile {
    pub id: FileId,
    pub path: FilePath,
    pub kind: FileKind,
    pub text: Text,
    pub model: Arc<FileModel>,
    pub source: Arc<SourceMap>,
    pub problems: Arc<[Problem]>,
    /// Blocks (by index) whose model is the last good one, not that of the text (open files only).
    pub stale: Arc<[u32]>,
}

/// All files, by path.
#[derive(Debug, Default)]
pub struct Files {
    entries: BTreeMap<FilePath, Entry>,
    unreadable: BTreeMap<FilePath, String>,
    roots: Vec<FilePath>,
    configured: ProviderVersions,
    next_id: u32,
    modules: Vec<Arc<ResolvedModule>>,
    changed: bool,
}

#[derive(Debug)]
struct Entry {
    id: FileId,
    kind: FileKind,
    open: Option<Open>,
    disk: Option<String>,
    current: Option<Arc<SourceFile>>,
}

#[derive(Debug)]
struct Open {
    document: Document,
    lowered: Lowered,
}

impl Files {
    /// Workspace folders or scanned paths: what counts as an example or vendored is judged below them.
    pub fn set_roots(&mut self, roots: Vec<FilePath>) {
        self.roots = roots;
        self.modules.clear();
        self.changed = true;
    }

    /// Provider versions of the settings: they hold where no lock file says another.
    pub fn set_versions(&mut self, versions: ProviderVersions) {
        if self.configured != versions {
            self.configured = versions;
            self.modules.clear();
            self.changed = true;
        }
    }

    /// The document belongs to the editor from now on. Files of no known kind are ignored.
    pub fn open(&mut self, path: &FilePath, text: &str) {
        let Some(entry) = self.entry(path) else { return };
        let document = Document::new(Text::new(text));
        match &mut entry.open {
            // A whole new text keeps the last good models of its blocks.
            Some(open) => open.document = document,
            None => entry.open = Some(Open { document, lowered: Lowered::default() }),
        }
        self.touch(path);
    }

    /// Edits an open document; ignored if it is not open. Parsing waits for [`Files::snapshot`].
    pub fn edit(&mut self, path: &FilePath, edit: &TextEdit) {
        if let Some(open) = self.entries.get_mut(path).and_then(|entry| entry.open.as_mut()) {
            open.document.edit(edit);
            self.touch(path);
        }
    }

    /// The file on disk counts again.
    pub fn close(&mut self, path: &FilePath, disk: Option<String>) {
        if let Some(entry) = self.entries.get_mut(path) {
            entry.open = None;
            entry.disk = disk;
            self.touch(path);
        }
    }

    /// The text on disk, or that there is none. Remembered, but not shown, while the document is open.
    pub fn disk(&mut self, path: &FilePath, text: Option<String>) {
        self.unreadable.remove(path);
        let Some(entry) = self.entry(path) else { return };
        if entry.disk == text && entry.current.is_some() {
            return;
        }
        entry.disk = text;
        if entry.open.is_none() {
            self.touch(path);
        }
    }

    /// The file could not be read: `message` says why and what to do.
    pub fn unreadable(&mut self, path: &FilePath, message: String) {
        self.unreadable.insert(path.clone(), message);
        self.changed = true;
    }

    /// The text as it is now, unparsed edits included.
    pub fn text(&self, path: &FilePath) -> Option<Text> {
        let entry = self.entries.get(path)?;
        match &entry.open {
            Some(open) => Some(open.document.text().clone()),
            None => Some(Text::new(entry.disk.as_deref()?)),
        }
    }

    pub fn is_open(&self, path: &FilePath) -> bool {
        self.entries.get(path).is_some_and(|entry| entry.open.is_some())
    }

    fn entry(&mut self, path: &FilePath) -> Option<&mut Entry> {
        let kind = FileKind::of(path)?;
        let next_id = &mut self.next_id;
        Some(self.entries.entry(path.clone()).or_insert_with(|| {
            let id = FileId(*next_id);
            *next_id += 1;
            Entry { id, kind, open: None, disk: None, current: None }
        }))
    }

    fn touch(&mut self, path: &FilePath) {
        if let Some(entry) = self.entries.get_mut(path) {
            entry.current = None;
        }
        self.changed = true;
    }

    /// Parses what changed, links it, and gives out the view of now. Modules whose files did not
    /// change keep their identity.
    pub fn snapshot(&mut self) -> Snapshot {
        for (path, entry) in &mut self.entries {
            if entry.current.is_none() {
                entry.current = entry.read(path);
            }
        }
        let files: BTreeMap<FileId, Arc<SourceFile>> = self
            .entries
            .values()
            .filter_map(|entry| Some((entry.id, Arc::clone(entry.current.as_ref()?))))
            .collect();
        if self.changed {
            self.modules = link::modules(&files, &self.roots, &self.configured, &self.modules);
            self.changed = false;
        }
        Snapshot { files, modules: self.modules.clone(), unreadable: Arc::new(self.unreadable.clone()) }
    }
}

impl Entry {
    fn read(&mut self, path: &FilePath) -> Option<Arc<SourceFile>> {
        let (text, read) = match &mut self.open {
            Some(open) if self.kind == FileKind::Document => {
                let text = open.document.text().clone();
                let reading = document(&text.to_string());
                (text, reading)
            }
            Some(open) => {
                let text = open.document.text().clone();
                (text, open.lowered.update(open.document.parse()))
            }
            None => {
                let disk = self.disk.as_ref()?;
                let text = Text::new(disk);
                if self.kind == FileKind::ModuleManifest {
                    return Some(Arc::new(SourceFile {
                        id: self.id,
                        path: path.clone(),
                        kind: self.kind,
                        text,
                        model: Arc::default(),
                        source: Arc::default(),
                        problems: [].into(),
                        stale: [].into(),
                    }));
                }
                let reading = match self.kind {
                    FileKind::Document => document(disk),
                    _ => Lowered::default().update(&syntax::parse(disk)),
                };
                (text, reading)
            }
        };
        Some(Arc::new(SourceFile {
            id: self.id,
            path: path.clone(),
            kind: self.kind,
            text,
            model: read.model,
            source: read.source.into(),
            problems: read.problems.into(),
            stale: read.stale.into(),
        }))
    }
}

/// A JSON file: one value, or nothing where it is not JSON.
fn document(text: &str) -> Reading {
    let (blocks, sources) = match model::lower::json::document(text) {
        Some((block, nodes)) => {
            let range = TextRange::new(0, text.len() as u32);
            (vec![block], vec![BlockSource { range, nodes }])
        }
        None => (Vec::new(), Vec::new()),
    };
    Reading {
        model: Arc::new(FileModel { blocks }),
        source: SourceMap { blocks: sources },
        problems: Vec::new(),
        stale: Vec::new(),
    }
}

/// What one reading of a file gives.
pub(crate) struct Reading {
    pub(crate) model: Arc<FileModel>,
    pub(crate) source: SourceMap,
    pub(crate) problems: Vec<Problem>,
    pub(crate) stale: Vec<u32>,
}
