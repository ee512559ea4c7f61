//! What broadcast encoders, players and relays say on the wire, without a socket: bytes in,
//! values out, and the other way round.
//!
//! It knows the Icecast and Shoutcast dialects of HTTP, the source handshakes, title updates in
//! any charset, the `webcast` WebSocket messages, ICY interleaving as a client sees it, playlist
//! files and the status documents that directories read. It is *not* where connections, limits
//! in seconds or passwords are: those are the streaming service's.
//!
//! **Invariant: every parser is bounded, never panics, and gives the same result however the
//! bytes were split.** Text that leaves a parser holds no control characters.
//!
//! ```
//! use awaz_wire::head::{self, Method};
//!
//! let bytes = b"SOURCE /radio-mehfil ICE/1.0\nice-name: Mehfil\n\n\xff\xfb";
//! let (request, used) = head::parse(bytes).expect("well formed").expect("complete");
//! assert_eq!(request.method, Method::Source);
//! assert_eq!(&bytes[used..], b"\xff\xfb");
//! ```

pub mod admin;
pub mod auth;
pub mod body;
pub mod head;
pub mod ice;
pub mod icy;
pub mod listener;
pub mod metadata;
pub mod playlist;
pub mod push;
pub mod respond;
pub mod shoutcast;
pub mod shoutcast_pages;
pub mod source;
pub mod status;
pub mod text;
pub mod webcast;
