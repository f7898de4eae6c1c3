//! Which member may depend on which, and where the packages that reach outside may be used.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace;

/// Member → the members it may depend on; the layer table of docs/src/architecture.md.
const MEMBERS: &[(&str, &[&str])] = &[
    ("syntax", &[]),
    ("schema", &[]),
    ("iam", &[]),
    ("model", &["syntax"]),
    ("project", &["syntax", "model"]),
    // Not syntax: an assessment does not know the language it was written in.
    ("catalog", &["schema", "iam", "model", "project"]),
    ("fix", &["syntax", "schema", "iam", "model", "project", "catalog"]),
    ("report", &["syntax", "model", "project", "catalog"]),
    ("ide", &["syntax", "schema", "iam", "model", "project", "catalog", "fix", "report"]),
    ("lsp", &["syntax", "schema", "iam", "model", "project", "catalog", "fix", "report", "ide"]),
    ("testkit", &["syntax"]),
    (
        "xtask",
        &["syntax", "schema", "iam", "model", "project", "catalog", "fix", "report", "testkit", "tests"],
    ),
    ("tests", &["testkit"]),
];

/// Package → the only members that may use it: editors, threads, files, the terminal and the trees stay
/// where they belong.
const PACKAGES: &[(&str, &[&str])] = &[
    ("anyhow", &["lsp", "xtask"]),
    ("clap", &["lsp", "xtask"]),
    ("clap_complete", &["lsp"]),
    ("futures", &["lsp"]),
    ("ignore", &["lsp"]),
    ("indicatif", &["lsp"]),
    ("notify", &["lsp"]),
    ("tokio", &["lsp"]),
    ("tower-lsp", &["lsp"]),
    ("tower-service", &["lsp"]),
    ("tracing", &["lsp"]),
    ("tracing-subscriber", &["lsp"]),
    ("annotate-snippets", &["report"]),
    ("ropey", &["syntax"]),
    ("tree-sitter", &["syntax", "model"]),
    ("tree-sitter-hcl", &["syntax"]),
];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Manifest {
    package: Package,
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    build_dependencies: BTreeMap<String, toml::Value>,
    /// May be anything at the same level or below, and `testkit`.
    #[serde(default)]
    dev_dependencies: BTreeMap<String, toml::Value>,
    lints: Option<toml::Value>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
}

/// The workspace's own manifest.
#[derive(Deserialize)]
pub(super) struct Root {
    pub(super) workspace: Workspace,
}

#[derive(Deserialize)]
pub(super) struct Workspace {
    pub(super) dependencies: BTreeMap<String, toml::Value>,
}

pub(super) fn problems() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut asked = String::new();
    for manifest in workspace::members()? {
        let text = workspace::read(&manifest)?;
        problems.extend(check(&text).with_context(|| manifest.display().to_string())?);
        let mut sources = String::new();
        for path in manifest.parent().map_or(Ok(Vec::new()), |folder| workspace::files(folder, "rs"))? {
            sources.push_str(&workspace::read(&path)?);
        }
        problems.extend(unused(&text, &sources)?);
        asked.push_str(&text);
    }
    let root: Root = toml::from_str(&workspace::read(&workspace::root().join("Cargo.toml"))?)?;
    for name in root.workspace.dependencies.keys() {
        if !is_member(name) && !asked.contains(&format!("\n{name}.workspace")) {
            problems.push(format!("Cargo.toml: lists {name}, which no member asks for"));
        }
    }
    Ok(problems)
}

/// Packages that a member asks for and never names.
fn unused(manifest: &str, sources: &str) -> Result<Vec<String>> {
    let manifest: Manifest = toml::from_str(manifest)?;
    let all = [&manifest.dependencies, &manifest.build_dependencies, &manifest.dev_dependencies];
    let names: BTreeSet<&String> = all.into_iter().flat_map(BTreeMap::keys).collect();
    let never = names.into_iter().filter(|name| !sources.contains(&format!("{}::", name.replace('-', "_"))));
    Ok(never.map(|name| format!("{}: asks for {name} and does not use it", manifest.package.name)).collect())
}

/// Whether this is a member of the workspace.
pub(super) fn is_member(name: &str) -> bool {
    MEMBERS.iter().any(|(member, _)| *member == name)
}

fn check(text: &str) -> Result<Vec<String>> {
    let manifest: Manifest = toml::from_str(text)?;
    let member = manifest.package.name.as_str();
    let Some((_, below)) = MEMBERS.iter().find(|(name, _)| *name == member) else {
        return Ok(vec![format!("{member}: not in the layer table of xtask's tidy rules")]);
    };
    let mut problems = Vec::new();
    for name in manifest.dependencies.keys().chain(manifest.build_dependencies.keys()) {
        if is_member(name) && !below.contains(&name.as_str()) {
            problems.push(format!("{member}: may not depend on {name}, by the layer table"));
        }
        let only = PACKAGES.iter().find(|(package, _)| package == name);
        if let Some((_, users)) = only.filter(|(_, users)| !users.contains(&member)) {
            problems.push(format!("{member}: may not use {name}, which belongs in {}", users.join(", ")));
        }
    }
    for name in manifest.dev_dependencies.keys() {
        let above = MEMBERS.iter().any(|(other, its)| other == name && its.contains(&member));
        if above && name != "testkit" {
            problems.push(format!("{member}: its tests may not depend on {name}, which is built on it"));
        }
    }
    if manifest.lints.is_none() {
        problems.push(format!("{member}: has no [lints] workspace = true"));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::{check, unused};

    fn of(member: &str, dependencies: &str) -> Vec<String> {
        let text = format!("[package]\nname = \"{member}\"\n[lints]\nworkspace = true\n{dependencies}");
        check(&text).unwrap()
    }

    #[test]
    fn a_lower_layer_may_not_depend_on_a_higher_one() {
        assert!(of("catalog", "[dependencies]\nmodel.workspace = true").is_empty());
        assert_eq!(
            of("model", "[dependencies]\ncatalog.workspace = true"),
            ["model: may not depend on catalog, by the layer table"]
        );
        assert_eq!(
            of("catalog", "[dependencies.syntax]\nworkspace = true"),
            ["catalog: may not depend on syntax, by the layer table"]
        );
    }

    #[test]
    fn editors_threads_and_files_stay_at_the_edge() {
        assert_eq!(
            of("ide", "[dependencies]\ntokio = \"1\""),
            ["ide: may not use tokio, which belongs in lsp"]
        );
    }

    #[test]
    fn a_build_dependency_counts_and_a_test_dependency_below_does_not() {
        assert_eq!(of("syntax", "[build-dependencies]\nmodel.workspace = true").len(), 1);
        assert!(of("catalog", "[dev-dependencies]\nsyntax.workspace = true").is_empty());
        assert_eq!(of("catalog", "[dev-dependencies]\nfix.workspace = true").len(), 1);
    }

    #[test]
    fn a_package_that_is_never_named_is_told() {
        let manifest = "[package]\nname = \"fix\"\n[dependencies]\nserde-x = \"1\"\nmodel = \"1\"\n";
        let problems = unused(manifest, "use serde_x::Y;").unwrap();
        assert_eq!(problems, ["fix: asks for model and does not use it"]);
    }

    #[test]
    fn a_new_member_has_to_be_given_a_layer() {
        assert_eq!(of("helper", "").len(), 1);
    }
}
