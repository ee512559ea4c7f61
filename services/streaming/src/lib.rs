//! awaz-streaming.
pub mod live;
pub mod icecast;
pub mod shoutcast;
