//! Emacs with eglot, in batch: the client that knows neither Markdown nor lazy edits.

use std::{path::Path, process::Command, time::Duration};

use anyhow::Result;

use super::{Places, drive::Tally, path_with, project::Copy, scratch};

const LIMIT: Duration = Duration::from_secs(120);

pub(super) fn drive(
    places: &Places,
    server: &Path,
    copy: &Copy,
    out: &Path,
    tally: &mut Tally,
) -> Result<()> {
    let home = scratch("emacs")?;
    let mut emacs = Command::new("emacs");
    emacs
        .arg("--batch")
        .arg("-l")
        .arg(places.driver("eglot.el"))
        .current_dir(&copy.folder)
        .env("HOME", &home)
        .env("LANG", "C.UTF-8")
        .env("PATH", path_with(server)?)
        .env("DEMARC_GOLDEN", places.driver("golden"))
        .env("DEMARC_OUT", out);
    tally.driver("eglot", &mut emacs, LIMIT, &out.join("stderr.log"))?;
    std::fs::remove_dir_all(&home)?;
    Ok(())
}
