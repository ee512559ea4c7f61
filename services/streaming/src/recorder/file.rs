//! What the file of a recording is made of.

use awaz_audio::encode::Packet;
use awaz_audio::mux::adts_header;
use awaz_audio::mux::ogg::{OpusStream, Pages};
use awaz_core::id::RecordingId;
use awaz_core::{Codec, Rendition};

/// How frames stand in the file.
pub(super) enum Shape {
    /// One after the other.
    Mp3,
    /// Each with a header of its own.
    Adts,
    /// In pages; the first packets wait until theirs is full.
    Ogg(Option<OpusStream>),
}

impl Shape {
    pub(super) fn begin(rendition: Rendition, id: RecordingId) -> Self {
        match rendition.codec {
            Codec::Mp3 => Self::Mp3,
            Codec::Aac => Self::Adts,
            Codec::Opus => Self::Ogg(Some(OpusStream::new(rendition, id.0.as_u128() as u32))),
        }
    }

    /// Appends a packet to what is to be written.
    pub(super) fn put(&mut self, packet: &Packet, out: &mut Vec<u8>) {
        match self {
            Self::Mp3 => out.extend_from_slice(&packet.data),
            Self::Adts => {
                out.extend(adts_header(packet.data.len()));
                out.extend_from_slice(&packet.data);
            }
            Self::Ogg(Some(stream)) => {
                let mut pages = Vec::new();
                stream.push(packet, &mut pages);
                put_pages(pages, out);
            }
            Self::Ogg(None) => {}
        }
    }

    /// Appends what still waits; nothing comes after it.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        if let Self::Ogg(stream) = self
            && let Some(stream) = stream.take()
        {
            let mut pages = Vec::new();
            stream.finish(&mut pages);
            put_pages(pages, out);
        }
    }
}

fn put_pages(pages: Vec<Pages>, out: &mut Vec<u8>) {
    for page in pages {
        out.extend(page.headers.unwrap_or_default());
        out.extend(page.bytes);
    }
}
