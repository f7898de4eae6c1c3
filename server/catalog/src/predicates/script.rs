//! Secrets in plain text in a script or a cloud-init document: assignments whose name says secret, and keys
//! known by their form.

use model::{Data, Known, Part, Value};

use super::secret::{could_be_secret, looks_like_key, says_secret, unknown_reason};
use crate::{
    outcome::{Outcome, Verdict},
    path,
};

/// Stands for a part of the text that is no literal.
const HOLE: char = '\u{1}';

/// `no-secret-script`: no line of the text assigns a literal to a name that says secret, or holds a key.
pub(super) fn no_secret_script(value: &Value) -> Outcome {
    let Some(text) = script(value) else {
        return Outcome { why: unknown_reason(value), ..Outcome::at(Verdict::Unknown, value) };
    };
    let found = text.lines().find_map(secret_of_line);
    match found {
        Some(name) => {
            let mut outcome = Outcome::at(Verdict::Contradicted, value);
            // The script is never repeated in a message, a log or a report.
            outcome.facts = vec![("key", name)];
            outcome
        }
        None => Outcome { facts: Vec::new(), ..Outcome::at(Verdict::Shown, value) },
    }
}

/// What is literal of it, with marks in the place of the rest.
fn script(value: &Value) -> Option<String> {
    if let Some(text) = path::text(value) {
        return Some(text.to_string());
    }
    match value {
        Value::Known(Known { data: Data::Template(parts), .. }) => {
            let literal = |part: &Part| match part {
                Part::Literal(text) => text.to_string(),
                Part::Value(_) => HOLE.to_string(),
            };
            Some(parts.iter().map(literal).collect())
        }
        Value::Known(Known { data: Data::Reference(reference), .. }) => script(reference.value.as_deref()?),
        _ => None,
    }
}

/// The name that a secret stands under in a line, or what it is.
fn secret_of_line(line: &str) -> Option<String> {
    let line = line.trim();
    if looks_like_key(line) {
        return Some(assigned(line).map_or_else(|| "an access key".into(), |(name, _)| name.to_owned()));
    }
    if line.starts_with('#') {
        return None;
    }
    let mut rest = line;
    while let Some((name, behind)) = assigned(rest) {
        if says_secret(name) && literal(behind).is_some_and(is_secret) {
            return Some(name.to_owned());
        }
        rest = behind;
    }
    // `password: pa55`, a line of YAML.
    let (name, behind) = line.trim_start_matches("- ").split_once(": ")?;
    let name = name.trim_matches(['"', '\'']);
    let is_name = name.chars().all(|char| is_word(char) || char == '.');
    (is_name && says_secret(name) && literal(behind).is_some_and(is_secret)).then(|| name.to_owned())
}

/// The next `NAME=`, and what stands behind the sign; `name = "…"` with spaces too.
fn assigned(text: &str) -> Option<(&str, &str)> {
    let (before, behind) = text.split_once('=')?;
    let name = before.trim_end();
    let start = name.rfind(|char| !is_word(char)).map_or(0, |at| at + 1);
    // A space before the sign is a comparison in a shell, unless a quoted value follows.
    let spaced = name.len() < before.len() && !behind.trim_start().starts_with(['"', '\'']);
    let name = name.get(start..).unwrap_or_default().trim_matches('-');
    Some((if spaced { "" } else { name }, behind))
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '-'
}

/// The word behind an assignment, where it is written out.
fn literal(behind: &str) -> Option<&str> {
    let behind = behind.trim_start();
    let word = match behind.chars().next()? {
        quote @ ('"' | '\'') => behind.get(1..)?.split(quote).next()?,
        _ => behind.split([' ', ';', '"', '\'', '&', '|', ')', ',']).next()?,
    };
    // A variable, a command, a mark to be filled in: what it is worth stands elsewhere.
    (!word.contains(['$', '`', '<', '{', '%', '=', HOLE])).then_some(word)
}

fn is_secret(word: &str) -> bool {
    could_be_secret(word) && word.len() > 3 && !word.eq_ignore_ascii_case("required")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_of_a_literal_to_a_telling_name_is_found() {
        for (line, name) in [
            ("export DB_PASSWORD=pa55word", "DB_PASSWORD"),
            ("mysqld --user=app --password='pa55 word'", "password"),
            ("  db_password: \"pa55word\"", "db_password"),
            ("$Password = \"pa55word\"", "Password"),
            ("A=1 API_TOKEN=abcdef123 run", "API_TOKEN"),
        ] {
            assert_eq!(secret_of_line(line).as_deref(), Some(name), "{line}");
        }
        assert_eq!(secret_of_line(&format!("echo AKIA{}", "A".repeat(16))).as_deref(), Some("an access key"));
    }

    #[test]
    fn what_is_fetched_or_filled_in_is_no_secret() {
        for line in [
            "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)",
            "TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token`",
            "curl -H \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/",
            "DB_PASSWORD=\"$(aws ssm get-parameter --name /db/password)\"",
            "if [ \"$password\" = yes ]; then",
            "# DB_PASSWORD=changeme",
            "PasswordAuthentication=no",
            "SECRET_ARN=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
            "password: \u{1}",
            "http_tokens = required",
        ] {
            assert_eq!(secret_of_line(line), None, "{line}");
        }
    }
}
