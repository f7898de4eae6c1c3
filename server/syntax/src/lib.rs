//! Text and trees of one file: a rope, byte ranges, positions in every LSP encoding, incremental
//! tree-sitter trees by top-level block, and edits.
//!
//! It must not know resources, clouds, LSP types, files or async.
//! Start reading at [`Document`], then `split` (where a block begins and ends, also in broken text), `block`
//! (one block's tree) and `errors` (what is said about damage).

mod block;
mod document;
mod errors;
mod header;
mod lex;
mod range;
mod split;
mod text;
mod token;

pub use block::{BlockTree, SyntaxError};
pub use document::{Document, MAX_FILE_BYTES, Parsed, SourceBlock, parse};
pub use range::{TextEdit, TextRange};
pub use text::{Position, PositionEncoding, Text};
pub use tree_sitter;
