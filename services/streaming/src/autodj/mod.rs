//! What a channel plays by itself: the queue of the next three, how long each of them holds the
//! air, and the files it reads from.
//!
//! [`AutoDj`] chooses (by `awaz_plan`) and keeps the queue (`plan.rs`); [`timing`] does the arithmetic by which
//! a channel that nobody hears still moves on. It is *not* the mixer: a channel that is heard
//! follows what the mixer says.

mod deck;
mod dj;
mod plan;
mod spot;
pub(crate) mod timing;

pub(crate) use deck::Shelf;
pub(crate) use dj::AutoDj;
pub use dj::Place;
pub use spot::{Dropped, Playing, Spot};

/// Items kept ready in the queue.
pub const AHEAD: usize = 3;
/// Most items a queue holds, those put there by hand included.
pub const QUEUE_BOUND: usize = 100;
