use expect_test::expect;
use ide::{FileRange, Settings, Target};
use syntax::TextRange;

use crate::support::{SAMPLE, View, edited, of_files, with_settings};

fn explaining() -> Settings {
    Settings { explain_command: true, ..Settings::default() }
}

fn sample() -> View {
    of_files(&SAMPLE, explaining())
}

fn listed(view: &View, at: FileRange) -> String {
    let actions = view.analysis.code_actions(at);
    actions
        .iter()
        .map(|action| {
            let preferred = if action.preferred { ", preferred" } else { "" };
            let codes: Vec<&str> = action.diagnostics.iter().map(|(code, _)| code.as_str()).collect();
            format!("{} ({:?}{preferred}) {}\n", action.title, action.kind, codes.join(" "))
        })
        .collect()
}

fn at((file, offset): (model::FileId, u32)) -> FileRange {
    FileRange { file, range: TextRange::at(offset + 1) }
}

#[test]
fn a_name_offers_the_fixes_of_its_most_severe_findings() {
    let view = sample();
    expect![[r#"
        Add log group /aws/lambda/orders, kept 30 days (import it if already deployed) (QuickFix) aws-lambda.log-group-retention
        Add an alarm on errors of orders (fill in the topic that reaches somebody) (QuickFix) 
        Switch tracing on (billed; the role needs AWSXRayDaemonWriteAccess) (QuickFix) 
        Choose a timeout and memory (fill in what was measured) (QuickFix) 
        Accept "no log group" here, with a reason (QuickFix) aws-lambda.log-group-retention
        Explain "no log group" (QuickFix) aws-lambda.log-group-retention
    "#]].assert_eq(&listed(&view, at(view.find("/shop/main.tf", "\"orders\""))));
    expect![[r#"
        Deny by default, allow named networks (fill in the list; may cut off clients) (QuickFix) az-storage.network-default-deny
        Let no container be made public (anonymous readers lose access) (QuickFix) az-storage.no-anonymous-blob
        Add diagnostic setting to azurerm_log_analytics_workspace.main (QuickFix, preferred) az-storage.diagnostic-setting
        Add what is missing for "docs": soft delete, diagnostic setting (2 edits) (QuickFix) demarc.more az-storage.blob-soft-delete az-storage.diagnostic-setting
        Fix all safe in this file (2) (FixAll) 
        Accept "open to every network" here, with a reason (QuickFix) az-storage.network-default-deny
        Accept "anonymous access allowed" here, with a reason (QuickFix) az-storage.no-anonymous-blob
        Explain "open to every network" (QuickFix) az-storage.network-default-deny
    "#]].assert_eq(&listed(&view, at(view.find("/shop/account.tf", "\"docs\""))));
}

#[test]
fn a_value_offers_the_fix_of_what_it_decides() {
    let view = sample();
    expect![[r#"
        Move DB_PASSWORD to Secrets Manager (needs a change in the function's code) (Refactor) aws-lambda.env-no-secrets
        Accept "secret in plain text" here, with a reason (QuickFix) aws-lambda.env-no-secrets
        Explain "secret in plain text" (QuickFix) aws-lambda.env-no-secrets
    "#]].assert_eq(&listed(&view, at(view.find("/shop/main.tf", "\"not-a-real"))));
    expect![[r#"
        Narrow s3:* on * to 2 actions on aws_s3_bucket.orders (grants less; check code) (QuickFix) aws-lambda.role-least-privilege
        Narrow s3:* on * to 4 actions on aws_s3_bucket.orders (grants less; check code) (QuickFix) aws-lambda.role-least-privilege
        Narrow s3:* on * to s3:* on aws_s3_bucket.orders (grants less; check code) (QuickFix) aws-lambda.role-least-privilege
        Accept "broad role" here, with a reason (QuickFix) aws-lambda.role-least-privilege
        Explain "broad role" (QuickFix) aws-lambda.role-least-privilege
    "#]]
    .assert_eq(&listed(&view, at(view.find("/shop/iam.tf", "\"s3:*\""))));
}

#[test]
fn every_offered_action_can_be_resolved_or_explained() {
    let view = sample();
    for (path, text) in SAMPLE {
        let file = view.file(path);
        let whole = FileRange { file, range: TextRange::new(0, text.len() as u32) };
        for (offset, _) in text.match_indices('"') {
            let here = at((file, offset as u32));
            let actions = view.analysis.code_actions(here);
            assert!(actions.len() <= 8, "{}", listed(&view, here));
            for action in actions {
                assert!(action.title.chars().count() <= 80, "{}", action.title);
                let resolved = view.analysis.resolve(here, &action.id);
                assert_eq!(resolved.is_some(), action.explain.is_none(), "{}", action.title);
            }
        }
        assert!(view.analysis.code_actions(whole).len() <= 8);
    }
}

#[test]
fn explaining_is_offered_to_clients_that_can() {
    let view = of_files(&SAMPLE, Settings::default());
    let list = listed(&view, at(view.find("/shop/main.tf", "\"orders\"")));
    assert!(!list.contains("Explain") && list.contains("Accept"), "{list}");
}

#[test]
fn accepting_writes_a_waiver_with_its_reason_left_open() {
    let view = with_settings(
        "\nlocals {}\n\nresource \"aws_lambda_function\" \"<|>orders\" {\n  function_name = \"orders\"\n  runtime       = \"python3.13\"\n}\n",
        explaining(),
    );
    let (file, offset) = view.cursor.expect("a cursor");
    let here = FileRange { file, range: TextRange::at(offset) };
    let action = view
        .analysis
        .code_actions(here)
        .into_iter()
        .find(|action| action.title == "Accept \"no log group\" here, with a reason")
        .expect("it is offered");
    let edit = view.analysis.resolve(here, &action.id).expect("it resolves");
    let [edits] = &edit.files[..] else { panic!("one file") };
    assert_eq!(edits.target, Target::File(file));
    let placeholder = &edits.placeholders[0];
    let text = &edits.edits[placeholder.edit].text;
    let range = placeholder.range;
    assert_eq!(
        (&text[range.start as usize..range.end as usize], placeholder.what.as_str()),
        ("<input: reason>", "reason")
    );
    expect![[r#"
        locals {}

        # demarc: accept aws-lambda.log-group-retention: <input: reason>
        resource "aws_lambda_function" "orders" {
          function_name = "orders"
          runtime       = "python3.13"
        }
    "#]]
    .assert_eq(&edited(&view.text(file), &edits.edits));
}

#[test]
fn a_comment_in_front_of_a_resource_does_not_keep_it_from_being_accepted() {
    let view = with_settings(
        "  /* Größe */ resource \"aws_lambda_function\" \"<|>orders\" {\n  function_name = \"orders\"\n}\n",
        explaining(),
    );
    let (file, offset) = view.cursor.expect("a cursor");
    let here = FileRange { file, range: TextRange::at(offset) };
    let actions = view.analysis.code_actions(here);
    let accept = actions.iter().find(|action| action.title.starts_with("Accept")).expect("it is offered");
    let edit = view.analysis.resolve(here, &accept.id).expect("it resolves");
    let text = edited(&view.text(file), &edit.files[0].edits);
    assert!(text.starts_with("  # demarc: accept aws-lambda."), "{text}");
    assert!(text.contains("\n  /* Größe */ resource"), "{text}");
}

#[test]
fn applying_a_fix_closes_its_finding() {
    let view = sample();
    let here = at(view.find("/shop/main.tf", "\"orders\""));
    let action = view
        .analysis
        .code_actions(here)
        .into_iter()
        .find(|action| action.diagnostics.iter().any(|(code, _)| code == "aws-lambda.log-group-retention"))
        .expect("it is offered");
    let edit = view.analysis.resolve(here, &action.id).expect("it resolves");
    let edits = edit.files.iter().find(|edits| edits.target == Target::File(here.file)).expect("this file");
    let text = edited(&view.text(here.file), &edits.edits);
    let mut files = SAMPLE;
    files[2] = ("/shop/main.tf", &text);
    let after = of_files(&files, explaining());
    let (before, after) = (view.diagnostics("/shop/main.tf"), after.diagnostics("/shop/main.tf"));
    assert!(before.contains("aws-lambda.log-group-retention"), "{before}");
    assert!(!after.contains("aws-lambda.log-group-retention"), "{after}");
}

/// The text of a file once the first action whose title begins so is applied there.
fn after(view: &View, (file, offset): (model::FileId, u32), title: &str) -> String {
    let here = at((file, offset));
    let actions = view.analysis.code_actions(here);
    let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
    let action = actions.iter().find(|action| action.title.starts_with(title));
    let action = action.unwrap_or_else(|| panic!("{title} is not among {titles:?}"));
    let edit = view.analysis.resolve(here, &action.id);
    let edit = edit.unwrap_or_else(|| panic!("{} does not resolve", action.title));
    let edits = edit.files.iter().find(|edits| edits.target == Target::File(file));
    edited(&view.text(file), edits.map_or(&[], |edits| &edits.edits))
}

#[test]
fn a_statement_is_narrowed_in_its_own_form() {
    let view = sample();
    let text = after(&view, view.find("/shop/iam.tf", "\"s3:*\""), "Narrow s3:* on * to 2 actions");
    let policy = text.split("resource \"aws_iam_role_policy\" ").nth(1).unwrap_or_default();
    expect![[r#"
        "orders" {
          role = aws_iam_role.orders.name
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = ["s3:GetObject", "s3:ListBucket"]
              Resource = [aws_s3_bucket.orders.arn, "${aws_s3_bucket.orders.arn}/*"]
            }]
          })
        }"#]]
    .assert_eq(policy.split("\n\n").next().unwrap_or_default());
}

#[test]
fn an_administrators_attachment_becomes_a_policy_of_the_role() {
    let view = with_settings(
        r#"
        resource "aws_lambda_function" "orders" {
          function_name = "orders"
          role          = aws_iam_role.orders.arn
        }
        resource "aws_iam_role" "orders" {
          assume_role_policy = jsonencode({
            Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
          })
        }
        resource "aws_iam_role_policy_attachment" "orders" {
          role       = aws_iam_role.orders.name
          policy_arn = "arn:aws:iam::aws:policy/<|>AdministratorAccess"
        }
        "#,
        explaining(),
    );
    let text = after(&view, view.cursor.expect("a cursor"), "Replace AdministratorAccess");
    expect![[r#"
        resource "aws_iam_role_policy" "orders" {
          role = aws_iam_role.orders.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              {
                Effect   = "Allow"
                Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
                Resource = "arn:aws:logs:*:*:log-group:/aws/lambda/orders:*"
              },
            ]"#]]
    .assert_eq(text.split("\n  })\n}\n").nth(1).unwrap_or_default());
}
