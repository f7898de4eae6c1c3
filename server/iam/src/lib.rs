//! Policy semantics: plain values in, plain answers out.
//!
//! It must not know files, projects, editors, or where a policy came from. A term that can't be told
//! is there as such, so that "not shown" never reads as "not granted".
//! Start reading at [`Policy`], then `effect` (what a statement means in words) and [`narrower`] (whether one
//! set of policies grants nothing that another does not, proved), [`review`] (what is wrong with a policy) and
//! [`propose`] (how it can grant less).

mod data;
mod effect;
mod findings;
mod glob;
mod narrowing;
#[cfg(test)]
mod notation;
mod overlap;
mod policy;
mod proposals;
pub mod reading;

pub use data::{
    Acted, Action, AzureRole, ConditionKey, Data, KeyType, Level, ManagedPolicy, Operations, ResourceType,
    Service, tables,
};
pub use effect::{Breadth, breadth, effect, is_service_wildcard, resource_noun, service_name};
pub use findings::{
    Attachment, Escalation, Finding, Grant, Granted, SizeKind, Typed, escalations, grants, managed, review,
    review_size, review_with,
};
pub use glob::matches;
pub use narrowing::{Answer, ArnWildcards, Known, Listed, Location, Reason, Witness, narrower};
pub use overlap::overlap;
pub use policy::{Clause, Condition, Effect, Policy, Principal, Principals, Statement, Term};
pub use proposals::{
    Candidate, Cells, Choice, Correction, Grade, NEW, Proposal, Workspace, corrections, instead_of_managed,
    propose,
};
