//! An Azure built-in role: what it grants on the resources and in them, and where it is given here.

use iam::{AzureRole, Data, reading};
use model::{Body, Expr, ExprKind, FileId, Place, Step};
use syntax::TextRange;

use super::page::{Page, Weight};
use crate::Analysis;

pub(super) fn markdown(role: &AzureRole, body: &Body, spelled: &dyn Fn(&Expr) -> Option<String>) -> String {
    let mut page = Page::new(&format!("**{}** · a built-in role of Azure", role.name));
    let reach = reading::azure_reach(role);
    plane(&mut page, "**The resources** (control plane)", &reach.control);
    plane(&mut page, "**What is in them** (data plane)", &reach.data);
    for opens in reach.opens.iter().take(2) {
        page.item(Weight::Some, &format!("all the same, it {opens}"));
    }
    page.item(
        Weight::Most,
        match reach.grants_roles {
            true => "**May grant roles**, any role and to itself too, unless a condition limits it",
            false => "may not grant roles",
        },
    );
    if let Some(scope) = body.attribute("scope").and_then(|scope| place_of(scope, spelled)) {
        page.item(Weight::Most, &format!("**Here**: {scope}"));
    }
    if let Some(principal) = body.attribute("principal_id").and_then(spelled) {
        let who = principal.split(".identity").next().unwrap_or(&principal);
        let who = who.strip_suffix(".principal_id").or_else(|| who.strip_suffix(".object_id")).unwrap_or(who);
        page.item(Weight::Most, &format!("**Held by** {}", reading::quoted(who)));
    }
    page.paragraph("Azure adds up all roles that somebody has, on every scope above too.");
    page.markdown()
}

fn plane(page: &mut Page, title: &str, lines: &[String]) {
    let text = match lines {
        [] => "nothing".to_owned(),
        lines => reading::listed(lines, 3, "and"),
    };
    page.item(Weight::Most, &format!("{title}: {text}"));
}

/// ``on `azurerm_storage_account.docs` alone``; the whole of a subscription or group is said as such.
fn place_of(scope: &Expr, spelled: &dyn Fn(&Expr) -> Option<String>) -> Option<String> {
    let text = spelled(scope)?;
    if let ExprKind::Reference(traversal) = &scope.kind {
        let kind = match (traversal.root.as_str(), traversal.steps.first()) {
            ("data", Some(Step::Attribute(kind))) => kind.as_str(),
            (root, _) => root,
        };
        let whole = match kind {
            "azurerm_subscription" => "in the whole subscription",
            "azurerm_management_group" => "in every subscription of the management group",
            "azurerm_resource_group" => "in the whole resource group",
            "var" | "local" | "module" | "each" => "on",
            _ => "on",
        };
        let address = text.strip_suffix(".id").unwrap_or(&text);
        let address = address.strip_prefix("data.").unwrap_or(address);
        return Some(format!("{whole} {}", reading::quoted(address)));
    }
    let bare = text.trim_matches('"');
    let segments: Vec<&str> = bare.split('/').filter(|segment| !segment.is_empty()).collect();
    Some(match segments.as_slice() {
        ["subscriptions", _] => format!("in the whole subscription {}", reading::quoted(bare)),
        ["subscriptions", _, "resourceGroups", _] => {
            format!("in the whole resource group {}", reading::quoted(bare))
        }
        _ => format!("on {}", reading::quoted(bare)),
    })
}

/// The role that an attribute names, by name or by the id of its definition.
pub(super) fn role(data: &Data, attribute: &str, written: &str) -> Option<&'static AzureRole> {
    match attribute {
        "role_definition_name" => data.azure_role(written),
        "role_definition_id" => {
            let id = written.trim_end_matches('"').rsplit('/').next()?;
            data.azure_role(id)
        }
        _ => None,
    }
}

/// The text of an expression of the block.
pub(super) fn spelled(analysis: &Analysis, file: FileId, block: u32, expr: &Expr) -> Option<String> {
    let text = analysis.snapshot.text(Place { file, block, node: expr.node })?;
    let text = text.trim().to_owned();
    (!text.contains('\n')).then_some(text)
}

/// A name that is written where the role is.
pub(super) fn unquoted(analysis: &Analysis, file: FileId, range: TextRange) -> Option<String> {
    let text = analysis.source(file)?.text.slice(range);
    Some(text.trim().trim_matches('"').to_owned())
}
