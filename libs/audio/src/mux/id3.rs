//! ID3v2.4 tags with a title and an artist (id3.org, "ID3 tag version 2.4.0").
//!
//! It writes what HLS carries as timed metadata, nothing more; tags are read by [`crate::input`].

/// Most bytes of one text; what is longer is cut between characters.
const MAX_TEXT: usize = 1024;
const UTF_8: u8 = 3;

/// A tag with `TIT2` and `TPE1`; an empty text leaves its frame out. Texts are UTF-8, without
/// control characters, cut at 1024 bytes.
#[must_use]
pub fn tag(title: &str, artist: &str) -> Vec<u8> {
    let mut frames = Vec::new();
    push_text(&mut frames, *b"TIT2", title);
    push_text(&mut frames, *b"TPE1", artist);
    let mut tag = b"ID3\x04\x00\x00".to_vec();
    tag.extend(syncsafe(frames.len()));
    tag.extend(frames);
    tag
}

fn push_text(frames: &mut Vec<u8>, name: [u8; 4], text: &str) {
    let cleaned: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let shown = cut(cleaned.trim(), MAX_TEXT);
    if shown.is_empty() {
        return;
    }
    frames.extend(name);
    // The encoding's byte in front, a zero behind.
    frames.extend(syncsafe(shown.len() + 2));
    frames.extend([0, 0, UTF_8]);
    frames.extend(shown.as_bytes());
    frames.push(0);
}

/// The longest start of `text` of at most `limit` bytes.
fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// 28 bits in four bytes whose top bit is clear.
fn syncsafe(value: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (value >> shift & 0x7f) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_holds_title_and_artist() {
        let written = tag("Rang", "نور");
        let mut expected = b"ID3\x04\0\0\0\0\0\x22TIT2\0\0\0\x06\0\0\x03Rang\0".to_vec();
        expected.extend(b"TPE1\0\0\0\x08\0\0\x03");
        expected.extend("نور\0".as_bytes());
        assert_eq!(written, expected);
    }

    #[test]
    fn lengths_are_syncsafe_and_texts_are_bounded() {
        let written = tag(&"ا".repeat(5000), "a\nb\0");
        assert_eq!(written[..6], *b"ID3\x04\x00\x00");
        let size = written[6..10]
            .iter()
            .fold(0, |size, byte| size << 7 | usize::from(*byte));
        assert_eq!(size, written.len() - 10);
        assert!(written[6..10].iter().all(|byte| *byte < 0x80));
        assert!(written.ends_with(b"a b\0"));
        assert!(written.len() < 1100);
        assert_eq!(tag("", " "), b"ID3\x04\0\0\0\0\0\0");
    }
}
