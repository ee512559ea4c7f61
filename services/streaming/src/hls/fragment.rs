//! Packets into fragments.

use super::titles::Titled;
use awaz_audio::encode::Packet;
use awaz_audio::mux::fmp4;
use awaz_core::Rendition;
use bytes::Bytes;

/// The init segment; empty for a rendition HLS does not carry, of which there is no track.
pub(crate) fn init(rendition: Rendition) -> Bytes {
    fmp4::init_segment(rendition).unwrap_or_default()
}

/// A part: its packets, and the title that is told with it. `number` counts parts from the epoch.
pub(crate) fn fragment(packets: &[Packet], number: u64, title: Option<&Titled>) -> Bytes {
    let titles = title.map(|title| fmp4::Title {
        at: title.at,
        artist: title.artist.clone(),
        title: title.title.clone(),
    });
    fmp4::fragment(packets, number as u32, titles.as_slice())
}
