//! Fixes seen from outside: text in, text out.

#![cfg(test)]

mod catalogue;
mod edits;
mod properties;
mod support;
