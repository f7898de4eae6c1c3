//! What an Azure role grants, in plain words: the resources themselves, what is in them, and roles.

use std::collections::BTreeMap;

use crate::{AzureRole, matches};

/// What a role reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AzureReach {
    /// The resources themselves: make, change, delete, read. Empty: nothing.
    pub control: Vec<String>,
    /// What is in the resources. Empty: nothing.
    pub data: Vec<String>,
    /// May it grant roles, and so take any right?
    pub grants_roles: bool,
    /// Operations of the control plane that open data all the same: account keys, credentials, command lines.
    pub opens: Vec<&'static str>,
}

pub fn azure_reach(role: &AzureRole) -> AzureReach {
    let may = |operation: &str| {
        let named = |list: &[&str]| {
            list.iter().any(|glob| matches(&glob.to_ascii_lowercase(), &operation.to_ascii_lowercase()))
        };
        named(role.actions) && !named(role.not_actions)
    };
    AzureReach {
        control: plane(role.actions, role.not_actions),
        data: plane(role.data_actions, role.not_data_actions),
        grants_roles: may("Microsoft.Authorization/roleAssignments/write"),
        opens: OPENS.iter().filter(|(operation, _)| may(operation)).map(|(_, words)| *words).collect(),
    }
}

/// What of the control plane opens what is inside.
const OPENS: &[(&str, &str)] = &[
    ("Microsoft.Storage/storageAccounts/listKeys/action", "reads account keys, which open all data"),
    ("Microsoft.KeyVault/vaults/accessPolicies/write", "lets anybody into a vault by an access policy"),
    ("Microsoft.DocumentDB/databaseAccounts/listKeys/action", "reads database keys, which open all data"),
    (
        "Microsoft.Compute/virtualMachines/runCommand/action",
        "runs commands on machines as their administrator",
    ),
    (
        "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
        "reads a cluster's administrator credentials",
    ),
    ("Microsoft.Web/sites/publishxml/action", "reads an app's deployment credentials"),
    ("Microsoft.Web/sites/config/list/action", "reads an app's settings, the secrets among them"),
];

/// One line for each provider: `read, write and delete in Microsoft.Storage`.
fn plane(grants: &[&str], except: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut by_provider: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for grant in grants {
        match *grant {
            "*" => lines.push("make, change, delete and read any of them".to_owned()),
            "*/read" => lines.push("read any of them, with its settings".to_owned()),
            _ => {
                let (provider, path) = grant.split_once('/').unwrap_or((grant, ""));
                let verb = path.rsplit('/').next().unwrap_or_default();
                by_provider.entry(provider).or_default().push(verb);
            }
        }
    }
    if let Some(everything) = lines.first_mut()
        && !except.is_empty()
    {
        everything.push_str(&format!(", except {}", exceptions(except)));
    }
    let mut providers: Vec<(&str, Vec<&str>)> = by_provider
        .into_iter()
        .filter(|(provider, _)| !(SIDE.contains(provider) && grants.len() > 2))
        .collect();
    providers.sort_by_key(|(_, verbs)| std::cmp::Reverse(verbs.len()));
    for (provider, verbs) in providers {
        let has = |verb: &str| verbs.iter().any(|it| it.eq_ignore_ascii_case(verb));
        let words = if has("*") {
            "everything".to_owned()
        } else {
            let known =
                [("read", "read"), ("write", "write"), ("delete", "delete"), ("action", "single operations")];
            let words: Vec<String> =
                known.iter().filter(|(verb, _)| has(verb)).map(|(_, word)| (*word).to_owned()).collect();
            super::listed(&words, 4, "and")
        };
        lines.push(format!("{words} in `{provider}`"));
    }
    lines
}

/// Providers that most roles name besides, for reading and tickets; no reader needs them.
const SIDE: &[&str] = &[
    "Microsoft.Authorization",
    "Microsoft.Insights",
    "Microsoft.Resources",
    "Microsoft.Support",
    "Microsoft.ResourceHealth",
];

fn exceptions(except: &[&str]) -> String {
    let roles = |operation: &&&str| operation.to_ascii_lowercase().starts_with("microsoft.authorization/");
    match (except.iter().filter(roles).count(), except.len()) {
        (0, count) => format!("{count} operations"),
        (_, _) => "granting roles and the like".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_told_by_plane() {
        let contributor = AzureRole {
            name: "Contributor",
            id: "",
            actions: &["*"],
            not_actions: &["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"],
            data_actions: &[],
            not_data_actions: &[],
        };
        let reach = azure_reach(&contributor);
        assert_eq!(
            reach.control,
            ["make, change, delete and read any of them, except granting roles and the like"]
        );
        assert!(reach.data.is_empty() && !reach.grants_roles);
        assert_eq!(reach.opens.first(), Some(&"reads account keys, which open all data"));
        let reader = AzureRole {
            name: "Storage Blob Data Reader",
            id: "",
            actions: &["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
            not_actions: &[],
            data_actions: &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
            not_data_actions: &[],
        };
        let reach = azure_reach(&reader);
        assert_eq!(reach.control, ["read in `Microsoft.Storage`"]);
        assert_eq!(reach.data, ["read in `Microsoft.Storage`"]);
        let owner = AzureRole { name: "Owner", not_actions: &[], ..contributor };
        assert!(azure_reach(&owner).grants_roles);
    }
}
