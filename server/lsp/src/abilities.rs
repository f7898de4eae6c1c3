//! What the client can do, of all that it announced: the answers are shaped by this alone.

use syntax::PositionEncoding;

use crate::{newer, protocol::lsp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Abilities {
    pub(crate) encoding: PositionEncoding,
    /// Shows Markdown in a hover.
    pub(crate) markdown: bool,
    pub(crate) delivery: Delivery,
    pub(crate) related_information: bool,
    pub(crate) code_description: bool,
    /// Understands code actions, not only commands.
    pub(crate) action_literals: bool,
    /// Asks for a code action's edit when it is chosen.
    pub(crate) lazy_edits: bool,
    /// Asks for an inlay hint's tooltip when it is pointed at.
    pub(crate) lazy_tooltips: bool,
    pub(crate) edits: EditForm,
    pub(crate) hierarchical_symbols: bool,
    pub(crate) inlay_hint_refresh: bool,
    pub(crate) code_lens_refresh: bool,
    /// Tells of changed files once asked to.
    pub(crate) watches_files: bool,
    /// Answers `workspace/configuration`.
    pub(crate) configuration: bool,
    /// Tells of changed settings once asked to.
    pub(crate) configuration_registration: bool,
}

/// How diagnostics reach the client; never both ways, which would show each finding twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Push,
    /// The client asks; with `refresh` it asks again when told.
    Pull {
        refresh: bool,
    },
}

/// How the client takes edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EditForm {
    /// `changes`: text edits by file.
    Changes,
    /// `documentChanges`: with versions, and more where the client can.
    DocumentChanges { create_files: bool, annotations: bool, snippets: bool },
}

impl Abilities {
    pub(crate) fn new(client: &lsp::ClientCapabilities) -> Self {
        let text = client.text_document.clone().unwrap_or_default();
        let workspace = client.workspace.clone().unwrap_or_default();
        let action = text.code_action.unwrap_or_default();
        let published = text.publish_diagnostics.unwrap_or_default();
        let pulled = text.diagnostic;
        let symbol = text.document_symbol.unwrap_or_default();
        let configuration = workspace.did_change_configuration.unwrap_or_default();
        let files = workspace.did_change_watched_files.unwrap_or_default();
        let yes = |ability: Option<bool>| ability == Some(true);
        Self {
            encoding: encoding(client),
            markdown: text
                .hover
                .and_then(|hover| hover.content_format)
                .is_some_and(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
            related_information: yes(published.related_information)
                || pulled.as_ref().is_some_and(|pulled| yes(pulled.related_information)),
            code_description: yes(published.code_description_support)
                || pulled.as_ref().is_some_and(|pulled| yes(pulled.code_description_support)),
            delivery: match pulled {
                Some(_) => Delivery::Pull {
                    refresh: workspace
                        .diagnostics
                        .is_some_and(|diagnostics| yes(diagnostics.refresh_support)),
                },
                None => Delivery::Push,
            },
            action_literals: action.code_action_literal_support.is_some(),
            lazy_edits: yes(action.data_support)
                && action
                    .resolve_support
                    .is_some_and(|resolve| resolve.properties.iter().any(|it| it == "edit")),
            lazy_tooltips: text
                .inlay_hint
                .and_then(|hint| hint.resolve_support)
                .is_some_and(|resolve| resolve.properties.iter().any(|it| it == "tooltip")),
            edits: edit_form(workspace.workspace_edit.unwrap_or_default(), client.experimental.as_ref()),
            hierarchical_symbols: yes(symbol.hierarchical_document_symbol_support),
            inlay_hint_refresh: workspace.inlay_hint.is_some_and(|hint| yes(hint.refresh_support)),
            code_lens_refresh: workspace.code_lens.is_some_and(|lens| yes(lens.refresh_support)),
            watches_files: yes(files.dynamic_registration),
            configuration: yes(workspace.configuration),
            configuration_registration: yes(configuration.dynamic_registration),
        }
    }
}

/// UTF-8 where the client offers it, for it needs no conversion; UTF-16 is what every client can.
fn encoding(client: &lsp::ClientCapabilities) -> PositionEncoding {
    let offered =
        client.general.as_ref().and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
    if offered.contains(&lsp::PositionEncodingKind::UTF8) {
        PositionEncoding::Utf8
    } else if offered.is_empty() || offered.contains(&lsp::PositionEncodingKind::UTF16) {
        PositionEncoding::Utf16
    } else if offered.contains(&lsp::PositionEncodingKind::UTF32) {
        PositionEncoding::Utf32
    } else {
        PositionEncoding::Utf16
    }
}

fn edit_form(
    edit: lsp::WorkspaceEditClientCapabilities,
    experimental: Option<&serde_json::Value>,
) -> EditForm {
    if edit.document_changes != Some(true) {
        return EditForm::Changes;
    }
    EditForm::DocumentChanges {
        create_files: edit
            .resource_operations
            .is_some_and(|can| can.contains(&lsp::ResourceOperationKind::Create)),
        annotations: edit.change_annotation_support.is_some(),
        snippets: experimental
            .is_some_and(|it| it.get(newer::SNIPPET_EDITS) == Some(&serde_json::Value::Bool(true))),
    }
}
