//! Text in, template in, text out.

use catalog::{FixKind, Safety};
use expect_test::{Expect, expect};

use crate::support::{self, Project};

/// The first resource's body joined with a template; only the edited file is shown.
#[track_caller]
fn check_merge(text: &str, template: &str, expected: Expect) {
    check(text, FixKind::MergeBody { template: template.into() }, expected);
}

#[track_caller]
fn check_companion(text: &str, template: &str, expected: Expect) {
    check(text, FixKind::AddCompanion { template: template.into() }, expected);
}

#[track_caller]
fn check(text: &str, kind: FixKind, expected: Expect) {
    let project = Project::new(text);
    let Some(fix) = project.fix(project.first(), kind) else {
        expected.assert_eq("no fix\n");
        return;
    };
    let fixed = project.apply(&fix);
    fixed.assert_whole();
    fixed.assert_formatted_if(&project);
    expected.assert_eq(&fixed.changed_from(&project));
}

#[test]
fn an_attribute_that_fits_the_column_follows_the_last_one() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          account_replication_type = "LRS"
          name                     = "docs" # ours

          network_rules {
            default_action = "Deny"
          }
        }
        "#,
        r#"min_tls_version = "TLS1_2""#,
        expect![[r#"
            resource "azurerm_storage_account" "docs" {
              account_replication_type = "LRS"
              name                     = "docs" # ours
              min_tls_version          = "TLS1_2"

              network_rules {
                default_action = "Deny"
              }
            }
        "#]],
    );
}

#[test]
fn a_longer_attribute_stands_apart_so_that_its_neighbours_stay() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          name = "docs"
          kind = "x"
        }
        "#,
        "https_traffic_only_enabled = true\nmin_tls_version = \"TLS1_2\"",
        expect![[r#"
            resource "azurerm_storage_account" "docs" {
              name = "docs"
              kind = "x"

              https_traffic_only_enabled = true
              min_tls_version            = "TLS1_2"
            }
        "#]],
    );
}

#[test]
fn an_attribute_that_exists_gets_another_value_and_comments_keep_their_column() {
    check_merge(
        r#"
        resource "aws_lambda_function" "orders" {
          runtime = "python3.8" # old
          handler = "a.b"       # kept
        }
        "#,
        r#"runtime = <input: a supported runtime>"#,
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              runtime = "<input: a supported runtime>" # old
              handler = "a.b"                          # kept
            }
        "#]],
    );
}

#[test]
fn nested_blocks_are_joined() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          name = "docs"
          blob_properties {
            versioning_enabled = true
          }
          tags = {}
        }
        "#,
        "blob_properties {\n  delete_retention_policy {\n    days = 7\n  }\n}\nnetwork_rules {\n  default_action = \"Deny\"\n  ip_rules = [<input: CIDR>]\n}",
        expect![[r#"
            resource "azurerm_storage_account" "docs" {
              name = "docs"
              blob_properties {
                versioning_enabled = true

                delete_retention_policy {
                  days = 7
                }
              }
              tags = {}

              network_rules {
                default_action = "Deny"
                ip_rules       = ["<input: CIDR>"]
              }
            }
        "#]],
    );
}

#[test]
fn a_dynamic_block_is_joined_in_its_content() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          dynamic "blob_properties" {
            for_each = [true]
            content {
              versioning_enabled = blob_properties.value
            }
          }
        }
        "#,
        "blob_properties {\n  versioning_enabled = true\n  delete_retention_policy {\n    days = 7\n  }\n}",
        expect![[r#"
            resource "azurerm_storage_account" "docs" {
              dynamic "blob_properties" {
                for_each = [true]
                content {
                  versioning_enabled = true

                  delete_retention_policy {
                    days = 7
                  }
                }
              }
            }
        "#]],
    );
}

#[test]
fn a_dynamic_block_that_generates_nothing_is_left_alone() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          dynamic "blob_properties" {
            for_each = var.blob == null ? [] : [true]
            content {}
          }
        }
        variable "blob" {
          default = null
        }
        "#,
        "blob_properties {\n  versioning_enabled = true\n}",
        expect![[r#"
            no fix
        "#]],
    );
}

#[test]
fn a_body_on_one_line_is_opened_up() {
    check_merge(
        r#"
        resource "aws_cloudwatch_log_group" "a" {}
        "#,
        "retention_in_days = <setting:log-retention-days>\nx {\n  y = 1\n}",
        expect![[r#"
            resource "aws_cloudwatch_log_group" "a" {
              retention_in_days = 30

              x {
                y = 1
              }
            }
        "#]],
    );
    check_merge(
        r#"
        resource "aws_cloudwatch_log_group" "a" { name = "a" }
        "#,
        "retention_in_days = 30\nkms = 1",
        expect![[r#"
            resource "aws_cloudwatch_log_group" "a" {
              name = "a"

              retention_in_days = 30
              kms               = 1
            }
        "#]],
    );
    check_merge(
        r#"
        resource "aws_cloudwatch_log_group" "a" {
        }
        "#,
        "retention_in_days = 30\nx {\n  y = 1\n}",
        expect![[r#"
            resource "aws_cloudwatch_log_group" "a" {
              retention_in_days = 30

              x {
                y = 1
              }
            }
        "#]],
    );
}

#[test]
fn attributes_precede_tags_and_nested_blocks() {
    check_merge(
        r#"
        resource "aws_lambda_function" "orders" {
          count = 2

          environment {}
        }
        "#,
        "timeout = 30",
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              count = 2

              timeout = 30

              environment {}
            }
        "#]],
    );
    check_merge(
        r#"
        resource "aws_lambda_function" "orders" {
          # The function's environment.
          environment {}
        }
        "#,
        "timeout = 30",
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              timeout = 30

              # The function's environment.
              environment {}
            }
        "#]],
    );
    check_merge(
        r#"
        resource "aws_lambda_function" "orders" {
          function_name = "orders"
          description = <<-EOT
            text
          EOT

          tags = {
            a = 1
          }
          depends_on = [
            a.b
          ]
        }
        "#,
        "timeout = 30",
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              function_name = "orders"
              description = <<-EOT
                text
              EOT
              timeout = 30

              tags = {
                a = 1
              }
              depends_on = [
                a.b
              ]
            }
        "#]],
    );
}

#[test]
fn the_files_line_ends_and_indentation_are_kept() {
    let project = Project::new("resource \"a\" \"b\" {\r\n\tx = 1\r\n\ty {\r\n\t}\r\n}\r\n");
    let fix = project
        .fix(0, FixKind::MergeBody { template: "long_name = 1\ny {\n  z {\n    q = 1\n  }\n}".into() })
        .unwrap();
    let fixed = project.apply(&fix);
    expect![[r#"
        [
            (
                "/main.tf",
                "resource \"a\" \"b\" {\r\n\tx = 1\r\n\r\n\tlong_name = 1\r\n\ty {\r\n\t\tz {\r\n\t\t\tq = 1\r\n\t\t}\r\n\t}\r\n}\r\n",
            ),
        ]
    "#]].assert_debug_eq(&fixed.files);
}

#[test]
fn what_is_already_said_is_not_said_again() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          min_tls_version = "TLS1_2"
          network_rules {
            ip_rules = [
              "a",
            ]
            default_action = "Deny"
          }
        }
        "#,
        "min_tls_version = \"TLS1_2\"\nnetwork_rules {\n  default_action = \"Deny\"\n}",
        expect![[r#"
            no fix
        "#]],
    );
}

#[test]
fn damaged_and_mismatched_blocks_get_no_fix() {
    check_merge(
        "resource \"a\" \"b\" {\n  x = \n}\n",
        "y = 1",
        expect![[r#"
        no fix
    "#]],
    );
    check_merge(
        "resource \"a\" \"b\" {\n  x {}\n}\n",
        "x = 1",
        expect![[r#"
        no fix
    "#]],
    );
}

const LOG_GROUP: &str = r#"resource "aws_cloudwatch_log_group" "<name>" {
  name              = "/aws/lambda/${<ref:function_name>}"
  retention_in_days = <setting:log-retention-days>
}"#;

#[test]
fn an_entry_joins_the_map_that_is_there() {
    let template = "app_settings = {\n  LEVEL = 2\n}";
    check_merge(
        r#"
        resource "azurerm_linux_web_app" "shop" {
          name = "shop"

          app_settings = {
            "MODE" = "live" # ours
            REGION = "west"
          }
        }
        "#,
        template,
        expect![[r#"
            resource "azurerm_linux_web_app" "shop" {
              name = "shop"

              app_settings = {
                "MODE" = "live" # ours
                REGION = "west"
                LEVEL  = 2
              }
            }
        "#]],
    );
    check_merge(
        r#"
        resource "azurerm_linux_web_app" "shop" {
          name         = "shop"
          app_settings = {}
        }
        "#,
        template,
        expect![[r#"
            resource "azurerm_linux_web_app" "shop" {
              name = "shop"
              app_settings = {
                LEVEL = 2
              }
            }
        "#]],
    );
    check_merge(
        r#"
        resource "azurerm_linux_web_app" "shop" {
          app_settings = { MODE = "live", LEVEL = 1 }
        }
        "#,
        template,
        expect![[r#"
            resource "azurerm_linux_web_app" "shop" {
              app_settings = { MODE = "live", LEVEL = 2 }
            }
        "#]],
    );
    check_merge(
        r#"
        resource "azurerm_linux_web_app" "shop" {
          app_settings = merge(local.common, { MODE = "live" })
        }
        "#,
        template,
        expect![[r#"
            no fix
        "#]],
    );
}

#[test]
fn a_companion_follows_the_resource_it_is_for() {
    check_companion(
        r#"
        resource "aws_lambda_function" "orders" {
          function_name = "orders"
        }
        resource "aws_lambda_function" "other" {
          function_name = "other"
        }
        "#,
        LOG_GROUP,
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              function_name = "orders"
            }

            resource "aws_cloudwatch_log_group" "orders" {
              name              = "/aws/lambda/${aws_lambda_function.orders.function_name}"
              retention_in_days = 30
            }

            resource "aws_lambda_function" "other" {
              function_name = "other"
            }
        "#]],
    );
}

#[test]
fn a_companion_joins_its_kind_in_another_file() {
    check_companion(
        r#"
        //- /main.tf
        resource "aws_lambda_function" "orders" {
          function_name = "orders"
        }
        //- /logging.tf
        resource "aws_cloudwatch_log_group" "orders" {
          name = "else"
        }

        output "x" {
          value = 1
        }
        "#,
        LOG_GROUP,
        expect![[r#"
            //- /logging.tf
            resource "aws_cloudwatch_log_group" "orders" {
              name = "else"
            }

            resource "aws_cloudwatch_log_group" "orders_function" {
              name              = "/aws/lambda/${aws_lambda_function.orders.function_name}"
              retention_in_days = 30
            }

            output "x" {
              value = 1
            }
        "#]],
    );
}

#[test]
fn a_companion_repeats_count_for_each_and_provider() {
    check_companion(
        r#"
        resource "aws_lambda_function" "orders" {
          count         = var.on ? 1 : 0
          provider      = aws.us
          function_name = "orders"
        }
        "#,
        LOG_GROUP,
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              count         = var.on ? 1 : 0
              provider      = aws.us
              function_name = "orders"
            }

            resource "aws_cloudwatch_log_group" "orders" {
              count    = length(aws_lambda_function.orders)
              provider = aws.us

              name              = "/aws/lambda/${aws_lambda_function.orders[count.index].function_name}"
              retention_in_days = 30
            }
        "#]],
    );
    check_companion(
        r#"
        resource "aws_lambda_function" "my-orders" {
          for_each      = toset(["a", "b"])
          function_name = each.key
        } # the end
        "#,
        LOG_GROUP,
        expect![[r#"
            resource "aws_lambda_function" "my-orders" {
              for_each      = toset(["a", "b"])
              function_name = each.key
            } # the end

            resource "aws_cloudwatch_log_group" "my-orders" {
              for_each = aws_lambda_function.my-orders

              name              = "/aws/lambda/${each.value.function_name}"
              retention_in_days = 30
            }
        "#]],
    );
}

#[test]
fn a_companion_names_the_only_workspace() {
    let template = "resource \"azurerm_monitor_diagnostic_setting\" \"<name>_blob\" {\n  name = \"blob\"\n  log_analytics_workspace_id = <workspace>\n  target_resource_id = \"${<ref:id>}/x\"\n}";
    check_companion(
        r#"
        resource "azurerm_storage_account" "docs" {}
        resource "azurerm_log_analytics_workspace" "main" {}
        "#,
        template,
        expect![[r#"
            resource "azurerm_storage_account" "docs" {}

            resource "azurerm_monitor_diagnostic_setting" "docs_blob" {
              name                       = "blob"
              log_analytics_workspace_id = azurerm_log_analytics_workspace.main.id
              target_resource_id         = "${azurerm_storage_account.docs.id}/x"
            }

            resource "azurerm_log_analytics_workspace" "main" {}
        "#]],
    );
    check_companion(
        r#"
        resource "azurerm_storage_account" "docs" {}
        "#,
        template,
        expect![[r#"
            resource "azurerm_storage_account" "docs" {}

            resource "azurerm_monitor_diagnostic_setting" "docs_blob" {
              name                       = "blob"
              log_analytics_workspace_id = "<input: id of the Log Analytics workspace>"
              target_resource_id         = "${azurerm_storage_account.docs.id}/x"
            }
        "#]],
    );
}

#[test]
fn companions_that_refer_to_each_other_keep_doing_so_under_other_names() {
    check_companion(
        r#"
        resource "aws_lambda_function" "orders" {
          for_each = var.x
        }
        resource "aws_sns_topic" "orders" {}
        "#,
        "resource \"aws_sns_topic\" \"<name>\" {\n  name = \"<name>\"\n}\n\nresource \"aws_alarm\" \"<name>\" {\n  topic = aws_sns_topic.<name>.arn\n  function = <ref:arn>\n}",
        expect![[r#"
            resource "aws_lambda_function" "orders" {
              for_each = var.x
            }

            resource "aws_sns_topic" "orders_function" {
              for_each = aws_lambda_function.orders

              name = "orders"
            }

            resource "aws_alarm" "orders" {
              for_each = aws_lambda_function.orders

              topic    = aws_sns_topic.orders_function[each.key].arn
              function = each.value.arn
            }

            resource "aws_sns_topic" "orders" {}
        "#]],
    );
}

#[test]
fn only_the_deciding_value_is_replaced() {
    let project = Project::new(
        r#"
        resource "aws_security_group" "web" {
          ingress {
            description = "ssh" # from anywhere
            cidr_blocks = ["0.0.0.0/0", "10.0.0.0/8"]
          }
        }
        "#,
    );
    let place = project.place_of("\"0.0.0.0/0\"");
    let fix = project
        .fix(0, FixKind::ReplaceValue { place, template: "\"<input: CIDR of your office>\"".into() })
        .unwrap();
    let fixed = project.apply(&fix);
    fixed.assert_whole();
    expect![[r#"
        resource "aws_security_group" "web" {
          ingress {
            description = "ssh" # from anywhere
            cidr_blocks = ["<input: CIDR of your office>", "10.0.0.0/8"]
          }
        }
    "#]]
    .assert_eq(&fixed.changed_from(&project));
    expect![[r#"
        <input: CIDR of your office>  ←  CIDR of your office
    "#]]
    .assert_eq(&support::placeholders(&fix));
}

#[test]
fn a_value_in_a_heredoc_is_replaced_and_one_in_a_quoted_document_is_not() {
    let heredoc = Project::new(
        r#"
        resource "aws_iam_policy" "p" {
          policy = <<-EOT
            {
              "Statement": [{ "Action": "s3:*" }]
            }
          EOT
        }
        "#,
    );
    let template = "\"<input: action>\"".to_owned();
    let place = heredoc.place_of("\"s3:*\"");
    let fix = heredoc.fix(0, FixKind::ReplaceValue { place, template: template.clone() }).unwrap();
    expect![[r#"
        resource "aws_iam_policy" "p" {
          policy = <<-EOT
            {
              "Statement": [{ "Action": "<input: action>" }]
            }
          EOT
        }
    "#]]
    .assert_eq(&heredoc.apply(&fix).changed_from(&heredoc));

    let document = r#""{\"Action\": \"s3:*\"}""#;
    let quoted = Project::new(&format!("resource \"aws_iam_policy\" \"p\" {{\n  policy = {document}\n}}\n"));
    let place = quoted.place_of(document);
    assert_eq!(quoted.fix(0, FixKind::ReplaceValue { place, template }), None);
}

#[test]
fn placeholders_say_where_to_type() {
    let project = Project::new("resource \"a\" \"b\" {}\n");
    let template = "n = <input: days>\ns = \"<input: CIDR>\"\nt = \"x-<input: part>\"\nl = [<input: id>]";
    let fix = project.fix(0, FixKind::MergeBody { template: template.into() }).unwrap();
    expect![[r#"
        "<input: days>"  ←  days
        <input: CIDR>  ←  CIDR
        <input: part>  ←  part
        "<input: id>"  ←  id
    "#]]
    .assert_eq(&support::placeholders(&fix));
    assert_eq!(fix.safety, Safety::Review);
}

#[test]
fn several_fixes_become_one_without_overlap() {
    let project = Project::new(
        r#"
        resource "azurerm_storage_account" "docs" {
          name = "docs"
        }
        "#,
    );
    let intents: Vec<_> = [
        FixKind::MergeBody { template: "min_tls_version = \"TLS1_2\"".into() },
        FixKind::AddCompanion { template: "resource \"a\" \"<name>\" {\n  x = <ref:id>\n}".into() },
        FixKind::MergeBody { template: "blob {\n  a {\n    days = 7\n  }\n}".into() },
        FixKind::AddCompanion { template: "resource \"a\" \"<name>\" {\n  y = <ref:id>\n}".into() },
        FixKind::MergeBody {
            template: "https_traffic_only_enabled = true\nblob {\n  b {\n    days = 7\n  }\n}".into(),
        },
    ]
    .into_iter()
    .map(|kind| project.intent(0, kind))
    .collect();
    let fix = project.fix_all(&intents).unwrap();
    let fixed = project.apply(&fix);
    fixed.assert_whole();
    fixed.assert_formatted_if(&project);
    expect![[r#"
        resource "azurerm_storage_account" "docs" {
          name = "docs"

          min_tls_version            = "TLS1_2"
          https_traffic_only_enabled = true

          blob {
            a {
              days = 7
            }

            b {
              days = 7
            }
          }
        }

        resource "a" "docs" {
          x = azurerm_storage_account.docs.id
        }

        resource "a" "docs_account" {
          y = azurerm_storage_account.docs.id
        }
    "#]]
    .assert_eq(&fixed.changed_from(&project));
}

#[test]
fn an_attribute_keeps_the_name_it_is_written_under() {
    check_merge(
        r#"
        resource "azurerm_storage_account" "docs" {
          enable_https_traffic_only = false
        }
        "#,
        "https_traffic_only_enabled = true",
        expect![[r#"
            resource "azurerm_storage_account" "docs" {
              enable_https_traffic_only = true
            }
        "#]],
    );
}

#[test]
fn a_block_in_the_bucket_is_not_contradicted_by_a_companion() {
    check_companion(
        r#"
        resource "aws_s3_bucket" "logs" {
          versioning {
            enabled = false
          }
        }
        "#,
        "resource \"aws_s3_bucket_versioning\" \"<name>\" {\n  bucket = <ref:id>\n}",
        expect![[r#"
            no fix
        "#]],
    );
}

#[test]
fn a_resource_of_a_called_module_is_edited_where_it_is_declared_and_once() {
    let project = Project::new(
        r#"
        //- /store/main.tf
        resource "aws_s3_bucket" "b" {}
        //- /main.tf
        module "one" {
          source = "./store"
        }
        module "two" {
          source = "./store"
        }
        "#,
    );
    let template = "resource \"aws_s3_bucket_logging\" \"<name>\" {\n  bucket = <ref:id>\n}";
    let of_both: Vec<_> = (0..project.module().resources.len() as u32)
        .map(|resource| project.intent(resource, FixKind::AddCompanion { template: template.into() }))
        .collect();
    assert_eq!(of_both.len(), 2);
    let fixed = project.apply(&project.fix_all(&of_both).unwrap());
    fixed.assert_whole();
    expect![[r#"
        //- /store/main.tf
        resource "aws_s3_bucket" "b" {}

        resource "aws_s3_bucket_logging" "b" {
          bucket = aws_s3_bucket.b.id
        }
    "#]]
    .assert_eq(&fixed.changed_from(&project));
}

#[test]
fn a_resource_is_replaced_where_it_stands_and_the_comment_above_it_stays() {
    let template = "resource \"aws_iam_role_policy\" \"<name>\" {\n  role = aws_iam_role.fn.id\n  policy = jsonencode({\n    Statement = []\n  })\n}";
    check(
        r#"
        # Why it may do this
        resource "aws_iam_role_policy_attachment" "fn" {
          count      = var.attached ? 1 : 0
          provider   = aws.west
          role       = aws_iam_role.fn.name
          policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
        }

        resource "aws_iam_role_policy" "fn" {
          role = aws_iam_role.other.id
        }
        "#,
        FixKind::ReplaceResource { template: template.into() },
        expect![[r##"
            # Why it may do this
            resource "aws_iam_role_policy" "fn_attachment" {
              count    = var.attached ? 1 : 0
              provider = aws.west

              role = aws_iam_role.fn.id
              policy = jsonencode({
                Statement = []
              })
            }

            resource "aws_iam_role_policy" "fn" {
              role = aws_iam_role.other.id
            }
        "##]],
    );
    check(
        r#"
        resource "aws_iam_role_policy_attachment" "fn" {
          role = aws_iam_role.fn.name
        }

        resource "aws_lambda_function" "fn" {
          depends_on = [aws_iam_role_policy_attachment.fn]
        }
        "#,
        FixKind::ReplaceResource { template: template.into() },
        expect![["no fix\n"]],
    );
    check(
        r#"
        resource "aws_iam_role_policy_attachment" "fn" {
          role = aws_iam_role.fn.name # the one that deploys
        }
        "#,
        FixKind::ReplaceResource { template: template.into() },
        expect![["no fix\n"]],
    );
}
