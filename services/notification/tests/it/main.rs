//! Notification from outside.

#![expect(clippy::unwrap_used, reason = "these are tests; what fails there should stop them")]

mod answers;
mod api;
mod connectors;
mod guard;
mod receiver;
mod signed;
mod triggers;
mod world;
