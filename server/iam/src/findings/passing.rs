//! IAM011: an action that hands a role to a service, where no role may be passed.

use super::{Finding, grants::Set};
use crate::{Effect, Policy, data::Data};

/// Calls that pass a role by the list, and fail without one. `ec2:RunInstances` can be made without.
pub(super) const NEED_ROLE: [&str; 11] = [
    "backup:CreateBackupSelection",
    "config:PutConfigurationRecorder",
    "elasticmapreduce:RunJobFlow",
    "lambda:CreateFunction",
    "pipes:CreatePipe",
    "sagemaker:CreateModel",
    "sagemaker:CreateNotebookInstance",
    "sagemaker:CreateTrainingJob",
    "scheduler:CreateSchedule",
    "states:CreateStateMachine",
    "transfer:CreateUser",
];

pub(super) const PASS_ROLE: &str = "iam:PassRole";

/// Only actions by name, and only what the policy itself says: something else may be attached to its
/// holder.
pub(super) fn review(policy: &Policy, data: &Data, findings: &mut Vec<Finding>) {
    if Set::new(&[policy]).may_grant(PASS_ROLE) {
        return;
    }
    for (index, statement) in policy.statements.iter().enumerate() {
        if statement.effect != Some(Effect::Allow) || statement.actions.negated {
            continue;
        }
        for term in &statement.actions.terms {
            let action = term.text.as_deref().and_then(|text| data.action(text));
            if let Some(action) = action.filter(|action| NEED_ROLE.contains(&action.name)) {
                let finding = Finding {
                    rule: "IAM011",
                    statement: Some(index),
                    at: Some(term.index),
                    facts: Vec::new(),
                };
                findings.push(finding.fact("action", action.name).fact("needs", PASS_ROLE));
            }
        }
    }
}
