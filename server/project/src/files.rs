//! Every file that was read or opened, lowered.

use std::sync::Arc;

use model::{FileId, FileModel, SourceMap};
use syntax::TextRange;

use crate::FilePath;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `.tf` and `.tofu`.
    Terraform,
    /// `.tfvars`.
    TerraformVariables,
    /// `.terraform.lock.hcl`.
    TerraformLock,
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
    pub text: syntax::Text,
    pub model: Arc<FileModel>,
    pub source: Arc<SourceMap>,
    pub problems: Arc<[Problem]>,
    /// Blocks (by index) whose model is the last good one, not that of the text (open files only).
    pub stale: Arc<[u32]>,
}

/// The writer's side: all files, by path. Open documents win over disk.
#[derive(Debug, Default)]
pub struct Files {}
