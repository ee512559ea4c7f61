//! Bytes of a playlist file as text.

use super::entry::Charset;
use awaz_core::{Error, Result};
use encoding_rs::Encoding;

/// Decodes a file: by its byte order mark, else as UTF-8, else as Windows-1252, which holds
/// Latin-1.
///
/// # Errors
/// `Invalid` for what has bytes that no text has.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Charset)> {
    let (text, charset) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => {
            let rest = bytes.get(length..).unwrap_or_default();
            let text = encoding.decode_without_bom_handling(rest).0.into_owned();
            (text, Charset::Known)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Charset::Known),
            Err(_) => (awaz_wire::text::decode(bytes, None), Charset::Guessed),
        },
    };
    if text.contains('\0') {
        let sentence = "This is no playlist but something else; choose a file in M3U, PLS or XSPF.";
        return Err(Error::invalid(sentence));
    }
    Ok((text, charset))
}

/// The lines of a text with their numbers, from 1; they end as any system ends them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let is_old_mac = text.contains('\r') && !text.contains('\n');
    let lines = text.split(if is_old_mac { '\r' } else { '\n' });
    (1..).zip(lines.map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_charset_is_read() {
        let utf16 = |text: &str| {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
        };
        for (bytes, expected, charset) in [
            ("دل".as_bytes().to_vec(), "دل", Charset::Known),
            ("\u{feff}دل".as_bytes().to_vec(), "دل", Charset::Known),
            (utf16("دل"), "دل", Charset::Known),
            (b"Caf\xe9".to_vec(), "Café", Charset::Guessed),
            (Vec::new(), "", Charset::Known),
        ] {
            assert_eq!(decode(&bytes).unwrap(), (expected.to_owned(), charset));
        }
        assert!(decode(b"ID3\x03\0\0").is_err(), "sound is no text");
    }

    #[test]
    fn lines_are_counted_on_every_system() {
        for text in ["a\nb", "a\r\nb\r\n", "a\rb"] {
            let lines: Vec<_> = lines(text).filter(|(_, line)| !line.is_empty()).collect();
            assert_eq!(lines, [(1, "a"), (2, "b")], "{text:?}");
        }
    }
}
