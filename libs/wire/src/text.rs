//! Text as it comes from strangers: percent escapes, charsets, control characters.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Most characters of one title, artist or header value that are kept.
pub const MAX_CHARS: usize = 1024;

/// Undoes percent escapes; a `%` that starts no escape stands for itself.
#[must_use]
pub fn percent_decode(text: &str) -> Vec<u8> {
    unescape(text.as_bytes(), false)
}

/// Undoes percent escapes and `+` for a space, as in query strings and forms.
#[must_use]
pub fn form_decode(text: &str) -> Vec<u8> {
    unescape(text.as_bytes(), true)
}

fn unescape(bytes: &[u8], plus_is_space: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (*first, tail) {
            (b'%', [high, low, after @ ..]) => {
                if let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) {
                    out.push(high << 4 | low);
                    rest = after;
                } else {
                    out.push(b'%');
                }
            }
            (b'+', _) if plus_is_space => out.push(b' '),
            (byte, _) => out.push(byte),
        }
    }
    out
}

const fn hex_digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        b'A'..=b'F' => Some(letter - b'A' + 10),
        _ => None,
    }
}

/// Escapes everything but RFC 3986's unreserved characters.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    out
}

/// Decodes bytes of a charset that is named, as in `latin1` or `windows-1256`.
///
/// Without a name, or with one nobody knows, it is UTF-8 where the bytes are UTF-8, and Latin-1
/// (as browsers read it) where they are not. Never fails; bytes without a meaning become U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    let named = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = named.unwrap_or(if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    });
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.trim_start_matches('\u{feff}').to_owned()
}

/// Cleans a line of text from outside: control characters and line separators become spaces,
/// direction overrides vanish, ends are trimmed, at most [`MAX_CHARS`] characters stay.
///
/// Directional marks and joiners that Urdu needs stay.
#[must_use]
pub fn clean(text: &str) -> String {
    let spaced = text.chars().filter(|letter| !is_override(*letter)).map(|letter| {
        let breaks_lines = letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
        if breaks_lines { ' ' } else { letter }
    });
    let bounded: String = spaced
        .skip_while(|letter| letter.is_whitespace())
        .take(MAX_CHARS)
        .collect();
    bounded.trim_end().to_owned()
}

const fn is_override(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{0}')
}

/// Splits a query string into its pairs, still escaped, in order; at most 64.
pub fn query_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).take(64);
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Finds a parameter of a query string, decoded as UTF-8 or Latin-1, first one wins.
#[must_use]
pub fn query_value(query: &str, name: &str) -> Option<String> {
    let (_, value) = query_pairs(query).find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(decode(&form_decode(value), None))
}

/// Escapes text for XML content and attribute values; characters XML 1.0 forbids vanish.
#[must_use]
pub fn xml_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_round_trip_and_stray_percents_stay() {
        assert_eq!(percent_decode("%D9%84%zz%"), b"\xd9\x84%zz%");
        assert_eq!(form_decode("a+b%2B"), b"a b+");
        let urdu = "لاہور – a'b";
        assert_eq!(percent_decode(&percent_encode(urdu)), urdu.as_bytes());
    }

    #[test]
    fn charsets() {
        assert_eq!(decode("لاہور".as_bytes(), None), "لاہور");
        assert_eq!(decode(b"caf\xe9", None), "café");
        assert_eq!(decode(b"\xe1\xe6", Some("windows-1256")), "لو");
        assert_eq!(decode(b"caf\xc3\xa9", Some("latin1")), "cafÃ©");
        assert_eq!(decode(b"\xff\xfe", Some("no-such")), "ÿþ");
    }

    #[test]
    fn cleaning_takes_controls_and_keeps_urdu() {
        assert_eq!(clean(" a\r\nb\x1b[31m\0c "), "a  b [31mc");
        assert_eq!(clean("کہ\u{200c}اں \u{202e}evil"), "کہ\u{200c}اں evil");
        assert_eq!(clean(&"x".repeat(5000)).len(), MAX_CHARS);
    }

    #[test]
    fn xml_is_escaped() {
        assert_eq!(
            xml_escape("<a href=\"x\">&'\u{1}"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"
        );
    }
}
