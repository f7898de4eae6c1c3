//! The plain structs of every feature.

use model::FileId;
use syntax::{TextEdit, TextRange};

pub use fix::{FileEdits, Fix, Placeholder, Target};
pub use iam::Grade;
pub use report::{Profile, select::Level};

/// A range of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRange {
    pub file: FileId,
    pub range: TextRange,
}

/// How much is shown: `guidance` in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Guidance {
    Learn,
    #[default]
    Work,
    Quiet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InlayHints {
    #[default]
    Auto,
    All,
    Open,
    Values,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeLenses {
    #[default]
    Auto,
    File,
    Resource,
    Off,
}

/// The weakest evidence with which a proved edit of a policy is offered: the proof says that it grants nothing
/// new, the evidence how well it is founded that what is left is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterProof {
    /// What goes was never used.
    Certain,
    /// Inferred from what is declared and wired, too.
    #[default]
    Inferred,
    /// Those in which somebody has to choose, too.
    Any,
}

/// Settings that change what is shown, never what is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub guidance: Guidance,
    pub inlay_hints: InlayHints,
    pub code_lens: CodeLenses,
    pub after_proof: AfterProof,
    /// Which tiers are findings, of `demarc.toml`.
    pub profile: Profile,
    /// Findings on one resource's name; 0 is no limit.
    pub max_per_resource: u32,
    pub fix: fix::Settings,
    /// Places in hovers as `file:` links (the client can follow them).
    pub hover_links: bool,
    /// The client can run `demarc.explain`.
    pub explain_command: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            guidance: Guidance::Work,
            inlay_hints: InlayHints::Auto,
            code_lens: CodeLenses::Auto,
            after_proof: AfterProof::Inferred,
            profile: Profile::Core,
            max_per_resource: 3,
            fix: fix::Settings::default(),
            hover_links: false,
            explain_command: false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub range: TextRange,
    pub level: Level,
    /// The duty's id; `demarc.more` for the collecting line; `demarc.syntax` for unreadable text.
    pub code: String,
    /// The duty's page; empty where there is none.
    pub href: String,
    pub message: String,
    pub related: Vec<Related>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub at: FileRange,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The token, never the block.
    pub range: TextRange,
    pub markdown: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    pub offset: u32,
    /// At most 40 characters.
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLens {
    pub range: TextRange,
    pub title: String,
    /// The resource's address, for a lens above a resource.
    pub resource: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    QuickFix,
    Refactor,
    FixAll,
}

/// A code action without its edit; [`Analysis::resolve`](crate::Analysis::resolve) makes the edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAction {
    /// Names the action again when it is resolved; stable while the text is.
    pub id: String,
    pub title: String,
    pub kind: ActionKind,
    pub preferred: bool,
    /// Codes and ranges of the diagnostics it answers.
    pub diagnostics: Vec<(String, TextRange)>,
    /// `demarc.explain DUTY` instead of an edit.
    pub explain: Option<String>,
    /// Of a proved edit: how well it is founded that what is left is enough.
    pub grade: Option<Grade>,
    /// What the title has no room for: what goes, what is proved and what is guessed.
    pub detail: Option<String>,
}

/// What an action does to the text.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkspaceEdit {
    pub files: Vec<FileEdits>,
    /// Shown by clients that ask before applying: label and description.
    pub annotation: Option<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    /// `resource`, `variable`, …
    pub keyword: String,
    pub range: TextRange,
    pub name_range: TextRange,
    /// `3 of 6 open` for an assessed resource.
    pub detail: Option<String>,
}

/// A text edit made by the user, or a whole new text.
#[derive(Debug, Clone, PartialEq)]
pub enum TextChange {
    Whole(String),
    Edit(TextEdit),
}

/// What can be written at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// The most fitting first.
    pub items: Vec<Completion>,
    /// There is more: ask again when more is typed.
    pub is_incomplete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// Beside the label; plain text.
    pub detail: String,
    /// A sentence, or nothing.
    pub explained: String,
    /// What a client compares with the text in `range` before the cursor.
    pub filter: String,
    /// What is replaced; the cursor is in it.
    pub range: TextRange,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CompletionKind {
    #[default]
    Action,
    Service,
    Wildcard,
    Reference,
    Key,
    Keyword,
    Policy,
}
