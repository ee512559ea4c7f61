//! The streaming service, seen from outside.

#![expect(clippy::unwrap_used, reason = "these are tests; what fails there should stop them")]

mod hls;
mod ports;
mod recorder;
mod world;
