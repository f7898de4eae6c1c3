//! Which resource refers to which: by reference, by literal name, through other resources, by the
//! spelling of a name. Each kind of link is indexed once for a module.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    fmt::Write,
    rc::Rc,
};

use model::{Data, InstanceKey, Known, Part, SmolStr, Value, Why};
use project::{Existence, ResolvedModule};

use crate::{
    evidence::{Link, Path},
    path::{read, refers_to},
    words,
};

/// A resource that may refer to another one; with its key where instances differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Linked {
    pub(crate) resource: u32,
    pub(crate) instance: Option<InstanceKey>,
}

/// What a search for companions gives.
#[derive(Debug, Default)]
pub(crate) struct Companions {
    pub(crate) linked: Vec<Linked>,
    /// Companions that may refer to it: which, and why it can't be told.
    pub(crate) perhaps: Option<(Option<u32>, String)>,
}

#[derive(Debug, Default)]
struct ByLink {
    /// Target resource → who refers to it, with the instance of the target where it is named.
    references: BTreeMap<u32, Vec<(Linked, Option<InstanceKey>)>>,
    spelled: HashMap<String, Vec<Linked>>,
    /// What can't be told: the literal text it begins with.
    unknown: Vec<(Linked, String, String)>,
}

/// Names by which other resources may call one.
const NAMES: [&str; 4] = ["bucket", "function_name", "name", "arn"];

pub(crate) struct Links<'m> {
    module: &'m ResolvedModule,
    by_type: HashMap<&'m str, Vec<u32>>,
    indexed: RefCell<HashMap<(String, Link), Rc<ByLink>>>,
}

impl<'m> Links<'m> {
    pub(crate) fn new(module: &'m ResolvedModule) -> Self {
        let mut by_type: HashMap<&str, Vec<u32>> = HashMap::new();
        for (index, resource) in module.resources.iter().enumerate() {
            if !resource.address.data && resource.existence != Existence::Never {
                by_type.entry(resource.type_name()).or_default().push(index as u32);
            }
        }
        Self { module, by_type, indexed: RefCell::default() }
    }

    /// Every resource of a type that exists or may exist.
    pub(crate) fn of_type(&self, resource_type: &str) -> &[u32] {
        self.by_type.get(resource_type).map_or(&[], Vec::as_slice)
    }

    /// Resources of a type whose link attribute refers to `target`.
    pub(crate) fn companions(
        &self,
        resource_type: &str,
        link: &Link,
        target: u32,
        instance: Option<&InstanceKey>,
    ) -> Companions {
        let index = self.index(resource_type, link);
        let mut found = Companions::default();
        let names = match &link.template {
            Some(template) => vec![self.fill(template, target, instance)],
            None => self.names(target, instance),
        };
        if link.template.is_none() {
            for (linked, named) in index.references.get(&target).into_iter().flatten() {
                let same_instance = match (named, instance) {
                    (Some(named), Some(instance)) => named == instance,
                    _ => true,
                };
                if same_instance {
                    found.linked.push(linked.clone());
                }
            }
        }
        for name in names.iter().flatten() {
            for linked in index.spelled.get(name).into_iter().flatten() {
                if !found.linked.contains(linked) {
                    found.linked.push(linked.clone());
                }
            }
        }
        let reachable = |prefix: &str| {
            names.is_empty()
                || names.iter().any(|name| {
                    let name = name.as_deref().unwrap_or_default();
                    let literal = name.split(MARK).next().unwrap_or_default();
                    literal.starts_with(prefix) || prefix.starts_with(literal)
                })
        };
        found.perhaps = index
            .unknown
            .iter()
            .find(|(linked, prefix, _)| {
                reachable(prefix) && !found.linked.contains(linked) && linked.resource != target
            })
            .map(|(linked, _, why)| (Some(linked.resource), why.clone()))
            .or_else(|| self.unread(link, target));
        found
    }

    /// A module that is not on disk and is given this resource may declare the companion.
    fn unread(&self, link: &Link, target: u32) -> Option<(Option<u32>, String)> {
        let attributes: Vec<Option<&str>> = match &link.template {
            Some(template) => placeholders(template).into_iter().map(Some).collect(),
            None => vec![None],
        };
        let call = self.module.unread_calls.iter().find(|call| {
            attributes
                .iter()
                .any(|attribute| call.arguments.iter().any(|(_, value)| refers_to(value, target, *attribute)))
        })?;
        Some((None, format!("`{}` ({}) is not on disk", call.name, call.source_kind)))
    }

    fn names(&self, target: u32, instance: Option<&InstanceKey>) -> Vec<Option<String>> {
        let body = self.module.body(target, instance);
        let Value::Known(Known { data: Data::Map(entries), .. }) = body.as_ref() else { return Vec::new() };
        entries
            .iter()
            .filter(|(key, _)| NAMES.contains(&key.as_str()))
            .map(|(_, value)| spell(value).ok())
            .collect()
    }

    /// A link's template with the target's own attributes.
    fn fill(&self, template: &str, target: u32, instance: Option<&InstanceKey>) -> Option<String> {
        let body = self.module.body(target, instance);
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('<') {
            let (attribute, after) = after.split_once('>')?;
            text.push_str(before);
            match read(&body, &Path::of(attribute)).first().map(|read| read.value) {
                Some(Value::Absent) | None => hole(&mut text, target, attribute),
                Some(value) => text.push_str(&spell(value).ok()?),
            }
            rest = after;
        }
        text.push_str(rest);
        Some(text)
    }

    fn index(&self, resource_type: &str, link: &Link) -> Rc<ByLink> {
        let key = (resource_type.to_owned(), link.clone());
        if let Some(index) = self.indexed.borrow().get(&key) {
            return Rc::clone(index);
        }
        let mut index = ByLink::default();
        for &resource in self.of_type(resource_type) {
            let Some(declared) = self.module.resources.get(resource as usize) else { continue };
            let instances: Vec<Option<InstanceKey>> = match declared.instances.as_slice() {
                [] => vec![None],
                keys => keys.iter().cloned().map(Some).collect(),
            };
            for instance in instances {
                let body = self.module.body(resource, instance.as_ref());
                let linked = Linked { resource, instance };
                for read in read(&body, &link.path) {
                    self.enter(&mut index, link, &linked, read.value, declared.block.damaged, 0);
                }
            }
        }
        let index = Rc::new(index);
        self.indexed.borrow_mut().insert(key, Rc::clone(&index));
        index
    }

    fn enter(
        &self,
        index: &mut ByLink,
        link: &Link,
        linked: &Linked,
        value: &Value,
        damaged: bool,
        depth: u8,
    ) {
        let unknown = |index: &mut ByLink, prefix: &str, why: String| {
            index.unknown.push((linked.clone(), prefix.into(), why));
        };
        match value {
            Value::Absent if damaged => unknown(index, "", words::why(&Why::Broken)),
            Value::Absent => {}
            Value::Unknown(value) if !value.arms.is_empty() && depth < 4 => {
                for arm in &value.arms {
                    self.enter(index, link, linked, arm, damaged, depth + 1);
                }
            }
            Value::Known(Known { data: Data::List(items), .. }) => {
                for item in items {
                    self.enter(index, link, linked, item, damaged, depth + 1);
                }
            }
            _ => {
                let mut referred = Vec::new();
                references(value, &mut referred);
                for (target, instance) in referred {
                    index.references.entry(target).or_default().push((linked.clone(), instance));
                    self.through(index, linked, target);
                }
                // Who names a resource means that one, not every one that happens to be called the same.
                if link.template.is_none() && names_itself(value) {
                    return;
                }
                match spell(value) {
                    Ok(text) => {
                        let last = text.rsplit([':', '/']).next().unwrap_or_default().to_owned();
                        if text.starts_with("arn:") && !last.contains(MARK) {
                            index.spelled.entry(last).or_default().push(linked.clone());
                        }
                        // An unset variable spells the same wherever it stands, but may be any name.
                        if text.contains(VARIABLE) {
                            let prefix = text.split(MARK).next().unwrap_or_default();
                            let why = first_why(value).unwrap_or(Why::Expression);
                            unknown(index, prefix, words::why(&why));
                        }
                        index.spelled.entry(text).or_default().push(linked.clone());
                    }
                    Err((prefix, why)) => unknown(index, &prefix, words::why(&why)),
                }
            }
        }
    }

    /// An alias or a version stands for what it refers to: one step is followed.
    fn through(&self, index: &mut ByLink, linked: &Linked, middle: u32) {
        let is_middle = self.module.resources.get(middle as usize).is_some_and(|resource| {
            matches!(
                resource.type_name(),
                "aws_lambda_alias" | "aws_s3_bucket_versioning" | "aws_s3_bucket_policy"
            )
        });
        if !is_middle || middle == linked.resource {
            return;
        }
        let mut referred = Vec::new();
        references(&self.module.body(middle, None), &mut referred);
        for (target, instance) in referred {
            index.references.entry(target).or_default().push((linked.clone(), instance));
        }
    }
}

/// `aws_s3_bucket.b.id`, `.bucket`, `.arn`: the resource, by one of its own names.
fn names_itself(value: &Value) -> bool {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => {
            let path = reference.path.as_str();
            path == "id" || path.is_empty() || NAMES.contains(&path)
        }
        _ => false,
    }
}

/// Begins and ends what is not literal in a spelling; `VARIABLE` marks what may be anything.
const MARK: char = '\u{1}';
const VARIABLE: char = '\u{2}';

fn hole(text: &mut String, resource: u32, path: &str) {
    let _ = write!(text, "{MARK}{resource}.{path}{MARK}");
}

/// A string as literal text with marked holes for references and unset variables; two equal spellings
/// are the same string. The error is the literal beginning and why the rest can't be told.
pub(crate) fn spell(value: &Value) -> Result<String, (String, Why)> {
    let mut text = String::new();
    match spell_into(value, &mut text) {
        Ok(()) => Ok(text),
        Err(why) => Err((text.split(MARK).next().unwrap_or_default().to_owned(), why)),
    }
}

fn spell_into(value: &Value, text: &mut String) -> Result<(), Why> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => {
            if let Some(inner) = &reference.value {
                let mut attempt = String::new();
                if spell_into(inner, &mut attempt).is_ok() {
                    text.push_str(&attempt);
                    return Ok(());
                }
            }
            hole(text, reference.resource, &reference.path);
            Ok(())
        }
        Value::Known(Known { data: Data::Template(parts), .. }) => {
            parts.iter().try_for_each(|part| match part {
                Part::Literal(literal) => {
                    text.push_str(literal);
                    Ok(())
                }
                Part::Value(value) => spell_into(value, text),
            })
        }
        Value::Known(_) => {
            text.push_str(&crate::path::text(value).ok_or(Why::Expression)?);
            Ok(())
        }
        Value::Unknown(unknown) => match (&unknown.why, unknown.seen.first()) {
            (Why::Variable(_), Some(seen)) => {
                let _ = write!(text, "{MARK}{VARIABLE}{:?}{MARK}", seen.place);
                Ok(())
            }
            (why, _) => Err(why.clone()),
        },
        Value::Absent => Err(Why::Expression),
    }
}

fn references(value: &Value, found: &mut Vec<(u32, Option<InstanceKey>)>) {
    let Value::Known(known) = value else { return };
    match &known.data {
        Data::Reference(reference) => {
            found.push((reference.resource, reference.instance.clone()));
            if let Some(value) = &reference.value {
                references(value, found);
            }
        }
        Data::Template(parts) => {
            for part in parts {
                if let Part::Value(value) = part {
                    references(value, found);
                }
            }
        }
        Data::List(items) => items.iter().for_each(|item| references(item, found)),
        Data::Map(entries) => entries.iter().for_each(|(_, value)| references(value, found)),
        _ => {}
    }
}

fn first_why(value: &Value) -> Option<Why> {
    match value {
        Value::Unknown(unknown) => Some(unknown.why.clone()),
        Value::Known(Known { data: Data::Template(parts), .. }) => parts.iter().find_map(|part| match part {
            Part::Value(value) => first_why(value),
            Part::Literal(_) => None,
        }),
        Value::Known(Known { data: Data::Reference(reference), .. }) => {
            first_why(reference.value.as_deref()?)
        }
        _ => None,
    }
}

fn placeholders(template: &str) -> Vec<&str> {
    template.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0)).collect()
}

/// A name for a reader: `aws_s3_bucket.logs`.
pub(crate) fn address(module: &ResolvedModule, resource: u32) -> String {
    module.resources.get(resource as usize).map(|resource| resource.address.to_string()).unwrap_or_default()
}

/// The label of a resource.
pub(crate) fn label(module: &ResolvedModule, resource: u32) -> SmolStr {
    module.resources.get(resource as usize).map(|resource| resource.address.name.clone()).unwrap_or_default()
}
