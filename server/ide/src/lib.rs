//! What an editor asks: one file a feature, plain structs in and out.
//!
//! It must not know LSP types, serde, tokio or the disk. [`Host`] is the writer's side and owns the
//! documents; [`Analysis`] is an immutable snapshot that any thread may ask. The words and numbers
//! are those of `report`, so that editor and command line agree. Start reading at [`Analysis`].

mod actions;
mod analysis;
mod api;
mod completion;
mod diagnostics;
mod host;
mod hover;
mod inlay;
mod lens;
mod memo;
mod symbols;
mod words;

pub use analysis::Analysis;
pub use api::*;
pub use host::{Change, Host};
