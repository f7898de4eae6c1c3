//! Who uses a role, and what its users refer to.

use model::{Data, Known, Part, Place, Value};
use project::{Existence, ResolvedModule};

use super::table::NO_USERS;
use crate::{
    evidence::Path,
    links::spell,
    outcome::place,
    path::{self, read, refers_to},
};

/// A resource that runs as a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct User {
    pub(super) resource: u32,
    /// Does its code run as the role? Not where the role is only for starting it.
    pub(super) runs: bool,
}

/// The setting that points to a resource, and where it stands.
pub(super) type Wire<'w> = (&'w str, Option<Place>);

/// Attributes that refer to what the code does not touch.
const NOT_TOUCHED: [&str; 16] = [
    "depends_on",
    "function_name",
    "iam_instance_profile",
    "image",
    "image_uri",
    "layers",
    "provider",
    "s3_bucket",
    "security_group_ids",
    "security_groups",
    "source_code_hash",
    "subnet_id",
    "subnet_ids",
    "subnets",
    "vpc_id",
    "vpc_security_group_ids",
];

/// Settings whose names are the user's own: a role in them is one to pass or assume.
const FREE: [&str; 4] = ["environment", "container_definitions", "definition", "tags"];

/// Resources that say more about a function.
const BESIDE_FUNCTIONS: [&str; 2] =
    ["aws_lambda_event_source_mapping", "aws_lambda_function_event_invoke_config"];

/// The resources that run as a role, instances through their profile.
pub(super) fn users(module: &ResolvedModule, role: u32) -> Vec<User> {
    let mut users = Vec::new();
    for (index, resource) in module.resources.iter().enumerate() {
        let is_one = !resource.address.data
            && resource.existence != Existence::Never
            && !NO_USERS.contains(&resource.type_name());
        if !is_one {
            continue;
        }
        let index = index as u32;
        let keys = role_keys(&module.body(index, None), role);
        if keys.is_empty() {
            continue;
        }
        if resource.type_name() == "aws_iam_instance_profile" {
            users.extend(self::users(module, index));
        } else {
            let runs = keys.iter().any(|key| !key.starts_with("execution_role"));
            users.push(User { resource: index, runs });
        }
    }
    users.dedup();
    users
}

/// Does something refer to the role in another way than to run as it, so that others may?
pub(super) fn is_handed_on(module: &ResolvedModule, role: u32, but: &[&str]) -> bool {
    module.resources.iter().enumerate().any(|(index, resource)| {
        let body = module.body(index as u32, None);
        !resource.address.data
            && !but.contains(&resource.type_name())
            && refers_to(&body, role, None)
            && role_keys(&body, role).is_empty()
    })
}

/// The attributes by which a resource runs as a role.
fn role_keys(body: &Value, role: u32) -> Vec<String> {
    let mut keys = Vec::new();
    if !refers_to(body, role, None) {
        return keys;
    }
    walk(
        body,
        "",
        &mut |key, value| {
            let is_role = key.contains("role") || key.contains("profile");
            if is_role && references(value).contains(&role) {
                keys.push(key.to_owned());
            }
        },
        &FREE,
    );
    keys
}

/// What the users of a role refer to.
pub(super) struct Wires {
    /// Resource, setting, place.
    references: Vec<(u32, String, Option<Place>)>,
    /// Literal text, setting, place.
    names: Vec<(String, String, Option<Place>)>,
    /// Names of log groups that functions write to.
    log_groups: Vec<String>,
}

impl Wires {
    pub(super) fn new(module: &ResolvedModule, users: &[User]) -> Self {
        let mut wires = Self { references: Vec::new(), names: Vec::new(), log_groups: Vec::new() };
        for user in users.iter().filter(|user| user.runs) {
            wires.enter(&module.body(user.resource, None));
            let Some(resource) = module.resources.get(user.resource as usize) else { continue };
            if resource.type_name() != "aws_lambda_function" {
                continue;
            }
            let body = module.body(user.resource, None);
            let name = read(&body, &Path::of("function_name"));
            let name = name.first().and_then(|found| spell(found.value).ok());
            wires.log_groups.extend(name.map(|name| format!("/aws/lambda/{name}")));
            for (index, beside) in module.resources.iter().enumerate() {
                if !BESIDE_FUNCTIONS.contains(&beside.type_name()) || beside.address.data {
                    continue;
                }
                let body = module.body(index as u32, None);
                let named = read(&body, &Path::of("function_name"));
                if named.iter().any(|found| refers_to(found.value, user.resource, None)) {
                    wires.enter(&body);
                }
            }
        }
        wires
    }

    fn enter(&mut self, body: &Value) {
        walk(
            body,
            "",
            &mut |key, value| {
                for resource in references(value) {
                    self.references.push((resource, key.to_owned(), place(value)));
                }
                // A name that is written out; shorter words mean anything.
                if let Some(text) = path::text(value).filter(|text| text.len() > 2) {
                    self.names.push((text.to_string(), key.to_owned(), place(value)));
                }
            },
            &NOT_TOUCHED,
        );
    }

    /// The first setting that points to a resource.
    pub(super) fn to(&self, resource: u32, body: &Value) -> Option<Wire<'_>> {
        let reference = self.references.iter().find(|(target, ..)| *target == resource);
        if let Some((_, key, place)) = reference {
            return Some((key, *place));
        }
        let name = ["bucket", "function_name", "name"].iter().find_map(|attribute| {
            read(body, &Path::of(attribute)).first().filter(|found| *found.value != Value::Absent).cloned()
        })?;
        if let Ok(spelled) = spell(name.value)
            && self.log_groups.contains(&spelled)
        {
            return Some(("name", place(name.value)));
        }
        let text = path::text(name.value)?;
        let (_, key, place) = self.names.iter().find(|(written, ..)| *written == *text)?;
        Some((key, *place))
    }
}

/// The leaves of a body with the nearest name above each; what stands under `without` is left out.
fn walk<'v>(value: &'v Value, key: &str, visit: &mut dyn FnMut(&str, &'v Value), without: &[&str]) {
    match value {
        Value::Known(Known { data: Data::Map(entries), .. }) => {
            // Name and value pairs: the name is the setting.
            let field = |wanted: &str| entries.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            if let (Some((_, name)), Some((_, value))) =
                (field("name"), field("value").or(field("valueFrom")))
                && let Some(name) = path::text(name)
            {
                return walk(value, &name, visit, without);
            }
            for (name, value) in entries.iter().filter(|(name, _)| !without.contains(&name.as_str())) {
                walk(value, name, visit, without);
            }
        }
        Value::Known(Known { data: Data::List(items), .. }) => {
            items.iter().for_each(|item| walk(item, key, visit, without));
        }
        Value::Known(Known { data: Data::Json(inner), .. }) => walk(inner, key, visit, without),
        Value::Known(_) => visit(key, value),
        Value::Unknown(unknown) => {
            unknown.arms.iter().for_each(|arm| walk(arm, key, visit, without));
        }
        Value::Absent => {}
    }
}

/// The resources that a string is made of.
fn references(value: &Value) -> Vec<u32> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => vec![reference.resource],
        Value::Known(Known { data: Data::Template(parts), .. }) => parts
            .iter()
            .flat_map(|part| match part {
                Part::Value(value) => references(value),
                Part::Literal(_) => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}
