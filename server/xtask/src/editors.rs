//! Real editors driven against the built server: Neovim without and with a screen, the workbench of Visual Studio
//! Code in a headless browser, and eglot.
//!
//! Each editor opens its own copy of `tests/sample`, in which text outside ASCII stands before what is read and
//! edited. Its driver in `tests/editors` prints one line a check; what the editor showed and saved is kept in
//! `target/editors/out`.

mod build;
mod drive;
mod eglot;
mod install;
mod neovim;
mod process;
mod project;
mod vscode;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::workspace;
use drive::Tally;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only these editors; all of them unless said
    #[arg(long, value_enum)]
    only: Vec<Editor>,
    /// Drive this server instead of building one
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Editor {
    Neovim,
    Vscode,
    Eglot,
}

const EDITORS: [Editor; 3] = [Editor::Neovim, Editor::Eglot, Editor::Vscode];

impl Editor {
    fn name(self) -> &'static str {
        match self {
            Self::Neovim => "neovim",
            Self::Vscode => "vscode",
            Self::Eglot => "eglot",
        }
    }
}

/// Where things are on this machine.
#[derive(Debug)]
struct Places {
    root: PathBuf,
    /// Installed editors; kept from run to run.
    installed: PathBuf,
    /// What the editors showed and saved; made anew by each run.
    out: PathBuf,
}

impl Places {
    fn find() -> Self {
        let root = workspace::root();
        let installed = root.join("target/editors");
        Self { out: installed.join("out"), installed, root }
    }

    fn driver(&self, name: &str) -> PathBuf {
        self.root.join("tests/editors").join(name)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let places = Places::find();
    let editors: Vec<Editor> =
        EDITORS.into_iter().filter(|it| arguments.only.is_empty() || arguments.only.contains(it)).collect();
    install::install(&places, &editors)?;
    let server = match &arguments.server {
        Some(server) => fs::canonicalize(server).with_context(|| format!("finding {}", server.display()))?,
        None => workspace::release_server()?,
    };
    let mut tally = Tally::default();
    let mut saved = Vec::new();
    for &editor in &editors {
        let out = places.out.join(editor.name());
        if out.exists() {
            fs::remove_dir_all(&out).with_context(|| format!("emptying {}", out.display()))?;
        }
        fs::create_dir_all(&out).with_context(|| format!("creating {}", out.display()))?;
        let copy = project::Copy::make(&places)?;
        match editor {
            Editor::Neovim => neovim::drive(&places, &server, &copy, &out, &mut tally)?,
            Editor::Vscode => vscode::drive(&places, &server, &copy, &out, &mut tally)?,
            Editor::Eglot => eglot::drive(&places, &server, &copy, &out, &mut tally)?,
        }
        saved.push(project::judge(editor.name(), &copy, &out, &mut tally)?);
    }
    project::compare(&saved, &mut tally);
    // Its folders have been removed one by one; it may be gone already.
    let _ = fs::remove_dir(scratch_root());
    if !tally.all_passed(&places.out) {
        // Not an error to be told about: the count is the last line.
        std::process::exit(1);
    }
    Ok(())
}

fn scratch_root() -> PathBuf {
    std::env::temp_dir().join(format!("demarc-editors-{}", std::process::id()))
}

/// An empty folder for an editor's state, outside every repository.
fn scratch(name: &str) -> Result<PathBuf> {
    let folder = scratch_root().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}

/// `PATH` with the server's folder first.
fn path_with(server: &Path) -> Result<std::ffi::OsString> {
    let Some(folder) = server.parent() else { bail!("{} is in no folder", server.display()) };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).context("putting the server on PATH")
}
