//! Edits of one statement that grant less, each proved, with what speaks for it being still enough.
//!
//! A module an edit makes drafts; [`Subject::prove`] lets pass what grants nothing new and less than before.
//! Start reading at [`propose`], then `subject` (the proof) and `scope` (from everything to what is declared).

mod broad;
mod cells;
mod entry;
mod everyday;
mod everything;
mod impossible;
mod invalid;
mod levels;
mod logs;
mod managed;
mod pass_role;
mod redundant;
mod scope;
mod subject;
#[cfg(test)]
mod tests;
mod trust;
mod words;

use crate::{Attachment, Effect, Policy, Statement, data::Data};
pub use managed::instead_of_managed;
use subject::Subject;

/// How well it is founded that the edit leaves enough; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// What goes could never be used.
    S0,
    /// Every use in the workspace was seen.
    S1,
    /// Inferred from what is declared and wired.
    S2,
    /// A convention.
    S3,
    /// Somebody has to choose.
    S4,
}

/// A declared resource that a statement may be scoped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Service prefix and resource type of the action list: `s3`, `object`.
    pub service: String,
    pub resource_type: String,
    /// As it is written in a policy, `${…}` for a reference: `${aws_s3_bucket.orders.arn}/*`.
    pub arn: String,
    /// A pattern that the ARN's value matches: `arn:*:s3:::*/*`. Only facts: this enters the proof.
    pub shape: String,
    /// `aws_s3_bucket.orders`.
    pub address: String,
    /// What of its holder points to it, for a reader: `` `BUCKET` ``; `None`: it is only declared.
    pub wired: Option<String>,
}

/// What is known about where a policy is used; everything from the files.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    pub candidates: Vec<Candidate>,
    /// Services that the files show to use the role (`lambda.amazonaws.com`); for trust policies.
    /// `None`: who uses it can't be told.
    pub used_by: Option<Vec<String>>,
    /// Services that nothing in the files could hand the role to, nor anything outside that knows its name.
    pub never_used: Vec<String>,
    /// Roles that declared resources of a service run as: service principal, ARN text, address.
    pub passable_roles: Vec<(String, String, String)>,
    /// The ARN of what invokes or notifies, by service principal: what `aws:SourceArn` can name.
    pub sources: Vec<(String, String, String)>,
    /// The names of the functions that hold the role, as text with `${…}`: `orders`.
    pub function_names: Vec<String>,
    /// The text of the account's id, where the module has one: `${data.aws_caller_identity.current.account_id}`.
    pub account: Option<String>,
}

/// A place in an edit where a person chooses; until then it denies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The text that stands in the replacement: `arn:aws:s3:::REPLACE_ME`.
    pub placeholder: String,
    /// What it may be, as policy text.
    pub candidates: Vec<String>,
}

/// Cells of the (action × resource type) table that a statement reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cells {
    pub before: u32,
    pub after: u32,
}

/// One edit of one statement. `narrower` has said yes to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// `A05`, of the team's list of edits.
    pub edit: &'static str,
    pub grade: Grade,
    /// In the place of the statement: the first instead of it, the others behind it; none deletes it.
    /// Kept strings keep their [`crate::Term::index`]; new ones have [`NEW`].
    pub replacement: Vec<Statement>,
    /// The action's title, ≤ 80 characters.
    pub title: String,
    /// `s3:* on * → 3 actions on 1 bucket`.
    pub delta: String,
    /// What is not proved, in words: `` that this bucket is enough, from `BUCKET` ``; where that stands is known
    /// by `wired`. At S0 only where it rests on the dated list of actions.
    pub guess: Option<String>,
    /// Which of [`Workspace::candidates`] the guess points to, in its order.
    pub wired: Vec<usize>,
    /// The grant stays as it is: this only makes it simpler to read.
    pub simplifies: bool,
    pub cells: Cells,
    pub choices: Vec<Choice>,
}

/// What was most likely meant by a string that has no effect as it is. It grants more than today, so it is no narrowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// [`crate::Term::index`] of the string.
    pub at: usize,
    /// The string in its place.
    pub replacement: String,
    /// `Correct s3:GetObjct to s3:GetObject (grants what was meant)`, ≤ 80 characters.
    pub title: String,
}

/// [`crate::Term::index`] of a string that an edit adds.
pub const NEW: usize = usize::MAX;

/// The edits of one statement of a policy, best grade first. `union` is everything attached to the same holder, the
/// policy among it. A Deny is never edited.
pub fn propose(
    policy: &Policy,
    statement: usize,
    attachment: Attachment<'_>,
    union: &[&Policy],
    workspace: &Workspace,
    data: &Data,
) -> Vec<Proposal> {
    let Some(subject) = Subject::new(policy, statement, attachment, union, workspace, data) else {
        return Vec::new();
    };
    if subject.statement.effect != Some(Effect::Allow) || attachment == Attachment::Limit {
        return Vec::new();
    }
    let logs = logs::drafts(&subject);
    let others = match !logs.is_empty() && logs::are_all(&subject) {
        true => Vec::new(),
        false => [levels::drafts(&subject), pass_role::drafts(&subject), scope::drafts(&subject)].concat(),
    };
    let drafts = redundant::drafts(&subject)
        .into_iter()
        .chain(impossible::drafts(&subject))
        .chain(invalid::drafts(&subject))
        .chain(trust::unused_services(&subject))
        .chain(logs)
        .chain(others)
        .chain(everything::drafts(&subject))
        .chain(trust::source(&subject));
    let mut proposals: Vec<Proposal> = Vec::new();
    for proposal in drafts.filter_map(|draft| subject.prove(draft)) {
        // Two ways may lead to the same text; the first has the better words. A log group that is declared is
        // the one that a function's name spells.
        let is_known = |other: &Proposal| {
            other.replacement == proposal.replacement || (other.edit == "A17" && proposal.edit == "A17")
        };
        if !proposals.iter().any(is_known) {
            proposals.push(proposal);
        }
    }
    proposals.sort_by_key(|proposal| proposal.grade);
    proposals
}

/// What was most likely meant where a statement of a policy has no effect.
pub fn corrections(policy: &Policy, statement: usize, workspace: &Workspace, data: &Data) -> Vec<Correction> {
    let mut corrections = invalid::corrections(policy, statement, data);
    corrections.extend(impossible::corrections(policy, statement, workspace, data));
    corrections
}
