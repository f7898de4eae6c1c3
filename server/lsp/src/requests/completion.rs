//! `textDocument/completion`

use ide::CompletionKind;

use crate::{protocol::lsp, view::View};

/// What asks without being asked: an opened string, and the colon between a service and its actions.
pub(crate) const TRIGGERS: [&str; 2] = ["\"", ":"];

pub(crate) fn completions(view: &View, params: &lsp::CompletionParams) -> Option<lsp::CompletionResponse> {
    let at = &params.text_document_position;
    let (file, source) = view.file(&at.text_document.uri)?;
    let found = view.analysis.completions(file, view.offset(source, at.position))?;
    let items = found.items.into_iter().enumerate().map(|(number, item)| lsp::CompletionItem {
        kind: Some(kind(item.kind)),
        detail: some(item.detail),
        documentation: some(item.explained).map(lsp::Documentation::String),
        filter_text: Some(item.filter),
        // A client sorts by this before anything else.
        sort_text: Some(format!("{number:03}")),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit {
            range: view.range(source, item.range),
            new_text: item.text,
        })),
        label: item.label,
        ..lsp::CompletionItem::default()
    });
    Some(lsp::CompletionResponse::List(lsp::CompletionList {
        is_incomplete: found.is_incomplete,
        items: items.collect(),
    }))
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn kind(kind: CompletionKind) -> lsp::CompletionItemKind {
    match kind {
        CompletionKind::Action => lsp::CompletionItemKind::FUNCTION,
        CompletionKind::Service => lsp::CompletionItemKind::MODULE,
        CompletionKind::Wildcard => lsp::CompletionItemKind::ENUM,
        CompletionKind::Reference => lsp::CompletionItemKind::REFERENCE,
        CompletionKind::Key => lsp::CompletionItemKind::PROPERTY,
        CompletionKind::Keyword => lsp::CompletionItemKind::KEYWORD,
        CompletionKind::Policy => lsp::CompletionItemKind::VALUE,
    }
}
