//! The same answers in the forms that Neovim, Visual Studio Code, eglot and a bare client take.

use std::path::Path;

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

const FUNCTION: &str = r#"/* 😀 */ resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::1:role/orders"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "main.zip"
}
"#;

fn open(flavour: Flavour, project: &Project) -> Client {
    let mut client =
        Client::open(demarc(), flavour, project.folder(), json!({"debounceMs": 0, "explainCommand": true}));
    client.did_open(&project.path("main.tf"), FUNCTION);
    client
}

fn actions(client: &mut Client, path: &Path, only: Option<&str>) -> Vec<Value> {
    // On the name, whatever a position counts: the line is `/* 😀 */ resource "aws_lambda_function" "orders" {`.
    let at = json!({"line": 0, "character": 43});
    let mut context = json!({"diagnostics": []});
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let params =
        json!({"textDocument": {"uri": uri(path)}, "range": {"start": at, "end": at}, "context": context});
    client.ask("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

fn log_group(actions: Vec<Value>) -> Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with("Add log group"));
    found.unwrap_or_else(|| panic!("no action adds a log group: {actions:#?}")).clone()
}

#[test]
fn neovim_resolves_and_takes_changes() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = open(Flavour::Neovim, &project);
    let action = log_group(actions(&mut client, &path, None));
    assert!(action.get("edit").is_none() && action.get("data").is_some(), "{action}");
    let resolved = client.ask("codeAction/resolve", action);
    let edits = resolved["edit"]["changes"][uri(&path)].as_array().unwrap();
    assert!(edits[0]["newText"].as_str().unwrap().contains("aws_cloudwatch_log_group"), "{resolved}");
    assert!(resolved["edit"].get("documentChanges").is_none());
    client.close();
}

#[test]
fn visual_studio_code_resolves_and_takes_document_changes_with_version_and_annotation() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = open(Flavour::VsCode, &project);
    client.did_change(&path, 7, [6, 1, 6, 1], "\n");
    let action = log_group(actions(&mut client, &path, None));
    assert!(action.get("edit").is_none(), "{action}");
    let resolved = client.ask("codeAction/resolve", action);
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": uri(&path), "version": 7}));
    let annotation = change["edits"][0]["annotationId"].as_str().unwrap();
    let description = resolved["edit"]["changeAnnotations"][annotation]["description"].as_str().unwrap();
    assert!(description.contains("terraform import aws_cloudwatch_log_group"), "{description}");
    client.close();
}

#[test]
fn a_client_that_takes_snippets_gets_what_is_to_be_filled_in_as_one() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let account = "resource \"azurerm_storage_account\" \"docs\" {\n  name = \"docs\"\n}\n";
    let mut edits = Vec::new();
    for snippets in [true, false] {
        let mut capabilities = Flavour::VsCode.capabilities();
        capabilities["workspace"]["workspaceEdit"]["snippetEditSupport"] = json!(snippets);
        let mut client = Client::start(demarc());
        let params =
            json!({"processId": null, "rootUri": uri(project.folder()), "capabilities": capabilities});
        client.ask("initialize", params);
        client.notify("initialized", json!({}));
        client.did_open(&path, account);
        let at = json!({"line": 0, "character": 36});
        let params = json!({"textDocument": {"uri": uri(&path)}, "range": {"start": at, "end": at},
            "context": {"diagnostics": []}});
        let actions = client.ask("textDocument/codeAction", params).as_array().cloned().unwrap();
        let deny = actions
            .into_iter()
            .find(|action| action["title"].as_str().unwrap().starts_with("Deny by default"));
        let resolved = client.ask("codeAction/resolve", deny.unwrap());
        edits.push(resolved["edit"]["documentChanges"][0]["edits"][0].clone());
        client.close();
    }
    let snippet = edits[0]["snippet"]["value"].as_str().unwrap();
    assert!(snippet.contains("${1:"), "{snippet}");
    let plain = edits[1]["newText"].as_str().unwrap();
    assert!(plain.contains("network_rules") && !plain.contains("${1:"), "{plain}");
}

#[test]
fn eglot_gets_the_edit_at_once() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = open(Flavour::Eglot, &project);
    let action = log_group(actions(&mut client, &path, None));
    assert!(action.get("data").is_none(), "{action}");
    let change = &action["edit"]["documentChanges"][0];
    assert!(change["edits"][0].get("annotationId").is_none(), "{change}");
    assert!(change["edits"][0]["newText"].as_str().unwrap().contains("aws_cloudwatch_log_group"));
    client.close();
}

#[test]
fn a_client_without_code_action_literals_gets_none() {
    let project = Project::new("");
    let mut client = open(Flavour::Bare, &project);
    assert!(actions(&mut client, &project.path("main.tf"), None).is_empty());
    client.close();
}

#[test]
fn an_action_whose_text_has_changed_since_is_refused() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = open(Flavour::VsCode, &project);
    let action = log_group(actions(&mut client, &path, None));
    client.did_change(&path, 2, [6, 1, 6, 1], "\n# more\n");
    let id = client.request("codeAction/resolve", action);
    assert_eq!(client.answer(id)["error"]["code"], -32801);
    client.close();
}

#[test]
fn only_the_kinds_that_are_asked_for_are_offered() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = open(Flavour::VsCode, &project);
    let kinds = |actions: Vec<Value>| -> Vec<String> {
        actions.iter().map(|action| action["kind"].as_str().unwrap().to_owned()).collect()
    };
    let quick = kinds(actions(&mut client, &path, Some("quickfix")));
    assert!(!quick.is_empty() && quick.iter().all(|kind| kind == "quickfix"), "{quick:?}");
    let all = kinds(actions(&mut client, &path, Some("source")));
    assert!(all.iter().all(|kind| kind == "source.fixAll.demarc"), "{all:?}");
    let explain =
        actions(&mut client, &path, None).into_iter().find(|action| action.get("command").is_some()).unwrap();
    assert_eq!(explain["command"]["command"], "demarc.explain", "{explain}");
    client.close();
}

#[test]
fn a_hover_is_markdown_or_the_same_lines_without_marks() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let hover = |flavour: Flavour| {
        let mut client = open(flavour, &project);
        let hover = client.ask_at("textDocument/hover", &path, 0, 25);
        client.close();
        let text = hover["contents"]["value"].as_str().unwrap().to_owned();
        (hover["contents"]["kind"].as_str().unwrap().to_owned(), text)
    };
    let (kind, markdown) = hover(Flavour::VsCode);
    assert_eq!(kind, "markdown");
    assert!(markdown.starts_with("**aws_lambda_function.orders** · AWS Lambda"), "{markdown}");
    let (kind, plain) = hover(Flavour::Eglot);
    assert_eq!(kind, "plaintext");
    assert!(plain.starts_with("aws_lambda_function.orders · AWS Lambda"), "{plain}");
    assert!(!plain.contains("**") && !plain.contains('`'), "{plain}");
    assert_eq!(plain.lines().count(), markdown.lines().count());
}

#[test]
fn an_inlay_hint_has_its_tooltip_when_it_is_pointed_at_or_at_once() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let hints = |client: &mut Client| {
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
        client.ask("textDocument/inlayHint", json!({"textDocument": {"uri": uri(&path)}, "range": range}))
    };
    let mut client = open(Flavour::VsCode, &project);
    let hint = hints(&mut client)[0].clone();
    assert!(hint["label"].as_str().unwrap().starts_with("yours: "), "{hint}");
    assert!(hint.get("tooltip").is_none());
    let resolved = client.ask("inlayHint/resolve", hint);
    assert!(
        resolved["tooltip"]["value"].as_str().unwrap().starts_with("**aws_lambda_function.orders**"),
        "{resolved}"
    );
    client.close();

    let mut client = open(Flavour::Bare, &project);
    let hint = hints(&mut client)[0].clone();
    assert!(hint["tooltip"]["value"].as_str().unwrap().starts_with("aws_lambda_function.orders"), "{hint}");
    client.close();
}

#[test]
fn the_lens_opens_the_report_at_its_file() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = open(Flavour::VsCode, &project);
    let lenses = client.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri(&path)}}));
    let command = &lenses[0]["command"];
    assert_eq!(
        (&command["command"], &command["arguments"][0]),
        (&json!("demarc.report"), &json!(uri(&path)))
    );
    let report = client.ask("workspace/executeCommand", command.clone());
    assert!(report.as_str().unwrap().contains("aws_lambda_function.orders"), "{report}");
    let id = client
        .request("workspace/executeCommand", json!({"command": "demarc.explain", "arguments": ["aws-s4"]}));
    let message = client.answer(id)["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("`aws-s4` is no duty") && message.contains("aws-s3"), "{message}");
    client.close();
}

#[test]
fn symbols_are_nested_where_the_client_can_and_flat_elsewhere() {
    let project = Project::new("");
    let document = json!({"textDocument": {"uri": uri(&project.path("main.tf"))}});
    let mut client = open(Flavour::VsCode, &project);
    let symbols = client.ask("textDocument/documentSymbol", document.clone());
    assert!(symbols[0].get("selectionRange").is_some(), "{symbols}");
    client.close();
    let mut client = open(Flavour::Bare, &project);
    let symbols = client.ask("textDocument/documentSymbol", document);
    assert_eq!(symbols[0]["location"]["uri"], uri(&project.path("main.tf")), "{symbols}");
    client.close();
}
