//! Secrets in plain text: by the name they stand under, and by the look of the value.

use model::{Data, Known, Value};

use crate::{
    outcome::{Outcome, Verdict},
    path, words,
};

/// `no-secret-literal`: no value under a name that says secret, and no value that looks like a key, is
/// literal. A value, or the values of a map.
pub(super) fn no_secret_literal(value: &Value) -> Outcome {
    match path::data(value) {
        Some(Data::Map(entries)) => {
            let mut worst = Outcome::at(Verdict::Shown, value);
            for (key, value) in entries {
                match is_secret(key, value) {
                    Some(true) => {
                        let mut outcome = Outcome::at(Verdict::Contradicted, value);
                        // The value itself is never repeated in a message, a log or a report.
                        outcome.facts = vec![("key", key.to_string())];
                        return outcome;
                    }
                    Some(false) => {}
                    None => {
                        worst = Outcome { why: unknown_reason(value), ..Outcome::at(Verdict::Unknown, value) }
                    }
                }
            }
            worst
        }
        Some(_) => match is_secret("secret", value) {
            Some(true) => Outcome { facts: Vec::new(), ..Outcome::at(Verdict::Contradicted, value) },
            _ => Outcome::at(Verdict::Shown, value),
        },
        None => Outcome { why: unknown_reason(value), ..Outcome::at(Verdict::Unknown, value) },
    }
}

/// `not-literal`: the value comes from elsewhere, a reference or a variable without a default.
pub(super) fn not_literal(value: &Value) -> Outcome {
    match path::text(value) {
        Some(text) if !text.is_empty() => {
            Outcome { facts: Vec::new(), ..Outcome::at(Verdict::Contradicted, value) }
        }
        _ => Outcome { facts: Vec::new(), ..Outcome::at(Verdict::Shown, value) },
    }
}

pub(super) fn unknown_reason(value: &Value) -> Option<String> {
    Some(words::obstacle(value, &|_| "a resource".into()))
}

/// `None` where the value may be literal and can't be told. A value that arrives through a variable
/// without a default is not in these files, so it is not literal here.
fn is_secret(key: &str, value: &Value) -> Option<bool> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => match reference.value.as_deref() {
            Some(inner) => is_secret(key, inner),
            None => Some(false),
        },
        Value::Unknown(unknown) if !unknown.arms.is_empty() => {
            let arms: Vec<_> = unknown.arms.iter().map(|arm| is_secret(key, arm)).collect();
            if arms.contains(&Some(true)) { Some(true) } else { Some(false) }
        }
        _ => match path::text(value) {
            Some(text) => Some(looks_like_key(&text) || (says_secret(key) && could_be_secret(&text))),
            None => Some(false),
        },
    }
}

/// Names under which people keep secrets; `_ARN`, `_NAME` and the like name where a secret is.
pub(super) fn says_secret(key: &str) -> bool {
    let mut folded = String::new();
    let mut before = ' ';
    for char in key.chars() {
        // `dbPassword` reads like `db_password`.
        if char.is_ascii_uppercase() && before.is_ascii_lowercase() {
            folded.push('_');
        }
        folded.push(if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '_' });
        before = char;
    }
    const PLACES: [&str; 17] = [
        "_arn",
        "_name",
        "_id",
        "_path",
        "_url",
        "_uri",
        "_endpoint",
        "_file",
        "_version",
        "_prefix",
        "_ref",
        "_region",
        "_ttl",
        "_length",
        "_policy",
        "_enabled",
        "_table",
    ];
    if PLACES.iter().any(|place| folded.ends_with(place)) && !folded.ends_with("access_key_id") {
        return false;
    }
    const SECRETS: [&str; 14] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "api_key",
        "apikey",
        "private_key",
        "access_key",
        "credential",
        "connection_string",
        "connectionstring",
        "auth_key",
        "encryption_key",
    ];
    SECRETS.iter().any(|secret| folded.contains(secret))
        || folded == "pwd"
        || folded.ends_with("_pwd")
        || folded.ends_with("_pass")
}

/// A literal under a telling name that is plainly no secret: empty, a switch, a place to look.
pub(super) fn could_be_secret(text: &str) -> bool {
    let text = text.trim();
    let is_place = text.starts_with("arn:")
        || text.starts_with('/')
        || text.starts_with("ssm:")
        || text.starts_with("{{resolve:")
        || text.starts_with("@Microsoft.KeyVault(")
        || text.starts_with("https://")
        || text.starts_with("http://")
        || text.starts_with("projects/");
    let is_switch = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "none" | "null" | "enabled" | "disabled"
    );
    !text.is_empty() && !is_place && !is_switch && text.parse::<f64>().is_err()
}

/// Values that are keys by their form: access keys, private keys, well-known token prefixes.
pub(super) fn looks_like_key(text: &str) -> bool {
    let body = |prefix: &str, least: usize| {
        text.find(prefix).is_some_and(|at| {
            let rest = text.get(at + prefix.len()..).unwrap_or_default();
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count() >= least
        })
    };
    text.contains("-----BEGIN") && text.contains("PRIVATE KEY")
        || body("AKIA", 16)
        || body("ASIA", 16)
        || body("ghp_", 30)
        || body("github_pat_", 30)
        || body("xoxb-", 8)
        || body("sk_live_", 16)
        || text.contains("AccountKey=") && text.contains("DefaultEndpointsProtocol=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_says_where_a_secret_is_kept_is_no_secret() {
        for key in ["DB_PASSWORD", "dbPassword", "API_KEY", "AWS_ACCESS_KEY_ID", "PGPASSWORD", "app_secret"] {
            assert!(says_secret(key), "{key}");
        }
        for key in ["SECRET_ARN", "secretName", "TOKEN_URL", "BUCKET", "PASSWORD_LENGTH", "KEY"] {
            assert!(!says_secret(key), "{key}");
        }
    }

    #[test]
    fn a_place_or_a_switch_is_no_secret() {
        assert!(could_be_secret("hunter2"));
        for text in ["", "true", "/prod/db/password", "arn:aws:secretsmanager:eu-west-1:1:secret:x", "30"] {
            assert!(!could_be_secret(text), "{text}");
        }
    }

    #[test]
    fn a_key_is_known_by_its_form() {
        assert!(looks_like_key(&format!("AKIA{}", "A".repeat(16))));
        assert!(!looks_like_key("AKIA-is-how-they-begin"));
    }
}
