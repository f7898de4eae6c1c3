//! What is driven: the release server, and the extension with that server inside.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{Places, install::npm, process::run};

/// Builds the server the way a release is built; its path.
pub(super) fn server(places: &Places) -> Result<PathBuf> {
    let cargo = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&places.root);
        cargo
    };
    eprintln!("building the server");
    run(cargo().args(["build", "--quiet", "--release", "--package", "lsp"]))?;
    let output = cargo().args(["metadata", "--format-version=1", "--no-deps", "--offline"]).output()?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
    let target =
        metadata.get("target_directory").and_then(|it| it.as_str()).context("no target directory")?;
    Ok(Path::new(target).join("release/demarc"))
}

/// Packages the extension as it is published, with `server` inside; the path of the `.vsix`.
pub(super) fn extension(places: &Places, server: &Path) -> Result<PathBuf> {
    eprintln!("packaging the extension");
    let folder = places.root.join("editors/vscode");
    if !is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json")) {
        run(npm(&folder).args(["ci"]))?;
    }
    fs::create_dir_all(folder.join("server")).context("creating the extension's server folder")?;
    let inside = folder.join("server/demarc");
    fs::copy(server, &inside)
        .with_context(|| format!("copying {} to {}", server.display(), inside.display()))?;
    fs::copy(places.root.join("THIRD-PARTY-NOTICES"), folder.join("server/THIRD-PARTY-NOTICES"))
        .context("copying the notices of what the server contains")?;
    let vsix = places.installed.join("demarc.vsix");
    run(npm(&folder).args(["run", "--silent", "package", "--", "--out"]).arg(&vsix))?;
    Ok(vsix)
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let time = |file: &Path| fs::metadata(file).and_then(|it| it.modified()).ok();
    time(file).zip(time(than)).is_some_and(|(file, than)| file >= than)
}
