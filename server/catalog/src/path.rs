//! Reads a path in a value: every leaf it reaches, absences and unknowns included.

use model::{Data, Known, SmolStr, Value};

use crate::evidence::{Index, Path};

/// One leaf: the value and the map key or attribute name it was reached by.
#[derive(Debug, Clone)]
pub(crate) struct Read<'v> {
    pub(crate) value: &'v Value,
    pub(crate) key: Option<SmolStr>,
}

const ABSENT: Value = Value::Absent;

/// The leaves of `path` in `body`. A path over no element gives no leaf; a name that is not written
/// gives one absent leaf.
pub(crate) fn read<'v>(body: &'v Value, path: &Path) -> Vec<Read<'v>> {
    let mut reads = vec![Read { value: body, key: None }];
    for segment in &path.segments {
        let mut next = Vec::new();
        for read in reads {
            named(read.value, &segment.name, &mut next);
        }
        reads = match &segment.index {
            Index::None => next,
            Index::Elements => next.into_iter().flat_map(elements).collect(),
            Index::Key(key) => next.into_iter().map(|read| keyed(read.value, key)).collect(),
        };
    }
    reads
}

/// Through references with a written value, and into strings that hold JSON.
pub(crate) fn data(value: &Value) -> Option<&Data> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => data(reference.value.as_deref()?),
        Value::Known(Known { data: Data::Json(inner), .. }) => data(inner),
        Value::Known(known) => Some(&known.data),
        _ => None,
    }
}

fn named<'v>(value: &'v Value, name: &str, found: &mut Vec<Read<'v>>) {
    match data(value) {
        Some(Data::Map(entries)) if name == "*" => {
            found.extend(entries.iter().map(|(key, value)| Read { value, key: Some(key.clone()) }));
        }
        Some(Data::Map(entries)) => {
            let entry = entries.iter().find(|(key, _)| key == name);
            found.push(Read { value: entry.map_or(&ABSENT, |(_, value)| value), key: Some(name.into()) });
        }
        // A block that may stand once is a list of one; of several, each is read.
        Some(Data::List(items)) if !items.is_empty() => {
            for item in items {
                named(item, name, found);
            }
        }
        Some(_) => found.push(Read { value: &ABSENT, key: Some(name.into()) }),
        None => found.push(Read { value, key: Some(name.into()) }),
    }
}

fn elements(read: Read<'_>) -> Vec<Read<'_>> {
    match data(read.value) {
        Some(Data::List(items)) => items.iter().map(|value| Read { value, key: read.key.clone() }).collect(),
        _ if *read.value == Value::Absent => Vec::new(),
        _ => vec![read],
    }
}

fn keyed<'v>(value: &'v Value, key: &str) -> Read<'v> {
    let named = Some(SmolStr::from(key));
    let value = match data(value) {
        Some(Data::Map(entries)) => {
            entries.iter().find(|(name, _)| name == key).map_or(&ABSENT, |(_, value)| value)
        }
        // Name and value pairs.
        Some(Data::List(items)) => items
            .iter()
            .find_map(|item| {
                let Some(Data::Map(entries)) = data(item) else { return None };
                let field = |name: &str| entries.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                let (_, name) = field("name").or_else(|| field("key"))?;
                (text(name).as_deref() == Some(key)).then(|| field("value").map(|(_, value)| value))?
            })
            .unwrap_or(&ABSENT),
        _ => value,
    };
    Read { value, key: named }
}

/// A scalar as text, as Terraform would print it.
pub(crate) fn text(value: &Value) -> Option<SmolStr> {
    match data(value)? {
        Data::String(text) => Some(text.clone()),
        Data::Bool(value) => Some(if *value { "true".into() } else { "false".into() }),
        Data::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// Does it refer to the resource, somewhere inside? `attribute` narrows it to that one.
pub(crate) fn refers_to(value: &Value, resource: u32, attribute: Option<&str>) -> bool {
    let Value::Known(known) = value else {
        let Value::Unknown(unknown) = value else { return false };
        return unknown.arms.iter().any(|arm| refers_to(arm, resource, attribute));
    };
    match &known.data {
        Data::Reference(reference) => {
            reference.resource == resource && attribute.is_none_or(|name| reference.path == name)
        }
        Data::List(items) => items.iter().any(|item| refers_to(item, resource, attribute)),
        Data::Map(entries) => entries.iter().any(|(_, value)| refers_to(value, resource, attribute)),
        Data::Json(inner) => refers_to(inner, resource, attribute),
        Data::Template(parts) => parts.iter().any(|part| match part {
            model::Part::Value(value) => refers_to(value, resource, attribute),
            model::Part::Literal(_) => false,
        }),
        _ => false,
    }
}
