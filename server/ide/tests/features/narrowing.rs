//! Proved edits of policy statements among the actions of an editor.

use expect_test::expect;
use ide::{AfterProof, FileRange, Settings};
use syntax::TextRange;

use crate::support::{View, edited, with_settings};

/// The actions at the cursor: title, kind, codes, grade; the detail below.
fn listed(view: &View) -> String {
    let (file, offset) = view.cursor.expect("a cursor");
    let at = FileRange { file, range: TextRange::at(offset) };
    let mut list = String::new();
    for action in view.analysis.code_actions(at) {
        let preferred = if action.preferred { ", preferred" } else { "" };
        let codes: Vec<&str> = action.diagnostics.iter().map(|(code, _)| code.as_str()).collect();
        let grade = action.grade.map(|grade| format!(" {grade:?}")).unwrap_or_default();
        list += &format!("{} ({:?}{preferred}{grade}) {}\n", action.title, action.kind, codes.join(" "));
        if let Some(detail) = action.detail {
            list += &format!("  {detail}\n");
        }
    }
    list
}

fn after(view: &View, title: &str) -> (String, Option<(String, String)>) {
    let (file, offset) = view.cursor.expect("a cursor");
    let at = FileRange { file, range: TextRange::at(offset) };
    let actions = view.analysis.code_actions(at);
    let action = actions.iter().find(|action| action.title.starts_with(title)).expect("it is offered");
    let edit = view.analysis.resolve(at, &action.id).expect("it resolves");
    (edited(&view.text(file), &edit.files[0].edits), edit.annotation)
}

fn any() -> Settings {
    Settings { after_proof: AfterProof::Any, ..Settings::default() }
}

const FUNCTION: &str = r#"
resource "aws_s3_bucket" "orders" {}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  environment {
    variables = { BUCKET = aws_s3_bucket.orders.id }
  }
}

resource "aws_iam_role" "orders" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
"#;

#[test]
fn a_statement_offers_its_proved_edits_instead_of_a_blank_to_fill_in() {
    let policy = r#"
resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.name
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:<|>*"
      Resource = "*"
    }]
  })
}
"#;
    let view = with_settings(&format!("{FUNCTION}{policy}"), Settings::default());
    expect![[r#"
        Narrow s3:* on * to 2 actions on aws_s3_bucket.orders (grants less; check code) (QuickFix S2) aws-lambda.role-least-privilege
          s3:* on * → 2 actions on 1 bucket · proved: grants nothing that is not granted today · a guess: that reading this bucket is enough, from BUCKET in main.tf:7
        Narrow s3:* on * to 4 actions on aws_s3_bucket.orders (grants less; check code) (QuickFix S2) aws-lambda.role-least-privilege
          s3:* on * → 4 actions on 1 bucket · proved: grants nothing that is not granted today · a guess: that reading and writing this bucket is enough, from BUCKET in main.tf:7
        Narrow s3:* on * to s3:* on aws_s3_bucket.orders (grants less; check code) (QuickFix S2) aws-lambda.role-least-privilege
          s3:* on * → s3:* on 1 bucket · proved: grants nothing that is not granted today · a guess: that this bucket is enough, and that none of 15 actions on * is used, from BUCKET in main.tf:7
        Accept "broad role" here, with a reason (QuickFix) aws-lambda.role-least-privilege
    "#]].assert_eq(&listed(&view));
    let (text, annotation) = after(&view, "Narrow s3:* on * to 2 actions");
    expect![[r#"
        resource "aws_iam_role_policy" "orders" {
          role = aws_iam_role.orders.name
          policy = jsonencode({
            Statement = [{
              Effect   = "Allow"
              Action   = ["s3:GetObject", "s3:ListBucket"]
              Resource = [aws_s3_bucket.orders.arn, "${aws_s3_bucket.orders.arn}/*"]
            }]
          })
        }
    "#]]
    .assert_eq(text.rsplit("\n\n").next().unwrap_or_default());
    expect![[r#"
        Some(
            (
                "Narrow s3:* on * to 2 actions on aws_s3_bucket.orders (grants less; check code)",
                "s3:* on * → 2 actions on 1 bucket · proved: grants nothing that is not granted today · a guess: that reading this bucket is enough, from BUCKET in main.tf:7; a permission the code uses and the policy no longer grants fails when it is called, not when it is deployed",
            ),
        )
    "#]].assert_debug_eq(&annotation);
}

#[test]
fn weaker_evidence_is_offered_to_who_asks_for_it() {
    let policy = r#"
resource "aws_s3_bucket" "a" {}

resource "aws_s3_bucket" "b" {}

resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:Get<|>Object"
      Resource = "*"
    }]
  })
}
"#;
    let settings = |after_proof| Settings { after_proof, ..Settings::default() };
    let list = |after_proof| listed(&with_settings(policy, settings(after_proof)));
    expect![[r#""#]].assert_eq(&list(AfterProof::Certain));
    expect![[r#"
        Narrow s3:GetObject on * to 2 buckets (grants less; check code) (Refactor S3) 
          s3:GetObject on * → s3:GetObject on 2 buckets · proved: grants nothing that is not granted today · a guess: that the 2 buckets declared here are enough
    "#]].assert_eq(&list(AfterProof::Inferred));
    expect![[r#"
        Narrow s3:GetObject on * to 2 buckets (grants less; check code) (Refactor S3) 
          s3:GetObject on * → s3:GetObject on 2 buckets · proved: grants nothing that is not granted today · a guess: that the 2 buckets declared here are enough
    "#]].assert_eq(&list(AfterProof::Any));
}

#[test]
fn what_was_never_used_goes_with_everything_that_is_safe() {
    let policy = r#"
data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["s3:GetObject", "s3:Get<|>Object"]
    resources = ["arn:aws:s3:::a/*"]
  }

  statement {
    actions   = ["s3:PutObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::a/*"]
  }
}

resource "aws_iam_policy" "orders" {
  policy = data.aws_iam_policy_document.orders.json
}
"#;
    let view = with_settings(policy, any());
    expect![[r#"
        Delete s3:GetObject: it is listed twice (QuickFix, preferred S0) 
          1 entry fewer, the grant stays · proved: grants the same
        Fix all safe in this file (1) (FixAll) 
    "#]]
    .assert_eq(&listed(&view));
    let (text, _) = after(&view, "Fix all safe");
    expect![[r#"
        data "aws_iam_policy_document" "orders" {
          statement {
            actions   = ["s3:GetObject"]
            resources = ["arn:aws:s3:::a/*"]
          }

          statement {
            actions   = ["s3:PutObject", "s3:PutObject"]
            resources = ["arn:aws:s3:::a/*"]
          }
        }

        resource "aws_iam_policy" "orders" {
          policy = data.aws_iam_policy_document.orders.json
        }
    "#]]
    .assert_eq(&text);
}

#[test]
fn a_correction_comes_last_and_is_never_preferred() {
    let policy = r#"
resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:Put<|>Objct"]
      Resource = "arn:aws:s3:::a/*"
    }]
  })
}
"#;
    let view = with_settings(policy, any());
    expect![[r#"
        Delete s3:PutObjct: it is not in the list of 2026-09-26 (QuickFix S0) aws-iam.policy-valid
          2 actions → 1 action · proved: grants nothing that is not granted today · a guess: that nothing newer than the list of 2026-09-26 has this name
        Correct s3:PutObjct to s3:PutObject (grants what was meant) (QuickFix) aws-iam.policy-valid
        Accept "no effect" here, with a reason (QuickFix) aws-iam.policy-valid
    "#]].assert_eq(&listed(&view));
}

#[test]
fn a_place_in_no_statement_offers_no_edit_of_one() {
    let policy = r#"
resource "aws_iam_policy" "<|>orders" {
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObjct"]
      Resource = "arn:aws:s3:::a/*"
    }]
  })
}
"#;
    assert_eq!(listed(&with_settings(policy, any())), "");
}

#[test]
fn a_policy_in_a_json_file_is_edited_there_from_where_it_is_named() {
    let policy = r#"
//- /main.tf
resource "aws_iam_policy" "orders" {
  policy = fi<|>le("${path.module}/orders.json")
}
//- /orders.json
{
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObject"], "Resource": "arn:aws:s3:::a/*" }
  ]
}
"#;
    let view = with_settings(policy, any());
    expect![[r#"
        Delete s3:GetObject: it is listed twice in orders.json (QuickFix, preferred S0) 
          1 entry fewer, the grant stays · proved: grants the same
        Fix all safe in this file (1) (FixAll) 
    "#]]
    .assert_eq(&listed(&view));
    let at =
        FileRange { file: view.file("/main.tf"), range: TextRange::at(view.cursor.expect("a cursor").1) };
    let action = &view.analysis.code_actions(at)[0];
    let edit = view.analysis.resolve(at, &action.id).expect("it resolves");
    let text = edited(&view.text(view.file("/orders.json")), &edit.files[0].edits);
    expect![[r#"
        {
          "Statement": [
            { "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::a/*" }
          ]
        }
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_is_not_filled_in_yet_is_said_where_it_stands() {
    let policy = r#"
data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::REPLACE_ME/*"]
  }
}

resource "aws_iam_policy" "orders" {
  policy = data.aws_iam_policy_document.orders.json
}

resource "aws_iam_policy" "others" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::REPLACE_ME/*" }]
  })
}
"#;
    let view = with_settings(policy, Settings::default());
    expect![[r#"
        Information at 4:18 "arn:aws:s3:::REPLACE_ME/*"
          a placeholder is not filled in: arn:aws:s3:::REPLACE_ME/* [aws-iam.policy-valid]
        Information at 14:74 "arn:aws:s3:::REPLACE_ME/*"
          a placeholder is not filled in: arn:aws:s3:::REPLACE_ME/* [aws-iam.policy-valid]
    "#]]
    .assert_eq(&view.diagnostics("/main.tf"));
}
