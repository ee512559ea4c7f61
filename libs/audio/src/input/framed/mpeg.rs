//! MPEG audio layer III headers (ISO/IEC 11172-3, 13818-3, and the 2.5 extension), and the
//! Xing/LAME frame at the start of a file.

use super::Header;

/// Samples by which every layer III decoder is late.
const DECODER_DELAY: u32 = 529;

/// Parses the header of a layer III frame; free-format frames are not known.
pub(crate) fn parse(bytes: &[u8]) -> Option<Header> {
    const FULL: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const HALF: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let word = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let version = (word >> 19) & 3;
    let is_layer_3 = (word >> 17) & 3 == 1;
    if word >> 21 != 0x7ff || version == 1 || !is_layer_3 {
        return None;
    }
    let is_full = version == 3;
    let table = if is_full { FULL } else { HALF };
    let index = ((word >> 12) & 15).checked_sub(1)? as usize;
    let kbps = *table.get(index)?;
    let base = *[44_100, 48_000, 32_000].get(((word >> 10) & 3) as usize)?;
    let rate_hz = match version {
        3 => base,
        2 => base / 2,
        _ => base / 4,
    };
    // Emphasis value 2 is reserved: a sign that this is no header.
    if word & 3 == 2 {
        return None;
    }
    let samples = if is_full { 1_152 } else { 576 };
    let padding = (word >> 9) & 1;
    let length = samples / 8 * kbps * 1_000 / rate_hz + padding;
    Some(Header {
        length: length as usize,
        samples,
        rate_hz,
        channels: if (word >> 6) & 3 == 3 { 1 } else { 2 },
        kbps: Some(kbps),
        key: word & 0xfffe_0c00,
    })
}

/// What the encoder wrote into the first frame instead of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EncoderInfo {
    /// Samples to drop at the start, the decoder's own delay included.
    pub(super) delay: u32,
    /// Samples to drop at the end.
    pub(super) padding: u32,
}

/// Reads a Xing, Info or VBRI frame; `None` for a frame of sound.
pub(super) fn encoder_info(frame: &[u8], header: Header) -> Option<EncoderInfo> {
    let is_full = header.samples == 1_152;
    let side = match (is_full, header.channels) {
        (true, 1) | (false, 2) => 17,
        (true, _) => 32,
        (false, _) => 9,
    };
    let none = EncoderInfo { delay: 0, padding: 0 };
    if frame.get(36..40) == Some(b"VBRI") {
        return Some(none);
    }
    let tag = frame.get(4 + side..)?;
    if !tag.starts_with(b"Xing") && !tag.starts_with(b"Info") {
        return None;
    }
    let flags = *tag.get(7)?;
    let mut lame = 8;
    for (flag, length) in [(1, 4), (2, 4), (4, 100), (8, 4)] {
        if flags & flag != 0 {
            lame += length;
        }
    }
    // LAME extension: 9 bytes of encoder name, then fields up to the delays at byte 21.
    let Some(&[high, middle, low]) = tag.get(lame + 21..lame + 24) else {
        return Some(none);
    };
    let delay = u32::from(high) << 4 | u32::from(middle) >> 4;
    let padding = u32::from(middle & 15) << 8 | u32::from(low);
    if tag[lame..lame + 4].contains(&0) {
        return Some(none);
    }
    Some(EncoderInfo {
        delay: delay + DECODER_DELAY,
        padding: padding.saturating_sub(DECODER_DELAY),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        let header = parse(&[0xff, 0xfb, 0x90, 0x64]).unwrap();
        assert_eq!((header.length, header.rate_hz), (417, 44_100));
        assert_eq!((header.channels, header.kbps), (2, Some(128)));
        let low = parse(&[0xff, 0xf3, 0x40, 0xc4]).unwrap();
        assert_eq!((low.rate_hz, low.samples, low.channels), (22_050, 576, 1));
        assert_eq!(low.length, 72 * 32_000 / 22_050);
        for bad in [
            [0xff, 0xfd, 0x90, 0x64],
            [0xff, 0xfb, 0xf0, 0x64],
            [0xff, 0xfb, 0x00, 0x64],
            [0xff, 0xfb, 0x9c, 0x64],
            [0xff, 0xeb, 0x90, 0x64],
        ] {
            assert_eq!(parse(&bad), None);
        }
    }
}
