//! The demuxer of each container.

use super::error::{InputError, Result};
use super::flac::Flac;
use super::framed::{Framed, Framing};
use super::ogg::Ogg;
use super::packet::Demux;
use super::types::{ContentType, Limits};
use super::webm::Webm;

/// Starts a demuxer for a byte stream of the given kind.
pub(super) fn open(content_type: ContentType, limits: Limits) -> Result<Box<dyn Demux>> {
    Ok(match content_type {
        ContentType::Mpeg => Box::new(Framed::new(Framing::Mpeg, limits)),
        ContentType::Aac => Box::new(Framed::new(Framing::Adts, limits)),
        ContentType::Ogg => Box::new(Ogg::new(limits)),
        ContentType::Flac => Box::new(Flac::new(limits)),
        ContentType::Webm => Box::new(Webm::new(limits)),
        ContentType::Mp4 => return Err(InputError::unsupported(content_type.mime())),
    })
}
