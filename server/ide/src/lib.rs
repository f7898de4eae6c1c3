//! What an editor asks: one file a feature, plain structs in and out.
//!
//! It must not know LSP types, serde, tokio or the disk. [`Host`] is the writer's side and owns the
//! documents; [`Analysis`] is an immutable snapshot that any thread may ask.

mod api;
mod host;

pub use api::*;
pub use host::{Analysis, Change, Host};
