//! `ID3v2` tags at the start or in the middle of a stream (id3.org 2.3.0 and 2.4.0).

use super::text;
use super::types::Tags;

/// Bytes of a tag that are read; pictures behind them are skipped unseen.
const MAX_READ: usize = 64 << 10;
/// Bytes of a tag's header.
const HEADER: usize = 10;

/// What the first bytes say about a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    NeedMore,
    NotATag,
    /// Bytes of the whole tag, header included; at most 256 MiB.
    Of(u64),
}

/// Reads the length of the tag at the start of `data`.
pub(crate) fn length(data: &[u8]) -> Length {
    let start = data.len().min(3);
    if data[..start] != b"ID3"[..start] {
        return Length::NotATag;
    }
    let Some(header) = data.get(..HEADER) else {
        return Length::NeedMore;
    };
    let size = &header[6..10];
    if header[3] == 0xff || header[4] == 0xff || size.iter().any(|byte| *byte >= 0x80) {
        return Length::NotATag;
    }
    let footer = if header[5] & 0x10 == 0 { 0 } else { 10 };
    Length::Of(HEADER as u64 + footer + u64::from(syncsafe(size)))
}

/// Takes the bytes of one tag and keeps the first of them.
#[derive(Debug)]
pub(crate) struct Collector {
    left: u64,
    kept: Vec<u8>,
}

impl Collector {
    /// Starts at a tag; nothing is taken yet.
    pub(crate) fn start(data: &[u8]) -> Option<Self> {
        match length(data) {
            Length::Of(left) => Some(Self { left, kept: Vec::new() }),
            _ => None,
        }
    }

    /// Takes what belongs to the tag and returns how many bytes that were.
    pub(crate) fn feed(&mut self, data: &[u8]) -> usize {
        let count = (data.len() as u64).min(self.left) as usize;
        let room = MAX_READ.saturating_sub(self.kept.len()).min(count);
        self.kept.extend_from_slice(&data[..room]);
        self.left -= count as u64;
        count
    }

    pub(crate) fn is_done(&self) -> bool {
        self.left == 0
    }

    pub(crate) fn finish(self) -> Tags {
        read(&self.kept)
    }
}

/// Reads artist, title and album from a tag, as far as it is there.
fn read(tag: &[u8]) -> Tags {
    let mut tags = Tags::default();
    let Some(header) = tag.get(..HEADER) else {
        return tags;
    };
    let version = header[3];
    let mut rest = &tag[HEADER..];
    if header[5] & 0x40 != 0 && version >= 3 {
        let size = rest.get(..4).map_or(0, |size| match version {
            3 => be32(size).saturating_add(4),
            _ => syncsafe(size),
        });
        rest = rest.get(size as usize..).unwrap_or_default();
    }
    let id_length = if version == 2 { 3 } else { 4 };
    let head_length = if version == 2 { 6 } else { 10 };
    while let Some(head) = rest.get(..head_length) {
        let size = match version {
            2 => be32(&[0, head[3], head[4], head[5]]),
            3 => be32(&head[4..8]),
            _ => syncsafe(&head[4..8]),
        };
        let Some(body) = rest.get(head_length..head_length + size as usize) else {
            break;
        };
        match &head[..id_length] {
            b"TPE1" | b"TP1" => tags.artist = text::id3(body),
            b"TIT2" | b"TT2" => tags.title = text::id3(body),
            b"TALB" | b"TAL" => tags.album = text::id3(body),
            [0, ..] => break,
            _ => {}
        }
        rest = &rest[head_length + size as usize..];
    }
    tags
}

fn be32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

fn syncsafe(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, &byte| sum << 7 | u32::from(byte & 0x7f))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read_and_pictures_are_skipped_unseen() {
        let mut tag = b"ID3\x04\0\0".to_vec();
        // 100 MiB, syncsafe.
        tag.extend([0x32, 0, 0, 0]);
        tag.extend(b"TIT2\0\0\0\x05\0\0\x03Rang");
        tag.extend(b"APIC\x31\x7f\x7f\x7f\0\0");
        let mut collector = Collector::start(&tag).unwrap();
        let mut left = (100u64 << 20) + 10;
        let used = collector.feed(&tag);
        left -= used as u64;
        while left > 0 {
            left -= collector.feed(&[0; 4096]) as u64;
        }
        assert!(collector.is_done());
        assert!(collector.kept.len() <= MAX_READ);
        assert_eq!(collector.finish().title, "Rang");
    }

    #[test]
    fn lengths_lie_at_most_within_the_tag() {
        let tag = b"ID3\x03\0\0\0\0\0\x20TPE1\xff\xff\xff\xff\0\0\0abc";
        assert_eq!(read(tag), Tags::default());
        assert_eq!(length(b"ID3\x03\0\0\x80\0\0\0"), Length::NotATag);
        assert_eq!(length(b"ID"), Length::NeedMore);
    }
}
