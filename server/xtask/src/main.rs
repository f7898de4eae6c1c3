//! The project's own commands, run as `cargo xtask <command>`: data tables, generated pages, notices,
//! the layer and size rules, benchmarks and the real editors.
//!
//! Everything continuous integration does is one of these or a plain cargo command. Nothing that ships
//! depends on this crate. Start reading at [`Command`].

mod bench;
mod codegen;
mod data;
mod editors;
mod notices;
mod tidy;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "demarc's development commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure the release server, and write docs/src/benchmarks.md
    Bench(bench::Arguments),
    /// Provider tables: fetch their packages, build the tables
    Data(data::Arguments),
    /// Write the catalogue pages of the documentation
    Codegen(workspace::Mode),
    /// Install the real editors and drive them against the built server
    Editors(editors::Arguments),
    /// Measure the proof of narrowing edits in this process, for `bench`
    #[command(hide = true)]
    Proofs { rounds: usize },
    /// Measure the edits of real policies in this process, for `bench`
    #[command(hide = true)]
    Narrowings,
    /// Write THIRD-PARTY-NOTICES
    Notices(workspace::Mode),
    /// Check layers, sizes, generated files and the other rules of docs/src/style.md
    Tidy,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Data(arguments) => data::run(&arguments),
        Command::Codegen(mode) => codegen::run(&mode),
        Command::Editors(arguments) => editors::run(&arguments),
        Command::Proofs { rounds } => bench::print_proofs(rounds),
        Command::Narrowings => bench::print_narrowings(),
        Command::Notices(mode) => notices::run(&mode),
        Command::Tidy => tidy::run(),
    }
}
