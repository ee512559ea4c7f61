//! Titles from the wild: UTF-8, Latin-1, and UTF-8 that was taken for Latin-1.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The longest title that is kept, bytes.
const MAX_TEXT: usize = 1_024;

/// Reads text that should be UTF-8: repairs Latin-1 and doubly encoded UTF-8, drops control
/// characters, bounds the length.
pub(crate) fn repair(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => undo_double_encoding(text).unwrap_or_else(|| text.to_owned()),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    tidy(&text)
}

/// Reads the body of an `ID3v2` text frame: an encoding byte, then text.
pub(crate) fn id3(body: &[u8]) -> String {
    let Some((encoding, text)) = body.split_first() else {
        return String::new();
    };
    match encoding {
        1 if text.starts_with(&[0xfe, 0xff]) => tidy(&UTF_16BE.decode_without_bom_handling(&text[2..]).0),
        1 => {
            let text = text.strip_prefix(&[0xff, 0xfe]).unwrap_or(text);
            tidy(&UTF_16LE.decode_without_bom_handling(text).0)
        }
        2 => tidy(&UTF_16BE.decode_without_bom_handling(text).0),
        _ => repair(text),
    }
}

/// Undoes UTF-8 that was read as Windows-1252 and encoded again ("Ù„" for "ل").
fn undo_double_encoding(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        let code = u32::from(character);
        // Windows-1252 leaves five bytes undefined; programs pass them as C1 controls.
        if code < 0x100 {
            bytes.push(code as u8);
            continue;
        }
        let mut utf8 = [0; 4];
        let (encoded, _, is_lossy) = WINDOWS_1252.encode(character.encode_utf8(&mut utf8));
        match (is_lossy, encoded.as_ref()) {
            (false, [byte]) => bytes.push(*byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

fn tidy(text: &str) -> String {
    let end = text.find('\0').unwrap_or(text.len());
    let mut kept: String = text[..end]
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let mut length = kept.len().min(MAX_TEXT);
    while !kept.is_char_boundary(length) {
        length -= 1;
    }
    kept.truncate(length);
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_repaired() {
        assert_eq!(repair("رنگ".as_bytes()), "رنگ");
        assert_eq!(repair(b"Caf\xe9"), "Café");
        let doubled: String = "لاہور".bytes().map(char::from).collect();
        assert_eq!(repair(doubled.as_bytes()), "لاہور");
        assert_eq!(repair("Ã©tÃ©".as_bytes()), "été");
        assert_eq!(repair("été".as_bytes()), "été");
        assert_eq!(repair(b" a\x01b\0c"), "a b");
        assert_eq!(repair(&[b'x'; 5000]).len(), MAX_TEXT);
    }

    #[test]
    fn id3_encodings_are_read() {
        assert_eq!(id3(b"\x00Caf\xe9"), "Café");
        assert_eq!(id3(b"\x01\xff\xfe\x31\x06"), "\u{631}");
        assert_eq!(id3(b"\x01\xfe\xff\x06\x31"), "\u{631}");
        assert_eq!(id3(b"\x02\x06\x31"), "\u{631}");
        assert_eq!(id3("\u{3}رنگ".as_bytes()), "رنگ");
        assert_eq!(id3(b""), "");
    }
}
