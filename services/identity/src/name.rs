//! Names on screen: any script, nothing that hides, turns or imitates.

use awaz_core::{Error, Result};
use unicode_normalization::UnicodeNormalization;

/// Most characters of a name.
const MAX_CHARS: usize = 100;

/// Cleans a name: composed letters, no control characters, nothing invisible but the joiners that
/// Urdu and Sindhi are written with, single spaces, at most 100 characters.
///
/// # Errors
/// `Invalid` where one word mixes scripts that look alike, as in a Latin word with a Cyrillic letter.
pub(crate) fn clean(text: &str) -> Result<String> {
    let visible: String = text.nfc().map(spaced).filter(|letter| !is_hidden(*letter)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    if words.iter().any(|word| imitates(word)) {
        let message = "A word of the name mixes letters of scripts that look alike.";
        return Err(Error::invalid(message).field("/name", "mixes scripts within a word"));
    }
    let kept: String = words.join(" ").chars().take(MAX_CHARS).collect();
    Ok(kept.trim_end().to_owned())
}

/// Whether a character is not seen: controls, marks of direction, joiners of nothing, tags.
pub(crate) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Line breaks and tabs part words as spaces do.
fn spaced(letter: char) -> char {
    if letter.is_whitespace() { ' ' } else { letter }
}

fn imitates(word: &str) -> bool {
    let scripts = word.chars().filter_map(script);
    let mut first = None;
    for script in scripts {
        if *first.get_or_insert(script) != script {
            return true;
        }
    }
    false
}

/// The three scripts whose letters are taken for one another.
fn script(letter: char) -> Option<u8> {
    match letter {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(0),
        '\u{370}'..='\u{3ff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_stay_as_they_are() {
        for name in [
            "ثمینہ پیرزادہ",
            "محمد\u{200c}علی",
            "Zoë",
            "Иван",
            "O'Neill-Khan 2",
            "ਮਨਪ੍ਰੀਤ",
        ] {
            assert_eq!(clean(name).as_deref(), Ok(name));
        }
        assert_eq!(clean("e\u{301}a").as_deref(), Ok("éa"));
    }

    #[test]
    fn what_hides_goes_and_what_imitates_is_refused() {
        assert_eq!(clean(" a\u{202e}b\u{0}\r\n\tc\u{200b}\u{2066} ").as_deref(), Ok("ab c"));
        assert_eq!(clean("\u{202e}\u{feff}\u{0}").as_deref(), Ok(""));
        assert_eq!(clean(&"ن".repeat(5000)).map(|name| name.chars().count()), Ok(100));
        for bad in ["\u{410}dmin", "p\u{430}ypal", "\u{391}wa\u{396}"] {
            assert!(clean(bad).is_err(), "{bad}");
        }
    }
}
