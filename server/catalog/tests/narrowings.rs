//! Terraform in, offered edits out: what is wired to a policy's holder, and on what all uses agree.

#![cfg(test)]

use std::fmt::Write;

use catalog::{Catalogue, FixKind, assess, narrowings};
use expect_test::{Expect, expect};
use project::{FilePath, Files};

const LAMBDA: &str = r#"
resource "aws_s3_bucket" "orders" {
  bucket = "orders"
}
resource "aws_s3_bucket" "logs" {}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  environment {
    variables = {
      BUCKET = aws_s3_bucket.orders.id
    }
  }
}
resource "aws_iam_role" "orders" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
"#;

/// Every edit, one a line: edit, grade, class, title; then what is guessed and from where, and the new strings.
fn offered(files: &[(&str, &str)]) -> String {
    let mut all = Files::default();
    for (path, text) in files {
        all.disk(&FilePath::new(path), Some((*text).to_owned()));
    }
    let snapshot = all.snapshot();
    let mut text = String::new();
    for module in &snapshot.modules {
        let assessment = assess(module, Catalogue::bundled(), "2026-11-23");
        for intent in narrowings(module, &assessment, &|_| true) {
            let title = &intent.title;
            assert!(title.chars().count() <= 80, "{title}");
            let Some(narrows) = &intent.narrows else {
                let _ = writeln!(text, "correction {:?} {title}", intent.safety);
                continue;
            };
            let _ = writeln!(text, "{} {:?} {:?} {title}", narrows.edit, narrows.grade, intent.safety);
            if let Some(guess) = &narrows.guess {
                let at = narrows.guess_at.and_then(|at| snapshot.text(at)).unwrap_or_default();
                let _ = writeln!(text, "  {guess} [{at}]");
            }
            let proposal = match &intent.kind {
                FixKind::Narrow(narrowing) => &narrowing.proposal,
                FixKind::ReplaceResource { template } => {
                    text.push_str(template);
                    continue;
                }
                other => panic!("{other:?}"),
            };
            for statement in &proposal.replacement {
                let terms = statement.resources.terms.iter();
                let resources: Vec<&str> = terms.filter_map(|term| term.text.as_deref()).collect();
                let _ = writeln!(text, "  on {}", resources.join(", "));
            }
        }
    }
    text
}

#[track_caller]
fn check(terraform: &str, expected: &Expect) {
    expected.assert_eq(&offered(&[("/main.tf", terraform)]));
}

#[test]
fn a_policy_is_narrowed_to_what_the_functions_settings_name() {
    let policy = r#"
resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.name
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}
"#;
    check(
        &format!("{LAMBDA}{policy}"),
        &expect![[r#"
        A29 S2 Review Narrow s3:* on * to 2 actions on aws_s3_bucket.orders (grants less; check code)
          that reading this bucket is enough, from `BUCKET` [aws_s3_bucket.orders.id]
          on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
        A29 S2 Review Narrow s3:* on * to 4 actions on aws_s3_bucket.orders (grants less; check code)
          that reading and writing this bucket is enough, from `BUCKET` [aws_s3_bucket.orders.id]
          on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
        A05 S2 Review Narrow s3:* on * to s3:* on aws_s3_bucket.orders (grants less; check code)
          that this bucket is enough, and that none of 15 actions on * is used, from `BUCKET` [aws_s3_bucket.orders.id]
          on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
    "#]],
    );
}

#[test]
fn a_document_of_its_own_is_narrowed_by_who_holds_it() {
    let policy = r#"
data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["*"]
  }
  statement {
    actions   = ["logs:CreateLogGroup", "logs:PutLogEvents"]
    resources = ["arn:aws:logs:*:*:*"]
  }
}
resource "aws_iam_role_policy" "orders" {
  role   = aws_iam_role.orders.id
  policy = data.aws_iam_policy_document.orders.json
}
"#;
    check(
        &format!("{LAMBDA}{policy}"),
        &expect![[r#"
        A05 S2 Review Narrow 2 actions on * to aws_s3_bucket.orders (grants less; check code)
          that this bucket is enough, from `BUCKET` [aws_s3_bucket.orders.id]
          on ${aws_s3_bucket.orders.arn}/*
        A17 S2 Review Narrow 2 actions to log group /aws/lambda/orders (grants less; check code)
          that it writes to no other log group than its function's []
          on arn:aws:logs:*:*:log-group:/aws/lambda/orders:*
    "#]],
    );
}

#[test]
fn a_declared_log_group_need_not_be_created() {
    let policy = r#"
resource "aws_cloudwatch_log_group" "orders" {
  name = "/aws/lambda/${aws_lambda_function.orders.function_name}"
}
resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }]
  })
}
"#;
    check(
        &format!("{LAMBDA}{policy}"),
        &expect![[r#"
        A17 S2 Review Narrow logs:* on * to its log group (grants less; check code)
          that it writes to no other log group than aws_cloudwatch_log_group.orders ["/aws/lambda/${aws_lambda_function.orders.function_name}"]
          on ${aws_cloudwatch_log_group.orders.arn}:*
    "#]],
    );
}

#[test]
fn two_roles_of_one_document_have_to_agree() {
    let shared = r#"
data "aws_iam_policy_document" "shared" {
  statement {
    actions   = ["dynamodb:GetItem"]
    resources = ["*"]
  }
}
resource "aws_dynamodb_table" "a" {}
resource "aws_dynamodb_table" "b" {}
resource "aws_iam_role" "a" {}
resource "aws_iam_role" "b" {}
resource "aws_iam_role_policy" "a" {
  role   = aws_iam_role.a.id
  policy = data.aws_iam_policy_document.shared.json
}
resource "aws_iam_role_policy" "b" {
  role   = aws_iam_role.b.id
  policy = data.aws_iam_policy_document.shared.json
}
resource "aws_lambda_function" "a" {
  role = aws_iam_role.a.arn
  environment {
    variables = { TABLE = aws_dynamodb_table.a.name }
  }
}
"#;
    // One role's function names a table, the other's nothing.
    check(shared, &expect![[r#""#]]);
    let both = r#"
resource "aws_lambda_function" "b" {
  role = aws_iam_role.b.arn
  environment {
    variables = { OTHER = aws_dynamodb_table.a.name }
  }
}
"#;
    check(
        &format!("{shared}{both}"),
        &expect![[r#"
        A05 S2 Review Narrow dynamodb:GetItem on * to aws_dynamodb_table.a (grants less; check code)
          that this table is enough, from `TABLE` [aws_dynamodb_table.a.name]
          on ${aws_dynamodb_table.a.arn}
    "#]],
    );
}

#[test]
fn a_document_in_another_is_numbered_anew_and_the_same() {
    check(
        r#"
data "aws_iam_policy_document" "inner" {
  statement {
    actions   = ["eks:DescribeCluster"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "outer" {
  source_policy_documents = [data.aws_iam_policy_document.first.json, data.aws_iam_policy_document.inner.json]
}
data "aws_iam_policy_document" "first" {
  statement {
    actions   = ["sts:GetCallerIdentity"]
    resources = ["*"]
  }
}
resource "aws_iam_role" "a" {}
resource "aws_iam_role" "b" {}
resource "aws_iam_role_policy" "a" {
  role   = aws_iam_role.a.id
  policy = data.aws_iam_policy_document.inner.json
}
resource "aws_iam_role_policy" "b" {
  role   = aws_iam_role.b.id
  policy = data.aws_iam_policy_document.outer.json
}
"#,
        &expect![[r#"
            A05 S4 NeedsInput Narrow eks:DescribeCluster on * to a cluster you name (denies until filled in)
              which cluster is meant []
              on arn:aws:eks:*:*:cluster/REPLACE_ME
        "#]],
    );
}

#[test]
fn queues_that_call_and_tasks_that_run_are_wired_too() {
    check(
        r#"
resource "aws_sqs_queue" "in" {}
resource "aws_sqs_queue" "other" {}
resource "aws_iam_role" "fn" {}
resource "aws_lambda_function" "fn" {
  role = aws_iam_role.fn.arn
}
resource "aws_lambda_event_source_mapping" "in" {
  function_name    = aws_lambda_function.fn.arn
  event_source_arn = aws_sqs_queue.in.arn
}
resource "aws_iam_role_policy" "fn" {
  role   = aws_iam_role.fn.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:ReceiveMessage"], Resource = "*" }] })
}
"#,
        &expect![[r#"
            A05 S2 Review Narrow sqs:ReceiveMessage on * to aws_sqs_queue.in (grants less; check code)
              that this queue is enough, from `event_source_arn` [aws_sqs_queue.in.arn]
              on ${aws_sqs_queue.in.arn}
        "#]],
    );
    check(
        r#"
resource "aws_sns_topic" "a" {}
resource "aws_sns_topic" "b" {}
resource "aws_iam_role" "task" {}
resource "aws_ecs_task_definition" "task" {
  task_role_arn         = aws_iam_role.task.arn
  container_definitions = jsonencode([{ environment = [{ name = "TOPIC", value = aws_sns_topic.b.arn }] }])
}
resource "aws_iam_role_policy" "task" {
  role   = aws_iam_role.task.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sns:Publish"], Resource = ["*"] }] })
}
"#,
        &expect![[r#"
            A05 S2 Review Narrow sns:Publish on * to aws_sns_topic.b (grants less; check code)
              that this topic is enough, from `TOPIC` [aws_sns_topic.b.arn]
              on ${aws_sns_topic.b.arn}
        "#]],
    );
}

#[test]
fn only_the_statements_own_module_is_named() {
    let module = r#"
variable "table" {}
resource "aws_dynamodb_table" "own" {}
resource "aws_iam_role" "fn" {}
resource "aws_iam_role_policy" "fn" {
  role   = aws_iam_role.fn.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["dynamodb:GetItem"], Resource = "*" }] })
}
"#;
    let root = r#"
resource "aws_dynamodb_table" "roots" {}
module "fn" {
  source = "./fn"
  table  = aws_dynamodb_table.roots.name
}
"#;
    let files = [("/main.tf", root), ("/fn/main.tf", module)];
    expect![[r#"
        A05 S2 Review Narrow dynamodb:GetItem on * to aws_dynamodb_table.own (grants less; check code)
          that the one table declared here is enough []
          on ${aws_dynamodb_table.own.arn}
    "#]]
    .assert_eq(&offered(&files));
}

#[test]
fn what_is_repeated_cannot_be_named() {
    check(
        r#"
resource "aws_dynamodb_table" "each" {
  for_each = toset(["a", "b"])
}
resource "aws_iam_role" "fn" {}
resource "aws_iam_role_policy" "fn" {
  role   = aws_iam_role.fn.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["dynamodb:GetItem"], Resource = "*" }] })
}
"#,
        &expect![[r#"
            A05 S4 NeedsInput Narrow dynamodb:GetItem on * to a table you name (denies until filled in)
              which table is meant []
              on arn:aws:dynamodb:*:*:table/REPLACE_ME
        "#]],
    );
}

#[test]
fn an_administrators_attachment_becomes_a_policy() {
    let admin = r#"
resource "aws_iam_role_policy_attachment" "orders" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
"#;
    check(
        &format!("{LAMBDA}{admin}"),
        &expect![[r#"
        A14 S2 Review Replace AdministratorAccess by a policy of 7 actions (grants less; check code)
          that it only writes its logs, and reads and writes what its settings name [aws_s3_bucket.orders.id]
        resource "aws_iam_role_policy" "<name>" {
          role = aws_iam_role.orders.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              {
                Effect = "Allow"
                Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
                Resource = "arn:aws:logs:*:*:log-group:/aws/lambda/orders:*"
              },
              {
                Effect = "Allow"
                Action = ["s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject"]
                Resource = [aws_s3_bucket.orders.arn, "${aws_s3_bucket.orders.arn}/*"]
              },
            ]
          })
        }
    "#]],
    );
    // Somebody from another account may be meant.
    let trusted = LAMBDA.replace(
        "Principal = { Service = \"lambda.amazonaws.com\" }",
        "Principal = { AWS = \"arn:aws:iam::111122223333:root\" }",
    );
    check(&format!("{trusted}{admin}"), &expect![[r#""#]]);
}

#[test]
fn a_trusted_service_that_nothing_declared_uses_goes() {
    check(
        &LAMBDA.replace(
            "Service = \"lambda.amazonaws.com\"",
            "Service = [\"lambda.amazonaws.com\", \"ec2.amazonaws.com\", \"states.amazonaws.com\"]",
        ),
        &expect![[r#"
            A18 S2 Review Stop trusting 2 services (grants less; check who uses the role)
              that nothing outside these files hands the role to it []
              on 
        "#]],
    );
}

#[test]
fn a_queue_lets_the_topic_in_that_is_subscribed() {
    check(
        r#"
data "aws_caller_identity" "current" {}
resource "aws_sns_topic" "orders" {}
resource "aws_sqs_queue" "orders" {}
resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.orders.arn
}
resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.orders.arn
    }]
  })
}
"#,
        &expect![[r#"
            A19 S2 Review Let the service act for aws_sns_topic.orders only (grants less; check who calls)
              that nothing but the one source declared here calls []
              on ${aws_sqs_queue.orders.arn}
            A19 S2 Review Let the service act for this account only (grants less; check who calls)
              that no other account's resources have it called []
              on ${aws_sqs_queue.orders.arn}
        "#]],
    );
}

#[test]
fn what_has_no_effect_is_deleted_or_corrected() {
    check(
        r#"
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = ["s3:GetObjct", "s3:PutObject"], Resource = "arn:aws:s3:::b/*" }]
  })
}
"#,
        &expect![[r#"
            A04 S0 Review Delete s3:GetObjct: it is not in the list of 2026-09-26
              that nothing newer than the list of 2026-09-26 has this name []
              on arn:aws:s3:::b/*
            correction Review Correct s3:GetObjct to s3:GetObject (grants what was meant)
        "#]],
    );
}

#[test]
fn naming_the_caller_of_a_function_is_proved_too() {
    let fix = |more: &str| {
        let text = format!(
            "resource \"aws_lambda_function\" \"f\" {{}}\nresource \"aws_lambda_permission\" \"p\" {{\n  \
             function_name = aws_lambda_function.f.function_name\n  action = \"lambda:InvokeFunction\"\n  \
             principal = \"sns.amazonaws.com\"\n}}\n{more}"
        );
        let mut all = Files::default();
        all.disk(&FilePath::new("/main.tf"), Some(text));
        let snapshot = all.snapshot();
        let module = snapshot.modules.first().expect("a directory");
        let assessment = assess(module, Catalogue::bundled(), "2026-11-23");
        let judgements = assessment.resources.iter().flat_map(|resource| &resource.judgements);
        let fixes = judgements.filter_map(|judgement| judgement.fix.as_ref());
        let narrows: Vec<_> = fixes.filter_map(|fix| fix.narrows.clone()).collect();
        let shown =
            |it: &catalog::Narrows| format!("{} {:?} {} ({:?})", it.edit, it.grade, it.delta, it.guess);
        narrows.iter().map(shown).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"A24 S2 sns.amazonaws.com for anybody → for aws_sns_topic.t.arn (Some("that nothing but the one caller declared here calls"))"#]].assert_eq(&fix("resource \"aws_sns_topic\" \"t\" {}\n"));
    expect![[
        r#"A24 S4 sns.amazonaws.com for anybody → for the caller you name (Some("which caller is meant"))"#
    ]]
    .assert_eq(&fix(""));
}
