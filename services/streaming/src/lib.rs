//! awaz-streaming.
pub mod autodj;
pub mod config;
pub mod engine;
pub mod hls;
pub mod icecast;
pub mod listen;
pub mod live;
pub mod model;
pub mod recorder;
pub mod shoutcast;
pub mod webcast;
