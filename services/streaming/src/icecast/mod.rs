//! The Icecast port: sources, listeners, status pages and Icecast's admin interface on one port.
//!
//! Heads are read here, on tokio; a listener's socket then goes to the fan-out threads and a
//! source's body to its channel.

mod admin;
mod connection;
mod context;
mod gate;
mod listener;
mod metadata;
mod pages;
mod registry;
mod server;
mod source;
mod throttle;

pub(crate) use connection::Connection;
pub use context::{PortSettings, Ports};
pub use gate::Gate;
pub(crate) use gate::Visit;
pub(crate) use listener::stream_head;
pub(crate) use metadata::attempts;
pub(crate) use server::{Port, accept_loop, serve_http};
pub use server::{bind, serve};
pub(crate) use source::{End, Source, carry};
