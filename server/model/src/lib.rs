//! What a configuration file says, free of its language: resources, expressions, values, addresses,
//! and a [`SourceMap`] that knows where each of them is written.
//!
//! It must not know other files, evaluation or duties. Lowering always succeeds: broken text lowers
//! to [`ExprKind::Broken`]. Start reading at [`FileModel`], then `lower/terraform`.

mod address;
mod document;
mod expr;
mod file;
pub mod lower;
pub mod print;
mod source;
mod value;

pub use address::{Address, InstanceKey};
pub use document::document_name;
pub use expr::{BinaryOp, Expr, ExprKind, ObjectEntry, Step, Traversal};
pub use file::{Below, Block, BlockKind, Body, Comment, DocumentName, Entry, EntryValue, FileModel};
pub use smol_str::SmolStr;
pub use source::{BlockSource, FileId, NodeId, Place, SourceMap};
pub use value::{Data, Known, Part, Reference, Seen, SeenAs, Unknown, Value, Why};
