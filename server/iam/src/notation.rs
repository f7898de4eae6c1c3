//! Policies as short text, one statement a line:
//! `Allow not s3:Get*, s3:Put* on arn:a, arn:b for AWS=*, Service=x if StringEquals aws:k=v|w; Bool b=true`.
//! `Sid: Allow …` is one with a `Sid`; a line `version 2008-10-17` is the policy's.

use crate::{Clause, Condition, Effect, Policy, Principal, Principals, Statement, Term};

pub(crate) fn policy(text: &str) -> Policy {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (version, statements): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("version "));
    Policy {
        version: version.first().and_then(|line| line.strip_prefix("version ")).map(str::to_owned),
        statements: statements.into_iter().map(statement).collect(),
    }
}

fn statement(line: &str) -> Statement {
    let (sid, line) = match line.split_once(": ") {
        Some((sid, rest)) if rest.starts_with("Allow ") || rest.starts_with("Deny ") => (Some(sid), rest),
        _ => (None, line),
    };
    let (line, conditions) = line.split_once(" if ").unwrap_or((line, ""));
    let (line, principals) = match line.split_once(" for ") {
        Some((line, principals)) => (line, Some(principals)),
        None => (line, None),
    };
    let (line, resources) = line.split_once(" on ").unwrap_or((line, ""));
    let (effect, actions) = line.split_once(' ').unwrap();
    Statement {
        sid: sid.map(term),
        effect: Some(if effect == "Deny" { Effect::Deny } else { Effect::Allow }),
        actions: clause(actions),
        resources: clause(resources),
        principals: principals.map(|text| {
            let (negated, text) = negation(text);
            let members = list(text).map(|member| {
                let (kind, text) = member.split_once('=').unwrap();
                Principal { kind: kind.into(), term: term(text) }
            });
            Principals { negated, members: members.collect() }
        }),
        conditions: conditions.split("; ").filter(|text| !text.is_empty()).map(condition).collect(),
    }
}

fn condition(text: &str) -> Condition {
    let (operator, rest) = text.split_once(' ').unwrap();
    let (key, values) = rest.split_once('=').unwrap();
    Condition { operator: operator.into(), key: key.into(), values: values.split('|').map(term).collect() }
}

fn clause(text: &str) -> Clause {
    let (negated, text) = negation(text);
    Clause { negated, terms: list(text).map(term).collect() }
}

fn negation(text: &str) -> (bool, &str) {
    text.strip_prefix("not ").map_or((false, text), |rest| (true, rest))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(", ").filter(|text| !text.is_empty())
}

/// `%` is a string that can't be told.
pub(crate) fn term(text: &str) -> Term {
    Term { text: (text != "%").then(|| text.to_owned()), index: 0 }
}
