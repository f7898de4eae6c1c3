//! The binary `demarc`: the command line, and the language server over standard input and output.
//!
//! Everything outside is here: files, configuration, the clock, the protocol. It must not know analysis: no
//! decision about a resource is made here. Start reading at `server` (the table of requests), then
//! `writer` (the thread that owns the documents) and `publish`; for the command line at `arguments`.

mod abilities;
mod announce;
mod arguments;
mod command;
mod config;
mod disk;
mod load;
mod newer;
mod pace;
mod pages;
mod protocol;
mod publish;
mod requests;
mod server;
mod settings;
mod today;
mod transport;
mod view;
mod watch;
mod writer;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Check(arguments) => command::check(&arguments),
        Command::Report(arguments) => command::report(&arguments),
        Command::Explain(arguments) => command::explain(&arguments),
        Command::List(arguments) => command::list(&arguments),
        Command::Lsp(_) => command::lsp(),
        Command::Completions { shell } => command::completions(shell),
    };
    result.unwrap_or_else(|error| {
        eprintln!("demarc: {error:#}");
        ExitCode::from(2)
    })
}
