//! PLS: an INI whose keys are numbered.

use super::decode::lines;
use super::entry::{Entry, List, split};
use super::m3u::milliseconds;
use super::{MAX_ENTRIES, too_many};
use awaz_core::Result;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The key under which programs of GNOME write a playlist's name.
const NAME: &str = "x-gnome-title";

/// Reads a file; the numbers say the order.
///
/// # Errors
/// `TooLarge` for too many entries.
pub(super) fn read(text: &str) -> Result<List> {
    let mut list = List::default();
    let mut entries: BTreeMap<u32, Entry> = BTreeMap::new();
    for (line, pair) in lines(text) {
        let Some((key, value)) = pair.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key == NAME {
            value.clone_into(&mut list.name);
        }
        let Some((what, number)) = numbered(&key) else {
            continue;
        };
        let entry = entries.entry(number).or_default();
        match what {
            Key::File => (entry.line, entry.location) = (line, value.to_owned()),
            Key::Title => (entry.artist, entry.title) = split(value),
            Key::Length => entry.duration_ms = milliseconds(value),
        }
        if entries.len() > MAX_ENTRIES {
            return Err(too_many());
        }
    }
    list.entries = entries
        .into_values()
        .filter(|entry| !entry.location.is_empty())
        .collect();
    Ok(list)
}

/// Writes a file.
pub(super) fn write(list: &List) -> String {
    let mut out = format!("[playlist]\r\nX-GNOME-Title={}\r\n", list.name);
    for (number, entry) in (1..).zip(&list.entries) {
        let seconds = entry
            .duration_ms
            .map_or_else(|| "-1".to_owned(), |ms| ms.div_ceil(1000).to_string());
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "File{number}={}\r\nTitle{number}={}\r\nLength{number}={seconds}\r\n",
            entry.location,
            entry.shown()
        );
    }
    let _ = write!(out, "NumberOfEntries={}\r\nVersion=2\r\n", list.entries.len());
    out
}

enum Key {
    File,
    Title,
    Length,
}

fn numbered(key: &str) -> Option<(Key, u32)> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let name = key.trim_end_matches(is_digit);
    let number = key.get(name.len()..)?.parse().ok()?;
    match name {
        "file" => Some((Key::File, number)),
        "title" => Some((Key::Title, number)),
        "length" => Some((Key::Length, number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_say_the_order() {
        let text = "[Playlist]\nfile2=b.mp3\nTITLE2=Noor - Dil\nLength2=90\nFile1 = a.mp3 \nnumberofentries=2\nTitle9=lost\n\
                    File=none\nFile99999999999=x\nX-GNOME-Title=Raat";
        let list = read(text).unwrap();
        let all: Vec<_> = list
            .entries
            .iter()
            .map(|one| (one.line, one.location.as_str(), one.title.as_str(), one.duration_ms))
            .collect();
        assert_eq!(all, [(5, "a.mp3", "", None), (2, "b.mp3", "Dil", Some(90_000))]);
        assert_eq!((list.name.as_str(), list.entries[1].artist.as_str()), ("Raat", "Noor"));
    }
}
