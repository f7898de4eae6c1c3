//! An edit in the form that the client takes.

use std::collections::HashMap;

use ide::{FileEdits, Target};
use project::FilePath;
use syntax::{Text, TextEdit};

use crate::{
    abilities::EditForm,
    protocol::{self, lsp},
    view::View,
};

const ANNOTATION: &str = "demarc";

pub(crate) fn workspace_edit(view: &View, edit: ide::WorkspaceEdit) -> lsp::WorkspaceEdit {
    let files = edit.files.into_iter().filter_map(|file| FileEdit::new(view, file)).collect();
    match view.abilities.edits {
        EditForm::Changes => changes(files),
        EditForm::DocumentChanges { create_files, annotations, .. } => {
            let annotation = edit.annotation.filter(|_| annotations);
            let marked = annotation.is_some();
            lsp::WorkspaceEdit {
                changes: None,
                document_changes: Some(document_changes(files, create_files, marked)),
                change_annotations: annotation.map(|(label, description)| {
                    let description = Some(description).filter(|it| !it.is_empty());
                    let annotation = lsp::ChangeAnnotation { label, needs_confirmation: None, description };
                    HashMap::from([(ANNOTATION.into(), annotation)])
                }),
            }
        }
    }
}

/// One file's edits, as addresses and positions.
struct FileEdit {
    uri: lsp::Uri,
    version: Option<i32>,
    is_new: bool,
    edits: Vec<lsp::TextEdit>,
}

impl FileEdit {
    fn new(view: &View, file: FileEdits) -> Option<Self> {
        let (path, text): (&FilePath, &Text) = match &file.target {
            Target::File(id) => view.source(*id).map(|source| (&source.path, &source.text))?,
            Target::NewFile(path) => (path, &Text::default()),
        };
        let convert = |edit: TextEdit| {
            lsp::TextEdit::new(protocol::range(text, edit.range, view.abilities.encoding), edit.text)
        };
        Some(Self {
            uri: view.uri(path)?,
            version: view.version(path),
            is_new: matches!(file.target, Target::NewFile(_)),
            edits: file.edits.into_iter().map(convert).collect(),
        })
    }
}

fn changes(files: Vec<FileEdit>) -> lsp::WorkspaceEdit {
    // A file that is not there yet comes to be when it is edited.
    let changes = files.into_iter().map(|file| (file.uri, file.edits)).collect();
    lsp::WorkspaceEdit { changes: Some(changes), document_changes: None, change_annotations: None }
}

fn document_changes(files: Vec<FileEdit>, create_files: bool, annotated: bool) -> lsp::DocumentChanges {
    let annotation_id = || annotated.then(|| ANNOTATION.to_owned());
    let mut operations = Vec::new();
    for file in files {
        if file.is_new && create_files {
            let options = lsp::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
            let create = lsp::CreateFile {
                uri: file.uri.clone(),
                options: Some(options),
                annotation_id: annotation_id(),
            };
            operations.push(lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Create(create)));
        }
        let edits = file.edits.into_iter().map(|text_edit| match annotation_id() {
            Some(annotation_id) => lsp::OneOf::Right(lsp::AnnotatedTextEdit { text_edit, annotation_id }),
            None => lsp::OneOf::Left(text_edit),
        });
        operations.push(lsp::DocumentChangeOperation::Edit(lsp::TextDocumentEdit {
            text_document: lsp::OptionalVersionedTextDocumentIdentifier {
                uri: file.uri,
                version: file.version,
            },
            edits: edits.collect(),
        }));
    }
    lsp::DocumentChanges::Operations(operations)
}
