//! Actions: first the services, then the actions of one, then groups of them.

use std::collections::BTreeMap;

use iam::{Data, reading};

use super::{Offer, Value, context::Context};
use crate::CompletionKind;

/// Services that most policies are about, in this order at the top.
const COMMON: &[&str] = &[
    "s3",
    "dynamodb",
    "logs",
    "sqs",
    "sns",
    "lambda",
    "kms",
    "secretsmanager",
    "ssm",
    "ec2",
    "ecr",
    "ecs",
    "iam",
    "sts",
    "events",
    "states",
    "cloudwatch",
    "xray",
    "kinesis",
    "rds",
];

pub(super) fn actions(data: &Data, context: &Context<'_>) -> Vec<Offer> {
    match context.typed.split_once(':') {
        Some((prefix, name)) => of_service(data, prefix, name, &context.actions),
        None => services(data, context),
    }
}

fn services(data: &Data, context: &Context<'_>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = data
        .services()
        .into_iter()
        .map(|service| {
            let common = COMMON.iter().position(|prefix| *prefix == service.prefix);
            // What the statement is about already comes first.
            let is_used = context.actions.iter().any(|action| {
                action.split_once(':').is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case(service.prefix))
            });
            let rank = if is_used { 0 } else { common.map_or(90, |at| 1 + at as u32) };
            Offer {
                rank,
                ..Offer::new(CompletionKind::Service, format!("{}:", service.prefix), service.name)
            }
        })
        .collect();
    // The name alone is enough of an action to find it.
    if context.typed.len() >= 3 {
        let typed = context.typed.to_ascii_lowercase();
        let names = data.action_names().iter().filter(|action| {
            let name = action.split_once(':').map_or(**action, |(_, name)| name);
            name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(&typed))
        });
        let rank = |name: &str| {
            let prefix = name.split(':').next().unwrap_or_default();
            let common = COMMON.iter().position(|common| *common == prefix);
            common.map_or(99, |at| 91 + at.min(7) as u32)
        };
        offers.extend(names.take(super::LIMIT * 4).filter_map(|name| action(data, name, rank(name))));
    }
    offers
}

fn of_service(data: &Data, prefix: &str, typed: &str, named: &[&str]) -> Vec<Offer> {
    let published = data.expand(&format!("{prefix}:*"));
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut offers = Vec::new();
    for it in &published {
        let Some((_, name)) = it.name.split_once(':') else { continue };
        groups.entry(verb(name)).or_default().push(reading::level(it.level));
        if named.iter().any(|named| named.eq_ignore_ascii_case(it.name)) {
            continue;
        }
        offers.push(Offer {
            explained: reading::deed(it),
            ..Offer::new(CompletionKind::Action, it.name, detail(it))
        });
    }
    let typed = typed.trim_end_matches('*').to_ascii_lowercase();
    for (verb, mut levels) in groups {
        let count = levels.len();
        if count < 2
            || !verb.to_ascii_lowercase().starts_with(&typed)
                && !typed.starts_with(&verb.to_ascii_lowercase())
        {
            continue;
        }
        levels.sort_unstable();
        levels.dedup();
        offers.push(Offer {
            rank: 1,
            explained: "What AWS adds under this name later is in it too.".into(),
            ..Offer::new(
                CompletionKind::Wildcard,
                format!("{prefix}:{verb}*"),
                format!("{count} actions: {}", levels.join(", ")),
            )
        });
    }
    offers
}

/// `Get` of `GetObject`.
fn verb(name: &str) -> &str {
    let behind = name.char_indices().skip(1).find(|(_, letter)| letter.is_ascii_uppercase());
    behind.and_then(|(at, _)| name.get(..at)).unwrap_or(name)
}

fn action(data: &Data, name: &str, rank: u32) -> Option<Offer> {
    let action = data.action(name)?;
    Some(Offer {
        rank,
        value: Value::Label,
        also: name.split_once(':').map(|(_, name)| name.to_owned()).unwrap_or_default(),
        explained: reading::deed(&action),
        ..Offer::new(CompletionKind::Action, action.name, detail(&action))
    })
}

/// `write · takes no resource`
fn detail(action: &iam::Action<'_>) -> String {
    let level = reading::level(action.level);
    if action.is_wildcard_only() { format!("{level} · takes no resource") } else { level.to_owned() }
}
