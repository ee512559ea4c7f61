//! Stories over the whole product: the real program, real encoders, real players.
//!
//! The pieces a story is told with: [`product::Product`] starts the program on free ports with a
//! data folder of its own, [`tools`] runs what we did not write (ffmpeg, Liquidsoap, ezstream,
//! mpv, GStreamer), [`ear`] listens and says what it heard.

pub mod ear;
pub mod fuzz;
pub mod product;
pub mod tale;
pub mod tools;
