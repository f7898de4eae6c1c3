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
    /// How many accept no resource but `*`.
    pub wildcard_only: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    pub level: Level,
    pub count: usize,
    /// At most three, the most telling first.
    pub examples: Vec<String>,
}

pub fn expansion(actions: &[Action<'_>]) -> Expansion {
    let mut levels: BTreeMap<Level, Vec<&str>> = BTreeMap::new();
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for action in actions {
        levels.entry(action.level).or_default().push(action.name);
        *services.entry(action.service.name).or_default() += 1;
    }
    let mut services: Vec<(String, usize)> =
        services.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    services.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let levels = levels.into_iter().rev().map(|(level, mut names)| {
        let count = names.len();
        names.sort_by_key(|name| rank(name));
        let examples = names.into_iter().take(3).map(str::to_owned).collect();
        Grouped { level, count, examples }
    });
    Expansion {
        total: actions.len(),
        levels: levels.collect(),
        services,
        wildcard_only: super::action::wildcard_only(actions),
    }
}

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
/// every resource.
pub fn granted<'d>(policy: &Policy, data: &'d Data) -> Vec<Action<'d>> {
    let of = |effect: Effect| policy.statements.iter().filter(move |it| it.effect == Some(effect));
    let denied: Vec<&Statement> = of(Effect::Deny)
        .filter(|it| {
            let star = it.resources.terms.iter().any(|term| term.text.as_deref() == Some("*"));
            it.conditions.is_empty() && !it.resources.negated && star
        })
        .collect();
    let mut found: BTreeMap<&'d str, Action<'d>> = BTreeMap::new();
    for statement in of(Effect::Allow) {
        for action in named(&statement.actions, data) {
            found.entry(action.name).or_insert(action);
        }
    }
    found
        .into_values()
        .filter(|action| !denied.iter().any(|deny| names(&deny.actions, action.name)))
        .collect()
}

fn named<'d>(clause: &Clause, data: &'d Data) -> Vec<Action<'d>> {
    if clause.negated {
        let mut all = data.expand("*");
        all.retain(|action| names(clause, action.name));
        return all;
    }
    let texts = clause.terms.iter().filter_map(|term| term.text.as_deref());
    texts
        .flat_map(|text| match text.contains(['*', '?']) {
            true => data.expand(text),
            false => data.action(text).into_iter().collect(),
        })
        .collect()
}

fn names(clause: &Clause, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let mut texts = clause.terms.iter().filter_map(|term| term.text.as_deref());
    texts.any(|text| matches(&text.to_ascii_lowercase(), &action)) != clause.negated
}

/// Of these actions, those that read what customers keep: objects, items, secrets, messages, logs.
pub fn opens_data(actions: &[Action<'_>]) -> Vec<String> {
    let names = DATA.iter().filter(|name| actions.iter().any(|action| action.name == **name));
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
