//! The catalogue's part of the book: a page a duty, a page a service and an overview, from the Markdown
//! files of `server/catalog`, and their place in `SUMMARY.md`.
//!
//! A page has the address that `codeDescription` gives for its id: `catalogue/<service>/<duty>.html`.

mod page;
mod source;

use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::workspace::{self, Generated, Mode};
use source::{Duty, Service};

/// The line of `SUMMARY.md` after which everything is generated.
const MARK: &str = "# The catalogue";

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
    let (services, duties) = source::read()?;
    let mut files = vec![file("index", page::overview(&services, &duties))];
    for service in &services {
        let own: Vec<&Duty> = duties.iter().filter(|duty| duty.service() == service.head.id).collect();
        files.push(file(&format!("{}/index", service.head.id), page::service(service, &own)));
    }
    for duty in &duties {
        let service = services.iter().find(|service| service.head.id == duty.service());
        let service = service.with_context(|| format!("{} belongs to no service", duty.head.id))?;
        files.push(file(&duty.head.id.replace('.', "/"), page::duty(duty, service)));
    }
    files.push(summary(&services, &duties)?);
    Ok(files)
}

fn file(name: &str, text: String) -> Generated {
    Generated { path: format!("docs/src/catalogue/{name}.md").into(), text }
}

/// `SUMMARY.md`: the hand-written part, then the catalogue.
fn summary(services: &[Service], duties: &[Duty]) -> Result<Generated> {
    let path = "docs/src/SUMMARY.md";
    let text = workspace::read(&workspace::root().join(path))?;
    let by_hand = text.split(MARK).next().unwrap_or_default().trim_end();
    let mut text = format!("{by_hand}\n\n{MARK}\n\n- [Overview](catalogue/index.md)\n");
    for service in services {
        writeln!(text, "- [{}](catalogue/{}/index.md)", service.head.name, service.head.id)?;
        for duty in duties.iter().filter(|duty| duty.service() == service.head.id) {
            writeln!(text, "  - [{}](catalogue/{}.md)", duty.title, duty.head.id.replace('.', "/"))?;
        }
    }
    Ok(Generated { path: path.into(), text })
}
