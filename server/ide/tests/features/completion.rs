use expect_test::{Expect, expect};
use ide::Completion;

use crate::support::{edited, view};

/// The first offers at the cursor: label, detail, and the line as it reads once the first is taken.
fn check(fixture: &str, expected: Expect) {
    let view = view(fixture);
    let (Some(completions), Some((file, offset))) = (view.completions_at_cursor(), view.cursor) else {
        return expected.assert_eq("nothing\n");
    };
    let line = |item: &Completion| format!("  {} · {}\n", item.label, item.detail);
    let mut out: String = completions.items.iter().take(6).map(line).collect();
    if completions.items.len() > 6 {
        out += &format!("  and {} more\n", completions.items.len() - 6);
    }
    if let Some(first) = completions.items.first() {
        assert!(first.range.touches(offset), "{first:?}");
        let text = view.text(file);
        let typed = &text[first.range.start as usize..offset as usize];
        assert!(
            first.filter.to_lowercase().contains(&typed.to_lowercase()),
            "a client would drop {:?} for {typed:?}",
            first.filter
        );
        let edit = syntax::TextEdit { range: first.range, text: first.text.clone() };
        let text = edited(&text, &[edit]);
        let line = text[..first.range.start as usize].lines().count().saturating_sub(1);
        out += &format!("{}\n", text.lines().nth(line).unwrap_or_default().trim());
    }
    expected.assert_eq(&out);
}

fn in_statement(inside: &str) -> String {
    format!(
        r#"
resource "aws_s3_bucket" "orders" {{}}
resource "aws_sqs_queue" "jobs" {{}}
resource "aws_iam_role_policy" "p" {{
  role = "r"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect = "Allow"
      {inside}
    }}]
  }})
}}
"#
    )
}

#[test]
fn services_come_first_and_then_their_actions() {
    check(
        &in_statement(r#"Action = "<|>""#),
        expect![[r#"
              s3: · Amazon S3
              dynamodb: · Amazon DynamoDB
              logs: · Amazon CloudWatch Logs
              sqs: · Amazon SQS
              sns: · Amazon SNS
              lambda: · AWS Lambda
              and 94 more
            Action = "s3:"
        "#]],
    );
    check(
        &in_statement(r#"Action = ["sqs:SendMessage", "sqs:Get<|>"]"#),
        expect![[r#"
              sqs:GetQueueAttributes · read
              sqs:GetQueueUrl · read
              sqs:Get* · 2 actions: read
            Action = ["sqs:SendMessage", "sqs:GetQueueAttributes"]
        "#]],
    );
}

#[test]
fn an_action_is_found_by_its_name_alone() {
    check(
        &in_statement(r#"Action = "putobj<|>""#),
        expect![[r#"
              s3:PutObject · write
              s3:PutObjectAcl · permissions management
              s3:PutObjectAnnotation · write
              s3:PutObjectLegalHold · write
              s3:PutObjectRetention · write
              s3:PutObjectTagging · tagging
              and 17 more
            Action = "s3:PutObject"
        "#]],
    );
}

#[test]
fn a_string_that_is_not_closed_is_completed_too() {
    check(
        &in_statement(r#"Action = "s3:PutObjectT<|>"#),
        expect![[r#"
          s3:PutObjectTagging · tagging
        Action = "s3:PutObjectTagging
    "#]],
    );
    check(
        "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions = [\"dynamodb:Batch<|>\n",
        expect![[r#"
              dynamodb:BatchGetItem · read
              dynamodb:BatchWriteItem · write
              dynamodb:Batch* · 2 actions: read, write
            actions = ["dynamodb:BatchGetItem
        "#]],
    );
}

#[test]
fn a_statement_that_is_generated_is_completed_too() {
    check(
        r#"
        data "aws_iam_policy_document" "d" {
          dynamic "statement" {
            for_each = var.queues
            content {
              actions   = ["sqs:SendM<|>"]
              resources = [statement.value]
            }
          }
        }
        "#,
        expect![[r#"
              sqs:SendMessage · write
            actions   = ["sqs:SendMessage"]
        "#]],
    );
}

#[test]
fn resources_of_the_statements_actions_come_first() {
    check(
        &in_statement("Action = [\"s3:PutObject\"]\n      Resource = \"<|>\""),
        expect![[r#"
              aws_s3_bucket.orders.arn/* · what s3:PutObject acts on
              aws_s3_bucket.orders.arn · buckets
              aws_sqs_queue.jobs.arn · queues
            Resource = "${aws_s3_bucket.orders.arn}/*"
        "#]],
    );
    check(
        &in_statement("Action = \"sqs:SendMessage\"\n      Resource = [\"<|>\"]"),
        expect![[r#"
          aws_sqs_queue.jobs.arn · what sqs:SendMessage acts on
          aws_s3_bucket.orders.arn · buckets
          aws_s3_bucket.orders.arn/* · objects
        Resource = [aws_sqs_queue.jobs.arn]
    "#]],
    );
    check(
        &in_statement("Action = \"s3:ListBucket\"\n      Resource = aws_s3<|>"),
        expect![[r#"
          aws_s3_bucket.orders.arn · what s3:ListBucket acts on
          aws_s3_bucket.orders.arn/* · objects
        Resource = aws_s3_bucket.orders.arn
    "#]],
    );
    check(
        &in_statement("Resource = \"<|>\"\n      Action = \"ec2:DescribeInstances\""),
        expect![[r#"
          * · ec2:DescribeInstances takes no resource
          aws_s3_bucket.orders.arn · buckets
          aws_s3_bucket.orders.arn/* · objects
          aws_sqs_queue.jobs.arn · queues
        Resource = "*"
    "#]],
    );
}

#[test]
fn a_resource_in_a_string_that_is_not_closed_takes_the_quote_with_it() {
    check(
        &in_statement("Action = [\"sqs:SendMessage\"]\n      Resource = \"aws_sq<|>"),
        expect![[r#"
          aws_sqs_queue.jobs.arn · what sqs:SendMessage acts on
        Resource = aws_sqs_queue.jobs.arn
    "#]],
    );
}

#[test]
fn in_json_a_reference_stands_in_the_string() {
    check(
        r#"
        resource "aws_s3_bucket" "orders" {}
        resource "aws_iam_policy" "p" {
          policy = <<-EOT
            {
              "Statement": [
                { "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "<|>" }
              ]
            }
          EOT
        }
        "#,
        expect![[r#"
              aws_s3_bucket.orders.arn · what s3:ListBucket acts on
              aws_s3_bucket.orders.arn/* · objects
            { "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "${aws_s3_bucket.orders.arn}" }
        "#]],
    );
}

#[test]
fn json_that_is_not_finished_is_completed_too() {
    check(
        "resource \"aws_iam_policy\" \"p\" {\n  policy = <<EOT\n{\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \
         \"Action\": [\"kms:Dec<|>\n",
        expect![[r#"
              kms:Decrypt · write
            "Action": ["kms:Decrypt
        "#]],
    );
    check(
        "resource \"aws_iam_policy\" \"p\" {\n  policy = <<EOT\n{\n  \"Statement\": [{\n    \"Action\": \"s3:ListBucket\",\n    \
         \"Condition\": {\"StringLike\": {\"s3:pre<|>\n}\nEOT\n}\n",
        expect![[r#"
              s3:prefix · of s3:ListBucket
            "Condition": {"StringLike": {"s3:prefix
        "#]],
    );
}

#[test]
fn conditions_offer_operators_and_the_keys_of_the_actions() {
    check(
        &in_statement("Action = \"iam:PassRole\"\n      Condition = { \"<|>\" }"),
        expect![[r#"
              StringEquals · text, as it is
              StringLike · text, with * and ?
              ArnLike · an ARN, with * and ?
              ArnEquals · an ARN, with * and ?, as ArnLike
              Bool · true or false
              IpAddress · an address in a network
              and 24 more
            Condition = { "StringEquals" }
        "#]],
    );
    check(
        &in_statement("Action = \"iam:PassRole\"\n      Condition = { StringEquals = { \"<|>\" = \"x\" } }"),
        expect![[r#"
              aws:ResourceTag/KEY · of iam:PassRole
              iam:PassedToService · of iam:PassRole
              iam:AssociatedResourceArn · of iam:PassRole
              iam:ResourceTag/KEY · of iam:PassRole
              aws:SourceArn · the resource that a service acts for
              aws:SourceAccount · the account that a service acts for
              and 29 more
            Condition = { StringEquals = { "aws:ResourceTag/" = "x" } }
        "#]],
    );
    check(
        r#"
        data "aws_iam_policy_document" "d" {
          statement {
            actions = ["s3:ListBucket"]
            condition {
              test     = "StringLike"
              variable = "s3:<|>"
            }
          }
        }
        "#,
        expect![[r#"
              s3:prefix · of s3:ListBucket
              s3:AccessGrantsInstanceArn · of s3:ListBucket
              s3:AccessPointNetworkOrigin · of s3:ListBucket
              s3:AccessPointTag/KEY · of s3:ListBucket
              s3:BucketTag/KEY · of s3:ListBucket
              s3:DataAccessPointAccount · of s3:ListBucket
              and 9 more
            variable = "s3:prefix"
        "#]],
    );
}

#[test]
fn principals_policies_and_roles_are_named() {
    check(
        &in_statement("Principal = { Service = \"lam<|>\" }"),
        expect![[r#"
          lambda.amazonaws.com · a service of AWS
        Principal = { Service = "lambda.amazonaws.com" }
    "#]],
    );
    check(
        r#"
        data "aws_iam_policy_document" "d" {
          statement {
            principals {
              type        = "Service"
              identifiers = ["ecs-<|>"]
            }
          }
        }
        "#,
        expect![[r#"
              ecs-tasks.amazonaws.com · a service of AWS
            identifiers = ["ecs-tasks.amazonaws.com"]
        "#]],
    );
    check(
        "resource \"aws_iam_role_policy_attachment\" \"a\" {\n  policy_arn = \"S3Full<|>\"\n}\n",
        expect![[r#"
              AmazonS3FullAccess · a policy that AWS writes
            policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
        "#]],
    );
    check(
        "resource \"aws_iam_role\" \"a\" {\n  managed_policy_arns = [\"arn:aws:iam::aws:policy/AmazonSQSR<|>\"]\n}\n",
        expect![[r#"
              AmazonSQSReadOnlyAccess · a policy that AWS writes
            managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"]
        "#]],
    );
    check(
        "resource \"azurerm_role_assignment\" \"a\" {\n  role_definition_name = \"blob data<|>\"\n}\n",
        expect![[r#"
              Storage Blob Data Reader · the resources and what is in them
              Storage Blob Data Contributor · the resources and what is in them
              Storage Blob Data Owner · the resources and what is in them
            role_definition_name = "Storage Blob Data Reader"
        "#]],
    );
}

#[test]
fn elsewhere_nothing_is_offered() {
    for fixture in [
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"<|>\"\n}\n".to_owned(),
        "resource \"aws_s3_bucket\" \"<|>\" {\n}\n".to_owned(),
        "<|>\n".to_owned(),
        "locals {\n  # Action = \"s3:<|>\n}\n".to_owned(),
        in_statement("Action = \"s3:${var.<|>}\""),
        in_statement("Sid = \"<|>\""),
        in_statement("<|>"),
        in_statement("Action = <|>"),
    ] {
        check(&fixture, expect!["nothing\n"]);
    }
}

#[test]
fn an_answer_is_never_longer_than_a_person_reads() {
    let view = view(&in_statement("Action = \"ec2:<|>\""));
    let completions = view.completions_at_cursor().unwrap();
    assert_eq!(completions.items.len(), 100);
    assert!(completions.is_incomplete);
}

#[test]
fn every_place_of_the_sample_answers() {
    let view = crate::support::sample();
    for (path, text) in crate::support::SAMPLE {
        let file = view.file(path);
        for offset in 0..text.len() as u32 {
            if let Some(completions) = view.analysis.completions(file, offset) {
                assert!(completions.items.iter().all(|item| item.range.touches(offset)), "{path}:{offset}");
            }
        }
    }
}
