//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::{FailOn, Profile};

/// Shows which cloud responsibilities stay with you, what shows that they are handled, and what is missing
#[derive(Debug, Parser)]
#[command(name = "demarc", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find what is missing; for CI
    ///
    /// Exit code 1: there are findings at or above --fail-on. Else 2: something could not be read or parsed
    /// whole, and is named on standard error. Else 0.
    Check(Check),
    /// Write the responsibility report, for a review
    Report(Report),
    /// Say what a duty, a service, an area or a resource type is about
    Explain(Explain),
    /// Name the duties of the catalogue
    List(List),
    /// Serve an editor over standard input and output
    Lsp(Lsp),
    /// Write the completions of a shell
    Completions { shell: Shell },
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Directories, or single files [default: the current directory]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
    /// Which duties count [default: that of demarc.toml, else core]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<Profile>,
    /// Also what is shown, assumed, accepted or can't be told, and what stands under examples/
    #[arg(long)]
    pub(crate) all: bool,
    /// The least severity that fails [default: that of demarc.toml, else high]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    Human,
    Json,
    Sarif,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Directories, or single files [default: the current directory]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = ReportFormat::Markdown)]
    pub(crate) format: ReportFormat,
    /// Which duties count [default: that of demarc.toml, else core]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<Profile>,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Markdown,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// As in aws-s3.access-logging, aws-s3, logging or aws_s3_bucket
    #[arg(value_name = "DUTY|SERVICE|AREA|RESOURCE_TYPE")]
    pub(crate) topic: String,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those of one service or area
    #[arg(value_name = "SERVICE|AREA")]
    pub(crate) topic: Option<String>,
    /// Only those of one tier
    #[arg(long, value_enum)]
    pub(crate) tier: Option<Profile>,
}

#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// The only way there is; editors like to say it
    #[arg(long)]
    stdio: bool,
}
