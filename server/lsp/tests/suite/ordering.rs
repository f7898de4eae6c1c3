//! The ordering stress: whatever is in flight, edits are applied in the order in which they came, and
//! every request is answered once.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

/// The same numbers every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // An xorshift generator; good enough to choose places.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

#[test]
fn ten_thousand_edits_among_questions_and_cancellations_end_in_the_right_text() {
    const LINES: usize = 20;
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = Client::open(demarc(), Flavour::Neovim, project.folder(), json!({"debounceMs": 0}));
    // The names are the text: whatever is lost, doubled or moved shows in them.
    let mut names: Vec<String> = (0..LINES).map(|line| format!("v{line}_")).collect();
    let text: String = names.iter().map(|name| format!("variable \"{name}\" {{}}\n")).collect();
    client.did_open(&path, &text);

    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut asked, mut cancelled) = (Vec::new(), 0);
    for edit in 0..10_000_usize {
        let line = random.below(LINES);
        let name = &mut names[line];
        let at = random.below(name.len()) + 1;
        let column = (at + "variable \"".len()) as u32;
        let line = line as u32;
        if name.len() > 8 && random.below(2) == 0 {
            name.remove(at - 1);
            client.did_change(&path, edit as i64 + 2, [line, column - 1, line, column], "");
        } else {
            let letter = char::from(b'a' + random.below(26) as u8);
            name.insert(at, letter);
            client.did_change(&path, edit as i64 + 2, [line, column, line, column], &letter.to_string());
        }
        if edit % 20 == 0 {
            let position = json!({"line": line, "character": 3});
            let document = json!({"uri": uri(&path)});
            let id =
                client.request("textDocument/hover", json!({"textDocument": document, "position": position}));
            asked.push(id);
            if asked.len() % 2 == 0 {
                client.notify("$/cancelRequest", json!({"id": id}));
                cancelled += 1;
            }
        }
    }
    assert_eq!((asked.len(), cancelled), (500, 250));

    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri(&path)}}));
    let found: Vec<_> =
        symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect();
    let names: Vec<_> = names.iter().map(|name| format!("var.{name}")).collect();
    assert_eq!(found, names);

    let mut answers: BTreeMap<i64, usize> = BTreeMap::new();
    for id in &asked {
        let answer = client.answer(*id);
        let is_answer = answer.get("result").is_some() || answer["error"]["code"] == -32800;
        assert!(is_answer, "{answer}");
        *answers.entry(*id).or_default() += 1;
    }
    client.ask("shutdown", Value::Null);
    for message in client.unread().into_iter().filter(|message| message.get("method").is_none()) {
        *answers.entry(message["id"].as_i64().unwrap()).or_default() += 1;
    }
    assert!(asked.iter().all(|id| answers[id] == 1), "answered twice: {answers:?}");
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(0));
}
