//! Opus in Ogg (RFC 3533, RFC 7845), as an endless stream of chained logical streams.
//!
//! A new logical stream begins with every title, because its header carries it. Headers and audio
//! pages come apart, so that a listener who joins late gets the headers first and then whatever
//! page is due. It is *not* a file writer: nothing here needs the end.
//!
//! **Invariant: an audio page holds whole packets, and its granule position counts from the start of
//! its logical stream.** A page in the middle therefore says by itself where it belongs; decoders
//! allow a first page whose position is not 0 (RFC 7845 §4.3).

use crate::encode::Packet;
use awaz_core::Rendition;
use bytes::Bytes;

/// Samples of a page: 200 ms.
const PAGE: u64 = 9600;
/// Samples of a page for data savers, for whom a page's 27 bytes count, and more those of the
/// packets on the network it does not fill: 1.92 s.
const PAGE_SAVER: u64 = 92_160;
/// Most segments of a page (RFC 3533 §6).
const MAX_SEGMENTS: usize = 255;
/// Most bytes of one text in `OpusTags`.
const MAX_TEXT: usize = 1024;
/// By what the serial number grows from one logical stream to the next; odd, so all 2^32 differ.
const SERIAL_STEP: u32 = 0x9e37_79b9;

const CONTINUES_NOTHING: u8 = 0;
const BEGINS: u8 = 2;
const ENDS: u8 = 4;

/// Audio pages, ready for the ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The header pages (`OpusHead`, `OpusTags`), where a logical stream begins; they belong in
    /// front of `bytes`, and in front of every later page for whoever joins there.
    pub headers: Option<Bytes>,
    /// One audio page.
    pub bytes: Bytes,
    /// Position of its first sample, samples since the channel's epoch.
    pub start: u64,
    /// Samples (per channel) it decodes to.
    pub samples: u32,
}

/// Writes one rendition's stream.
#[derive(Debug)]
pub struct OpusStream {
    serial: u32,
    page_samples: u64,
    artist: String,
    title: String,
    begun: Option<Begun>,
    pending: Vec<Packet>,
    segments: usize,
}

/// The logical stream that is being written.
#[derive(Debug, Clone, Copy)]
struct Begun {
    start: u64,
    next_page: u32,
}

impl OpusStream {
    /// A stream whose first logical stream has the number `serial`; any will do, but two streams
    /// heard one after the other should differ.
    #[must_use]
    pub const fn new(rendition: Rendition, serial: u32) -> Self {
        Self {
            serial,
            page_samples: if rendition.saves_data() { PAGE_SAVER } else { PAGE },
            artist: String::new(),
            title: String::new(),
            begun: None,
            pending: Vec::new(),
            segments: 0,
        }
    }

    /// From the next packet on this is heard. Ends the logical stream, unless nothing changed.
    pub fn set_title(&mut self, artist: &str, title: &str, out: &mut Vec<Pages>) {
        let (artist, title) = (cleaned(artist), cleaned(title));
        if (&self.artist, &self.title) == (&artist, &title) {
            return;
        }
        (self.artist, self.title) = (artist, title);
        self.end(out);
    }

    /// Adds a packet; appends a page whenever one is full (200 ms, or 1.92 s where data is saved). A
    /// packet that does not follow the last one begins a new logical stream.
    pub fn push(&mut self, packet: &Packet, out: &mut Vec<Pages>) {
        if self.pending.last().is_some_and(|last| last.end() != packet.start) {
            self.end(out);
        }
        let segments = packet.data.len() / 255 + 1;
        // A full page waits for the packet after it, so that there always is one to mark as last.
        if self.pending_samples() >= self.page_samples || self.segments + segments > MAX_SEGMENTS {
            self.write_page(CONTINUES_NOTHING, out);
        }
        self.segments += segments;
        self.pending.push(packet.clone());
    }

    /// Ends the stream with what is left.
    pub fn finish(mut self, out: &mut Vec<Pages>) {
        self.end(out);
    }

    fn pending_samples(&self) -> u64 {
        self.pending.iter().map(|packet| u64::from(packet.samples)).sum()
    }

    fn end(&mut self, out: &mut Vec<Pages>) {
        self.write_page(ENDS, out);
        if self.begun.take().is_some() {
            self.serial = self.serial.wrapping_add(SERIAL_STEP);
        }
    }

    fn write_page(&mut self, flags: u8, out: &mut Vec<Pages>) {
        let (Some(first), Some(last)) = (self.pending.first(), self.pending.last()) else {
            return;
        };
        let (start, end) = (first.start, last.end());
        let headers = self.begun.is_none().then(|| self.header_pages());
        let begun = self.begun.get_or_insert(Begun { start, next_page: 2 });
        let page = Page {
            flags,
            granule: end - begun.start,
            serial: self.serial,
            number: begun.next_page,
        };
        begun.next_page = begun.next_page.wrapping_add(1);
        let bytes = page.write(self.pending.iter().map(|packet| &packet.data[..]));
        out.push(Pages {
            headers,
            bytes: Bytes::from(bytes),
            start,
            samples: (end - start) as u32,
        });
        self.pending.clear();
        self.segments = 0;
    }

    fn header_pages(&self) -> Bytes {
        let page = |flags, number| Page {
            flags,
            granule: 0,
            serial: self.serial,
            number,
        };
        let mut bytes = page(BEGINS, 0).write([&OPUS_HEAD[..]]);
        bytes.extend(page(CONTINUES_NOTHING, 1).write([&opus_tags(&self.artist, &self.title)[..]]));
        Bytes::from(bytes)
    }
}

/// Version 1, two channels, no pre-skip (the encoder has compensated it), 48 kHz, no gain, one
/// stream (RFC 7845 §5.1).
const OPUS_HEAD: [u8; 19] = *b"OpusHead\x01\x02\0\0\x80\xbb\0\0\0\0\0";

/// RFC 7845 §5.2.
fn opus_tags(artist: &str, title: &str) -> Vec<u8> {
    let mut bytes = b"OpusTags".to_vec();
    push_text(&mut bytes, "Awaz Pulse");
    let fields = [("TITLE", title), ("ARTIST", artist)];
    let comments: Vec<String> = fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    bytes.extend((comments.len() as u32).to_le_bytes());
    for comment in comments {
        push_text(&mut bytes, &comment);
    }
    bytes
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
}

/// `text` on one line, at most 1024 bytes.
fn cleaned(text: &str) -> String {
    let shown = text.trim();
    let start = &shown[..shown.floor_char_boundary(MAX_TEXT)];
    start
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

struct Page {
    flags: u8,
    granule: u64,
    serial: u32,
    number: u32,
}

impl Page {
    fn write<'a>(&self, packets: impl IntoIterator<Item = &'a [u8]> + Clone) -> Vec<u8> {
        let mut lacing = Vec::with_capacity(MAX_SEGMENTS);
        for packet in packets.clone() {
            lacing.extend(std::iter::repeat_n(255, packet.len() / 255));
            lacing.push((packet.len() % 255) as u8);
        }
        let mut bytes = b"OggS\0".to_vec();
        bytes.push(self.flags);
        bytes.extend(self.granule.to_le_bytes());
        bytes.extend(self.serial.to_le_bytes());
        bytes.extend(self.number.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.push(lacing.len() as u8);
        bytes.extend(lacing);
        for packet in packets {
            bytes.extend_from_slice(packet);
        }
        let checksum = crc(&bytes);
        bytes[22..26].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }
}

/// CRC-32 with polynomial 04c11db7, neither reflected nor inverted (RFC 3533 §6).
fn crc(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    bytes.iter().fold(0, |sum, byte| {
        sum << 8 ^ TABLE[(sum >> 24) as usize ^ usize::from(*byte)]
    })
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = (index as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            let carry = value >> 31;
            value = (value << 1) ^ (carry * 0x04c1_1db7);
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use ogg::PacketReader;
    use std::io::Cursor;

    fn rendition(kbps: u16) -> Rendition {
        let codec = awaz_core::Codec::Opus;
        Rendition { codec, kbps }
    }

    fn packet(index: u64) -> Packet {
        let bytes = vec![index as u8; 100 + (index as usize * 37) % 400];
        Packet {
            data: Bytes::from(bytes),
            start: index * 960,
            samples: 960,
        }
    }

    fn wire(pages: &[Pages]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for page in pages {
            bytes.extend(page.headers.iter().flatten());
            bytes.extend(&page.bytes);
        }
        bytes
    }

    fn read(bytes: Vec<u8>) -> Vec<ogg::Packet> {
        let mut reader = PacketReader::new(Cursor::new(bytes));
        std::iter::from_fn(|| reader.read_packet().unwrap()).collect()
    }

    #[test]
    fn pages_are_short_and_read_back_packet_by_packet() {
        let mut stream = OpusStream::new(rendition(64), 5);
        let mut pages = Vec::new();
        for index in 100..200 {
            stream.push(&packet(index), &mut pages);
        }
        stream.finish(&mut pages);
        assert!(pages.iter().all(|page| page.samples <= 9600));
        assert!(pages[0].headers.is_some() && pages[1..].iter().all(|page| page.headers.is_none()));
        assert_eq!(pages[0].start, 96_000);
        let packets = read(wire(&pages));
        assert_eq!(packets.len(), 102);
        assert!(packets[0].data.starts_with(b"OpusHead") && packets[0].first_in_stream());
        assert_eq!(packets[1].data[..8], *b"OpusTags");
        assert_eq!(packets[2].data, packet(100).data);
        let last = packets.last().unwrap();
        assert!(last.last_in_stream());
        assert_eq!(last.absgp_page(), 96_000);
    }

    #[test]
    fn a_title_begins_a_new_logical_stream() {
        let mut stream = OpusStream::new(rendition(64), 5);
        let mut pages = Vec::new();
        stream.set_title("Alamgir", "Dekha Na Tha", &mut pages);
        assert!(pages.is_empty());
        for index in 0..25 {
            if index == 15 {
                stream.set_title("Alamgir", "Dekha Na Tha", &mut pages);
            }
            if index == 20 {
                stream.set_title("", "خبریں", &mut pages);
            }
            stream.push(&packet(index), &mut pages);
        }
        stream.finish(&mut pages);
        let starts: Vec<u64> = pages
            .iter()
            .filter(|page| page.headers.is_some())
            .map(|page| page.start)
            .collect();
        assert_eq!(starts, [0, 20 * 960]);
        let packets = read(wire(&pages));
        assert_eq!(packets.len(), 25 + 4);
        assert!(packets[21].last_in_stream() && packets[22].first_in_stream());
        assert_ne!(packets[21].stream_serial(), packets[22].stream_serial());
        let tags = String::from_utf8_lossy(&packets[23].data);
        assert!(tags.contains("TITLE=خبریں") && !tags.contains("ARTIST"));
        assert_eq!(packets[28].absgp_page(), 5 * 960);
    }

    #[test]
    fn a_gap_begins_a_new_logical_stream() {
        let mut stream = OpusStream::new(rendition(24), 5);
        let mut pages = Vec::new();
        for index in (0..120).chain(150..160) {
            stream.push(&packet(index), &mut pages);
        }
        stream.finish(&mut pages);
        assert_eq!(pages.iter().filter(|page| page.headers.is_some()).count(), 2);
        assert_eq!(pages[0].samples, 96 * 960);
        assert_eq!(read(wire(&pages)).len(), 130 + 4);
    }

    #[test]
    fn a_late_joiner_reads_headers_and_the_page_that_is_due() {
        let mut stream = OpusStream::new(rendition(128), 9);
        let mut pages = Vec::new();
        for index in 0..100 {
            stream.push(&packet(index), &mut pages);
        }
        let mut bytes = pages[0].headers.clone().unwrap().to_vec();
        bytes.extend(&pages[5].bytes);
        let packets = read(bytes);
        assert_eq!(packets[2].data, packet(pages[5].start / 960).data);
        let end = pages[5].start + u64::from(pages[5].samples);
        assert_eq!(packets.last().unwrap().absgp_page(), end);
    }
}
