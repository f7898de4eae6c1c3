//! `THIRD-PARTY-NOTICES`: the licences of everything that the `demarc` binary contains, on any platform:
//! packages, with the texts they carry, and the provider tables. `editors/vscode/THIRD-PARTY-NOTICES` says the
//! same of what the extension's script contains.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
    fs,
    path::Path,
    process,
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{
    data,
    workspace::{self, Generated, Mode},
};

/// Texts of sources that a package carries inside it.
const INNER: [(&str, &str); 1] = [("zstd-sys", "zstd/LICENSE")];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: std::path::PathBuf,
}

/// `package-lock.json`.
#[derive(Deserialize)]
struct PackageLock {
    packages: BTreeMap<String, LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    #[serde(default)]
    version: String,
    license: Option<String>,
    #[serde(default)]
    dev: bool,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// None for what ships; `dev` and `build` otherwise.
    kind: Option<String>,
}

pub(crate) fn run(mode: &Mode) -> Result<()> {
    workspace::apply(mode, "notices", &generated()?)
}

pub(crate) fn generated() -> Result<Vec<Generated>> {
    let metadata = metadata()?;
    let mut text = String::from(
        "demarc contains the packages and data listed here. Each is covered by its own licence.\n\n\
         # Data\n\n\
         The provider tables in server/schema/data hold names and shapes of resource types, taken from these\n\
         packages. They are covered by the Mozilla Public License 2.0, whose text stands beside them in\n\
         server/schema/data/LICENSE; the packages are the source form.\n\n",
    );
    for source in data::providers::lock()?.source {
        writeln!(text, "- {} {} ({}), {}", source.package, source.version, source.licence, source.date)?;
    }
    text.push_str(
        "\nThe tables in server/iam/data hold names and forms of AWS actions and the policies that AWS manages, taken\n\
         from these packages; their notices are among the licence texts.\n\n",
    );
    let permissions = data::iam::lock()?;
    for source in &permissions.source {
        writeln!(text, "- {} {} ({}), {}", source.package, source.version, source.licence, source.date)?;
    }

    text.push_str("\n# Packages\n\n");
    let mut texts = LicenceTexts::new();
    for package in shipped(&metadata)? {
        let licence = package.license.as_deref().unwrap_or("see below");
        let name = format!("{} {}", package.name, package.version);
        write_package(&mut text, &mut texts, (&name, licence), licence_texts(package)?)?;
    }
    for source in permissions.source {
        let name = format!("{} {}", source.package, source.version);
        texts.entry(read(&source.notice())?).or_default().push(name);
    }
    write_texts(&mut text, texts)?;
    let mut files = vec![Generated { path: "THIRD-PARTY-NOTICES".into(), text }];
    match extension()? {
        Some(text) => files.push(Generated { path: "editors/vscode/THIRD-PARTY-NOTICES".into(), text }),
        None => {
            eprintln!("SKIPPED: the extension's notices; editors/vscode/node_modules is not there (npm ci)")
        }
    }
    Ok(files)
}

/// Each text once, with the packages it belongs to.
type LicenceTexts = BTreeMap<String, Vec<String>>;

/// A line for the package: name with version, and licence.
fn write_package(
    text: &mut String,
    texts: &mut LicenceTexts,
    (name, licence): (&str, &str),
    found: Vec<String>,
) -> Result<()> {
    writeln!(text, "- {name} ({licence})")?;
    for licence_text in found {
        texts.entry(licence_text).or_default().push(name.to_owned());
    }
    Ok(())
}

fn write_texts(text: &mut String, texts: LicenceTexts) -> Result<()> {
    let mut texts: Vec<_> = texts.into_iter().map(|(text, packages)| (packages, text)).collect();
    texts.sort();
    text.push_str("\n# Licence texts\n");
    for (packages, licence) in texts {
        write!(text, "\n{}\n{}\n\n{}\n", "-".repeat(80), packages.join(", "), licence)?;
    }
    Ok(())
}

/// The notices of the extension's script; nothing where its packages are not installed.
fn extension() -> Result<Option<String>> {
    let folder = workspace::root().join("editors/vscode");
    if !folder.join("node_modules").exists() {
        return Ok(None);
    }
    let lock: PackageLock = serde_json::from_str(&workspace::read(&folder.join("package-lock.json"))?)?;
    let mut text = String::from(
        "The script of this extension contains the packages listed here. Each is covered by its own licence.\n\n\
         # Packages\n\n",
    );
    let mut texts = LicenceTexts::new();
    for (path, package) in &lock.packages {
        if let Some((_, name)) = path.rsplit_once("node_modules/").filter(|_| !package.dev) {
            let licence = package.license.as_deref().unwrap_or("see below");
            let name = format!("{name} {}", package.version);
            write_package(&mut text, &mut texts, (&name, licence), texts_in(&folder.join(path))?)?;
        }
    }
    write_texts(&mut text, texts)?;
    Ok(Some(text))
}

fn metadata() -> Result<Metadata> {
    let output = process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(workspace::root())
        .output()
        .context("starting cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("reading cargo metadata")
}

/// The packages in the binary, by name: those of the `lsp` member, and theirs, that are neither build nor
/// test dependencies.
fn shipped(metadata: &Metadata) -> Result<Vec<&Package>> {
    let packages: HashMap<&str, &Package> = metadata.packages.iter().map(|it| (it.id.as_str(), it)).collect();
    let nodes: HashMap<&str, &Node> = metadata.resolve.nodes.iter().map(|it| (it.id.as_str(), it)).collect();
    let binary = metadata.packages.iter().find(|it| it.name == "lsp" && it.source.is_none());
    let mut open = vec![binary.context("no member is called lsp")?.id.as_str()];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let dependencies = nodes.get(id).into_iter().flat_map(|node| &node.deps);
            let ships = |it: &&Dependency| it.dep_kinds.iter().any(|kind| kind.kind.is_none());
            open.extend(dependencies.filter(ships).map(|it| it.pkg.as_str()));
        }
    }
    let mut shipped: Vec<&Package> = seen.iter().filter_map(|id| packages.get(id).copied()).collect();
    shipped.retain(|package| package.source.is_some());
    shipped.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(shipped)
}

/// The texts that have to be passed on. Where a package offers MIT among others, that text alone.
fn licence_texts(package: &Package) -> Result<Vec<String>> {
    let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
    let mut names = licence_files(folder)?;
    let choice = package.license.as_deref().is_some_and(|it| it.contains(" OR ") || it.contains('/'));
    let mit = names.iter().find(|name| choice && name.to_ascii_uppercase().contains("MIT")).cloned();
    if let Some(mit) = mit {
        names = vec![mit];
    }
    names.extend(INNER.iter().filter(|(name, _)| *name == package.name).map(|(_, path)| (*path).to_owned()));
    names.iter().map(|name| read(&folder.join(name))).collect()
}

fn texts_in(folder: &Path) -> Result<Vec<String>> {
    licence_files(folder)?.iter().map(|name| read(&folder.join(name))).collect()
}

fn licence_files(folder: &Path) -> Result<Vec<String>> {
    const BEGINNINGS: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let upper = name.to_ascii_uppercase();
        if path.is_file() && BEGINNINGS.iter().any(|beginning| upper.starts_with(beginning)) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}
