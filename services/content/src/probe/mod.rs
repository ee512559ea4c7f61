//! Looking into a file that nobody vouches for.
//!
//! Everything that reads such a file's bytes (decoder, tags, pictures) runs in a **child
//! process** with bounds on memory, processor time and files ([`child`]); this process only
//! reads its answer, line by line ([`report`]), and what it says after a crash is a reason for
//! people ([`runner`]). A file that is a bomb costs that file.

mod art;
mod child;
mod encode;
mod limits;
mod picture;
mod report;
mod runner;
mod tags;

pub use child::run_in_child;
pub use report::{Art, Findings, Picture, Sound, Tags};
pub use runner::{ProbeError, ProbeRunner};

/// Sizes cover art is kept in, pixels of its square's side.
pub const ART_SIZES: [u32; 3] = [96, 300, 600];
/// Sizes covers of shows are kept in, pixels of the square's side; directories want the last.
pub const COVER_SIZES: [u32; 3] = [300, 600, 1400];
