//! Search: stations, tracks, persons and albums, found as people type them.
//!
//! What can be found is gathered from the other services by their ports whenever an event says
//! that something changed. It is *not* where anything is kept: the index and the tables here are
//! copies that are made anew when they are gone.
//!
//! **Invariant: only what listeners may hear is found: playlists that play by themselves, no
//! jingles.**

pub mod config;
pub mod find;
pub mod model;

mod catalogue;
mod meaning;
mod numbers;
mod routes;
mod rules;
mod search;
mod service;
mod speech;
mod store;

pub use catalogue::pause_after;
pub use config::{Config, Speech};
pub use service::{documented, routes_over, service};
pub use store::migrations::all as migrations;
