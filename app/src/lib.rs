//! The binary as a library: configuration, the command line, and the server that mounts the
//! services.

mod bench;
mod check;
pub mod cli;
pub mod config;
mod control;
mod demo;
mod lock;
mod openapi;
mod product;
mod serve;
