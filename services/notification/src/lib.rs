//! Notification: what happens on a station, told to other people's servers and services.
//!
//! Events of the log become deliveries, one for each webhook that asks for them, in the
//! transaction of the consumer; a task sends them and tries again for three days. It is *not* where
//! anything happens: nothing here changes a station.
//!
//! **Invariant: a delivery has one id over all its attempts, and no event is delivered to a webhook
//! under two ids.**

pub mod config;
pub mod model;
pub mod sign;

mod check;
mod facts;
mod hear;
mod routes;
mod send;
mod service;
mod store;
mod sweep;
mod template;

pub use config::Config;
pub use send::Courier;
pub use service::{documented, open};
pub use store::migrations::all as migrations;
