//! XSPF (xspf.org, version 1): a list of tracks in XML. Entities are never defined nor fetched: a
//! file with a document type is refused.

use super::entry::{Entry, List};
use super::{MAX_ENTRIES, too_many};
use awaz_core::{Error, Result};
use awaz_wire::text::{percent_encode, xml_escape};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use std::fmt::Write;

/// Elements within each other that are followed.
const MAX_DEPTH: usize = 32;
/// Most bytes of one element's text that are kept.
const MAX_TEXT: usize = 8 * 1024;

/// Reads a file.
///
/// # Errors
/// `Invalid` for broken XML, a document type, elements too deep within each other, and XML of
/// another kind; `TooLarge` for too many entries.
pub(super) fn read(text: &str) -> Result<List> {
    let mut reader = Reader::from_str(text);
    let mut reading = Reading::default();
    let mut counted = Lines { text, at: 0, line: 1 };
    loop {
        let event = reader.read_event().map_err(|_| broken(counted.line))?;
        let line = counted.line_at(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        match event {
            Event::Start(start) => reading.open(start.local_name().as_ref(), line)?,
            Event::End(_) => reading.close()?,
            Event::Text(piece) => reading.hear(&piece),
            Event::CData(piece) => reading.hear(&piece),
            Event::GeneralRef(name) => reading.hear(&meant(&name).ok_or_else(|| broken(line))?),
            Event::DocType(_) => return Err(with_entities()),
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    reading.finish(counted.line)
}

/// Writes a file. Names of files become addresses that are relative to it.
pub(super) fn write(list: &List) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n  \
         <title>{}</title>\n  <trackList>\n",
        xml_escape(&list.name)
    );
    for entry in &list.entries {
        let location = percent_encode(&entry.location);
        let _ = write!(out, "    <track>\n      <location>{location}</location>\n");
        let texts = [
            ("title", &entry.title),
            ("creator", &entry.artist),
            ("album", &entry.album),
        ];
        for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            let _ = writeln!(out, "      <{name}>{}</{name}>", xml_escape(text));
        }
        if let Some(ms) = entry.duration_ms {
            let _ = writeln!(out, "      <duration>{ms}</duration>");
        }
        out.push_str("    </track>\n");
    }
    out.push_str("  </trackList>\n</playlist>\n");
    out
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    /// Names of the elements one is in.
    path: Vec<String>,
    /// Text of the innermost.
    text: String,
    list: List,
    entry: Entry,
    is_playlist: bool,
}

impl Reading {
    fn open(&mut self, name: &str, line: u32) -> Result<()> {
        if self.path.len() == MAX_DEPTH {
            let sentence = "The elements of this file lie too deep within each other; it is no usual playlist.";
            return Err(Error::invalid(sentence));
        }
        self.is_playlist |= self.path.is_empty() && name == "playlist";
        self.path.push(name.to_owned());
        self.text.clear();
        if self.is_at(&["playlist", "trackList", "track"]) {
            self.entry = Entry {
                line,
                ..Entry::default()
            };
        }
        Ok(())
    }

    fn hear(&mut self, piece: &str) {
        if self.text.len() + piece.len() <= MAX_TEXT {
            self.text.push_str(piece);
        }
    }

    fn close(&mut self) -> Result<()> {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let name = self.path.pop().unwrap_or_default();
        if self.is_at(&["playlist", "trackList", "track"]) {
            self.keep(&name, text);
        } else if self.is_at(&["playlist", "trackList"]) && name == "track" {
            self.list.entries.push(std::mem::take(&mut self.entry));
            if self.list.entries.len() > MAX_ENTRIES {
                return Err(too_many());
            }
        } else if self.is_at(&["playlist"]) && name == "title" {
            self.list.name = text;
        }
        Ok(())
    }

    fn keep(&mut self, name: &str, text: String) {
        match name {
            // A track may be told to lie in several places; the first is the likeliest.
            "location" if self.entry.location.is_empty() => self.entry.location = text,
            "title" => self.entry.title = text,
            "creator" => self.entry.artist = text,
            "album" => self.entry.album = text,
            "duration" => self.entry.duration_ms = text.parse().ok().filter(|ms| *ms > 0),
            _ => {}
        }
    }

    fn finish(self, line: u32) -> Result<List> {
        if !self.path.is_empty() {
            return Err(broken(line));
        }
        if !self.is_playlist {
            let sentence = "This XML is no playlist; choose a file in XSPF, M3U or PLS.";
            return Err(Error::invalid(sentence));
        }
        Ok(self.list)
    }

    fn is_at(&self, path: &[&str]) -> bool {
        self.path == path
    }
}

/// Counts lines as far as has been read.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn line_at(&mut self, position: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..position).unwrap_or_default();
        self.line += passed.split(|byte| *byte == b'\n').skip(1).count() as u32;
        self.at = self.at.max(position);
        self.line
    }
}

/// The letter an entity stands for: one of the five of XML, or a number.
fn meant(name: &BytesRef<'_>) -> Option<String> {
    match name.resolve_char_ref() {
        Ok(Some(letter)) => Some(letter.to_string()),
        Ok(None) => resolve_predefined_entity(name).map(str::to_owned),
        Err(_) => None,
    }
}

fn broken(line: u32) -> Error {
    Error::invalid(format!(
        "The XML of this file is broken near line {line}; save the playlist again in the program it comes from."
    ))
}

fn with_entities() -> Error {
    Error::invalid("This file has a document type, which a playlist does not need; save it without one.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<?xml version=\"1.0\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n";

    #[test]
    fn tracks_are_read_with_their_lines() {
        let text = format!(
            "{HEAD}<title>Raat &amp; <![CDATA[<Din>]]></title><creator>me</creator>\n<trackList>\n<track>\n<title>Dil</title>\n\
             <location>file:///m/Dil%20ki.mp3</location><location>http://x/</location><creator>N&#x648;</creator>\
             <album>B</album><duration>183000</duration><extension><title>not this</title></extension></track>\n\
             <track><location> a.mp3 </location><duration>-1</duration></track><track/></trackList></playlist>"
        );
        let list = read(&text).unwrap();
        assert_eq!((list.name.as_str(), list.entries.len()), ("Raat & <Din>", 2));
        let first = Entry {
            line: 5,
            location: "file:///m/Dil%20ki.mp3".to_owned(),
            title: "Dil".to_owned(),
            artist: "Nو".to_owned(),
            album: "B".to_owned(),
            duration_ms: Some(183_000),
        };
        assert_eq!(list.entries[0], first);
        assert_eq!(
            (list.entries[1].location.as_str(), list.entries[1].duration_ms),
            ("a.mp3", None)
        );
    }

    #[test]
    fn hostile_xml_is_refused() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><playlist><title>&b;</title></playlist>";
        let deep = "<playlist>".repeat(100_000);
        let outside = "<!DOCTYPE p SYSTEM \"file:///etc/passwd\"><playlist/>";
        let unknown = format!("{HEAD}<title>&secret;</title></playlist>");
        let torn = format!("{HEAD}<trackList><track><location>a.mp3</loc");
        let open = format!("{HEAD}<trackList><track><location>a.mp3</location></track>");
        for text in [
            bomb,
            &deep,
            outside,
            &unknown,
            &torn,
            &open,
            "<html></html>",
            "<",
            "<a></b>",
        ] {
            assert!(read(text).is_err(), "{}", text.chars().take(80).collect::<String>());
        }
    }
}
