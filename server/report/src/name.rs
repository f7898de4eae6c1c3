//! The name by which people know a resource outside its files.

use model::{Data, SmolStr, Value};
use project::ResolvedModule;

use crate::subject::Subject;

/// Attributes that name a thing in the cloud, the most particular first.
const NAMES: [&str; 3] = ["function_name", "bucket", "name"];

/// The resource's own name where it is written out, else its label.
pub fn own_name(module: &ResolvedModule, resource: u32, label: &SmolStr) -> SmolStr {
    written_name(&module.body(resource, None)).unwrap_or_else(|| label.clone())
}

fn written_name(body: &Value) -> Option<SmolStr> {
    let Value::Known(known) = body else { return None };
    let Data::Map(entries) = &known.data else { return None };
    NAMES.iter().find_map(|name| {
        let (_, value) = entries.iter().find(|(key, _)| key == name)?;
        match value {
            Value::Known(known) => match &known.data {
                Data::String(text) if !text.is_empty() => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    })
}

impl Subject<'_> {
    /// See [`own_name`].
    pub fn own_name(&self) -> SmolStr {
        own_name(self.module, self.resource.resource, &self.resource.address.name)
    }
}

/// `text` with `<name>` filled in.
pub fn filled(text: &str, name: &str) -> String {
    text.replace("<name>", name)
}
