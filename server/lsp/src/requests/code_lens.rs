//! `textDocument/codeLens`

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use project::FilePath;
use serde_json::json;

use crate::{pace::Pace, protocol::lsp, requests::execute_command, view::View};

/// What each file was answered with: while a file is being typed in, a lens neither comes nor goes, for
/// it moves the code.
#[derive(Debug, Default)]
pub(crate) struct Lenses {
    files: HashMap<FilePath, Vec<lsp::CodeLens>>,
    held_back: bool,
}

impl Lenses {
    fn update(&mut self, path: &FilePath, now: Vec<lsp::CodeLens>, pace: &Pace) -> Vec<lsp::CodeLens> {
        let before = self.files.get(path).filter(|before| before.len() != now.len());
        match (before, pace) {
            (Some(before), Pace::Typing | Pace::Resting { .. }) => {
                self.held_back = true;
                before.clone()
            }
            _ => {
                self.files.insert(path.clone(), now.clone());
                now
            }
        }
    }

    /// Was an answer out of date since this was last asked?
    pub(crate) fn take_held_back(&mut self) -> bool {
        std::mem::take(&mut self.held_back)
    }
}

pub(crate) fn code_lenses(
    view: &View,
    params: &lsp::CodeLensParams,
    lenses: &Mutex<Lenses>,
) -> Option<Vec<lsp::CodeLens>> {
    let uri = &params.text_document.uri;
    let (file, source) = view.file(uri)?;
    let now = view.analysis.code_lenses(file).into_iter().map(|lens| lsp::CodeLens {
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
    let now = now.collect();
    Some(lenses.lock().unwrap_or_else(PoisonError::into_inner).update(&source.path, now, &view.pace))
}
