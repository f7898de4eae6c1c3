//! What was found: one judgement for each duty that applies to each resource.

use model::{Address, FileId, Place};

use crate::Safety;

/// The judgement of a resolved module. Everything shown to anybody is a rendering of this.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assessment {
    /// In the order of the resolved module's resources; resources without duties are left out.
    pub resources: Vec<AssessedResource>,
    /// Every policy document, as each thing it is attached to; in the order of the resources that bear them.
    pub policies: Vec<AssessedPolicy>,
}

/// A policy document in one of its uses.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessedPolicy {
    /// Index of the resource that bears it: the role policy, the bucket policy, the role of a trust policy, the
    /// attachment of a managed policy.
    pub bearer: u32,
    pub attachment: Attachment,
    /// Index of the role, user, group or resource that it is attached to, where that is declared here.
    pub holder: Option<u32>,
    /// What is not literal in it is `${name}`: a reference as the module of the statement can write it, or a name
    /// with a space in it where it can't. Two modules may mean different things by the same name.
    pub policy: iam::Policy,
    /// Of each statement, in the policy's order. One that stands in another block than the bearer's may be used
    /// elsewhere too.
    pub statements: Vec<Place>,
    /// By [`iam::Term::index`]: where each string stands.
    pub terms: Vec<Option<Place>>,
    /// A part that can't be told, in words.
    pub unread: Option<String>,
    /// The name of an AWS managed policy: its statements have no place.
    pub managed: Option<String>,
}

/// [`iam::Attachment`], owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attachment {
    Identity,
    /// The prefix of the resource's service.
    Resource(String),
    Trust,
    Limit,
    Unknown,
}

impl Attachment {
    pub fn as_iam(&self) -> iam::Attachment<'_> {
        match self {
            Self::Identity => iam::Attachment::Identity,
            Self::Resource(service) => iam::Attachment::Resource(service),
            Self::Trust => iam::Attachment::Trust,
            Self::Limit => iam::Attachment::Limit,
            Self::Unknown => iam::Attachment::Unknown,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AssessedResource {
    /// Index into the resolved module's resources.
    pub resource: u32,
    pub address: Address,
    /// Index into [`crate::Catalogue::services`].
    pub service: u32,
    pub file: FileId,
    pub block: u32,
    /// The name label, where what is missing is reported.
    pub name_place: Place,
    /// The type label.
    pub type_place: Place,
    pub extent: Place,
    /// False for vendored, generated and example code.
    pub reported: bool,
    /// In catalogue order; not-applicable ones are left out.
    pub judgements: Vec<Judgement>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Index into [`crate::Catalogue::duties`].
    pub duty: u32,
    /// The instance (`["blue"]`) if instances differ.
    pub instance: Option<String>,
    pub status: Status,
    /// Where to look: the deciding value, or the name label of the resource.
    pub at: Place,
    pub anchor: Anchor,
    /// Which of the duty's rules it is, of a duty that has several: `IAM004`.
    pub rule: Option<String>,
    /// What decided, most telling first.
    pub evidence: Vec<Evidence>,
    /// The deciding expression of a conditional companion, as written.
    pub when: Option<String>,
    /// One line, or two: what is so and what follows; the second names the fact that decides the fix.
    pub message: String,
    /// The hover's line for it, inline Markdown, without area, severity or place.
    pub line: String,
    pub fix: Option<FixIntent>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Shown,
    Default,
    Missing,
    Contradicted,
    Unknown,
    Accepted,
}

/// What kind of place a finding stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The resource's name label: something is missing.
    Name,
    /// A value that decides.
    Value,
}

/// Something seen that decided, with a short reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub place: Place,
    /// `used by this function`, `the policy statement`; plain text.
    pub note: String,
}

/// What an edit would do, not yet text. The `fix` crate turns it into edits.
#[derive(Debug, Clone, PartialEq)]
pub struct FixIntent {
    /// Index into [`crate::Catalogue::duties`].
    pub duty: u32,
    /// Index of the resource to edit (the companion, where the duty's fix names one).
    pub resource: u32,
    /// Filled in, ≤ 80 characters.
    pub title: String,
    pub safety: Safety,
    pub side_effect: Option<String>,
    pub kind: FixKind,
    /// Of an edit that is proved to grant less.
    pub narrows: Option<Narrows>,
}

/// What is proved of an edit, and what is guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrows {
    /// `A05`, `Z02`: which edit it is.
    pub edit: String,
    pub grade: iam::Grade,
    /// `s3:* on * → 3 actions on 1 bucket`.
    pub delta: String,
    /// What is not proved: `` that this bucket is enough, from `BUCKET` ``.
    pub guess: Option<String>,
    /// Where the last thing stands that the guess names; for a reader ` in main.tf:11` follows it.
    pub guess_at: Option<Place>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FixKind {
    /// Set these attributes and add these blocks in the resource's body; what is there is replaced
    /// attribute by attribute, nested blocks are joined.
    MergeBody { template: String },
    /// A new resource that refers to this one.
    AddCompanion { template: String },
    /// Another value in the place of the deciding one.
    ReplaceValue { place: Place, template: String },
    /// Other whole blocks in the place of the resource's: an attachment becomes a policy of its own.
    ReplaceResource { template: String },
    /// A statement that grants less, proved.
    Narrow(Box<Narrowing>),
}

/// An edit of one statement of a policy document.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowing {
    /// The statement: an object of a JSON document or of `jsonencode`, or a `statement` block.
    pub statement: Place,
    /// The statement as it was read, whose strings' places are `terms`.
    pub old: iam::Statement,
    /// By [`iam::Term::index`].
    pub terms: Vec<Option<Place>>,
    pub proposal: iam::Proposal,
}
