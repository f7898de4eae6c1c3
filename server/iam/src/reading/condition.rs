//! Conditions as words: `only from 10.0.0.0/8`.

use super::{listed, quoted, scope::Spelled};
use crate::{Condition, Statement};

/// Every condition of a statement: `only over TLS, and only if aws:x is y`; nothing without one.
pub fn conditions(statement: &Statement, spelled: Spelled<'_>) -> Option<String> {
    let all = &statement.conditions;
    let words: Vec<String> =
        all.iter().take(2).map(|it| format!("only {}", condition(it, spelled))).collect();
    let more = match all.len().saturating_sub(2) {
        0 => String::new(),
        1 => ", and 1 condition more".into(),
        more => format!(", and {more} conditions more"),
    };
    (!words.is_empty()).then(|| format!("{}{more}", words.join(", and ")))
}

/// One condition, as what follows `only`: `from 10.0.0.0/8`, `if s3:prefix is home/`.
pub fn condition(condition: &Condition, spelled: Spelled<'_>) -> String {
    let values: Vec<String> = condition.values.iter().map(|term| quoted(&spelled(term))).collect();
    let values = if values.is_empty() { "nothing".to_owned() } else { listed(&values, 2, "or") };
    let lower = condition.operator.to_ascii_lowercase();
    let (set, operator) = lower.split_once(':').unwrap_or(("", &lower));
    let (operator, if_exists) = match operator.strip_suffix("ifexists") {
        Some(operator) => (operator, ", or there is none"),
        None => (operator, ""),
    };
    let positive = matches!(
        operator,
        "stringequals" | "stringlike" | "arnequals" | "arnlike" | "stringequalsignorecase" | "ipaddress"
    );
    let first = condition.values.first().and_then(|term| term.text.as_deref()).unwrap_or_default();
    let is = |value: &str| condition.values.len() == 1 && first.eq_ignore_ascii_case(value);
    let key = condition.key.to_ascii_lowercase();
    let known = match key.as_str() {
        "aws:sourceip" if operator == "ipaddress" => Some(format!("from {values}")),
        "aws:sourceip" if operator == "notipaddress" => Some(format!("from outside {values}")),
        "aws:sourcevpce" if positive => Some(format!("through the endpoint {values}")),
        "aws:sourcevpc" if positive => Some(format!("from the VPC {values}")),
        "aws:securetransport" if operator == "bool" && is("true") => Some("over TLS".into()),
        "aws:securetransport" if operator == "bool" && is("false") => Some("without TLS".into()),
        "aws:multifactorauthpresent" if operator == "bool" && is("true") => {
            Some("after a second factor".into())
        }
        "aws:multifactorauthpresent" if operator == "bool" && is("false") => {
            Some("without a second factor".into())
        }
        "aws:sourcearn" if positive => Some(format!("on behalf of {values}")),
        "aws:sourceaccount" if positive => Some(format!("on behalf of account {values}")),
        "aws:principalorgid" if positive => Some(format!("for callers of the organisation {values}")),
        "aws:principalaccount" if positive => Some(format!("for callers of account {values}")),
        "aws:principalarn" if positive => Some(format!("for {values}")),
        "aws:requestedregion" if positive => Some(format!("in {values}")),
        "iam:passedtoservice" if positive => Some(format!("to {values}")),
        "kms:viaservice" if positive => Some(format!("through {values}")),
        "sts:externalid" if positive => Some(format!("with the external id {values}")),
        _ => None,
    };
    if let Some(known) = known.filter(|_| set.is_empty() || set == "foranyvalue") {
        return format!("{known}{if_exists}");
    }
    let subject = match set {
        "foranyvalue" => format!("if any of {}", quoted(&condition.key)),
        "forallvalues" => format!("if all of {}", quoted(&condition.key)),
        _ => format!("if {}", quoted(&condition.key)),
    };
    let verb = match operator {
        "stringequals" | "arnequals" | "numericequals" | "dateequals" | "bool" | "binaryequals" => "is",
        "stringequalsignorecase" => "is, in any case,",
        "stringnotequals"
        | "stringnotequalsignorecase"
        | "arnnotequals"
        | "numericnotequals"
        | "datenotequals" => "is not",
        "stringlike" | "arnlike" => "matches",
        "stringnotlike" | "arnnotlike" => "does not match",
        "ipaddress" => "is in",
        "notipaddress" => "is not in",
        "numericlessthan" => "is less than",
        "numericlessthanequals" => "is at most",
        "numericgreaterthan" => "is more than",
        "numericgreaterthanequals" => "is at least",
        "datelessthan" | "datelessthanequals" => "is before",
        "dategreaterthan" | "dategreaterthanequals" => "is after",
        "null" if is("true") => return format!("{subject} is not there"),
        "null" if is("false") => return format!("{subject} is there"),
        _ => return format!("{subject} meets `{}` {values}", condition.operator),
    };
    let none = if set == "forallvalues" { ", or there is none" } else { if_exists };
    format!("{subject} {verb} {values}{none}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Term;

    fn words(operator: &str, key: &str, values: &[&str]) -> String {
        let values = values.iter().map(|text| Term { text: Some((*text).to_owned()), index: 0 }).collect();
        let it = Condition { operator: operator.into(), key: key.into(), values };
        condition(&it, &|term| term.text.clone().unwrap_or_default())
    }

    #[test]
    fn conditions_read_as_words() {
        assert_eq!(words("IpAddress", "aws:SourceIp", &["10.0.0.0/8"]), "from `10.0.0.0/8`");
        assert_eq!(words("Bool", "aws:SecureTransport", &["false"]), "without TLS");
        assert_eq!(
            words("StringLike", "s3:prefix", &["home/*", "tmp/*"]),
            "if `s3:prefix` matches `home/*` or `tmp/*`"
        );
        assert_eq!(
            words("StringEqualsIfExists", "iam:PassedToService", &["lambda.amazonaws.com"]),
            "to `lambda.amazonaws.com`, or there is none"
        );
        assert_eq!(
            words("ForAllValues:StringEquals", "aws:TagKeys", &["team"]),
            "if all of `aws:TagKeys` is `team`, or there is none"
        );
        assert_eq!(words("Null", "aws:TokenIssueTime", &["true"]), "if `aws:TokenIssueTime` is not there");
        assert_eq!(words("Odd", "a:b", &["c"]), "if `a:b` meets `Odd` `c`");
    }
}
