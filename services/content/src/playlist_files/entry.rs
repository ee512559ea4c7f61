//! What a playlist file holds, whatever its kind.

use crate::files::name;
use crate::text;

/// Most characters of a location that are kept.
const MAX_LOCATION: usize = 2000;
/// What stands between an artist and a title that are written as one.
const DASH: &str = " - ";

/// A playlist as a file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct List {
    /// Its name; empty where the file does not tell.
    pub name: String,
    /// Its entries, in order.
    pub entries: Vec<Entry>,
}

/// An entry of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Line on which it stands, from 1.
    pub line: u32,
    /// Path or address, as it is written.
    pub location: String,
    /// Title; may be empty.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Album; may be empty.
    pub album: String,
    /// Length, ms.
    pub duration_ms: Option<u64>,
}

/// Whether it is sure which letters a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// It says so, or it is UTF-8.
    Known,
    /// It is read as Latin-1 for want of better.
    Guessed,
}

impl List {
    /// Bounds and cleans all texts; mends those of a charset that was guessed.
    pub(super) fn tidy(&mut self, charset: Charset) {
        let clean = match charset {
            Charset::Known => text::bounded,
            Charset::Guessed => text::from_tag,
        };
        self.name = clean(&self.name);
        for entry in &mut self.entries {
            for text in [&mut entry.title, &mut entry.artist, &mut entry.album] {
                *text = clean(text);
            }
            if entry.location.len() > MAX_LOCATION {
                entry.location = entry.location.chars().take(MAX_LOCATION).collect();
            }
        }
    }
}

impl Entry {
    /// Whether it names a stream or a page on the network, which is no track.
    pub(crate) fn is_stream(&self) -> bool {
        let Some((scheme, rest)) = self.location.split_once(':') else {
            return false;
        };
        // One letter is a drive of Windows.
        let is_scheme = scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_scheme && rest.starts_with("//") && !scheme.eq_ignore_ascii_case("file")
    }

    /// Artist and title; out of the file's name where the entry does not tell.
    pub(crate) fn named(&self) -> (String, String) {
        if !self.title.is_empty() {
            return (self.artist.clone(), self.title.clone());
        }
        let (artist, title) = split(&name::title(&self.location));
        let artist = if self.artist.is_empty() {
            artist
        } else {
            self.artist.clone()
        };
        (artist, title)
    }

    /// Artist and title as one text.
    pub(super) fn shown(&self) -> String {
        if self.artist.is_empty() {
            self.title.clone()
        } else {
            [self.artist.as_str(), &self.title].join(DASH)
        }
    }
}

/// Artist and title of a text that holds both, or only a title.
pub(super) fn split(text: &str) -> (String, String) {
    let (artist, title) = text.split_once(DASH).unwrap_or(("", text));
    (artist.trim().to_owned(), title.trim().to_owned())
}

/// The title of a text that holds an artist who is known, too.
pub(super) fn title_of<'a>(text: &'a str, artist: &str) -> &'a str {
    let rest = text.strip_prefix(artist).and_then(|rest| rest.strip_prefix(DASH));
    rest.filter(|_| !artist.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(location: &str) -> Entry {
        Entry {
            location: location.to_owned(),
            ..Entry::default()
        }
    }

    #[test]
    fn streams_are_told_from_files() {
        for stream in ["http://x/a.mp3", "HTTPS://x", "rtsp://x", "mms://x", "icyx://x"] {
            assert!(at(stream).is_stream(), "{stream}");
        }
        for file in [
            "C:\\x.mp3",
            "c:/x.mp3",
            "C://x.mp3",
            "file:///x.mp3",
            "a: b.mp3",
            "/x/y:z.mp3",
            "",
        ] {
            assert!(!at(file).is_stream(), "{file}");
        }
    }

    #[test]
    fn an_entry_without_a_title_has_the_one_of_its_file() {
        let named = |location: &str| at(location).named();
        let pair = |artist: &str, title: &str| (artist.to_owned(), title.to_owned());
        assert_eq!(named("music/Noor Jehan - Dil.mp3"), pair("Noor Jehan", "Dil"));
        assert_eq!(named("music\\03 - Dil.mp3"), pair("", "Dil"));
    }
}
