//! A whole statement as one sentence: `Lets role orders do every S3 action on every bucket`.

use super::{
    action::published,
    condition, listed, quoted,
    scope::{self, Spelled},
};
use crate::{Clause, Data, Effect, Principal, Statement, is_service_wildcard, resource_noun, service_name};

/// What the policy of a statement is attached to; the text names it: ``role `orders` ``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It grants its holder.
    Identity(String),
    /// It grants whom it names, on the resource that it names.
    Resource(String),
    /// It says who may become the role.
    Trust(String),
    /// It bounds what others grant.
    Limit,
    /// Not in these files.
    Unknown,
}

/// What a statement means, in one sentence without its full stop; inline Markdown.
pub fn statement(statement: &Statement, held: &Held, data: &Data, spelled: Spelled<'_>) -> String {
    let what = match held {
        Held::Trust(role) if becomes(&statement.actions) => match statement.effect {
            Some(Effect::Deny) => format!("becoming {role}"),
            _ => format!("become {role}"),
        },
        _ => {
            let deeds = actions(&statement.actions, data, spelled);
            let on = resources(statement, held, data, spelled);
            match (statement.effect, held) {
                (Some(Effect::Deny), _) | (_, Held::Limit) => format!("{deeds}{on}"),
                _ => format!("do {deeds}{on}"),
            }
        }
    };
    let who = match (held, &statement.principals) {
        (_, Some(principals)) => {
            let members: Vec<String> =
                principals.members.iter().map(|member| principal(member, spelled)).collect();
            let members = listed(&members, 2, "and");
            if principals.negated { format!("everybody except {members}") } else { members }
        }
        (Held::Identity(holder), None) => holder.clone(),
        _ => "whoever has this policy".into(),
    };
    let mut sentence = match (statement.effect, held) {
        (Some(Effect::Allow), Held::Limit) => format!("Leaves, of what is granted elsewhere, {what}"),
        (Some(Effect::Allow), _) => format!("Lets {who} {what}"),
        (Some(Effect::Deny), _) => format!("Keeps {who} from {what}"),
        (None, _) => format!("Lets {who} {what}, or keeps them from it: its effect can't be told"),
    };
    if let Some(conditions) = condition::conditions(statement, spelled) {
        sentence.push_str(if statement.effect == Some(Effect::Deny) { ", but " } else { ", " });
        sentence.push_str(&conditions);
    }
    sentence
}

/// Are these the actions of a trust policy?
fn becomes(actions: &Clause) -> bool {
    let assumes = |text: &str| text.to_ascii_lowercase().starts_with("sts:assumerole");
    !actions.negated && actions.terms.iter().any(|term| term.text.as_deref().is_some_and(assumes))
}

fn actions(clause: &Clause, data: &Data, spelled: Spelled<'_>) -> String {
    let words: Vec<String> = clause
        .terms
        .iter()
        .map(|term| match term.text.as_deref() {
            Some("*" | "*:*") if !clause.negated => "every action".to_owned(),
            Some(text) if is_service_wildcard(text) => {
                let prefix = text.split(':').next().unwrap_or_default();
                format!("every {} action", service_name(&prefix.to_ascii_lowercase()))
            }
            Some(text) if text.contains(['*', '?']) => match data.expand(text).len() {
                0 => quoted(&spelled(term)),
                1 => format!("{} (1 action)", quoted(&spelled(term))),
                count => format!("{} ({count} actions)", quoted(&spelled(term))),
            },
            _ => quoted(&spelled(term)),
        })
        .collect();
    let words = if words.is_empty() { vec!["nothing".to_owned()] } else { words };
    let words = listed(&words, 3, "and");
    if clause.negated { format!("every action except {words}") } else { words }
}

fn resources(statement: &Statement, held: &Held, data: &Data, spelled: Spelled<'_>) -> String {
    let clause = &statement.resources;
    if clause.terms.is_empty() {
        return match held {
            Held::Resource(resource) | Held::Trust(resource) => format!(" on {resource}"),
            _ => String::new(),
        };
    }
    let shown: Vec<String> = clause.terms.iter().map(|term| quoted(&spelled(term))).collect();
    let star = clause.terms.iter().any(|term| term.text.as_deref().is_some_and(scope::is_star));
    match (clause.negated, star) {
        (true, _) => format!(" on every {} except {}", noun(&statement.actions), listed(&shown, 2, "and")),
        (false, false) => format!(" on {}", listed(&shown, 2, "and")),
        (false, true) => {
            let named: Option<Vec<_>> =
                statement.actions.terms.iter().map(|term| published(data, term.text.as_deref()?)).collect();
            match named.as_deref() {
                _ if statement.actions.negated => " on every resource".into(),
                Some(actions) if actions.iter().all(crate::Action::is_wildcard_only) => {
                    " in the whole account".into()
                }
                Some([only]) => format!(" on {}", scope::everything(only)),
                _ => format!(" on every {}", noun(&statement.actions)),
            }
        }
    }
}

/// What the actions of one service act on; `resource` where there are several services.
fn noun(actions: &Clause) -> &'static str {
    let prefixes = actions.terms.iter().map(|term| {
        let text = term.text.as_deref().unwrap_or_default();
        text.split_once(':').map_or("", |(prefix, _)| prefix)
    });
    let mut prefixes = prefixes.map(str::to_ascii_lowercase);
    match prefixes.next() {
        Some(first) if !actions.negated && prefixes.all(|other| other == first) => resource_noun(&first),
        _ => "resource",
    }
}

/// Who: `everybody`, ``the service `lambda.amazonaws.com` ``, ``account `111122223333` ``.
pub(super) fn principal(principal: &Principal, spelled: Spelled<'_>) -> String {
    if principal.is_everyone() {
        return "everybody".into();
    }
    let shown = quoted(&spelled(&principal.term));
    let text = principal.term.text.as_deref().unwrap_or_default();
    match principal.kind.as_str() {
        "Service" => format!("the service {shown}"),
        "Federated" => format!("those whom {shown} vouches for"),
        "AWS" if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("account {shown}")
        }
        "AWS" if text.ends_with(":root") => format!("the account of {shown}"),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Principals, Term};

    fn term(text: &str) -> Term {
        Term { text: Some(text.to_owned()), index: 0 }
    }

    fn clause(texts: &[&str]) -> Clause {
        Clause { negated: false, terms: texts.iter().map(|text| term(text)).collect() }
    }

    fn words(it: &Statement, held: &Held) -> String {
        statement(it, held, Data::bundled(), &|term| term.text.clone().unwrap_or_default())
    }

    #[test]
    fn a_statement_reads_as_a_sentence() {
        let orders = Held::Identity("role `orders`".into());
        let allow = |actions: &[&str], resources: &[&str]| Statement {
            effect: Some(Effect::Allow),
            actions: clause(actions),
            resources: clause(resources),
            ..Statement::default()
        };
        assert_eq!(
            words(&allow(&["s3:*"], &["*"]), &orders),
            "Lets role `orders` do every S3 action on every bucket"
        );
        assert_eq!(
            words(&allow(&["sqs:SendMessage", "sqs:GetQueueUrl"], &["arn:aws:sqs:*:*:q"]), &Held::Unknown),
            "Lets whoever has this policy do `sqs:SendMessage` and `sqs:GetQueueUrl` on `arn:aws:sqs:*:*:q`"
        );
        let mut deny = allow(&["*"], &["*"]);
        deny.effect = Some(Effect::Deny);
        assert_eq!(words(&deny, &orders), "Keeps role `orders` from every action on every resource");
        deny.actions.negated = true;
        deny.actions.terms = vec![term("iam:*")];
        assert_eq!(
            words(&deny, &orders),
            "Keeps role `orders` from every action except every IAM action on every resource"
        );
        assert_eq!(
            words(&allow(&["s3:*"], &["*"]), &Held::Limit),
            "Leaves, of what is granted elsewhere, every S3 action on every bucket"
        );
    }

    #[test]
    fn a_trust_statement_says_who_may_become_the_role() {
        let service = Principal { kind: "Service".into(), term: term("lambda.amazonaws.com") };
        let trust = Statement {
            effect: Some(Effect::Allow),
            actions: clause(&["sts:AssumeRole"]),
            principals: Some(Principals { negated: false, members: vec![service] }),
            ..Statement::default()
        };
        assert_eq!(
            words(&trust, &Held::Trust("role `orders`".into())),
            "Lets the service `lambda.amazonaws.com` become role `orders`"
        );
    }
}
