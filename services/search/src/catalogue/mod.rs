//! What can be found, gathered from the other services and kept in step with them.

mod changes;
mod feed;
mod gather;
mod language;
mod lessons;
mod shelf;
mod shows;
mod spare;

pub(crate) use changes::{Changes, consumer};
pub use feed::pause_after;
pub(crate) use feed::run;
pub(crate) use lessons::teach;
pub(crate) use shelf::Shelf;
pub(crate) use spare::Spare;
