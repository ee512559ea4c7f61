//! Title updates beside the stream: `/admin/metadata` and Shoutcast's `/admin.cgi`.

use crate::text;
use serde::{Deserialize, Serialize};

/// What is playing, as a source says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SongTitle {
    /// Artist; may be empty.
    pub artist: String,
    /// Title; may be empty.
    pub title: String,
    /// Page or picture of the song.
    pub url: Option<String>,
}

impl SongTitle {
    /// Reads `Artist - Title`; without the dash all of it is the title.
    #[must_use]
    pub fn from_song(song: &str) -> Self {
        let song = text::clean(song);
        let (artist, title) = song.split_once(" - ").unwrap_or(("", &song));
        Self {
            artist: artist.trim().to_owned(),
            title: title.trim().to_owned(),
            url: None,
        }
    }
}

impl std::fmt::Display for SongTitle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.artist.as_str(), self.title.as_str()) {
            ("", title) => formatter.write_str(title),
            (artist, "") => formatter.write_str(artist),
            (artist, title) => write!(formatter, "{artist} - {title}"),
        }
    }
}

/// A title update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Mount, where it names one.
    pub mount: Option<String>,
    /// What it is about.
    pub action: Action,
}

/// What an update asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// `mode=updinfo`: this is playing. A `song` replaces artist and title both.
    Title(SongTitle),
    /// Another mode; Icecast answers 200 with `return` 0.
    UnknownMode,
    /// No song, artist or title in it.
    Nothing,
}

impl Update {
    /// Reads a query string or a form body. Values are in `charset=`, else UTF-8, else Latin-1.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let charset = raw(query, "charset").map(|label| text::decode(&text::form_decode(label), None));
        let value = |name| {
            let bytes = text::form_decode(raw(query, name)?);
            Some(text::clean(&text::decode(&bytes, charset.as_deref())))
        };
        let mount = text::query_value(query, "mount").filter(|mount| !mount.is_empty());
        if text::query_value(query, "mode").is_some_and(|mode| mode != "updinfo") {
            return Self {
                mount,
                action: Action::UnknownMode,
            };
        }
        let url = value("url").filter(|url| is_web_address(url));
        let parts = (value("artist"), value("title"));
        let action = match (value("song"), parts) {
            (Some(song), _) => Action::Title(SongTitle {
                url,
                ..SongTitle::from_song(&song)
            }),
            (None, (None, None)) => Action::Nothing,
            (None, (None, Some(title))) => Action::Title(SongTitle {
                url,
                ..SongTitle::from_song(&title)
            }),
            (None, (artist, title)) => Action::Title(SongTitle {
                artist: artist.unwrap_or_default(),
                title: title.unwrap_or_default(),
                url,
            }),
        };
        Self { mount, action }
    }
}

fn raw<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    text::query_pairs(query)
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn is_web_address(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// Icecast's answer to an update.
#[must_use]
pub fn response_xml(message: &str, is_done: Done) -> String {
    let code = u8::from(is_done == Done::Yes);
    let message = text::xml_escape(message);
    format!("<?xml version=\"1.0\"?>\n<iceresponse><message>{message}</message><return>{code}</return></iceresponse>\n")
}

/// Whether what was asked for was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was.
    Yes,
    /// It was not.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn title(query: &str) -> SongTitle {
        let Action::Title(song) = Update::parse(query).action else {
            panic!("a title in {query}")
        };
        song
    }

    #[test]
    fn song_resets_artist_and_title() {
        let song = title("mount=/m&mode=updinfo&song=A+-+B");
        assert_eq!((song.artist.as_str(), song.title.as_str()), ("A", "B"));
        let alone = title("mode=updinfo&song=Changed&artist=Old");
        assert_eq!((alone.artist.as_str(), alone.to_string().as_str()), ("", "Changed"));
        assert_eq!(title("mode=updinfo&artist=A&title=B").to_string(), "A - B");
    }

    #[test]
    fn any_charset() {
        assert_eq!(title("song=%D9%84%D8%A7%DB%81%D9%88%D8%B1").title, "لاہور");
        assert_eq!(title("song=caf%E9").title, "café");
        assert_eq!(title("song=caf%E9&charset=ISO-8859-1").title, "café");
        assert_eq!(title("charset=windows-1256&song=%E1%E6").title, "لو");
        assert_eq!(title("charset=klingon&song=%D9%84").title, "ل");
    }

    #[test]
    fn long_titles_and_line_breaks_are_tamed() {
        let song = title(&format!("song=x%0d%0ay{}", "z".repeat(5000)));
        assert!(song.title.starts_with("x  y") && song.title.len() == text::MAX_CHARS);
        assert_eq!(title("song=it's';StreamUrl='evil").title, "it's';StreamUrl='evil");
    }

    #[test]
    fn modes_and_nothing() {
        assert_eq!(Update::parse("mode=foo&song=x").action, Action::UnknownMode);
        assert_eq!(Update::parse("mount=/m").action, Action::Nothing);
        assert_eq!(Update::parse("mount=%2Fm&song=").mount.as_deref(), Some("/m"));
        assert!(response_xml("a<b", Done::No).contains("<message>a&lt;b</message><return>0</return>"));
    }

    proptest! {
        #[test]
        fn never_panics(query in "[a-z=&%+0-9F]{0,80}") {
            let _ = Update::parse(&query);
        }
    }
}
