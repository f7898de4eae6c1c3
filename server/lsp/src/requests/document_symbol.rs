//! `textDocument/documentSymbol`

use crate::{protocol::lsp, view::View};

pub(crate) fn document_symbols(
    view: &View,
    params: &lsp::DocumentSymbolParams,
) -> Option<lsp::DocumentSymbolResponse> {
    let uri = &params.text_document.uri;
    let (file, source) = view.file(uri)?;
    let symbols = view.analysis.symbols(file).into_iter();
    if !view.abilities.hierarchical_symbols {
        let flat = symbols.map(|symbol| flat(view, uri, source, symbol));
        return Some(flat.collect::<Vec<_>>().into());
    }
    let nested = symbols.map(|symbol| nested(view, source, symbol));
    Some(nested.collect::<Vec<_>>().into())
}

#[expect(deprecated, reason = "the protocol's type cannot be made without its old field")]
fn nested(view: &View, source: &project::SourceFile, symbol: ide::Symbol) -> lsp::DocumentSymbol {
    lsp::DocumentSymbol {
        kind: kind(&symbol.keyword),
        range: view.range(source, symbol.range),
        selection_range: view.range(source, symbol.name_range),
        name: symbol.name,
        detail: symbol.detail,
        tags: None,
        deprecated: None,
        children: None,
    }
}

#[expect(deprecated, reason = "the protocol's type cannot be made without its old field")]
fn flat(
    view: &View,
    uri: &lsp::Uri,
    source: &project::SourceFile,
    symbol: ide::Symbol,
) -> lsp::SymbolInformation {
    lsp::SymbolInformation {
        kind: kind(&symbol.keyword),
        location: lsp::Location::new(uri.clone(), view.range(source, symbol.range)),
        name: symbol.name,
        tags: None,
        deprecated: None,
        container_name: None,
    }
}

/// The kinds that other Terraform servers give, so that an outline looks as it always does.
fn kind(keyword: &str) -> lsp::SymbolKind {
    match keyword {
        "variable" | "output" => lsp::SymbolKind::VARIABLE,
        "locals" => lsp::SymbolKind::NAMESPACE,
        "module" => lsp::SymbolKind::MODULE,
        "provider" => lsp::SymbolKind::PACKAGE,
        _ => lsp::SymbolKind::CLASS,
    }
}
