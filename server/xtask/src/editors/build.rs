//! What is driven: the extension, with the release server inside.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{Places, install::npm, process::run};

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
