//! From a fix intent and the snapshot to text edits over one or several files.
//!
//! It must not know which surface asked: editor, command line or report.
//! Start reading at [`edits`].

use catalog::{FixIntent, Safety};
use model::FileId;
use project::{FilePath, ResolvedModule, Snapshot};
use syntax::{TextEdit, TextRange};

/// What a fix writes when a choice is the team's (`[defaults]` in `demarc.toml`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub log_retention_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { log_retention_days: 30 }
    }
}

/// A fix as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    pub title: String,
    pub safety: Safety,
    /// What it may break, one line.
    pub side_effect: Option<String>,
    pub files: Vec<FileEdits>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FileEdits {
    pub target: Target,
    /// Sorted, not overlapping.
    pub edits: Vec<TextEdit>,
    /// Placeholders a person has to fill: (index into `edits`, range inside that edit's text, what goes there).
    pub placeholders: Vec<(usize, TextRange, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    File(FileId),
    NewFile(FilePath),
}

/// The edits of an intent; `None` where the text no longer has the place it speaks of, or is damaged there.
pub fn edits(
    _snapshot: &Snapshot,
    _module: &ResolvedModule,
    _intent: &FixIntent,
    _settings: &Settings,
) -> Option<Fix> {
    None
}
