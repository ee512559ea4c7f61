//! Containers: packets of [`crate::encode`] in, bytes that players take out.
//!
//! [`adts_header`] for progressive AAC, [`ogg`] for progressive Opus, [`fmp4`] for HLS, [`id3`] for
//! titles inside fMP4. MP3 needs none: its frames are a stream. It is *not* a reader of containers;
//! see [`crate::input`].
//!
//! **Invariant: times in a container are the packets' own, [`crate::encode::Packet::start`] in
//! 1/48000 s, so every rendition of a channel lies on one time line.** Ogg counts from the start of
//! its logical stream instead, because players show that number.

pub mod fmp4;
pub mod id3;
pub mod ogg;

mod boxes;

/// Longest AAC frame an ADTS header can announce, bytes without the header.
pub const MAX_ADTS_PAYLOAD: usize = (1 << 13) - 1 - ADTS_HEADER;
const ADTS_HEADER: usize = 7;

/// The header in front of one raw AAC frame of `payload_bytes` (AAC-LC, 48 kHz, stereo, without a
/// checksum; ISO/IEC 14496-3 §1.A.2.2). Frames longer than [`MAX_ADTS_PAYLOAD`], which two channels
/// never reach, are announced as that long.
#[must_use]
pub fn adts_header(payload_bytes: usize) -> [u8; 7] {
    const LOW_COMPLEXITY: u8 = 1;
    const RATE_INDEX_48_KHZ: u8 = 3;
    const STEREO: u8 = 2;
    let length = payload_bytes.min(MAX_ADTS_PAYLOAD) + ADTS_HEADER;
    let [high, low] = (length as u16).to_be_bytes();
    [
        0xff,
        0xf1,
        LOW_COMPLEXITY << 6 | RATE_INDEX_48_KHZ << 2 | STEREO >> 2,
        (STEREO & 3) << 6 | high >> 3,
        high << 5 | low >> 3,
        // A buffer fullness of all ones says that the rate varies: no decoder waits for bits.
        low << 5 | 0x1f,
        0xfc,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adts_header_says_codec_rate_channels_and_length() {
        let header = adts_header(341);
        assert_eq!(header, [0xff, 0xf1, 0x4c, 0x80, 0x2b, 0x9f, 0xfc]);
        let length = usize::from(header[3] & 3) << 11 | usize::from(header[4]) << 3 | usize::from(header[5]) >> 5;
        assert_eq!(length, 348);
        assert_eq!(adts_header(1 << 20)[4..6], [0xff, 0xff]);
    }
}
