//! Who owns what: the duties, the language that says how a configuration shows them, and the
//! [`Assessment`] of a resolved module.
//!
//! It must not know a source language, trees, LSP, IO or time. The duties are Markdown files in
//! `aws/` and `azure/` beside `src`, compiled into one table at build time.
//! Start reading at [`Catalogue`], then `evidence` and `assess`.

mod assessment;
mod duty;

pub use assessment::{
    Anchor, AssessedResource, Assessment, Evidence, FixIntent, FixKind, Judgement, Status,
};
pub use duty::{Area, Catalogue, DefaultEntry, Duty, Example, Expected, FixSpec, Safety, Service, Severity, Tier};
