//! A duty and a service's boundary, as their Markdown files say them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The ten kinds of responsibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    // In the order in which people are shown them.
    Secrets,
    IdentityAccess,
    NetworkExposure,
    Logging,
    HardeningPatching,
    EncryptionKeys,
    BackupRecovery,
    DataLifecycle,
    MonitoringAlerting,
    ConfigurationValidation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// Core: diagnostics by default. Recommended: the hover's "worth doing". Strict: opt-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    Core,
    Recommended,
    Strict,
}

/// What an edit may break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    Safe,
    Review,
    NeedsInput,
    Replaces,
}

/// One customer duty of one service. The Markdown file is its source; see docs/adding-a-duty.md.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Duty {
    /// `aws-s3.access-logging`; never reused.
    pub id: String,
    /// The part before the dot.
    pub service: String,
    pub area: Area,
    pub severity: Severity,
    pub tier: Tier,
    /// The heading.
    pub title: String,
    /// The prose under the heading, Markdown; its first sentence is the reason shown in learn mode.
    pub prose: String,
    /// Terraform resource types.
    pub types: Vec<String>,
    /// Evidence in the language of docs/evidence.md; parsed again when loaded.
    pub evidence: String,
    pub applies_when: Option<String>,
    pub exempt: Option<String>,
    pub defaults: Vec<DefaultEntry>,
    /// The thing that is missing or wrong, two or three words: `no log group`.
    pub label: String,
    /// What the hover's "worth doing" line says for a recommended duty: `an alarm on errors`.
    pub worth: Option<String>,
    /// Diagnostic messages by status (`missing`, `contradicted`), plain text with `<placeholders>`.
    pub messages: BTreeMap<String, String>,
    /// Hover lines by status (`missing`, `contradicted`, `shown`, `default`, `unknown`), inline Markdown.
    pub lines: BTreeMap<String, String>,
    /// What it can find, where one duty has several findings: those of policies.
    pub rules: Vec<Rule>,
    pub fix: Option<FixSpec>,
    /// Tool → ids of rules that test exactly this.
    pub same_as: BTreeMap<String, Vec<String>>,
    pub examples: Vec<Example>,
    pub aliases: Vec<String>,
    /// The duties whose finding at the same place says it all.
    pub covered_by: Vec<String>,
    /// Resource type → paths of the evidence that it does not have; filled when the catalogue is built.
    #[serde(default)]
    pub absent_paths: BTreeMap<String, Vec<String>>,
}

/// One finding of a duty that can find several things in one document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// `IAM004`; never reused.
    pub code: String,
    /// What it is, for the page: `every resource, although the action takes one`.
    pub title: String,
    /// Plain text with `<placeholders>`, as [`Duty::messages`].
    pub message: String,
    /// Inline Markdown, as [`Duty::lines`].
    pub line: String,
}

/// When the provider's own default satisfies the duty.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefaultEntry {
    /// `aws`, `azurerm`.
    pub provider: String,
    /// First provider version with that default, `"4.0"`; none: always.
    pub since: Option<String>,
    /// The attribute path it covers; none: every absent test.
    pub path: Option<String>,
    pub value: String,
    pub note: Option<String>,
    /// The resource types it is the default of; none: every type of the duty.
    #[serde(default)]
    pub types: Vec<String>,
}

/// How to add what is missing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FixSpec {
    /// `set-attribute`, `add-block`, `add-companion`, `add-missing`, `add-another`, `replace-value`.
    pub kind: String,
    pub safety: Safety,
    /// The action's title with `<placeholders>`, ≤ 80 characters when filled.
    pub title: String,
    pub side_effect: Option<String>,
    /// The companion type to edit instead of the resource.
    pub on: Option<String>,
    /// Of `replace-value` the attribute, of `set-attribute` the whole path that it fits; where another one
    /// decides there is no fix.
    pub attribute: Option<String>,
    /// Terraform text with `<name>`, `<ref:attr>`, `<input: what>`, `<setting:log-retention-days>`.
    pub terraform: String,
    /// Resource type → the text where that type is written otherwise.
    pub by_type: BTreeMap<String, String>,
}

impl FixSpec {
    /// The text for a resource of this type.
    pub(crate) fn template(&self, resource_type: &str) -> &str {
        self.by_type.get(resource_type).unwrap_or(&self.terraform)
    }

    /// Every text, with the types it is only for.
    pub fn templates(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let special = self.by_type.iter().map(|(name, text)| (Some(name.as_str()), text.as_str()));
        std::iter::once((None, self.terraform.as_str())).chain(special)
    }
}

/// A fenced block of the duty's page; each is a test.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Example {
    pub language: String,
    pub expected: Expected,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    Shown,
    Default,
    Missing,
    Contradicted,
    Unknown,
    NotApplicable,
}

/// A service's boundary page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    /// `aws-lambda`.
    pub id: String,
    /// `AWS Lambda`.
    pub name: String,
    /// `managed service`, `platform service`, `virtual machine`, …: with its article in the hover.
    pub class: String,
    /// `AWS`, `Microsoft`.
    pub provider: String,
    /// What it runs, as the hover's line goes on: `the servers, operating system, …`.
    pub provider_runs: String,
    /// What is the customer's, in short words: `IAM, logging, config, secrets and monitoring`.
    pub yours: String,
    /// Resource types shown with this service's boundary.
    pub types: Vec<String>,
    /// Normalised layer → owner (`provider`, `shared`, `customer`).
    pub layers: BTreeMap<String, String>,
    /// Official pages.
    pub links: Vec<String>,
    /// Read-only commands after a deploy; `<placeholders>` of the resource.
    pub confirm: Vec<Confirm>,
    /// What no file can show.
    pub not_in_files: Vec<NotInFiles>,
    pub when_it_breaks: Vec<WhenItBreaks>,
    /// The page's prose, Markdown.
    pub prose: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    /// The resource types it is for; none: all of the service.
    #[serde(default)]
    pub types: Vec<String>,
    pub command: String,
    /// What the answer looks like when all is well.
    pub expect: String,
}

impl Confirm {
    /// Is it about resources of this type?
    pub fn is_for(&self, resource_type: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|name| name == resource_type)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NotInFiles {
    pub statement: String,
    pub command: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WhenItBreaks {
    pub symptom: String,
    /// `yours`, `shared`, `theirs`.
    pub side: String,
    pub look: String,
}

/// Every duty and service, by id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Catalogue {
    pub duties: Vec<Duty>,
    pub services: Vec<Service>,
    /// Dated facts by table name: `lambda-runtimes`.
    pub tables: BTreeMap<String, Vec<TableEntry>>,
    /// The day the tables were last looked up, `2026-06-02`.
    pub tables_date: String,
    /// The evidence of each duty, parsed when first asked for.
    #[serde(skip)]
    pub(crate) parsed: std::sync::OnceLock<Vec<Option<crate::evidence::Parsed>>>,
}

/// A value of a table of facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableEntry {
    pub value: String,
    /// The day it stops being so, `2026-06-30`; none: no day is known.
    pub ends: Option<String>,
}
