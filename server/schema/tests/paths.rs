//! What paths name, and what is said about those that name nothing.

use expect_test::{Expect, expect};
use schema::{Kind, PathKind, Presence, Schema};

fn check(resource_type: &str, paths: &[&str], expected: Expect) {
    let mut shown = String::new();
    for path in paths {
        let found = match Schema::bundled().check_path(resource_type, path) {
            Ok(found) => format!("{:?}, {:?}", found.kind, found.repeats),
            Err(error) => format!("error: {error}"),
        };
        shown.push_str(&format!("{path}: {found}\n"));
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_path_names_an_attribute_a_block_or_a_repeatable_block() {
    check(
        "aws_s3_bucket",
        &[
            "bucket",
            "tags",
            "tags[\"owner.name\"]",
            "logging",
            "logging.target_bucket",
            "lifecycle_rule",
            "lifecycle_rule.enabled",
        ],
        expect![[r#"
            bucket: Attribute(String), Never
            tags: Attribute(Map), Never
            tags["owner.name"]: Inside, Never
            logging: Block, Never
            logging.target_bucket: Attribute(String), Never
            lifecycle_rule: Repeatable, Never
            lifecycle_rule.enabled: Attribute(Bool), At("lifecycle_rule")
        "#]],
    );
}

#[test]
fn elements_keys_and_wildcards_are_understood() {
    check(
        "aws_security_group",
        &[
            "ingress",
            "ingress[]",
            "ingress[].cidr_blocks",
            "ingress.cidr_blocks",
            "ingress[0].from_port",
            "ingress.cidr_blocks[]",
            "*",
        ],
        expect![[r#"
            ingress: Repeatable, Never
            ingress[]: Block, At("ingress")
            ingress[].cidr_blocks: Attribute(List), At("ingress")
            ingress.cidr_blocks: Attribute(List), At("ingress")
            ingress[0].from_port: Attribute(Number), Never
            ingress.cidr_blocks[]: Inside, At("ingress")
            *: Inside, At("*")
        "#]],
    );
    check(
        "azurerm_storage_account",
        &["*.versioning_enabled", "*.nowhere", "identity.type"],
        expect![[r#"
        *.versioning_enabled: Attribute(Bool), At("*")
        *.nowhere: error: azurerm_storage_account has no nowhere
        identity.type: Attribute(String), Never
    "#]],
    );
}

#[test]
fn what_is_inside_a_map_or_a_string_cannot_be_checked() {
    check(
        "aws_lambda_function",
        &[
            "environment.variables",
            "environment.variables.TOKEN",
            "environment.variables[\"TOKEN\"]",
            "role.x",
        ],
        expect![[r#"
            environment.variables: Attribute(Map), Never
            environment.variables.TOKEN: Inside, Never
            environment.variables["TOKEN"]: Inside, Never
            role.x: Inside, Never
        "#]],
    );
}

#[test]
fn what_is_known_after_apply_is_known() {
    check(
        "aws_s3_bucket",
        &["arn", "id", "bucket_regional_domain_name"],
        expect![[r#"
        arn: Attribute(String), Never
        id: Attribute(String), Never
        bucket_regional_domain_name: Attribute(String), Never
    "#]],
    );
    check(
        "aws_eks_cluster",
        &["certificate_authority[0].data"],
        expect![[r#"
        certificate_authority[0].data: Attribute(String), Never
    "#]],
    );
    check(
        "aws_s3_object",
        &["checksum_crc64nvme"],
        expect![[r#"
        checksum_crc64nvme: Attribute(String), Never
    "#]],
    );
}

#[test]
fn meta_arguments_belong_to_every_type() {
    check(
        "aws_s3_bucket",
        &["@count", "@lifecycle.prevent_destroy", "@lifecycle.prevent_destory"],
        expect![[r#"
        @count: Attribute(Number), Never
        @lifecycle.prevent_destroy: Attribute(Bool), Never
        @lifecycle.prevent_destory: error: aws_s3_bucket has no @lifecycle.prevent_destory; the nearest is @lifecycle.prevent_destroy
    "#]],
    );
}

#[test]
fn an_unknown_name_is_told_with_the_nearest_one() {
    check(
        "aws_s3_bucket",
        &["loging", "logging.target", "bucket.name", "force_destroy.x", "logging..x", ""],
        expect![[r#"
            loging: error: aws_s3_bucket has no loging; the nearest is logging
            logging.target: error: logging of aws_s3_bucket has no target; the nearest is target_bucket
            bucket.name: Inside, Never
            force_destroy.x: error: force_destroy of aws_s3_bucket is a plain value, so it has no x
            logging..x: error: logging..x is not a path
            : error:  is not a path
        "#]],
    );
    check(
        "aws_s3_buckte",
        &["bucket"],
        expect![[r#"
        bucket: error: no provider has the type aws_s3_buckte; the nearest is aws_s3_bucket
    "#]],
    );
    check(
        "google_storage_bucket",
        &["name"],
        expect![[r#"
        name: error: no provider has the type google_storage_bucket
    "#]],
    );
}

#[test]
fn a_block_that_nests_itself_without_end_can_be_walked() {
    let deep = "rule.statement.and_statement.statement.or_statement.statement.geo_match_statement";
    check(
        "aws_wafv2_rule_group",
        &["rule.statement", deep],
        expect![[r#"
        rule.statement: Repeatable, At("rule")
        rule.statement.and_statement.statement.or_statement.statement.geo_match_statement: Inside, At("rule")
    "#]],
    );
}

#[test]
fn a_name_knows_the_releases_that_have_it() {
    let versions = |resource_type: &str, name: &str| {
        let found = Schema::bundled().resource(resource_type).expect("a known type");
        found.body.item(name).map(|item| item.versions().join(" ")).unwrap_or_default()
    };
    let actual = [
        versions("azurerm_storage_account", "enable_https_traffic_only"),
        versions("azurerm_storage_account", "https_traffic_only_enabled"),
        versions("azurerm_storage_container", "storage_account_name"),
        versions("aws_redshift_cluster", "logging"),
        versions("aws_s3_bucket", "logging"),
    ]
    .join("\n");
    expect![[r#"
        3.116.0
        3.116.0 4.81.0 5.10.0
        3.116.0 4.81.0
        4.66.1 5.99.1
        4.66.1 5.99.1 6.69.1"#]]
    .assert_eq(&actual);
}

#[test]
fn required_optional_and_computed_are_told_apart() {
    let bucket = Schema::bundled().resource("aws_s3_bucket_logging").expect("a known type").body;
    let presence = |name| bucket.item(name).map(schema::Item::presence);
    assert_eq!(presence("bucket"), Some(Presence::Required));
    assert_eq!(presence("expected_bucket_owner"), Some(Presence::Optional));
    let function = Schema::bundled().resource("aws_lambda_function").expect("a known type").body;
    assert_eq!(function.item("invoke_arn").map(schema::Item::presence), Some(Presence::Computed));
}

#[test]
fn data_sources_are_beside_resources() {
    let document = Schema::bundled().data_source("aws_iam_policy_document").expect("a known data source");
    let statement = document.body.item("statement").expect("a known block");
    assert_eq!(statement.kind(), Kind::Blocks);
    assert_eq!(
        Schema::bundled().path("aws_iam_policy_document", "statement.actions"),
        Some(PathKind::Attribute(Kind::List))
    );
}

/// The tables are whole: counts that change only when the sources do.
#[test]
fn the_tables_have_these_sizes() {
    let mut shown = String::new();
    for provider in Schema::bundled().providers() {
        let releases: Vec<_> =
            provider.releases.iter().map(|it| format!("{} of {}", it.version, it.date)).collect();
        shown.push_str(&format!("{}: {}\n", provider.name, releases.join(", ")));
    }
    let types: Vec<&str> = Schema::bundled().resource_types().collect();
    let of = |prefix: &str| types.iter().filter(|name| name.starts_with(prefix)).count();
    shown.push_str(&format!("resource types: {} aws, {} azurerm\n", of("aws_"), of("azurerm_")));
    let attributes: usize = types
        .iter()
        .filter_map(|name| Schema::bundled().resource(name))
        .map(|found| found.body.items().count())
        .sum();
    shown.push_str(&format!("names at the top of their bodies: {attributes}\n"));
    expect![[r#"
        aws: 4.66.1 of 2023-05-06, 5.99.1 of 2025-05-31, 6.69.1 of 2026-10-16
        azurerm: 3.116.0 of 2024-08-17, 4.81.0 of 2026-08-07, 5.10.0 of 2026-10-16
        resource types: 1760 aws, 1227 azurerm
        names at the top of their bodies: 33794
    "#]]
    .assert_eq(&shown);
}
