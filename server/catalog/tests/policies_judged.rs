//! What the duties say of policies: which finding at which text, and what is none.

#![cfg(test)]

use catalog::{Assessment, Catalogue, Status, Tier, assess};
use expect_test::{Expect, expect};
use project::{FilePath, Files, Snapshot};

fn assessed(text: &str) -> (Snapshot, Assessment) {
    let mut all = Files::default();
    all.disk(&FilePath::new("/main.tf"), Some(text.to_owned()));
    let snapshot = all.snapshot();
    let module = snapshot.modules.first().expect("one root").clone();
    (snapshot, assess(&module, Catalogue::bundled(), "2026-11-23"))
}

/// `duty rule status at text: message`, of the duties about policies up to a tier that are not shown.
fn print(text: &str, tier: Tier) -> String {
    let (snapshot, assessment) = assessed(text);
    let mut lines = String::new();
    for resource in &assessment.resources {
        for judgement in &resource.judgements {
            let duty = &Catalogue::bundled().duties[judgement.duty as usize];
            let is_policy = !duty.rules.is_empty() || duty.evidence.contains("policy-no-wildcard");
            if !is_policy || duty.tier > tier || matches!(judgement.status, Status::Shown | Status::Default) {
                continue;
            }
            let at = snapshot.text(judgement.at).unwrap_or_default();
            let at = at.lines().next().unwrap_or_default();
            let rule = judgement.rule.as_deref().unwrap_or("-");
            lines += &format!("{} {rule} {:?} at {at}: {}\n", duty.id, judgement.status, judgement.message);
        }
    }
    lines
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&print(text, Tier::Core));
}

/// No finding of any tier, and nothing that can't be told.
#[track_caller]
fn quiet(text: &str) {
    assert_eq!(print(text, Tier::Strict), "");
}

fn policy(statements: &str) -> String {
    format!(
        "resource \"aws_iam_policy\" \"p\" {{\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{statements}] }})\n}}\n"
    )
}

#[test]
fn a_wildcard_that_aws_asks_for_is_no_finding() {
    quiet(&policy(
        r#"{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders:*" }"#,
    ));
    quiet(&policy(r#"{ Effect = "Allow", Action = ["ec2:Describe*", "xray:Put*"], Resource = "*" }"#));
    quiet(
        r#"
resource "aws_cloudwatch_log_group" "g" { name = "/aws/lambda/orders" }
resource "aws_s3_bucket" "b" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "logs:PutLogEvents", Resource = "${aws_cloudwatch_log_group.g.arn}:*" },
    { Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"] },
  ] })
}
"#,
    );
}

#[test]
fn the_root_of_the_account_in_a_key_policy_is_no_finding() {
    quiet(
        r#"
data "aws_caller_identity" "current" {}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "Enable IAM User Permissions", Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" } },
    { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*", Principal = { AWS = "*" }, Condition = { StringEquals = { "kms:CallerAccount" = "111122223333", "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } } },
  ] })
}
"#,
    );
}

#[test]
fn a_deny_for_everyone_is_no_finding() {
    quiet(
        r#"
resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } },
  ] })
}
resource "aws_sqs_queue" "q" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })
}
"#,
    );
}

#[test]
fn a_role_of_a_service_is_no_finding() {
    quiet(
        r#"
resource "aws_iam_service_linked_role" "es" { aws_service_name = "es.amazonaws.com" }
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] } }] })
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
resource "aws_iam_role_policy" "r" {
  role   = aws_iam_role.r.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:CreateServiceLinkedRole", Resource = "arn:aws:iam::*:role/aws-service-role/es.amazonaws.com/*", Condition = { StringLike = { "iam:AWSServiceName" = "es.amazonaws.com" } } }] })
}
"#,
    );
}

#[test]
fn a_policy_that_only_limits_grants_nothing() {
    quiet(
        r#"
resource "aws_organizations_policy" "all" {
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
resource "aws_vpc_endpoint" "e" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })
}
resource "aws_iam_policy" "boundary" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "iam:*"], Resource = "*" }] })
}
resource "aws_iam_user" "u" {
  permissions_boundary = aws_iam_policy.boundary.arn
}
"#,
    );
}

#[test]
fn each_place_of_a_duty_is_a_finding_of_its_own() {
    check(
        &policy(
            r#"
    { Effect = "Allow", Action = ["s3:GetObjct", "ecr:GetAuthorizationToken"], Resource = "arn:aws:ecr:eu-west-1:111122223333:repository/a" },
    { Effect = "Allow", Action = ["s3:*", "logs:*"], Resource = "*" },"#,
        ),
        expect![[r#"
            aws-iam.no-action-wildcard IAM003 Contradicted at "s3:*": "p" allows every S3 action on every bucket: 180 actions, more when AWS adds some
            aws-iam.no-action-wildcard IAM003 Contradicted at "logs:*": "p" allows every CloudWatch Logs action on every log group: 133 actions, more when AWS adds some
            aws-iam.policy-valid IAM009 Contradicted at "s3:GetObjct": s3:GetObjct is not an action that AWS lists (2026-09-26): it has no effect, s3:GetObject is close
            aws-iam.policy-valid IAM008 Contradicted at "ecr:GetAuthorizationToken": ecr:GetAuthorizationToken accepts only * as its resource: here it never matches
        "#]],
    );
}

#[test]
fn two_resources_of_a_kind_are_two() {
    quiet(
        r#"
resource "aws_lambda_function" "one" {}
resource "aws_lambda_function" "two" {}
resource "aws_iam_role_policy" "p" {
  role   = "r"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "lambda:InvokeFunction", Resource = [aws_lambda_function.one.arn, aws_lambda_function.two.arn, "${aws_lambda_function.one.arn}:*", "${aws_lambda_function.two.arn}:*"] }] })
}
"#,
    );
}

#[test]
fn a_reference_says_what_kind_of_resource_it_is() {
    check(
        r#"
resource "aws_s3_bucket" "b" {}
resource "aws_iam_role_policy" "p" {
  role   = "r"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = aws_s3_bucket.b.arn }] })
}
"#,
        expect![[r#"
            aws-iam.policy-valid IAM007 Contradicted at "s3:GetObject": s3:GetObject acts on arn:aws:s3:::BUCKET/KEY, which nothing in the statement names: it has no effect
        "#]],
    );
}

const CI: &str = r#"
resource "aws_iam_role" "ci" {
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }] })
  permissions_boundary = BOUNDARY
}
resource "aws_iam_role_policy" "a" {
  role   = aws_iam_role.ci.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:CreatePolicyVersion"], Resource = "*" }] })
}
resource "aws_iam_role_policy" "b" {
  role   = aws_iam_role.ci.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "EFFECT", Action = "iam:CreatePolicyVersion", Resource = "*" }] })
}
resource "aws_iam_policy" "boundary" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "*" }] })
}
"#;

#[test]
fn a_way_to_more_rights_is_of_all_that_a_role_holds() {
    let text = |boundary: &str, effect: &str| CI.replace("BOUNDARY", boundary).replace("EFFECT", effect);
    let escalates = |text: &str| print(text, Tier::Core).contains("IAM012");
    assert!(escalates(&text("null", "Allow")));
    assert!(!escalates(&text("null", "Deny")), "what is denied is no way");
    assert!(
        !escalates(&text("aws_iam_policy.boundary.arn", "Allow")),
        "what the boundary leaves out is no way"
    );
    let administrators = "\"arn:aws:iam::aws:policy/AdministratorAccess\"";
    assert!(escalates(&text(administrators, "Allow")), "a boundary of everything limits nothing");
    assert!(print(&text("var.boundary", "Allow"), Tier::Core).contains("no-privilege-escalation - Unknown"));
}

#[test]
fn ways_that_only_policies_of_aws_open_are_not_of_the_role() {
    quiet(
        r#"
resource "aws_iam_role" "cluster" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "eks.amazonaws.com" } }] })
}
resource "aws_iam_role_policy_attachment" "cluster" {
  for_each   = toset(["AmazonEKSClusterPolicy", "AmazonEKSComputePolicy"])
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
"#,
    );
}

#[test]
fn a_waiver_accepts_every_finding_of_the_duty() {
    let waived = policy(r#"{ Effect = "Allow", Action = ["s3:*", "logs:*"], Resource = "*" }"#)
        .replace("  policy", "  # demarc: accept aws-iam.no-action-wildcard: the break-glass role\n  policy");
    check(
        &waived,
        expect![[r#"
        aws-iam.no-action-wildcard IAM003 Accepted at "s3:*": whole service: the break-glass role
        aws-iam.no-action-wildcard IAM003 Accepted at "logs:*": whole service: the break-glass role
    "#]],
    );
}

#[test]
fn an_unset_variable_may_be_a_star() {
    let with = |action: &str, resource: &str| {
        policy(&format!(r#"{{ Effect = "Allow", Action = {action}, Resource = {resource} }}"#))
            + "variable \"v\" {}\n"
    };
    // Of a named action nothing but the resource is open.
    check(
        &with("\"dynamodb:GetItem\"", "var.v"),
        expect![[r#"
        aws-iam.scoped-resources - Unknown at "p": which resources it reaches; var.v has no value here
    "#]],
    );
    check(
        &with("\"dynamodb:GetItem\"", "\"arn:aws:dynamodb:eu-west-1:111122223333:table/${var.v}\""),
        expect![[""]],
    );
    check(
        &with("var.v", "\"arn:aws:s3:::b/*\""),
        expect![[r#"
        aws-iam.no-action-wildcard - Unknown at "p": which actions it allows; var.v has no value here
    "#]],
    );
}

#[test]
fn an_alternative_that_is_not_there_is_passed_over() {
    quiet(
        r#"
locals { trust = { ci = { effect = "Allow", principals = { a = { type = "Service", identifiers = ["codebuild.amazonaws.com"] } } } } }
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = local.trust
    content {
      effect  = statement.value.effect
      actions = try(statement.value.actions, ["sts:AssumeRole"])
      dynamic "principals" {
        for_each = try(statement.value.principals, [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "not_principals" {
        for_each = try(statement.value.not_principals, [])
        content {
          type        = not_principals.value.type
          identifiers = not_principals.value.identifiers
        }
      }
    }
  }
}
resource "aws_iam_role" "r" { assume_role_policy = data.aws_iam_policy_document.trust.json }
"#,
    );
}
