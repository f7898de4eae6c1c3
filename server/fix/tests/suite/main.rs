//! Fixes seen from outside: text in, text out.

mod catalogue;
mod edits;
mod properties;
#[expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that panics fails its test"
)]
mod support;
