//! The functions whose result the files decide. Every other one is unknown, by name.

use model::{Data, Known, Part, Seen, SmolStr, Value, Why};

use super::values::{elements, join, known, literal, number, string, unknown};

pub(super) fn call(name: &SmolStr, arguments: Vec<Value>, here: Seen) -> Value {
    let plain = name.trim_start_matches("core::");
    evaluate(plain, &arguments, here).unwrap_or_else(|| {
        let why = arguments.iter().find_map(|argument| match argument {
            Value::Unknown(argument) => Some(argument.why.clone()),
            _ => None,
        });
        unknown(why.unwrap_or_else(|| Why::Function(name.clone())), Some(here))
    })
}

fn evaluate(name: &str, arguments: &[Value], here: Seen) -> Option<Value> {
    let first = arguments.first();
    let new = |data| Some(known(data, Some(here)));
    match name {
        "jsonencode" => new(Data::Json(Box::new(first?.clone()))),
        "jsondecode" => match first? {
            Value::Known(Known { data: Data::Json(inner), .. }) => Some((**inner).clone()),
            _ => None,
        },
        // They change a type or a mark, not what is written.
        // An encoded script is judged as it is written: nobody compares the encoded form.
        "tostring" | "sensitive" | "nonsensitive" | "tolist" | "toset" | "tomap" | "one" | "base64encode"
        | "base64gzip" => {
            let value = first?;
            match (name, value) {
                ("one", Value::Known(Known { data: Data::List(items), .. })) => {
                    Some(items.first().cloned().unwrap_or(Value::Absent))
                }
                ("tostring", _) => match string(value) {
                    Some(text) => Some(known(Data::String(text), Some(here))),
                    None => Some(value.clone()),
                },
                _ => Some(value.clone()),
            }
        }
        "tonumber" => new(Data::Number(number(first?)?)),
        "tobool" => match string(first?)?.as_str() {
            "true" => new(Data::Bool(true)),
            "false" => new(Data::Bool(false)),
            _ => None,
        },
        "lower" => new(Data::String(string(first?)?.to_lowercase().into())),
        "upper" => new(Data::String(string(first?)?.to_uppercase().into())),
        "trimspace" | "chomp" => new(Data::String(string(first?)?.trim().into())),
        "format" => format(arguments, here),
        "join" => {
            let separator = string(first?)?;
            let items = elements(arguments.get(1)?)?;
            let mut parts = Vec::new();
            for (at, (_, item)) in items.into_iter().enumerate() {
                if at > 0 {
                    parts.push(known(Data::String(separator.clone()), None));
                }
                parts.push(item);
            }
            Some(join(parts, here))
        }
        "split" => {
            let (separator, text) = (string(first?)?, string(arguments.get(1)?)?);
            let piece = |piece: &str| known(Data::String(piece.into()), Some(here));
            new(Data::List(text.split(separator.as_str()).map(piece).collect()))
        }
        "concat" | "flatten" | "compact" | "distinct" | "setunion" => {
            let mut all = Vec::new();
            for argument in arguments {
                flatten(argument, if name == "flatten" { 8 } else { 1 }, &mut all)?;
            }
            if name == "compact" {
                all.retain(|item| *item != Value::Absent && string(item).is_none_or(|text| !text.is_empty()));
            }
            if matches!(name, "distinct" | "setunion") {
                let mut seen: Vec<Data> = Vec::new();
                all.retain(|item| match literal(item) {
                    Some(data) if seen.contains(data) => false,
                    Some(data) => {
                        seen.push(data.clone());
                        true
                    }
                    None => true,
                });
            }
            new(Data::List(all))
        }
        "merge" => {
            let mut all: Vec<(SmolStr, Value)> = Vec::new();
            for argument in arguments {
                match literal(argument) {
                    Some(Data::Map(entries)) => {
                        for (key, value) in entries {
                            all.retain(|(known, _)| known != key);
                            all.push((key.clone(), value.clone()));
                        }
                    }
                    _ if *argument == Value::Absent => {}
                    _ => return None,
                }
            }
            new(Data::Map(all))
        }
        "keys" => match literal(first?)? {
            Data::Map(entries) => new(Data::List(
                entries.iter().map(|(key, _)| known(Data::String(key.clone()), Some(here))).collect(),
            )),
            _ => None,
        },
        "values" => match literal(first?)? {
            Data::Map(entries) => new(Data::List(entries.iter().map(|(_, value)| value.clone()).collect())),
            _ => None,
        },
        "length" => match literal(first?)? {
            Data::List(items) => new(Data::Number(items.len() as f64)),
            Data::Map(entries) => new(Data::Number(entries.len() as f64)),
            Data::String(text) => new(Data::Number(text.chars().count() as f64)),
            _ => None,
        },
        "contains" => {
            let (Data::List(items), wanted) = (literal(first?)?, string(arguments.get(1)?)?) else {
                return None;
            };
            let texts: Option<Vec<SmolStr>> = items.iter().map(string).collect();
            new(Data::Bool(texts?.contains(&wanted)))
        }
        "lookup" => {
            let (Data::Map(entries), key) = (literal(first?)?, string(arguments.get(1)?)?) else {
                return None;
            };
            match entries.iter().find(|(name, _)| *name == key) {
                Some((_, value)) => Some(value.clone()),
                None => arguments.get(2).cloned(),
            }
        }
        "element" => {
            let (Data::List(items), at) = (literal(first?)?, number(arguments.get(1)?)?) else { return None };
            items.get((at as usize).checked_rem(items.len())?).cloned()
        }
        // The first that is there; one that can't be told may or may not be.
        "coalesce" => match arguments.iter().find(|argument| **argument != Value::Absent)? {
            Value::Unknown(_) => None,
            value if string(value).is_some_and(|text| text.is_empty()) => None,
            value => Some(value.clone()),
        },
        // A key that a known map does not have is an error, and the next one is tried.
        "try" => match arguments.iter().find(|argument| !is_missing_key(argument))? {
            Value::Unknown(_) => None,
            value => Some(value.clone()),
        },
        _ => None,
    }
}

fn is_missing_key(value: &Value) -> bool {
    // An undeclared name has a dot in it.
    matches!(value, Value::Unknown(unknown) if matches!(&unknown.why, Why::Undeclared(name) if !name.contains('.')))
}

fn flatten(value: &Value, depth: u8, all: &mut Vec<Value>) -> Option<()> {
    let Some(Data::List(items)) = literal(value) else { return None };
    for item in items {
        match literal(item) {
            Some(Data::List(_)) if depth > 1 => flatten(item, depth - 1, all)?,
            _ => all.push(item.clone()),
        }
    }
    Some(())
}

/// `%s`, `%d` and `%v` without flags; anything else is not evaluated.
fn format(arguments: &[Value], here: Seen) -> Option<Value> {
    let (spec, mut rest) = arguments.split_first()?;
    let spec = string(spec)?;
    let mut parts = Vec::new();
    let mut pieces = spec.split('%');
    let text = |text: &str| known(Data::String(text.into()), None);
    parts.push(text(pieces.next()?));
    while let Some(piece) = pieces.next() {
        if piece.is_empty() {
            parts.push(text("%"));
            parts.push(text(pieces.next()?));
            continue;
        }
        let literal = piece.strip_prefix(['s', 'd', 'v'])?;
        let (value, others) = rest.split_first()?;
        rest = others;
        parts.push(value.clone());
        parts.push(text(literal));
    }
    let joined = join(parts, here);
    // A list or map in a string is printed, not joined.
    match &joined {
        Value::Known(Known { data: Data::Template(parts), .. })
            if parts.iter().any(|part| {
                matches!(part, Part::Value(Value::Known(Known { data: Data::List(_) | Data::Map(_), .. })))
            }) =>
        {
            None
        }
        _ => Some(joined),
    }
}
