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

/// A place to fill in: bytes of the text, and what else may stand there.
pub(crate) struct Stop {
    pub(crate) range: std::ops::Range<usize>,
    pub(crate) choices: Vec<String>,
}

/// A text with places to fill in, in the order of the text, as a snippet. Until somebody chooses, what the text
/// has stays: it is the first of the choices.
pub(crate) fn snippet(text: &str, stops: &[Stop]) -> String {
    let mut snippet = String::new();
    let mut end = 0;
    for (number, stop) in (1..).zip(stops) {
        let range = stop.range.clone();
        snippet.push_str(&escaped(text.get(end..range.start).unwrap_or_default()));
        end = range.end;
        let inside = text.get(range).unwrap_or_default();
        snippet.push_str(&if stop.choices.is_empty() {
            format!("${{{number}:{}}}", escaped(inside))
        } else {
            let choices = std::iter::once(inside).chain(stop.choices.iter().map(String::as_str));
            format!("${{{number}|{}|}}", choices.map(escaped_choice).collect::<Vec<_>>().join(","))
        });
    }
    snippet.push_str(&escaped(text.get(end..).unwrap_or_default()));
    snippet
}

/// Inside a choice `$` and `}` are text, and a backslash in front of them would be too.
fn escaped_choice(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

#[cfg(test)]
mod tests {
    use super::{Stop, snippet};

    #[test]
    fn a_snippet_says_what_is_text_and_what_is_to_be_filled_in() {
        let text = "a = \"${x}\"\nb = [\"\\\"]";
        let stop = |range| Stop { range, choices: Vec::new() };
        let filled = snippet(text, &[stop(5..9), stop(17..19)]);
        assert_eq!(filled, "a = \"${1:\\${x\\}}\"\nb = [\"${2:\\\\\"}]");
    }

    #[test]
    fn what_the_text_has_is_the_first_choice() {
        let choices = vec!["\"${b.arn}/a,b|c\"".to_owned(), "b.arn".to_owned()];
        let filled = snippet("x = \"n\" # $", &[Stop { range: 4..7, choices }]);
        assert_eq!(filled, r#"x = ${1|"n","${b.arn}/a\,b\|c",b.arn|} # \$"#);
    }
}
