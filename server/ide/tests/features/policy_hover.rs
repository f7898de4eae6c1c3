use expect_test::{Expect, expect};

use crate::support::view;

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

            - **On the resources** (make, change, delete, read their settings): read and
              single operations in `Microsoft.Storage`
            - **In the resources** (what is kept in them): read in `Microsoft.Storage`
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

            - **On the resources** (make, change, delete, read their settings):
              everything: make, change and delete any resource, except granting roles and
              the like
            - **In the resources** (what is kept in them): nothing
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

            - **On the resources** (make, change, delete, read their settings):
              everything: make, change and delete any resource
            - **In the resources** (what is kept in them): nothing
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
