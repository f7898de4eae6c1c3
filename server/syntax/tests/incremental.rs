//! After any edits, a document is what parsing its text from scratch gives.

use std::sync::Arc;

use proptest::prelude::*;
use syntax::{Document, Parsed, Text, TextEdit, TextRange, parse};

/// What people and fuzzers type.
const PIECES: [&str; 42] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "${",
    "%{",
    "=",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "<<EOF",
    "<<-EOF\n",
    "EOF\n",
    "\nEOF\n",
    "#",
    "# c\n",
    "//",
    "/*",
    "*/",
    "a",
    "b = 1\n",
    "é",
    "🦀",
    "\u{feff}",
    "\\",
    "\\\"",
    "$${",
    "~",
    ",",
    ".",
    "1",
    "null",
    "resource \"a\" \"b\" {\n",
    "\nlocals {\n",
    "}\n\n",
    "\nvariable \"v\" {}\n",
    "check \"c\" {\n",
];

const BEGINNINGS: [&str; 4] = [
    "",
    "\u{feff}# top\r\nresource \"aws_s3_bucket\" \"b\" {\r\n  bucket = \"é${var.n}\"\r\n  tags = { A = \"🦀\" }\r\n}\r\n\r\nlocals {\r\n}\r\n",
    "a = 1\nb = [\n  \"x\",\n]\nc = <<EOF\n  ${a}\nEOF\nd = {\n  e = \"f\"\n}\n",
    "# one\nresource \"a\" \"b\" {\n  x {\n    y = <<-EOF\n      {\"k\": \"${join(\",\", [1, 2])}\"}\n    EOF\n  }\n}\n/* two */\ndata \"c\" \"d\" {\n  z = f({ a = (1) })\n}\nvariable \"v\" {\n  default = \"w\"\n}\n",
];

fn shown(parsed: &Parsed) -> Vec<String> {
    let blocks = parsed.blocks.iter().map(|block| {
        let tree = &block.tree;
        format!(
            "{:?} {} {:?} {} {:?}",
            block.range,
            tree.damaged,
            tree.text,
            tree.tree.root_node().to_sexp(),
            tree.errors
        )
    });
    blocks.collect()
}

/// Blocks are in order, apart, on character bounds, and hold the text of their range; outside there is
/// nothing but blanks and comments.
fn check_shape(parsed: &Parsed, text: &str) {
    let mut end = 0;
    for block in &parsed.blocks {
        let TextRange { start, end: block_end } = block.range;
        assert!(end <= start && start < block_end, "{:?} in {text:?}", block.range);
        assert_eq!(&text[start as usize..block_end as usize], &*block.tree.text);
        check_gap(&text[end as usize..start as usize], text);
        assert_eq!(block.tree.damaged, !block.tree.errors.is_empty());
        for error in &block.tree.errors {
            assert!(block.tree.text.get(error.range.start as usize..error.range.end as usize).is_some());
        }
        end = block_end;
    }
    check_gap(&text[end as usize..], text);
}

fn check_gap(gap: &str, text: &str) {
    let mut gap = gap.trim_start_matches('\u{feff}').trim_start();
    while !gap.is_empty() {
        let comment = if let Some(inside) = gap.strip_prefix("/*") {
            inside.find("*/").map(|end| end + 4)
        } else {
            assert!(gap.starts_with('#') || gap.starts_with("//"), "{gap:?} is in no block of {text:?}");
            gap.find('\n')
        };
        gap = gap[comment.unwrap_or(gap.len())..].trim_start();
    }
}

fn edit() -> impl Strategy<Value = (prop::sample::Index, u32, String)> {
    let typed = prop_oneof![
        1 => Just(String::new()),
        4 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => prop::collection::vec(prop::sample::select(&PIECES[..]), 2..5).prop_map(|pieces| pieces.concat()),
    ];
    (any::<prop::sample::Index>(), prop_oneof![3 => Just(0u32), 3 => 1u32..4, 1 => 4u32..60], typed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_give_what_parsing_from_scratch_gives(
        beginning in prop::sample::select(&BEGINNINGS[..]),
        edits in prop::collection::vec((edit(), any::<bool>()), 1..24),
    ) {
        let mut document = Document::new(Text::new(beginning));
        let mut expected = beginning.to_owned();
        document.parse();
        for ((at, length, typed), parse_now) in edits {
            let floor = |mut at: usize| {
                while !expected.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let start = floor(at.index(expected.len() + 1));
            let end = floor((start + length as usize).min(expected.len())).max(start);
            document.edit(&TextEdit { range: TextRange::new(start as u32, end as u32), text: typed.clone() });
            expected.replace_range(start..end, &typed);
            prop_assert_eq!(document.text().to_string(), expected.as_str());
            if parse_now {
                let scratch = parse(&expected);
                prop_assert_eq!(shown(document.parse()), shown(&scratch), "{:?}", expected);
                check_shape(&scratch, &expected);
            }
        }
        prop_assert_eq!(shown(document.parse()), shown(&parse(&expected)), "{:?}", expected);
    }
}

#[test]
fn a_block_that_moves_stays_the_same_value() {
    let mut document =
        Document::new(Text::new("locals {\n  a = 1\n}\n\n# x\nvariable \"v\" {}\n\noutput \"o\" {}\n"));
    let before = document.parse().clone();
    document.edit(&TextEdit { range: TextRange::new(15, 16), text: "{ b = 2 }".to_owned() });
    let after = document.parse();
    let same: Vec<bool> =
        before.blocks.iter().zip(&after.blocks).map(|(a, b)| Arc::ptr_eq(&a.tree, &b.tree)).collect();
    assert_eq!(same, [false, true, true]);
    assert_eq!(after.blocks[1].range, before.blocks[1].range.shifted(8));
}

#[test]
fn blocks_that_change_places_stay_the_same_values() {
    let mut document = Document::new(Text::new("a = 1\nb = 2\nc = 3\n"));
    let before = document.parse().clone();
    document.edit(&TextEdit { range: TextRange::new(0, 18), text: "c = 3\nb = 2\na = 1\n".to_owned() });
    let after = document.parse();
    assert!(before.blocks.iter().rev().zip(&after.blocks).all(|(a, b)| Arc::ptr_eq(&a.tree, &b.tree)));
}
