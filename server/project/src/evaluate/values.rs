//! Making and reading values.

use model::{Data, Known, Part, Place, Seen, SeenAs, SmolStr, Unknown, Value, Why};

use super::operators;

pub(super) fn unknown(why: Why, seen: Option<Seen>) -> Value {
    Value::Unknown(Unknown { why, seen: seen.into_iter().collect(), arms: Vec::new() })
}

pub(super) fn known(data: Data, seen: Option<Seen>) -> Value {
    Value::Known(Known { data, seen: seen.into_iter().collect() })
}

/// Adds the next link of the provenance.
pub(super) fn through(mut value: Value, place: Place, role: SeenAs) -> Value {
    let seen = match &mut value {
        Value::Known(known) => &mut known.seen,
        Value::Unknown(unknown) => &mut unknown.seen,
        Value::Absent => return value,
    };
    seen.push(Seen { place, role });
    value
}

pub(super) fn size(value: &Value, left: &mut usize) {
    *left = left.saturating_sub(1);
    let Value::Known(known) = value else { return };
    match &known.data {
        Data::List(items) => items.iter().take_while(|item| (size(item, left), *left > 0).1).count(),
        Data::Map(items) => items.iter().take_while(|(_, item)| (size(item, left), *left > 0).1).count(),
        Data::Json(inner) => {
            size(inner, left);
            0
        }
        _ => 0,
    };
}

pub(super) fn known_with(data: Data, seen: Vec<Seen>) -> Value {
    Value::Known(Known { data, seen })
}

/// The literal worth of a value, looking through references to what is written.
pub(super) fn literal(value: &Value) -> Option<&Data> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => literal(reference.value.as_deref()?),
        Value::Known(known) => Some(&known.data),
        _ => None,
    }
}

pub(super) fn string(value: &Value) -> Option<SmolStr> {
    match literal(value)? {
        Data::String(text) => Some(text.clone()),
        Data::Number(number) => Some(operators::number_text(*number)),
        Data::Bool(value) => Some(if *value { "true".into() } else { "false".into() }),
        _ => None,
    }
}

pub(super) fn number(value: &Value) -> Option<f64> {
    match literal(value)? {
        Data::Number(number) => Some(*number),
        Data::String(text) => text.parse().ok(),
        _ => None,
    }
}

pub(super) fn truth(value: &Value) -> Option<bool> {
    match literal(value)? {
        Data::Bool(value) => Some(*value),
        Data::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Key and value of each element of a list, set or map.
pub(super) fn elements(value: &Value) -> Option<Vec<(Value, Value)>> {
    match literal(value)? {
        Data::List(items) => Some(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| (known(Data::Number(at as f64), None), item.clone()))
                .collect(),
        ),
        Data::Map(entries) => Some(
            entries
                .iter()
                .map(|(key, item)| (known(Data::String(key.clone()), None), item.clone()))
                .collect(),
        ),
        _ => None,
    }
}

/// Strings end to end; parts that are not literal stay parts.
pub(super) fn join(values: Vec<Value>, here: Seen) -> Value {
    let mut parts: Vec<Part> = Vec::new();
    for value in values {
        let piece = match string(&value) {
            Some(text) => Part::Literal(text),
            None => match value {
                Value::Known(Known { data: Data::Template(inner), seen }) => {
                    parts.extend(inner.into_iter().map(|part| came_through(part, &seen)));
                    continue;
                }
                Value::Absent => return unknown(Why::Expression, Some(here)),
                value => Part::Value(value),
            },
        };
        match (parts.last_mut(), &piece) {
            (Some(Part::Literal(last)), Part::Literal(text)) => *last = format!("{last}{text}").into(),
            _ => parts.push(piece),
        }
    }
    let data = match <[Part; 1]>::try_from(parts) {
        Ok([Part::Literal(text)]) => Data::String(text),
        Ok([part]) => Data::Template(vec![part]),
        Err(parts) if parts.is_empty() => Data::String(SmolStr::default()),
        Err(parts) => Data::Template(parts),
    };
    known(data, Some(here))
}

/// A part of a string that was read as a whole: it came through whatever that did.
fn came_through(part: Part, whole: &[Seen]) -> Part {
    let Part::Value(mut value) = part else { return part };
    match &mut value {
        Value::Known(known) => known.seen.extend_from_slice(whole),
        Value::Unknown(unknown) => unknown.seen.extend_from_slice(whole),
        Value::Absent => {}
    }
    Part::Value(value)
}
