use expect_test::expect;
use ide::{Guidance, Profile, Settings};

use crate::support::{sample, view, with_settings};

#[test]
fn the_sample_has_its_findings_where_they_are_mended() {
    let view = sample();
    expect![[r#"
        Information at 1:32 "orders"
          no log group for function "orders": AWS creates one that never expires [aws-lambda.log-group-retention]
        Error at 12:21 "not-a-real-password-1234"
          DB_PASSWORD is plain text: whoever can read the function, the state or this file has it [aws-lambda.env-no-secrets]
    "#]].assert_eq(&view.diagnostics("/shop/main.tf"));
    expect![[r#"
        Warning at 14:18 "s3:*"
          role "orders" may do every S3 action on every bucket
          the function using it names 1 bucket: aws_s3_bucket.orders [aws-lambda.role-least-privilege]
          main.tf:1:32 "orders": used by this function
    "#]]
    .assert_eq(&view.diagnostics("/shop/iam.tf"));
    expect![[r#"
        Warning at 2:36 "docs"
          storage account "docs" accepts every network: only keys and tokens guard the data [az-storage.network-default-deny]
        Warning at 2:36 "docs"
          storage account "docs" lets a container be made public: whoever may edit one can publish it [az-storage.no-anonymous-blob]
        Information at 2:36 "docs"
          no diagnostic setting for storage account "docs": nothing records who read or deleted a blob [az-storage.diagnostic-setting]
        Information at 2:36 "docs"
          1 more is yours here: recovery [demarc.more]
    "#]].assert_eq(&view.diagnostics("/shop/account.tf"));
}

#[test]
fn a_file_that_can_not_be_read_whole_says_where() {
    let view = view("resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"x\n}\n");
    expect![[r#"
        Warning at 2:12 "x
          a quote is not closed [demarc.syntax]
    "#]]
    .assert_eq(&view.diagnostics("/main.tf"));
}

const FUNCTIONS: &str = r#"
//- /main.tf
resource "aws_lambda_function" "one" {
  function_name = "one"
  role          = aws_iam_role.shared.arn
  runtime       = "python3.13"
}
resource "aws_lambda_function" "two" {
  function_name = "two"
  role          = aws_iam_role.shared.arn
  runtime       = "python3.13"
}
resource "aws_cloudwatch_log_group" "all" {
  for_each          = toset(["one", "two"])
  name              = "/aws/lambda/${each.key}"
  retention_in_days = 30
}
//- /iam.tf
resource "aws_iam_role" "shared" {
}
resource "aws_iam_role_policy" "shared" {
  role = aws_iam_role.shared.name
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = ["s3:*", "logs:*"], Resource = "*" }]
  })
}
"#;

#[test]
fn one_role_of_two_functions_is_one_finding() {
    let view = view(FUNCTIONS);
    expect![[r#"
        Warning at 6:48 "s3:*"
          role "shared" may do every S3 action on every bucket [aws-lambda.role-least-privilege]
          main.tf:1:32 "one": used by this function
          main.tf:6:32 "two": the same for aws_lambda_function.two
        Warning at 6:56 "logs:*"
          "shared" allows every CloudWatch Logs action on every log group: 133 actions, more when AWS adds some [aws-iam.no-action-wildcard]
    "#]]
    .assert_eq(&view.diagnostics("/iam.tf"));
    expect![[""]].assert_eq(&view.diagnostics("/main.tf"));
}

#[test]
fn what_only_one_caller_leaves_out_is_found_at_its_call() {
    let view = view(
        r#"
//- /main.tf
module "logged" {
  source = "./function"
  name   = "logged"
  days   = 30
}
module "not_logged" {
  source = "./function"
  name   = "not-logged"
  days   = 0
}
//- /function/main.tf
variable "name" {}
variable "days" {}
resource "aws_lambda_function" "f" {
  function_name = var.name
  runtime       = "python3.13"
}
resource "aws_cloudwatch_log_group" "f" {
  count             = var.days > 0 ? 1 : 0
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.days
}
"#,
    );
    expect![[r#"
        Information at 6:8 "not_logged"
          no log group for function "f": AWS creates one that never expires [aws-lambda.log-group-retention]
          main.tf:3:32 "f": module.not_logged.aws_lambda_function.f is meant
    "#]]
    .assert_eq(&view.diagnostics("/main.tf"));
    expect![[r#"
        Warning at 3:32 "f"
          function "f" names no role: nothing says what it may do [aws-lambda.role-least-privilege]
        Information at 3:32 "f"
          the role of function "f" may not write logs: the function runs and its errors disappear [aws-lambda.log-permission]
    "#]].assert_eq(&view.diagnostics("/function/main.tf"));
}

#[test]
fn quiet_shows_errors_and_warnings_only() {
    let quiet = Settings { guidance: Guidance::Quiet, ..Settings::default() };
    let view = with_settings("resource \"azurerm_storage_account\" \"docs\" {\n}\n", quiet);
    let levels: Vec<_> =
        view.analysis.diagnostics(view.file("/main.tf")).into_iter().map(|it| it.level).collect();
    assert!(!levels.is_empty() && levels.iter().all(|level| *level <= ide::Level::Warning), "{levels:?}");
}

#[test]
fn a_name_carries_three_findings_and_one_line_for_the_rest() {
    let fixture = r#"
//- /versions.tf
terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
  }
}
//- /main.tf
resource "azurerm_storage_account" "docs" {
}
"#;
    let shown = |limit, profile| {
        let settings = Settings { max_per_resource: limit, profile, ..Settings::default() };
        let view = with_settings(fixture, settings);
        view.diagnostics("/main.tf")
    };
    expect![[r#"
        Warning at 1:36 "docs"
          storage account "docs" accepts every network: only keys and tokens guard the data [az-storage.network-default-deny]
        Warning at 1:36 "docs"
          storage account "docs" lets a container be made public: whoever may edit one can publish it [az-storage.no-anonymous-blob]
        Information at 1:36 "docs"
          no diagnostic setting for storage account "docs": nothing records who read or deleted a blob [az-storage.diagnostic-setting]
        Information at 1:36 "docs"
          1 more is yours here: recovery [demarc.more]
    "#]].assert_eq(&shown(3, Profile::Core));
    assert_eq!(shown(0, Profile::Core).matches("demarc.more").count(), 0);
}

#[test]
fn a_learner_gets_what_is_worth_doing_as_hints() {
    let settings = Settings { guidance: Guidance::Learn, max_per_resource: 0, ..Settings::default() };
    let view = crate::support::of_files(&crate::support::SAMPLE, settings);
    expect![[r#"
        Information at 1:32 "orders"
          no log group for function "orders": AWS creates one that never expires [aws-lambda.log-group-retention]
        Hint at 1:32 "orders"
          no alarm watches function "orders": the first to report an error is a user [aws-lambda.alarm-errors]
        Hint at 1:32 "orders"
          function "orders" records no traces: where a slow request spent its time is guesswork [aws-lambda.tracing]
        Hint at 1:32 "orders"
          nobody chose a timeout for function "orders": after 3 seconds AWS stops it [aws-lambda.timeout-memory-explicit]
        Error at 12:21 "not-a-real-password-1234"
          DB_PASSWORD is plain text: whoever can read the function, the state or this file has it [aws-lambda.env-no-secrets]
    "#]].assert_eq(&view.diagnostics("/shop/main.tf"));
}

#[test]
fn what_every_caller_leaves_out_is_found_once_in_the_module() {
    let view = view(
        r#"
//- /main.tf
module "one" {
  source = "./store"
  name   = "one"
}
module "two" {
  source = "./store"
  name   = "two"
}
//- /store/main.tf
variable "name" {}
resource "aws_s3_bucket" "b" {
  bucket = var.name
}
"#,
    );
    assert_eq!(view.diagnostics("/main.tf"), "");
    expect![[r#"
        Information at 2:26 "b"
          no access log for bucket "b": nothing records who read, changed or deleted an object [aws-s3.access-logging]
        Information at 2:26 "b"
          bucket "b" keeps no versions: an overwritten or deleted object is gone at once [aws-s3.versioning]
        Information at 2:26 "b"
          no lifecycle rule for bucket "b": every object is kept and billed until somebody deletes it [aws-s3.lifecycle]
    "#]].assert_eq(&view.diagnostics("/store/main.tf"));
}

#[test]
fn instances_that_agree_are_one_finding_and_those_that_differ_name_theirs() {
    let view = view(
        r#"
resource "azurerm_storage_account" "docs" {
  for_each                        = { open = true, closed = false }
  name                            = each.key
  allow_nested_items_to_be_public = each.value
  public_network_access_enabled   = false
}
"#,
    );
    expect![[r#"
        Information at 1:36 "docs"
          no diagnostic setting for storage account "docs": nothing records who read or deleted a blob [az-storage.diagnostic-setting]
        Information at 1:36 "docs"
          nothing keeps what is deleted in storage account "docs": a deleted or overwritten blob is gone at once [az-storage.blob-soft-delete]
        Warning at 4:37 each.value
          storage account "docs" lets a container be made public: whoever may edit one can publish it [az-storage.no-anonymous-blob]
          main.tf:2:46 true: the value it refers to
    "#]].assert_eq(&view.diagnostics("/main.tf"));
}

#[test]
fn vendored_modules_and_examples_are_never_reported() {
    let view = view(
        r#"
//- /.terraform/modules/store/main.tf
resource "aws_s3_bucket" "b" {
}
//- /examples/main.tf
resource "aws_s3_bucket" "b" {
}
"#,
    );
    assert_eq!(view.diagnostics("/.terraform/modules/store/main.tf"), "");
    assert_eq!(view.diagnostics("/examples/main.tf"), "");
}
