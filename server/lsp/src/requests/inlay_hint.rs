//! `textDocument/inlayHint` and `inlayHint/resolve`

use serde::{Deserialize, Serialize};

use crate::{protocol::lsp, view::View};

/// Where a hint's tooltip is found again.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: lsp::Uri,
    offset: u32,
}

pub(crate) fn inlay_hints(view: &View, params: &lsp::InlayHintParams) -> Option<Vec<lsp::InlayHint>> {
    let uri = &params.text_document.uri;
    let (file, source) = view.file(uri)?;
    let hints = view.analysis.inlay_hints(file, view.text_range(source, params.range));
    let hints = hints.into_iter().map(|hint| {
        let lazy = view.abilities.lazy_tooltips;
        let data = Data { uri: uri.clone(), offset: hint.offset };
        lsp::InlayHint {
            position: view.position(source, hint.offset),
            label: hint.label.into(),
            kind: None,
            text_edits: None,
            tooltip: if lazy { None } else { tooltip(view, &data) },
            padding_left: Some(true),
            padding_right: None,
            data: if lazy { serde_json::to_value(data).ok() } else { None },
        }
    });
    Some(hints.collect())
}

pub(crate) fn resolve(view: &View, mut hint: lsp::InlayHint) -> lsp::InlayHint {
    let data = hint.data.as_ref().and_then(|data| Data::deserialize(data).ok());
    hint.tooltip = data.and_then(|data| tooltip(view, &data));
    hint
}

fn tooltip(view: &View, data: &Data) -> Option<lsp::InlayHintTooltip> {
    let (file, _) = view.file(&data.uri)?;
    let markdown = view.analysis.inlay_tooltip(file, data.offset)?;
    Some(view.markup(markdown).into())
}
