//! Reads role assignments of Azure: which role, on what, to whom.

use iam::{AzureRole, Data};
use model::{Data as ValueData, Known, Part, Value};
use project::ResolvedModule;

use crate::{
    evaluate::reference,
    evidence::{Link, Path},
    links::Links,
    path::{self, read},
    words,
};

/// How much lies below a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Width {
    Resource,
    Group,
    Subscription,
    ManagementGroup,
    Tenant,
}

/// Where a role counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) width: Width,
    /// The resource, or data source, that is named.
    pub(crate) resource: Option<u32>,
}

impl Scope {
    pub(crate) fn said(&self) -> &'static str {
        match self.width {
            Width::Resource => "one resource",
            Width::Group => "a whole resource group",
            Width::Subscription => "a whole subscription",
            Width::ManagementGroup => "a whole management group",
            Width::Tenant => "the whole tenant",
        }
    }
}

/// Which role is given.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    BuiltIn(&'static AzureRole),
    /// A role definition that is declared here.
    Custom,
    /// A name or an id that the list of built-in roles here does not have.
    Unlisted(String),
    /// Why it can't be told.
    Untold(String),
}

/// An `azurerm_role_assignment`.
#[derive(Debug)]
pub(crate) struct Assignment<'v> {
    pub(crate) role: Role,
    /// `role_definition_name` or `role_definition_id`: which of them is written.
    pub(crate) role_attribute: &'static str,
    pub(crate) role_value: &'v Value,
    /// `None` where it can't be told.
    pub(crate) scope: Option<Scope>,
    pub(crate) scope_value: &'v Value,
    /// Index of the resource whose identity it is, or of the identity.
    pub(crate) principal: Option<u32>,
    pub(crate) is_unconditional: bool,
}

const ABSENT: Value = Value::Absent;

impl<'v> Assignment<'v> {
    pub(crate) fn read(module: &ResolvedModule, body: &'v Value) -> Self {
        let value = |name: &str| read(body, &Path::of(name)).first().map_or(&ABSENT, |read| read.value);
        let (name, id) = (value("role_definition_name"), value("role_definition_id"));
        let (role_attribute, role_value) = match (name, id) {
            (Value::Absent, id) if *id != Value::Absent => ("role_definition_id", id),
            (name, _) => ("role_definition_name", name),
        };
        let scope_value = value("scope");
        Self {
            role: role(module, role_value),
            role_attribute,
            role_value,
            scope: scope(module, scope_value),
            scope_value,
            principal: reference(value("principal_id")),
            is_unconditional: *value("condition") == Value::Absent,
        }
    }

    /// What runs code as the principal: the resource whose own identity it is, or those that have the
    /// user-assigned one.
    pub(crate) fn workloads(&self, module: &ResolvedModule, links: &Links<'_>) -> Vec<u32> {
        let Some(principal) = self.principal else { return Vec::new() };
        let Some(resource) = module.resources.get(principal as usize) else { return Vec::new() };
        if resource.type_name() != "azurerm_user_assigned_identity" {
            let runs = RUNNERS.contains(&resource.type_name()) && !resource.address.data;
            return if runs { vec![principal] } else { Vec::new() };
        }
        runners(links, principal)
    }
}

/// Where a custom role may be assigned, and where these files assign it.
pub(crate) struct Assignable<'v> {
    /// The whole list.
    pub(crate) value: &'v Value,
    /// Its entries; `None` where one can't be told.
    pub(crate) scopes: Option<Vec<Scope>>,
    /// Of each assignment of the role; `None` where one can't be told.
    pub(crate) assigned: Option<Vec<Scope>>,
}

impl<'v> Assignable<'v> {
    /// Of the role definition of that index, whose body this is.
    pub(crate) fn read(module: &ResolvedModule, definition: u32, body: &'v Value) -> Self {
        let value = read(body, &Path::of("assignable_scopes")).first().map_or(&ABSENT, |read| read.value);
        let entries = read(body, &Path::of("assignable_scopes[]"));
        let is_assignment = |index: u32| {
            let resource = module.resources.get(index as usize)?;
            (resource.type_name() == "azurerm_role_assignment" && !resource.address.data).then_some(index)
        };
        let assigned = (0..module.resources.len() as u32).filter_map(is_assignment).filter_map(|index| {
            let body = module.body(index, None);
            let assignment = Assignment::read(module, &body);
            (reference(assignment.role_value) == Some(definition)).then_some(assignment.scope)
        });
        Self {
            value,
            scopes: entries.iter().map(|entry| scope(module, entry.value)).collect(),
            assigned: assigned.collect(),
        }
    }
}

/// What runs somebody's code as an identity. A slot runs its app's own.
const RUNNERS: [&str; 13] = [
    "azurerm_app_service",
    "azurerm_container_app",
    "azurerm_container_group",
    "azurerm_function_app",
    "azurerm_function_app_flex_consumption",
    "azurerm_linux_function_app",
    "azurerm_linux_virtual_machine",
    "azurerm_linux_web_app",
    "azurerm_logic_app_standard",
    "azurerm_virtual_machine",
    "azurerm_windows_function_app",
    "azurerm_windows_virtual_machine",
    "azurerm_windows_web_app",
];

/// What runs as a user-assigned identity.
pub(crate) fn runners(links: &Links<'_>, identity: u32) -> Vec<u32> {
    let link = Link { path: Path::of("identity.identity_ids"), template: None };
    RUNNERS
        .iter()
        .flat_map(|runner| links.companions(runner, &link, identity, None).linked)
        .map(|linked| linked.resource)
        .collect()
}

fn role(module: &ResolvedModule, value: &Value) -> Role {
    if let Some(target) = reference(value)
        && let Some(resource) = module.resources.get(target as usize)
        && resource.type_name() == "azurerm_role_definition"
    {
        if !resource.address.data {
            return Role::Custom;
        }
        // A lookup is of a built-in role, or of one that is made elsewhere.
        let body = module.body(target, None);
        let text = |name: &str| read(&body, &Path::of(name)).first().and_then(|it| path::text(it.value));
        if let Some(name) = text("name").or_else(|| text("role_definition_id")) {
            return listed(&name);
        }
    }
    match path::text(value).map(|text| text.to_string()).or_else(|| end(value)) {
        Some(name) if !name.is_empty() => listed(&name),
        _ => Role::Untold(words::obstacle(value, &|resource| crate::links::address(module, resource))),
    }
}

fn listed(name: &str) -> Role {
    match Data::bundled().azure_role(name) {
        Some(role) => Role::BuiltIn(role),
        None => Role::Unlisted(name.rsplit('/').next().unwrap_or(name).to_owned()),
    }
}

/// What a template ends in after its last `/`, if that is literal: the id of a role definition.
fn end(value: &Value) -> Option<String> {
    let Value::Known(Known { data: ValueData::Template(parts), .. }) = value else { return None };
    let Some(Part::Literal(last)) = parts.last() else { return None };
    last.rsplit_once('/').map(|(_, id)| id.to_owned())
}

/// Where a value points to: a reference to something, or an id as Azure writes it.
fn scope(module: &ResolvedModule, value: &Value) -> Option<Scope> {
    if let Some(target) = reference(value) {
        let name = module.resources.get(target as usize)?.type_name();
        let width = match name {
            "azurerm_subscription" => Width::Subscription,
            "azurerm_management_group" => Width::ManagementGroup,
            "azurerm_resource_group" => Width::Group,
            // What knows of a subscription is none.
            "azurerm_client_config" | "azurerm_subscriptions" => return None,
            name if name.starts_with("azurerm_") => Width::Resource,
            _ => return None,
        };
        return Some(Scope { width, resource: Some(target) });
    }
    let parts = match value {
        Value::Known(Known { data: ValueData::Template(parts), .. }) => parts.as_slice(),
        _ => return below(None, &path::text(value)?),
    };
    let (first, rest) = parts.split_first()?;
    let text = |parts: &[Part]| -> String {
        let part = |part: &Part| match part {
            Part::Literal(text) => text.to_string(),
            Part::Value(_) => "\u{1}".to_owned(),
        };
        parts.iter().map(part).collect()
    };
    match first {
        Part::Literal(_) => {
            let subscription = match rest.first() {
                Some(Part::Value(value)) => reference(value),
                _ => None,
            };
            below(None, &text(parts)).map(|found| Scope {
                resource: subscription.filter(|_| found.width == Width::Subscription),
                ..found
            })
        }
        Part::Value(value) => below(scope(module, value), &text(rest)),
    }
}

/// An id by its segments, behind what it begins with.
fn below(base: Option<Scope>, text: &str) -> Option<Scope> {
    let segments: Vec<String> =
        text.split('/').filter(|segment| !segment.is_empty()).map(str::to_ascii_lowercase).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let width = match (base.map(|base| base.width), segments.as_slice()) {
        (Some(width), []) => return base.map(|base| Scope { width, ..base }),
        (None, []) => (text == "/").then_some(Width::Tenant)?,
        (Some(Width::Subscription), ["resourcegroups", _])
        | (None, ["subscriptions", _, "resourcegroups", _]) => Width::Group,
        (None, ["subscriptions", _]) => Width::Subscription,
        (None, ["providers", "microsoft.management", "managementgroups", _]) => Width::ManagementGroup,
        (Some(Width::Subscription | Width::Group | Width::Resource), ["providers", ..])
        | (Some(Width::Resource), _)
        | (Some(Width::Subscription), ["resourcegroups", _, "providers", ..])
        | (None, ["subscriptions", _, "resourcegroups", _, "providers", ..])
        | (None, ["subscriptions", _, "providers", ..]) => Width::Resource,
        _ => return None,
    };
    Some(Scope { width, resource: None })
}

/// A kind of resource that a role is about.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The provider's name for its operations.
    provider: &'static str,
    /// `every storage account`.
    pub(crate) noun: &'static str,
    /// The resource types a role can be assigned on, widest first.
    pub(crate) types: &'static [&'static str],
}

const KINDS: [Kind; 11] = [
    Kind {
        provider: "Microsoft.AppConfiguration",
        noun: "every configuration store",
        types: &["azurerm_app_configuration"],
    },
    Kind { provider: "Microsoft.Cache", noun: "every Redis cache", types: &["azurerm_redis_cache"] },
    Kind {
        provider: "Microsoft.CognitiveServices",
        noun: "every AI account",
        types: &["azurerm_cognitive_account"],
    },
    Kind {
        provider: "Microsoft.ContainerRegistry",
        noun: "every container registry",
        types: &["azurerm_container_registry"],
    },
    Kind {
        provider: "Microsoft.ContainerService",
        noun: "every Kubernetes cluster",
        types: &["azurerm_kubernetes_cluster"],
    },
    Kind {
        provider: "Microsoft.DocumentDB",
        noun: "every Cosmos DB account",
        types: &["azurerm_cosmosdb_account"],
    },
    Kind { provider: "Microsoft.EventHub", noun: "every event hub", types: &["azurerm_eventhub_namespace"] },
    Kind { provider: "Microsoft.KeyVault", noun: "every key vault", types: &["azurerm_key_vault"] },
    Kind { provider: "Microsoft.Search", noun: "every search service", types: &["azurerm_search_service"] },
    Kind {
        provider: "Microsoft.ServiceBus",
        noun: "every Service Bus namespace",
        types: &["azurerm_servicebus_namespace"],
    },
    Kind {
        provider: "Microsoft.Storage",
        noun: "every storage account",
        types: &["azurerm_storage_account"],
    },
];

/// Providers whose operations go with those of any kind.
const WITH_ANY: [&str; 5] = [
    "Microsoft.Authorization",
    "Microsoft.Insights",
    "Microsoft.ResourceHealth",
    "Microsoft.Resources",
    "Microsoft.Support",
];

/// Every kind of resource that is known here.
pub(crate) fn kinds() -> &'static [Kind] {
    &KINDS
}

/// The one kind of resource that a role is about; `None` for a role about several, or about everything.
pub(crate) fn kind(role: &AzureRole) -> Option<&'static Kind> {
    let mut found: Option<&'static Kind> = None;
    for operation in role.actions.iter().chain(role.data_actions) {
        let provider = operation.split('/').next().unwrap_or_default();
        if WITH_ANY.iter().any(|it| it.eq_ignore_ascii_case(provider)) {
            continue;
        }
        let kind = KINDS.iter().find(|kind| kind.provider.eq_ignore_ascii_case(provider))?;
        if found.is_some_and(|found| found.provider != kind.provider) {
            return None;
        }
        found = Some(kind);
    }
    found
}
