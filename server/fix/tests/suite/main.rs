//! Fixes seen from outside: text in, text out.

#![cfg(test)]

mod catalogue;
mod corpora;
mod edits;
mod narrow;
mod properties;
mod statements;
mod support;
