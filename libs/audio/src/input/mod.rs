//! Sound that comes in: live byte streams and files, to 48 kHz stereo.
//!
//! The demuxers are ours, so that lengths and counts are bounded before a decoder sees anything;
//! the decoders are symphonia's, libopus and, with the feature `aac-fdk`, Fraunhofer's (without
//! it AAC-LC is symphonia's and HE-AAC is refused). It is *not* where sockets or files are opened.

mod codec;
mod convert;
mod demuxers;
mod drift;
mod error;
mod file;
mod flac;
mod framed;
mod id3;
mod live;
mod ogg;
mod packet;
mod pipeline;
mod sniff;
mod text;
mod types;
mod webm;

pub use drift::{DriftFollower, DriftResampler};
pub use error::InputError;
pub use file::{FileDecoder, MediaSource};
pub use live::LiveDecoder;
pub use types::{ContentType, Frame, Limits, StreamInfo, Tags};
