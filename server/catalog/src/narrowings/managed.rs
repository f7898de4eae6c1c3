//! A14: an administrator's policy attached to the role of a workload.

use std::fmt::Write;

use iam::{Data, Effect, Grade, Policy, Principal, Proposal, Statement};
use model::Place;
use project::{ResolvedModule, Resource};

use super::{safety, side_effect};
use crate::{
    AssessedPolicy, Assessment, Attachment, FixIntent, FixKind, Narrows,
    workspace::{Workspace, workspace},
};

/// AWS managed policies that grant everything, everything but IAM, or IAM itself.
const ADMINISTRATORS: [&str; 3] = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

const ATTACHMENT: &str = "aws_iam_role_policy_attachment";

/// For each attachment that `within` accepts, a policy of the role's own in its place.
pub(super) fn intents(
    module: &ResolvedModule,
    assessment: &Assessment,
    within: &dyn Fn(Place) -> bool,
) -> Vec<FixIntent> {
    let attached = assessment.policies.iter().filter(|policy| {
        policy.attachment == Attachment::Identity
            && policy.managed.as_deref().is_some_and(|name| ADMINISTRATORS.contains(&name))
    });
    attached
        .filter_map(|policy| {
            let bearer = module.resources.get(policy.bearer as usize)?;
            let is_one = bearer.type_name() == ATTACHMENT && !bearer.is_repeated();
            (is_one && within(bearer.place(bearer.block.node)))
                .then(|| intent(module, assessment, policy, bearer))?
        })
        .collect()
}

fn intent(
    module: &ResolvedModule,
    assessment: &Assessment,
    policy: &AssessedPolicy,
    bearer: &Resource,
) -> Option<FixIntent> {
    let role = module.resources.get(policy.holder? as usize)?;
    let near = role.address.modules == bearer.address.modules && !role.is_repeated() && !role.address.data;
    let services =
        services(assessment, policy.holder?).filter(|_| near && role.type_name() == "aws_iam_role")?;
    let services: Vec<&str> = services.iter().map(String::as_str).collect();
    let calls = bearer.address.modules.as_slice();
    let Workspace { known, wired_at } = workspace(module, calls, &policy.attachment, policy.holder);
    let union: Vec<&Policy> = assessment
        .policies
        .iter()
        .filter(|other| other.holder == policy.holder && other.attachment == Attachment::Identity)
        .map(|other| &other.policy)
        .collect();
    let name = policy.managed.as_deref()?;
    let proposal =
        iam::instead_of_managed((name, &policy.policy), &services, &union, &known, Data::bundled())?;
    let template = template(role, &proposal)?;
    let guess_at = proposal.wired.last().and_then(|index| wired_at.get(*index).copied().flatten());
    Some(FixIntent {
        duty: duty(assessment, policy),
        resource: policy.bearer,
        title: proposal.title.clone(),
        safety: safety(&proposal, false),
        side_effect: side_effect(proposal.grade),
        kind: FixKind::ReplaceResource { template },
        narrows: Some(Narrows {
            edit: proposal.edit.into(),
            grade: proposal.grade,
            delta: proposal.delta,
            guess: proposal.guess,
            guess_at,
        }),
    })
}

/// The services that a role trusts, if it trusts nobody else.
fn services(assessment: &Assessment, role: u32) -> Option<Vec<String>> {
    let trust = assessment.policies.iter().find(|other| {
        other.attachment == Attachment::Trust && other.holder.unwrap_or(other.bearer) == role
    })?;
    let allowing = trust.policy.statements.iter().filter(|statement| statement.effect != Some(Effect::Deny));
    let mut services = Vec::new();
    for statement in allowing {
        let principals = statement.principals.as_ref().filter(|principals| !principals.negated)?;
        for Principal { kind, term } in &principals.members {
            services.push(term.text.clone().filter(|_| kind == "Service")?);
        }
    }
    (trust.unread.is_none() && !services.is_empty()).then_some(services)
}

/// The role's own policy; what nobody has named yet is filled in by a person.
fn template(role: &Resource, proposal: &Proposal) -> Option<String> {
    let mut text = format!(
        "resource \"aws_iam_role_policy\" \"<name>\" {{\n  role = aws_iam_role.{}.id\n  policy = jsonencode({{\n    \
         Version = \"2012-10-17\"\n    Statement = [\n",
        role.address.name
    );
    for statement in &proposal.replacement {
        write(&mut text, statement, proposal.grade)?;
    }
    text.push_str("    ]\n  })\n}\n");
    Some(text)
}

fn write(text: &mut String, statement: &Statement, grade: Grade) -> Option<()> {
    let actions = list(statement.actions.terms.iter().filter_map(|term| term.text.as_deref()), grade);
    let resources = list(statement.resources.terms.iter().filter_map(|term| term.text.as_deref()), grade);
    writeln!(
        text,
        "      {{\n        Effect = \"Allow\"\n        Action = {actions}\n        Resource = {resources}\n      }},"
    )
    .ok()
}

/// One string, or a list; a reference alone stands without quotes.
fn list<'t>(texts: impl Iterator<Item = &'t str>, grade: Grade) -> String {
    let expression = |text: &str| {
        let reference = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        match reference.filter(|name| !name.contains(['{', '}'])) {
            Some(reference) => reference.to_owned(),
            None if grade == Grade::S4 && text.contains("REPLACE_ME") => {
                format!("\"{}\"", text.replace("REPLACE_ME", "<input: what the role may act on>"))
            }
            None => format!("\"{text}\""),
        }
    };
    let texts: Vec<String> = texts.map(expression).collect();
    match texts.as_slice() {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// The duty that a finding at the attachment is of; else the first that the role has.
fn duty(assessment: &Assessment, policy: &AssessedPolicy) -> u32 {
    let of = |index: u32| assessment.resources.iter().find(move |it| it.resource == index);
    let judged = [Some(policy.bearer), policy.holder];
    let judged = judged.into_iter().flatten().filter_map(of).find_map(|it| it.judgements.first());
    judged.map_or(0, |judgement| judgement.duty)
}
