//! What no client sends, and some do.

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

fn check(bytes: &[u8], code: i64) {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), Value::Null);
    client.send_bytes(bytes);
    let error = client
        .wait("an error without an id", |message| message["id"].is_null() && message.get("error").is_some());
    assert_eq!(error["error"]["code"], code, "{error}");
    assert_eq!(client.close().code(), Some(0), "the server goes on");
}

fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[test]
fn text_that_is_not_json_is_a_parse_error() {
    check(&framed(b"{\"jsonrpc\": \"2.0\", \"id\":"), -32700);
}

#[test]
fn bytes_that_are_not_utf8_are_a_parse_error() {
    check(&framed(b"{\"jsonrpc\": \"2.0\", \"method\": \"\xff\xfe\"}"), -32700);
}

#[test]
fn a_header_without_a_length_is_a_parse_error() {
    check(b"Content-Type: application/json\r\n\r\n", -32700);
}

#[test]
fn json_that_is_no_message_is_an_invalid_request() {
    check(&framed(b"[1, 2, 3]"), -32600);
    check(&framed(b"{\"jsonrpc\": \"2.0\", \"method\": 7}"), -32600);
}

#[test]
fn parameters_of_another_shape_are_invalid() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), Value::Null);
    let id = client.request("textDocument/hover", json!({"position": "here"}));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    client.close();
}

#[test]
fn an_edit_or_a_question_about_an_unknown_document_is_passed_over() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), Value::Null);
    let path = project.path("main.tf");
    client.did_change(&path, 2, [5, 5, 9, 9], "x");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&path)}}));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": "untitled:Untitled-1"}}));
    assert_eq!(client.ask_at("textDocument/hover", &path, 3, 3), Value::Null);
    client.close();
}

#[test]
fn places_beyond_the_text_are_its_end() {
    let project = Project::new("");
    let mut client = Client::open(demarc(), Flavour::Neovim, project.folder(), Value::Null);
    let path = project.path("main.tf");
    client.did_open(&path, "variable \"a\" {}\n");
    client.did_change(&path, 2, [700, 0, 900, 7], "variable \"b\" {}\n");
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri(&path)}}));
    assert_eq!(symbols.as_array().unwrap().len(), 2, "{symbols}");
    assert_eq!(client.ask_at("textDocument/hover", &path, 4000, 4000), Value::Null);
    client.close();
}
