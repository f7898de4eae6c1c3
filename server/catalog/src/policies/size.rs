//! How many characters a policy has for AWS, which does not count white space.

use iam::{Clause, Effect, Policy, Statement, Term};

/// At least this many: a value that is not in the files counts as nothing, a list of one as its element.
pub(crate) fn characters(policy: &Policy) -> usize {
    // {"Statement":[…]}
    let version = policy.version.as_ref().map_or(0, |version| r#""Version":"","#.len() + version.len());
    let statements: usize = policy.statements.iter().map(statement).sum();
    r#"{"Statement":[]}"#.len() + version + statements + policy.statements.len().saturating_sub(1)
}

fn statement(statement: &Statement) -> usize {
    let mut members = Vec::new();
    members.extend(statement.sid.as_ref().map(|sid| r#""Sid":"#.len() + quoted(sid)));
    let effect =
        if statement.effect == Some(Effect::Deny) { r#""Effect":"Deny""# } else { r#""Effect":"Allow""# };
    members.push(effect.len());
    members.extend(clause("Action", &statement.actions));
    members.extend(clause("Resource", &statement.resources));
    if let Some(principals) = &statement.principals {
        let terms: Vec<&Term> = principals.members.iter().map(|member| &member.term).collect();
        members.push(r#""Principal":"#.len() + list(&terms));
    }
    if !statement.conditions.is_empty() {
        let conditions = statement.conditions.iter().map(|condition| {
            let values: Vec<&Term> = condition.values.iter().collect();
            condition.operator.len() + condition.key.len() + list(&values) + r#""":{"":}"#.len()
        });
        members.push(r#""Condition":{}"#.len() + conditions.sum::<usize>());
    }
    2 + members.iter().sum::<usize>() + members.len() - 1
}

fn clause(name: &str, clause: &Clause) -> Option<usize> {
    let terms: Vec<&Term> = clause.terms.iter().collect();
    let not = if clause.negated { 3 } else { 0 };
    (!terms.is_empty()).then(|| name.len() + not + 3 + list(&terms))
}

fn list(terms: &[&Term]) -> usize {
    let brackets = if terms.len() == 1 { 0 } else { 2 };
    brackets + terms.iter().map(|term| quoted(term)).sum::<usize>() + terms.len().saturating_sub(1)
}

/// Values that the files do not have are left out; policy variables are text.
fn quoted(term: &Term) -> usize {
    let mut length = 2;
    let mut rest = term.text.as_deref().unwrap_or_default();
    while let Some((before, after)) = rest.split_once("${") {
        length += before.chars().count();
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if name.contains(':') {
            length += name.chars().count() + 3;
        }
        rest = after;
    }
    length + rest.chars().filter(|char| !char.is_whitespace()).count()
}
