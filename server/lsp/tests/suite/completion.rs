//! Completion through the pipe: what is replaced, in every client's count of columns, while the text is broken.

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use crate::demarc;

/// The string is not closed, as while it is typed; an emoji stands before it on its line.
const POLICY: &str = r#"data "aws_iam_policy_document" "orders" {
  statement {
    /* 😀 */ actions = ["s3:PutObjectT
  }
}
"#;

fn completions(flavour: Flavour, character: u32) -> Value {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = Client::open(demarc(), flavour, project.folder(), Value::Null);
    client.did_open(&path, POLICY);
    let params =
        json!({"textDocument": {"uri": uri(&path)}, "position": {"line": 2, "character": character}});
    let answer = client.ask("textDocument/completion", params);
    client.close();
    answer
}

#[test]
fn an_unfinished_action_is_replaced_and_nothing_else_in_utf_8_and_utf_16() {
    // Neovim counts bytes, of which the emoji has four; Visual Studio Code counts it as two.
    for (flavour, start) in [(Flavour::Neovim, 27), (Flavour::VsCode, 25)] {
        let answer = completions(flavour, start + 13);
        let item = &answer["items"][0];
        assert_eq!(item["label"], "s3:PutObjectTagging", "{answer}");
        assert_eq!(
            item["textEdit"],
            json!({
                "newText": "s3:PutObjectTagging",
                "range": {
                    "start": {"line": 2, "character": start},
                    "end": {"line": 2, "character": start + 13},
                },
            })
        );
        assert_eq!(item["detail"], "tagging");
        assert_eq!(item["sortText"], "000");
    }
}

#[test]
fn outside_a_policy_the_answer_is_null() {
    assert_eq!(completions(Flavour::VsCode, 4), Value::Null);
}
