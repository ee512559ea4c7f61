//! The audio engine's pure half: bytes or samples in, values out.
//!
//! Decoding, resampling, loudness, mixing, encoding, containers and HLS playlists. It is *not*
//! where sockets, files or clocks are: no I/O, no tokio, no SQL.
//!
//! **Invariant: sound inside the engine is 48 kHz, stereo, interleaved `f32`, nominal ±1.0, and a
//! "sample" is one sample of each channel.** Positions are `u64` samples since a channel's epoch.

pub mod dsp;
pub mod encode;
pub mod hls;
pub mod input;
pub mod measure;
pub mod mix;
pub mod mux;

/// Sample rate inside the engine, Hz.
pub const RATE: u32 = 48_000;
/// Channels inside the engine.
pub const CHANNELS: usize = 2;
/// Samples (per channel) of one frame of the mixer: 20 ms.
pub const FRAME: usize = 960;
/// Samples of one HLS segment: 5.76 s, whole frames of AAC-LC, HE-AAC, Opus and MP3.
pub const SEGMENT: u64 = 276_480;
/// Samples of one LL-HLS part: 0.32 s.
pub const PART: u64 = 15_360;
