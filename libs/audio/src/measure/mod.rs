//! Loudness, cue points and peaks of a whole track.

mod analyzer;
mod profile;

pub use analyzer::{Analysis, Analyzer, gain_db};
