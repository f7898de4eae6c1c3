//! From trees to models, one file a language.

pub mod terraform;
