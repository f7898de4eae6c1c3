//! `textDocument/codeLens`

use serde_json::json;

use crate::{protocol::lsp, requests::execute_command, view::View};

pub(crate) fn code_lenses(view: &View, params: &lsp::CodeLensParams) -> Option<Vec<lsp::CodeLens>> {
    let uri = &params.text_document.uri;
    let (file, source) = view.file(uri)?;
    let lenses = view.analysis.code_lenses(file).into_iter().map(|lens| lsp::CodeLens {
        range: view.range(source, lens.range),
        command: Some(lsp::Command {
            title: lens.title,
            command: execute_command::REPORT.into(),
            arguments: Some(match lens.resource {
                Some(resource) => vec![json!(uri), json!(resource)],
                None => vec![json!(uri)],
            }),
        }),
        data: None,
    });
    Some(lenses.collect())
}
