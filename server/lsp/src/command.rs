//! The command line, one file a command.

mod catalogue;
mod check;
mod lsp;
mod output;
mod report;
mod scan;

pub(crate) use catalogue::{completions, explain, list};
pub(crate) use check::check;
pub(crate) use lsp::lsp;
pub(crate) use report::report;
