//! The words every part of Awaz Pulse shares: ids, errors, the clock, names of channels and
//! renditions, events, and the four ports through which services ask each other.
//!
//! It is *not* a drawer: nothing here does I/O, and nothing here belongs to one service alone.

pub mod clock;
pub mod error;
pub mod event;
pub mod hours;
pub mod id;
pub mod language;
pub mod page;
pub mod permission;
pub mod ports;
pub mod rendition;
pub mod secret;
pub mod slug;

pub use clock::{Clock, SharedClock, SystemClock};
pub use error::{Code, Error, Result};
pub use language::Language;
pub use rendition::{Codec, Rendition};
pub use slug::Slug;
