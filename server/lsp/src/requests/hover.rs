//! `textDocument/hover`

use crate::{protocol::lsp, view::View};

pub(crate) fn hover(view: &View, params: &lsp::HoverParams) -> Option<lsp::Hover> {
    let at = &params.text_document_position_params;
    let (file, source) = view.file(&at.text_document.uri)?;
    let hover = view.analysis.hover(file, view.offset(source, at.position))?;
    Some(lsp::Hover {
        range: Some(view.range(source, hover.range)),
        contents: lsp::HoverContents::Markup(view.markup(hover.markdown)),
    })
}
