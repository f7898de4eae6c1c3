//! From a fix intent and the snapshot to text edits over one or several files.
//!
//! It must not know which surface asked: editor, command line or report.
//! Start reading at [`edits`]: `plan` sorts what is wanted by block, `merge`, `companion` and `narrow` turn it
//! into text, `align` keeps columns, `write` checks the result and hands it out.

mod align;
mod companion;
mod item;
mod lines;
mod merge;
mod narrow;
mod plan;
mod template;
mod write;

use std::collections::BTreeSet;

use catalog::{FixIntent, FixKind, Safety};
use model::FileId;
use plan::Plan;
use project::{FilePath, ResolvedModule, Snapshot};
use syntax::{TextEdit, TextRange};

/// What a fix writes when a choice is the team's (`[defaults]` in `demarc.toml`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub log_retention_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { log_retention_days: 30 }
    }
}

const LOG_RETENTION: &str = "<setting:log-retention-days>";

/// A fix as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    pub title: String,
    pub safety: Safety,
    /// What it may break, one line.
    pub side_effect: Option<String>,
    pub files: Vec<FileEdits>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FileEdits {
    pub target: Target,
    /// Sorted, not overlapping.
    pub edits: Vec<TextEdit>,
    /// Placeholders a person has to fill.
    pub placeholders: Vec<Placeholder>,
}

/// A part of an edit's text that a person has to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Index into [`FileEdits::edits`].
    pub edit: usize,
    /// Inside that edit's text. It is what typing replaces: the inside of the quotes where the template has a
    /// string (`"<input: CIDR of your office>"`), the quotes too where it has an expression (a number, a
    /// reference).
    pub range: TextRange,
    /// What goes there.
    pub what: String,
    /// What it may be, as text in the place of the range; empty where that is not known.
    pub candidates: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    File(FileId),
    NewFile(FilePath),
}

/// The edits of an intent; `None` where the text no longer has the place it speaks of, is damaged there, or
/// has nothing left to change.
pub fn edits(
    snapshot: &Snapshot,
    module: &ResolvedModule,
    intent: &FixIntent,
    settings: &Settings,
) -> Option<Fix> {
    fix_all(snapshot, module, &[intent], settings)
}

/// The title of an intent's fix, ≤ 80 characters.
pub fn title(intent: &FixIntent, settings: &Settings) -> String {
    intent.title.replace(LOG_RETENTION, &settings.log_retention_days.to_string())
}

/// Several intents as one fix. What can't be done is left out; `None` if nothing is left.
pub fn fix_all(
    snapshot: &Snapshot,
    module: &ResolvedModule,
    intents: &[&FixIntent],
    settings: &Settings,
) -> Option<Fix> {
    let files = write::files(snapshot, Plan::new(snapshot, module, intents, settings));
    let edits: usize = files.iter().map(|file| file.edits.len()).sum();
    let side_effects: BTreeSet<&str> =
        intents.iter().filter_map(|intent| intent.side_effect.as_deref()).collect();
    let title = match intents {
        [only] => title(only, settings),
        _ => format!("{} fixes", intents.len()),
    };
    (edits > 0).then(|| Fix {
        title,
        safety: intents.iter().map(|intent| intent.safety).max().unwrap_or(Safety::Safe),
        side_effect: side_effects.into_iter().map(str::to_owned).reduce(|all, one| format!("{all}; {one}")),
        files,
    })
}

/// Can two intents be parts of one fix? Of two narrowings each may rest on what the other takes away: of one
/// statement there is one, and of two strings that say the same one has to stay.
pub fn go_together(left: &FixIntent, right: &FixIntent) -> bool {
    let (FixKind::Narrow(left), FixKind::Narrow(right)) = (&left.kind, &right.kind) else { return true };
    left.statement != right.statement && !(left.proposal.simplifies && right.proposal.simplifies)
}
