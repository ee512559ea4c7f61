//! Titles as ICY metadata blocks: one length byte (× 16), then
//! `StreamTitle='…';StreamUrl='…';` padded with NUL.

use bytes::Bytes;
use std::sync::{Arc, LazyLock};

/// Largest payload of a metadata block, bytes: the length byte counts sixteens up to 255.
pub(crate) const MAX_PAYLOAD: usize = 255 * 16;

/// Longest `StreamUrl` that is announced, bytes; a longer one is left out, because cut it leads nowhere.
const MAX_URL: usize = 512;

/// The block that says "as before".
pub(crate) const UNCHANGED: &[u8] = &[0];

/// A title and the metadata block that announces it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// Text as a player shows it.
    pub(crate) text: String,
    /// The whole block, length byte included.
    pub(crate) block: Bytes,
}

static EMPTY: LazyLock<Arc<Title>> = LazyLock::new(|| Arc::new(Title::new("", None)));

impl Title {
    /// Makes a title of text from outside: cleaned, bounded, safe to interleave.
    pub(crate) fn new(text: &str, url: Option<&str>) -> Self {
        let url_part = url
            .map(clean)
            .filter(|address| address.len() <= MAX_URL)
            .map(|address| format!("StreamUrl='{address}';"))
            .unwrap_or_default();
        let frame = "StreamTitle='';".len();
        let mut shown = clean(text);
        cut(&mut shown, MAX_PAYLOAD - frame - url_part.len());
        let payload = format!("StreamTitle='{shown}';{url_part}");
        Self {
            block: pack(payload.as_bytes()),
            text: shown,
        }
    }

    /// The title of a stream that has none.
    pub(crate) fn empty() -> &'static Arc<Self> {
        &EMPTY
    }

    /// Tells whether a listener who has `self` on screen needs no new block for `other`.
    pub(crate) fn same(self: &Arc<Self>, other: &Arc<Self>) -> bool {
        Arc::ptr_eq(self, other) || self.block == other.block
    }
}

/// Takes out what could end the field early or write into a log or terminal: control characters
/// go (line breaks and tabs become a space) and the apostrophe of `';` becomes U+2019.
fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len().min(MAX_PAYLOAD));
    for character in text.chars() {
        if cleaned.len() > MAX_PAYLOAD {
            break;
        }
        match character {
            '\n' | '\r' | '\t' => cleaned.push(' '),
            ';' if cleaned.ends_with('\'') => {
                cleaned.pop();
                cleaned.push_str("\u{2019};");
            }
            other if other.is_control() => {}
            other => cleaned.push(other),
        }
    }
    cleaned.trim().to_owned()
}

/// Shortens `text` to at most `limit` bytes between two characters.
fn cut(text: &mut String, limit: usize) {
    text.truncate(text.floor_char_boundary(limit));
}

/// Adds the length byte and the padding; `payload` is at most [`MAX_PAYLOAD`] bytes.
fn pack(payload: &[u8]) -> Bytes {
    let sixteens = payload.len().div_ceil(16);
    let mut block = Vec::with_capacity(1 + sixteens * 16);
    block.push(sixteens as u8);
    block.extend_from_slice(payload);
    block.resize(1 + sixteens * 16, 0);
    block.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(title: &Title) -> String {
        let sixteens = usize::from(title.block[0]);
        assert_eq!(title.block.len(), 1 + sixteens * 16);
        let text = std::str::from_utf8(&title.block[1..]).unwrap();
        text.trim_end_matches('\0').to_owned()
    }

    #[test]
    fn urdu_title_is_announced_as_it_is() {
        let title = Title::new("نصرت فتح علی خان - آفرین", Some("https://radio.example/"));
        assert_eq!(
            payload(&title),
            "StreamTitle='نصرت فتح علی خان - آفرین';StreamUrl='https://radio.example/';"
        );
    }

    #[test]
    fn terminator_inside_a_title_is_defused() {
        let title = Title::new("A';StreamUrl='http://evil.example';B", None);
        assert_eq!(payload(&title).matches("';").count(), 1);
        assert!(payload(&title).ends_with("';"));
        assert_eq!(payload(&Title::new("Don't stop'", None)), "StreamTitle='Don't stop'';");
    }

    #[test]
    fn control_characters_are_removed() {
        let title = Title::new("A\r\nB\u{1b}[31m\0C\u{7f}\u{9b}", None);
        assert_eq!(title.text, "A  B[31mC");
    }

    #[test]
    fn a_removed_control_character_cannot_hide_a_terminator() {
        let title = Title::new("A'\0;StreamUrl='x", None);
        assert_eq!(payload(&title).matches("';").count(), 1);
    }

    #[test]
    fn long_titles_are_cut_between_characters() {
        let title = Title::new(&"ے".repeat(5000), Some("https://radio.example/"));
        assert!(title.block.len() <= 1 + MAX_PAYLOAD);
        assert!(title.text.chars().all(|character| character == 'ے'));
        assert!(payload(&title).ends_with("';StreamUrl='https://radio.example/';"));
        assert!(title.text.len() > 4000);
    }

    #[test]
    fn a_stream_without_a_title_says_so() {
        assert_eq!(payload(Title::empty()), "StreamTitle='';");
    }
}
