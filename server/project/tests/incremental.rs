//! One text, one answer: after any edits the state equals that from scratch, stale stand-ins apart;
//! what did not change keeps its identity.

#![cfg(test)]

use std::sync::Arc;

use project::{FilePath, Files, SourceFile};
use proptest::prelude::*;
use syntax::{TextEdit, TextRange};

const START: &str = "# notes\nvariable \"days\" {\n  default = 30\n}\n\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"logs-é\"\n  tags = { \"a\" = \"${var.days}\" }\n}\n\nresource \"t\" \"policy\" {\n  policy = <<EOT\n{\"a\": [\"${aws_s3_bucket.b.arn}\"]}\nEOT\n}\n\nmodule \"m\" {\n  source = \"./m\"\n}\n";

fn file(files: &mut Files) -> Arc<SourceFile> {
    Arc::clone(files.snapshot().files.values().next().expect("one file"))
}

fn main() -> FilePath {
    FilePath::new("/main.tf")
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-z \n]{1,6}",
        proptest::sample::select(vec![
            "\"",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "${",
            "#",
            "/*",
            "*/",
            "<<EOT\n",
            "EOT\n",
            "\r\n",
            "é🦀",
            "=",
            "x = 1\n",
            "resource \"a\" \"b\" {\n",
            "}\n\nlocals {\n",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_the_state_is_that_of_the_text(
        edits in proptest::collection::vec((0.0..1.0_f64, 0..12_usize, piece()), 1..12)
    ) {
        let mut edited = Files::default();
        edited.open(&main(), START);
        let mut text = START.to_owned();
        for (at, length, new) in edits {
            let mut start = (at * text.len() as f64) as usize;
            while !text.is_char_boundary(start) { start -= 1; }
            let mut end = (start + length).min(text.len());
            while !text.is_char_boundary(end) { end += 1; }
            text.replace_range(start..end, &new);
            edited.edit(&main(), &TextEdit { range: TextRange::new(start as u32, end as u32), text: new });
            let now = file(&mut edited);
            prop_assert_eq!(now.text.to_string(), text.clone());
            let mut scratch = Files::default();
            scratch.open(&main(), &text);
            let fresh = file(&mut scratch);
            prop_assert_eq!(now.source.blocks.len(), fresh.source.blocks.len());
            prop_assert_eq!(&now.problems, &fresh.problems);
            for (index, (block, other)) in now.source.blocks.iter().zip(&fresh.source.blocks).enumerate() {
                prop_assert_eq!(block.range, other.range);
                for node in block.nodes.iter() {
                    prop_assert!(node.end <= block.range.len(), "{:?} in {:?}", node, block.range);
                }
                if !now.stale.contains(&(index as u32)) {
                    prop_assert_eq!(&block.nodes, &other.nodes);
                    prop_assert_eq!(&now.model.blocks[index], &fresh.model.blocks[index]);
                }
            }
        }
    }
}

#[test]
fn moved_and_reformatted_text_keeps_the_model_and_the_module() {
    let mut files = Files::default();
    files.open(&main(), START);
    let before = files.snapshot();
    files.edit(&main(), &TextEdit { range: TextRange::at(0), text: "# more notes\n\n".into() });
    let inside = START.find("  bucket").unwrap() as u32 + 14;
    files.edit(&main(), &TextEdit { range: TextRange::at(inside), text: "  ".into() });
    let after = files.snapshot();
    let model = |snapshot: &project::Snapshot| Arc::clone(&snapshot.files.values().next().unwrap().model);
    assert!(Arc::ptr_eq(&model(&before), &model(&after)));
    assert!(Arc::ptr_eq(&before.modules[0], &after.modules[0]));
}

#[test]
fn a_damaged_block_is_stood_in_for_by_its_last_good_model() {
    let mut files = Files::default();
    files.open(&main(), START);
    let good = file(&mut files);
    let quote = START.find("\"logs").unwrap() as u32;
    files.edit(&main(), &TextEdit { range: TextRange::new(quote, quote + 1), text: String::new() });
    let damaged = file(&mut files);
    let index = good
        .model
        .blocks
        .iter()
        .position(|block| {
            !block.labels.is_empty()
                && block.keyword.0 > 0
                && format!("{:?}", block.kind).contains("aws_s3_bucket")
        })
        .unwrap();
    assert_eq!(damaged.stale.as_ref(), &[index as u32]);
    assert_eq!(damaged.model.blocks[index], good.model.blocks[index]);
    assert!(!damaged.problems.is_empty());
    // Opened cold there is no earlier text, so nothing stands in.
    let mut cold = Files::default();
    cold.open(&main(), &damaged.text.to_string());
    assert!(file(&mut cold).stale.is_empty());
    // Mended, it is the text's own again.
    files.edit(&main(), &TextEdit { range: TextRange::at(quote), text: "\"".into() });
    assert!(file(&mut files).stale.is_empty());
}

#[test]
fn an_open_document_wins_over_disk_until_it_is_closed() {
    let mut files = Files::default();
    files.disk(&main(), Some("locals {}\n".into()));
    files.open(&main(), "variable \"open\" {}\n");
    files.disk(&main(), Some("output \"new\" {}\n".into()));
    assert!(file(&mut files).text.to_string().contains("open"));
    files.close(&main(), Some("output \"new\" {}\n".into()));
    assert!(file(&mut files).text.to_string().contains("new"));
    files.disk(&main(), None);
    assert!(files.snapshot().files.is_empty());
}
