//! Every feature, text in and text out: a fixture of Terraform files, and what an editor gets to see.

mod actions;
#[expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a place that is not there fails its test"
)]
mod answers;
mod aws;
mod azure;
mod completion;
mod diagnostics;
mod hints;
mod host;
mod hover;
#[expect(clippy::expect_used, clippy::indexing_slicing, reason = "helpers that panic fail their test")]
mod narrowing;
mod policy_hover;
#[expect(clippy::expect_used, clippy::indexing_slicing, reason = "a helper that panics fails its test")]
mod support;
