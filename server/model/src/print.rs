//! Writing configuration text, one file a language.

pub mod terraform;
