//! What the proof and the edits cost on the policies that AWS manages: in this process, so in a build of its own
//! with the optimisation of a release.

use std::{
    hint::black_box,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use iam::{Attachment, Data, Effect, Known, Policy, Statement, Workspace, narrower};
use serde::{Deserialize, Serialize};

use crate::workspace;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Measured {
    /// A statement that lists one action of several, against the statement as it was.
    pub(super) edits: Mean,
    /// A whole policy with one of its Allow statements, and `…ReadOnlyAccess`, against the policy and `…FullAccess`.
    pub(super) policies: Mean,
    /// From a policy to the edits of all its statements, one time a policy, sorted.
    pub(super) proposals: Vec<Duration>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Mean {
    pub(super) pairs: usize,
    pub(super) mean: Duration,
}

/// Measures in a release build of this program.
pub(super) fn measured(rounds: usize) -> Result<Measured> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--release", "--package", "xtask", "--", "proofs", &rounds.to_string()]);
    let output = cargo.current_dir(workspace::root()).stderr(Stdio::inherit()).output();
    let output = output.context("running cargo")?;
    anyhow::ensure!(output.status.success(), "the proofs were not measured");
    serde_json::from_slice(&output.stdout).context("reading the measured times")
}

/// Prints [`Measured`] as JSON.
pub(super) fn print(rounds: usize) -> Result<()> {
    use std::io::Write;
    let measured = serde_json::to_string(&measure(rounds))?;
    writeln!(std::io::stdout(), "{measured}").context("writing the measured times")
}

fn measure(rounds: usize) -> Measured {
    let policies = managed();
    let (workspace, data) = (Workspace::default(), Data::bundled());
    let proposals = policies.iter().map(|(_, policy)| {
        let started = Instant::now();
        for index in 0..policy.statements.len() {
            black_box(iam::propose(policy, index, Attachment::Identity, &[policy], &workspace, data));
        }
        started.elapsed()
    });
    let mut proposals: Vec<Duration> = proposals.collect();
    proposals.sort();
    Measured { edits: mean(rounds, &edits(&policies)), policies: mean(rounds, &pairs(&policies)), proposals }
}

fn mean(rounds: usize, pairs: &[(Policy, Policy)]) -> Mean {
    let known = Known::default();
    let started = Instant::now();
    for _ in 0..rounds {
        for (old, new) in pairs {
            black_box(narrower(&[old], &[new], &known));
        }
    }
    let proofs = u32::try_from(pairs.len() * rounds).unwrap_or(u32::MAX).max(1);
    Mean { pairs: pairs.len(), mean: started.elapsed() / proofs }
}

fn managed() -> Vec<(&'static str, &'static Policy)> {
    let data = Data::bundled();
    let named = data.managed_policy_names().into_iter();
    named.filter_map(|(name, arn)| Some((name, &data.managed_policy(arn)?.policy))).collect()
}

fn allowing(policy: &Policy) -> impl Iterator<Item = &Statement> {
    policy.statements.iter().filter(|statement| statement.effect == Some(Effect::Allow))
}

/// Each Allow statement before and after all but its first action goes.
fn edits(policies: &[(&str, &Policy)]) -> Vec<(Policy, Policy)> {
    let several = policies.iter().flat_map(|(_, policy)| allowing(policy));
    let several = several.filter(|statement| !statement.actions.negated && statement.actions.terms.len() > 1);
    let alone = |statement: Statement| Policy { version: None, statements: vec![statement] };
    several
        .map(|statement| {
            let mut narrowed = statement.clone();
            narrowed.actions.terms.truncate(1);
            (alone(statement.clone()), alone(narrowed))
        })
        .collect()
}

/// Each Allow statement of a managed policy, with the Deny statements that it has beside it, against its policy;
/// and each `…ReadOnlyAccess` against its `…FullAccess`.
fn pairs(policies: &[(&str, &Policy)]) -> Vec<(Policy, Policy)> {
    let mut pairs: Vec<(Policy, Policy)> = Vec::new();
    for (name, policy) in policies {
        let denies = policy.statements.iter().filter(|statement| statement.effect == Some(Effect::Deny));
        pairs.extend(allowing(policy).map(|allow| {
            let statements = std::iter::once(allow).chain(denies.clone()).cloned().collect();
            ((*policy).clone(), Policy { version: policy.version.clone(), statements })
        }));
        let reading = name.strip_suffix("FullAccess").map(|stem| format!("{stem}ReadOnlyAccess"));
        let reading = policies.iter().find(|(other, _)| reading.as_deref() == Some(*other));
        pairs.extend(reading.map(|(_, reading)| ((*policy).clone(), (*reading).clone())));
    }
    pairs
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_are_enough_pairs() {
        let policies = super::managed();
        assert!(super::edits(&policies).len() >= 1_000);
        assert!(super::pairs(&policies).len() >= 1_000);
    }
}
