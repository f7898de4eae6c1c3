//! Words about values: why something can't be told, how a value is quoted.

use model::{Data, Known, Value, Why};

use crate::path;

/// Why a value can't be told and so what would settle it; inline Markdown.
pub(crate) fn why(why: &Why) -> String {
    match why {
        Why::Variable(name) => format!("`var.{name}` has no value here"),
        Why::ModuleNotOnDisk { call, source } => {
            format!("`module.{call}` ({}) is not on disk", project::source_kind(source))
        }
        Why::Undeclared(name) => format!("`{name}` is not declared in these files"),
        Why::AfterApply(name) => format!("`{name}` is known after apply"),
        Why::Function(name) if name == "%{ }" => "a template directive is not evaluated".into(),
        Why::Function(name) => format!("`{name}()` is not evaluated"),
        Why::EachInstance(name) => format!("`{name}` differs by instance"),
        Why::Expression => "the expression is not evaluated".into(),
        Why::Placeholder(what) => format!("a placeholder is not filled in: {what}"),
        Why::TooDeep => "it refers to itself, or too deep".into(),
        Why::Broken => "the text is broken here".into(),
        Why::Condition(condition) => format!("it depends on `{condition}`"),
    }
}

/// A value for a message: one line, at most 40 characters.
pub(crate) fn short(value: &Value) -> String {
    let text = match path::text(value) {
        Some(text) => text.to_string(),
        None => match path::data(value) {
            Some(Data::List(items)) => items.iter().map(short).collect::<Vec<_>>().join(", "),
            _ => String::new(),
        },
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

/// What keeps a value from being compared: an unknown, or a reference nobody writes the worth of.
pub(crate) fn obstacle(value: &Value, address: &dyn Fn(u32) -> String) -> String {
    match value {
        Value::Unknown(unknown) => why(&unknown.why),
        Value::Known(Known { data: Data::Reference(reference), .. }) => match reference.value.as_deref() {
            Some(inner) => obstacle(inner, address),
            None => {
                why(&Why::AfterApply(format!("{}.{}", address(reference.resource), reference.path).into()))
            }
        },
        Value::Known(Known { data: Data::Template(parts), .. }) => parts
            .iter()
            .find_map(|part| match part {
                model::Part::Value(value) => Some(obstacle(value, address)),
                model::Part::Literal(_) => None,
            })
            .unwrap_or_else(|| why(&Why::Expression)),
        _ => why(&Why::Expression),
    }
}

/// Replaces `<placeholders>` by facts; one without a fact is left out.
pub(crate) fn fill(template: &str, fact: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>') {
            Some((name, after))
                if name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-:".contains(&byte)) =>
            {
                text.push_str(&fact(name).unwrap_or_default());
                rest = after;
            }
            _ => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}
