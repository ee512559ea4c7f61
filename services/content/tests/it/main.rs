//! Content from outside, on both databases.

mod hostile;
mod import;
mod sounds;
mod world;
