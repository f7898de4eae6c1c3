//! The repository: where it is, and how generated files are written or checked.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// The repository's root, two folders above this crate.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root.pop();
    root
}

/// Builds the server the way a release is built; its path.
pub(crate) fn release_server() -> Result<PathBuf> {
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).current_dir(root()).stderr(Stdio::inherit());
        cargo.output().context("running cargo")
    };
    eprintln!("building the server");
    if !cargo(&["build", "--quiet", "--release", "--package", "lsp"])?.status.success() {
        bail!("the server does not build");
    }
    let metadata = cargo(&["metadata", "--format-version=1", "--no-deps", "--offline"])?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&metadata.stdout).context("reading cargo metadata")?;
    let target =
        metadata.get("target_directory").and_then(|it| it.as_str()).context("no target directory")?;
    Ok(Path::new(target).join("release/demarc"))
}

/// Write generated files, or only say whether they are up to date.
#[derive(Debug, clap::Args)]
pub(crate) struct Mode {
    /// Write nothing; fail if a file is out of date
    #[arg(long)]
    pub(crate) check: bool,
}

/// A file that a command writes.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Relative to the root.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Writes the files that differ, or with `--check` fails naming them.
pub(crate) fn apply(mode: &Mode, command: &str, files: &[Generated]) -> Result<()> {
    let stale = stale(files)?;
    if mode.check && !stale.is_empty() {
        let names: Vec<_> = stale.iter().map(|file| file.path.display().to_string()).collect();
        bail!("out of date: {}; run cargo xtask {command}", names.join(", "));
    }
    for file in stale {
        let path = root().join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        fs::write(&path, &file.text).with_context(|| format!("writing {}", path.display()))?;
        eprintln!("wrote {}", file.path.display());
    }
    Ok(())
}

/// The files whose text on disk is not the generated one.
pub(crate) fn stale(files: &[Generated]) -> Result<Vec<&Generated>> {
    let mut stale = Vec::new();
    for file in files {
        let path = root().join(&file.path);
        if !path.exists() || read(&path)? != file.text {
            stale.push(file);
        }
    }
    Ok(stale)
}

/// A file's text.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// The manifests of the workspace's members, sorted.
pub(crate) fn members() -> Result<Vec<PathBuf>> {
    let mut manifests = vec![root().join("tests/Cargo.toml")];
    let server = root().join("server");
    for entry in fs::read_dir(&server).with_context(|| format!("listing {}", server.display()))? {
        manifests.push(entry?.path().join("Cargo.toml"));
    }
    manifests.retain(|manifest| manifest.exists());
    manifests.sort();
    Ok(manifests)
}

/// Every file below `folder` with this extension, sorted; build output and dependencies left out.
pub(crate) fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && !path.is_symlink() {
                if !matches!(name, "target" | "node_modules" | "book" | "dist") && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
