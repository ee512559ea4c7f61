//! Search from outside.

#![expect(clippy::unwrap_used, reason = "these are tests; what fails there should stop them")]

mod api;
mod away;
mod engines;
mod hostile;
mod index;
mod meaning;
mod numbers;
mod rules;
mod speech;
mod world;
