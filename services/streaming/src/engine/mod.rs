//! The channels' engine: one clock and one programme per channel, rendered while somebody hears
//! or records it.
//!
//! [`Hub`] holds all channels and implements [`crate::live::Stage`] for the ports; a [`Channel`]
//! mixes, encodes and announces. What is to be kept goes out as [`Note`]s. It is *not* where bytes
//! are sent to listeners, nor where anything is stored.
//!
//! **Invariant: a channel's position is samples since its epoch, the same across restarts, and
//! every title, segment and recording is dated by it.**

mod air;
mod announcer;
mod channel;
mod core;
mod decode;
pub(crate) mod grid;
mod hub;
mod lives;
mod note;
mod ogg;
mod outlets;
mod output;
mod outputs;
mod pcm;
mod preview;
mod programme;
mod queue;
mod session;
mod shared;
mod sink;
mod stage;
#[cfg(test)]
mod tests;

pub use channel::Channel;
pub use grid::new_epoch_ms;
pub use hub::{Hub, HubConfig, HubPorts, Pace};
pub use note::{Alert, AlertKind, AsRun, Note, SavedState};
pub use outlets::Outlets;
pub(crate) use preview::Preview;
pub use preview::plan;
pub(crate) use shared::Slot;
pub use shared::{ChannelState, QueueItem};
