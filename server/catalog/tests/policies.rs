//! Every policy document in each of its uses, from whatever form it is written in, as text.

#![cfg(test)]

use std::fmt::Write;

use catalog::{Assessment, Catalogue, assess};
use expect_test::{Expect, expect};
use project::{FilePath, Files, ResolvedModule, Snapshot};

fn assessed(files: &[(&str, &str)]) -> (Snapshot, Assessment) {
    let mut all = Files::default();
    for (path, text) in files {
        all.disk(&FilePath::new(path), Some((*text).to_owned()));
    }
    let snapshot = all.snapshot();
    let module = snapshot.modules.first().expect("one root").clone();
    (snapshot, assess(&module, Catalogue::bundled(), "2026-11-23"))
}

fn address(module: &ResolvedModule, index: u32) -> String {
    module.resources[index as usize].address.to_string()
}

fn clause(name: &str, clause: &iam::Clause) -> String {
    let terms: Vec<_> = clause.terms.iter().map(|term| term.text.as_deref().unwrap_or("?")).collect();
    match (terms.is_empty(), clause.negated) {
        (true, _) => String::new(),
        (false, true) => format!(" not {name} {}", terms.join(", ")),
        (false, false) => format!(" {name} {}", terms.join(", ")),
    }
}

/// `bearer: attachment of holder`, and each statement on a line; its text begins with what stands at its place.
fn print(files: &[(&str, &str)]) -> String {
    let (snapshot, assessment) = assessed(files);
    let module = snapshot.modules.first().unwrap();
    let mut text = String::new();
    for policy in &assessment.policies {
        write!(text, "{}: {:?}", address(module, policy.bearer), policy.attachment).unwrap();
        if let Some(holder) = policy.holder {
            write!(text, " of {}", address(module, holder)).unwrap();
        }
        if let Some(name) = &policy.managed {
            write!(text, ", {name} with {} statements", policy.policy.statements.len()).unwrap();
        }
        if let Some(why) = &policy.unread {
            write!(text, ", unread: {why}").unwrap();
        }
        text.push('\n');
        for (statement, place) in policy.policy.statements.iter().zip(&policy.statements) {
            let written = snapshot.text(*place).unwrap_or_default();
            let first = written.chars().take_while(|char| char.is_ascii_alphabetic()).collect::<String>();
            let effect = statement.effect.map_or("?".into(), |effect| format!("{effect:?}"));
            write!(text, "  {}{effect}", if first.is_empty() { "" } else { "block: " }).unwrap();
            if let Some(sid) = &statement.sid {
                write!(text, " {:?}", sid.text.as_deref().unwrap_or("?")).unwrap();
            }
            text.push_str(&clause("do", &statement.actions));
            text.push_str(&clause("on", &statement.resources));
            if let Some(principals) = &statement.principals {
                let members = principals.members.iter();
                let members: Vec<_> = members
                    .map(|it| format!("{}={}", it.kind, it.term.text.as_deref().unwrap_or("?")))
                    .collect();
                let not = if principals.negated { "all but " } else { "" };
                write!(text, " for {not}{}", members.join(", ")).unwrap();
            }
            for condition in &statement.conditions {
                let values = condition.values.iter().map(|value| value.text.as_deref().unwrap_or("?"));
                let values: Vec<_> = values.collect();
                write!(text, " if {} {}={}", condition.operator, condition.key, values.join("|")).unwrap();
            }
            text.push('\n');
        }
    }
    text
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&print(&[("/main.tf", text)]));
}

const ROLE: &str = r#"
resource "aws_iam_role" "r" {
  name               = "orders"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } } })
}
"#;

#[test]
fn the_same_statement_in_every_form_is_the_same() {
    check(
        &format!(
            r#"{ROLE}
resource "aws_s3_bucket" "b" {{}}
variable "prefix" {{}}
locals {{ encoded = jsonencode({{ Statement = [{{ Sid = "A", Effect = "Allow", Action = ["s3:Get*"], Resource = ["${{aws_s3_bucket.b.arn}}/${{var.prefix}}/*"] }}] }}) }}
resource "aws_iam_role_policy" "encoded" {{
  role   = aws_iam_role.r.id
  policy = local.encoded
}}
resource "aws_iam_role_policy" "heredoc" {{
  role   = "orders"
  policy = <<-EOF
    {{ "Statement": {{ "Sid": "A", "Effect": "Allow", "Action": "s3:Get*", "Resource": "${{aws_s3_bucket.b.arn}}/${{var.prefix}}/*" }} }}
  EOF
}}
data "aws_iam_policy_document" "d" {{
  statement {{
    sid       = "A"
    actions   = ["s3:Get*"]
    resources = ["${{aws_s3_bucket.b.arn}}/${{var.prefix}}/*"]
  }}
}}
resource "aws_iam_role_policy" "source" {{
  role   = aws_iam_role.r.name
  policy = data.aws_iam_policy_document.d.json
}}
"#
        ),
        expect![[r#"
            aws_iam_role.r: Trust of aws_iam_role.r
              Allow do sts:AssumeRole for Service=lambda.amazonaws.com
            aws_iam_role_policy.encoded: Identity of aws_iam_role.r
              Allow "A" do s3:Get* on ${aws_s3_bucket.b.arn}/${var.prefix}/*
            aws_iam_role_policy.heredoc: Identity of aws_iam_role.r
              Allow "A" do s3:Get* on ${aws_s3_bucket.b.arn}/${var.prefix}/*
            aws_iam_role_policy.source: Identity of aws_iam_role.r
              block: Allow "A" do s3:Get* on ${aws_s3_bucket.b.arn}/${var.prefix}/*
        "#]],
    );
}

#[test]
fn a_policy_of_the_module_stands_under_each_of_its_holders() {
    check(
        &format!(
            r#"{ROLE}
data "aws_partition" "p" {{}}
resource "aws_iam_user" "u" {{ name = "ci" }}
resource "aws_iam_policy" "two" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }}] }})
}}
resource "aws_iam_policy" "nowhere" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }}] }})
}}
resource "aws_iam_policy" "boundary" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:*", Resource = "*" }}] }})
}}
resource "aws_iam_role_policy_attachment" "a" {{
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.two.arn
}}
resource "aws_iam_policy_attachment" "b" {{
  name       = "b"
  roles      = [aws_iam_role.r.name]
  users      = [aws_iam_user.u.name, "somebody"]
  policy_arn = aws_iam_policy.two.arn
}}
resource "aws_iam_role_policy_attachment" "each" {{
  for_each   = toset(["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"])
  role       = aws_iam_role.r.name
  policy_arn = each.value
}}
resource "aws_iam_role" "bound" {{
  assume_role_policy   = "{{}}"
  permissions_boundary = aws_iam_policy.boundary.arn
  managed_policy_arns  = ["arn:${{data.aws_partition.p.partition}}:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/NoSuchPolicy", var.more]
  inline_policy {{
    name   = "own"
    policy = jsonencode({{ Statement = [{{ Effect = "Deny", NotAction = "s3:*", NotResource = "*" }}] }})
  }}
}}
variable "more" {{}}
"#
        ),
        expect![[r#"
            aws_iam_role.r: Trust of aws_iam_role.r
              Allow do sts:AssumeRole for Service=lambda.amazonaws.com
            aws_iam_policy.two: Identity of aws_iam_role.r
              Allow do s3:ListAllMyBuckets on *
            aws_iam_policy.two: Identity of aws_iam_user.u
              Allow do s3:ListAllMyBuckets on *
            aws_iam_policy.nowhere: Unknown
              Allow do s3:GetObject on *
            aws_iam_policy.boundary: Limit of aws_iam_role.bound
              Allow do s3:* on *
            aws_iam_role_policy_attachment.each: Identity of aws_iam_role.r, AdministratorAccess with 1 statements
            aws_iam_role_policy_attachment.each: Identity of aws_iam_role.r, AWSLambdaBasicExecutionRole with 1 statements
            aws_iam_role.bound: Trust of aws_iam_role.bound
            aws_iam_role.bound: Identity of aws_iam_role.bound
              Deny not do s3:* not on *
            aws_iam_role.bound: Identity of aws_iam_role.bound, ReadOnlyAccess with 3 statements
            aws_iam_role.bound: Identity of aws_iam_role.bound, NoSuchPolicy with 0 statements, unread: `NoSuchPolicy` is not in AWS's list of 2026-09-16
            aws_iam_role.bound: Identity of aws_iam_role.bound, unread: `var.more` has no value here
        "#]],
    );
}

#[test]
fn a_document_that_overrides_takes_the_place_of_a_sid() {
    check(
        r#"
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "over" {
  statement {
    sid       = "Read"
    effect    = "Deny"
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "all" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.over.json, jsonencode({ Statement = [{ Sid = "Own", Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*" }] })]
  statement {
    sid         = "Own"
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}
resource "aws_iam_policy" "p" {
  policy = data.aws_iam_policy_document.all.json
}
data "aws_iam_policy_document" "unused" {
  source_json = var.unknown
  dynamic "statement" {
    for_each = ["a", "b"]
    content {
      actions   = ["s3:GetObject"]
      resources = ["arn:aws:s3:::${statement.value}/home/&{aws:username}"]
    }
  }
}
variable "unknown" {}
"#,
        expect![[r#"
            aws_iam_policy.p: Unknown
              block: Deny "Read" do s3:GetObject on *
              block: Allow do s3:ListBucket on *
              Allow "Own" do s3:PutObject on arn:aws:s3:::b/*
            data.aws_iam_policy_document.unused: Unknown, unread: `var.unknown` has no value here
              block: Allow do s3:GetObject on arn:aws:s3:::a/home/${aws:username}
              block: Allow do s3:GetObject on arn:aws:s3:::b/home/${aws:username}
        "#]],
    );
}

#[test]
fn policies_of_resources_name_whom_they_let_in() {
    check(
        r#"
resource "aws_sqs_queue" "q" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.t.arn } } }] })
}
resource "aws_sns_topic" "t" {}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.t.json
}
data "aws_iam_policy_document" "t" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type        = "AWS"
      identifiers = ["111122223333", var.account]
    }
    not_principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account]
    }
  }
}
variable "account" {}
resource "aws_lambda_function" "f" { function_name = "orders" }
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.arn
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::papers"
}
resource "aws_vpc_endpoint" "e" {
  policy = var.account
}
resource "aws_organizations_policy" "tags" {
  type    = "TAG_POLICY"
  content = jsonencode({ tags = {} })
}
"#,
        expect![[r#"
            aws_sqs_queue.q: Resource("sqs") of aws_sqs_queue.q
              Allow do sqs:SendMessage on * for *=* if ArnEquals aws:SourceArn=${aws_sns_topic.t.arn}
            aws_sns_topic_policy.t: Resource("sns") of aws_sns_topic.t
              block: Allow do sns:Publish on ${aws_sns_topic.t.arn} for all but AWS=111122223333, AWS=${var.account}, Service=s3.amazonaws.com if StringEquals aws:SourceAccount=${var.account}
            aws_lambda_permission.p: Resource("lambda") of aws_lambda_function.f
              block: Allow do lambda:InvokeFunction on ${aws_lambda_function.f.arn} for Service=s3.amazonaws.com if ArnLike AWS:SourceArn=arn:aws:s3:::papers
            aws_vpc_endpoint.e: Limit of aws_vpc_endpoint.e, unread: `var.account` has no value here
        "#]],
    );
}

#[test]
fn a_value_is_called_as_its_own_module_can_write_it() {
    expect![[r#"
        module.m.aws_iam_policy.p: Unknown
          Allow do s3:* on ${aws_s3_bucket.b[0].arn of the root module}, arn:aws:s3:::x-${value 0.0.1 in var.name}/*, ${var.other}*, ${aws_s3_bucket.own["a"].arn}, ${aws_s3_bucket.own.arn value 1.5.34}, ${value 1.5.37}, ${aws:username}, arn:aws:s3:::${terraform.workspace}, arn:aws:s3:::y-${var.other}
    "#]].assert_eq(&print(&[
        (
            "/main.tf",
            r#"
variable "name" {}
resource "aws_s3_bucket" "b" { count = 2 }
module "m" {
  source = "./m"
  bucket = aws_s3_bucket.b[0].arn
  name   = "x-${var.name}"
  other  = var.name
}
"#,
        ),
        (
            "/m/main.tf",
            r#"
variable "bucket" {}
variable "name" {}
variable "other" {}
locals { same = "y-${var.other}" }
resource "aws_s3_bucket" "own" { for_each = toset(["a", "b"]) }
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = [{
    Effect = "Allow"
    Action = "s3:*"
    Resource = [var.bucket, "arn:aws:s3:::${var.name}/*", "${var.other}*", aws_s3_bucket.own["a"].arn,
      aws_s3_bucket.own[var.other].arn, md5(var.other), "$${aws:username}", "arn:aws:s3:::${terraform.workspace}", "arn:aws:s3:::${local.same}"]
  }] })
}
"#,
        ),
    ]));
}

#[test]
fn a_condition_that_cannot_be_told_is_not_left_out() {
    check(
        r#"
variable "conditions" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = [{ Effect = var.conditions, Action = [var.conditions, "s3:*"], Resource = "*", Condition = var.conditions }] })
}
"#,
        expect![[r#"
            aws_iam_policy.p: Unknown, unread: `var.conditions` has no value here
              ? do ${var.conditions}, s3:* on * if  =?
        "#]],
    );
}
