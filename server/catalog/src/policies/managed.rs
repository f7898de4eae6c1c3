//! Which policy an ARN names: one of AWS, or one that the module declares.

use model::{Data, Known, Part, Value};
use project::ResolvedModule;

use crate::{
    evaluate::reference,
    evidence::Path,
    links::address,
    path::{self, read},
    words,
};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By name: `AdministratorAccess`.
    Aws(String),
    /// Index of an `aws_iam_policy`.
    Declared(u32),
    /// In words.
    Untold(String),
}

pub(super) fn named(module: &ResolvedModule, value: &Value) -> Named {
    if let Some(target) = reference(value)
        && let Some(policy) = module.resources.get(target as usize)
        && policy.type_name() == "aws_iam_policy"
    {
        if !policy.address.data {
            return Named::Declared(target);
        }
        let body = module.body(target, None);
        let attributes = ["arn", "name"].map(|name| read(&body, &Path::of(name)));
        let name = attributes.iter().flatten().find_map(|found| match tail(found.value) {
            Some(name) => Some(name),
            None => path::text(found.value).map(|text| text.to_string()),
        });
        return match name.filter(|name| iam::Data::bundled().managed_policy(name).is_some()) {
            Some(name) => Named::Aws(name),
            None => Named::Untold(format!("`{}` is not in these files", policy.address)),
        };
    }
    let is_of_aws = |text: &str| text.contains("::aws:policy/") || text.starts_with(":aws:policy/");
    match (path::text(value), tail(value)) {
        (Some(text), Some(name)) if !is_of_aws(&text) => {
            let own = module.resources.iter().enumerate().find(|(_, it)| {
                let is_policy = it.type_name() == "aws_iam_policy" && !it.address.data;
                is_policy
                    && it.block.body.attribute("name").is_some_and(
                        |expr| matches!(&expr.kind, model::ExprKind::String(text) if *text == name.as_str()),
                    )
            });
            match own {
                Some((index, _)) => Named::Declared(index as u32),
                None => Named::Untold(format!("policy `{name}` is not in these files")),
            }
        }
        (_, Some(name)) => Named::Aws(name),
        _ => Named::Untold(words::obstacle(value, &|resource| address(module, resource))),
    }
}

/// The name at the end of an ARN whose beginning may be unknown: the partition often is.
fn tail(value: &Value) -> Option<String> {
    let text = match path::text(value) {
        Some(text) => text.to_string(),
        None => match value {
            Value::Known(Known { data: Data::Template(parts), .. }) => match parts.last()? {
                // An account that is not told is one's own.
                Part::Literal(text) if text.contains("::aws:policy/") => text.to_string(),
                _ => return None,
            },
            _ => return None,
        },
    };
    text.contains(":policy/").then(|| text.rsplit('/').next().unwrap_or_default().to_owned())
}
