//! Services, actions, resource types and condition keys, from two packages: what AWS publishes, and the
//! dependent actions and stricter access levels of the other.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use anyhow::{Context, Result, bail};
use iam::{
    KeyType, Level,
    tables::{self, ActedRow, ActionTable, ServiceRow, Uses},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    name: String,
    access_level: String,
    resource_types: Vec<Acted>,
    condition_keys: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Acted {
    name: String,
    required: bool,
    condition_keys: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceType {
    arn: String,
    #[serde(default)]
    condition_keys: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Key {
    key: String,
    #[serde(rename = "type")]
    key_type: String,
}

/// A service of the second package; the file begins with its version.
#[derive(Deserialize)]
#[serde(untagged)]
enum Definition {
    Service { privileges: BTreeMap<String, Privilege> },
    Version(#[expect(dead_code, reason = "only its being a string counts")] String),
}

#[derive(Deserialize)]
struct Privilege {
    access_level: String,
    resource_types: BTreeMap<String, Needs>,
}

#[derive(Deserialize)]
struct Needs {
    dependent_actions: Vec<String>,
}

/// One service as the first package has it.
struct Service {
    prefix: String,
    name: String,
    actions: Vec<Action>,
    resource_types: BTreeMap<String, ResourceType>,
}

/// The packed table. `data`: the folder of the first package; `definitions`: the file of the second.
pub(super) fn table(data: &Path, definitions: &Path, (sources, date): (&str, &str)) -> Result<Vec<u8>> {
    let names: BTreeMap<String, String> = super::read(&data.join("serviceNames.json"))?;
    let stricter: BTreeMap<String, Definition> = super::read(definitions)?;
    let mut services = Vec::new();
    let mut keys: BTreeMap<String, KeyType> = BTreeMap::new();
    for (prefix, name) in names {
        let file = format!("{prefix}.json");
        let actions: BTreeMap<String, Action> = super::read(&data.join("actions").join(&file))?;
        let found: BTreeMap<String, Key> = super::read(&data.join("conditionKeys").join(&file))?;
        for key in found.into_values() {
            keys.insert(key.key, key_type(&key.key_type)?);
        }
        let mut actions: Vec<Action> = actions.into_values().collect();
        actions.sort_by(|one, other| tables::order(&one.name, &other.name));
        let resource_types = super::read(&data.join("resourceTypes").join(&file))?;
        services.push(Service { prefix, name, actions, resource_types });
    }
    services.sort_by(|one, other| tables::order(&one.prefix, &other.prefix));

    let mut action_names = Vec::new();
    for service in &services {
        for action in &service.actions {
            action_names.push(format!("{}:{}", service.prefix, action.name));
            // Some are used and not described.
            let acted = action.resource_types.iter().flat_map(|it| &it.condition_keys);
            for key in action.condition_keys.iter().chain(acted) {
                keys.entry(key.clone()).or_insert(KeyType::String);
            }
        }
        for key in service.resource_types.values().flat_map(|it| &it.condition_keys) {
            keys.entry(key.clone()).or_insert(KeyType::String);
        }
    }
    let mut keys: Vec<(String, KeyType)> = keys.into_iter().collect();
    keys.sort_by(|(one, _), (other, _)| tables::order(one, other));

    let mut rows = Rows::new(&action_names, &keys);
    let mut levels = Vec::new();
    let mut action_uses = Vec::new();
    let mut uses = Numbered::default();
    let mut service_rows = Vec::new();
    let mut resource_types = Vec::new();
    let mut resource_keys = Vec::new();
    for service in &services {
        let privileges = match stricter.get(&service.prefix) {
            Some(Definition::Service { privileges }) => Some(privileges),
            _ => None,
        };
        for action in &service.actions {
            let more = privileges.and_then(|privileges| privileges.get(&action.name));
            levels.push(level(&action.access_level, more)? as u8);
            action_uses.push(uses.number(tables::encode(&rows.uses(service, action, more)?)?)?);
        }
        for (name, found) in &service.resource_types {
            resource_types.push(format!("{name}\t{}", found.arn));
            resource_keys.push(rows.key_list(&found.condition_keys)?);
        }
        service_rows.push(ServiceRow {
            prefix: &service.prefix,
            name: &service.name,
            actions: u16::try_from(service.actions.len())?,
            resource_types: u16::try_from(service.resource_types.len())?,
        });
    }
    eprintln!(
        "{} services, {} actions, {} resource types, {} condition keys",
        services.len(),
        action_names.len(),
        resource_types.len(),
        keys.len()
    );
    let key_names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
    let key_types: Vec<u8> = keys.iter().map(|(_, key_type)| *key_type as u8).collect();
    let table = ActionTable {
        sources,
        date,
        actions: &action_names.join("\n"),
        levels: &levels,
        action_uses,
        services: service_rows,
        keys: &key_names.join("\n"),
        key_types: &key_types,
        key_lists: rows.key_lists.values,
        uses: uses.values.iter().map(Vec::as_slice).collect(),
        resource_types: &resource_types.join("\n"),
        resource_keys,
    };
    Ok(tables::pack(&table)?)
}

/// What AWS says, and permissions management where the second package says so of a write.
fn level(published: &str, more: Option<&Privilege>) -> Result<Level> {
    let level = match published {
        "List" => Level::List,
        "Read" => Level::Read,
        "Write" => Level::Write,
        "Tagging" | "Tagging, Write" => Level::Tagging,
        "Permissions management" | "Permissions management, Write" => Level::PermissionsManagement,
        _ => bail!("no access level is called {published}"),
    };
    let stricter = more.is_some_and(|it| it.access_level == "Permissions management");
    Ok(if stricter && level >= Level::Tagging { Level::PermissionsManagement } else { level })
}

fn key_type(published: &str) -> Result<KeyType> {
    Ok(match published {
        "String" => KeyType::String,
        "ARN" => KeyType::Arn,
        "Bool" => KeyType::Bool,
        "Numeric" => KeyType::Numeric,
        "Date" => KeyType::Date,
        "IPAddress" => KeyType::IpAddress,
        "Binary" => KeyType::Binary,
        "ArrayOfString" => KeyType::Strings,
        "ArrayOfARN" => KeyType::Arns,
        "ArrayOfBool" => KeyType::Bools,
        _ => bail!("no type of condition keys is called {published}"),
    })
}

/// Values in the order they were first met, each once.
#[derive(Default)]
pub(super) struct Numbered<V> {
    pub(super) values: Vec<V>,
    numbers: HashMap<V, u16>,
}

impl<V: Clone + Eq + std::hash::Hash> Numbered<V> {
    pub(super) fn of(values: Vec<V>) -> Result<Self> {
        let mut numbered = Self { values: Vec::new(), numbers: HashMap::new() };
        for value in values {
            numbered.number(value)?;
        }
        Ok(numbered)
    }

    pub(super) fn number(&mut self, value: V) -> Result<u16> {
        if let Some(number) = self.numbers.get(&value) {
            return Ok(*number);
        }
        let number = u16::try_from(self.values.len()).context("the table is full")?;
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        Ok(number)
    }
}

/// Names as the numbers of the table.
struct Rows {
    actions: HashMap<String, u16>,
    keys: HashMap<String, u16>,
    key_lists: Numbered<Vec<u16>>,
}

impl Rows {
    fn new(actions: &[String], keys: &[(String, KeyType)]) -> Self {
        let actions = (0u16..).zip(actions).map(|(number, name)| (name.to_ascii_lowercase(), number));
        let keys = (0u16..).zip(keys).map(|(number, (name, _))| (name.clone(), number));
        let mut key_lists = Numbered::default();
        // Never fails: the first of the table.
        let _first = key_lists.number(Vec::new());
        Self { actions: actions.collect(), keys: keys.collect(), key_lists }
    }

    fn uses(&mut self, service: &Service, action: &Action, more: Option<&Privilege>) -> Result<Uses> {
        let mut acted = Vec::new();
        for it in &action.resource_types {
            let name = it.name.to_ascii_lowercase();
            let at = service.resource_types.keys().position(|known| *known == name);
            acted.push(ActedRow {
                resource_type: u16::try_from(at.with_context(|| format!("no resource type {name}"))?)?,
                required: it.required,
                keys: self.key_list(&it.condition_keys)?,
            });
        }
        acted.sort_by_key(|row| row.resource_type);
        let dependent: BTreeSet<u16> = more
            .iter()
            .flat_map(|it| it.resource_types.values())
            .flat_map(|it| &it.dependent_actions)
            .filter_map(|name| self.actions.get(&name.to_ascii_lowercase()).copied())
            .collect();
        let keys = self.key_list(&action.condition_keys)?;
        Ok(Uses { acted, keys, dependent: dependent.into_iter().collect() })
    }

    fn key_list(&mut self, keys: &BTreeSet<String>) -> Result<u16> {
        let mut list = Vec::new();
        for key in keys {
            list.push(*self.keys.get(key).with_context(|| format!("no condition key {key}"))?);
        }
        list.sort_unstable();
        self.key_lists.number(list)
    }
}
