//! A14: from an administrator's policy on a workload's role to a policy of its own.

use super::{
    Cells, Choice, Grade, Proposal, Workspace, everyday,
    scope::{new_term, placeholder},
    subject, words,
};
use crate::{Clause, Data, Effect, Policy, Statement, Term};

/// What the managed policies that grant everything are replaced by at most: the base of the service that assumes
/// the role, and the everyday use of what points to its workload. `services` are those that the role trusts;
/// `union` is everything attached to the role, the managed policy among it.
pub fn instead_of_managed(
    managed: (&str, &Policy),
    services: &[&str],
    union: &[&Policy],
    workspace: &Workspace,
    data: &Data,
) -> Option<Proposal> {
    own(managed, services, union, workspace, data).or_else(|| asked(managed, union, workspace))
}

/// What the files show that the role does.
fn own(
    managed: (&str, &Policy),
    services: &[&str],
    union: &[&Policy],
    workspace: &Workspace,
    data: &Data,
) -> Option<Proposal> {
    let base = base(services, workspace);
    let (wired, used) = wired(workspace, data);
    let guess = match (base.is_empty(), wired.is_empty()) {
        (true, true) => return None,
        (false, true) => "that it does no more than write its logs",
        (true, false) => "that it only reads and writes what points to it",
        (false, false) => "that it only writes its logs, and reads and writes what its settings name",
    };
    let statements = [base, wired].concat();
    let proposal = proved(managed, statements, union, workspace, (Grade::S2, guess, Vec::new()))?;
    Some(Proposal { wired: used, ..proposal })
}

/// Something that the policy grants, on a name to fill in.
fn asked(managed: (&str, &Policy), union: &[&Policy], workspace: &Workspace) -> Option<Proposal> {
    let (action, template) = match managed.0 {
        "IAMFullAccess" => ("iam:GetRole", "arn:${Partition}:iam::${Account}:role/${RoleName}"),
        _ => ("s3:GetObject", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
    };
    let resource = placeholder(template);
    let statement = allow(&[action.to_owned()], std::slice::from_ref(&resource));
    let choice = Choice { placeholder: resource, candidates: Vec::new() };
    proved(
        managed,
        vec![statement],
        union,
        workspace,
        (Grade::S4, "what it is that the role does", vec![choice]),
    )
}

fn proved(
    (name, policy): (&str, &Policy),
    statements: Vec<Statement>,
    union: &[&Policy],
    workspace: &Workspace,
    (grade, guess, choices): (Grade, &str, Vec<Choice>),
) -> Option<Proposal> {
    let new = Policy { version: Some("2012-10-17".into()), statements };
    let rest: Vec<&Policy> = union.iter().copied().filter(|other| !std::ptr::eq(*other, policy)).collect();
    let (old_set, new_set) = ([rest.as_slice(), &[policy]].concat(), [rest.as_slice(), &[&new]].concat());
    let values = subject::values(workspace);
    let is_narrower = |old: &[&Policy], new: &[&Policy]| subject::is_narrower(old, new, &values);
    if !(is_narrower(&[policy], &[&new]) || is_narrower(&old_set, &new_set))
        || is_narrower(&new_set, &old_set)
    {
        return None;
    }
    let actions: usize = new.statements.iter().map(|statement| statement.actions.terms.len()).sum();
    let actions = words::count(actions, "action");
    let end = if choices.is_empty() { words::LESS } else { "(denies until filled in)" };
    let title = words::fitting(vec![
        format!("Replace {name} by a policy of {actions} {end}"),
        format!("Replace the managed policy by one of {actions} {end}"),
    ])?;
    Some(Proposal {
        edit: "A14",
        grade,
        replacement: new.statements,
        title,
        delta: format!("{name} → {actions}"),
        guess: Some(guess.to_owned()),
        wired: Vec::new(),
        simplifies: false,
        cells: Cells::default(),
        choices,
    })
}

fn allow(actions: &[String], resources: &[String]) -> Statement {
    let clause = |texts: &[String]| Clause {
        negated: false,
        terms: texts.iter().map(|text| new_term(text)).collect::<Vec<Term>>(),
    };
    Statement {
        effect: Some(Effect::Allow),
        actions: clause(actions),
        resources: clause(resources),
        ..Statement::default()
    }
}

/// What a workload of a service needs for being one: a function writes its logs.
pub(super) fn base(services: &[&str], workspace: &Workspace) -> Vec<Statement> {
    if !services.contains(&"lambda.amazonaws.com") || workspace.function_names.is_empty() {
        return Vec::new();
    }
    let groups = workspace.candidates.iter().filter(|candidate| {
        candidate.service == "logs" && candidate.resource_type == "log-stream" && candidate.wired.is_some()
    });
    let mut resources: Vec<String> = groups.map(|candidate| candidate.arn.clone()).collect();
    let mut actions: Vec<String> = vec!["logs:CreateLogStream".into(), "logs:PutLogEvents".into()];
    if resources.is_empty() {
        actions.insert(0, "logs:CreateLogGroup".into());
        let names = workspace.function_names.iter();
        resources = names.map(|name| format!("arn:aws:logs:*:*:log-group:/aws/lambda/{name}:*")).collect();
    }
    vec![allow(&actions, &resources)]
}

/// For each service, the most that is usually done with what points to the workload; and which candidates these are.
pub(super) fn wired(workspace: &Workspace, data: &Data) -> (Vec<Statement>, Vec<usize>) {
    let mut statements = Vec::new();
    let mut used = Vec::new();
    for (service, uses) in everyday::EVERYDAY {
        let candidates = workspace.candidates.iter().enumerate();
        let own =
            candidates.filter(|(_, candidate)| candidate.service == *service && candidate.wired.is_some());
        let own: Vec<_> = own.collect();
        if own.is_empty() || *service == "logs" {
            continue;
        }
        let mut actions: Vec<String> = Vec::new();
        for (_, names) in *uses {
            for name in *names {
                let name = format!("{service}:{name}");
                let listed = data.action(&name).filter(|action| !action.is_wildcard_only());
                if listed.is_some() && !actions.contains(&name) {
                    actions.push(name);
                }
            }
        }
        let mut resources: Vec<String> = Vec::new();
        for (index, candidate) in own {
            used.push(index);
            if !resources.contains(&candidate.arn) {
                resources.push(candidate.arn.clone());
            }
        }
        if !actions.is_empty() {
            statements.push(allow(&actions, &resources));
        }
    }
    (statements, used)
}
