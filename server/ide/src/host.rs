//! The writer's side: documents go in, [`Analysis`] values come out.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::Catalogue;
use project::{FilePath, Files, ProviderVersions, ResolvedModule};

use crate::{Analysis, Settings, TextChange, memo::Judged};

/// What happened to the files; applied in order, cheap (parsing waits for [`Host::analysis`]).
#[derive(Debug)]
pub enum Change {
    /// Workspace folders or scanned paths: what counts as an example or vendored is judged below them.
    Roots(Vec<FilePath>),
    /// Provider versions of the settings; a lock file says otherwise.
    Versions(ProviderVersions),
    /// The document belongs to the editor from now on.
    Opened {
        path: FilePath,
        text: String,
    },
    /// In order; each is meant against the text the one before it left.
    Edited {
        path: FilePath,
        changes: Vec<TextChange>,
    },
    /// The file on disk counts again: its text, or `None` where there is none.
    Closed {
        path: FilePath,
        disk: Option<String>,
    },
    /// The file's text on disk; ignored while the document is open, remembered for its closing.
    Disk {
        path: FilePath,
        text: Option<String>,
    },
    /// A file that could not be read: the message says why.
    Unreadable {
        path: FilePath,
        message: String,
    },
    Settings(Settings),
    /// Today, `2026-11-23`: waivers end, runtimes fall out of support.
    Today(String),
}

/// Owns every document. One thread writes; [`Analysis`] values are handed to others.
#[derive(Debug)]
pub struct Host {
    files: Files,
    settings: Arc<Settings>,
    today: Arc<str>,
    catalogue: &'static Catalogue,
    judged: Vec<Arc<Judged>>,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            files: Files::default(),
            settings: Arc::default(),
            today: "".into(),
            catalogue: Catalogue::bundled(),
            judged: Vec::new(),
        }
    }
}

impl Host {
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Roots(roots) => self.files.set_roots(roots),
            Change::Versions(versions) => self.files.set_versions(versions),
            Change::Opened { path, text } => self.files.open(&path, &text),
            Change::Edited { path, changes } => {
                for change in changes {
                    match change {
                        TextChange::Whole(text) => self.files.open(&path, &text),
                        TextChange::Edit(edit) => self.files.edit(&path, &edit),
                    }
                }
            }
            Change::Closed { path, disk } => self.files.close(&path, disk),
            Change::Disk { path, text } => self.files.disk(&path, text),
            Change::Unreadable { path, message } => self.files.unreadable(&path, message),
            Change::Settings(settings) => {
                if self.settings.fix != settings.fix {
                    self.judged.clear();
                }
                self.settings = Arc::new(settings);
            }
            Change::Today(today) => {
                if *self.today != *today {
                    self.today = today.into();
                    self.judged.clear();
                }
            }
        }
    }

    /// Parses what changed and links it. Assessing waits until somebody asks; a module whose inputs
    /// did not change keeps its judgement.
    pub fn analysis(&mut self) -> Analysis {
        let snapshot = Arc::new(self.files.snapshot());
        let known: BTreeMap<*const ResolvedModule, &Arc<Judged>> =
            self.judged.iter().map(|judged| (Arc::as_ptr(&judged.module), judged)).collect();
        let judged: Vec<Arc<Judged>> = snapshot
            .modules
            .iter()
            .map(|module| match known.get(&Arc::as_ptr(module)) {
                Some(judged) => Arc::clone(judged),
                None => Arc::new(Judged::new(module)),
            })
            .collect();
        self.judged = judged;
        Analysis {
            snapshot,
            catalogue: self.catalogue,
            settings: Arc::clone(&self.settings),
            today: Arc::clone(&self.today),
            judged: self.judged.as_slice().into(),
        }
    }

    /// Text of a document as the host has it now, for position conversion before an edit.
    pub fn text(&self, path: &FilePath) -> Option<syntax::Text> {
        self.files.text(path)
    }
}
