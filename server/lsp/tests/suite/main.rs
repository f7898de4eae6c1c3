//! The built binary from outside: the protocol through its pipe, and the command line.

mod command_line;
mod corpora;
mod diagnostics;
mod encodings;
mod flavours;
mod lifecycle;
mod malformed;
mod ordering;
mod watching;

use std::path::Path;

/// The built binary.
fn demarc() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_demarc"))
}
