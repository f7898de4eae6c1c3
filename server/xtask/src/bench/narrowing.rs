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
    pub(super) pairs: usize,
    /// Of one pair.
    pub(super) mean: Duration,
    pub(super) policies: usize,
    /// From a policy to the edits of all its statements.
    pub(super) edits: Vec<Duration>,
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
    let pairs = pairs(&policies);
    let known = Known::default();
    let started = Instant::now();
    for _ in 0..rounds {
        for (old, new) in &pairs {
            black_box(narrower(&[*old], &[new], &known));
        }
    }
    let proofs = u32::try_from(pairs.len() * rounds).unwrap_or(u32::MAX).max(1);
    let mean = started.elapsed() / proofs;
    let (workspace, data) = (Workspace::default(), Data::bundled());
    let edits = policies.iter().map(|(_, policy)| {
        let started = Instant::now();
        for index in 0..policy.statements.len() {
            black_box(iam::propose(policy, index, Attachment::Identity, &[policy], &workspace, data));
        }
        started.elapsed()
    });
    let mut edits: Vec<Duration> = edits.collect();
    edits.sort();
    Measured { pairs: pairs.len(), mean, policies: policies.len(), edits }
}

fn managed() -> Vec<(&'static str, &'static Policy)> {
    let data = Data::bundled();
    let named = data.managed_policy_names().into_iter();
    named.filter_map(|(name, arn)| Some((name, &data.managed_policy(arn)?.policy))).collect()
}

/// Each Allow statement of a managed policy, with the Deny statements that it has beside it, against its policy;
/// and each `…ReadOnlyAccess` against its `…FullAccess`.
fn pairs(policies: &[(&str, &'static Policy)]) -> Vec<(&'static Policy, Policy)> {
    let mut pairs: Vec<(&Policy, Policy)> = Vec::new();
    for (name, policy) in policies {
        let (denies, allows): (Vec<&Statement>, Vec<&Statement>) =
            policy.statements.iter().partition(|statement| statement.effect == Some(Effect::Deny));
        pairs.extend(allows.iter().map(|allow| {
            let statements = std::iter::once(*allow).chain(denies.iter().copied()).cloned().collect();
            (*policy, Policy { version: policy.version.clone(), statements })
        }));
        let reading = name.strip_suffix("FullAccess").map(|stem| format!("{stem}ReadOnlyAccess"));
        let reading = policies.iter().find(|(other, _)| reading.as_deref() == Some(*other));
        pairs.extend(reading.map(|(_, reading)| (*policy, (*reading).clone())));
    }
    pairs
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_are_enough_pairs() {
        assert!(super::pairs(&super::managed()).len() >= 1_000);
    }
}
