//! Configuration: what the operator may set, where it comes from, and what is wrong with it.

mod bounds;
pub mod load;
pub mod problem;
mod sections;
#[cfg(test)]
mod tests;

pub use problem::{Problem, Problems};
pub use sections::{AppConfig, Http, Log, LogFormat, Tls};
