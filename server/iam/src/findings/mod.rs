//! What is wrong with a policy, statement by statement, judged as what it is attached to.
//!
//! Words are the duties'; a finding carries the facts for them. In every rule `action` and `resource` are
//! strings as they are written, `effect` is a clause ("every S3 action on every bucket"), lists are joined by
//! ", " and name at most three, `count` says how many there are, `date` is the day of the action list. Facts
//! in brackets are there only where they are known.
//!
//! | Rule   | What                                     | `at`             | Facts |
//! |--------|------------------------------------------|------------------|-------|
//! | IAM001 | every action on every resource           | action           | action, resource, effect |
//! | IAM002 | every action on named resources          | action           | action, resource, effect |
//! | IAM003 | every action of a service                | action           | action, resource, effect, service, count, date |
//! | IAM004 | `*` though every action takes resources  | resource         | resource, action, actions, count, effect, noun, takes |
//! | IAM005 | an ARN as wide as `*`                    | resource         | resource, action, effect, noun |
//! | IAM006 | `*` that only some actions need; in place of 004 | resource | as 004, and only-star: those that accept only `*` |
//! | IAM007 | no resource of the statement is one the action takes | action, or a resource that is no ARN | action, resource, takes, types |
//! | IAM008 | the action accepts only `*`              | action           | action, resource |
//! | IAM009 | not an action                            | action           | action, date, unknown (`action`, `service`, `form`), \[service\], \[suggestion\] |
//! | IAM010 | a pattern that no action matches         | action           | action, date, \[service\] |
//! | IAM011 | takes a role, but nothing may be passed  | action           | action, needs (`iam:PassRole`) |
//! | IAM013 | any role may be passed                   | action           | action, resource, effect, key (`iam:PassedToService`) |
//! | IAM014 | Allow with `NotAction`                   | first action     | action, actions, count, resource, effect |
//! | IAM015 | Allow with `NotResource`                 | first resource   | resource, resources, count, action, effect |
//! | IAM016 | data of every resource can be read       | action           | action, actions, count, resource, effect |
//! | IAM017 | credentials of every resource            | action           | as 016 |
//! | IAM018 | permissions of every resource            | action           | as 016 |
//! | IAM019 | every resource can be changed            | action           | as 016 |
//! | IAM020 | any role may be assumed                  | action           | as 016 |
//! | IAM022 | an administrator's managed policy        | –                | policy, effect |
//! | IAM023 | a lesser managed policy is proved narrower | –              | policy, lesser, arn (of the lesser), effect |
//! | IAM028 | longer than AWS accepts                  | –                | characters, quota, kind |
//! | IAM029 | `Sid` AWS refuses                        | sid              | sid, why (`characters`, `duplicate`), \[first: number of the statement, from 1\] |
//! | IAM030 | policy variable in the old version       | the string       | variable, version (`2008-10-17`, `none`) |
//! | IAM032 | covered by another, or never reached     | what is covered  | kind (`action`, `resource`, `statement`, `unreached`), what, by |
//! | IAM050 | anyone, without a condition that limits  | principal        | principal, action, effect, \[key: the conditions that do not limit\] |
//! | IAM052 | Allow with `NotPrincipal`                | first principal  | principal, action, effect |
//! | IAM053 | any AWS principal may become the role    | principal        | principal, \[key\] |
//! | IAM054 | a service that acts for others           | principal        | principal, action, key (what limits it) |
//! | IAM055 | a whole account, without an external id  | principal        | principal, account |
//! | IAM056 | GitHub workflows of others               | sub's value, or the principal | principal, key, why (`missing`, `any`, `organisation`, `absent`), \[value\], \[organisation\] |
//! | IAM057 | as 056: GitLab, HCP Terraform, EKS       | as 056           | as 056, and issuer |
//! | IAM058 | action that the principal can't call     | action           | action, principal, kind, suggestion |
//!
//! `takes` is how ARNs look that the action accepts: `arn:aws:s3:::BUCKET/KEY`. IAM012 is [`escalations`].
//! A wider finding leaves out narrower ones: 001, 002, 014 and 015 all of 003 to 006 and 013 to 020 in their
//! statement, 003 those about its own string. 004 to 006 are about the resource and 016 to 020 about the
//! action, so both may be there for one statement. Statements with a condition that may limit the resources,
//! and strings that the policy denies again, have none of 001 to 006 and 013 to 020; 014 and 015 are told
//! with conditions too.
//! Nothing is said about a string that can't be told; `${…}` in one is a value that is not known, never `*`.

mod attached;
mod callers;
mod escalations;
mod federation;
mod grants;
mod limits;
mod names;
mod passing;
mod paths;
mod reach;
mod redundant;
mod shape;
mod subject;
mod takes;
#[cfg(test)]
mod tests;
mod validity;
mod values;
mod wide;

use crate::{Policy, data::Data};
use subject::Subject;

pub use escalations::escalations;
pub use grants::{Grant, Granted, grants};
pub(crate) use grants::{Hold, taken_away};
pub(crate) use names::distance;

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

/// What a reference stands for: `aws_s3_bucket.orders.arn` for an `s3` `bucket`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed<'t> {
    /// What stands between `${` and `}`.
    pub reference: &'t str,
    /// Prefix, as in the action list.
    pub service: &'t str,
    /// Its resource type, as in the action list.
    pub resource_type: &'t str,
}

/// A kind of policy with a size of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SizeKind {
    Managed,
    /// Every inline policy of one role, together.
    RoleInline,
    UserInline,
    GroupInline,
    Trust,
}

/// The findings of one policy by itself, with nothing known of its references.
pub fn review(policy: &Policy, attachment: Attachment<'_>, data: &Data) -> Vec<Finding> {
    review_with(policy, attachment, &[], data)
}

/// As [`review`], where it is known what some references stand for: `${aws_s3_bucket.orders.arn}` is a bucket, and
/// so nothing that `s3:GetObject` acts on.
pub fn review_with(
    policy: &Policy,
    attachment: Attachment<'_>,
    typed: &[Typed<'_>],
    data: &Data,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let has_principals = policy.statements.iter().any(|statement| statement.principals.is_some());
    let grants_holder = match attachment {
        Attachment::Identity => true,
        Attachment::Unknown => !has_principals,
        Attachment::Resource(_) | Attachment::Trust | Attachment::Limit => false,
    };
    let statements = policy.statements.iter().enumerate();
    let subjects: Vec<Subject<'_>> =
        statements.map(|(index, statement)| Subject::new(index, statement, typed, data)).collect();
    for subject in &subjects {
        validity::actions(subject, data, &mut findings);
        if grants_holder {
            wide::review(subject, policy, data, &mut findings);
            reach::review(subject, data, &mut findings);
        }
        redundant::strings(subject, data, &mut findings);
    }
    if grants_holder {
        passing::review(policy, data, &mut findings);
    }
    if grants_holder || attachment == Attachment::Trust {
        validity::sids(policy, &mut findings);
    }
    validity::version(policy, &mut findings);
    redundant::statements(&subjects, &mut findings);
    callers::review(policy, attachment, &mut findings);
    // What is said of one statement stands together.
    findings.sort_by_key(|finding| finding.statement);
    findings
}

/// IAM028: `characters` of JSON, without white space.
pub fn review_size(characters: usize, kind: SizeKind) -> Option<Finding> {
    attached::size(characters, kind)
}

/// IAM022 or IAM023 of an AWS managed policy, by name or ARN.
pub fn managed(name_or_arn: &str, data: &Data) -> Option<Finding> {
    attached::managed(name_or_arn, data)
}

impl Finding {
    /// The value of a fact.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn fact(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.facts.retain(|(known, _)| *known != name);
        self.facts.push((name, value.as_ref().to_owned()));
        self
    }
}
