//! HLS and low-latency HLS of live channels (RFC 8216bis).
//!
//! A [`Track`] is one running rendition: the engine pushes packets, players take playlists,
//! segments and parts. [`router`] serves tracks over HTTP.
//!
//! * **Grid.** A segment is 276,480 samples and starts on a multiple of that, a part is 15,360.
//!   Names are positions: `<msn>.m4s` is the same sound from every process and every origin, and
//!   numbering goes on over a restart because the clock does.
//! * **Same bytes.** A part is one fragment, a segment is its parts one after the other, so a
//!   cache that has the parts has the segment.
//! * **Window.** The newest segments are in memory (one minute), all of the time shift is on disk
//!   ([`Shelves`]), each written as soon as it is complete. A list of the whole time shift is long
//!   (50 KB for an hour, 5 KB as gzip), but players ask for the whole of it once and then for
//!   delta updates; for those that cannot there is `?window=live`.
//! * **Holes.** A lost segment is listed as a gap for as long as players may wait for it (10
//!   segments); what lies before a longer hole is listed no more.
//! * **Generations.** Each start of a channel, and each break in its sound, has a number. It is the
//!   discontinuity sequence and stands in the name of the init segment.
//! * **Never an end.** A rendition nobody listens to stops, and goes on when somebody comes; a
//!   server that is stopped starts again. `EXT-X-ENDLIST` would make players give up for good.

mod edge;
mod family;
mod fragment;
mod name;
mod page;
mod query;
pub(crate) mod range;
mod render;
mod respond;
mod routes;
mod shelf;
mod titles;
mod track;
mod viewers;
mod window;

pub use family::Family;
pub use query::Query;
pub use routes::{Origin, Serving, router};
pub use shelf::Shelves;
pub use track::{Listing, Media, Track, TrackConfig};
pub use viewers::{Viewer, Viewers, WINDOW_MS};
