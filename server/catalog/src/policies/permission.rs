//! `aws_lambda_permission` as the statement that it adds to the function's policy.

use iam::{Clause, Condition, Effect, Principal, Principals, Statement, Term};
use model::Value;

use super::document::{Document, Reading};
use crate::{
    evaluate::reference,
    evidence::Path,
    path::{self, read},
};

/// Attribute, operator and key (source: the API of `AddPermission`).
const CONDITIONS: [(&str, &str, &str); 5] = [
    ("source_arn", "ArnLike", "AWS:SourceArn"),
    ("source_account", "StringEquals", "AWS:SourceAccount"),
    ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
    ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
    ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
];

impl Reading<'_, '_> {
    /// The body of an `aws_lambda_permission`.
    pub(super) fn permission(&mut self, body: &Value) {
        self.document.policy.version = Some("2012-10-17".into());
        let mut optional = |name: &str| self.optional(body, name);
        let (sid, action) = (optional("statement_id"), optional("action"));
        let (principal, function) = (optional("principal"), optional("function_name"));
        let conditions = CONDITIONS.iter().filter_map(|(attribute, operator, key)| {
            let values = vec![optional(attribute)?];
            Some(Condition { operator: (*operator).into(), key: (*key).into(), values })
        });
        let conditions = conditions.collect();
        let principals = principal.map(|term| {
            let kind = match term.text.as_deref() {
                Some("*") => "*",
                Some(text) if text.contains(".amazonaws.com") => "Service",
                _ => "AWS",
            };
            Principals { negated: false, members: vec![Principal { kind: kind.into(), term }] }
        });
        let statement = Statement {
            sid,
            effect: Some(Effect::Allow),
            actions: Clause { negated: false, terms: action.into_iter().collect() },
            resources: Clause {
                negated: false,
                terms: function.map(|term| arn(body, term)).into_iter().collect(),
            },
            principals,
            conditions,
        };
        self.push(statement, body);
    }
}

/// The function is given by name or ARN; the policy holds the ARN.
fn arn(body: &Value, term: Term) -> Term {
    let named = read(body, &Path::of("function_name"));
    let value = named.first().map(|found| found.value);
    let is_arn = value.and_then(path::text).is_some_and(|text| text.starts_with("arn:"));
    let text = match value.and_then(reference) {
        _ if is_arn => term.text,
        Some(_) => term.text.as_deref().and_then(|text| {
            let (name, _) = text.strip_prefix("${")?.split_once('}')?;
            let resource = name.strip_suffix(".function_name").or(name.strip_suffix(".arn"))?;
            Some(format!("${{{resource}.arn}}"))
        }),
        None => None,
    };
    Term { text, ..term }
}

impl Document {
    /// It stands in no document of its own.
    pub(super) fn of_permission(reader: &super::document::Reader<'_>, index: u32, body: &Value) -> Self {
        let mut document = Self::default();
        reader.reading(index, &mut document).permission(body);
        document
    }
}
