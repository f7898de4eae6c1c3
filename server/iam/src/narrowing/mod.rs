//! Whether one set of policies grants nothing that another does not: the proof behind each narrowing edit.
//!
//! A set is everything attached to one identity, or the policy of one resource. What it grants is what its
//! Allow statements match and no Deny statement does. Actions are compared by their patterns, so that the
//! proof holds for actions that AWS adds later; resources as whole strings and segment by segment, since
//! implementations read ARN wildcards either way.
//! Start reading at [`narrower`], then `proof` (statement against statements), `automaton` (pattern
//! against patterns).

#[macro_use]
mod fault;

mod automaton;
mod condition;
mod pattern;
mod principal;
mod proof;
mod statement;
#[cfg(test)]
mod tests;
mod witness;

use crate::{Effect, Policy};
use pattern::{Atoms, Pattern};
use proof::{Proof, Refused, Search};

/// The answer to: does the new set grant nothing that the old one does not?
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Proved, with one reason for each Allow statement of the new set.
    Yes(Vec<Reason>),
    /// Disproved: a request that only the new set grants.
    No(Witness),
    /// Neither: why, in words.
    Unknown(String),
}

/// Where a new Allow statement is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub statement: Location,
    /// The old Allow statements that together grant all it does.
    pub covered_by: Vec<Location>,
}

/// A statement of a set: the policy's index, and the statement's in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    pub policy: usize,
    pub statement: usize,
}

/// A request that the new set grants and the old one does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The new statement that allows it.
    pub statement: Location,
    /// In lower case, unless it is a listed action. `${name}` is the value of a reference or policy variable.
    pub action: String,
    pub listed: Listed,
    /// As `action`; one of the shortest, so it may be empty.
    pub resource: String,
    /// The caller; `None` for the identity that the policy is attached to.
    pub principal: Option<String>,
    /// The condition key whose value is not one that a statement asks for, where that is what makes it new.
    pub unmet: Option<String>,
    /// Were the wildcards of an ARN held to its segments?
    pub wildcards: ArnWildcards,
}

/// Is the action of a witness one that exists?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Yes,
    /// None of the listed actions is newly granted, but one that is added later may be.
    No,
}

/// How the wildcards of an ARN are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArnWildcards {
    AcrossSegments,
    WithinSegments,
}

/// What is known besides the policies. The answer is sound without any of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'k> {
    /// Actions that exist, such as `s3:GetObject`: to name one that is newly granted.
    pub actions: &'k [&'k str],
    /// For references, a pattern that their value matches: `("aws_s3_bucket.b.arn", "arn:aws:s3:::*")`.
    pub values: &'k [(&'k str, &'k str)],
}

/// Does a statement apply to a caller and conditions?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    Never,
    Perhaps,
    Surely,
}

/// Does every string that `pattern` matches match one of the `outer` patterns? `*` is any run, and case
/// does not count. `false` where it can't be shown.
pub(crate) fn within(pattern: &str, outer: &[&str]) -> bool {
    let mut atoms = Atoms::default();
    let mut parse =
        |text: &str| Pattern::parse(text, pattern::Wildcards::Taken, &mut atoms).map(Pattern::without_case);
    let Some(inner) = parse(pattern) else { return false };
    let outer: Vec<Pattern> =
        outer.iter().filter(|text| !text.contains(['?', '$'])).filter_map(|text| parse(text)).collect();
    let outer: Vec<&Pattern> = outer.iter().collect();
    // Every pattern matches something.
    !outer.is_empty() && automaton::contained(&inner, &outer, pattern::Reading::Whole).unwrap_or(false)
}

/// Does `new` grant nothing that `old` does not? Strictly narrower: and not the other way round.
///
/// In the policies, `${name}` is a value that is not known and equal only to itself: a policy variable or
/// a reference of the configuration. Inside an ARN it is taken to hold no colon; at its start it may be a
/// whole ARN.
pub fn narrower(old: &[&Policy], new: &[&Policy], known: &Known<'_>) -> Answer {
    let mut atoms = Atoms::default();
    let parsed = statement::parse(old, &mut atoms)
        .and_then(|old| statement::parse(new, &mut atoms).map(|new| (old, new)));
    let (old, new) = match parsed {
        Ok(parsed) => parsed,
        Err(why) => return Answer::Unknown(why),
    };
    let values = proof::values(known, &mut atoms);
    let every_action = Pattern::every_action();
    let search =
        Search { atoms: &atoms, actions: known.actions, values: &values, every_action: &every_action };
    let proof = Proof::new(&old, &new, search);
    let mut reasons = Vec::new();
    let mut unknown = None;
    for statement in new.iter().filter(|statement| statement.effect == Effect::Allow) {
        match proof.allowed(statement) {
            Ok(covered_by) => reasons.push(Reason { statement: statement.location, covered_by }),
            Err(Refused::Disproved(witness)) => return Answer::No(*witness),
            Err(Refused::Open(why)) => {
                unknown.get_or_insert(why);
            }
        }
    }
    match unknown {
        Some(why) => Answer::Unknown(why),
        None => Answer::Yes(reasons),
    }
}
