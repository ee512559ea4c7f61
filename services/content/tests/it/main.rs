//! Content from outside.

mod api;
mod hostile;
mod import;
mod sounds;
mod tus;
mod world;
