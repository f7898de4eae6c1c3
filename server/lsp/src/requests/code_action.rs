//! `textDocument/codeAction` and `codeAction/resolve`

use ide::{ActionKind, FileRange};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use syntax::TextRange;

use crate::{
    protocol::lsp,
    requests::{execute_command, workspace_edit},
    view::View,
};

/// How an action is found again when its edit is wanted.
#[derive(Debug, Serialize, Deserialize)]
struct Data {
    uri: lsp::Uri,
    /// Of the text that the action was made for.
    version: Option<i32>,
    start: u32,
    end: u32,
    id: String,
    /// Of a proved edit: how well it is founded that what is left is enough, `S0` to `S4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
}

/// An action whose text has changed since.
#[derive(Debug)]
pub(crate) struct OutOfDate;

pub(crate) fn code_actions(view: &View, params: &lsp::CodeActionParams) -> Option<Vec<Value>> {
    let uri = &params.text_document.uri;
    let (file, source) = view.file(uri)?;
    if !view.abilities.action_literals {
        return None;
    }
    let at = FileRange { file, range: view.text_range(source, params.range) };
    let wanted = |action: &ide::CodeAction| match &params.context.only {
        Some(only) => only.iter().any(|only| is_within(&kind(action.kind), only)),
        None => true,
    };
    let actions = view.analysis.code_actions(at).into_iter().filter(wanted).filter_map(|action| {
        let diagnostics = answered(view, source, &action, &params.context.diagnostics);
        let data = Data {
            uri: uri.clone(),
            version: view.version(&source.path),
            start: at.range.start,
            end: at.range.end,
            id: action.id,
            grade: action.grade.map(|grade| format!("{grade:?}")),
        };
        let command = action.explain.map(|duty| lsp::Command {
            title: action.title.clone(),
            command: execute_command::EXPLAIN.into(),
            arguments: Some(vec![duty.into()]),
        });
        let lazy = view.abilities.lazy_edits && command.is_none();
        let eager = !view.abilities.lazy_edits && command.is_none();
        // An action that turns out to do nothing is not offered.
        let edit = if eager { Some(edit(view, &data)?) } else { None };
        let action = lsp::CodeAction {
            title: action.title,
            kind: Some(kind(action.kind)),
            diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
            edit: None,
            command,
            is_preferred: action.preferred.then_some(true),
            disabled: None,
            // Clients that filter by it want it with or without the edit.
            data: match &data.grade {
                _ if lazy => serde_json::to_value(data).ok(),
                Some(grade) => Some(json!({"grade": grade})),
                None => None,
            },
        };
        let mut action = serde_json::to_value(action).ok()?;
        if let (Some(edit), Some(action)) = (edit, action.as_object_mut()) {
            action.insert("edit".into(), edit);
        }
        Some(action)
    });
    Some(actions.collect())
}

pub(crate) fn resolve(view: &View, mut action: Value) -> Result<Value, OutOfDate> {
    let Some(data) = action.get("data").and_then(|data| Data::deserialize(data).ok()) else {
        return Ok(action);
    };
    let version = view.file(&data.uri).and_then(|(_, source)| view.version(&source.path));
    if version != data.version {
        return Err(OutOfDate);
    }
    let edit = edit(view, &data).ok_or(OutOfDate)?;
    if let Some(action) = action.as_object_mut() {
        action.insert("edit".into(), edit);
    }
    Ok(action)
}

fn edit(view: &View, data: &Data) -> Option<Value> {
    let (file, _) = view.file(&data.uri)?;
    let at = FileRange { file, range: TextRange::new(data.start, data.end) };
    Some(workspace_edit::workspace_edit(view, view.analysis.resolve(at, &data.id)?))
}

/// The client's own copies where it sent them, for it compares.
fn answered(
    view: &View,
    source: &project::SourceFile,
    action: &ide::CodeAction,
    sent: &[lsp::Diagnostic],
) -> Vec<lsp::Diagnostic> {
    let answers = |diagnostic: &&lsp::Diagnostic| {
        action.diagnostics.iter().any(|(code, range)| {
            matches!(&diagnostic.code, Some(lsp::NumberOrString::String(it)) if it == code)
                && diagnostic.range == view.range(source, *range)
        })
    };
    sent.iter().filter(answers).cloned().collect()
}

fn kind(kind: ActionKind) -> lsp::CodeActionKind {
    match kind {
        ActionKind::QuickFix => lsp::CodeActionKind::QUICKFIX,
        ActionKind::Refactor => lsp::CodeActionKind::REFACTOR,
        ActionKind::FixAll => FIX_ALL,
    }
}

pub(crate) const FIX_ALL: lsp::CodeActionKind = lsp::CodeActionKind::new("source.fixAll.demarc");

/// `source.fixAll.demarc` is within `source.fixAll`, and everything is within the empty kind.
fn is_within(kind: &lsp::CodeActionKind, asked: &lsp::CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(asked.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
}
