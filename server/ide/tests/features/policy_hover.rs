use expect_test::{Expect, expect};

use ide::Settings;

use crate::support::{SAMPLE, of_files, view};

fn check(fixture: &str, expected: Expect) {
    expected.assert_eq(&view(fixture).hover_at_cursor());
}

#[test]
fn a_managed_policy() {
    check(
        r#"
        resource "aws_iam_role" "orders" {}
        resource "aws_lambda_function" "orders" {
          role = aws_iam_role.orders.arn
        }
        resource "aws_iam_role_policy_attachment" "s3" {
          role       = aws_iam_role.orders.name
          policy_arn = "arn:aws:iam::aws:policy/Amazon<|>S3FullAccess"
        }
        "#,
        expect![[r#"
            **AmazonS3FullAccess** · a policy that AWS writes

            - **Grants** 206 actions: 180 of Amazon S3 and 26 of Amazon S3 Object Lambda,
              on every resource
            - **Permissions management** 29: `s3:PutBucketPolicy`, `s3:PutBucketAcl`,
              `s3:PutObjectAcl`
            - **Write** 65: `s3:DeleteObject`, `s3:PutObject`, `s3:DeleteBucket`
            - **Tagging** 16: `s3:PutObjectTagging`, `s3:TagResource`, `s3:PutJobTagging`
            - **Read** 74: `s3:GetObject`, `s3:GetBucketAcl`, `s3:GetObjectAcl`
            - **List** 22: `s3:ListBucket`, `s3:ListAllMyBuckets`, `s3:ListBucketVersions`
            - **Opens data**: `s3:GetObject`
            - **Held by** role `orders`, used by `aws_lambda_function.orders`

            AWS may change it at any time. To attach it is your decision.

            Policy list of 2026-09-16
        "#]],
    );
    check(
        r#"
        data "aws_iam_policy" "admin" {
          name = "Administrator<|>Access"
        }
        "#,
        expect![[r#"
            **AdministratorAccess** · a policy that AWS writes

            - **Grants** 22091 actions of 456 services, on every resource
            - **Permissions management** 573: `iam:PassRole`, `iam:AttachRolePolicy`,
              `iam:PutRolePolicy`
            - **Write** 11209: `sts:AssumeRole`, `s3:DeleteObject`, `s3:PutObject`
            - **Tagging** 719: `ec2:CreateTags`, `ec2:DeleteTags`, `sts:TagSession`
            - **Read** 5871: `secretsmanager:GetSecretValue`, `s3:GetObject`,
              `dynamodb:Scan`
            - **List** 3719: `iam:ListRoles`, `s3:ListBucket`, `sns:ListTopics`
            - **Opens data**: `secretsmanager:GetSecretValue`, `ssm:GetParameter`,
              `s3:GetObject` and 15 more
            - **Opens a way to more rights**: do anything: every action is granted

            AWS may change it at any time. To attach it is your decision.

            Policy list of 2026-09-16
        "#]],
    );
    check(
        r#"
        resource "aws_iam_role" "r" {
          managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasic<|>ExecutionRole"]
        }
        "#,
        expect![[r#"
            **AWSLambdaBasicExecutionRole** · a policy that AWS writes

            - **Grants** 3 actions of Amazon CloudWatch Logs, on every resource
            - **Write** 3: `logs:PutLogEvents`, `logs:CreateLogGroup`,
              `logs:CreateLogStream`
            - **Held by** role `r`

            AWS may change it at any time. To attach it is your decision.

            Policy list of 2026-09-16
        "#]],
    );
}

#[test]
fn a_role_of_azure() {
    check(
        r#"
        resource "azurerm_role_assignment" "docs" {
          scope                = azurerm_storage_account.docs.id
          role_definition_name = "Storage Blob Data<|> Reader"
          principal_id         = azurerm_linux_web_app.shop.identity[0].principal_id
        }
        "#,
        expect![[r#"
            **Storage Blob Data Reader** · a built-in role of Azure

            - **The resources** (control plane): read and single operations in
              `Microsoft.Storage`
            - **What is in them** (data plane): read in `Microsoft.Storage`
            - may not grant roles
            - **Here**: on `azurerm_storage_account.docs`
            - **Held by** `azurerm_linux_web_app.shop`

            Azure adds up all roles that somebody has, on every scope above too.
        "#]],
    );
    check(
        r#"
        resource "azurerm_role_assignment" "all" {
          scope              = data.azurerm_subscription.current.id
          role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-<|>42a0-ab88-20f7382dd24c"
          principal_id       = azurerm_user_assigned_identity.shop.principal_id
        }
        "#,
        expect![[r#"
            **Contributor** · a built-in role of Azure

            - **The resources** (control plane): make, change, delete and read any of
              them, except granting roles and the like
            - **What is in them** (data plane): nothing
            - all the same, it reads account keys, which open all data
            - all the same, it lets anybody into a vault by an access policy
            - may not grant roles
            - **Here**: in the whole subscription `azurerm_subscription.current`
            - **Held by** `azurerm_user_assigned_identity.shop`

            Azure adds up all roles that somebody has, on every scope above too.
        "#]],
    );
    check(
        r#"
        resource "azurerm_role_assignment" "all" {
          scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
          role_definition_name = "Own<|>er"
          principal_id         = var.who
        }
        "#,
        expect![[r#"
            **Owner** · a built-in role of Azure

            - **The resources** (control plane): make, change, delete and read any of them
            - **What is in them** (data plane): nothing
            - all the same, it reads account keys, which open all data
            - all the same, it lets anybody into a vault by an access policy
            - **May grant roles**, any role and to itself too, unless a condition limits
              it
            - **Here**: in the whole subscription
              `/subscriptions/00000000-0000-0000-0000-000000000000`
            - **Held by** `var.who`

            Azure adds up all roles that somebody has, on every scope above too.
        "#]],
    );
}

/// The sample, whose role may do something else.
fn sample_with(action: &str, cursor: &str) -> String {
    let files: Vec<(&str, String)> = SAMPLE
        .iter()
        .map(|(path, text)| (*path, text.replace("\"s3:*\"", &format!("\"{action}\""))))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let view = of_files(&files, Settings::default());
    view.hover(view.find("/shop/iam.tf", cursor))
}

#[test]
fn an_action_tells_what_it_does_what_it_reaches_here_and_how_it_could_be_less() {
    expect![[r#"
        **s3:PutObject** · Amazon S3 · write

        Stores an object; one with the same key is replaced, for good unless the
        bucket keeps versions.

        - **Here**: every object in every bucket, because `Resource` is `*`
        - **Held by** role `orders`, used by `aws_lambda_function.orders`
        - **Acts on** objects (`arn:aws:s3:::BUCKET/KEY`), never on the bucket itself
        - **May also need** `kms:GenerateDataKey`, if the bucket has a KMS key
        - **Limits that work**: `aws:SourceVpce`, `s3:x-amz-server-side-encryption`

        **Narrower:** `"${aws_s3_bucket.orders.arn}/*"`, 1 bucket instead of all
        - proved: grants nothing that is not granted today
        - a guess: that this bucket is enough, from `BUCKET` in main.tf:11

        AWS checks every request against this policy. What it lets in is yours.

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:PutObject", "s3:PutObject"));
}

#[test]
fn a_wildcard_tells_what_it_stands_for() {
    expect![[r#"
        **`s3:*`** · 180 actions of Amazon S3

        - **Here**: lets role `orders` do every S3 action on every bucket
        - **Held by** role `orders`, used by `aws_lambda_function.orders`
        - **Permissions management** 27: `s3:PutBucketPolicy`, `s3:PutBucketAcl`,
          `s3:PutObjectAcl`
        - **Write** 57: `s3:DeleteObject`, `s3:PutObject`, `s3:DeleteBucket`
        - **Tagging** 12: `s3:PutObjectTagging`, `s3:TagResource`, `s3:PutJobTagging`
        - **Read** 66: `s3:GetObject`, `s3:GetBucketAcl`, `s3:GetObjectAcl`
        - **List** 18: `s3:ListBucket`, `s3:ListAllMyBuckets`, `s3:ListBucketVersions`
        - 15 of them take no resource, only `*`
        - what AWS adds under this name later is in it too

        **Narrower:** 2 actions on 1 bucket, instead of `s3:*` on `*`
        - proved: grants nothing that is not granted today
        - a guess: that reading this bucket is enough, from `BUCKET` in main.tf:11

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:*", "s3:*"));
    expect![[r#"
        **`s3:Get*`** · 63 actions of Amazon S3

        - **Here**: lets role `orders` do `s3:Get*` (63 actions) on every bucket
        - **Held by** role `orders`, used by `aws_lambda_function.orders`
        - **Read** 63: `s3:GetObject`, `s3:GetBucketAcl`, `s3:GetObjectAcl`
        - 2 of them take no resource, only `*`
        - what AWS adds under this name later is in it too

        **Narrower:** `s3:Get*` on 1 bucket; 2 actions stay, instead of `s3:Get*` on
        `*`
        - proved: grants nothing that is not granted today
        - a guess: that this bucket is enough, from `BUCKET` in main.tf:11

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:Get*", "s3:Get*"));
    expect![[r#"
        **`*`** · 22091 actions of 456 services

        - **Here**: lets role `orders` do every action on every resource
        - **Held by** role `orders`, used by `aws_lambda_function.orders`
        - **Permissions management** 573: `iam:PassRole`, `iam:AttachRolePolicy`,
          `iam:PutRolePolicy`
        - **Write** 11209: `sts:AssumeRole`, `s3:DeleteObject`, `s3:PutObject`
        - **Tagging** 719: `ec2:CreateTags`, `ec2:DeleteTags`, `sts:TagSession`
        - **Read** 5871: `secretsmanager:GetSecretValue`, `s3:GetObject`,
          `dynamodb:Scan`
        - **List** 3719: `iam:ListRoles`, `s3:ListBucket`, `sns:ListTopics`
        - what AWS adds under this name later is in it too

        **Narrower:** 7 actions on 1 bucket and its logs, instead of `*` on `*`
        - proved: grants nothing that is not granted today
        - a guess: that it only writes its logs, and reads and writes what its
          settings name in main.tf:11

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("*", "*\""));
    expect![[r#"
        **`ec2:Describe*`** · 194 actions of Amazon EC2

        - **Here**: lets role `orders` do `ec2:Describe*` (194 actions) on every
          resource
        - **Held by** role `orders`, used by `aws_lambda_function.orders`
        - **List** 194: `ec2:DescribeTags`, `ec2:DescribeVpcs`, `ec2:DescribeImages`
        - 177 of them take no resource, only `*`
        - what AWS adds under this name later is in it too

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("ec2:Describe*", "ec2:Describe"));
    expect![[r#"
        **`s3:Frob*`** · no action, by the list of 2026-09-26

        - it grants and denies nothing today

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:Frob*", "s3:Frob"));
}

#[test]
fn an_action_that_the_list_does_not_have() {
    expect![[r#"
        **s3:GetObjct** · not in the list of 2026-09-26

        - Amazon S3 has no action of this name: newer than the list, or a mistake
        - if it is a mistake, this grants and denies nothing
        - **Perhaps** `s3:GetObject`

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:GetObjct", "s3:GetObjct"));
    expect![[r#"
        **bucket:Get** · not in the list of 2026-09-26

        - no service has the prefix `bucket`: newer than the list, or a mistake
        - if it is a mistake, this grants and denies nothing

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("bucket:Get", "bucket:Get"));
}

#[test]
fn an_action_that_takes_no_resource_keeps_its_star() {
    expect![[r#"
        **ec2:DescribeInstances** · Amazon EC2 · list

        Lists the machines of the account with their addresses, networks and roles.

        - **Here**: the whole account
        - **Held by** role `orders`, used by `aws_lambda_function.orders`
        - **Stays `*`**: ec2:DescribeInstances takes no resource
        - **Limits that work**: `ec2:Region`

        AWS checks every request against this policy. What it lets in is yours.

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("ec2:DescribeInstances", "ec2:Desc"));
    expect![[r#"
        **`*`** · every resource

        - **Stays `*`**: `ec2:DescribeInstances` takes no resource
        - **Held by** role `orders`, used by `aws_lambda_function.orders`

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("ec2:DescribeInstances", "\"*\""));
}

#[test]
fn a_statement_is_a_sentence() {
    expect![[r#"
        **Statement 1 of 1** · allows

        Lets role `orders` do every S3 action on every bucket.

        - **Stands for** 180 actions: 27 permissions management, 57 write, 12 tagging,
          66 read, 18 list
        - 15 of them take no resource, only `*`
        - **Held by** role `orders`, used by `aws_lambda_function.orders`

        **Narrower:** 2 actions on 1 bucket, instead of `s3:*` on `*`
        - proved: grants nothing that is not granted today
        - a guess: that reading this bucket is enough, from `BUCKET` in main.tf:11

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:*", "Effect   ="));
    expect![[r#"
        **Statement 1 of 1** · allows

        Lets the service `lambda.amazonaws.com` become role `orders`.

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:*", "Effect = \"Allow\", Action"));
}

#[test]
fn an_action_in_a_document_of_blocks_of_two_roles_with_a_condition() {
    check(
        r#"
        data "aws_iam_policy_document" "jobs" {
          statement {
            actions   = ["sqs:Send<|>Message"]
            resources = [aws_sqs_queue.jobs.arn]
            condition {
              test     = "StringEquals"
              variable = "aws:SourceVpce"
              values   = ["vpce-1"]
            }
          }
        }
        resource "aws_sqs_queue" "jobs" {}
        resource "aws_iam_role" "a" {}
        resource "aws_iam_role" "b" {}
        resource "aws_iam_role_policy" "a" {
          role   = aws_iam_role.a.id
          policy = data.aws_iam_policy_document.jobs.json
        }
        resource "aws_iam_role_policy" "b" {
          role   = aws_iam_role.b.id
          policy = data.aws_iam_policy_document.jobs.json
        }
        "#,
        expect![[r#"
            **sqs:SendMessage** · Amazon SQS · write

            Puts a message into a queue.

            - **Here**: `aws_sqs_queue.jobs.arn`, only through the endpoint `vpce-1`
            - **Held by** role `a`, and 1 more
            - **Acts on** queues (`arn:aws:sqs:REGION:ACCOUNT:QUEUE`)
            - **May also need** `kms:GenerateDataKey` and `kms:Decrypt`, if the queue has
              a KMS key
            - **Limits that work**: `aws:SourceVpce`, `aws:ResourceTag/KEY`

            AWS checks every request against this policy. What it lets in is yours.

            Action list of 2026-09-26
        "#]],
    );
}

#[test]
fn an_action_in_a_heredoc_of_a_user() {
    check(
        r#"
        resource "aws_iam_user" "ci" {}
        resource "aws_iam_user_policy" "ci" {
          user   = aws_iam_user.ci.name
          policy = <<-EOT
            {
              "Version": "2012-10-17",
              "Statement": [
                { "Effect": "Allow", "Action": ["ecr:Put<|>Image"], "Resource": "*" },
                { "Effect": "Deny", "Action": "ecr:*", "Resource": "arn:aws:ecr:eu-west-1:1:repository/prod" }
              ]
            }
          EOT
        }
        "#,
        expect![[r#"
            **ecr:PutImage** · Amazon Elastic Container Registry · write

            Stores an image under a tag; a tag that is not fixed moves, and the next
            deploy runs the new image.

            - **Here**: every repository, because `Resource` is `*`, less what line 9
              denies
            - **Held by** user `ci`
            - **Acts on** repositories
              (`arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY`), with every image in
              them
            - **Limits that work**: `aws:ResourceTag/KEY`

            **Narrower:** `ecr:PutImage` on a repository you name, instead of
            `ecr:PutImage` on `*`
            - proved: grants nothing that is not granted today
            - a guess: which repository is meant

            AWS checks every request against this policy. What it lets in is yours.

            Action list of 2026-09-26
        "#]],
    );
}

#[test]
fn a_deny_begins_with_what_is_blocked() {
    check(
        r#"
        resource "aws_s3_bucket" "b" {}
        resource "aws_s3_bucket_policy" "b" {
          bucket = aws_s3_bucket.b.id
          policy = jsonencode({
            Statement = [{
              Effect    = "Deny"
              Principal = "*"
              Action    = "s3:Get<|>Object"
              Resource  = "${aws_s3_bucket.b.arn}/*"
              Condition = { Bool = { "aws:SecureTransport" = "false" } }
            }]
          })
        }
        "#,
        expect![[r#"
            **s3:GetObject** · Amazon S3 · read

            Reads an object.

            - **Blocked here**: keeps everybody from `s3:GetObject` on
              `${aws_s3_bucket.b.arn}/*`, but only without TLS
            - **Held by** `aws_s3_bucket.b`, as its own policy
            - **Acts on** objects (`arn:aws:s3:::BUCKET/KEY`), never on the bucket itself

            Action list of 2026-09-26
        "#]],
    );
}

#[test]
fn what_another_policy_of_the_role_denies_is_not_left() {
    let fixture = |at: &str| {
        format!(
            r#"
            resource "aws_iam_role" "r" {{}}
            resource "aws_iam_role_policy" "allow" {{
              role   = aws_iam_role.r.id
              policy = jsonencode({{
                Statement = {{ {} = "Reads", Effect = "Allow", Action = ["{}s3:GetObject", "s3:ListBucket"], Resource = "*" }}
              }})
            }}
            resource "aws_iam_role_policy" "deny" {{
              role   = aws_iam_role.r.id
              policy = "{{\"Statement\":{{\"Effect\":\"Deny\",\"Action\":\"s3:Get*\",\"Resource\":\"*\"}}}}"
            }}
            "#,
            if at == "sid" { "S<|>id" } else { "Sid" },
            if at == "action" { "<|>" } else { "" },
        )
    };
    check(
        &fixture("action"),
        expect![[r#"
            **s3:GetObject** · Amazon S3 · read

            Reads an object.

            - **Here**: nothing, because line 10 denies it
            - **Held by** role `r`
            - **Acts on** objects (`arn:aws:s3:::BUCKET/KEY`), never on the bucket itself

            Action list of 2026-09-26
        "#]],
    );
    check(
        &fixture("sid"),
        expect![[r#"
            **Statement `Reads`** · allows

            Lets role `r` do `s3:GetObject` and `s3:ListBucket` on every bucket.

            - **Stands for** 2 actions: 1 read, 1 list
            - **Left** of `s3:GetObject`: nothing, because line 10 denies it
            - **Held by** role `r`

            **Narrower:** 2 actions on a bucket you name, instead of 2 actions on `*`
            - proved: grants nothing that is not granted today
            - a guess: which bucket is meant

            Action list of 2026-09-26
        "#]],
    );
}

#[test]
fn the_keyword_statement_and_its_keys_tell_the_statement() {
    let fixture = |keyword: &str, sid: &str, actions: &str| {
        format!(
            r#"
            data "aws_iam_policy_document" "trust" {{
              {keyword} {{
                {sid}     = "Lambda"
                {actions} = ["sts:AssumeRole"]
                principals {{
                  type        = "Service"
                  identifiers = ["lambda.amazonaws.com"]
                }}
              }}
            }}
            resource "aws_iam_role" "orders" {{
              assume_role_policy = data.aws_iam_policy_document.trust.json
            }}
            "#
        )
    };
    let hovers = [
        ("state<|>ment", "sid", "actions"),
        ("statement", "s<|>id", "actions"),
        ("statement", "sid", "act<|>ions"),
    ]
    .map(|(keyword, sid, actions)| view(&fixture(keyword, sid, actions)).hover_at_cursor());
    assert!(hovers.iter().all(|hover| *hover == hovers[0]), "{hovers:#?}");
    expect![[r#"
        **Statement `Lambda`** · allows

        Lets the service `lambda.amazonaws.com` become role `orders`.

        Action list of 2026-09-26
    "#]]
    .assert_eq(&hovers[0]);
}

#[test]
fn an_action_of_a_trust_policy_says_who_may_become_the_role() {
    expect![[r#"
        **sts:AssumeRole** · AWS Security Token Service · write

        Becomes a role for a while, with all that the role may do, where the role's
        trust policy agrees.

        - **Here**: lets the service `lambda.amazonaws.com` become role `orders`
        - **Acts on** roles (`arn:aws:iam::ACCOUNT:role/ROLE`)
        - **Limits that work**: `sts:ExternalId`, `aws:RequestTag/KEY`

        AWS checks every request against this policy. What it lets in is yours.

        Action list of 2026-09-26
    "#]]
    .assert_eq(&sample_with("s3:*", "sts:AssumeRole"));
}

#[test]
fn a_resource_tells_what_it_is_and_what_can_use_it() {
    let fixture = |resource: &str| {
        format!(
            r#"
            resource "aws_s3_bucket" "orders" {{
              bucket = "shop-orders"
            }}
            resource "aws_iam_role" "r" {{}}
            resource "aws_iam_role_policy" "p" {{
              role   = aws_iam_role.r.id
              policy = jsonencode({{
                Statement = [{{
                  Effect   = "Allow"
                  Action   = ["s3:GetObject", "s3:ListBucket", "s3:ListAllMyBuckets"]
                  Resource = {resource}
                }}]
              }})
            }}
            "#
        )
    };
    check(
        &fixture(r#""arn:aws:s3:::<|>shop-orders""#),
        expect![[r#"
            **`arn:aws:s3:::shop-orders`** · buckets

            - **Declared here** as `aws_s3_bucket.orders`
            - **For** `s3:ListBucket` of this statement
            - **Not for** `s3:GetObject` and `s3:ListAllMyBuckets`: it is none of what
              they act on
            - **Held by** role `r`

            **Narrower:** 1 action, instead of 3 actions
            - proved: grants nothing that is not granted today
            - a guess: that the list of 2026-09-26 has all that the action acts on

            Action list of 2026-09-26
        "#]],
    );
    check(
        &fixture(r#"["${aws_s3_bucket.orders.arn}/<|>*"]"#),
        expect![[r#"
            **`${aws_s3_bucket.orders.arn}/*`** · objects

            - **Declared here** as `aws_s3_bucket.orders`
            - **For** `s3:GetObject` of this statement
            - **Not for** `s3:ListAllMyBuckets` and `s3:ListBucket`: it is none of what
              they act on
            - **Held by** role `r`

            **Narrower:** 1 action, instead of 3 actions
            - proved: grants nothing that is not granted today
            - a guess: that the list of 2026-09-26 has all that the action acts on

            Action list of 2026-09-26
        "#]],
    );
    check(
        &fixture(r#""<|>*""#),
        expect![[r#"
            **`*`** · every resource

            - **Needed by** `s3:ListAllMyBuckets`, which takes no resource
            - **Not needed by** `s3:GetObject` and `s3:ListBucket`, which can name what
              they act on
            - **They act on** objects (`arn:aws:s3:::BUCKET/KEY`) and buckets
              (`arn:aws:s3:::BUCKET`)
            - **Held by** role `r`

            **Narrower:** 2 actions on 1 bucket; 1 action stays, instead of 3 actions on
            `*`
            - proved: grants nothing that is not granted today
            - a guess: that the one bucket declared here is enough

            Action list of 2026-09-26
        "#]],
    );
    check(
        &fixture(r#""arn:aws:s3:<|>eu-west-1:1:shop-orders""#),
        expect![[r#"
            **`arn:aws:s3:eu-west-1:1:shop-orders`** · no kind of resource has such an ARN

            - **Not for** `s3:GetObject`, `s3:ListAllMyBuckets` and `s3:ListBucket`: it is
              none of what they act on
            - **Held by** role `r`

            **Narrower:** no action, instead of 3 actions
            - proved: grants nothing that is not granted today
            - a guess: that the list of 2026-09-26 has all that the action acts on

            Action list of 2026-09-26
        "#]],
    );
}

#[test]
fn a_list_that_a_policy_refers_to_is_read_where_it_is_written() {
    check(
        r#"
        locals {
          actions = ["kms:Dec<|>rypt", "kms:Encrypt"]
        }
        data "aws_iam_policy_document" "d" {
          statement {
            actions   = local.actions
            resources = ["*"]
          }
        }
        "#,
        expect![[r#"
            **kms:Decrypt** · AWS Key Management Service · write

            Decrypts what a key has encrypted: data keys, secrets, objects.

            - **Here**: every key, because `resources` is `*`
            - **Held by** nobody in these files
            - **Acts on** keys (`arn:aws:kms:REGION:ACCOUNT:key/KEY`)
            - **Limits that work**: `aws:SourceVpce`, `kms:ViaService`

            **Narrower:** 2 actions on a key you name, instead of 2 actions on `*`
            - proved: grants nothing that is not granted today
            - a guess: which key is meant

            AWS checks every request against this policy. What it lets in is yours.

            Action list of 2026-09-26
        "#]],
    );
}

#[test]
fn in_a_policy_there_is_nothing_where_there_is_nothing_to_say() {
    check(
        "resource \"aws_iam_role_policy\" \"p\" {\n  policy = jsonencode({ Vers<|>ion = \"2012-10-17\", Statement = [] })\n}\n",
        expect!["nothing\n"],
    );
    check(
        "resource \"aws_s3_object\" \"p\" {\n  content = jsonencode({ Action = \"s3:Put<|>Object\" })\n}\n",
        expect!["nothing\n"],
    );
}

/// Every string of every policy in the real files: short enough to be read, and no panic.
#[test]
fn hovers_on_real_policies_fit_25_lines_of_78_columns() {
    let Some(corpora) = std::env::var_os("DEMARC_CORPORA") else {
        testkit::skipped("DEMARC_CORPORA does not name a folder of real configurations");
        return;
    };
    let mut hovers = 0;
    for files in folders(std::path::Path::new(&corpora)) {
        let named: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let view = of_files(&named, Settings::default());
        for (path, text) in &named {
            let file = view.file(path);
            for (offset, _) in text.match_indices('"') {
                let hover = view.hover((file, offset as u32 + 1));
                let is_of_policy = ["Action list of", "Policy list of", "a built-in role"]
                    .iter()
                    .any(|it| hover.contains(it));
                if !is_of_policy {
                    continue;
                }
                hovers += 1;
                assert!(hover.lines().count() <= 25, "{path}:{offset}\n{hover}");
                for line in hover.lines() {
                    assert!(line.chars().count() <= 78, "{path}:{offset}\n{line}\n\n{hover}");
                }
            }
        }
    }
    assert!(hovers > 100, "{hovers} hovers");
}

/// The Terraform files of each folder, as a host has them.
fn folders(root: &std::path::Path) -> Vec<Vec<(String, String)>> {
    let (mut found, mut waiting) = (Vec::new(), vec![root.to_path_buf()]);
    while let Some(folder) = waiting.pop() {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "tf")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                files.push((path.to_string_lossy().into_owned(), text));
            }
        }
        if !files.is_empty() {
            found.push(files);
        }
    }
    found
}

#[test]
fn an_action_in_a_file_of_its_own_is_read_like_any_other() {
    let main = r#"resource "aws_iam_role_policy" "p" {
  role   = "r"
  policy = file("${path.module}/p.json")
}
"#;
    let document = r#"{"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}"#;
    let view =
        crate::support::of_files(&[("/m/main.tf", main), ("/m/p.json", document)], ide::Settings::default());
    let hover = view.hover(view.find("/m/p.json", "s3:PutObject"));
    assert!(hover.starts_with("**s3:PutObject** · Amazon S3 · write"), "{hover}");
    assert!(hover.contains("- **Here**: every object in every bucket"), "{hover}");
}
