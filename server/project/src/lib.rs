//! The files of a workspace, joined: directories as modules, module calls as a tree, expressions as
//! values, and an immutable [`Snapshot`] of it all.
//!
//! It must not know duties, editor terms, the disk or tree nodes. Nothing here does IO: file texts
//! arrive from outside. Start reading at [`Files`], then [`Snapshot`] and [`ResolvedModule`].

mod directories;
mod evaluate;
mod files;
mod link;
mod lowered;
mod path;
mod providers;
mod resolved;
mod scope;

pub use files::{FileKind, Files, Problem, SourceFile};
pub use link::source_kind;
pub use path::FilePath;
pub use resolved::{Existence, ProviderVersions, ResolvedModule, Resource, Snapshot, UnreadCall, Version};
