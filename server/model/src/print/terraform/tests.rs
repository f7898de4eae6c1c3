use std::{
    io::Write,
    process::{Command, Stdio},
};

use super::*;

/// As `terraform fmt` prints it, or `None` (said aloud) where the program is not on the path.
fn terraform_fmt(text: &str) -> Option<String> {
    let started = Command::new("terraform")
        .args(["fmt", "-no-color", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        testkit::skipped("terraform is not on the path");
        return None;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "terraform fmt: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let formatted = format(text, &Indent::default());
    assert_eq!(formatted, expected.trim_end());
    assert_eq!(format(&formatted, &Indent::default()), formatted, "formatting twice");
    if let Some(terraform) = terraform_fmt(&format!("{text}\n")) {
        assert_eq!(formatted, terraform.trim_end(), "terraform fmt differs");
    }
}

#[test]
fn nested_blocks_are_indented_and_equals_signs_stand_in_columns() {
    check(
        r#"resource "aws_s3_bucket_versioning" "logs" {
bucket = aws_s3_bucket.logs.id
  expected_bucket_owner=1
versioning_configuration {
status = "Enabled"
   }
}
"#,
        r#"resource "aws_s3_bucket_versioning" "logs" {
  bucket                = aws_s3_bucket.logs.id
  expected_bucket_owner = 1
  versioning_configuration {
    status = "Enabled"
  }
}
"#,
    );
}

#[test]
fn a_value_over_several_lines_ends_the_column() {
    check(
        r#"a "b" {
  a = 1
  bbbb = 2
  ccc = [
  1,
  ]
  dddddd = 3
  e {}
  fffffffff = 4
  g { x = 1 }
  hh = 1

  iiiii = { a = 1 }
  x = [{ a = 1 }, {
    b = 1
  }]
  y = foo(bar, {
    c = 1
    dd = 2
  })
}
"#,
        r#"a "b" {
  a    = 1
  bbbb = 2
  ccc = [
    1,
  ]
  dddddd = 3
  e {}
  fffffffff = 4
  g { x = 1 }
  hh = 1

  iiiii = { a = 1 }
  x = [{ a = 1 }, {
    b = 1
  }]
  y = foo(bar, {
    c  = 1
    dd = 2
  })
}
"#,
    );
}

#[test]
fn trailing_comments_stand_in_columns_of_their_own() {
    check(
        r##"a "b" {
  a = 1 # x
  bbbb = 22222 # y
  c = 3
  # alone
  ddd = 1 /* foo */
  fff = 1
  e { # foo
    a = 1 # bar
  }
  éé = 1
  e = "#" // y
}
"##,
        r##"a "b" {
  a    = 1     # x
  bbbb = 22222 # y
  c    = 3
  # alone
  ddd = 1 /* foo */
  fff = 1
  e {     # foo
    a = 1 # bar
  }
  éé = 1
  e  = "#" // y
}
"##,
    );
}

#[test]
fn strings_templates_and_heredocs_hide_their_brackets() {
    check(
        r#"a "b" {
  a = "{ \" [ ${"}"} $${"
  bbb = <<-EOT
    { a = 1
  unchanged   ${"x"}
  EOT
  cc = "x${
  1
  }"
}
"#,
        r#"a "b" {
  a   = "{ \" [ ${"}"} $${"
  bbb = <<-EOT
    { a = 1
  unchanged   ${"x"}
  EOT
  cc = "x${
    1
  }"
}
"#,
    );
}

#[test]
fn text_for_a_nested_body_begins_at_its_indent() {
    let indent = Indent { base: "\t".into(), step: "\t".into() };
    assert_eq!(format("a {\nb = 1\n\n}\ncc = 2", &indent), "\ta {\n\t\tb = 1\n\n\t}\n\tcc = 2");
}

#[test]
fn names_become_identifiers() {
    assert_eq!(identifier("my.bucket-1"), "my_bucket-1");
    assert_eq!(identifier("1st"), "_1st");
}
