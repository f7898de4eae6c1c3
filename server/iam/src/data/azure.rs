//! Azure's built-in roles, and whether one role grants no operation that another does not.

use std::sync::OnceLock;

use serde::Deserialize;

use super::AzureRole;
use crate::narrowing::within;

const ROLES: &str = include_str!("../../data/azure-roles.toml");

/// The operations of a role, as patterns. `not_actions` takes away from `actions`, nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Operations<'o> {
    pub actions: &'o [&'o str],
    pub not_actions: &'o [&'o str],
    pub data_actions: &'o [&'o str],
    pub not_data_actions: &'o [&'o str],
}

#[derive(Deserialize)]
struct File {
    role: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Row {
    name: String,
    id: String,
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    not_actions: Vec<String>,
    #[serde(default)]
    data_actions: Vec<String>,
    #[serde(default)]
    not_data_actions: Vec<String>,
}

/// The roles in this binary, by area. Read once, for as long as the program runs.
pub(super) fn roles() -> &'static [AzureRole] {
    static ROWS: OnceLock<Vec<AzureRole>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let file: File = toml::from_str(ROLES).unwrap_or(File { role: Vec::new() });
        file.role.into_iter().map(role).collect()
    })
}

fn role(row: Row) -> AzureRole {
    let list = |operations: Vec<String>| -> &'static [&'static str] {
        operations.into_iter().map(|it| &*it.leak()).collect::<Vec<_>>().leak()
    };
    AzureRole {
        name: row.name.leak(),
        id: row.id.leak(),
        actions: list(row.actions),
        not_actions: list(row.not_actions),
        data_actions: list(row.data_actions),
        not_data_actions: list(row.not_data_actions),
    }
}

/// By name, id, or the id of its definition.
pub(super) fn find(name_or_id: &str) -> Option<&'static AzureRole> {
    let last = name_or_id.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    roles()
        .iter()
        .find(|role| role.name.eq_ignore_ascii_case(name_or_id) || role.id.eq_ignore_ascii_case(last))
}

/// From this length on two letters may differ: "Lab Contributor" is not a misspelt "Tag Contributor".
const LONG: usize = 20;

/// The role whose name or id is nearly this one.
pub(super) fn nearest(name_or_id: &str) -> Option<&'static AzureRole> {
    let most = if name_or_id.len() < LONG { 1 } else { 2 };
    let away = |known: &str| crate::findings::distance(name_or_id, known, most);
    let near = roles().iter().filter_map(|role| Some((away(role.name).or_else(|| away(role.id))?, role)));
    near.min_by_key(|(away, _)| *away).map(|(_, role)| role)
}

impl AzureRole {
    pub fn operations(&self) -> Operations<'static> {
        Operations {
            actions: self.actions,
            not_actions: self.not_actions,
            data_actions: self.data_actions,
            not_data_actions: self.not_data_actions,
        }
    }
}

impl<'o> Operations<'o> {
    /// Does it grant no operation that `other` does not, also of those that Azure adds later? Proved by the
    /// patterns; `false` where it can't be.
    pub fn is_within(&self, other: &Operations<'_>) -> bool {
        self.outside(other).is_empty()
    }

    /// The patterns of this role that are not shown to lie within `other`, management first.
    pub fn outside(&self, other: &Operations<'_>) -> Vec<&'o str> {
        let management = outside((self.actions, self.not_actions), (other.actions, other.not_actions));
        let data =
            outside((self.data_actions, self.not_data_actions), (other.data_actions, other.not_data_actions));
        [management, data].concat()
    }

    /// Does it grant this operation of management, such as `Microsoft.Authorization/roleAssignments/write`?
    pub fn allows(&self, action: &str) -> bool {
        grants(self.actions, self.not_actions, action)
    }

    /// Does it grant this operation on data, such as
    /// `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`?
    pub fn allows_data(&self, action: &str) -> bool {
        grants(self.data_actions, self.not_data_actions, action)
    }
}

fn grants(granted: &[&str], taken: &[&str], operation: &str) -> bool {
    let operation = operation.to_ascii_lowercase();
    let matches = |pattern: &&str| crate::matches(&pattern.to_ascii_lowercase(), &operation);
    granted.iter().any(matches) && !taken.iter().any(matches)
}

/// The patterns of `new`, as granted and taken away, that are not shown to lie within `old`. One does where
/// a pattern of `old` has it, and what `old` takes away is out of its reach or taken away by `new` too.
fn outside<'n>(
    (granted, taken): (&'n [&'n str], &'n [&'n str]),
    (old_granted, old_taken): (&[&str], &[&str]),
) -> Vec<&'n str> {
    let holes: Vec<(String, &str)> =
        old_taken.iter().map(|hole| (hole.to_ascii_lowercase(), *hole)).collect();
    let is_outside = |operation: &&&str| {
        let folded = operation.to_ascii_lowercase();
        let kept_back =
            |(lower, hole): &(String, &str)| !crate::overlap(&folded, lower) || within(hole, taken);
        let grants_nothing = within(operation, taken);
        let covered = within(operation, old_granted) && holes.iter().all(kept_back);
        !grants_nothing && !covered
    };
    granted.iter().filter(is_outside).copied().collect()
}
