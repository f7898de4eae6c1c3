//! What is wrong with a policy, statement by statement, judged as what it is attached to.

use crate::{Policy, data::Data};

/// What a policy is attached to, and so how its statements are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attachment<'a> {
    /// A role, user or group: it grants its holder.
    Identity,
    /// A resource of this service (`s3`, `kms`, `sqs`): it grants whom it names.
    Resource(&'a str),
    /// A role: it says who may become it.
    Trust,
    /// A permissions boundary, a service control policy, an endpoint policy: it grants nothing by itself.
    Limit,
    /// Not in these files.
    Unknown,
}

/// One finding; the words are the duty's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `IAM004`.
    pub rule: &'static str,
    /// Index of the statement; `None`: the whole policy.
    pub statement: Option<usize>,
    /// [`crate::Term::index`] of the string that decides; `None`: the statement.
    pub at: Option<usize>,
    /// For the words: `action`, `resource`, `effect`, `suggestion`, `principal`, `key`, …
    pub facts: Vec<(&'static str, String)>,
}

/// A way to more rights than one was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// `iam-001`, of the published list of paths.
    pub id: &'static str,
    /// What its holder does, in words: `make a new default version of a policy it holds`.
    pub title: &'static str,
    /// Published names of the actions that together allow it.
    pub actions: Vec<&'static str>,
    /// For each of the actions: the policy of the set and the [`crate::Term::index`] that grants it.
    pub granted_by: Vec<(usize, usize)>,
}

/// The findings of one policy by itself. `size` is the characters of its JSON without white space, where known.
pub fn review(_policy: &Policy, _attachment: Attachment<'_>, _data: &Data) -> Vec<Finding> {
    Vec::new()
}

/// The ways to more rights that a whole set of identity policies opens, after its denies.
pub fn escalations(_policies: &[&Policy], _data: &Data) -> Vec<Escalation> {
    Vec::new()
}
