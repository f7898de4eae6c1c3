//! What a request sees: the analysis as it was when the request came, and what is needed to speak of
//! it to this client.

use std::{collections::HashMap, sync::Arc};

use ide::Analysis;
use model::FileId;
use project::{FilePath, SourceFile};
use syntax::TextRange;

use crate::{
    abilities::Abilities,
    pace::Pace,
    protocol::{self, lsp},
    settings::Settings,
};

/// Cheap to clone; any thread may ask it.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) analysis: Analysis,
    /// Counts every change; two views with the same number are the same.
    pub(crate) revision: u64,
    pub(crate) documents: Arc<HashMap<FilePath, Document>>,
    pub(crate) abilities: Arc<Abilities>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) pace: Pace,
    pub(crate) folders: Arc<Vec<FilePath>>,
}

/// A document that is open in the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// As the client writes it; its own spelling is the one it recognises.
    pub(crate) uri: lsp::Uri,
    pub(crate) version: i32,
}

impl View {
    pub(crate) fn file(&self, uri: &lsp::Uri) -> Option<(FileId, &SourceFile)> {
        self.file_at(&protocol::path(uri)?)
    }

    pub(crate) fn file_at(&self, path: &FilePath) -> Option<(FileId, &SourceFile)> {
        let file = self.analysis.file(path)?;
        Some((file, self.source(file)?))
    }

    pub(crate) fn source(&self, file: FileId) -> Option<&SourceFile> {
        self.analysis.snapshot.files.get(&file).map(|file| &**file)
    }

    /// The client's own spelling where the document is open.
    pub(crate) fn uri(&self, path: &FilePath) -> Option<lsp::Uri> {
        match self.documents.get(path) {
            Some(document) => Some(document.uri.clone()),
            None => protocol::uri(path),
        }
    }

    /// `None` where the document is not open: the file on disk counts.
    pub(crate) fn version(&self, path: &FilePath) -> Option<i32> {
        self.documents.get(path).map(|document| document.version)
    }

    pub(crate) fn offset(&self, file: &SourceFile, position: lsp::Position) -> u32 {
        protocol::offset(&file.text, position, self.abilities.encoding)
    }

    pub(crate) fn position(&self, file: &SourceFile, offset: u32) -> lsp::Position {
        protocol::position(&file.text, offset, self.abilities.encoding)
    }

    pub(crate) fn text_range(&self, file: &SourceFile, range: lsp::Range) -> TextRange {
        protocol::text_range(&file.text, range, self.abilities.encoding)
    }

    pub(crate) fn range(&self, file: &SourceFile, range: TextRange) -> lsp::Range {
        protocol::range(&file.text, range, self.abilities.encoding)
    }

    /// In the form that the client shows.
    pub(crate) fn markup(&self, markdown: String) -> lsp::MarkupContent {
        if self.abilities.markdown {
            lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown }
        } else {
            lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: protocol::plain(&markdown) }
        }
    }
}
