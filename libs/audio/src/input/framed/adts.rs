//! ADTS headers (ISO/IEC 13818-7 §6.2).

use super::Header;

const RATES_HZ: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

/// Parses the header of an ADTS frame.
pub(crate) fn parse(bytes: &[u8]) -> Option<Header> {
    let head: &[u8; 7] = bytes.get(..7)?.try_into().ok()?;
    let is_sync = head[0] == 0xff && head[1] & 0xf6 == 0xf0;
    // Only profile 1 (low complexity) is in use; HE-AAC hides behind it.
    let is_low_complexity = head[2] >> 6 == 1;
    if !is_sync || !is_low_complexity {
        return None;
    }
    let rate_hz = *RATES_HZ.get(usize::from((head[2] >> 2) & 15))?;
    let configuration = (head[2] & 1) << 2 | head[3] >> 6;
    let length = usize::from(head[3] & 3) << 11 | usize::from(head[4]) << 3 | usize::from(head[5] >> 5);
    let minimum = if head[1] & 1 == 0 { 9 } else { 7 };
    if length <= minimum {
        return None;
    }
    let blocks = u32::from(head[6] & 3) + 1;
    Some(Header {
        length,
        samples: 1_024 * blocks,
        rate_hz,
        channels: match configuration {
            // The layout is in the first packet; stereo is a guess that its decoder corrects.
            0 => 2,
            7 => 8,
            other => other,
        },
        kbps: None,
        key: u32::from_be_bytes([head[0], head[1], head[2] & 0xfd, head[3] & 0xc0]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        let header = parse(&[0xff, 0xf1, 0x50, 0x80, 0x2e, 0x7f, 0xfc]).unwrap();
        assert_eq!((header.rate_hz, header.channels), (44_100, 2));
        assert_eq!((header.length, header.samples), (0x173, 1_024));
        assert_eq!(parse(&[0xff, 0xf1, 0x50, 0x80, 0x00, 0xff, 0xfc]), None);
        assert_eq!(parse(&[0xff, 0xf1, 0x7c, 0x80, 0x2e, 0x7f, 0xfc]), None);
        assert_eq!(parse(&[0xff, 0xfb, 0x90, 0x64, 0, 0, 0]), None);
    }
}
