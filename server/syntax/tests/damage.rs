//! What is found in broken text, and what is said about it.

use expect_test::{Expect, expect};
use syntax::{MAX_FILE_BYTES, Text, parse};
use testkit::Fixture;

/// One line a block: its lines and the first of them; then its errors, each with the text it points at.
fn check(text: &str, expected: Expect) {
    let fixture = Fixture::parse(text);
    expected.assert_eq(&blocks(fixture.text("/main.tf")));
}

fn blocks(source: &str) -> String {
    let text = Text::new(source);
    let mut found = String::new();
    for block in parse(source).blocks {
        let lines = [block.range.start, block.range.end].map(|offset| text.line_of(offset) + 1);
        let first = block.tree.text.lines().next().unwrap_or_default();
        found.push_str(&format!("{}-{}: {first}\n", lines[0], lines[1]));
        for error in &block.tree.errors {
            let range = error.range.shifted(block.range.start);
            found.push_str(&format!("    {}: {:?}\n", error.message, text.slice(range)));
        }
    }
    found
}

#[test]
fn whole_text_is_split_at_its_blocks() {
    check(
        r#"
        # free

        # above
        /* and more
           of it */
        resource "a" "b" { # not above
          c = "}${f({ g = "}" })}{"
        }
        # below

        locals {} // end
        variable "v" {
          default = <<-EOF
        resource "in" "heredoc" {
          ${join("EOF", [
            EOF ? "}" : "{"
          ])}
            EOF
        }
        h = 1
        i = [
          2,
        ]
        /*
        resource "in" "comment" {
        */
        "#,
        expect![[r#"
            3-8: # above
            11-11: locals {}
            12-19: variable "v" {
            20-20: h = 1
            21-23: i = [
        "#]],
    );
}

#[test]
fn a_block_without_its_brace_ends_where_the_next_begins() {
    check(
        r#"
        resource "a" "b" {
          c {
            d = 1

        # above e
        resource "e" "f" {
        }
        locals {
          g = [
        output "h" {}
        "#,
        expect![[r#"
            1-3: resource "a" "b" {
                "}" is missing: this "{" is not closed: "{"
                "}" is missing: this "{" is not closed: "{"
            5-7: # above e
            8-9: locals {
                "}" is missing: this "{" is not closed: "{"
                "]" is missing: this "[" is not closed: "["
            10-10: output "h" {}
        "#]],
    );
}

#[test]
fn a_block_goes_on_behind_a_brace_that_stands_too_far_in() {
    check(
        r#"
        resource "a" "b" {
          c
            d = 1
          }
          e = 2
        }
        resource "f" "g"
          h = 1
          i {
            j = 2
          }
        }
        resource "k" "l"
        {
          m = 1
        }
        resource "n" "o" {
          p = 1
          }

          resource "q" "r" {
          }
        "#,
        expect![[r#"
            1-6: resource "a" "b" {
                "c" has no value: "c"
                unexpected "}": "}"
            7-12: resource "f" "g"
                "{" is missing behind this: "resource \"f\" \"g\""
            13-16: resource "k" "l"
            17-19: resource "n" "o" {
            21-22: resource "q" "r" {
        "#]],
    );
}

#[test]
fn a_closing_mark_too_many_leaves_the_block_before_it_whole() {
    check(
        r#"
        locals {
          a = 1
        }
        }
        locals {
          b = [1])
        }
        "#,
        expect![[r#"
            1-3: locals {
            4-4: }
                "{" is missing: ""
            5-7: locals {
                this could not be read: "}"
        "#]],
    );
}

#[test]
fn an_unclosed_string_ends_with_its_line() {
    check(
        r#"
        resource "a" "b {
          c = 1
        }
        resource "a" "c" {
          d = "${e("f)}"
          g = "h
          i = "${jsonencode({
            j = "k
          })}"
        }
        locals {
          l = { m = "${n }
        }
        variable "o" {}
        "#,
        expect![[r#"
            1-3: resource "a" "b {
                a quote is not closed: "\"b {"
            4-10: resource "a" "c" {
                a quote is not closed: "\"${e(\"f)}\""
                a quote is not closed: "\"h"
                a quote is not closed: "\"k"
            11-13: locals {
                a quote is not closed: "\"${n }"
            14-14: variable "o" {}
        "#]],
    );
}

#[test]
fn an_unclosed_heredoc_or_comment_ends_at_the_next_block() {
    check(
        r#"
        locals {
          a = <<-EOT
            text "
        # above b
        resource "b" "c" {}
        locals {
          d = 1 /* no end
        data "e" "f" {}
        "#,
        expect![[r#"
            1-4: locals {
                this heredoc is not closed: a line with only EOT is missing: "<<-EOT"
            5-5: resource "b" "c" {}
            6-7: locals {
                this comment is not closed: "*/" is missing: "/*"
            8-8: data "e" "f" {}
        "#]],
    );
}

#[test]
fn a_glob_without_its_quote_begins_no_comment() {
    check(
        r#"
        locals {
          a = arn:aws:s3:::logs/*"
        }
        data "b" "c" {} /* what looks like its end */
        locals {
          d = 1/* valid
                  as it is */
        }
        "#,
        expect![[r#"
            1-3: locals {
                this comment is not closed: "*/" is missing: "/*"
            4-4: data "b" "c" {}
            5-8: locals {
        "#]],
    );
}

#[test]
fn attributes_outside_blocks_stand_for_themselves() {
    check(
        r#"
        # of a
        a = {
        b = "unindented"
        }
        c =
        d = ["e"
        f = { g = 1 }
        h = (
          2
        )
        "#,
        expect![[r#"
            1-4: # of a
            5-5: c =
                a value is missing after "=": "="
            6-6: d = ["e"
                "]" is missing: this "[" is not closed: "["
            7-7: f = { g = 1 }
            8-10: h = (
        "#]],
    );
}

#[test]
fn words_that_also_stand_inside_blocks_begin_no_block_there() {
    check(
        r#"
        check "c" {
        data "a" "b" {
        }
        assert {
        }
        }
        resource "azurerm_mssql_database" "d" {
        import {
        }
        }
        "#,
        expect![[r#"
            1-6: check "c" {
            7-10: resource "azurerm_mssql_database" "d" {
        "#]],
    );
}

#[test]
fn what_is_half_typed_is_said_in_plain_words() {
    check(
        r#"
        res
        resource "a"
        resource "a" "b" {
          c =
          d = 1
        }
        resource "a" "c" {
          d = 1 = 2
        }
        resource "a" "d" {
          e = f(1, 2
          g = [1, 2
        }
        resource "a" "e" {
          f = "${g"
        }
        resource "a" "h" {
          i = 1
          j
        }
        output "f" {
          value = aws_s3_bucket.
        }
        "#,
        expect![[r#"
            1-1: res
                "res" has no value: "res"
            2-2: resource "a"
                "{" is missing behind this: "resource \"a\""
            3-6: resource "a" "b" {
                a value is missing after "=": "="
            7-9: resource "a" "c" {
                unexpected "=": "="
            10-13: resource "a" "d" {
                ")" is missing: this "(" is not closed: "("
                "]" is missing: this "[" is not closed: "["
            14-16: resource "a" "e" {
                a quote is not closed: "\"${g\""
            17-20: resource "a" "h" {
                "j" has no value: "j"
            21-23: output "f" {
                a name is missing after ".": "."
        "#]],
    );
}

#[test]
fn a_byte_order_mark_and_carriage_returns_belong_to_no_block() {
    let parsed = parse("\u{feff}locals {\r\n  a = <<EOF\r\nb\r\n  EOF\r\n}\r\n\r\nc = 1\r\n");
    let texts: Vec<&str> = parsed.blocks.iter().map(|block| &*block.tree.text).collect();
    assert_eq!(texts, ["locals {\r\n  a = <<EOF\r\nb\r\n  EOF\r\n}", "c = 1"]);
    assert_eq!(parsed.errors().next(), None);
}

#[test]
fn a_heredoc_may_end_the_text() {
    assert_eq!(parse("a = <<EOF\nb\nEOF").errors().next(), None);
}

#[test]
fn deep_nesting_is_read_to_a_bound() {
    let nested = |depth: usize| {
        format!("locals {{\n  a = {}1{}\n}}\nlocals {{}}\n", "[{b=(".repeat(depth), ")}]".repeat(depth))
    };
    assert_eq!(parse(&nested(66)).errors().next(), None);
    let [deep, other] = &parse(&nested(1000)).blocks[..] else { panic!("two blocks") };
    assert_eq!(deep.tree.errors[0].message, "this is nested more than 256 deep and is not read");
    assert!(deep.tree.damaged && !other.tree.damaged);
    let sum = format!("a = 1{}\n", " + 1".repeat(5000));
    assert_eq!(
        parse(&sum).errors().next().unwrap().message,
        "this expression has too many parts and is not read"
    );
}

#[test]
fn a_file_too_large_is_refused_whole() {
    let text = "a = 1\n".repeat(MAX_FILE_BYTES as usize / 6 + 1);
    let parsed = parse(&text);
    let [whole] = &parsed.blocks[..] else { panic!("one block") };
    assert_eq!(whole.range.end as usize, text.len());
    assert!(whole.tree.damaged);
    assert_eq!(whole.tree.errors[0].message, "this file is larger than 4 MiB and is not read");
}
