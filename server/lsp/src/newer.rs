//! What is in version 3.18 of the protocol and not in the types used here: edits that are snippets. So the
//! client's word on them is put where the types keep it, and the requests whose answers hold edits go by
//! names of their own, for handlers that answer with plain JSON.

use serde_json::{Value, json};

pub(crate) const CODE_ACTION: &str = "demarc/textDocument/codeAction";
pub(crate) const CODE_ACTION_RESOLVE: &str = "demarc/codeAction/resolve";

/// Where `workspace.workspaceEdit.snippetEditSupport` is kept among the experimental abilities.
pub(crate) const SNIPPET_EDITS: &str = "demarcSnippetEdits";

/// Changes a request as it came in.
pub(crate) fn incoming(message: &mut Value) {
    match message.get("method").and_then(Value::as_str) {
        Some("textDocument/codeAction") => rename(message, CODE_ACTION),
        Some("codeAction/resolve") => rename(message, CODE_ACTION_RESOLVE),
        Some("initialize") => keep_snippet_support(message),
        _ => {}
    }
}

fn rename(message: &mut Value, name: &str) {
    if let Some(method) = message.get_mut("method") {
        *method = name.into();
    }
}

fn keep_snippet_support(message: &mut Value) {
    let Some(abilities) = message.pointer_mut("/params/capabilities").and_then(Value::as_object_mut) else {
        return;
    };
    let support = abilities.get("workspace").and_then(|it| it.pointer("/workspaceEdit/snippetEditSupport"));
    if support == Some(&Value::Bool(true)) {
        abilities.insert("experimental".into(), json!({ SNIPPET_EDITS: true }));
    }
}

/// A text with places to fill in, as a snippet: `ranges` are bytes of the text, sorted.
pub(crate) fn snippet(text: &str, ranges: &[std::ops::Range<usize>]) -> String {
    let mut snippet = String::new();
    let mut end = 0;
    for (index, range) in ranges.iter().enumerate() {
        snippet.push_str(&escaped(text.get(end..range.start).unwrap_or_default()));
        let inside = escaped(text.get(range.clone()).unwrap_or_default());
        snippet.push_str(&format!("${{{}:{inside}}}", index + 1));
        end = range.end;
    }
    snippet.push_str(&escaped(text.get(end..).unwrap_or_default()));
    snippet
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn a_snippet_says_what_is_text_and_what_is_to_be_filled_in() {
        let text = "a = \"${x}\"\nb = [\"\\\"]";
        let filled = snippet(text, &[5..9, 17..19]);
        assert_eq!(filled, "a = \"${1:\\${x\\}}\"\nb = [\"${2:\\\\\"}]");
    }
}
