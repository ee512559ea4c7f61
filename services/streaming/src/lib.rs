//! awaz-streaming.
pub mod icecast;
pub mod listen;
pub mod live;
pub mod shoutcast;
pub mod webcast;
