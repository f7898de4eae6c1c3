//! Who owns what: the duties, the language that says how a configuration shows them, and the
//! [`Assessment`] of a resolved module.
//!
//! It must not know a source language, trees, LSP, IO or time. The duties are Markdown files in
//! `aws/` and `azure/` beside `src`, compiled into one table at build time (`build.rs`).
//! Start reading at [`Catalogue`], then `evidence` (the language), `evaluate` (the verdicts) and [`assess`].

mod assess;
mod assessment;
mod azure;
mod bundled;
mod caller;
mod duty;
mod evaluate;
mod evidence;
mod intent;
mod lacking;
mod links;
mod markdown;
mod narrowings;
mod outcome;
mod path;
mod policies;
mod predicates;
mod unfilled;
mod waiver;
mod words;
mod workspace;

pub use assess::assess;
pub use assessment::{
    Anchor, AssessedPolicy, AssessedResource, Assessment, Attachment, Evidence, FixIntent, FixKind,
    Judgement, Narrowing, Narrows, Status,
};
pub use duty::{
    Area, Catalogue, Confirm, DefaultEntry, Duty, Example, Expected, FixSpec, NotInFiles, Rule, Safety,
    Service, Severity, TableEntry, Tier, WhenItBreaks,
};
pub use intent::only_workspace;
pub use narrowings::narrowings;
pub use unfilled::WORKSPACE_INPUT;
