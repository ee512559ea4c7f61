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

/// Packets, and the titles that are told with them. `number` counts parts from the epoch.
pub(crate) fn fragment(packets: &[Packet], number: u64, titles: &[Titled]) -> Bytes {
    let titled = |title: &Titled| fmp4::Title {
        at: title.at,
        artist: title.artist.clone(),
        title: title.title.clone(),
    };
    let titles: Vec<_> = titles.iter().map(titled).collect();
    fmp4::fragment(packets, number as u32, &titles)
}
