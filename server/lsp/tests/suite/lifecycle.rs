//! From the first message to the last, by the letter of the protocol.

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

#[test]
fn shutdown_and_exit_end_the_process_with_0_while_its_input_stays_open() {
    let project = Project::new("");
    let client = Client::open(demarc(), Flavour::VsCode, project.folder(), Value::Null);
    assert_eq!(client.close().code(), Some(0));
}

#[test]
fn exit_without_shutdown_ends_the_process_with_1() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::VsCode, project.folder(), Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn the_end_of_the_input_ends_the_process_after_the_last_answer() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::VsCode, project.folder(), Value::Null);
    let id = client
        .request("workspace/executeCommand", json!({"command": "demarc.explain", "arguments": ["aws-s3"]}));
    client.hang_up();
    assert!(client.answer(id)["result"].as_str().unwrap().contains("Amazon S3"));
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn requests_before_initialize_are_refused_and_notifications_dropped() {
    let project = Project::new("");
    let mut client = Client::start(demarc());
    client.did_open(&project.path("main.tf"), "");
    let id = client.request("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32002);
    client.initialize(Flavour::Neovim, project.folder(), Value::Null);
    assert_eq!(client.close().code(), Some(0));
}

#[test]
fn requests_after_shutdown_are_refused() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::Neovim, project.folder(), Value::Null);
    client.ask("shutdown", Value::Null);
    let id = client.request(
        "textDocument/documentSymbol",
        json!({"textDocument": {"uri": uri(&project.path("main.tf"))}}),
    );
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn a_second_initialize_is_an_error_and_an_unknown_method_too() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::Neovim, project.folder(), Value::Null);
    let id = client.request("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    let id = client.request("textDocument/frobnicate", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32601);
    // Optional notifications may be ignored; optional requests are methods like others.
    client.notify("$/frobnicate", json!({}));
    client.close();
}

#[test]
fn what_is_announced_is_answered_and_nothing_else_is() {
    const TABLE: &[(&str, &str)] = &[
        ("/hoverProvider", "textDocument/hover"),
        ("/inlayHintProvider", "textDocument/inlayHint"),
        ("/codeLensProvider", "textDocument/codeLens"),
        ("/codeActionProvider", "textDocument/codeAction"),
        ("/documentSymbolProvider", "textDocument/documentSymbol"),
        ("/diagnosticProvider", "textDocument/diagnostic"),
        ("/completionProvider", "textDocument/completion"),
        ("/definitionProvider", "textDocument/definition"),
        ("/referencesProvider", "textDocument/references"),
        ("/documentHighlightProvider", "textDocument/documentHighlight"),
        ("/documentFormattingProvider", "textDocument/formatting"),
        ("/documentLinkProvider", "textDocument/documentLink"),
        ("/foldingRangeProvider", "textDocument/foldingRange"),
        ("/renameProvider", "textDocument/rename"),
        ("/signatureHelpProvider", "textDocument/signatureHelp"),
        ("/semanticTokensProvider", "textDocument/semanticTokens/full"),
        ("/workspaceSymbolProvider", "workspace/symbol"),
    ];
    let project = Project::new("//- /main.tf\nlocals {}\n");
    for flavour in [Flavour::VsCode, Flavour::Neovim] {
        let mut client = Client::start(demarc());
        let result = client.initialize(flavour, project.folder(), Value::Null);
        client.did_open(&project.path("main.tf"), "locals {}\n");
        for (pointer, method) in TABLE {
            let announced = result["capabilities"].pointer(pointer).is_some();
            let at = json!({"line": 0, "character": 0});
            let range = json!({"start": at, "end": at});
            let id = client.request(
                method,
                json!({"textDocument": {"uri": uri(&project.path("main.tf"))}, "position": at, "range": range,
                    "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1}, "query": "", "newName": "x",
                    "options": {"tabSize": 2, "insertSpaces": true}}),
            );
            let answer = client.answer(id);
            assert_eq!(answer.get("result").is_some(), announced, "{flavour:?} {method}: {answer}");
        }
        client.close();
    }
}

#[test]
fn a_trace_is_sent_once_it_is_asked_for() {
    let project = Project::new("//- /main.tf\nlocals {}\n");
    let mut client = Client::open(demarc(), Flavour::Neovim, project.folder(), Value::Null);
    client.ask_at("textDocument/hover", &project.path("main.tf"), 0, 0);
    client.notify("$/setTrace", json!({"value": "messages"}));
    let symbols = json!({"textDocument": {"uri": uri(&project.path("main.tf"))}});
    client.ask("textDocument/documentSymbol", symbols);
    let trace = client.wait("a trace", |message| message["method"] == "$/logTrace");
    let message = trace["params"]["message"].as_str().unwrap();
    assert!(message.starts_with("textDocument/documentSymbol answered in "), "{message}");
    client.close();
}
