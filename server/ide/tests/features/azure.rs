//! What is the customer's of an app, a function and a machine on Azure, as the hover says it.

use expect_test::{Expect, expect};

use crate::support::view;

/// The hover at the cursor; it fits the smallest of the windows it is shown in.
#[track_caller]
fn check(fixture: &str, expected: Expect) {
    let hover = view(fixture).hover_at_cursor();
    let widest = hover.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(widest <= 78 && hover.lines().count() <= 25, "{widest} columns:\n{hover}");
    expected.assert_eq(&hover);
}

#[test]
fn an_app_with_an_identity_shows_role_scope_logging_and_safe_usage() {
    check(
        r#"
        //- /main.tf
        resource "azurerm_linux_web_app" "sh<|>op" {
          name                = "shop"
          resource_group_name = "shop"
          location            = "westeurope"
          service_plan_id     = "shop-plan"
          https_only          = true

          app_settings = {
            DOCS_KEY = azurerm_storage_account.docs.primary_access_key
          }

          site_config {
            application_stack {
              python_version = "3.13"
            }
          }

          identity {
            type = "SystemAssigned"
          }
        }

        resource "azurerm_role_assignment" "shop" {
          scope                = azurerm_storage_account.docs.id
          role_definition_name = "Contributor"
          principal_id         = azurerm_linux_web_app.shop.identity[0].principal_id
        }

        resource "azurerm_storage_account" "docs" {
          name                     = "docs"
          resource_group_name      = "shop"
          location                 = "westeurope"
          account_tier             = "Standard"
          account_replication_type = "ZRS"
        }
        "#,
        expect![[r#"
            **azurerm_linux_web_app.shop** · Azure App Service, a platform service

            - **Microsoft runs** the servers, operating system and runtime patches
            - **Yours** are access, role scope, logging, secrets and safe usage

            **Open: 4 of 11**
            - **Access** (high): role scope: its identity is `Contributor`, line 25
            - **Logging** (medium): requests are not recorded
            - **Monitoring** (medium): no Application Insights; users notice errors first
            - **Secrets** (medium): safe usage: key `DOCS_KEY` beside an identity, line 9

            **Assumed: 3** (nobody wrote it, the default of azurerm covers it)
            - **Network**: no plain FTP
            - **Patching**: no remote debugging
            - **Encryption**: TLS 1.2 or later

            **Shown: 4**
            - **Secrets**: no secret in the settings, line 8
            - **Access**: an identity, `SystemAssigned`, line 19
            - and 2 more: patching, encryption

            **Worth doing:** deployment by identity, not password · a health check ·
            sign-in in front of the app

            **After a deploy, confirm:** `az webapp log tail -g shop -n shop`
        "#]],
    );
}

#[test]
fn an_app_with_a_shared_identity_is_told_of_safe_usage() {
    let app = |name: &str| {
        format!(
            r#"
        resource "azurerm_linux_web_app" "{name}" {{
          name                = "shop"
          resource_group_name = "shop"
          location            = "westeurope"
          service_plan_id     = "shop-plan"

          site_config {{}}

          identity {{
            type         = "UserAssigned"
            identity_ids = [azurerm_user_assigned_identity.apps.id]
          }}
        }}
        "#
        )
    };
    check(
        &format!(
            r#"
        //- /main.tf
        {}
        {}
        resource "azurerm_user_assigned_identity" "apps" {{
          name                = "apps"
          resource_group_name = "shop"
          location            = "westeurope"
        }}

        resource "azurerm_role_assignment" "apps" {{
          scope                = "docs-account"
          role_definition_name = "Storage Blob Data Reader"
          principal_id         = azurerm_user_assigned_identity.apps.principal_id
        }}
        "#,
            app("sh<|>op"),
            app("admin")
        ),
        expect![[r#"
            **azurerm_linux_web_app.shop** · Azure App Service, a platform service

            - **Microsoft runs** the servers, operating system and runtime patches
            - **Yours** are access, role scope, logging, secrets and safe usage

            **Open: 3 of 8**
            - **Encryption** (high): plain HTTP is answered; the default, not a choice
            - **Logging** (medium): requests are not recorded
            - **Monitoring** (medium): no Application Insights; users notice errors first

            **Assumed: 3** (nobody wrote it, the default of azurerm covers it)
            - **Network**: no plain FTP
            - **Patching**: no remote debugging
            - **Encryption**: TLS 1.2 or later

            **Shown: 2**
            - **Access**: an identity, `UserAssigned`, line 11
            - **Access**: role scope: no broad role, line 39

            **Worth doing:** deployment by identity, not password · safe usage: an
            identity of its own · a health check · sign-in in front of the app

            **After a deploy, confirm:** `az webapp log tail -g shop -n shop`
        "#]],
    );
}

#[test]
fn a_function_app_shows_access_logging_config_secrets_and_monitoring() {
    check(
        r#"
        //- /main.tf
        resource "azurerm_linux_function_app" "or<|>ders" {
          name                       = "orders"
          resource_group_name        = "shop"
          location                   = "westeurope"
          service_plan_id            = "shop-plan"
          storage_account_name       = "shopstore"
          storage_account_access_key = var.storage_key

          app_settings = {
            DB_PASSWORD = "pa55-of-the-shop"
          }

          site_config {
            application_stack {
              python_version = "3.13"
            }
          }
        }

        variable "storage_key" {
          type = string
        }
        "#,
        expect![[r#"
            **azurerm_linux_function_app.orders** · Azure Functions, a managed service

            - **Microsoft runs** the servers, operating system, host patches and scaling
            - **Yours** are access, logging, config, secrets and monitoring

            **Open: 5 of 8**
            - **Secrets** (critical): `DB_PASSWORD` is plain text, line 10
            - **Encryption** (high): plain HTTP is answered; the default, not a choice
            - **Monitoring** (high): no Application Insights; users notice errors first
            - **Access** (medium): no identity, so other services need keys in settings
            - **Logging** (medium): no diagnostic setting, so what it logs is gone

            **Assumed: 3** (nobody wrote it, the default of azurerm covers it)
            - **Network**: no plain FTP
            - **Encryption**: TLS 1.2 or later
            - **Config**: host version 4, in support

            **Worth doing:** host storage by identity · callers named or signed in · an
            alert on errors

            **After a deploy, confirm:** `func azure functionapp logstream orders`
        "#]],
    );
}

#[test]
fn a_linux_machine_shows_hardening_patching_access_and_monitoring() {
    check(
        r#"
        //- /main.tf
        resource "azurerm_linux_virtual_machine" "w<|>eb" {
          name                            = "web"
          resource_group_name             = "shop"
          location                        = "westeurope"
          size                            = "Standard_B2s"
          admin_username                  = "ops"
          disable_password_authentication = false
          network_interface_ids           = [azurerm_network_interface.web.id]

          os_disk {
            caching              = "ReadWrite"
            storage_account_type = "Premium_LRS"
          }

          source_image_reference {
            publisher = "Canonical"
            offer     = "ubuntu-24_04-lts"
            sku       = "server"
            version   = "latest"
          }
        }

        resource "azurerm_network_interface" "web" {
          name                = "web"
          resource_group_name = "shop"
          location            = "westeurope"

          ip_configuration {
            name                          = "internal"
            subnet_id                     = azurerm_subnet.web.id
            private_ip_address_allocation = "Dynamic"
          }
        }

        resource "azurerm_subnet" "web" {
          name                 = "web"
          resource_group_name  = "shop"
          virtual_network_name = "shop"
          address_prefixes     = ["10.0.1.0/24"]
        }
        "#,
        expect![[r#"
            **azurerm_linux_virtual_machine.web** · Azure VM, a virtual machine

            - **Microsoft runs** the building, hardware, network and hypervisor
            - **Yours** are the operating system, its patches, access, data and monitoring

            **Open: 6 of 6**
            - **Patching** (high): nothing here patches it
            - **Access** (high): passwords log in over SSH, line 7
            - **Network** (high): no network security group in front of it, line 30
            - **Encryption** (medium): temporary disk and caches are not encrypted
            - **Recovery** (medium): no backup, so a mistake is final
            - and 1 more: monitoring

            **Worth doing:** trusted launch · sign-in with Entra ID · an identity instead
            of keys · 2 more

            **After a deploy, confirm:** `az vm assess-patches -g shop -n web`
        "#]],
    );
}

#[test]
fn a_windows_machine_is_patched_by_itself() {
    check(
        r#"
        //- /main.tf
        resource "azurerm_windows_virtual_machine" "des<|>k" {
          name                  = "desk"
          resource_group_name   = "shop"
          location              = "westeurope"
          size                  = "Standard_B2s"
          admin_username        = "ops"
          admin_password        = var.admin_password
          network_interface_ids = [var.interface]
          source_image_id       = "shop-image"

          os_disk {
            caching              = "ReadWrite"
            storage_account_type = "Premium_LRS"
          }
        }

        variable "admin_password" {
          type      = string
          sensitive = true
        }

        variable "interface" {
          type = string
        }
        "#,
        expect![[r#"
            **azurerm_windows_virtual_machine.desk** · Azure VM, a virtual machine

            - **Microsoft runs** the building, hardware, network and hypervisor
            - **Yours** are the operating system, its patches, access, data and monitoring

            **Open: 3 of 6**
            - **Encryption** (medium): temporary disk and caches are not encrypted
            - **Recovery** (medium): no backup, so a mistake is final
            - **Monitoring** (medium): no agent, so its logs and full disks go unseen

            **Assumed: 1** (nobody wrote it, the default of azurerm covers it)
            - **Patching**: patches are installed, `AutomaticByOS`

            **Shown: 1**
            - **Secrets**: no secret in file or script

            **Can't be told: 1**
            - **Network**: whether network rules stand in front; `var.interface` has no
              value here

            **Worth doing:** trusted launch · sign-in with Entra ID · an identity instead
            of keys · 2 more

            **After a deploy, confirm:** `az vm assess-patches -g shop -n desk`
        "#]],
    );
}

#[test]
fn a_role_on_a_whole_subscription_says_what_it_lets_its_holder_do() {
    check(
        r#"
        //- /main.tf
        data "azurerm_subscription" "current" {}

        resource "azurerm_role_assignment" "dep<|>loy" {
          scope                = data.azurerm_subscription.current.id
          role_definition_name = "Contributor"
          principal_id         = azurerm_user_assigned_identity.deploy.principal_id
        }

        resource "azurerm_user_assigned_identity" "deploy" {
          name                = "deploy"
          resource_group_name = "shop"
          location            = "westeurope"
        }
        "#,
        expect![[r#"
            **azurerm_role_assignment.deploy** · Azure role assignments, a platform
            service

            - **Microsoft runs** the sign-in, the check of every request, and the
              identities' credentials
            - **Yours** are the roles, their scopes, and who has them

            **Open: 1 of 2**
            - **Access** (high): `Contributor` on a whole subscription: everything in it
              can be changed or deleted, line 5

            **Shown: 1**
            - **Config**: Azure knows its names, line 5

            **After a deploy, confirm:**
            `az role assignment list --all --assignee PRINCIPAL -o table`
        "#]],
    );
}
