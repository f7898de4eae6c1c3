//! Rules of documents and data: every page is in the book, links lead somewhere, and nothing names a
//! machine's own folders or a private registry.

use std::{collections::BTreeSet, path::Path};

use anyhow::Result;

use super::{layers, shown};
use crate::workspace;

/// Folders that exist on one machine only.
const MACHINE: [&str; 3] = [concat!("/work", "/main"), concat!("/work", "/shared"), concat!("/ro", "ot/")];
/// Where a lock file may say that packages come from.
const REGISTRIES: [&str; 2] = ["https://github.com/rust-lang/crates.io-index", "https://registry.npmjs.org/"];

pub(super) fn problems() -> Result<Vec<String>> {
    let root = workspace::root();
    let mut problems = Vec::new();
    for extension in
        ["md", "toml", "json", "yml", "yaml", "lua", "ts", "rs", "lock", "txt", "tf", "mjs", "el"]
    {
        for path in workspace::files(&root, extension)? {
            let Ok(text) = workspace::read(&path) else { continue };
            problems.extend(machine_paths(&shown(&path), &text));
            if path.ends_with("Cargo.lock") || path.ends_with("package-lock.json") {
                problems.extend(registries(&shown(&path), &text));
            }
        }
    }
    let book = root.join("docs/src");
    let pages: Vec<_> = workspace::files(&book, "md")?;
    let summary = workspace::read(&book.join("SUMMARY.md"))?;
    let names = pages
        .iter()
        .filter_map(|path| path.strip_prefix(&book).ok())
        .map(|path| path.to_string_lossy().into_owned());
    problems.extend(summary_problems(&summary, &names.collect()));
    let manifest: layers::Root = toml::from_str(&workspace::read(&root.join("Cargo.toml"))?)?;
    let reasons = workspace::read(&book.join("dependencies.md"))?;
    problems.extend(unexplained(manifest.workspace.dependencies.keys().map(String::as_str), &reasons));
    for path in pages.iter().filter(|path| !path.ends_with("SUMMARY.md")) {
        problems.extend(links(path, &workspace::read(path)?));
    }
    Ok(problems)
}

/// Packages without a line that says why they are there.
fn unexplained<'m>(packages: impl Iterator<Item = &'m str>, reasons: &str) -> Vec<String> {
    let has_reason = |name: &str| reasons.contains(&format!("| `{name}` |")) || layers::is_member(name);
    packages
        .filter(|name| !has_reason(name))
        .map(|name| format!("docs/src/dependencies.md: does not say why {name} is there"))
        .collect()
}

fn machine_paths(path: &str, text: &str) -> Vec<String> {
    let found = MACHINE.iter().filter(|word| text.contains(*word));
    found.map(|word| format!("{path}: names {word}, a folder of one machine")).collect()
}

fn registries(path: &str, text: &str) -> Vec<String> {
    let foreign = |line: &&str| {
        let source = line.contains("source = \"registry+") || line.contains("\"resolved\": \"http");
        source && !REGISTRIES.iter().any(|host| line.contains(host))
    };
    text.lines()
        .filter(foreign)
        .map(|line| format!("{path}: comes from another registry: {}", line.trim()))
        .collect()
}

/// Every page is in the summary, and everything in the summary is a page.
fn summary_problems(summary: &str, pages: &BTreeSet<String>) -> Vec<String> {
    let linked: BTreeSet<String> = targets(summary).map(str::to_owned).collect();
    let missing = linked.difference(pages).map(|page| format!("docs/src/SUMMARY.md: {page} is not there"));
    let unlinked = pages
        .difference(&linked)
        .filter(|page| *page != "SUMMARY.md")
        .map(|page| format!("docs/src/{page}: is not in SUMMARY.md"));
    missing.chain(unlinked).collect()
}

/// Links to other pages that lead nowhere.
fn links(page: &Path, text: &str) -> Vec<String> {
    let Some(folder) = page.parent() else { return Vec::new() };
    let lost = |target: &&str| !target.is_empty() && !target.contains(':') && !folder.join(target).exists();
    targets(text)
        .filter(lost)
        .map(|target| format!("{}: links to {target}, which is not there", shown(page)))
        .collect()
}

/// The targets of Markdown links outside fenced blocks, without their anchors.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    let prose = text.lines().filter(move |line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    });
    prose.flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split([')', '#']).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_in_the_summary_is_told() {
        let pages = ["SUMMARY.md", "style.md", "lost.md"].map(str::to_owned).into();
        let problems = summary_problems("- [Style](style.md)\n- [Gone](gone.md)\n", &pages);
        assert_eq!(
            problems,
            ["docs/src/SUMMARY.md: gone.md is not there", "docs/src/lost.md: is not in SUMMARY.md"]
        );
    }

    #[test]
    fn a_package_needs_a_reason_and_a_member_does_not() {
        let problems = unexplained(["serde", "zip", "model"].into_iter(), "| `serde` | reads |");
        assert_eq!(problems, ["docs/src/dependencies.md: does not say why zip is there"]);
    }

    #[test]
    fn links_in_fenced_blocks_and_to_the_web_are_left_alone() {
        let text = "[a](https://x.example) [b](b.md#part)\n```\n[c](c.md)\n```\n";
        assert_eq!(targets(text).collect::<Vec<_>>(), ["https://x.example", "b.md"]);
    }

    #[test]
    fn a_lock_file_names_the_public_registries_only() {
        let line = "    \"resolved\": \"https://mirror.example/npm/x.tgz\",";
        assert_eq!(registries("package-lock.json", line).len(), 1);
        assert!(
            registries("package-lock.json", "\"resolved\": \"https://registry.npmjs.org/x.tgz\"").is_empty()
        );
    }

    #[test]
    fn a_folder_of_one_machine_is_told() {
        assert_eq!(machine_paths("a.md", concat!("see /ro", "ot/here")).len(), 1);
    }
}
