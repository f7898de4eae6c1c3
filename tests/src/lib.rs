//! The other end of the pipe: an editor without a screen, for end-to-end tests and benchmarks. Beside it
//! stand the sample project (`sample/`) and the scripts of the real editors (`editors/`).
//!
//! It must not know the server's insides: it speaks the protocol to the built binary. Start reading at
//! [`Client`]; the tests that use it are those of the `lsp` crate, for only they are given the binary.

mod client;
mod flavour;
mod project;

pub use client::{Client, code, uri};
pub use flavour::Flavour;
pub use project::Project;
