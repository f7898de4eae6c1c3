//! `textDocument/diagnostic` and `workspace/diagnostic`; what is pushed comes from here too.

use std::sync::{Mutex, PoisonError};

use project::{FilePath, SourceFile};

use crate::{
    abilities::Delivery,
    pace::{Pace, Shown},
    protocol::{self, lsp},
    publish,
    settings::Scope,
    view::View,
};

pub(crate) fn document(
    view: &View,
    params: &lsp::DocumentDiagnosticParams,
    shown: &Mutex<Shown>,
) -> lsp::DocumentDiagnosticReportResult {
    let items = match protocol::path(&params.text_document.uri) {
        Some(path) if view.settings.scope != Scope::Off => self::shown(view, &path, shown),
        _ => Vec::new(),
    };
    let full_document_diagnostic_report = lsp::FullDocumentDiagnosticReport { result_id: None, items };
    let full =
        lsp::RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report };
    lsp::DocumentDiagnosticReportResult::Report(full.into())
}

/// Files that are not open, where the settings ask for them; open ones are asked for one by one.
pub(crate) fn workspace(view: &View, shown: &Mutex<Shown>) -> lsp::WorkspaceDiagnosticReportResult {
    let closed = publish::reported(view).into_iter().filter(|path| !view.documents.contains_key(path));
    let items = closed.filter_map(|path| {
        let items = self::shown(view, &path, shown);
        let full_document_diagnostic_report = lsp::FullDocumentDiagnosticReport { result_id: None, items };
        let uri = view.uri(&path)?;
        Some(
            lsp::WorkspaceFullDocumentDiagnosticReport {
                uri,
                version: None,
                full_document_diagnostic_report,
            }
            .into(),
        )
    });
    lsp::WorkspaceDiagnosticReport { items: items.collect() }.into()
}

/// The findings of a file that are to be shown now.
pub(crate) fn shown(view: &View, path: &FilePath, shown: &Mutex<Shown>) -> Vec<lsp::Diagnostic> {
    let Some((file, source)) = view.file_at(path) else {
        return view.analysis.snapshot.unreadable.get(path).map(|it| unreadable(it)).into_iter().collect();
    };
    let found = view.analysis.diagnostics(file);
    let pace = match view.abilities.delivery {
        // Nobody could tell this client to ask again, so nothing is held back.
        Delivery::Pull { refresh: false } => &Pace::Settled,
        Delivery::Pull { refresh: true } | Delivery::Push => &view.pace,
    };
    let block = match pace {
        Pace::Resting { path, offset } if *path == source.path => block_range(source, *offset),
        _ => None,
    };
    let mut state = shown.lock().unwrap_or_else(PoisonError::into_inner);
    let diagnostics = state.update(&source.path, found, pace, block);
    drop(state);
    diagnostics.into_iter().map(|it| diagnostic(view, source, it)).collect()
}

fn block_range(source: &SourceFile, offset: u32) -> Option<syntax::TextRange> {
    let block = source.source.block_at(offset)?;
    source.source.blocks.get(block as usize).map(|block| block.range)
}

pub(crate) fn diagnostic(view: &View, source: &SourceFile, found: ide::Diagnostic) -> lsp::Diagnostic {
    let page = if view.abilities.code_description { found.href.parse().ok() } else { None };
    let related = if view.abilities.related_information { found.related } else { Vec::new() };
    let related: Vec<_> =
        related.into_iter().filter_map(|related| related_information(view, related)).collect();
    lsp::Diagnostic {
        range: view.range(source, found.range),
        severity: Some(protocol::severity(found.level)),
        code: Some(lsp::NumberOrString::String(found.code)),
        code_description: page
            .filter(|page: &lsp::Uri| !page.as_str().is_empty())
            .map(|href| lsp::CodeDescription { href }),
        source: Some("demarc".into()),
        message: found.message,
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: None,
    }
}

/// Stands at the top of a file that could not be read at all.
fn unreadable(message: &str) -> lsp::Diagnostic {
    lsp::Diagnostic {
        severity: Some(lsp::DiagnosticSeverity::WARNING),
        code: Some(lsp::NumberOrString::String("demarc.syntax".into())),
        source: Some("demarc".into()),
        message: message.into(),
        ..Default::default()
    }
}

fn related_information(view: &View, related: ide::Related) -> Option<lsp::DiagnosticRelatedInformation> {
    let source = view.source(related.at.file)?;
    let location = lsp::Location::new(view.uri(&source.path)?, view.range(source, related.at.range));
    Some(lsp::DiagnosticRelatedInformation { location, message: related.message })
}
