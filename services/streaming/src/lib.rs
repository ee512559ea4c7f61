//! Live radio: sources, channels, listeners.
//!
//! [`open`] puts every channel on air and opens the ports. The engine ([`engine`]) mixes and
//! encodes, [`icecast`], [`shoutcast`], [`webcast`] and [`listen`] are the ports, [`hls`] serves
//! segments, [`recorder`] writes broadcasts down, `log` tells what was played, `store` owns the
//! tables, `routes` is the API.
//! Libraries and files are the content service's; we ask it through a port.

mod agenda;
mod art;
pub mod autodj;
pub mod config;
pub mod engine;
mod facade;
pub mod hls;
pub mod icecast;
pub mod listen;
pub mod live;
mod log;
pub mod model;
mod now;
mod plan;
pub mod recorder;
mod relay;
mod routes;
mod service;
pub mod shoutcast;
mod slot;
mod store;
mod tasks;
pub mod webcast;

pub use config::Config;
pub use facade::NewChannel;
pub use routes::documented;
pub use service::{Streaming, open};
pub use slot::Slot;
pub use store::Store;
pub use store::migrations::all as migrations;
