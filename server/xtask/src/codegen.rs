//! The catalogue's part of the book: a page a duty, a page a service and an overview, and their place in
//! `SUMMARY.md`.
//!
//! A page begins with the text of `demarc explain`, so that the binary's page and the book's are the same, and
//! has the address that `codeDescription` gives for its id. What only the book has room for follows: the
//! evidence, the fix's template and every example.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use catalog::{Catalogue, Duty, Expected, Service};
use report::words;

use crate::workspace::{self, Generated, Mode};

/// The line of `SUMMARY.md` after which everything is generated.
const MARK: &str = "# The catalogue";

const GENERATED: &str = "<!-- Written by `cargo xtask codegen` from server/catalog. -->";

pub(crate) fn run(mode: &Mode) -> Result<()> {
    let files = generated()?;
    workspace::apply(mode, "codegen", &files)?;
    // A page whose duty is gone.
    for path in workspace::files(&workspace::root().join("docs/src/catalogue"), "md")? {
        if !files.iter().any(|file| path.ends_with(&file.path)) {
            anyhow::ensure!(!mode.check, "{} has no duty any more; run cargo xtask codegen", path.display());
            std::fs::remove_file(&path)?;
            eprintln!("removed {}", path.display());
        }
    }
    Ok(())
}

/// Every generated page, and the summary.
pub(crate) fn generated() -> Result<Vec<Generated>> {
    let catalogue = Catalogue::bundled();
    let mut files = vec![
        page("index", &overview(catalogue)),
        page("model", &linked_services(catalogue, &report::model(catalogue))),
    ];
    for service in &catalogue.services {
        let text = linked(catalogue, &explained(catalogue, &service.id)?);
        files.push(page(&format!("{}/index", service.id), &text));
    }
    for duty in &catalogue.duties {
        let mut text = explained(catalogue, &duty.id)?;
        if let Some(Service { name, .. }) = catalogue.service(&duty.service) {
            text = text.replacen(&format!(" · {name} · "), &format!(" · [{name}](index.md) · "), 1);
        }
        text.push_str(&evidence(duty));
        text.push_str(&fix(duty));
        text.push_str(&examples(duty));
        files.push(page(&name(duty), &text));
    }
    files.push(summary(catalogue)?);
    Ok(files)
}

fn page(name: &str, text: &str) -> Generated {
    let path = format!("docs/src/catalogue/{name}.md");
    Generated { path: path.into(), text: format!("{GENERATED}\n\n{}\n", text.trim_end()) }
}

/// A duty's page below `catalogue`, without the extension.
fn name(duty: &Duty) -> String {
    duty.id.replace('.', "/")
}

/// The page of `demarc explain`, without its own address at the end.
fn explained(catalogue: &Catalogue, topic: &str) -> Result<String> {
    let text = report::explain(catalogue, topic).with_context(|| format!("nothing explains {topic}"))?;
    let text = text.trim_end().trim_end_matches(&words::page(topic)).trim_end();
    Ok(escaped(text))
}

/// The text with `<name>` outside code written so that a browser does not take it for a tag.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        for (index, part) in line.split('`').enumerate() {
            let code = fenced || index % 2 == 1;
            escaped.push_str(if index > 0 { "`" } else { "" });
            escaped.push_str(&if code { part.to_owned() } else { without_tags(part) });
        }
        escaped.push('\n');
    }
    escaped
}

fn without_tags(prose: &str) -> String {
    prose.replace('<', "&lt;").replace("&lt;http", "<http")
}

/// A service's page with each id of a duty leading to its page.
fn linked(catalogue: &Catalogue, text: &str) -> String {
    let mut text = text.to_owned();
    for duty in &catalogue.duties {
        let id = format!("`{}`", duty.id);
        text = text.replace(&id, &format!("[{id}](../{}.md)", name(duty)));
    }
    text.replace("`demarc explain model`", "[Who carries what](../model.md)")
}

/// The page of the model with each service's name leading to its page.
fn linked_services(catalogue: &Catalogue, text: &str) -> String {
    catalogue.services.iter().fold(text.to_owned(), |text, service| {
        let name = format!("- **{}**, ", service.name);
        text.replace(&name, &format!("- **[{}]({}/index.md)**, ", service.name, service.id))
    })
}

fn overview(catalogue: &Catalogue) -> String {
    let core = catalogue.duties.iter().filter(|duty| duty.tier == catalog::Tier::Core).count();
    let mut text = format!(
        "# The catalogue\n\n{} services and {} responsibilities; {core} are core, so that an open one is reported \
         unless a project says otherwise. [Who carries what](model.md) is the idea behind them.\n\n## By service\n\n",
        catalogue.services.len(),
        catalogue.duties.len()
    );
    for Service { id, name, class, yours, .. } in &catalogue.services {
        let _ = writeln!(text, "- [{name}]({id}/index.md), {class}. Yours are {yours}");
    }
    text.push_str("\n## By area\n\n");
    for area in words::AREAS {
        let own = catalogue.duties.iter().filter(|duty| duty.area == area);
        let links: Vec<_> = own.map(|duty| format!("[{}]({}.md)", duty.title, name(duty))).collect();
        if !links.is_empty() {
            let _ = writeln!(text, "- **{}**: {}", words::area_title(area, ""), links.join(" · "));
        }
    }
    text
}

fn evidence(duty: &Duty) -> String {
    let types: Vec<_> = duty.types.iter().map(|name| format!("`{name}`")).collect();
    let mut text =
        format!("\n## How it is told\n\nFor {}:\n\n```text\n{}\n```\n", types.join(", "), duty.evidence);
    for (when, condition) in
        [("It arises only with", &duty.applies_when), ("It does not arise with", &duty.exempt)]
    {
        if let Some(condition) = condition {
            let _ = write!(text, "\n{when}\n\n```text\n{condition}\n```\n");
        }
    }
    text.push_str("\n[Evidence](../../evidence.md) describes the language.\n");
    text
}

fn fix(duty: &Duty) -> String {
    let Some(fix) = &duty.fix else { return String::new() };
    let mut text = format!("\n## The fix\n\n`{}`\n", fix.title);
    for (resource_type, template) in fix.templates() {
        if let Some(resource_type) = resource_type {
            let _ = write!(text, "\nFor `{resource_type}`:\n");
        }
        let _ = write!(text, "\n```terraform\n{template}```\n");
    }
    text
}

/// Every example but the first that is shown, which stands above already.
fn examples(duty: &Duty) -> String {
    let mut text = String::from("\n## More examples\n");
    let above = duty.examples.iter().position(|example| example.expected == Expected::Shown);
    for (_, example) in duty.examples.iter().enumerate().filter(|(index, _)| Some(*index) != above) {
        let heading = match example.expected {
            Expected::Shown => "Shown",
            Expected::Default => "Assumed",
            Expected::Missing => "Open: nothing shows it",
            Expected::Contradicted => "Open: the opposite is written",
            Expected::Unknown => "Can't be told",
            Expected::NotApplicable => "It does not arise",
        };
        let _ = write!(text, "\n**{heading}**\n\n```{}\n{}```\n", example.language, example.text);
    }
    text
}

/// `SUMMARY.md`: the hand-written part, then the catalogue.
fn summary(catalogue: &Catalogue) -> Result<Generated> {
    let path = "docs/src/SUMMARY.md";
    let text = workspace::read(&workspace::root().join(path))?;
    let by_hand = text.split(MARK).next().unwrap_or_default().trim_end();
    let mut text = format!(
        "{by_hand}\n\n{MARK}\n\n- [Overview](catalogue/index.md)\n- [Who carries what](catalogue/model.md)\n"
    );
    for service in &catalogue.services {
        writeln!(text, "- [{}](catalogue/{}/index.md)", service.name, service.id)?;
        for duty in catalogue.duties.iter().filter(|duty| duty.service == service.id) {
            writeln!(text, "  - [{}](catalogue/{}.md)", duty.title, name(duty))?;
        }
    }
    Ok(Generated { path: path.into(), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_address_that_a_diagnostic_gives_for_its_duty() {
        let files = generated().unwrap();
        for duty in &Catalogue::bundled().duties {
            let address = words::page(&duty.id);
            let page = address.trim_start_matches(words::PAGES).trim_end_matches(".html");
            let path = format!("docs/src/catalogue{page}.md");
            assert!(files.iter().any(|file| file.path.to_string_lossy() == path), "{path}");
        }
    }

    #[test]
    fn a_placeholder_is_not_taken_for_a_tag() {
        let text = "import <name> as `<name>`, see <https://example.org>\n```text\n<name>\n```";
        let expected = "import &lt;name> as `<name>`, see <https://example.org>\n```text\n<name>\n```\n";
        assert_eq!(escaped(text), expected);
    }

    #[test]
    fn an_id_in_a_page_leads_to_its_duty() {
        let text = linked(Catalogue::bundled(), "see `aws-s3.versioning`\n");
        assert_eq!(text, "see [`aws-s3.versioning`](../aws-s3/versioning.md)\n");
    }
}
