//! Positions in every encoding, and edits.

use proptest::prelude::*;
use syntax::{Position, PositionEncoding, Text, TextEdit, TextRange};

const ENCODINGS: [PositionEncoding; 3] =
    [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

fn at(line: u32, column: u32) -> Position {
    Position { line, column }
}

#[test]
fn lines_end_as_the_protocol_says_and_nowhere_else() {
    let text = Text::new("a\nb\r\nc\rd\u{b}e\u{2028}f\u{85}g\n");
    let lines: Vec<String> = (0..text.line_count()).map(|line| text.slice(text.line_range(line))).collect();
    assert_eq!(lines, ["a", "b", "c", "d\u{b}e\u{2028}f\u{85}g", ""]);
}

#[test]
fn a_column_counts_the_units_of_its_encoding() {
    let text = Text::new("\u{feff}x\n  é🦀 = 1\r\n");
    let offset = 4 + 1 + 2 + 2 + 4;
    let columns = ENCODINGS.map(|encoding| text.position(offset, encoding));
    assert_eq!(columns, [at(1, 8), at(1, 5), at(1, 4)]);
    for (encoding, position) in ENCODINGS.into_iter().zip(columns) {
        assert_eq!(text.offset(position, encoding), offset);
    }
}

#[test]
fn a_position_beyond_its_line_is_the_end_of_the_line() {
    let text = Text::new("ab\r\n🦀\rc");
    for encoding in ENCODINGS {
        assert_eq!(text.offset(at(0, 3), encoding), 2);
        assert_eq!(text.offset(at(0, u32::MAX), encoding), 2);
        assert_eq!(text.offset(at(1, 9), encoding), 8);
        assert_eq!(text.offset(at(2, 9), encoding), 10);
        assert_eq!(text.offset(at(3, 0), encoding), 10);
        assert_eq!(text.offset(at(u32::MAX, u32::MAX), encoding), 10);
    }
}

#[test]
fn a_column_inside_a_character_is_its_start() {
    let text = Text::new("a🦀b");
    assert_eq!(text.offset(at(0, 2), PositionEncoding::Utf16), 1);
    assert_eq!([2, 3, 4, 5].map(|column| text.offset(at(0, column), PositionEncoding::Utf8)), [1, 1, 1, 5]);
    assert_eq!(text.position(3, PositionEncoding::Utf32), at(0, 1));
}

#[test]
fn an_edit_beyond_the_text_changes_what_is_there() {
    let mut text = Text::new("aé");
    text.apply(&TextEdit { range: TextRange::new(2, 90), text: "b".to_owned() });
    assert_eq!(text.to_string(), "ab");
    text.apply(&TextEdit { range: TextRange { start: 9, end: 1 }, text: "c".to_owned() });
    assert_eq!(text.to_string(), "abc");
}

/// What the protocol says, spelled out.
fn expected_position(text: &str, offset: usize, encoding: PositionEncoding) -> Position {
    let (mut line, mut start) = (0, 0);
    for (index, c) in text[..offset].char_indices() {
        let breaks = c == '\n' || c == '\r' && text.as_bytes().get(index + 1) != Some(&b'\n');
        if breaks {
            (line, start) = (line + 1, index + 1);
        }
    }
    let before = text[start..offset].trim_end_matches('\r');
    let column = match encoding {
        PositionEncoding::Utf8 => before.len(),
        PositionEncoding::Utf16 => before.encode_utf16().count(),
        PositionEncoding::Utf32 => before.chars().count(),
    };
    at(line, column as u32)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn positions_are_those_of_the_protocol_and_lead_back(text in "(a|é|漢|🦀|\n|\r\n|\r|\u{2028}|\u{feff}){0,30}") {
        let rope = Text::new(&text);
        prop_assert_eq!(rope.len() as usize, text.len());
        for offset in (0..=text.len()).filter(|&offset| text.is_char_boundary(offset)) {
            let inside_break = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
            for encoding in ENCODINGS {
                let position = rope.position(offset as u32, encoding);
                prop_assert_eq!(position, expected_position(&text, offset, encoding));
                prop_assert_eq!(rope.offset(position, encoding) as usize, offset - usize::from(inside_break));
            }
        }
    }

    #[test]
    fn an_edit_is_what_it_is_on_a_string(
        text in "(a|é|🦀|\r|\n){0,20}", typed in "(é|\r|\n|b){0,3}", start in 0u32..60, length in 0u32..9,
    ) {
        let floor = |offset: u32| (0..=offset.min(text.len() as u32)).rev().find(|&at| text.is_char_boundary(at as usize));
        let (from, to) = (floor(start).unwrap() as usize, floor(start + length).unwrap() as usize);
        let mut expected = text.clone();
        expected.replace_range(from..to, &typed);
        let mut rope = Text::new(&text);
        rope.apply(&TextEdit { range: TextRange::new(start, start + length), text: typed });
        prop_assert_eq!(rope.to_string(), expected);
    }
}
