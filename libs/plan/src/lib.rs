//! What the AutoDJ plays next: pure, replayable, and never without an answer while there is a
//! track.
//!
//! [`choose`] looks at the [`Library`](awaz_core::ports::Library), the [`History`] and the
//! [`Rules`] and makes a [`Choice`] that says why it was made and which rule it had to bend. It is
//! *not* a queue and not a schedule: the engine asks for one item at a time.
//!
//! **Invariant: while the library has a playable track there is a choice, and a separation rule is
//! bent only when no eligible playlist has a track that keeps it.**
//!
//! In order: playlists that are due (at a minute of the hour, every N songs, every N minutes), the one
//! whose airtime it is by the [`calendar`], those whose hour it is, general rotation by weight,
//! fallback playlists, and at last any track there is. When all of these break a rule, the least
//! important one is given up first: the order of a shuffle, the artist's separation, the title's
//! separation, and only then the same track again right away. Among what is allowed, what fills the
//! time to the next beginning comes first.

mod airtime;
pub mod calendar;
mod choose;
mod context;
mod fit;
mod history;
mod keys;
mod marks;
mod model;
mod pick;
mod prepared;
mod spans;
pub mod timing;
mod trial;
mod turns;
mod zone;

pub use airtime::{Airtime, Airtimes};
pub use choose::choose;
pub use history::{History, Played};
pub use marks::Mark;
pub use model::{Choice, Reason, Rule, Rules};
pub use prepared::Prepared;
pub use spans::{Span, is_on, joined, spans};
pub use zone::{UnknownZone, Zone};
