//! An edit in the form that the client takes. As JSON, for the protocol's types here know no snippets.

use ide::{FileEdits, Target};
use project::FilePath;
use serde_json::{Map, Value, json};
use syntax::Text;

use crate::{
    abilities::EditForm,
    newer::{self, Stop},
    protocol::{self, lsp},
    view::View,
};

const ANNOTATION: &str = "demarc";

pub(crate) fn workspace_edit(view: &View, edit: ide::WorkspaceEdit) -> Value {
    let files = edit.files.into_iter().filter_map(|file| FileEdit::new(view, file));
    match view.abilities.edits {
        // A file that is not there yet comes to be when it is edited.
        EditForm::Changes => {
            let plain =
                |file: FileEdit| (file.uri.as_str().to_owned(), file.edits.iter().map(Edit::plain).collect());
            json!({"changes": files.map(plain).collect::<Map<_, _>>()})
        }
        EditForm::DocumentChanges { create_files, annotations, snippets } => {
            let form = Form { create_files, annotated: annotations && edit.annotation.is_some(), snippets };
            let changes: Vec<_> = files.flat_map(|file| form.document_changes(&file)).collect();
            match edit.annotation.filter(|_| annotations) {
                Some((label, description)) => {
                    let annotation = json!({"label": label, "description": description});
                    json!({"documentChanges": changes, "changeAnnotations": {ANNOTATION: annotation}})
                }
                None => json!({"documentChanges": changes}),
            }
        }
    }
}

/// One file's edits, as addresses and positions.
struct FileEdit {
    uri: lsp::Uri,
    version: Option<i32>,
    is_new: bool,
    edits: Vec<Edit>,
}

struct Edit {
    range: lsp::Range,
    text: String,
    /// What a person has to fill in.
    placeholders: Vec<Stop>,
}

/// What `documentChanges` may hold.
struct Form {
    create_files: bool,
    annotated: bool,
    snippets: bool,
}

impl FileEdit {
    fn new(view: &View, file: FileEdits) -> Option<Self> {
        let (path, text): (&FilePath, &Text) = match &file.target {
            Target::File(id) => view.source(*id).map(|source| (&source.path, &source.text))?,
            Target::NewFile(path) => (path, &Text::default()),
        };
        let mut edits: Vec<Edit> = Vec::new();
        for (index, edit) in file.edits.into_iter().enumerate() {
            let placeholders = file.placeholders.iter().filter(|placeholder| placeholder.edit == index);
            edits.push(Edit {
                range: protocol::range(text, edit.range, view.abilities.encoding),
                text: edit.text,
                placeholders: placeholders
                    .map(|it| Stop {
                        range: it.range.start as usize..it.range.end as usize,
                        choices: it.candidates.clone(),
                    })
                    .collect(),
            });
        }
        let is_new = matches!(file.target, Target::NewFile(_));
        Some(Self { uri: view.uri(path)?, version: view.version(path), is_new, edits })
    }
}

impl Edit {
    /// Placeholders stay in the text as they are; each says what belongs there.
    fn plain(&self) -> Value {
        json!({"range": self.range, "newText": self.text})
    }

    fn snippet(&self) -> Value {
        let value = newer::snippet(&self.text, &self.placeholders);
        json!({"range": self.range, "snippet": {"kind": "snippet", "value": value}})
    }
}

impl Form {
    fn document_changes(&self, file: &FileEdit) -> Vec<Value> {
        let mut changes = Vec::new();
        if file.is_new && self.create_files {
            changes.push(self.marked(json!({
                "kind": "create", "uri": file.uri, "options": {"overwrite": false, "ignoreIfExists": true}
            })));
        }
        let edit = |edit: &Edit| {
            let to_fill_in = self.snippets && !edit.placeholders.is_empty();
            self.marked(if to_fill_in { edit.snippet() } else { edit.plain() })
        };
        let edits: Vec<_> = file.edits.iter().map(edit).collect();
        changes.push(json!({"textDocument": {"uri": file.uri, "version": file.version}, "edits": edits}));
        changes
    }

    fn marked(&self, mut change: Value) -> Value {
        if let (true, Some(change)) = (self.annotated, change.as_object_mut()) {
            change.insert("annotationId".into(), ANNOTATION.into());
        }
        change
    }
}
