//! The writer's side, and the snapshots it gives out.

use std::sync::Arc;

use model::FileId;
use project::{FilePath, Snapshot};
use syntax::TextRange;

use crate::{
    CodeAction, CodeLens, Diagnostic, FileRange, Hover, InlayHint, Settings, Symbol, TextChange, WorkspaceEdit,
};

/// What happened to the files; applied in order, cheap (parsing waits for [`Host::analysis`]).
#[derive(Debug)]
pub enum Change {
    /// The document belongs to the editor from now on.
    Opened { path: FilePath, text: String },
    /// In order; each is meant against the text the one before it left.
    Edited { path: FilePath, changes: Vec<TextChange> },
    /// The file on disk counts again: its text, or `None` where there is none.
    Closed { path: FilePath, disk: Option<String> },
    /// The file's text on disk; ignored while the document is open, remembered for its closing.
    Disk { path: FilePath, text: Option<String> },
    /// A file that could not be read: the message says why.
    Unreadable { path: FilePath, message: String },
    Settings(Settings),
    /// Today, `2026-11-23`: waivers end, runtimes fall out of support.
    Today(String),
}

/// Owns every document. One thread writes; [`Analysis`] values are handed to others.
#[derive(Debug, Default)]
pub struct Host {}

impl Host {
    pub fn apply(&mut self, _change: Change) {}

    /// Parses what changed and links it. Assessing waits until somebody asks.
    pub fn analysis(&mut self) -> Analysis {
        todo!("the whole crate is being written")
    }

    /// Text of a document as the host has it now, for position conversion before an edit.
    pub fn text(&self, _path: &FilePath) -> Option<syntax::Text> {
        None
    }
}

/// An immutable view of everything. Cloning is cheap; every answer is for this view.
#[derive(Debug, Clone)]
pub struct Analysis {
    pub snapshot: Arc<Snapshot>,
}

impl Analysis {
    pub fn file(&self, _path: &FilePath) -> Option<FileId> {
        None
    }
    pub fn diagnostics(&self, _file: FileId) -> Vec<Diagnostic> {
        Vec::new()
    }
    pub fn hover(&self, _file: FileId, _offset: u32) -> Option<Hover> {
        None
    }
    pub fn inlay_hints(&self, _file: FileId, _range: TextRange) -> Vec<InlayHint> {
        Vec::new()
    }
    /// The hover of the resource whose hint stands there.
    pub fn inlay_tooltip(&self, _file: FileId, _offset: u32) -> Option<String> {
        None
    }
    pub fn code_lenses(&self, _file: FileId) -> Vec<CodeLens> {
        Vec::new()
    }
    pub fn code_actions(&self, _at: FileRange) -> Vec<CodeAction> {
        Vec::new()
    }
    pub fn resolve(&self, _at: FileRange, _action: &str) -> Option<WorkspaceEdit> {
        None
    }
    pub fn symbols(&self, _file: FileId) -> Vec<Symbol> {
        Vec::new()
    }
}
