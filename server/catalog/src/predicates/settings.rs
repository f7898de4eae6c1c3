//! The settings and connection strings of an app: secrets in plain text, and keys of other resources.

use model::{Data, Known, Part, Value};

use super::secret::{could_be_secret, looks_like_key, says_secret, unknown_reason};
use crate::{
    evaluate::Context,
    links::address,
    outcome::{Outcome, Verdict},
    path,
};

/// Stands for a part of a text that is no literal.
const HOLE: char = '\u{1}';

/// Application Insights takes what is sent to it by these; they open nothing.
const TELEMETRY: [&str; 2] = ["APPLICATIONINSIGHTS_CONNECTION_STRING", "APPINSIGHTS_INSTRUMENTATIONKEY"];

/// `no-secret-settings`: no setting, and no connection string, holds a password or key in plain text. A connection
/// string is judged by what is in it, not by its name: many hold no password at all.
pub(super) fn no_secret_settings(value: &Value) -> Outcome {
    each(value, |name, value| is_secret(name, value).then(Vec::new))
}

/// `no-resource-key`: no setting is the access key or the connection string of a resource in these files.
pub(super) fn no_resource_key(context: &Context<'_>, value: &Value) -> Outcome {
    each(value, |_, value| {
        let resource = key_of(context, value)?;
        Some(vec![("companion", address(context.module, resource))])
    })
}

/// Judges a map's entries, or one value; `fault` gives the facts of one that is at fault. What can't be told of a
/// single entry is not written in these files, so it is no fault.
fn each(value: &Value, fault: impl Fn(&str, &Value) -> Option<Vec<(&'static str, String)>>) -> Outcome {
    let found = match path::data(value) {
        Some(Data::Map(entries)) => entries
            .iter()
            .find_map(|(name, value)| Some((Some(name.to_string()), value, fault(name, value)?))),
        Some(_) => fault("", value).map(|facts| (None, value, facts)),
        None => match fault("", value) {
            Some(facts) => Some((None, value, facts)),
            None if matches!(value, Value::Known(_)) => None,
            None => {
                return Outcome { why: unknown_reason(value), ..Outcome::at(Verdict::Unknown, value) };
            }
        },
    };
    let Some((name, value, mut facts)) = found else {
        return Outcome { facts: Vec::new(), ..Outcome::at(Verdict::Shown, value) };
    };
    facts.extend(name.map(|name| ("key", name)));
    // The value itself is never repeated in a message, a log or a report.
    Outcome { facts, ..Outcome::at(Verdict::Contradicted, value) }
}

fn is_secret(name: &str, value: &Value) -> bool {
    if let Value::Unknown(unknown) = value {
        return unknown.arms.iter().any(|arm| is_secret(name, arm));
    }
    let Some(text) = literal(value) else { return false };
    let named = says_secret(name) && !is_connection(name) && !TELEMETRY.contains(&name);
    looks_like_key(&text)
        || holds_password(&text)
        || (named && !text.contains(HOLE) && could_be_secret(&text))
}

fn is_connection(name: &str) -> bool {
    let folded: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    folded.to_ascii_lowercase().contains("connectionstring")
}

/// What is literal of a value, with marks in the place of the rest.
fn literal(value: &Value) -> Option<String> {
    if let Some(text) = path::text(value) {
        return Some(text.to_string());
    }
    match value {
        Value::Known(Known { data: Data::Template(parts), .. }) => {
            let part = |part: &Part| match part {
                Part::Literal(text) => text.to_string(),
                Part::Value(_) => HOLE.to_string(),
            };
            Some(parts.iter().map(part).collect())
        }
        Value::Known(Known { data: Data::Reference(reference), .. }) => literal(reference.value.as_deref()?),
        _ => None,
    }
}

/// `Server=…;Password=pa55`, `…,password=pa55,ssl=True`, `postgres://shop:pa55@host/db`.
fn holds_password(text: &str) -> bool {
    const NAMES: [&str; 6] =
        ["password", "pwd", "accountkey", "sharedaccesskey", "sharedaccesssignature", "sharedsecret"];
    let is_written = |word: &str| !word.is_empty() && !word.starts_with([HOLE, '<', '{', '$', '@', '#']);
    let named = text.split([';', ',']).filter_map(|part| part.split_once('=')).any(|(name, value)| {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        NAMES.contains(&name.to_ascii_lowercase().as_str()) && is_written(value.trim())
    });
    let user = text.split_once("://").and_then(|(_, rest)| rest.split('/').next()?.rsplit_once('@'));
    named || user.is_some_and(|(user, _)| user.split_once(':').is_some_and(|(_, word)| is_written(word)))
}

/// The resource whose key the value is, perhaps inside a text.
fn key_of(context: &Context<'_>, value: &Value) -> Option<u32> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => {
            let resource = context.module.resources.get(reference.resource as usize)?;
            let is_key = is_key(&reference.path) && resource.type_name() != "azurerm_application_insights";
            match &reference.value {
                _ if is_key => Some(reference.resource),
                Some(value) => key_of(context, value),
                None => None,
            }
        }
        Value::Known(Known { data: Data::Template(parts), .. }) => parts.iter().find_map(|part| match part {
            Part::Value(value) => key_of(context, value),
            Part::Literal(_) => None,
        }),
        Value::Unknown(unknown) => unknown.arms.iter().find_map(|arm| key_of(context, arm)),
        _ => None,
    }
}

/// `primary_access_key`, `default_primary_connection_string`, `secondary_key`, `connection_strings[0]`.
fn is_key(path: &str) -> bool {
    let last = path.split(['[', '.']).rfind(|part| !part.ends_with(']') && part.parse::<u32>().is_err());
    let last = last.unwrap_or_default();
    ["access_key", "connection_string", "connection_strings", "primary_key", "secondary_key", "sas"]
        .iter()
        .any(|end| last.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_connection_string_is_found() {
        for text in [
            "Server=db;User Id=shop;Password=pa55",
            "shop.redis.cache.windows.net:6380,password=pa55,ssl=True",
            "postgres://shop:pa55@db.example/orders",
            "DefaultEndpointsProtocol=https;AccountName=docs;AccountKey=abc==",
            "Endpoint=sb://bus/;SharedAccessKeyName=all;SharedAccessKey=abc=",
        ] {
            assert!(holds_password(text), "{text}");
        }
        for text in [
            "Server=db;Integrated Security=SSPI",
            "Server=db;Authentication=Active Directory Managed Identity",
            "Server=db;Password=\u{1};Encrypt=True",
            "https://shop.example/path@here",
            "Endpoint=sb://bus/;SharedAccessKeyName=all",
            "postgres://shop@db.example/orders",
        ] {
            assert!(!holds_password(text), "{text}");
        }
    }

    #[test]
    fn a_connection_string_is_judged_by_what_is_in_it() {
        let value = |text: &str| Value::Known(Known { data: Data::String(text.into()), seen: Vec::new() });
        assert!(!is_secret("SQL_CONNECTION_STRING", &value("Server=db;Integrated Security=SSPI")));
        assert!(!is_secret("APPINSIGHTS_INSTRUMENTATIONKEY", &value("00000000-1111-2222-3333-444444444444")));
        assert!(is_secret("DB_PASSWORD", &value("pa55")));
        assert!(!is_secret("DB_PASSWORD", &value("@Microsoft.KeyVault(VaultName=shop;SecretName=db)")));
    }

    #[test]
    fn a_key_is_known_by_the_attribute_it_comes_from() {
        for path in ["primary_access_key", "primary_key", "connection_strings[0]", "connection_strings.0"] {
            assert!(is_key(path), "{path}");
        }
        for path in ["id", "primary_blob_endpoint", "name", "key_vault_id", ""] {
            assert!(!is_key(path), "{path}");
        }
    }
}
