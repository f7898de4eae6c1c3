//! Proved edits as clients get them: their grade, and what is to be chosen.

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

/// Reading and writing no bucket that is declared here.
const POLICY: &str = r#"resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "*"
    }]
  })
}
"#;

/// The first action of the statement, asked for by a client that takes snippets or one that does not.
fn first(snippets: bool, after_proof: &str) -> (Value, Value) {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut capabilities = Flavour::VsCode.capabilities();
    capabilities["workspace"]["workspaceEdit"]["snippetEditSupport"] = json!(snippets);
    let mut client = Client::start(demarc());
    client.ask(
        "initialize",
        json!({"processId": null, "rootUri": uri(project.folder()), "capabilities": capabilities,
            "initializationOptions": {"codeActions": {"afterProof": after_proof}}}),
    );
    client.notify("initialized", json!({}));
    client.did_open(&path, POLICY);
    let at = json!({"line": 4, "character": 20});
    let params = json!({"textDocument": {"uri": uri(&path)}, "range": {"start": at, "end": at},
        "context": {"diagnostics": []}});
    let actions = client.ask("textDocument/codeAction", params);
    let action = actions[0].clone();
    let resolved = if action["data"]["id"].is_string() {
        client.ask("codeAction/resolve", action.clone())
    } else {
        Value::Null
    };
    client.close();
    (action, resolved)
}

#[test]
fn an_action_says_how_well_it_is_founded_and_what_is_proved() {
    let (action, resolved) = first(true, "any");
    assert_eq!(action["data"]["grade"], "S4", "{action}");
    let description = resolved["edit"]["changeAnnotations"]["demarc"]["description"].as_str().unwrap();
    assert!(description.contains("proved: grants nothing that is not granted today"), "{description}");
}

#[test]
fn a_choice_is_one_for_who_takes_snippets_and_denies_for_everybody_else() {
    let edit = |(_, resolved): (Value, Value)| resolved["edit"]["documentChanges"][0]["edits"][0].clone();
    let snippet = edit(first(true, "any"));
    let snippet = snippet["snippet"]["value"].as_str().unwrap();
    assert!(snippet.contains("${1") && snippet.contains("REPLACE_ME"), "{snippet}");
    let plain = edit(first(false, "any"));
    assert_eq!(plain["newText"], "\"arn:aws:s3:::REPLACE_ME/*\"");
}

#[test]
fn who_wants_what_is_certain_gets_no_guess() {
    let (action, _) = first(true, "certain");
    assert!(action["data"]["grade"].is_null(), "{action}");
}
