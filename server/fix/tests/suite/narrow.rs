//! A proved narrowing in each form that a policy is written in: text in, proposal in, text out.

use catalog::{FixKind, Narrowing};
use expect_test::{Expect, expect};
use iam::{
    Cells, Choice, Clause, Condition, Effect, Grade, NEW, Principal, Principals, Proposal, Statement, Term,
};
use model::{NodeId, Place};
use testkit::Fixture;

use crate::support::{self, Project};

/// The statement at the cursor, which is `old`, becomes the statements of `new`, a line each:
/// `Allow not s3:Get*, s3:Put* on a, b for AWS=*, Service=x if StringEquals aws:k=v|w; Bool b=true`.
/// A string that `old` has is kept.
#[track_caller]
fn check(text: &str, old: &str, new: &str, expected: Expect) {
    let Some((project, fixed, _)) = narrowed(text, old, new, &[]) else {
        expected.assert_eq("no fix\n");
        return;
    };
    fixed.assert_whole();
    fixed.assert_formatted_if(&project);
    expected.assert_eq(&fixed.changed_from(&project));
}

#[track_caller]
fn narrowed(text: &str, old: &str, new: &str, choices: &[Choice]) -> Option<(Project, Project, fix::Fix)> {
    let fixture = Fixture::parse(text);
    let project = Project::of_files(fixture.files);
    let (path, cursor) = fixture.cursor.expect("a cursor");
    let mut terms = Vec::new();
    let old = statement(old, &mut |text| {
        terms.push(text.to_owned());
        terms.len() - 1
    });
    let known = terms.clone();
    let index = |text: &str| known.iter().position(|known| known == text).unwrap_or(NEW);
    let narrowing = Narrowing {
        statement: statement_at(&project, &path, cursor),
        old,
        terms: vec![None; terms.len()],
        proposal: Proposal {
            edit: "A05",
            grade: Grade::S2,
            replacement: new.lines().map(|line| statement(line, &mut |text| index(text))).collect(),
            title: "Narrow".into(),
            delta: String::new(),
            guess: None,
            wired: Vec::new(),
            simplifies: false,
            cells: Cells::default(),
            choices: choices.to_vec(),
        },
    };
    let fix = project.fix(project.first(), FixKind::Narrow(Box::new(narrowing)))?;
    let fixed = project.apply(&fix);
    Some((project, fixed, fix))
}

/// The innermost thing in braces.
#[track_caller]
fn statement_at(project: &Project, path: &str, cursor: u32) -> Place {
    let file = project.snapshot.files.values().find(|file| file.path.as_str() == path).expect("the file");
    let mut found: Option<(u32, Place)> = None;
    for (block, source) in (0..).zip(&file.source.blocks) {
        for node in 0..source.nodes.len() as u32 {
            let place = Place { file: file.id, block, node: NodeId(node) };
            let (Some(range), Some(text)) = (project.snapshot.range(place), project.snapshot.text(place))
            else {
                continue;
            };
            let inside = range.start < cursor && cursor < range.end && text.starts_with('{');
            if inside && found.is_none_or(|(length, _)| range.len() < length) {
                found = Some((range.len(), place));
            }
        }
    }
    found.expect("a statement at the cursor").1
}

fn statement(line: &str, index: &mut dyn FnMut(&str) -> usize) -> Statement {
    let (line, conditions) = line.split_once(" if ").unwrap_or((line, ""));
    let (line, principals) = match line.split_once(" for ") {
        Some((line, principals)) => (line, Some(principals)),
        None => (line, None),
    };
    let (line, resources) = line.split_once(" on ").unwrap_or((line, ""));
    let (effect, actions) = line.split_once(' ').unwrap();
    let mut term = |text: &str| Term { index: index(text), text: Some(text.to_owned()) };
    let mut clause = |text: &str| {
        let (negated, text) = text.strip_prefix("not ").map_or((false, text), |rest| (true, rest));
        Clause { negated, terms: list(text).map(&mut term).collect() }
    };
    let (actions, resources) = (clause(actions), clause(resources));
    Statement {
        sid: None,
        effect: Some(if effect == "Deny" { Effect::Deny } else { Effect::Allow }),
        actions,
        resources,
        principals: principals.map(|text| {
            let member = |member: &str| {
                let (kind, text) = member.split_once('=').unwrap();
                Principal { kind: kind.into(), term: term(text) }
            };
            Principals { negated: false, members: list(text).map(member).collect() }
        }),
        conditions: conditions
            .split("; ")
            .filter(|text| !text.is_empty())
            .map(|text| {
                let (operator, rest) = text.split_once(' ').unwrap();
                let (key, values) = rest.split_once('=').unwrap();
                let values = values.split('|').map(&mut term).collect();
                Condition { operator: operator.into(), key: key.into(), values }
            })
            .collect(),
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(", ").filter(|text| !text.is_empty())
}

#[test]
fn a_statement_block_names_actions_and_a_resource() {
    check(
        r#"
        # What the function may do
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            sid       = "Store" # ours
            actions   = ["s3:*"]
            resources = ["*"]
          }
        }
        "#,
        "Allow s3:* on *",
        "Allow s3:GetObject, s3:PutObject on ${aws_s3_bucket.orders.arn}/*",
        expect![[r##"
            # What the function may do
            data "aws_iam_policy_document" "fn" {
              statement {
                sid       = "Store" # ours
                actions   = ["s3:GetObject", "s3:PutObject"]
                resources = ["${aws_s3_bucket.orders.arn}/*"]
              }
            }
        "##]],
    );
}

#[test]
fn a_list_keeps_its_lines_and_the_comments_that_stand_alone() {
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            actions = [
              # reading
              "s3:GetObject",
              "s3:GetObjekt", # never worked
              # writing
              "s3:PutObject",
              "s3:*Acl" # and who may
            ]
            resources = [
              "*"
            ]
          }
        }
        "#,
        "Allow s3:GetObject, s3:GetObjekt, s3:PutObject, s3:*Acl on *",
        "Allow s3:GetObject, s3:PutObject, s3:PutObjectAcl on ${aws_s3_bucket.a.arn}, ${aws_s3_bucket.a.arn}/*",
        expect![[r#"
            data "aws_iam_policy_document" "fn" {
              statement {
                actions = [
                  # reading
                  "s3:GetObject",
                  # writing
                  "s3:PutObject",
                  "s3:PutObjectAcl"
                ]
                resources = [
                  aws_s3_bucket.a.arn,
                  "${aws_s3_bucket.a.arn}/*"
                ]
              }
            }
        "#]],
    );
}

#[test]
fn a_statement_block_is_split_and_its_comments_stay_with_the_first() {
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          # storage and network
          statement {<|>
            sid = "Both" # to be split
            actions = [
              "ec2:DescribeVpcs", # read only
              "s3:GetObject",
            ]
            resources = ["*"]

            condition {
              test     = "Bool"
              variable = "aws:SecureTransport"
              values   = ["true"]
            }
          }

          statement {
            actions   = ["sqs:SendMessage"]
            resources = [aws_sqs_queue.q.arn]
          }
        }
        "#,
        "Allow ec2:DescribeVpcs, s3:GetObject on * if Bool aws:SecureTransport=true",
        "Allow ec2:DescribeVpcs on * if Bool aws:SecureTransport=true\n\
         Allow s3:GetObject on ${aws_s3_bucket.b.arn}/* if Bool aws:SecureTransport=true",
        expect![[r#"
            data "aws_iam_policy_document" "fn" {
              # storage and network
              statement {
                sid = "Both" # to be split
                actions = [
                  "ec2:DescribeVpcs", # read only
                ]
                resources = ["*"]

                condition {
                  test     = "Bool"
                  variable = "aws:SecureTransport"
                  values   = ["true"]
                }
              }

              statement {
                actions = [
                  "s3:GetObject",
                ]
                resources = ["${aws_s3_bucket.b.arn}/*"]

                condition {
                  test     = "Bool"
                  variable = "aws:SecureTransport"
                  values   = ["true"]
                }
              }

              statement {
                actions   = ["sqs:SendMessage"]
                resources = [aws_sqs_queue.q.arn]
              }
            }
        "#]],
    );
}

#[test]
fn a_statement_block_is_deleted_with_its_lines() {
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {
            actions   = ["s3:GetObject"]
            resources = ["arn:aws:s3:::a/*"]
          }

          statement {<|>
            actions   = ["s3:GetObjekt"]
            resources = ["*"]
          }
        }
        "#,
        "Allow s3:GetObjekt on *",
        "",
        expect![[r#"
            data "aws_iam_policy_document" "fn" {
              statement {
                actions   = ["s3:GetObject"]
                resources = ["arn:aws:s3:::a/*"]
              }
            }
        "#]],
    );
}

#[test]
fn a_policy_variable_is_written_as_each_form_has_it() {
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            actions   = ["s3:GetObject"]
            resources = ["*"]
          }
        }
        "#,
        "Allow s3:GetObject on *",
        "Allow s3:GetObject on ${aws_s3_bucket.b.arn}/${aws:username}/*",
        expect![[r#"
            data "aws_iam_policy_document" "fn" {
              statement {
                actions   = ["s3:GetObject"]
                resources = ["${aws_s3_bucket.b.arn}/&{aws:username}/*"]
              }
            }
        "#]],
    );
    check(
        r#"
        resource "aws_iam_role_policy" "fn" {
          role = aws_iam_role.fn.id
          policy = jsonencode({
            Statement = {<|> Effect = "Allow", Action = "s3:GetObject", Resource = "*" }
          })
        }
        "#,
        "Allow s3:GetObject on *",
        "Allow s3:GetObject on ${aws_s3_bucket.b.arn}/${aws:username}/*",
        expect![[r#"
            resource "aws_iam_role_policy" "fn" {
              role = aws_iam_role.fn.id
              policy = jsonencode({
                Statement = { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.b.arn}/$${aws:username}/*" }
              })
            }
        "#]],
    );
    check(
        r#"
        resource "aws_iam_role_policy" "fn" {
          policy = <<EOF
        { "Statement": [{<|> "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }
        EOF
        }
        "#,
        "Allow s3:GetObject on *",
        "Allow s3:GetObject on ${aws_s3_bucket.b.arn}/${aws:username}/*",
        expect![[r#"
            resource "aws_iam_role_policy" "fn" {
              policy = <<EOF
            { "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.b.arn}/$${aws:username}/*" }] }
            EOF
            }
        "#]],
    );
}

#[test]
fn conditions_and_principals_are_blocks_of_their_own() {
    check(
        r#"
        data "aws_iam_policy_document" "trust" {
          statement {<|>
            actions = ["sts:AssumeRole"]

            principals {
              type        = "Service"
              identifiers = ["lambda.amazonaws.com", "ec2.amazonaws.com"]
            }

            principals {
              type        = "AWS"
              identifiers = ["*"]
            }
          }
        }
        "#,
        "Allow sts:AssumeRole for Service=lambda.amazonaws.com, Service=ec2.amazonaws.com, AWS=*",
        "Allow sts:AssumeRole for Service=lambda.amazonaws.com if ArnLike aws:SourceArn=${aws_s3_bucket.b.arn}; \
         StringEquals aws:SourceAccount=1",
        expect![[r#"
            data "aws_iam_policy_document" "trust" {
              statement {
                actions = ["sts:AssumeRole"]

                principals {
                  type        = "Service"
                  identifiers = ["lambda.amazonaws.com"]
                }

                condition {
                  test     = "ArnLike"
                  variable = "aws:SourceArn"
                  values   = [aws_s3_bucket.b.arn]
                }

                condition {
                  test     = "StringEquals"
                  variable = "aws:SourceAccount"
                  values   = ["1"]
                }
              }
            }
        "#]],
    );
}

#[test]
fn an_object_of_jsonencode_is_split_in_its_list() {
    check(
        r#"
        resource "aws_iam_role_policy" "fn" {
          role = aws_iam_role.fn.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              {<|>
                Effect = "Allow"
                # everything for now
                Action   = ["dynamodb:*", "logs:*", "ec2:DescribeVpcs"]
                Resource = "*"
              },
              {
                Effect   = "Deny"
                Action   = "s3:*"
                Resource = "*"
              },
            ]
          })
        }
        "#,
        "Allow dynamodb:*, logs:*, ec2:DescribeVpcs on *",
        "Allow ec2:DescribeVpcs on *\n\
         Allow dynamodb:GetItem, dynamodb:PutItem on ${aws_dynamodb_table.t.arn}\n\
         Allow logs:CreateLogStream, logs:PutLogEvents on ${aws_cloudwatch_log_group.fn.arn}:*, ${aws_x.y.arn}",
        expect![[r#"
            resource "aws_iam_role_policy" "fn" {
              role = aws_iam_role.fn.id
              policy = jsonencode({
                Version = "2012-10-17"
                Statement = [
                  {
                    Effect = "Allow"
                    # everything for now
                    Action   = ["ec2:DescribeVpcs"]
                    Resource = "*"
                  },
                  {
                    Effect   = "Allow"
                    Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
                    Resource = aws_dynamodb_table.t.arn
                  },
                  {
                    Effect   = "Allow"
                    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
                    Resource = ["${aws_cloudwatch_log_group.fn.arn}:*", aws_x.y.arn]
                  },
                  {
                    Effect   = "Deny"
                    Action   = "s3:*"
                    Resource = "*"
                  },
                ]
              })
            }
        "#]],
    );
}

#[test]
fn an_object_without_a_list_becomes_two_in_one() {
    check(
        r#"
        resource "aws_iam_role_policy" "fn" {
          policy = jsonencode({
            Statement = {<|>
              Effect   = "Allow"
              Action   = ["s3:GetObject", "ec2:DescribeVpcs"]
              Resource = "*"
            }
          })
        }
        "#,
        "Allow s3:GetObject, ec2:DescribeVpcs on *",
        "Allow ec2:DescribeVpcs on *\nAllow s3:GetObject on ${aws_s3_bucket.b.arn}/*",
        expect![[r#"
            resource "aws_iam_role_policy" "fn" {
              policy = jsonencode({
                Statement = [{
                  Effect   = "Allow"
                  Action   = ["ec2:DescribeVpcs"]
                  Resource = "*"
                  }, {
                  Effect   = "Allow"
                  Action   = ["s3:GetObject"]
                  Resource = "${aws_s3_bucket.b.arn}/*"
                }]
              })
            }
        "#]],
    );
    check(
        r#"
        locals {
          statements = [{<|>
            Effect   = "Allow"
            Action   = ["s3:GetObject", "ec2:DescribeVpcs"]
            Resource = "*"
          }]
        }
        resource "aws_iam_role_policy" "fn" {
        }
        "#,
        "Allow s3:GetObject, ec2:DescribeVpcs on *",
        "Allow ec2:DescribeVpcs on *\nAllow s3:GetObject on ${aws_s3_bucket.b.arn}/*",
        expect![[r#"
            locals {
              statements = [{
                Effect   = "Allow"
                Action   = ["ec2:DescribeVpcs"]
                Resource = "*"
                }, {
                Effect   = "Allow"
                Action   = ["s3:GetObject"]
                Resource = "${aws_s3_bucket.b.arn}/*"
              }]
            }
            resource "aws_iam_role_policy" "fn" {
            }
        "#]],
    );
}

#[test]
fn an_object_gets_conditions_and_loses_principals() {
    check(
        r#"
        resource "aws_iam_role" "fn" {
          assume_role_policy = jsonencode({
            Statement = [
              {<|>
                "Effect" : "Allow",
                "Action" : "sts:AssumeRole",
                "Principal" : {
                  "Service" : ["lambda.amazonaws.com", "ec2.amazonaws.com"],
                  "AWS" : "*"
                },
                "Condition" : { "Bool" : { "aws:SecureTransport" : "true" } }
              },
            ]
          })
        }
        "#,
        "Allow sts:AssumeRole for Service=lambda.amazonaws.com, Service=ec2.amazonaws.com, AWS=* if Bool aws:SecureTransport=true",
        "Allow sts:AssumeRole for Service=lambda.amazonaws.com if Bool aws:SecureTransport=true; \
         StringEquals aws:SourceAccount=1",
        expect![[r#"
            resource "aws_iam_role" "fn" {
              assume_role_policy = jsonencode({
                Statement = [
                  {
                    "Effect" : "Allow",
                    "Action" : "sts:AssumeRole",
                    "Principal" : {
                      "Service" : ["lambda.amazonaws.com"]
                    },
                    "Condition" : { "Bool" : { "aws:SecureTransport" : "true" }, "StringEquals" : { "aws:SourceAccount" : "1" } }
                  },
                ]
              })
            }
        "#]],
    );
    check(
        r#"
        resource "aws_iam_role" "fn" {
          assume_role_policy = jsonencode({
            Statement = [
              {<|>
                Effect    = "Allow"
                Action    = "sts:AssumeRole"
                Principal = "*"
              }
            ]
          })
        }
        "#,
        "Allow sts:AssumeRole for *=*",
        "Allow sts:AssumeRole for AWS=arn:aws:iam::1:root if StringEquals sts:ExternalId=x; StringEquals aws:k=y|z; ArnLike aws:SourceArn=${aws_x.y.arn}",
        expect![[r#"
            resource "aws_iam_role" "fn" {
              assume_role_policy = jsonencode({
                Statement = [
                  {
                    Effect = "Allow"
                    Action = "sts:AssumeRole"
                    Principal = {
                      AWS = "arn:aws:iam::1:root"
                    }
                    Condition = {
                      StringEquals = {
                        "sts:ExternalId" = "x"
                        "aws:k"          = ["y", "z"]
                      }
                      ArnLike = {
                        "aws:SourceArn" = aws_x.y.arn
                      }
                    }
                  }
                ]
              })
            }
        "#]],
    );
}

#[test]
fn json_in_a_heredoc_stays_json() {
    check(
        r#"
        resource "aws_iam_policy" "fn" {
          policy = <<-EOT
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",<|>
                  "Action": [
                    "s3:GetObject",
                    "ec2:DescribeVpcs",
                    "s3:GetObjekt"
                  ],
                  "Resource": "*"
                },
                {
                  "Effect": "Allow",
                  "Action": "sqs:SendMessage",
                  "Resource": "${aws_sqs_queue.q.arn}"
                }
              ]
            }
          EOT
        }
        "#,
        "Allow s3:GetObject, ec2:DescribeVpcs, s3:GetObjekt on *",
        "Allow ec2:DescribeVpcs on *\n\
         Allow s3:GetObject on ${aws_s3_bucket.b.arn}/*, ${aws_s3_bucket.c.arn} if StringEquals aws:k=v",
        expect![[r#"
            resource "aws_iam_policy" "fn" {
              policy = <<-EOT
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Action": [
                        "ec2:DescribeVpcs"
                      ],
                      "Resource": "*"
                    },
                    {
                      "Effect": "Allow",
                      "Action": [
                        "s3:GetObject"
                      ],
                      "Resource": ["${aws_s3_bucket.b.arn}/*", "${aws_s3_bucket.c.arn}"],
                      "Condition": {
                        "StringEquals": {
                          "aws:k": "v"
                        }
                      }
                    },
                    {
                      "Effect": "Allow",
                      "Action": "sqs:SendMessage",
                      "Resource": "${aws_sqs_queue.q.arn}"
                    }
                  ]
                }
              EOT
            }
        "#]],
    );
}

#[test]
fn json_that_is_only_deleted_from_keeps_its_commas() {
    check(
        r#"
        resource "aws_iam_policy" "fn" {
          policy = <<EOT
        {
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:GetObject", "s3:GetObjekt"],
              "Resource": ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"]
            },
            {<|>
              "Effect": "Allow",
              "Action": "s3:GetObjekt",
              "Resource": "*"
            }
          ]
        }
        EOT
        }
        "#,
        "Allow s3:GetObjekt on *",
        "",
        expect![[r#"
            resource "aws_iam_policy" "fn" {
              policy = <<EOT
            {
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": ["s3:GetObject", "s3:GetObjekt"],
                  "Resource": ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"]
                }
              ]
            }
            EOT
            }
        "#]],
    );
    check(
        r#"
        resource "aws_iam_policy" "fn" {
          policy = <<EOT
        {
          "Statement": [
            {
              "Effect": "Allow",<|>
              "Action": ["s3:GetObject", "s3:GetObjekt"],
              "Resource": ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"]
            }
          ]
        }
        EOT
        }
        "#,
        "Allow s3:GetObject, s3:GetObjekt on ${aws_s3_bucket.b.arn}, ${aws_s3_bucket.b.arn}/*",
        "Allow s3:GetObject on ${aws_s3_bucket.b.arn}/*",
        expect![[r#"
            resource "aws_iam_policy" "fn" {
              policy = <<EOT
            {
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": ["s3:GetObject"],
                  "Resource": ["${aws_s3_bucket.b.arn}/*"]
                }
              ]
            }
            EOT
            }
        "#]],
    );
}

#[test]
fn json_in_quotes_stays_in_quotes() {
    check(
        r#"
        resource "aws_iam_policy" "fn" {
          policy = "{\"Statement\":[{<|>\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"${aws_s3_bucket.c.arn}\"}]}"
        }
        "#,
        "Allow s3:* on *",
        "Allow s3:ListAllMyBuckets on *\nAllow s3:GetObject, s3:PutObject on ${aws_s3_bucket.b.arn}/${aws:username}",
        expect![[r#"
            resource "aws_iam_policy" "fn" {
              policy = "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:ListAllMyBuckets\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\", \"s3:PutObject\"],\"Resource\":\"${aws_s3_bucket.b.arn}/$${aws:username}\"},{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"${aws_s3_bucket.c.arn}\"}]}"
            }
        "#]],
    );
}

#[test]
fn a_json_file_stays_json() {
    let text = r#"
        //- /main.tf
        resource "aws_iam_policy" "fn" {
          policy = file("${path.module}/fn.json")
        }
        //- /fn.json
        {
          "Statement": [
            {
              "Effect": "Allow",<|>
              "Action": "s3:*",
              "Resource": "*"
            }
          ]
        }
        "#;
    check(
        text,
        "Allow s3:* on *",
        "Allow s3:ListAllMyBuckets on *\nAllow s3:GetObject, s3:PutObject on arn:aws:s3:::a/${aws:username}/*",
        expect![[r#"
            //- /fn.json
            {
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": "s3:ListAllMyBuckets",
                  "Resource": "*"
                },
                {
                  "Effect": "Allow",
                  "Action": ["s3:GetObject", "s3:PutObject"],
                  "Resource": "arn:aws:s3:::a/${aws:username}/*"
                }
              ]
            }
        "#]],
    );
    // There are no references in it.
    check(text, "Allow s3:* on *", "Allow s3:* on ${aws_s3_bucket.b.arn}", expect![["no fix\n"]]);
}

#[test]
fn what_cannot_be_written_is_not_offered() {
    // The only statement of a document.
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            actions   = ["s3:GetObjekt"]
            resources = ["*"]
          }
        }
        "#,
        "Allow s3:GetObjekt on *",
        "",
        expect![["no fix\n"]],
    );
    // A list from elsewhere is not taken apart.
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            actions   = local.actions
            resources = ["*"]
          }
        }
        "#,
        "Allow s3:GetObject, s3:PutObject on *",
        "Allow s3:GetObject on *",
        expect![["no fix\n"]],
    );
    // Each of several, generated from one text.
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          dynamic "statement" {
            for_each = var.buckets
            content {<|>
              actions   = ["s3:GetObject"]
              resources = ["*"]
            }
          }
        }
        "#,
        "Allow s3:GetObject on *",
        "Allow s3:GetObject on ${aws_s3_bucket.b.arn}/*",
        expect![["no fix\n"]],
    );
}

#[test]
fn a_whole_list_from_elsewhere_stays_while_another_is_narrowed() {
    check(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            actions   = local.actions
            resources = ["*"]
          }
        }
        "#,
        "Allow s3:GetObject, s3:PutObject on *",
        "Allow s3:GetObject, s3:PutObject on ${aws_s3_bucket.b.arn}/*",
        expect![[r#"
            data "aws_iam_policy_document" "fn" {
              statement {
                actions   = local.actions
                resources = ["${aws_s3_bucket.b.arn}/*"]
              }
            }
        "#]],
    );
}

#[test]
fn a_choice_stands_where_it_is_made_with_what_it_may_be() {
    let choice = Choice {
        placeholder: "arn:aws:s3:::REPLACE_ME/*".into(),
        candidates: vec!["${aws_s3_bucket.a.arn}/*".into(), "${aws_s3_bucket.b.arn}/*".into()],
    };
    let (project, fixed, fix) = narrowed(
        r#"
        data "aws_iam_policy_document" "fn" {
          statement {<|>
            actions   = ["s3:*"]
            resources = ["arn:aws:s3:::*"]
          }
        }
        "#,
        "Allow s3:* on arn:aws:s3:::*",
        "Allow s3:GetObject on arn:aws:s3:::REPLACE_ME/*",
        &[choice],
    )
    .expect("a fix");
    fixed.assert_formatted_if(&project);
    expect![[r#"
        "arn:aws:s3:::REPLACE_ME/*"  ←  "arn:aws:s3:::REPLACE_ME/*"
          or "${aws_s3_bucket.a.arn}/*"
          or "${aws_s3_bucket.b.arn}/*"
    "#]]
    .assert_eq(&support::placeholders(&fix));
}

#[test]
fn only_words_that_differ_are_edited_and_line_ends_stay() {
    let text = "data \"aws_iam_policy_document\" \"fn\" {\r\n  statement {<|>\r\n    actions   = [\"s3:*\"]\r\n    resources = [\r\n      \"a\",\r\n      \"b\",\r\n    ]\r\n  }\r\n}\r\n";
    let (_, fixed, _) =
        narrowed(text, "Allow s3:* on a, b", "Allow s3:GetObject, s3:PutObject on b", &[]).expect("a fix");
    expect![[r#"
        "data \"aws_iam_policy_document\" \"fn\" {\r\n  statement {\r\n    actions   = [\"s3:GetObject\", \"s3:PutObject\"]\r\n    resources = [\r\n      \"b\",\r\n    ]\r\n  }\r\n}\r\n"
    "#]].assert_debug_eq(&fixed.files[0].1);
    let (_, _, fix) = narrowed(&text.replace('\r', ""), "Allow s3:* on a, b", "Allow s3:GetObject on b", &[])
        .expect("a fix");
    let edits: Vec<&str> = fix.files[0].edits.iter().map(|edit| edit.text.as_str()).collect();
    assert_eq!(edits, ["\"s3:GetObject\"", ""]);
}
