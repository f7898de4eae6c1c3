//! What AWS and Azure publish about their permissions: actions, access levels, resource types, managed
//! policies, roles. Dated; a name that is not here may be newer than the list.

/// The list of actions, resource types and condition keys.
#[derive(Debug, Default)]
pub struct Data {}

/// How an action touches what it acts on, as AWS classes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    List,
    Read,
    Tagging,
    Write,
    PermissionsManagement,
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
    /// Condition keys of the action itself, as published (`s3:ExistingObjectTag/<key>`).
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType<'d> {
    /// `s3`.
    pub service: &'d str,
    /// `object`, as published, in lower case.
    pub name: &'d str,
    /// `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
    pub arn: &'d str,
}

/// The latest version of a policy that AWS manages.
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedPolicy {
    /// `AmazonS3FullAccess`.
    pub name: String,
    /// `arn:aws:iam::aws:policy/AmazonS3FullAccess`.
    pub arn: String,
    pub policy: crate::Policy,
    /// AWS no longer lets it be attached anew.
    pub deprecated: bool,
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
    /// The list in this binary, unpacked when first asked for.
    pub fn bundled() -> &'static Self {
        static DATA: Data = Data {};
        &DATA
    }

    /// The day of the list, `2026-09-26`.
    pub fn date(&self) -> &str {
        ""
    }

    /// By prefix, in any case.
    pub fn service(&self, _prefix: &str) -> Option<Service<'_>> {
        None
    }

    /// Every service, by prefix.
    pub fn services(&self) -> Vec<Service<'_>> {
        Vec::new()
    }

    /// `s3:GetObject`, in any case.
    pub fn action(&self, _name: &str) -> Option<Action<'_>> {
        None
    }

    /// What `s3:Get*` stands for today, by name. `*` is every action.
    pub fn expand(&self, _pattern: &str) -> Vec<Action<'_>> {
        Vec::new()
    }

    /// Every action's name, sorted: for [`crate::Known`].
    pub fn action_names(&self) -> &[&str] {
        &[]
    }

    /// Every resource type of a service.
    pub fn resource_types(&self, _prefix: &str) -> Vec<ResourceType<'_>> {
        Vec::new()
    }

    /// By name or ARN, of any partition.
    pub fn managed_policy(&self, _name_or_arn: &str) -> Option<&ManagedPolicy> {
        None
    }

    /// Names and ARNs of every managed policy, by name.
    pub fn managed_policy_names(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    /// By name (in any case), id, or the id of its definition (`/…/roleDefinitions/GUID`).
    pub fn azure_role(&self, _name_or_id: &str) -> Option<&'static AzureRole> {
        None
    }

    pub fn azure_roles(&self) -> &'static [AzureRole] {
        &[]
    }
}

impl Action<'_> {
    /// Does it accept `*` alone as its resource?
    pub fn is_wildcard_only(&self) -> bool {
        self.resource_types.is_empty()
    }
}
