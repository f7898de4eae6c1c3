//! What a statement grants beyond need: IAM001 to IAM006 and IAM013 to IAM020, on statements of identity
//! policies.

use super::{
    Finding,
    limits::limits_resources,
    shape::Shape,
    subject::{Asked, Kind, Named, Subject, listed, noun, noun_of, takes_resources},
    takes::examples,
};
use crate::{
    Policy,
    data::{Action, Data, Level},
    effect::{effect, effect_on, service_name},
};

/// Reads that give away data, and changes that share it with others.
pub(super) const EXFILTRATION: [&str; 15] = [
    "kms:Decrypt",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "secretsmanager:GetSecretValue",
    "rds:ModifyDBSnapshotAttribute",
    "rds:ModifyDBClusterSnapshotAttribute",
    "ec2:ModifySnapshotAttribute",
    "ec2:ModifyImageAttribute",
    "dynamodb:Scan",
    "dynamodb:ExportTableToPointInTime",
    "codecommit:GitPull",
];

/// Actions whose answer is a credential.
pub(super) const CREDENTIALS: [&str; 13] = [
    "codepipeline:PollForJobs",
    "connect:GetFederationToken",
    "ec2:GetPasswordData",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "rds-db:connect",
    "redshift:GetClusterCredentials",
    "sts:GetFederationToken",
];

const KEY_USES: [&str; 6] = [
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncrypt",
    "kms:Sign",
    "kms:GenerateMac",
    "kms:DeriveShared",
];

pub(super) fn review(subject: &Subject<'_>, policy: &Policy, data: &Data, findings: &mut Vec<Finding>) {
    let statement = subject.statement;
    if !subject.is_allow() {
        return;
    }
    if statement.actions.negated {
        findings.extend(all_but_actions(subject));
        return;
    }
    if statement.resources.negated {
        findings.extend(all_but_resources(subject));
        return;
    }
    if limits_resources(statement) {
        return;
    }
    if let Some(asked) = subject.actions.iter().find(|asked| asked.kind == Kind::Everything) {
        findings.extend(every_action(subject, asked));
        return;
    }
    let mut rest = Vec::new();
    for asked in &subject.actions {
        if super::grants::is_taken_away(policy, asked.text, subject) {
            continue;
        }
        match asked.kind {
            Kind::Service if !asked.stands_for.is_empty() => {
                findings.extend(every_action_of_service(subject, asked, data));
            }
            _ => rest.push(asked),
        }
    }
    resources(subject, &rest, findings);
    by_class(subject, &rest, findings);
}

/// IAM001, IAM002.
fn every_action(subject: &Subject<'_>, asked: &Asked<'_>) -> Option<Finding> {
    let (rule, named) = match subject.everything() {
        Some(named) => ("IAM001", named),
        None => ("IAM002", subject.resources.first().filter(|_| subject.names_resources())?),
    };
    let on = if rule == "IAM001" { "*" } else { named.text };
    let finding = subject.finding(rule, asked.term);
    Some(finding.fact("action", asked.text).fact("resource", named.text).fact("effect", effect("*", on)))
}

/// IAM003.
fn every_action_of_service(subject: &Subject<'_>, asked: &Asked<'_>, data: &Data) -> Option<Finding> {
    let service = asked.stands_for.first()?.service;
    // A service whose actions all accept only `*` has nothing else to be held to but its actions.
    let named = asked.stands_for.iter().find_map(|action| subject.every_resource_of(action));
    let (on, resource) = match named {
        Some(named) => (None, named.text),
        None => {
            let first = subject.resources.first().filter(|_| subject.names_resources())?;
            (Some(first.text), first.text)
        }
    };
    let words = match on {
        None => effect(asked.text, "*"),
        Some(resource) => effect(asked.text, resource),
    };
    let finding = subject.finding("IAM003", asked.term);
    Some(
        finding
            .fact("action", asked.text)
            .fact("resource", resource)
            .fact("effect", words)
            .fact("service", service_name(service.prefix))
            .fact("count", asked.stands_for.len().to_string())
            .fact("date", data.date()),
    )
}

/// IAM014.
fn all_but_actions(subject: &Subject<'_>) -> Option<Finding> {
    let first = subject.statement.actions.terms.first()?;
    let resource = subject.everything().or(subject.resources.first());
    let names = listed(subject.actions.iter().map(|asked| asked.text));
    let on = match resource {
        Some(named) if named.shape.is_every_arn() => "every resource",
        Some(named) => named.text,
        None => "its resources",
    };
    let but = if subject.statement.resources.negated { " but some" } else { "" };
    let finding = subject.finding("IAM014", first);
    Some(
        finding
            .fact("action", first.text.as_deref().unwrap_or_default())
            .fact("effect", format!("every action but {names} on {on}{but}"))
            .fact("actions", names)
            .fact("count", subject.statement.actions.terms.len().to_string())
            .fact("resource", resource.map(|named| named.text).unwrap_or_default()),
    )
}

/// IAM015.
fn all_but_resources(subject: &Subject<'_>) -> Option<Finding> {
    let first = subject.statement.resources.terms.first()?;
    let action = subject.actions.first().map(|asked| asked.text).unwrap_or_default();
    let names = listed(subject.resources.iter().map(|named| named.text));
    let finding = subject.finding("IAM015", first);
    Some(
        finding
            .fact("resource", first.text.as_deref().unwrap_or_default())
            .fact("action", action)
            .fact("effect", effect_on(action, &format!("every resource but {names}")))
            .fact("resources", names)
            .fact("count", subject.statement.resources.terms.len().to_string()),
    )
}

/// IAM004, IAM005, IAM006.
fn resources(subject: &Subject<'_>, asked: &[&Asked<'_>], findings: &mut Vec<Finding>) {
    let takes: Vec<(&Asked<'_>, Vec<&Action<'_>>)> =
        asked.iter().map(|asked| (*asked, asked.narrowable())).collect();
    let narrowable: Vec<&Asked<'_>> =
        takes.iter().filter(|(_, takes)| !takes.is_empty()).map(|(asked, _)| *asked).collect();
    let Some((first, action)) = takes.iter().find_map(|(asked, takes)| Some((*asked, *takes.first()?)))
    else {
        return;
    };
    let facts = |finding: Finding, named: &Named<'_>, first: &Asked<'_>, noun: String| {
        finding
            .fact("resource", named.text)
            .fact("action", first.text)
            .fact("effect", effect_on(first.text, &format!("every {noun}")))
            .fact("noun", noun)
    };
    if let Some(star) = subject.resources.iter().find(|named| named.shape.is_star()) {
        let only_star =
            takes.iter().filter(|(asked, takes)| takes.is_empty() && !asked.stands_for.is_empty());
        let only_star = listed(only_star.map(|(asked, _)| asked.text));
        let rule = if only_star.is_empty() { "IAM004" } else { "IAM006" };
        let finding = facts(subject.finding(rule, star.term), star, first, noun(action))
            .fact("actions", listed(narrowable.iter().map(|asked| asked.text)))
            .fact("count", narrowable.len().to_string())
            .fact("takes", examples(action).unwrap_or_default());
        findings.push(if only_star.is_empty() { finding } else { finding.fact("only-star", only_star) });
        return;
    }
    let mut told: Vec<&Shape<'_>> = Vec::new();
    for named in &subject.resources {
        let held = takes
            .iter()
            .find_map(|(asked, takes)| Some((*asked, takes.iter().find_map(|action| named.every(action))?)));
        if let Some((asked, every)) = held
            && !told.iter().any(|wider| wider.covers(&named.shape))
        {
            findings.push(facts(subject.finding("IAM005", named.term), named, asked, noun_of(&every)));
            told.push(&named.shape);
        }
    }
}

/// IAM013, IAM016 to IAM020: by what the actions do, where no resource is left out. An action counts once.
fn by_class(subject: &Subject<'_>, asked: &[&Asked<'_>], findings: &mut Vec<Finding>) {
    const RULES: [&str; 6] = ["IAM013", "IAM016", "IAM017", "IAM018", "IAM019", "IAM020"];
    for rule in RULES {
        let mut first: Option<(&Asked<'_>, &Action<'_>, &Named<'_>)> = None;
        let mut names = Vec::new();
        for asked in asked {
            for action in &asked.stands_for {
                if class(action) != Some(rule) {
                    continue;
                }
                let Some(named) = subject.every_resource_of(action) else { continue };
                first.get_or_insert((asked, action, named));
                if !names.contains(&action.name) {
                    names.push(action.name);
                }
            }
        }
        let Some((asked, action, named)) = first else { continue };
        let finding = subject
            .finding(rule, asked.term)
            .fact("action", asked.text)
            .fact("resource", named.text)
            .fact("effect", effect_on(action.name, &format!("every {}", noun(action))));
        findings.push(if rule == "IAM013" {
            finding.fact("key", "iam:PassedToService")
        } else {
            finding.fact("count", names.len().to_string()).fact("actions", listed(names))
        });
    }
}

fn class(action: &Action<'_>) -> Option<&'static str> {
    match action.name {
        _ if !takes_resources(action) => None,
        "iam:PassRole" => Some("IAM013"),
        "sts:AssumeRole" => Some("IAM020"),
        name if CREDENTIALS.contains(&name) => Some("IAM017"),
        // They use a key and change none.
        name if KEY_USES.iter().any(|known| name.starts_with(known)) => None,
        name if EXFILTRATION.contains(&name) => Some("IAM016"),
        _ => match action.level {
            Level::PermissionsManagement => Some("IAM018"),
            Level::Write | Level::Tagging => Some("IAM019"),
            Level::Read | Level::List => None,
        },
    }
}
