//! Content from outside.

#![expect(clippy::unwrap_used, reason = "these are tests; what fails there should stop them")]

mod api;
mod feeds;
mod hostile;
mod import;
mod playlist_files;
mod shows;
mod sounds;
mod tus;
mod watch;
mod world;
