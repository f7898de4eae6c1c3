//! What a role or a policy document grants.

use iam::{Breadth, Effect, Granted, Policy};
use model::Value;

use crate::{
    evaluate::{Context, Subject},
    links::address,
    outcome::{Outcome, Verdict, place},
    policies::{Reader, RolePolicies, Use, referred},
};

/// AWS managed policies that grant everything, everything but IAM, or IAM itself.
const ADMIN_POLICIES: [&str; 3] = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

/// `role-not-admin`: no administrator's policy, and no whole service on every resource.
pub(super) fn role_not_admin(context: &Context<'_>, subject: Subject<'_>, role: &Value) -> Outcome {
    let policies = match context.role_policies(role) {
        Ok(policies) => policies,
        Err(why) => return Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, role) },
    };
    let mut unknown = policies.unread.clone();
    for attached in &policies.attached {
        match judge(context, subject, &policies, attached) {
            Some(found) if found.verdict == Verdict::Contradicted => return found,
            Some(found) => unknown = unknown.or(found.why),
            None => {}
        }
    }
    let mut outcome = match unknown {
        Some(why) => Outcome::unknown(why),
        None => Outcome::new(Verdict::Shown),
    };
    outcome.at = place(role);
    outcome.facts = vec![("role", policies.name)];
    outcome
}

fn judge(
    context: &Context<'_>,
    subject: Subject<'_>,
    role: &RolePolicies,
    attached: &Use,
) -> Option<Outcome> {
    let used_by = || {
        let judged = context.module.resources.get(subject.resource as usize);
        judged.map(|judged| (judged.name_place(), "used by this function".to_owned()))
    };
    let managed = attached.assessed.managed.as_ref();
    if let Some(name) = managed.filter(|name| ADMIN_POLICIES.contains(&name.as_str())) {
        let mut outcome = Outcome::new(Verdict::Contradicted);
        outcome.at = attached.place;
        outcome.facts = vec![
            ("role", role.name.clone()),
            ("action", name.clone()),
            ("resource", "*".into()),
            ("effect", format!("everything that {name} grants")),
        ];
        outcome.evidence.extend(used_by());
        return Some(outcome);
    }
    let together: Vec<&Policy> = role.attached.iter().map(|attached| &attached.cautious).collect();
    for statement in &attached.cautious.statements {
        let (action, resource, term) = match iam::breadth(statement, &together) {
            Breadth::Narrow => continue,
            Breadth::Unknown => {
                return Some(Outcome::unknown("a policy of the role can't be read whole".into()));
            }
            Breadth::Broad { action, resource } => (action.text.clone(), resource.text.clone(), action),
            Breadth::AllBut { resource } => {
                (Some("everything but some actions".into()), resource.text.clone(), resource)
            }
        };
        let (action, resource) = (action.unwrap_or_default(), resource.unwrap_or_default());
        let mut outcome = Outcome::new(Verdict::Contradicted);
        outcome.at = attached.place(term).or(attached.place);
        outcome.evidence.extend(used_by());
        outcome.facts = vec![("role", role.name.clone()), ("effect", iam::effect(&action, &resource))];
        outcome.facts.extend(names(context, subject, &action));
        outcome.facts.extend([("action", action), ("resource", resource)]);
        return Some(outcome);
    }
    None
}

/// The second line of the message: what of this kind the function's own configuration names.
fn names(context: &Context<'_>, subject: Subject<'_>, action: &str) -> Option<(&'static str, String)> {
    let service = action.split(':').next()?;
    let resource_type = match service {
        "s3" => "aws_s3_bucket",
        "dynamodb" => "aws_dynamodb_table",
        "sqs" => "aws_sqs_queue",
        "sns" => "aws_sns_topic",
        "kms" => "aws_kms_key",
        "secretsmanager" => "aws_secretsmanager_secret",
        "kinesis" => "aws_kinesis_stream",
        _ => return None,
    };
    let named = referred(context.module, subject.body, resource_type);
    let noun = iam::resource_noun(service);
    let plural = if named.len() == 1 { "" } else { "s" };
    let list =
        named.iter().take(2).map(|index| address(context.module, *index)).collect::<Vec<_>>().join(", ");
    (!named.is_empty()).then(|| {
        ("second-line", format!("the function using it names {} {noun}{plural}: {list}", named.len()))
    })
}

/// `role-has NAME`: an AWS managed policy of that name is attached.
pub(super) fn role_has(context: &Context<'_>, name: &str, role: &Value) -> Outcome {
    with_role(context, role, |role| {
        let attached = role.attached.iter().find(|it| it.assessed.managed.as_deref() == Some(name))?;
        Some(Outcome { at: attached.place, ..Outcome::new(Verdict::Shown) }.with("policy", name))
    })
}

/// `policy-allows ACTION` on a role: everything attached to it, after its denies, allows it on some resource.
pub(super) fn policy_allows(context: &Context<'_>, action: &str, role: &Value) -> Outcome {
    with_role(context, role, |role| {
        let together: Vec<&Policy> = role.attached.iter().map(|attached| &attached.cautious).collect();
        let grant = match iam::grants(&together, action) {
            Granted::Everywhere(grant) => grant,
            Granted::On(grants) => grants.into_iter().next()?,
            Granted::Perhaps(_) => {
                return Some(Outcome::unknown(format!("an action that can't be told may be `{action}`")));
            }
            Granted::No => return None,
        };
        let attached = role.attached.get(grant.statement.policy)?;
        let at = attached.assessed.terms.get(grant.action).copied().flatten().or(attached.place);
        let by = attached.assessed.managed.as_deref().unwrap_or(action);
        Some(Outcome { at, ..Outcome::new(Verdict::Shown) }.with("policy", by))
    })
}

fn with_role(
    context: &Context<'_>,
    role: &Value,
    found: impl Fn(&RolePolicies<'_>) -> Option<Outcome>,
) -> Outcome {
    let policies = match context.role_policies(role) {
        Ok(policies) => policies,
        Err(why) => return Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, role) },
    };
    if let Some(outcome) = found(&policies) {
        return outcome.with("role", policies.name);
    }
    match policies.unread {
        Some(why) => Outcome { at: place(role), ..Outcome::unknown(why) },
        // The role is there and nothing attached to it says so.
        None => Outcome { facts: vec![("role", policies.name)], ..Outcome::new(Verdict::Missing) },
    }
}

/// `policy-no-wildcard-principal`: no Allow for everyone without a condition that names callers.
pub(super) fn no_wildcard_principal(context: &Context<'_>, subject: Subject<'_>, policy: &Value) -> Outcome {
    let document = Reader::new(context.module).document(subject.resource, policy);
    let mut unknown = document.unread.clone();
    for statement in &document.cautious().statements {
        match statement.effect {
            Some(Effect::Deny) => continue,
            None => unknown = unknown.or(Some("the effect of a statement can't be told".into())),
            Some(Effect::Allow) => {}
        }
        let Some(principals) = &statement.principals else { continue };
        if statement.conditions.iter().any(iam::Condition::names_callers) {
            continue;
        }
        let everyone = principals.members.iter().find(|member| principals.negated || member.is_everyone());
        if let Some(everyone) = everyone {
            let actions = statement.actions.terms.iter().filter_map(|term| term.text.clone());
            let action = if statement.actions.negated {
                "almost everything".into()
            } else {
                actions.take(2).collect::<Vec<_>>().join(", ")
            };
            let mut outcome = Outcome::new(Verdict::Contradicted);
            outcome.at = document.place(&everyone.term);
            outcome.facts =
                vec![("action", action), ("principal", everyone.term.text.clone().unwrap_or_default())];
            return outcome;
        }
        if principals.members.iter().any(|member| member.term.text.is_none()) {
            unknown = unknown.or(Some("a principal of the policy can't be told".into()));
        }
    }
    match unknown {
        Some(why) => Outcome { at: place(policy), ..Outcome::unknown(why) },
        None => Outcome { at: place(policy), ..Outcome::new(Verdict::Shown) },
    }
}
