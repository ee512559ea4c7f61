//! The kit as the product uses it: all layers around a router, and real sockets.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod events;
mod layers;
mod serving;
