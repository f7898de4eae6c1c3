//! Reads the catalogue's Markdown: front matter between `+++` lines, a heading, prose, fenced blocks.
//!
//! The catalogue's own reader checks the pages; this one takes what the book shows and lets the rest be.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct DutyHead {
    pub(super) id: String,
    pub(super) area: String,
    pub(super) severity: String,
    pub(super) tier: String,
    pub(super) types: BTreeMap<String, Vec<String>>,
    pub(super) evidence: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) applies_when: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) exempt: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) default: Vec<DefaultEntry>,
    pub(super) fix: Option<Fix>,
    #[serde(default)]
    pub(super) same_as: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct DefaultEntry {
    pub(super) provider: String,
    pub(super) since: Option<String>,
    pub(super) path: Option<String>,
    pub(super) value: String,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Fix {
    pub(super) safety: String,
    pub(super) title: String,
    pub(super) side_effect: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ServiceHead {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) class: String,
    pub(super) provider: String,
    pub(super) provider_runs: String,
    pub(super) yours: String,
    pub(super) types: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) layers: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) links: Vec<String>,
    #[serde(default)]
    pub(super) confirm: Vec<Confirm>,
    #[serde(default)]
    pub(super) not_in_files: Vec<NotInFiles>,
    #[serde(default)]
    pub(super) when_it_breaks: Vec<WhenItBreaks>,
}

#[derive(Deserialize)]
pub(super) struct Confirm {
    pub(super) command: String,
    pub(super) expect: String,
}

#[derive(Deserialize)]
pub(super) struct NotInFiles {
    pub(super) statement: String,
    pub(super) command: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct WhenItBreaks {
    pub(super) symptom: String,
    pub(super) side: String,
    pub(super) look: String,
}

/// A page: its head, and what stands below it.
pub(super) struct Page<Head> {
    pub(super) head: Head,
    /// From the repository's root, with forward slashes.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) prose: String,
    /// Info string (`terraform shown`) and text.
    pub(super) fences: Vec<(String, String)>,
}

pub(super) type Duty = Page<DutyHead>;
pub(super) type Service = Page<ServiceHead>;

impl Duty {
    /// The id before the dot.
    pub(super) fn service(&self) -> &str {
        self.head.id.split('.').next().unwrap_or_default()
    }
}

/// Every service and duty, by id.
pub(super) fn read() -> Result<(Vec<Service>, Vec<Duty>)> {
    let (mut services, mut duties) = (Vec::new(), Vec::new());
    let root = workspace::root();
    for cloud in ["aws", "azure"] {
        for file in workspace::files(&root.join("server/catalog").join(cloud), "md")? {
            let text = workspace::read(&file)?;
            let path = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            if file.ends_with("README.md") {
                services.push(page(path, &text)?);
            } else {
                duties.push(page(path, &text)?);
            }
        }
    }
    services.sort_by(|one: &Service, other| one.head.id.cmp(&other.head.id));
    duties.sort_by(|one: &Duty, other| one.head.id.cmp(&other.head.id));
    Ok((services, duties))
}

fn page<Head: for<'de> Deserialize<'de>>(path: String, text: &str) -> Result<Page<Head>> {
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (head, body) = parts.with_context(|| format!("{path} has no front matter"))?;
    let head = toml::from_str(head).with_context(|| format!("front matter of {path}"))?;
    let mut page = Page { head, path, title: String::new(), prose: String::new(), fences: Vec::new() };
    let mut fence: Option<(String, String)> = None;
    for line in body.lines() {
        match (&mut fence, line.strip_prefix("```")) {
            (Some(_), Some(_)) => page.fences.extend(fence.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, Some(info)) => fence = Some((info.trim().to_owned(), String::new())),
            (None, None) if page.title.is_empty() && line.starts_with("# ") => {
                page.title = line.trim_start_matches("# ").to_owned();
            }
            (None, None) => {
                page.prose.push_str(line);
                page.prose.push('\n');
            }
        }
    }
    page.prose = page.prose.trim().to_owned();
    Ok(page)
}
