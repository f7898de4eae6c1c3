//! A10 and A11: which roles may be passed, and to which services.

use super::{
    Choice, Grade,
    broad::{self, ANY},
    scope::{new_term, placeholder},
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Condition, Effect, Statement, Term, matches};

const PASS_ROLE: &str = "iam:PassRole";
const PASSED_TO: &str = "iam:PassedToService";

/// Actions that hand a role to a service, and the service (source: the IAM guide on `iam:PassRole` and the
/// Service Authorization Reference, dependent actions).
const HANDING: [(&str, &str); 27] = [
    ("lambda:CreateFunction", "lambda.amazonaws.com"),
    ("lambda:UpdateFunctionConfiguration", "lambda.amazonaws.com"),
    ("ecs:RegisterTaskDefinition", "ecs-tasks.amazonaws.com"),
    ("ecs:RunTask", "ecs-tasks.amazonaws.com"),
    ("ecs:StartTask", "ecs-tasks.amazonaws.com"),
    ("ecs:CreateService", "ecs-tasks.amazonaws.com"),
    ("ecs:UpdateService", "ecs-tasks.amazonaws.com"),
    ("ec2:RunInstances", "ec2.amazonaws.com"),
    ("ec2:AssociateIamInstanceProfile", "ec2.amazonaws.com"),
    ("states:CreateStateMachine", "states.amazonaws.com"),
    ("states:UpdateStateMachine", "states.amazonaws.com"),
    ("events:PutTargets", "events.amazonaws.com"),
    ("events:PutRule", "events.amazonaws.com"),
    ("scheduler:CreateSchedule", "scheduler.amazonaws.com"),
    ("scheduler:UpdateSchedule", "scheduler.amazonaws.com"),
    ("pipes:CreatePipe", "pipes.amazonaws.com"),
    ("glue:CreateJob", "glue.amazonaws.com"),
    ("glue:UpdateJob", "glue.amazonaws.com"),
    ("codebuild:CreateProject", "codebuild.amazonaws.com"),
    ("codebuild:UpdateProject", "codebuild.amazonaws.com"),
    ("codepipeline:CreatePipeline", "codepipeline.amazonaws.com"),
    ("cloudformation:CreateStack", "cloudformation.amazonaws.com"),
    ("cloudformation:UpdateStack", "cloudformation.amazonaws.com"),
    ("firehose:CreateDeliveryStream", "firehose.amazonaws.com"),
    ("sagemaker:CreateTrainingJob", "sagemaker.amazonaws.com"),
    ("sagemaker:CreateNotebookInstance", "sagemaker.amazonaws.com"),
    ("iot:CreateTopicRule", "iot.amazonaws.com"),
];

pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    let passes = |entry: &&super::entry::Entry<'_>| entry.is(PASS_ROLE);
    if !subject.is_identity() || subject.statement.actions.negated {
        return Vec::new();
    }
    let Some(pass) = subject.entries().iter().find(passes).map(|entry| entry.term.clone()) else {
        return Vec::new();
    };
    let services = services(subject);
    resource(subject, &pass, &services).into_iter().chain(service(subject, &pass, &services)).collect()
}

/// A10: the roles that declared resources of the creating services run as.
fn resource(subject: &Subject<'_>, pass: &Term, services: &[&str]) -> Option<Draft> {
    let broad = broad::over_all(subject, "iam", &format!("role/{ANY}"));
    let on = broad.first()?.text.as_deref()?;
    let mut roles: Vec<(&str, &str)> = Vec::new();
    for (service, arn, address) in &subject.workspace.passable_roles {
        let is_passed = services.is_empty() || services.contains(&service.as_str());
        if is_passed && !roles.contains(&(arn, address)) {
            roles.push((arn, address));
        }
    }
    let (grade, arns, choices) = match roles.as_slice() {
        [] => {
            let role = placeholder("arn:${Partition}:iam::${Account}:role/${RoleName}");
            (Grade::S4, vec![role.clone()], vec![Choice { placeholder: role, candidates: Vec::new() }])
        }
        roles => {
            let grade = if services.is_empty() { Grade::S3 } else { Grade::S2 };
            (grade, roles.iter().map(|(arn, _)| (*arn).to_owned()).collect(), Vec::new())
        }
    };
    let beside = subject.statement.resources.terms.iter().filter(|term| !broad.contains(term)).cloned();
    let resources = arns.iter().map(|arn| new_term(arn)).chain(beside).collect();
    let (called, end) = match roles.as_slice() {
        [] => ("a role you name".to_owned(), "(denies until filled in)"),
        [(_, address)] => ((*address).to_owned(), words::LESS),
        several => (words::count(several.len(), "role"), words::LESS),
    };
    Some(Draft {
        edit: "A10",
        grade,
        replacement: apart(subject, pass, |statement| statement.resources.terms = resources),
        titles: vec![
            format!("Let only {called} be passed {end}"),
            format!("Let only {} be passed {end}", words::count(arns.len(), "role")),
        ],
        delta: format!("iam:PassRole on {} → {}", words::said(on), words::count(arns.len(), "role")),
        guess: Some(match roles.as_slice() {
            [] => "which role is meant".into(),
            [_] => "that no other role is passed than the one a resource declared here runs as".into(),
            _ => "that no other roles are passed than those resources declared here run as".into(),
        }),
        wired: Vec::new(),
        choices,
        grant: Grant::Shrinks,
    })
}

/// A11: the services that the holder can create something in.
fn service(subject: &Subject<'_>, pass: &Term, services: &[&str]) -> Option<Draft> {
    let is_limited = |condition: &Condition| condition.key.eq_ignore_ascii_case(PASSED_TO);
    if subject.statement.conditions.iter().any(is_limited) {
        return None;
    }
    let mut of_roles: Vec<&str> =
        subject.workspace.passable_roles.iter().map(|(service, ..)| service.as_str()).collect();
    of_roles.sort_unstable();
    of_roles.dedup();
    let (grade, services, why) = match services {
        [] => (Grade::S3, of_roles.as_slice(), "those that run as the roles declared here"),
        services => (Grade::S2, services, "those whose resources it may create"),
    };
    let called = match services {
        [] => return None,
        [only] => (*only).to_owned(),
        several => words::count(several.len(), "service"),
    };
    let condition = Condition {
        operator: "StringEquals".into(),
        key: PASSED_TO.into(),
        values: services.iter().map(|service| new_term(service)).collect(),
    };
    Some(Draft {
        edit: "A11",
        grade,
        replacement: apart(subject, pass, |statement| statement.conditions.push(condition)),
        titles: vec![
            format!("Let roles be passed to {called} only {}", words::LESS),
            format!(
                "Let roles be passed to {} only {}",
                words::count(services.len(), "service"),
                words::LESS
            ),
        ],
        delta: format!("iam:PassRole to any service → {}", words::count(services.len(), "service")),
        guess: Some(format!("that roles go to no other services than {why}")),
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    })
}

/// The permission to pass in a statement of its own, changed; the rest as it was.
fn apart(subject: &Subject<'_>, pass: &Term, change: impl FnOnce(&mut Statement)) -> Vec<Statement> {
    let others: Vec<Term> = subject
        .statement
        .actions
        .terms
        .iter()
        .filter(|term| term.index != pass.index || term.text != pass.text)
        .cloned()
        .collect();
    let mut own = subject.statement.clone();
    own.actions.terms = vec![pass.clone()];
    change(&mut own);
    if others.is_empty() {
        return vec![own];
    }
    let mut rest = subject.statement.clone();
    rest.actions.terms = others;
    own.sid = None;
    vec![rest, own]
}

/// The services that what is attached can hand a role to, by what it may create.
fn services(subject: &Subject<'_>) -> Vec<&'static str> {
    let own = std::iter::once(subject.policy);
    let granted: Vec<String> = own
        .chain(subject.union.iter().copied())
        .flat_map(|policy| &policy.statements)
        .filter(|statement| statement.effect == Some(Effect::Allow) && !statement.actions.negated)
        .flat_map(|statement| &statement.actions.terms)
        .filter_map(|term| term.text.as_deref().filter(|text| *text != "*").map(str::to_ascii_lowercase))
        .collect();
    let mut services = Vec::new();
    for (action, service) in HANDING {
        let action = action.to_ascii_lowercase();
        if !services.contains(&service) && granted.iter().any(|pattern| matches(pattern, &action)) {
            services.push(service);
        }
    }
    services
}
