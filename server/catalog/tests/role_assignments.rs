//! Terraform in, the findings and the proved edits of role assignments out.

#![cfg(test)]

use std::fmt::Write;

use catalog::{Catalogue, FixKind, Status, assess};
use expect_test::{Expect, expect};
use project::{FilePath, Files};

const APP: &str = r#"
data "azurerm_subscription" "current" {}
resource "azurerm_resource_group" "shop" {
  name     = "shop"
  location = "westeurope"
}
resource "azurerm_storage_account" "docs" {
  name                = "docs"
  resource_group_name = azurerm_resource_group.shop.name
}
resource "azurerm_user_assigned_identity" "import" {
  name                = "import"
  resource_group_name = azurerm_resource_group.shop.name
}
resource "azurerm_linux_web_app" "import" {
  name                = "import"
  resource_group_name = azurerm_resource_group.shop.name
  app_settings        = { STORE = azurerm_storage_account.docs.primary_blob_endpoint }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.import.id]
  }
}
"#;

/// What is open of the assignment `it`, one a line; then the proved edit, if one is offered.
fn judged(text: &str) -> String {
    let mut files = Files::default();
    files.disk(&FilePath::new("/main.tf"), Some(text.to_owned()));
    let snapshot = files.snapshot();
    let module = snapshot.modules.first().expect("one directory");
    let assessment = assess(module, Catalogue::bundled(), "2026-11-23");
    let mut found = String::new();
    let its = assessment.resources.iter().filter(|it| it.address.name == "it");
    for judgement in its.flat_map(|it| &it.judgements) {
        if !matches!(judgement.status, Status::Contradicted | Status::Missing) {
            continue;
        }
        let _ = writeln!(found, "{}: {}", judgement.rule.as_deref().unwrap_or("-"), judgement.message);
        let Some(intent) = &judgement.fix else { continue };
        let Some(narrows) = &intent.narrows else { continue };
        assert!(intent.title.chars().count() <= 80, "{}", intent.title);
        let FixKind::ReplaceValue { place, template } = &intent.kind else { panic!("{:?}", intent.kind) };
        let old = snapshot.text(*place).expect("a place in the text");
        let _ = writeln!(found, "  {} {:?} {}", narrows.edit, narrows.grade, intent.title);
        let _ = writeln!(found, "  {}: {old} → {template}", narrows.delta);
        let _ = writeln!(found, "  not proved: {}", narrows.guess.as_deref().unwrap_or_default());
    }
    found
}

fn assigned(role: &str, scope: &str, principal: &str) -> String {
    format!(
        "resource \"azurerm_role_assignment\" \"it\" {{\n  scope = {scope}\n  role_definition_name = \"{role}\"\n  \
         principal_id = {principal}\n}}\n"
    )
}

const SUBSCRIPTION: &str = "data.azurerm_subscription.current.id";
const IDENTITY: &str = "azurerm_user_assigned_identity.import.principal_id";

#[track_caller]
fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&judged(text));
}

#[test]
fn the_scope_is_narrowed_to_the_one_resource_that_the_app_works_with() {
    let text = APP.to_owned() + &assigned("Contributor", SUBSCRIPTION, IDENTITY);
    check(
        &text,
        &expect![[r#"
        IAM100: "it" grants Contributor on a whole subscription: everything in it can be changed or deleted
          Z02 S2 Narrow to azurerm_storage_account.docs (grants less; REPLACES the assignment)
          Contributor on a whole subscription → on azurerm_storage_account.docs: data.azurerm_subscription.current.id → azurerm_storage_account.docs.id
          not proved: that it works on nothing but what its settings name
    "#]],
    );
}

#[test]
fn a_role_for_storage_is_narrowed_to_the_account() {
    let text = APP.to_owned() + &assigned("Storage Blob Data Reader", SUBSCRIPTION, IDENTITY);
    check(
        &text,
        &expect![[r#"
        IAM106: "it" grants Storage Blob Data Reader on a whole subscription: on every storage account in it, also those made later
          Z02 S2 Narrow to azurerm_storage_account.docs (grants less; REPLACES the assignment)
          Storage Blob Data Reader on a whole subscription → on azurerm_storage_account.docs: data.azurerm_subscription.current.id → azurerm_storage_account.docs.id
          not proved: that it works on no other one
    "#]],
    );
}

#[test]
fn in_its_own_group_the_scope_is_narrowed_to_the_resource() {
    let text = APP.to_owned() + &assigned("Contributor", "azurerm_resource_group.shop.id", IDENTITY);
    check(
        &text,
        &expect![[r#"
        IAM100: "it" grants Contributor on a whole resource group: everything in it can be changed or deleted
          Z02 S2 Narrow to azurerm_storage_account.docs (grants less; REPLACES the assignment)
          Contributor on a whole resource group → on azurerm_storage_account.docs: azurerm_resource_group.shop.id → azurerm_storage_account.docs.id
          not proved: that it works on nothing but what its settings name
    "#]],
    );
}

#[test]
fn of_an_app_that_works_with_more_the_whole_group_is_kept() {
    let vault = r#"
resource "azurerm_key_vault" "keys" {
  name                = "keys"
  resource_group_name = azurerm_resource_group.shop.name
}
"#;
    let app = APP.replace("{ STORE", "{ KEYS = azurerm_key_vault.keys.vault_uri, STORE");
    let text = app + vault + &assigned("Contributor", SUBSCRIPTION, IDENTITY);
    check(
        &text,
        &expect![[r#"
        IAM100: "it" grants Contributor on a whole subscription: everything in it can be changed or deleted
          Z02 S3 Narrow to azurerm_resource_group.shop (grants less; REPLACES the assignment)
          Contributor on a whole subscription → on azurerm_resource_group.shop: data.azurerm_subscription.current.id → azurerm_resource_group.shop.id
          not proved: that it works on nothing outside its resource group
    "#]],
    );
}

#[test]
fn owner_becomes_contributor_where_its_scope_cannot_be_less() {
    let literal = "\"/subscriptions/00000000-0000-0000-0000-000000000000\"";
    check(
        &(APP.to_owned() + &assigned("Owner", literal, IDENTITY)),
        &expect![[r#"
        IAM100: "it" grants Owner on a whole subscription: everything in it can be changed and given away
          Z01 S3 Make it Contributor (grants less; REPLACES the assignment)
          Owner → Contributor: it no longer hands out roles: "Owner" → "Contributor"
          not proved: that it never assigns a role
    "#]],
    );
}

#[test]
fn a_subscription_that_may_be_another_one_is_no_proof() {
    let other = APP.replace(
        "\"current\" {}",
        "\"current\" {\n  subscription_id = \"00000000-0000-0000-0000-000000000000\"\n}",
    );
    check(
        &(other + &assigned("Contributor", SUBSCRIPTION, IDENTITY)),
        &expect![[r#"
        IAM100: "it" grants Contributor on a whole subscription: everything in it can be changed or deleted
    "#]],
    );
    let aliased = APP.replace("\"current\" {}", "\"current\" {\n  provider = azurerm.hub\n}");
    check(
        &(aliased + &assigned("Contributor", SUBSCRIPTION, IDENTITY)),
        &expect![[r#"
        IAM100: "it" grants Contributor on a whole subscription: everything in it can be changed or deleted
    "#]],
    );
}

#[test]
fn contributor_is_never_narrowed_to_a_role_that_reads_data() {
    for scope in [SUBSCRIPTION, "azurerm_resource_group.shop.id", "\"/\""] {
        for principal in [IDENTITY, "\"00000000-0000-0000-0000-000000000001\""] {
            let found = judged(&(APP.to_owned() + &assigned("Contributor", scope, principal)));
            // What it reads through its data role is not within what a contributor may do.
            assert!(!found.contains("Data"), "{found}");
            assert!(!found.contains("Z01"), "{found}");
        }
    }
    let contributor = iam::Data::bundled().azure_role("Contributor").expect("a built-in role").operations();
    let roles = iam::Data::bundled().azure_roles();
    let reading: Vec<_> = roles.iter().filter(|role| !role.data_actions.is_empty()).collect();
    assert!(reading.len() > 40, "{}", reading.len());
    for role in reading {
        assert!(!role.operations().is_within(&contributor), "{}", role.name);
    }
}

#[test]
fn a_pipeline_may_change_the_group_it_deploys() {
    let someone = "\"00000000-0000-0000-0000-000000000001\"";
    let text = APP.to_owned() + &assigned("Contributor", "azurerm_resource_group.shop.id", someone);
    check(&text, &expect![]);
}

#[test]
fn code_that_may_hand_out_roles_is_found_by_what_its_role_may_do() {
    let scope = "azurerm_storage_account.docs.id";
    let text = APP.to_owned() + &assigned("User Access Administrator", scope, IDENTITY);
    check(
        &text,
        &expect![[r#"
        IAM102: "it" lets azurerm_linux_web_app.import hand out roles on one resource: whoever runs code there can give itself any
    "#]],
    );
    let limited = text.replace("  principal_id =", "  condition = \"(…)\"\n  principal_id =");
    check(&limited, &expect![]);
}

const ROLE: &str = r#"
resource "azurerm_role_definition" "it" {
  name              = "Restart apps"
  scope             = data.azurerm_subscription.current.id
  assignable_scopes = [data.azurerm_subscription.current.id]
  permissions {
    actions = ["Microsoft.Web/sites/restart/action"]
  }
}
resource "azurerm_role_assignment" "restart" {
  scope              = azurerm_storage_account.docs.id
  role_definition_id = azurerm_role_definition.it.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.import.principal_id
}
"#;

#[test]
fn a_custom_role_can_be_assigned_where_it_is() {
    expect![[r#"
        IAM106: custom role "it" can be assigned in a whole subscription: these files assign it in azurerm_storage_account.docs
          Z08 S2 Limit it to azurerm_resource_group.shop (check assignments elsewhere)
          assignable in a whole subscription → in azurerm_resource_group.shop: [data.azurerm_subscription.current.id] → [azurerm_resource_group.shop.id]
          not proved: that it is assigned nowhere outside these files
    "#]]
    .assert_eq(&judged(&format!("{APP}{ROLE}")));
}

#[test]
fn a_custom_role_of_another_subscription_keeps_its_scopes() {
    let other = APP.replace("\"current\" {}", "\"current\" {\n  subscription_id = \"1\"\n}");
    assert!(!judged(&format!("{other}{ROLE}")).contains("Z08"));
    let unknown = ROLE.replace("= azurerm_storage_account.docs.id", "= var.scope");
    assert!(!judged(&format!("{APP}{unknown}")).contains("Z08"));
}
