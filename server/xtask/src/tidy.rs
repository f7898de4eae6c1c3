//! The rules that keep the repository as docs/src/architecture.md and docs/src/style.md say it is:
//! layers, sizes, what the lower layers may touch, documentation links, generated files.
//!
//! Each rule is a function of text, so that its test can show it failing. `cargo test -p xtask` runs them
//! all on the repository.

mod layers;
mod pages;
mod sources;

use std::path::Path;

use anyhow::{Result, bail};

use crate::{codegen, notices, workspace};

pub(crate) fn run() -> Result<()> {
    let problems = problems()?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        bail!("{} problems", problems.len());
    }
    Ok(())
}

/// Everything that breaks a rule, a line each.
fn problems() -> Result<Vec<String>> {
    let mut problems = layers::problems()?;
    problems.extend(sources::problems()?);
    problems.extend(pages::problems()?);
    let mut generated = codegen::generated()?;
    // Needs the sources of the packages for every platform, which an offline machine may not have.
    match notices::generated() {
        Ok(notices) => generated.extend(notices),
        Err(error) => eprintln!("SKIPPED: THIRD-PARTY-NOTICES are not checked: {error:#}"),
    }
    for file in workspace::stale(&generated)? {
        problems.push(format!(
            "{}: out of date; run cargo xtask codegen and cargo xtask notices",
            file.path.display()
        ));
    }
    Ok(problems)
}

/// The path as it is written in messages: from the root, with forward slashes.
fn shown(path: &Path) -> String {
    let root = workspace::root();
    path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        let problems = super::problems().unwrap();
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }
}
