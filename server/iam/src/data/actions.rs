//! The list of actions, unpacked: services, actions, resource types and condition keys by name.

use std::cmp::Ordering;

use super::{
    Acted, Action, ConditionKey, KeyType, Level, ResourceType, Service, keys,
    tables::{self, ActionTable, Uses},
};
use crate::glob;

const PACKED: &[u8] = include_bytes!("../../data/actions.bin.zst");

#[derive(Debug)]
pub(super) struct Actions {
    table: ActionTable<'static>,
    names: Vec<&'static str>,
    keys: Vec<&'static str>,
    /// Those of them that leave a name open.
    key_templates: Vec<usize>,
    /// The lists of keys one after another, and where each begins.
    listed_keys: Vec<&'static str>,
    key_lists: Vec<u32>,
    resource_types: Vec<(&'static str, &'static str)>,
    /// For each service, its first action and resource type; and the ends.
    firsts: Vec<(u16, u16)>,
}

impl Actions {
    pub(super) fn bundled() -> Self {
        let table: ActionTable<'static> = tables::unpack(PACKED);
        let keys: Vec<&'static str> = table.keys.lines().collect();
        let mut listed_keys = Vec::new();
        let mut key_lists = vec![0];
        for list in &table.key_lists {
            listed_keys.extend(list.iter().filter_map(|key| keys.get(usize::from(*key))));
            key_lists.push(u32::try_from(listed_keys.len()).unwrap_or(u32::MAX));
        }
        let mut firsts = vec![(0, 0)];
        let mut first = (0u16, 0u16);
        for service in &table.services {
            first.0 = first.0.saturating_add(service.actions);
            first.1 = first.1.saturating_add(service.resource_types);
            firsts.push(first);
        }
        let templates = keys.iter().enumerate().filter(|(_, key)| keys::is_template(key));
        Self {
            key_templates: templates.map(|(at, _)| at).collect(),
            names: table.actions.lines().collect(),
            resource_types: table.resource_types.lines().filter_map(|line| line.split_once('\t')).collect(),
            keys,
            listed_keys,
            key_lists,
            firsts,
            table,
        }
    }

    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.table.sources.lines()
    }

    pub(super) fn date(&self) -> &str {
        self.table.date
    }

    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }

    pub(super) fn services(&self) -> Vec<Service<'_>> {
        self.table.services.iter().map(|row| Service { prefix: row.prefix, name: row.name }).collect()
    }

    pub(super) fn service(&self, prefix: &str) -> Option<Service<'_>> {
        self.service_at(self.find_service(prefix)?)
    }

    pub(super) fn action(&self, name: &str) -> Option<Action<'_>> {
        let at = self.names.binary_search_by(|known| tables::order(known, name)).ok()?;
        let prefix = name.split(':').next()?;
        self.action_at(self.find_service(prefix)?, at)
    }

    pub(super) fn expand(&self, pattern: &str) -> Vec<Action<'_>> {
        let mut service = None;
        let matching = self.matching(pattern).filter_map(|at| {
            let prefix = self.names.get(at)?.split(':').next()?;
            let known = service.filter(|known| self.prefix(*known) == Some(prefix));
            service = known.or_else(|| self.find_service(prefix));
            self.action_at(service?, at)
        });
        matching.collect()
    }

    pub(super) fn expand_levels(&self, pattern: &str) -> Vec<(&str, Level)> {
        self.matching(pattern).filter_map(|at| Some((*self.names.get(at)?, self.level(at)?))).collect()
    }

    pub(super) fn resource_types(&self, prefix: &str) -> Vec<ResourceType<'_>> {
        let Some(service) = self.find_service(prefix) else { return Vec::new() };
        let count = self.table.services.get(service).map_or(0, |row| row.resource_types);
        (0..count).filter_map(|number| self.resource_type(service, number)).collect()
    }

    /// Every published condition key, by name.
    pub(super) fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'_>> {
        let types = self.table.key_types.iter().map(|number| KeyType::ALL.get(usize::from(*number)));
        self.keys
            .iter()
            .zip(types)
            .filter_map(|(name, key_type)| Some(ConditionKey { name, key_type: *key_type? }))
    }

    /// The key of a service that is written so.
    pub(super) fn condition_key(&self, written: &str) -> Option<ConditionKey<'_>> {
        let exact = self.keys.binary_search_by(|known| tables::order(known, written)).ok();
        let at = exact.or_else(|| {
            let known = |at: &&usize| self.keys.get(**at).is_some_and(|it| keys::is_written(it, written));
            self.key_templates.iter().find(known).copied()
        });
        at.and_then(|at| self.condition_keys().nth(at))
    }

    /// Where the names are that match. Only those that begin as the pattern does are looked at.
    fn matching(&self, pattern: &str) -> impl Iterator<Item = usize> {
        let pattern = pattern.to_ascii_lowercase();
        let literal = pattern.split(['*', '?']).next().unwrap_or_default();
        let beginning = |name: &str| {
            let beginning = name.as_bytes().get(..literal.len()).unwrap_or(name.as_bytes());
            tables::order_of_bytes(beginning, literal.as_bytes())
        };
        let start = self.names.partition_point(|name| beginning(name) == Ordering::Less);
        let rest = self.names.get(start..).unwrap_or_default();
        let count = rest.partition_point(|name| beginning(name) == Ordering::Equal);
        let is_beginning = pattern.strip_prefix(literal) == Some("*");
        let mut folded = String::new();
        (start..start + count).filter(move |at| {
            if is_beginning {
                return true;
            }
            let Some(name) = self.names.get(*at) else { return false };
            folded.clear();
            folded.push_str(name);
            folded.make_ascii_lowercase();
            glob::matches(&pattern, &folded)
        })
    }

    fn action_at(&self, service: usize, at: usize) -> Option<Action<'_>> {
        let row = usize::from(*self.table.action_uses.get(at)?);
        let uses: Uses = tables::row(self.table.uses.get(row)?);
        let acted = uses.acted.iter().filter_map(|acted| {
            Some(Acted {
                resource_type: self.resource_type(service, acted.resource_type)?,
                required: acted.required,
                condition_keys: self.key_list(acted.keys),
            })
        });
        let dependent = uses.dependent.iter().filter_map(|number| self.names.get(usize::from(*number)));
        Some(Action {
            name: self.names.get(at)?,
            service: self.service_at(service)?,
            level: self.level(at)?,
            resource_types: acted.collect(),
            condition_keys: self.key_list(uses.keys).to_vec(),
            dependent: dependent.copied().collect(),
        })
    }

    fn level(&self, at: usize) -> Option<Level> {
        Level::ALL.get(usize::from(*self.table.levels.get(at)?)).copied()
    }

    fn resource_type(&self, service: usize, number: u16) -> Option<ResourceType<'_>> {
        let at = usize::from(self.firsts.get(service)?.1) + usize::from(number);
        let (name, arn) = *self.resource_types.get(at)?;
        let condition_keys = self.key_list(*self.table.resource_keys.get(at)?);
        Some(ResourceType { service: self.prefix(service)?, name, arn, condition_keys })
    }

    fn key_list(&self, number: u16) -> &[&'static str] {
        let number = usize::from(number);
        let bounds = self.key_lists.get(number).zip(self.key_lists.get(number + 1));
        let range = bounds.map(|(start, end)| *start as usize..*end as usize);
        range.and_then(|range| self.listed_keys.get(range)).unwrap_or_default()
    }

    fn find_service(&self, prefix: &str) -> Option<usize> {
        self.table.services.binary_search_by(|row| tables::order(row.prefix, prefix)).ok()
    }

    fn service_at(&self, at: usize) -> Option<Service<'_>> {
        self.table.services.get(at).map(|row| Service { prefix: row.prefix, name: row.name })
    }

    fn prefix(&self, service: usize) -> Option<&'static str> {
        self.table.services.get(service).map(|row| row.prefix)
    }
}
