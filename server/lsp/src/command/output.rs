//! Where the answer goes, and how much of it a terminal wants.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
};

use anyhow::Context;

/// Findings shown to a person at once; the rest is a count.
const FINDINGS_ON_A_TERMINAL: usize = 20;

/// Writes to the file if there is one, else to standard output.
pub(super) fn write(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        Some(file) => {
            fs::write(file, text).with_context(|| format!("{} could not be written", file.display()))
        }
        None => match io::stdout().lock().write_all(text.as_bytes()) {
            // `demarc list | head` has read enough.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("the answer could not be written")
            }
            _ => Ok(()),
        },
    }
}

/// Colour and a limit for a person at a terminal; neither for a file, a pipe or NO_COLOR.
pub(super) fn terminal(file: Option<&Path>) -> report::Terminal {
    if file.is_some() || !io::stdout().is_terminal() {
        return report::Terminal::default();
    }
    // Whatever it is set to, as no-color.org has it; empty counts as not set.
    let plain = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty())
        || std::env::var_os("TERM").is_some_and(|it| it == "dumb");
    report::Terminal {
        color: if plain { report::Color::Plain } else { report::Color::Ansi },
        at_most: Some(FINDINGS_ON_A_TERMINAL),
    }
}
