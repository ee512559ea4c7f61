//! Names of files as strangers give them. They are shown and searched, **never opened**: what
//! is stored lies under its content's hash.

use crate::text;

/// Most characters of a name that is kept.
const MAX_CHARS: usize = 200;
/// Extensions of files that may hold sound, known to play or not; others are passed over by an
/// import without a word.
const SOUND: [&str; 25] = [
    "mp3", "mp2", "mpga", "m4a", "m4b", "mp4", "aac", "flac", "wav", "wave", "aif", "aiff", "aifc", "ogg", "oga",
    "opus", "spx", "webm", "mka", "weba", "caf", "wma", "ape", "wv", "ac3",
];

/// The last step of a path as a stranger wrote it, without control characters; "track" where
/// nothing is left.
#[must_use]
pub(crate) fn last_step(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = text::bounded(last).chars().take(MAX_CHARS).collect();
    let trimmed = cleaned.trim_matches(['.', ' ']);
    if trimmed.is_empty() {
        "track".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// A title made of a file's name: no extension, no leading number, spaces for underscores.
#[must_use]
pub(crate) fn title(name: &str) -> String {
    let last = last_step(name);
    let stem = match last.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => &last,
    };
    let spaced = stem.replace('_', " ");
    let unnumbered = spaced.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = spaced.len() - unnumbered.len();
    let rest = unnumbered.trim_start_matches(['-', '.', ' ', ')']);
    let is_numbered = (1..=3).contains(&digits) && rest.len() < unnumbered.len() && !rest.is_empty();
    let title = if is_numbered { rest } else { spaced.as_str() };
    let title = text::from_tag(title);
    if title.is_empty() { last } else { title }
}

/// The extension in lower case, where it is a plain one; for object keys and the decoder's hint.
#[must_use]
pub(crate) fn extension(name: &str) -> Option<String> {
    let last = last_step(name);
    let (_, extension) = last.rsplit_once('.')?;
    let is_plain = (1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_plain.then(|| extension.to_ascii_lowercase())
}

/// Whether a file's name says that it holds sound.
#[must_use]
pub(crate) fn is_sound(name: &str) -> bool {
    extension(name).is_some_and(|extension| SOUND.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_climb_or_lie_become_plain() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\x.mp3", "x.mp3"),
            ("/abs/song.mp3", "song.mp3"),
            ("a\0b.mp3", "ab.mp3"),
            ("..", "track"),
            ("", "track"),
            ("dir/", "track"),
            (".hidden", "hidden"),
            ("evil\u{202e}3pm.exe", "evil3pm.exe"),
            ("نغمہ.mp3", "نغمہ.mp3"),
        ] {
            assert_eq!(last_step(given), kept, "{given:?}");
        }
        assert_eq!(last_step(&"ا".repeat(9000)).chars().count(), MAX_CHARS);
    }

    #[test]
    fn titles_come_from_names() {
        for (name, expected) in [
            ("01 - Shaam_e_Ghazal.mp3", "Shaam e Ghazal"),
            ("7.opus", "7"),
            ("1979.mp3", "1979"),
            ("99 Luftballons.mp3", "Luftballons"),
            ("دل.flac", "دل"),
            ("noext", "noext"),
        ] {
            assert_eq!(title(name), expected, "{name}");
        }
    }

    #[test]
    fn extensions_are_plain() {
        assert_eq!(extension("a.MP3").as_deref(), Some("mp3"));
        assert_eq!(extension("a.m/../p3"), None);
        assert_eq!(extension("a.mp3\u{202e}").as_deref(), Some("mp3"));
        assert_eq!(extension("a.ｍｐ３"), None);
        assert!(is_sound("x.OpUs") && !is_sound("cover.jpg"));
    }
}
