//! Ogg pages (RFC 3533 §6).

use crate::input::packet::Buffer;

/// Bytes of a page's fixed header.
const HEADER: usize = 27;

/// A page whose checksum was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) offset: u64,
    pub(super) is_continued: bool,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
    pub(super) granule: i64,
    pub(super) serial: u32,
    pub(super) sequence: u32,
    pub(super) lacing: Vec<u8>,
    pub(super) body: Vec<u8>,
}

/// What is at the front of the buffer.
pub(super) enum Step {
    Page(Page),
    /// So many bytes are of no use.
    Garbage(usize),
    NeedMore,
}

/// Takes a page, or skips garbage, at the front of the buffer.
pub(super) fn take(buffer: &mut Buffer, is_all: bool) -> Step {
    let data = buffer.data();
    let wait = |buffer: &mut Buffer| match (is_all, buffer.len()) {
        (true, length @ 1..) => Step::Garbage(buffer.consume(length)),
        _ => Step::NeedMore,
    };
    let start = data.len().min(5);
    if data[..start] != b"OggS\0"[..start] {
        let rest = &data[1..];
        let next = rest.iter().position(|byte| *byte == b'O');
        let count = 1 + next.unwrap_or(rest.len());
        return Step::Garbage(buffer.consume(count));
    }
    let Some(header) = data.get(..HEADER) else {
        return wait(buffer);
    };
    let segments = usize::from(header[26]);
    let Some(lacing) = data.get(HEADER..HEADER + segments) else {
        return wait(buffer);
    };
    let length: usize = lacing.iter().map(|&byte| usize::from(byte)).sum();
    let whole = HEADER + segments + length;
    let Some(bytes) = data.get(..whole) else {
        return wait(buffer);
    };
    let field = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    if checksum(bytes) != field(22) {
        return Step::Garbage(buffer.consume(1));
    }
    let page = Page {
        offset: buffer.offset(),
        is_continued: bytes[5] & 1 != 0,
        is_first: bytes[5] & 2 != 0,
        is_last: bytes[5] & 4 != 0,
        granule: (u64::from(field(6)) | u64::from(field(10)) << 32).cast_signed(),
        serial: field(14),
        sequence: field(18),
        lacing: lacing.to_vec(),
        body: bytes[HEADER + segments..].to_vec(),
    };
    buffer.consume(whole);
    Step::Page(page)
}

/// CRC-32 of a page with its checksum field taken as zero (polynomial 0x04c11db7, not reflected).
fn checksum(page: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    page.iter().enumerate().fold(0, |sum, (at, &byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { byte };
        sum << 8 ^ TABLE[((sum >> 24) as u8 ^ byte) as usize]
    })
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = (index as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 0x8000_0000 == 0 {
                value << 1
            } else {
                value << 1 ^ 0x04c1_1db7
            };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}
