//! What the server says it can do, to this client.

use serde_json::json;
use syntax::PositionEncoding;

use crate::{
    abilities::{Abilities, Delivery},
    config, load,
    protocol::lsp,
    requests::{code_action, completion, execute_command},
};

pub(crate) fn initialize_result(abilities: &Abilities) -> lsp::InitializeResult {
    lsp::InitializeResult {
        capabilities: capabilities(abilities),
        server_info: Some(lsp::ServerInfo {
            name: "demarc".into(),
            version: Some(env!("CARGO_PKG_VERSION").into()),
        }),
        offset_encoding: None,
    }
}

fn capabilities(abilities: &Abilities) -> lsp::ServerCapabilities {
    lsp::ServerCapabilities {
        position_encoding: Some(match abilities.encoding {
            PositionEncoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            PositionEncoding::Utf16 => lsp::PositionEncodingKind::UTF16,
            PositionEncoding::Utf32 => lsp::PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(
            lsp::TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(lsp::TextDocumentSyncKind::INCREMENTAL),
                save: Some(lsp::SaveOptions { include_text: Some(false) }.into()),
                ..Default::default()
            }
            .into(),
        ),
        hover_provider: Some(true.into()),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(completion::TRIGGERS.map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        inlay_hint_provider: Some(lsp::OneOf::Right(lsp::InlayHintServerCapabilities::Options(
            lsp::InlayHintOptions { resolve_provider: Some(true), ..Default::default() },
        ))),
        code_lens_provider: Some(lsp::CodeLensOptions { resolve_provider: Some(false) }),
        code_action_provider: Some(
            lsp::CodeActionOptions {
                code_action_kinds: Some(vec![
                    lsp::CodeActionKind::QUICKFIX,
                    lsp::CodeActionKind::REFACTOR,
                    code_action::FIX_ALL,
                ]),
                resolve_provider: Some(true),
                ..Default::default()
            }
            .into(),
        ),
        document_symbol_provider: Some(lsp::OneOf::Left(true)),
        diagnostic_provider: match abilities.delivery {
            Delivery::Push => None,
            Delivery::Pull { .. } => {
                Some(lsp::DiagnosticServerCapabilities::Options(lsp::DiagnosticOptions {
                    identifier: Some("demarc".into()),
                    // Deleting a log group in one file opens a duty in another.
                    inter_file_dependencies: true,
                    workspace_diagnostics: true,
                    ..Default::default()
                }))
            }
        },
        execute_command_provider: Some(lsp::ExecuteCommandOptions {
            commands: vec![execute_command::REPORT.into(), execute_command::EXPLAIN.into()],
            ..Default::default()
        }),
        workspace: Some(lsp::WorkspaceServerCapabilities {
            workspace_folders: Some(lsp::WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(lsp::OneOf::Left(true)),
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// What is asked of the client once it is ready.
pub(crate) fn registrations(abilities: &Abilities) -> Vec<lsp::Registration> {
    let registration = |method: &str, options| lsp::Registration {
        id: format!("demarc-{method}"),
        method: method.into(),
        register_options: Some(options),
    };
    let mut registrations = Vec::new();
    if abilities.watches_files {
        let globs = ["*.tf", "*.tofu", "*.tfvars", "*.tofuvars", load::LOCK_FILE, config::FILE_NAME];
        let watchers: Vec<_> =
            globs.iter().map(|glob| json!({"globPattern": format!("**/{glob}")})).collect();
        registrations.push(registration("workspace/didChangeWatchedFiles", json!({ "watchers": watchers })));
    }
    if abilities.configuration_registration {
        registrations.push(registration("workspace/didChangeConfiguration", json!({"section": "demarc"})));
    }
    registrations
}
