//! The name by which people know a resource outside its files, and the commands that use it.

use model::{Data, SmolStr, Value};

use crate::subject::Subject;

/// Attributes that name a thing in the cloud, the most particular first.
const NAMES: [&str; 3] = ["function_name", "bucket", "name"];

impl Subject<'_> {
    /// The resource's own name where it is written out, else its label.
    pub fn own_name(&self) -> SmolStr {
        let body = self.module.body(self.resource.resource, None);
        NAMES
            .iter()
            .find_map(|name| literal(&body, name))
            .unwrap_or_else(|| self.resource.address.name.clone())
    }

    /// A boundary page's `<name>` and `<attribute>` filled in; what is not written out stays in capitals,
    /// for a person to fill in.
    pub fn filled(&self, text: &str) -> String {
        let body = self.module.body(self.resource.resource, None);
        replaced(text, |placeholder| match placeholder {
            "name" => Some(self.own_name()),
            attribute => literal(&body, attribute),
        })
    }
}

/// The same text about no particular resource.
pub fn unfilled(text: &str) -> String {
    replaced(text, |_| None)
}

fn replaced(text: &str, value: impl Fn(&str) -> Option<SmolStr>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        match after.split_once('>') {
            Some((name, after))
                if name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte)) =>
            {
                out.push_str(&value(name).unwrap_or_else(|| name.to_uppercase().into()));
                rest = after;
            }
            _ => {
                out.push('<');
                rest = after;
            }
        }
    }
    out + rest
}

fn literal(body: &Value, name: &str) -> Option<SmolStr> {
    let Value::Known(known) = body else { return None };
    let Data::Map(entries) = &known.data else { return None };
    let (_, value) = entries.iter().find(|(key, _)| key == name)?;
    match value {
        Value::Known(known) => match &known.data {
            Data::String(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
