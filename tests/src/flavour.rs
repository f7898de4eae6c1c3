//! What real editors announce, as they were seen to do; see the table in docs/src/editors.md.

use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Neovim 0.11: static pull without refresh, no `documentChanges`, no watching on Linux.
    Neovim,
    /// The language client 9 of Visual Studio Code: UTF-16 only, everything else.
    VsCode,
    /// eglot 1.9: push, plain text, edits at once.
    Eglot,
    /// A client that announces nothing at all.
    Bare,
}

impl Flavour {
    pub const ALL: [Self; 4] = [Self::Neovim, Self::VsCode, Self::Eglot, Self::Bare];

    pub fn capabilities(self) -> Value {
        match self {
            Self::Neovim => neovim(),
            Self::VsCode => vs_code(),
            Self::Eglot => eglot(),
            Self::Bare => json!({}),
        }
    }
}

fn action_kinds() -> Value {
    json!({"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source", "source.fixAll"]}})
}

fn neovim() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
        "textDocument": {
            "hover": {"dynamicRegistration": true, "contentFormat": ["markdown", "plaintext"]},
            "inlayHint": {"dynamicRegistration": true, "resolveSupport": {"properties": ["textEdits", "tooltip", "location", "command"]}},
            "codeLens": {"dynamicRegistration": false, "resolveSupport": {"properties": ["command"]}},
            "codeAction": {
                "dynamicRegistration": true, "isPreferredSupport": true, "dataSupport": true,
                "resolveSupport": {"properties": ["edit", "command"]},
                "codeActionLiteralSupport": action_kinds(),
            },
            "diagnostic": {"dynamicRegistration": false},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "publishDiagnostics": {"relatedInformation": true, "dataSupport": true},
            "synchronization": {"didSave": true, "dynamicRegistration": false},
        },
        "workspace": {
            "configuration": true,
            "didChangeConfiguration": {"dynamicRegistration": false},
            "didChangeWatchedFiles": {"dynamicRegistration": false, "relativePatternSupport": true},
            "inlayHint": {"refreshSupport": true},
            "workspaceEdit": {"resourceOperations": ["rename", "create", "delete"]},
            "workspaceFolders": true,
        },
        "window": {"workDoneProgress": true},
    })
}

fn vs_code() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "hover": {"dynamicRegistration": true, "contentFormat": ["markdown", "plaintext"]},
            "inlayHint": {"dynamicRegistration": true, "resolveSupport": {"properties": ["tooltip", "textEdits", "label.tooltip"]}},
            "codeLens": {"dynamicRegistration": true},
            "codeAction": {
                "dynamicRegistration": true, "isPreferredSupport": true, "dataSupport": true, "disabledSupport": true,
                "honorsChangeAnnotations": true, "resolveSupport": {"properties": ["edit"]},
                "codeActionLiteralSupport": action_kinds(),
            },
            "diagnostic": {"dynamicRegistration": true, "relatedDocumentSupport": false},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true, "dynamicRegistration": true},
            "publishDiagnostics": {
                "relatedInformation": true, "versionSupport": false, "codeDescriptionSupport": true, "dataSupport": true,
            },
            "synchronization": {"didSave": true, "dynamicRegistration": true},
        },
        "workspace": {
            "applyEdit": true,
            "codeLens": {"refreshSupport": true},
            "configuration": true,
            "diagnostics": {"refreshSupport": true},
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true},
            "inlayHint": {"refreshSupport": true},
            "workspaceEdit": {
                "documentChanges": true, "resourceOperations": ["create", "rename", "delete"],
                "failureHandling": "textOnlyTransactional", "normalizesLineEndings": true,
                "changeAnnotationSupport": {"groupsOnLabel": true},
            },
            "workspaceFolders": true,
        },
        "window": {"workDoneProgress": true},
    })
}

fn eglot() -> Value {
    json!({
        "textDocument": {
            "hover": {"dynamicRegistration": false, "contentFormat": ["plaintext"]},
            "codeAction": {
                "dynamicRegistration": false, "isPreferredSupport": true,
                "codeActionLiteralSupport": action_kinds(),
            },
            "documentSymbol": {"dynamicRegistration": false, "hierarchicalDocumentSymbolSupport": true},
            "publishDiagnostics": {"relatedInformation": false},
            "synchronization": {"didSave": true, "dynamicRegistration": false},
        },
        "workspace": {
            "applyEdit": true,
            "configuration": true,
            "didChangeWatchedFiles": {"dynamicRegistration": true},
            "workspaceEdit": {"documentChanges": true},
            "workspaceFolders": true,
        },
    })
}
