//! The fan-out over real sockets.

mod handoff;
mod icy;
mod load;
mod serve;
mod support;
