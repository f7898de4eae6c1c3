//! Fixes seen from outside: text in, text out.

#![cfg(test)]

mod catalogue;
mod corpora;
mod edits;
mod narrow;
mod narrowings;
mod properties;
mod statements;
mod support;
