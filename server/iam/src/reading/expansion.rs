//! What a wildcard or a whole policy stands for: how many actions, of which levels, and the telling ones.

use std::collections::BTreeMap;

use super::deeds;
use crate::{Action, Clause, Data, Effect, Level, Policy, Statement, matches};

/// The actions of a wildcard, or of a policy, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expansion {
    pub total: usize,
    /// Of each level, the gravest first.
    pub levels: Vec<Grouped>,
    /// Service name and count, most actions first.
    pub services: Vec<(String, usize)>,
    /// How many accept no resource but `*`; 0 where there are too many to say.
    pub wildcard_only: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    pub level: Level,
    pub count: usize,
    /// At most three, the most telling first.
    pub examples: Vec<String>,
}

/// Counts actions by name and level.
pub fn expansion(actions: &[(&str, Level)], data: &Data) -> Expansion {
    let mut levels: BTreeMap<Level, Vec<&str>> = BTreeMap::new();
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, level) in actions {
        levels.entry(*level).or_default().push(name);
        *services.entry(name.split(':').next().unwrap_or_default()).or_default() += 1;
    }
    let name = |prefix: &str| data.service(prefix).map_or(prefix, |service| service.name).to_owned();
    let mut services: Vec<(String, usize)> =
        services.into_iter().map(|(prefix, count)| (name(prefix), count)).collect();
    services.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let levels = levels.into_iter().rev().map(|(level, mut names)| {
        let count = names.len();
        names.sort_by_cached_key(|name| rank(name));
        let examples = names.into_iter().take(3).map(str::to_owned).collect();
        Grouped { level, count, examples }
    });
    let wildcard_only = match actions.len() {
        0..=MANY => actions
            .iter()
            .filter(|(name, _)| data.action(name).is_some_and(|action| action.is_wildcard_only()))
            .count(),
        _ => 0,
    };
    Expansion { total: actions.len(), levels: levels.collect(), services, wildcard_only }
}

/// Of more actions than this, it says nothing to tell some from others.
const MANY: usize = 1000;

/// The more telling an action is, the smaller: what opens data or rights, then what is used most.
fn rank(name: &str) -> (usize, bool, usize, &str) {
    let telling = TELLING.iter().position(|told| *told == name).unwrap_or(TELLING.len());
    (telling, deeds::deed(name).is_none(), name.len(), name)
}

/// Actions that a reviewer wants to know of first.
const TELLING: &[&str] = &[
    "iam:PassRole",
    "iam:AttachRolePolicy",
    "iam:PutRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:CreateAccessKey",
    "sts:AssumeRole",
    "s3:PutBucketPolicy",
    "s3:PutBucketAcl",
    "kms:PutKeyPolicy",
    "kms:CreateGrant",
    "lambda:AddPermission",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:GetSecretValue",
    "s3:GetObject",
    "s3:DeleteObject",
    "s3:PutObject",
    "s3:DeleteBucket",
    "dynamodb:Scan",
    "dynamodb:GetItem",
    "dynamodb:DeleteTable",
    "dynamodb:PutItem",
    "ssm:SendCommand",
    "ssm:GetParameter",
    "kms:Decrypt",
    "kms:ScheduleKeyDeletion",
    "ec2:RunInstances",
    "ec2:TerminateInstances",
    "lambda:UpdateFunctionCode",
    "lambda:InvokeFunction",
    "ecs:ExecuteCommand",
    "rds:DeleteDBInstance",
    "rds:ModifyDBInstance",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
    "sns:Publish",
    "logs:DeleteLogGroup",
    "logs:FilterLogEvents",
    "cloudtrail:StopLogging",
    "cloudtrail:DeleteTrail",
];

/// Every action that the Allow statements of a policy name, less those that an unconditional Deny of it names on
/// every resource; by name.
pub fn granted<'d>(policy: &Policy, data: &'d Data) -> Vec<(&'d str, Level)> {
    let of = |effect: Effect| policy.statements.iter().filter(move |it| it.effect == Some(effect));
    let denied: Vec<Vec<String>> = of(Effect::Deny)
        .filter(|it| {
            let star = it.resources.terms.iter().any(|term| term.text.as_deref() == Some("*"));
            it.conditions.is_empty() && !it.resources.negated && star && !it.actions.negated
        })
        .map(|it| lower(&it.actions))
        .collect();
    let mut found: Vec<(&'d str, Level)> =
        of(Effect::Allow).flat_map(|statement| named(&statement.actions, data)).collect();
    found.sort_unstable();
    found.dedup();
    if !denied.is_empty() {
        found.retain(|(name, _)| !denied.iter().any(|globs| names(globs, name)));
    }
    found
}

/// The actions that a statement's strings stand for, none for `*` alone: of everything, nothing can be said.
pub fn named_actions<'d>(statement: &Statement, data: &'d Data) -> Vec<Action<'d>> {
    let levels = named(&statement.actions, data);
    if levels.len() > MANY {
        return Vec::new();
    }
    let mut names: Vec<&str> = levels.into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| data.action(name)).collect()
}

fn named<'d>(clause: &Clause, data: &'d Data) -> Vec<(&'d str, Level)> {
    if clause.negated {
        let globs = lower(clause);
        let mut all = data.expand_levels("*");
        all.retain(|(name, _)| !names(&globs, name));
        return all;
    }
    let texts = clause.terms.iter().filter_map(|term| term.text.as_deref());
    texts.flat_map(|text| data.expand_levels(text)).collect()
}

fn lower(clause: &Clause) -> Vec<String> {
    clause.terms.iter().filter_map(|term| Some(term.text.as_deref()?.to_ascii_lowercase())).collect()
}

fn names(globs: &[String], action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    globs.iter().any(|glob| matches(glob, &action))
}

/// Of these actions, those that read what customers keep: objects, items, secrets, messages, logs.
pub fn opens_data(actions: &[(&str, Level)]) -> Vec<String> {
    let names = DATA.iter().filter(|name| actions.iter().any(|(action, _)| action == *name));
    names.map(|name| (*name).to_owned()).collect()
}

const DATA: &[&str] = &[
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "s3:GetObject",
    "dynamodb:Scan",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "rds-data:ExecuteStatement",
    "redshift-data:ExecuteStatement",
    "athena:GetQueryResults",
    "kinesis:GetRecords",
    "sqs:ReceiveMessage",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "kms:Decrypt",
    "ecr:BatchGetImage",
    "lambda:GetFunction",
    "es:ESHttpGet",
    "codecommit:GitPull",
];
