#![cfg(test)]
//! Azure's built-in roles, and which of them lie within which.

use std::{collections::BTreeMap, env, path::Path, process::Command};

use iam::{AzureRole, Data, Operations};
use proptest::prelude::*;
use serde_json::Value;

fn role(name: &str) -> &'static AzureRole {
    Data::bundled().azure_role(name).unwrap_or_else(|| panic!("no role {name}"))
}

fn is_within(new: &str, old: &str) -> bool {
    role(new).operations().is_within(&role(old).operations())
}

#[test]
fn a_role_is_found_by_its_name_its_id_and_its_definition() {
    let reader = role("Storage Blob Data Reader");
    assert_eq!(reader.id, "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1");
    assert_eq!(role("storage blob data READER"), reader);
    assert_eq!(role("2A2B9908-6ea1-4ae2-8e65-a410df84e7d1"), reader);
    let definition = "/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions/";
    assert_eq!(role(&format!("{definition}{}", reader.id)), reader);
    assert_eq!(role("SignalR/Web PubSub Contributor").name, "SignalR/Web PubSub Contributor");
    assert_eq!(Data::bundled().azure_role("Storage Blob Data Writer"), None);
    assert_eq!(Data::bundled().azure_role(""), None);
    assert_eq!(Data::bundled().azure_roles().len(), 127);
}

#[test]
fn every_role_lies_within_itself_and_grants_something() {
    for role in Data::bundled().azure_roles() {
        assert!(role.operations().is_within(&role.operations()), "{role:?}");
        assert!(!role.actions.is_empty() || !role.data_actions.is_empty(), "{role:?}");
        assert_eq!(role.id.len(), 36);
    }
}

#[test]
fn owner_holds_what_contributor_and_reader_grant() {
    assert!(is_within("Contributor", "Owner"));
    assert!(is_within("Reader", "Contributor"));
    assert!(is_within("Storage Account Key Operator Service Role", "Contributor"));
    assert!(!is_within("Owner", "Contributor"));
    assert!(!is_within("Contributor", "Reader"));
}

#[test]
fn contributor_grants_no_operation_on_data() {
    assert!(!is_within("Storage Blob Data Reader", "Contributor"));
    assert!(!is_within("Storage Blob Data Reader", "Owner"));
    assert!(!is_within("Key Vault Secrets User", "Owner"));
    let outside = role("Key Vault Secrets User").operations().outside(&role("Owner").operations());
    assert_eq!(
        outside,
        [
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action"
        ]
    );
}

#[test]
fn what_contributor_takes_away_is_not_within_it() {
    let outside = role("User Access Administrator").operations().outside(&role("Contributor").operations());
    assert_eq!(outside, ["Microsoft.Authorization/*"]);
    assert!(!is_within("Role Based Access Control Administrator", "Contributor"));
}

#[test]
fn data_roles_lie_within_each_other() {
    assert!(is_within("Storage Blob Data Contributor", "Storage Blob Data Owner"));
    assert!(is_within("Storage Blob Data Reader", "Storage Blob Data Contributor"));
    assert!(!is_within("Storage Blob Data Owner", "Storage Blob Data Contributor"));
    assert!(!is_within("Storage Blob Data Reader", "Storage Queue Data Contributor"));
    assert!(is_within("Key Vault Secrets User", "Key Vault Secrets Officer"));
    assert!(is_within("Key Vault Secrets User", "Key Vault Administrator"));
}

#[test]
fn what_is_taken_away_counts_on_both_sides() {
    let all = Operations { actions: &["A/*"], ..Operations::default() };
    let but_write = Operations { actions: &["A/*"], not_actions: &["A/*/write"], ..Operations::default() };
    let but_one = Operations { actions: &["a/*"], not_actions: &["a/b/WRITE"], ..Operations::default() };
    assert!(but_write.is_within(&all));
    assert!(but_write.is_within(&but_one));
    assert!(!but_one.is_within(&but_write));
    assert!(!all.is_within(&but_one));
    // A pattern that is wholly taken away again grants nothing.
    let nothing = Operations { actions: &["B/read"], not_actions: &["B/*"], ..Operations::default() };
    assert!(nothing.is_within(&but_one));
    // Two patterns together are as good as one.
    let halves = Operations { actions: &["A/x*", "A/*"], ..Operations::default() };
    assert!(halves.is_within(&all));
    // `notDataActions` takes nothing from `actions`.
    let other = Operations { actions: &["A/*"], not_data_actions: &["A/*"], ..Operations::default() };
    assert!(!other.is_within(&but_one));
}

#[test]
fn a_role_says_whether_it_grants_an_operation() {
    let write = "microsoft.authorization/roleassignments/write";
    assert!(role("Owner").operations().allows(write));
    assert!(role("User Access Administrator").operations().allows(write));
    assert!(!role("Contributor").operations().allows(write));
    let read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    assert!(role("Storage Blob Data Reader").operations().allows_data(read));
    assert!(!role("Owner").operations().allows_data(read));
}

/// Words of up to five letters.
fn words() -> Vec<String> {
    let mut words = vec![String::new()];
    for _ in 0..5 {
        let longer = words.iter().flat_map(|word| ["a", "b", "c"].map(|letter| format!("{word}{letter}")));
        words = longer.chain([String::new()]).collect();
    }
    words
}

proptest! {
    #[test]
    fn what_lies_within_grants_nothing_new(
        patterns in prop::collection::vec(prop::collection::vec("[abB*]{1,3}", 0..3), 4),
    ) {
        let lists: Vec<Vec<&str>> =
            patterns.iter().map(|list| list.iter().map(String::as_str).collect()).collect();
        let new = Operations { actions: &lists[0], not_actions: &lists[1], ..Operations::default() };
        let old = Operations { actions: &lists[2], not_actions: &lists[3], ..Operations::default() };
        if new.is_within(&old) {
            for word in words() {
                prop_assert!(!new.allows(&word) || old.allows(&word), "{word}");
            }
        }
    }
}

/// Every role against the list that `azure_roles.json.gz` holds, where `DEMARC_DATA` names its folder.
#[test]
fn the_roles_are_those_that_azure_publishes() {
    let Some(folder) = env::var_os("DEMARC_DATA") else {
        testkit::skipped("DEMARC_DATA names no folder with the roles that Azure publishes");
        return;
    };
    let path = Path::new(&folder).join("azure_roles.json.gz");
    let json = Command::new("gzip").arg("-dc").arg(&path).output().expect("gzip runs").stdout;
    let published: Vec<Value> = serde_json::from_slice(&json).expect("a list of roles");
    let published: BTreeMap<&str, &Value> =
        published.iter().map(|it| (it["id"].as_str().unwrap_or_default(), it)).collect();
    for role in Data::bundled().azure_roles() {
        let found = published.get(role.id).unwrap_or_else(|| panic!("{} is not published", role.name));
        assert_eq!(found["name"], role.name);
        let [permissions] = found["permissions"].as_array().unwrap().as_slice() else {
            panic!("{} has several sets of permissions", role.name)
        };
        assert_eq!(permissions["condition"], Value::Null, "{}", role.name);
        for (key, known) in [
            ("actions", role.actions),
            ("notActions", role.not_actions),
            ("dataActions", role.data_actions),
            ("notDataActions", role.not_data_actions),
        ] {
            let mut real: Vec<_> =
                permissions[key].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let mut known = known.to_vec();
            real.sort_unstable();
            known.sort_unstable();
            assert_eq!(known, real, "{key} of {}", role.name);
        }
    }
}
