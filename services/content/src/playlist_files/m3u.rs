//! M3U: a location a line, with directives before it.

use super::decode::lines;
use super::entry::{Entry, List, split, title_of};
use super::{MAX_ENTRIES, too_many};
use awaz_core::Result;
use std::fmt::Write;

/// Reads a file; directives that are not known are passed over.
///
/// # Errors
/// `TooLarge` for too many entries.
pub(super) fn read(text: &str) -> Result<List> {
    let mut list = List::default();
    let mut next = Told::default();
    for (number, line) in lines(text).filter(|(_, line)| !line.is_empty()) {
        if let Some(directive) = line.strip_prefix('#') {
            match directive.split_once(':') {
                Some(("PLAYLIST", name)) => name.trim().clone_into(&mut list.name),
                Some((name, value)) => next.hear(name, value.trim()),
                None => {}
            }
            continue;
        }
        if list.entries.len() == MAX_ENTRIES {
            return Err(too_many());
        }
        list.entries.push(std::mem::take(&mut next).entry(number, line));
    }
    Ok(list)
}

/// Writes a file.
pub(super) fn write(list: &List) -> String {
    let mut out = format!("#EXTM3U\r\n#PLAYLIST:{}\r\n", list.name);
    for entry in &list.entries {
        let shown = entry.shown();
        let seconds = entry
            .duration_ms
            .map_or_else(|| "-1".to_owned(), |ms| (ms.div_ceil(1000)).to_string());
        // Writing to a string does not fail.
        let _ = write!(out, "#EXTINF:{seconds},{shown}\r\n");
        if split(&shown) != (entry.artist.clone(), entry.title.clone()) {
            let _ = write!(out, "#EXTART:{}\r\n", entry.artist);
        }
        if !entry.album.is_empty() {
            let _ = write!(out, "#EXTALB:{}\r\n", entry.album);
        }
        let comment = if entry.location.starts_with('#') { "./" } else { "" };
        let _ = write!(out, "{comment}{}\r\n", entry.location);
    }
    out
}

/// What the directives before an entry tell of it.
#[derive(Default)]
struct Told {
    shown: String,
    artist: Option<String>,
    album: String,
    duration_ms: Option<u64>,
}

impl Told {
    fn hear(&mut self, name: &str, value: &str) {
        match name {
            "EXTINF" => {
                let (head, shown) = value.split_at(comma(value));
                let digits = head.split([' ', ',']).next().unwrap_or_default();
                self.duration_ms = milliseconds(digits);
                let shown = shown.strip_prefix(',').unwrap_or(shown);
                shown.trim().clone_into(&mut self.shown);
            }
            "EXTART" => self.artist = Some(value.to_owned()),
            "EXTALB" => value.clone_into(&mut self.album),
            _ => {}
        }
    }

    fn entry(self, line: u32, location: &str) -> Entry {
        let (artist, title) = match self.artist {
            Some(artist) => {
                let title = title_of(&self.shown, &artist).to_owned();
                (artist, title)
            }
            None => split(&self.shown),
        };
        Entry {
            line,
            location: location.to_owned(),
            title,
            artist,
            album: self.album,
            duration_ms: self.duration_ms,
        }
    }
}

/// Where the comma is that ends the length and its attributes, whose values may hold commas.
fn comma(value: &str) -> usize {
    let mut is_quoted = false;
    let found = value.find(|letter| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    });
    found.or_else(|| value.find(',')).unwrap_or(value.len())
}

/// A length in seconds, also with a fraction; nothing where it is not known.
pub(super) fn milliseconds(seconds: &str) -> Option<u64> {
    let seconds: f64 = seconds.trim().parse().ok()?;
    let is_length = seconds > 0.0 && seconds < 1e8;
    is_length.then(|| (seconds * 1000.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_belong_to_the_next_location() {
        let text = "#EXTM3U\r\n#PLAYLIST: Raat \r\n\r\n#EXTINF:183,Noor Jehan - Dil - Live\r\n#EXTALB:Best\r\nC:\\Music\\Dil.mp3\r\n\
                    # a remark\r\nplain.mp3\r\n#EXTINF:-1 tvg-name=\"a, b\" x=\"y\",Only a title\r\n/x/y.mp3\r\n#EXTINF:1.5,\r\nz.mp3\r\n\
                    #EXTINF:0\r\n";
        let list = read(text).unwrap();
        assert_eq!(list.name, "Raat");
        let all: Vec<_> = list
            .entries
            .iter()
            .map(|one| {
                (
                    one.line,
                    one.location.as_str(),
                    one.artist.as_str(),
                    one.title.as_str(),
                    one.duration_ms,
                )
            })
            .collect();
        assert_eq!(
            all,
            [
                (6, "C:\\Music\\Dil.mp3", "Noor Jehan", "Dil - Live", Some(183_000)),
                (8, "plain.mp3", "", "", None),
                (10, "/x/y.mp3", "", "Only a title", None),
                (12, "z.mp3", "", "", Some(1500)),
            ]
        );
        assert_eq!(list.entries[0].album, "Best");
    }

    #[test]
    fn an_artist_with_a_dash_stays_whole() {
        let entry = Entry {
            line: 5,
            location: "#1 - hit.mp3".to_owned(),
            artist: "A - B".to_owned(),
            title: "C".to_owned(),
            ..Entry::default()
        };
        let list = List {
            name: String::new(),
            entries: vec![entry],
        };
        let read = read(&write(&list)).unwrap();
        assert_eq!(
            (read.entries[0].artist.as_str(), read.entries[0].title.as_str()),
            ("A - B", "C")
        );
        assert_eq!(read.entries[0].location, "./#1 - hit.mp3");
    }

    #[test]
    fn lengths_that_make_no_sense_are_unknown() {
        for wrong in ["", "-1", "0", "x", "inf", "NaN", "1e300"] {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
        assert_eq!(milliseconds("1.25"), Some(1250));
    }
}
