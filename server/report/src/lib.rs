//! What was judged, as text: excerpts for a terminal, JSON, SARIF, the Markdown report, and the pages of
//! the catalogue.
//!
//! It must not know editors or LSP, and it judges nothing: every line is a rendering of an
//! [`catalog::Assessment`]. Start reading at [`Input`], then `subject` (what is counted) and
//! `select` (what is shown).

use std::sync::Arc;

use catalog::{Assessment, Catalogue, Severity, Tier};
use project::{FilePath, ResolvedModule, Snapshot};

mod explain;
mod human;
mod json;
mod list;
mod markdown;
mod matrix;
pub mod name;
pub mod place;
mod sarif;
pub mod select;
pub mod subject;
pub mod words;

/// Everything a report is made from.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    pub snapshot: &'a Snapshot,
    /// Every module of the snapshot that is to be reported, with its judgement.
    pub assessments: &'a [(Arc<ResolvedModule>, Arc<Assessment>)],
    pub catalogue: &'a Catalogue,
    /// The directory that file names are relative to.
    pub root: FilePath,
    /// The revision the files are of, in short, where it is known.
    pub commit: Option<&'a str>,
    /// Files that could not be read at all.
    pub unread: &'a [Unread],
    pub profile: Profile,
    pub detail: Detail,
    /// The least severity that fails a check; `None` never fails.
    pub fail_on: Option<Severity>,
}

/// A file whose bytes could not be had as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub path: FilePath,
    /// What is so, then what to do; plain text.
    pub message: String,
}

/// Which duties count as findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Profile {
    #[default]
    Core,
    Recommended,
    Strict,
}

/// How much of the judgement is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    #[default]
    Findings,
    /// Also what is shown, assumed, accepted or can't be told, and what stands in examples and tests.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    #[default]
    Plain,
    Ansi,
}

/// How [`human`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terminal {
    pub color: Color,
    /// Findings written with an excerpt; the rest is a count. `None` writes all.
    pub at_most: Option<usize>,
}

/// What a check ends with, most telling first; `lsp` turns it into the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A finding at or above [`Input::fail_on`]: exit 1.
    Findings,
    /// Something could not be read or parsed whole: exit 2.
    Unread,
    /// Exit 0.
    Clean,
}

/// Which duties [`list`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listing<'a> {
    /// A service's id or an area's id or shown word.
    pub topic: Option<&'a str>,
    pub tier: Option<Tier>,
}

/// Something that could not be read or parsed whole, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Relative to [`Input::root`].
    pub file: String,
    /// From 1; `None` where the file could not be read at all.
    pub line: Option<u32>,
    /// The first character of the file where it could not be read at all.
    pub range: place::Span,
    pub message: String,
}

/// Findings with source excerpts, then a line of counts.
pub fn human(input: &Input<'_>, terminal: Terminal) -> String {
    human::human(input, terminal)
}

/// The published JSON of `check`, version 1, with a line break at its end.
pub fn json(input: &Input<'_>) -> String {
    json::json(input)
}

/// SARIF 2.1.0, with a line break at its end.
pub fn sarif(input: &Input<'_>) -> String {
    sarif::sarif(input)
}

/// The report for a reviewer.
pub fn markdown(input: &Input<'_>) -> String {
    markdown::markdown(input)
}

/// The same report as data, with a line break at its end.
pub fn report_json(input: &Input<'_>) -> String {
    matrix::json(input)
}

/// What a check of this input ends with.
pub fn outcome(input: &Input<'_>) -> Outcome {
    input.outcome()
}

/// Everything that was not read or parsed whole, by file and line.
pub fn problems(input: &Input<'_>) -> Vec<Problem> {
    input.problems()
}

/// The page of a duty, service, area, resource type, or of the `model`; `None` for another topic.
pub fn explain(catalogue: &Catalogue, topic: &str) -> Option<String> {
    explain::explain(catalogue, topic)
}

/// The page of the `model` with its anchors (`<a id="…">`, `{#…}`), for where it can be linked at.
pub fn model(catalogue: &Catalogue) -> String {
    explain::model(catalogue)
}

/// Topics that are spelled nearly like this one, best first.
pub fn nearest_topics(catalogue: &Catalogue, topic: &str) -> Vec<String> {
    explain::nearest(catalogue, topic)
}

/// Duties by service, one line each; empty where nothing is chosen.
pub fn list(catalogue: &Catalogue, listing: Listing<'_>) -> String {
    list::list(catalogue, listing)
}
