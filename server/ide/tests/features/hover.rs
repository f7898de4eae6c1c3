use expect_test::{Expect, expect};

use crate::support::{sample, view};

fn check(fixture: &str, expected: Expect) {
    let view = view(fixture);
    expected.assert_eq(&view.hover_at_cursor());
}

#[test]
fn a_function_with_a_broad_role_no_log_group_and_a_secret() {
    let view = sample();
    expect![[r#"
        **aws_lambda_function.orders** · AWS Lambda, a managed service

        - **AWS runs** the servers, operating system, runtime patches and scaling
        - **Yours** are IAM, logging, config, secrets and monitoring

        **Open: 3 of 6**
        - **Secrets** (critical): `DB_PASSWORD` is plain text, line 12
        - **IAM** (high): role `orders` may do `s3:*` on `*`, iam.tf:14
        - **Logging** (medium): no log group, so AWS makes one that never expires

        **Shown: 2**
        - **Logging**: may write logs, `AWSLambdaBasicExecutionRole`, iam.tf:22
        - **Config**: runtime `python3.13` is in support, line 6

        **Can't be told: 1**
        - **IAM**: who may call it; `module.api` (git) is not on disk

        **Worth doing:** an alarm on errors · tracing · timeout chosen, not 3 s

        **After a deploy, confirm:** `aws logs tail /aws/lambda/orders --since 1h`
    "#]]
    .assert_eq(&view.hover(view.find("/shop/main.tf", "\"orders\"")));
}

#[test]
fn a_storage_account_that_is_mostly_defaults() {
    let view = sample();
    expect![[r#"
        **azurerm_storage_account.docs** · Azure Storage, a platform service

        - **Microsoft runs** the disks, servers, copies and encryption at rest
        - **Yours** are access, network, logging, retention and recovery

        **Open: 4 of 7**
        - **Network** (high): every network may connect; the default, not a choice
        - **Access** (high): a container may be made public; the default allows it
        - **Logging** (medium): no diagnostic setting, so no record of who read
        - **Recovery** (medium): a deleted blob is gone at once

        **Assumed: 2** (nobody wrote it, the default of azurerm 4 covers it)
        - **Encryption**: only HTTPS
        - **Encryption**: TLS 1.2 or later

        **Shown: 1**
        - **Access**: container `invoices` is private, storage.tf:21

        **Worth doing:** sign-in instead of account keys · lifecycle rules

        **After a deploy, confirm:**
        `az storage account show -n docs --query networkRuleSet.defaultAction`
    "#]]
    .assert_eq(&view.hover(view.find("/shop/account.tf", "\"azurerm_storage_account\"")));
}

#[test]
fn the_whole_hover_fits_25_lines_of_78_columns() {
    let view = sample();
    for (path, text) in crate::support::SAMPLE {
        for (offset, _) in text.match_indices('"') {
            let hover = view.hover((view.file(path), offset as u32));
            assert!(hover.lines().count() <= 25, "{path}:{offset}\n{hover}");
            for line in hover.lines().filter(|line| !line.starts_with('`')) {
                assert!(line.chars().count() <= 78, "{path}:{offset}\n{line}");
            }
        }
    }
}

#[test]
fn blank_space_and_plain_attributes_say_nothing() {
    check(
        "resource \"aws_lambda_function\" \"f\" {\n  <|>\n}\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "resource \"aws_lambda_function\" \"f\" {\n  desc<|>ription = \"x\"\n}\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "resource \"aws_iot_thing\" \"<|>me\" {\n}\n",
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn the_range_of_a_hover_is_the_token() {
    let view = sample();
    let (file, offset) = view.find("/shop/main.tf", "\"orders\"");
    let hover = view.analysis.hover(file, offset + 3).expect("a hover");
    assert_eq!(view.place(ide::FileRange { file, range: hover.range }), "1:32 \"orders\"");
}

#[test]
fn an_attribute_says_which_duty_it_decides() {
    check(
        r#"
resource "azurerm_storage_account" "docs" {
  https_traffic<|>_only_enabled = false
}
"#,
        expect![[r#"
            **Only HTTPS** · encryption · Open here

            - plain HTTP is answered, keys and data readable
            - **So**: keys and data cross the network readable
            - default of azurerm: true
        "#]],
    );
    check(
        r#"
resource "azurerm_storage_account" "docs" {
  https_traffic_only_enabled = tr<|>ue
}
"#,
        expect![[r#"
            **Only HTTPS** · encryption · Shown here

            - only HTTPS
            - **If false**: keys and data cross the network readable
            - default of azurerm: true
        "#]],
    );
}

#[test]
fn a_wildcard_in_a_policy_says_what_it_stands_for_and_what_it_reaches() {
    let view = sample();
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
    .assert_eq(&view.hover(view.find("/shop/iam.tf", "s3:*")));
}

#[test]
fn a_module_call_sums_up_what_is_open_in_it() {
    check(
        r#"
//- /main.tf
module "<|>store" {
  source = "./store"
}
//- /store/main.tf
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
resource "azurerm_storage_account" "docs" {
  name = "docs"
}
"#,
        expect![[r#"
            **module.store** · 2 resources · Open: 6 of 12

            - `aws_s3_bucket.logs`: logging, recovery, retention
            - `azurerm_storage_account.docs`: network, logging, recovery
        "#]],
    );
}

#[test]
fn a_module_that_is_not_on_disk_says_how_to_fetch_it() {
    let view = sample();
    expect![[r#"
        **module.api** · git, not on disk

        - source `git::https://example.com/platform/http-api.git?ref=v1.4.0`
        - **Can't be told**: what it declares, and what it does with the values it is
          given
        - `terraform init` fetches it
    "#]]
    .assert_eq(&view.hover(view.find("/shop/main.tf", "\"api\"")));
}

#[test]
fn a_waiver_says_what_it_accepts_and_whether_it_matches() {
    check(
        r#"
# demarc: accept aws-lambda.log<|>-group-retention until 2027-05-31: logs are made by the platform team
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  runtime       = "python3.13"
}
"#,
        expect![[r#"
            **Accepted: The function's log group is declared, with an end**

            - because logs are made by the platform team
            - until 2027-05-31
            - it matches once
        "#]],
    );
}

#[test]
fn a_waiver_without_a_reason_does_not_count_and_says_so() {
    check(
        r#"
# demarc: accept aws-lambda.log<|>-group-retention
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  runtime       = "python3.13"
}
"#,
        expect![[r#"
            **Not accepted: The function's log group is declared, with an end**

            - it does not count: it gives no reason
        "#]],
    );
}

#[test]
fn places_are_links_where_the_client_follows_them() {
    let settings = ide::Settings { hover_links: true, ..ide::Settings::default() };
    let view = crate::support::of_files(&crate::support::SAMPLE, settings);
    let hover = view.hover(view.find("/shop/main.tf", "\"orders\""));
    assert!(hover.contains("[iam.tf:14](file:///shop/iam.tf#L14)"), "{hover}");
    assert!(hover.contains("[line 12](file:///shop/main.tf#L12)"), "{hover}");
}

#[test]
fn a_learner_reads_why_and_what_is_worth_doing() {
    let settings = ide::Settings { guidance: ide::Guidance::Learn, ..ide::Settings::default() };
    let view = crate::support::of_files(&crate::support::SAMPLE, settings);
    expect![[r#"
        **aws_lambda_function.orders** · AWS Lambda, a managed service

        - **AWS runs** the servers, operating system, runtime patches and scaling
        - **Yours** are IAM, logging, config, secrets and monitoring

        **Open: 3 of 6**
        - **Secrets** (critical): `DB_PASSWORD` is plain text, line 12
          A value written here is known to many more than the function.
        - **IAM** (high): role `orders` may do `s3:*` on `*`, iam.tf:14
          AWS lets the function do whatever its role says, and asks nothing further.
        - **Logging** (medium): no log group, so AWS makes one that never expires
          Lambda makes the log group itself when it is not declared, and that one
          keeps every event for ever.

        **Shown: 2** logging, config

        **Can't be told: 1**
        - **IAM**: who may call it; `module.api` (git) is not on disk

        **Worth doing:** an alarm on errors · tracing · timeout chosen, not 3 s

        **After a deploy, confirm:** `aws logs tail /aws/lambda/orders --since 1h`

        [Who does what](https://demarc.example/catalogue/aws-lambda/index.html)
    "#]]
    .assert_eq(&view.hover(view.find("/shop/main.tf", "\"orders\"")));
}

#[test]
fn hover_and_page_draw_the_boundary_in_the_same_words() {
    let view = sample();
    let hover = view.hover(view.find("/shop/main.tf", "\"orders\""));
    let page = report::explain(catalog::Catalogue::bundled(), "aws-lambda").expect("a page");
    let boundary: Vec<&str> = hover
        .lines()
        .filter(|line| line.starts_with("- **AWS runs") || line.starts_with("- **Yours"))
        .collect();
    assert_eq!(boundary.len(), 2, "{hover}");
    for line in boundary {
        assert!(page.contains(line), "{line}");
    }
}

#[test]
fn a_block_that_broke_keeps_its_hover_and_says_so() {
    let mut view = sample();
    let (file, offset) = view.find("/shop/main.tf", "= \"orders\"");
    // The closing quote of the name is deleted while it is edited.
    let quote = offset + "= \"orders".len() as u32;
    let edit = syntax::TextEdit { range: syntax::TextRange::new(quote, quote + 1), text: String::new() };
    view.host.apply(ide::Change::Edited {
        path: project::FilePath::new("/shop/main.tf"),
        changes: vec![ide::TextChange::Edit(edit)],
    });
    view.analysis = view.host.analysis();
    let hover = view.analysis.hover(file, 35).expect("a hover").markdown;
    assert!(hover.contains("\n\nFrom before the last edit"), "{hover}");
    assert!(hover.contains("**Open: 3 of 6**"), "{hover}");
}

#[test]
fn many_findings_are_cut_to_five_and_a_count() {
    let view = sample();
    let settings = ide::Settings { guidance: ide::Guidance::Learn, ..ide::Settings::default() };
    let learn = crate::support::of_files(&crate::support::SAMPLE, settings);
    let at = learn.find("/shop/account.tf", "\"docs\"");
    let hover = learn.hover(at);
    assert!(hover.lines().count() <= 25, "{hover}");
    assert!(hover.contains("**Open: 4 of 7**") && view.hover(at).contains("**Open: 4 of 7**"), "{hover}");
}
