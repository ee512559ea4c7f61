//! What can be found, gathered from the other services and kept in step with them.

mod feed;
mod gather;
mod shelf;

pub(crate) use feed::{Changes, consumer, run};
pub(crate) use shelf::Shelf;
