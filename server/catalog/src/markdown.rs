//! Duty and boundary pages: TOML front matter between `+++` lines, a heading, prose and fenced examples.
//!
//! The build script and users' own duties come through here, so an error names what is wrong in words.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::duty::{
    Confirm, DefaultEntry, Duty, Example, Expected, FixSpec, NotInFiles, Rule, Safety, Service, WhenItBreaks,
};
use crate::evidence::Evidence;

type ByLanguage<T> = BTreeMap<String, T>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DutyHead {
    id: String,
    area: crate::duty::Area,
    severity: crate::duty::Severity,
    tier: crate::duty::Tier,
    label: String,
    worth: Option<String>,
    types: ByLanguage<Vec<String>>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    covered_by: OneOrMany,
    evidence: ByLanguage<String>,
    applies_when: Option<ByLanguage<String>>,
    exempt: Option<ByLanguage<String>>,
    #[serde(default)]
    default: Vec<DefaultEntry>,
    #[serde(default)]
    message: BTreeMap<String, String>,
    #[serde(default)]
    line: BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<Rule>,
    fix: Option<FixHead>,
    #[serde(default)]
    same_as: BTreeMap<String, Vec<String>>,
}

/// `"a"` or `["a", "b"]`.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl From<OneOrMany> for Vec<String> {
    fn from(value: OneOrMany) -> Self {
        match value {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FixHead {
    kind: String,
    safety: Safety,
    title: String,
    side_effect: Option<String>,
    on: Option<String>,
    attribute: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ServiceHead {
    id: String,
    name: String,
    class: String,
    provider: String,
    provider_runs: String,
    yours: String,
    types: ByLanguage<Vec<String>>,
    #[serde(default)]
    links: Vec<String>,
    layers: BTreeMap<String, String>,
    #[serde(default)]
    confirm: Vec<Confirm>,
    #[serde(default)]
    not_in_files: Vec<NotInFiles>,
    #[serde(default)]
    when_it_breaks: Vec<WhenItBreaks>,
}

/// A page in its parts: front matter, heading, prose, fenced blocks with their info strings.
struct Page<'t> {
    head: &'t str,
    title: String,
    prose: String,
    fences: Vec<(&'t str, String)>,
}

fn page(text: &str) -> Result<Page<'_>, String> {
    let rest = text.strip_prefix("+++\n").ok_or("the page does not begin with a line of +++")?;
    let (head, body) = rest.split_once("\n+++\n").ok_or("the front matter is not closed by a line of +++")?;
    let (mut title, mut prose, mut fences) = (String::new(), String::new(), Vec::new());
    let mut fence: Option<(&str, String)> = None;
    for line in body.lines() {
        match (&mut fence, line.strip_prefix("```")) {
            (Some(_), Some(_)) => fences.extend(fence.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, Some(info)) => fence = Some((info.trim(), String::new())),
            (None, None) => match line.strip_prefix("# ") {
                Some(heading) if title.is_empty() => title = heading.trim().into(),
                _ => {
                    prose.push_str(line);
                    prose.push('\n');
                }
            },
        }
    }
    if fence.is_some() {
        return Err("a fenced block is not closed".into());
    }
    if title.is_empty() {
        return Err("the page has no heading".into());
    }
    Ok(Page { head, title, prose: prose.trim().into(), fences })
}

/// Reads a duty's page. The error says what is wrong, for the author.
pub(crate) fn duty(text: &str) -> Result<Duty, String> {
    let page = page(text)?;
    let head: DutyHead = toml::from_str(page.head).map_err(|error| error.to_string())?;
    let service = head.id.split_once('.').ok_or("the id has no dot between service and duty")?.0.to_owned();
    let language = |map: Option<ByLanguage<String>>| map.and_then(|mut map| map.remove("terraform"));
    let (mut examples, mut fix_text, mut fix_by_type) = (Vec::new(), None, BTreeMap::new());
    for (info, text) in page.fences {
        let (language, role) =
            info.split_once(' ').ok_or_else(|| format!("fenced block {info:?} says no role"))?;
        if role == "fix" {
            fix_text = Some(text);
            continue;
        }
        if let Some(resource_type) = role.strip_prefix("fix ") {
            if !head.types.values().flatten().any(|name| name == resource_type) {
                return Err(format!("a fix is for {resource_type:?}, which is no type of the duty"));
            }
            fix_by_type.insert(resource_type.to_owned(), text);
            continue;
        }
        let expected = match role {
            "shown" => Expected::Shown,
            "default" => Expected::Default,
            "missing" => Expected::Missing,
            "contradicted" => Expected::Contradicted,
            "unknown" => Expected::Unknown,
            "not-applicable" => Expected::NotApplicable,
            other => return Err(format!("{other:?} is no role of an example")),
        };
        examples.push(Example { language: language.into(), expected, text });
    }
    let fix = match (head.fix, fix_text) {
        (Some(fix), Some(terraform)) => Some(FixSpec {
            kind: fix.kind,
            safety: fix.safety,
            title: fix.title,
            side_effect: fix.side_effect,
            on: fix.on,
            attribute: fix.attribute,
            terraform,
            by_type: fix_by_type,
        }),
        (None, None) => None,
        (Some(_), None) => return Err("[fix] has no fenced block \"terraform fix\"".into()),
        (None, Some(_)) => return Err("a fenced block \"terraform fix\" has no [fix]".into()),
    };
    let evidence = language(Some(head.evidence)).ok_or("no evidence for terraform")?;
    let (applies_when, exempt) = (language(head.applies_when), language(head.exempt));
    for text in [Some(&evidence), applies_when.as_ref(), exempt.as_ref()].into_iter().flatten() {
        Evidence::parse(text).map_err(|error| format!("evidence {text:?}: {error}"))?;
    }
    Ok(Duty {
        service,
        area: head.area,
        severity: head.severity,
        tier: head.tier,
        title: page.title,
        prose: page.prose,
        types: head.types.get("terraform").cloned().unwrap_or_default(),
        evidence,
        applies_when,
        exempt,
        defaults: head.default,
        label: head.label,
        worth: head.worth,
        rules: head.rule,
        messages: head.message,
        lines: head.line,
        fix,
        same_as: head.same_as,
        examples,
        aliases: head.aliases,
        covered_by: head.covered_by.into(),
        absent_paths: BTreeMap::new(),
        id: head.id,
    })
}

/// Reads a service's boundary page (`README.md` of its folder).
pub(crate) fn service(text: &str) -> Result<Service, String> {
    let page = page(text)?;
    let head: ServiceHead = toml::from_str(page.head).map_err(|error| error.to_string())?;
    Ok(Service {
        id: head.id,
        name: head.name,
        class: head.class,
        provider: head.provider,
        provider_runs: head.provider_runs,
        yours: head.yours,
        types: head.types.get("terraform").cloned().unwrap_or_default(),
        layers: head.layers,
        links: head.links,
        confirm: head.confirm,
        not_in_files: head.not_in_files,
        when_it_breaks: head.when_it_breaks,
        prose: page.prose,
    })
}
