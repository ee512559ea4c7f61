//! Texts from files: charsets, control characters, and a form to search in.

use awaz_text::normalise::{Spelling, skeleton, tokens};
use awaz_wire::text::clean;
use encoding_rs::{WINDOWS_1252, WINDOWS_1256};

/// Most characters of a title, artist, album or playlist name.
pub const MAX_CHARS: usize = 300;

/// Reads a text of a tag: undoes UTF-8 and Windows-1256 that were declared to be Latin-1, drops
/// control characters and direction overrides, and bounds the length.
#[must_use]
pub fn from_tag(text: &str) -> String {
    let repaired = repair(text);
    bounded(repaired.as_deref().unwrap_or(text))
}

/// Cleans a text that people wrote.
#[must_use]
pub fn bounded(text: &str) -> String {
    let cleaned = clean(text);
    let kept: String = cleaned.chars().take(MAX_CHARS).collect();
    kept.trim_end().to_owned()
}

/// Folds a text for searching: lower case, Arabic letter variants as one, no vowel signs.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| !is_vowel_sign(*letter))
        .map(|letter| match letter {
            'ي' | 'ى' | 'ې' | 'ۍ' => 'ی',
            'ك' | 'ڪ' => 'ک',
            'ه' | 'ة' | 'ۃ' => 'ہ',
            'أ' | 'إ' | 'ٱ' => 'ا',
            other => other,
        })
        .collect()
}

/// What stands before the consonants of a word in Roman letters, and of one in another script.
const ROMAN: char = '^';
const SCRIPT: char = '~';
/// Consonants that are enough for the beginning of a word; of fewer it must be the whole.
const BEGINNING: usize = 3;

fn is_roman(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// The consonants of each word, for finding it by another script.
#[must_use]
pub fn bones(text: &str) -> String {
    let mut bones = String::from("\n");
    for token in tokens(text, Spelling::Common) {
        let mark = if is_roman(&token.key) { ROMAN } else { SCRIPT };
        bones.extend([mark]);
        bones.push_str(&skeleton(&token.key));
        bones.push(' ');
    }
    bones
}

/// What words of another script that sound like one have in their [`bones`]; `None` where too
/// little is heard of it.
#[must_use]
pub fn heard_as(word: &str) -> Option<String> {
    let key = tokens(word, Spelling::Common).next()?.key;
    let mark = if is_roman(&key) { SCRIPT } else { ROMAN };
    let heard = skeleton(&key);
    match heard.len() {
        0 | 1 => None,
        length if length < BEGINNING => Some(format!("{mark}{heard} ")),
        _ => Some(format!("{mark}{heard}")),
    }
}

const fn is_vowel_sign(letter: char) -> bool {
    matches!(
        letter,
        '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200c}' | '\u{200d}'
    )
}

fn repair(text: &str) -> Option<String> {
    let bytes = as_single_bytes(text)?;
    match String::from_utf8(bytes) {
        Ok(utf8) => Some(utf8),
        Err(not_utf8) => as_arabic(text, not_utf8.as_bytes()),
    }
}

/// The bytes a text had when it was read as Latin-1 or Windows-1252; `None` for plain ASCII and
/// for texts that cannot have been read so.
fn as_single_bytes(text: &str) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let code = u32::from(letter);
        if code < 0x100 {
            bytes.push(code as u8);
            continue;
        }
        let mut buffer = [0; 4];
        let (encoded, _, is_lossy) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
        match (is_lossy, encoded.as_ref()) {
            (false, [byte]) => bytes.push(*byte),
            _ => return None,
        }
    }
    Some(bytes)
}

/// Windows-1256, the charset of old Urdu tags, where nearly all letters are accented ones, which
/// no language that is written in Latin-1 does.
fn as_arabic(text: &str, bytes: &[u8]) -> Option<String> {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let accented = text
        .chars()
        .filter(|letter| !letter.is_ascii() && letter.is_alphabetic())
        .count();
    if accented < 3 || accented * 10 < letters * 7 {
        return None;
    }
    let decoded = WINDOWS_1256.decode_without_bom_handling(bytes).0;
    let arabic = decoded
        .chars()
        .filter(|letter| ('\u{600}'..'\u{700}').contains(letter))
        .count();
    (arabic * 10 >= accented * 7).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_the_wrong_charset_are_mended() {
        let urdu = "دل کی بات";
        let as_latin1: String = urdu.bytes().map(char::from).collect();
        assert_eq!(from_tag(&as_latin1), urdu);
        assert_eq!(from_tag("CafÃ© del Mar"), "Café del Mar");
        let (old_urdu, _, _) = WINDOWS_1256.encode("پاکستان زندہ باد");
        let read_as_latin1: String = old_urdu.iter().map(|byte| char::from(*byte)).collect();
        assert_eq!(from_tag(&read_as_latin1), "پاکستان زندہ باد");
    }

    #[test]
    fn right_texts_stay() {
        for text in [
            "Café del Mar",
            "Ænima",
            "Été à l'île",
            "دل",
            "plain",
            "Ñandú",
            "Björk – Jóga",
        ] {
            assert_eq!(from_tag(text), text);
        }
        assert_eq!(from_tag("a\u{202e}b\u{0}c\nd "), "abc d");
        assert_eq!(from_tag(&"x".repeat(5000)).chars().count(), MAX_CHARS);
    }

    #[test]
    fn search_finds_across_keyboards() {
        assert_eq!(fold("Zindagī"), fold("zindagī"));
        assert_eq!(fold("زندگي"), fold("زندگی"));
        assert_eq!(fold("كِتاب"), fold("کتاب"));
    }

    #[test]
    fn search_finds_across_scripts() {
        let heard = |query: &str, title: &str| heard_as(query).is_some_and(|pattern| bones(title).contains(&pattern));
        for (query, title) in [
            ("nusrat", "دم مست — نصرت فتح علی خان"),
            ("nusr", "نصرت"),
            ("ghazal", "غزل"),
            ("dil", "دل کی بات"),
            ("دل", "Dil Dil Pakistan"),
            ("پاکستان", "Dil Dil Pakistan"),
        ] {
            assert!(heard(query, title), "{query} in {title}: {}", bones(title));
        }
        assert!(!heard("dil", "دلدار"), "two consonants are a whole word");
        assert!(!heard("nusrat", "Nusrat"), "the same script is found as typed");
        assert_eq!(heard_as("aa"), None);
    }
}
