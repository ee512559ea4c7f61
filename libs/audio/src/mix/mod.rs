//! The mixer: many sources in, one programme without a missing sample out.
//!
//! [`Mixer`] decides what is heard (live before scheduled before AutoDJ before fallback), joins
//! what follows each other with equal-power crossfades, levels live sources, limits the sum to
//! −1 dBTP and says with [`MixEvent`]s, to the sample, what happened. It is *not* where files are
//! opened or tracks are chosen: the engine hands over [`Item`]s when [`MixEvent::NeedsItem`] asks.
//!
//! **Invariant: every call of [`Mixer::render`] fills the whole frame, whatever sources do.**
//!
//! ```
//! use awaz_audio::mix::{Config, Mixer};
//! let mut mixer = Mixer::new(Config::default(), 0);
//! let mut frame = [0.0; awaz_audio::FRAME * awaz_audio::CHANNELS];
//! // Nothing was given to play, so the tone bed is faded in.
//! let events = mixer.render(&mut frame);
//! assert!(!events.is_empty());
//! ```

mod config;
mod direct;
mod event;
mod item;
mod live;
mod lives;
mod mixer;
mod source;
mod voice;

pub use config::{Config, DeadAir, Processing};
pub use event::{FallbackKind, ItemEnd, Lane, LeaveReason, MixEvent, Origin};
pub use item::{Entry, Item, ItemId};
pub use live::{Follower, LiveBuffer, LiveConfig, LiveId, LiveStatus, LiveWriter, live_buffer};
pub use mixer::{Mixer, OnAir};
pub use source::{Source, SourceState};
