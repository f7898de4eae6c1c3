//! What AWS refuses or never matches: IAM009, IAM010, IAM029, IAM030.

use super::{
    Finding, names,
    subject::{Asked, Kind, Subject},
    values::{inners, is_policy_variable},
};
use crate::{Policy, Statement, Term, data::Data};

/// IAM009, IAM010.
pub(super) fn actions(subject: &Subject<'_>, data: &Data, findings: &mut Vec<Finding>) {
    for asked in &subject.actions {
        findings.extend(unknown(subject, asked, data));
    }
}

fn unknown(subject: &Subject<'_>, asked: &Asked<'_>, data: &Data) -> Option<Finding> {
    let text = asked.text;
    if asked.kind == Kind::Everything
        || !asked.stands_for.is_empty()
        || text.contains("${")
        || names::works(text)
    {
        return None;
    }
    let prefix = text.split_once(':').map(|(prefix, _)| prefix);
    let service = prefix.and_then(|prefix| data.service(prefix));
    let wild = text.contains(['*', '?']);
    let rule = if wild && (service.is_some() || prefix.is_some_and(|prefix| prefix.contains(['*', '?']))) {
        "IAM010"
    } else {
        "IAM009"
    };
    let mut finding = subject.finding(rule, asked.term).fact("action", text).fact("date", data.date());
    if rule == "IAM009" {
        let unknown = match (prefix, service) {
            (None, _) => "form",
            (Some(_), None) => "service",
            (Some(_), Some(_)) => "action",
        };
        finding = finding.fact("unknown", unknown);
    }
    if let Some(service) = service {
        finding = finding.fact("service", service.name);
    }
    match names::suggestion(text, data).filter(|_| rule == "IAM009") {
        Some(suggestion) => Some(finding.fact("suggestion", suggestion)),
        None => Some(finding),
    }
}

/// IAM029: what IAM accepts; the policies of some resources may hold more.
pub(super) fn sids(policy: &Policy, findings: &mut Vec<Finding>) {
    let mut known: Vec<(&str, usize)> = Vec::new();
    for (index, statement) in policy.statements.iter().enumerate() {
        let Some(term) = &statement.sid else { continue };
        let Some(sid) = term.text.as_deref().filter(|sid| !sid.is_empty() && !sid.contains("${")) else {
            continue;
        };
        let first = known.iter().find(|(known, _)| *known == sid).map(|(_, first)| *first);
        known.push((sid, index));
        let why = match first {
            Some(_) => "duplicate",
            None if sid.bytes().any(|byte| !byte.is_ascii_alphanumeric()) => "characters",
            None => continue,
        };
        let finding =
            Finding { rule: "IAM029", statement: Some(index), at: Some(term.index), facts: Vec::new() };
        let finding = finding.fact("sid", sid).fact("why", why);
        findings.push(match first {
            Some(first) => finding.fact("first", (first + 1).to_string()),
            None => finding,
        });
    }
}

const VERSION: &str = "2012-10-17";

/// IAM030: before that version, `${aws:username}` is these characters.
pub(super) fn version(policy: &Policy, findings: &mut Vec<Finding>) {
    let version = policy.version.as_deref();
    if version.is_some_and(|version| version == VERSION || version.contains("${")) {
        return;
    }
    let found = policy.statements.iter().enumerate().find_map(|(index, statement)| {
        let (term, variable) = strings(statement).find_map(|term| {
            let variable = inners(term.text.as_deref()?).find(|inner| is_policy_variable(inner))?;
            Some((term, variable))
        })?;
        let finding =
            Finding { rule: "IAM030", statement: Some(index), at: Some(term.index), facts: Vec::new() };
        Some(finding.fact("variable", format!("${{{variable}}}")).fact("version", version.unwrap_or("none")))
    });
    findings.extend(found);
}

/// Where variables may stand.
fn strings(statement: &Statement) -> impl Iterator<Item = &Term> {
    let values = statement.conditions.iter().flat_map(|condition| &condition.values);
    statement.resources.terms.iter().chain(values)
}
