//! The proof against examples, against brute force, and against faults of its own.

mod brute_force;
mod examples;
mod faults;
