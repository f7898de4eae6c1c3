//! Positions in every encoding that a client may offer, with characters that count differently in each.

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

/// Before the name: 😀 is 4 bytes, 2 units of UTF-16, 1 character.
const TEXT: &str = "/* Größe € 😀 𝒳 */ variable \"größe\" {}\n";

fn check(offered: Value, chosen: &str, count: fn(&str) -> usize) {
    let project = Project::new("");
    let path = project.path("größe 😀.tf");
    let mut client = Client::start(demarc());
    let mut capabilities = Flavour::Bare.capabilities();
    capabilities["general"] = json!({"positionEncodings": offered});
    capabilities["textDocument"] = json!({"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}});
    let params = json!({"processId": null, "rootUri": uri(project.folder()), "capabilities": capabilities});
    let result = client.ask("initialize", params);
    assert_eq!(result["capabilities"]["positionEncoding"], chosen);
    client.notify("initialized", json!({}));

    client.did_open(&path, TEXT);
    let name_at = TEXT.find("größe").unwrap();
    let column = count(&TEXT[..name_at]);
    // An edit behind all of them, counted from the line's start: größe → größeX.
    let end = (column + count("größe")) as u32;
    client.did_change(&path, 2, [0, end, 0, end], "X");
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri(&path)}}));
    assert_eq!(symbols[0]["name"], "var.größeX", "{chosen}: {symbols}");
    // The label, with its quote.
    assert_eq!(symbols[0]["selectionRange"]["start"]["character"], column - 1, "{chosen}");
    client.close();
}

fn utf8(text: &str) -> usize {
    text.len()
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

fn utf32(text: &str) -> usize {
    text.chars().count()
}

#[test]
fn positions_are_counted_as_was_agreed() {
    check(json!(["utf-16", "utf-8"]), "utf-8", utf8);
    check(json!(["utf-16"]), "utf-16", utf16);
    check(json!(["utf-32"]), "utf-32", utf32);
    check(json!([]), "utf-16", utf16);
}
