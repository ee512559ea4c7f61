//! Search from outside.

#![expect(clippy::unwrap_used, reason = "these are tests; what fails there should stop them")]

mod api;
mod engines;
mod hostile;
mod index;
mod numbers;
mod world;
