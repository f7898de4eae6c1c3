//! The built binary from outside: the protocol through its pipe, and the command line.

// Said once more, so that the lints know: what panics here fails its test.
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod completion;
#[cfg(test)]
mod corpora;
#[cfg(test)]
mod diagnostics;
#[cfg(test)]
mod encodings;
#[cfg(test)]
mod flavours;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod narrowing;
mod ordering;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod watching;

use std::path::Path;

/// The built binary.
fn demarc() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_demarc"))
}
