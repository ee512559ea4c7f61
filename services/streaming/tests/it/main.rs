//! The streaming service, seen from outside.

mod hls;
mod recorder;
