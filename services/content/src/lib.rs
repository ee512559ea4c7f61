//! What stations play: tracks, playlists, import, watched folders, cover art, uploads.
//!
//! It is *not* where it is decided what plays next (that is streaming, from the [`Catalog`]
//! this service answers), nor where sound is decoded for listeners.
//!
//! **Invariant: a track in state `ready` was decoded from beginning to end in a child process,
//! and its object is there.** Bytes that come from people are looked into by [`probe`] only.
//!
//! [`Catalog`]: awaz_core::ports::Catalog

pub mod config;
pub mod model;
pub mod probe;
pub mod text;

mod content;
mod files;
mod import;
mod jobs;
mod playlist_files;
mod routes;
mod service;
mod shelf;
pub mod show;
mod store;
mod upload;
mod watch;

pub use config::Config;
pub use content::Content;
pub use import::{FailedFile, ImportRun, Imported};
pub use service::{service, service_of};
pub use store::migrations::all as migrations;
