//! The streaming service, seen from outside.

#![expect(clippy::unwrap_used, reason = "these are tests; what fails there should stop them")]

mod api;
mod hls;
mod ports;
mod recorder;
mod relays;
mod restart;
mod told;
mod world;
