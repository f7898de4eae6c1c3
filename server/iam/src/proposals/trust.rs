//! A18 and A19: whom a trust or resource policy names, and on whose behalf a service may act.

use super::{
    Choice, Grade,
    scope::new_term,
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Attachment, Condition, Principal, Principals};

/// Services that send `aws:SourceArn` and `aws:SourceAccount` when they assume a role (source: each service's page
/// on the confused deputy). EC2 and Lambda are not among them for the roles that instances and functions run as.
const SENDS_SOURCE_TO_ROLES: [&str; 15] = [
    "bedrock.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "codebuild.amazonaws.com",
    "config.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "events.amazonaws.com",
    "glue.amazonaws.com",
    "imagebuilder.amazonaws.com",
    "logs.amazonaws.com",
    "pipes.amazonaws.com",
    "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
    "transfer.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
];

/// Services that send them when they call a bucket, queue, topic or function (source: as above).
const SENDS_SOURCE_TO_RESOURCES: [&str; 16] = [
    "apigateway.amazonaws.com",
    "budgets.amazonaws.com",
    "cloudfront.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "codestar-notifications.amazonaws.com",
    "cognito-idp.amazonaws.com",
    "config.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "events.amazonaws.com",
    "iot.amazonaws.com",
    "lambda.amazonaws.com",
    "logging.s3.amazonaws.com",
    "s3.amazonaws.com",
    "ses.amazonaws.com",
    "sns.amazonaws.com",
];

const PLACEHOLDER_ACCOUNT: &str = "REPLACE_ME";

/// The members that name services, if the statement names some.
fn services<'s>(subject: &Subject<'s>) -> Option<(&'s Principals, Vec<&'s Principal>)> {
    let principals = subject.statement.principals.as_ref().filter(|principals| !principals.negated)?;
    let services: Vec<_> = principals
        .members
        .iter()
        .filter(|member| member.kind == "Service" && member.term.text.is_some())
        .collect();
    (!services.is_empty()).then_some((principals, services))
}

/// A18: drops the services that nothing declared uses.
pub(super) fn unused_services(subject: &Subject<'_>) -> Option<Draft> {
    if subject.attachment != Attachment::Trust {
        return None;
    }
    let used = subject.workspace.used_by.as_ref()?;
    let (principals, services) = services(subject)?;
    let is_used = |member: &Principal| {
        member.kind != "Service" || member.term.text.as_ref().is_none_or(|text| used.contains(text))
    };
    // Where none of them is seen to use it, it is not these files that tell.
    if !services.iter().any(|member| is_used(member)) {
        return None;
    }
    let (kept, gone): (Vec<&Principal>, Vec<&Principal>) =
        principals.members.iter().partition(|member| is_used(member));
    let names: Vec<&str> = gone.iter().filter_map(|member| member.term.text.as_deref()).collect();
    let first = names.first()?;
    let surely = names.iter().all(|name| subject.workspace.never_used.iter().any(|never| never == name));
    let mut replacement = subject.statement.clone();
    if let Some(principals) = &mut replacement.principals {
        principals.members = kept.iter().map(|member| (*member).clone()).collect();
    }
    let what = match names.len() {
        1 => (*first).to_owned(),
        number => words::count(number, "service"),
    };
    let (grade, end, guess) = match surely {
        true => (Grade::S0, "(nothing can use it)", None),
        false => (
            Grade::S2,
            "(grants less; check who uses the role)",
            Some("that nothing outside these files hands the role to it".to_owned()),
        ),
    };
    Some(Draft {
        edit: "A18",
        grade,
        replacement: vec![replacement],
        titles: vec![
            format!("Stop trusting {what} {end}"),
            format!("Stop trusting {} {end}", words::count(names.len(), "service")),
        ],
        delta: format!(
            "{} → {}",
            words::count(services.len(), "trusted service"),
            words::count(services.len() - names.len(), "trusted service")
        ),
        guess,
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    })
}

/// A19: names the resource or the account that a service acts for.
pub(super) fn source(subject: &Subject<'_>) -> Vec<Draft> {
    let sends: &[&str] = match subject.attachment {
        Attachment::Trust => &SENDS_SOURCE_TO_ROLES,
        // Keys are used on behalf of the caller, by other condition keys.
        Attachment::Resource("kms") => &[],
        Attachment::Resource(_) => &SENDS_SOURCE_TO_RESOURCES,
        Attachment::Identity | Attachment::Limit | Attachment::Unknown => &[],
    };
    let Some((principals, services)) = services(subject) else { return Vec::new() };
    let sends_source =
        |member: &&Principal| member.term.text.as_deref().is_some_and(|name| sends.contains(&name));
    // A condition holds for every principal of the statement.
    if services.len() != principals.members.len()
        || !services.iter().all(sends_source)
        || subject.statement.conditions.iter().any(Condition::names_callers)
    {
        return Vec::new();
    }
    let names: Vec<&str> = services.iter().filter_map(|member| member.term.text.as_deref()).collect();
    let mut sources: Vec<(&str, &str)> = Vec::new();
    for (service, arn, address) in &subject.workspace.sources {
        if names.contains(&service.as_str()) && !sources.contains(&(arn, address)) {
            sources.push((arn, address));
        }
    }
    // Each of the services needs a source of its own, or it is shut out.
    let all_named =
        names.iter().all(|name| subject.workspace.sources.iter().any(|(service, ..)| service == name));
    let by_arn = all_named.then(|| by_arn(subject, &sources));
    by_arn.into_iter().chain([by_account(subject)]).collect()
}

fn by_arn(subject: &Subject<'_>, sources: &[(&str, &str)]) -> Draft {
    let condition = Condition {
        operator: "ArnLike".into(),
        key: "aws:SourceArn".into(),
        values: sources.iter().map(|(arn, _)| new_term(arn)).collect(),
    };
    let (grade, called, guess) = match sources {
        [(_, address)] => (
            Grade::S2,
            (*address).to_owned(),
            "that nothing but the one source declared here calls".to_owned(),
        ),
        several => {
            let count = words::count(several.len(), "source");
            let guess = format!("that nothing but the {count} declared here call");
            (Grade::S3, count, guess)
        }
    };
    limited(subject, condition, grade, &called, guess, Vec::new())
}

fn by_account(subject: &Subject<'_>) -> Draft {
    let account = subject.workspace.account.as_deref();
    let condition = Condition {
        operator: "StringEquals".into(),
        key: "aws:SourceAccount".into(),
        values: vec![new_term(account.unwrap_or(PLACEHOLDER_ACCOUNT))],
    };
    match account {
        Some(_) => limited(
            subject,
            condition,
            Grade::S2,
            "this account",
            "that no other account's resources have it called".into(),
            Vec::new(),
        ),
        None => {
            let choice = Choice { placeholder: PLACEHOLDER_ACCOUNT.into(), candidates: Vec::new() };
            limited(
                subject,
                condition,
                Grade::S4,
                "the account you name",
                "which account's resources have it called".into(),
                vec![choice],
            )
        }
    }
}

fn limited(
    subject: &Subject<'_>,
    condition: Condition,
    grade: Grade,
    called: &str,
    guess: String,
    choices: Vec<Choice>,
) -> Draft {
    let end = if choices.is_empty() { "(grants less; check who calls)" } else { "(denies until filled in)" };
    let key = condition.key.clone();
    let mut replacement = subject.statement.clone();
    replacement.conditions.push(condition);
    Draft {
        edit: "A19",
        grade,
        replacement: vec![replacement],
        titles: vec![
            format!("Let the service act for {called} only: {key} {end}"),
            format!("Let the service act for {called} only {end}"),
            format!("Limit the service by {key} {end}"),
        ],
        delta: format!("on behalf of anyone → {called}"),
        guess: Some(guess),
        wired: Vec::new(),
        choices,
        grant: Grant::Shrinks,
    }
}
