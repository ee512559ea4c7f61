//! The fan-out over real sockets.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod handoff;
mod icy;
mod load;
mod serve;
mod support;
