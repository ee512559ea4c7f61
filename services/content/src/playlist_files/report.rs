//! What became of each entry of a file.

use super::entry::Entry;
use super::matching::{Known, Tracks};
use super::{Format, List};
use crate::files::name;
use crate::text;
use awaz_core::id::TrackId;
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// Entries of one kind that are listed; all of them are counted.
const MAX_LISTED: usize = 500;

/// What an import found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ImportReport {
    /// What the file is.
    pub format: Format,
    /// The playlist's name, as the file has it; may be empty.
    pub name: String,
    /// Entries of the file.
    pub entries: u32,
    /// Entries whose track was found, the ambiguous ones among them.
    pub found: u32,
    /// Different tracks that were found: a playlist holds each once.
    pub tracks: u32,
    /// Entries for which several tracks are as likely.
    pub ambiguous: Ambiguous,
    /// Entries whose track is not in the library.
    pub missing: Passed,
    /// Entries that are passed over: streams and pages on the network.
    pub ignored: Passed,
}

/// Entries for which several tracks are as likely.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct Ambiguous {
    /// How many.
    pub count: u32,
    /// The first 500.
    pub items: Vec<AmbiguousEntry>,
}

/// Entries that give no track.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct Passed {
    /// How many.
    pub count: u32,
    /// The first 500.
    pub items: Vec<GivenEntry>,
}

/// An entry as it is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct GivenEntry {
    /// Line of the file, from 1.
    pub line: u32,
    /// Path or address; at most 300 characters are shown.
    pub location: String,
    /// Title; may be empty.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
}

/// An entry, and which track was taken for it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct AmbiguousEntry {
    /// The entry.
    pub entry: GivenEntry,
    /// The track that was taken, the one that was there first.
    pub taken: TakenTrack,
    /// How many were as likely.
    pub candidates: u32,
}

/// A track that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct TakenTrack {
    /// Id.
    pub id: TrackId,
    /// Title.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Name of the file it came from.
    pub filename: String,
}

/// Matches a file with a library: the report, and the tracks in the order of the file, each once.
pub(crate) fn report((format, list): (Format, &List), tracks: &Tracks) -> (ImportReport, Vec<TrackId>) {
    let mut report = ImportReport {
        format,
        name: list.name.clone(),
        entries: list.entries.len() as u32,
        found: 0,
        tracks: 0,
        ambiguous: Ambiguous::default(),
        missing: Passed::default(),
        ignored: Passed::default(),
    };
    let (mut seen, mut taken) = (HashSet::new(), Vec::new());
    for entry in &list.entries {
        if entry.is_stream() {
            report.ignored.add(entry);
            continue;
        }
        let found = tracks.find(entry);
        let Some(first) = found.first() else {
            report.missing.add(entry);
            continue;
        };
        report.found += 1;
        if found.len() > 1 {
            report.ambiguous.add(entry, first, found.len());
        }
        if seen.insert(first.id) {
            taken.push(first.id);
        }
    }
    report.tracks = taken.len() as u32;
    (report, taken)
}

impl Passed {
    fn add(&mut self, entry: &Entry) {
        self.count += 1;
        if self.items.len() < MAX_LISTED {
            self.items.push(GivenEntry::of(entry));
        }
    }
}

impl Ambiguous {
    fn add(&mut self, entry: &Entry, taken: &Known, candidates: usize) {
        self.count += 1;
        if self.items.len() < MAX_LISTED {
            self.items.push(AmbiguousEntry {
                entry: GivenEntry::of(entry),
                taken: TakenTrack {
                    id: taken.id,
                    title: taken.title.clone(),
                    artist: taken.artist.clone(),
                    filename: name::last_step(&taken.path),
                },
                candidates: candidates as u32,
            });
        }
    }
}

impl GivenEntry {
    fn of(entry: &Entry) -> Self {
        Self {
            line: entry.line,
            location: text::bounded(&entry.location),
            title: entry.title.clone(),
            artist: entry.artist.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(location: &str) -> Entry {
        Entry {
            location: location.to_owned(),
            ..Entry::default()
        }
    }

    #[test]
    fn every_entry_is_counted_and_a_track_is_taken_once() {
        let known = |path: &str| Known {
            id: TrackId::new(),
            path: path.to_owned(),
            title: String::new(),
            artist: String::new(),
            duration_ms: None,
        };
        let tracks = Tracks::new(vec![known("a.mp3"), known("b.mp3"), known("b.mp3")]);
        let locations = ["b.mp3", "a.mp3", "x/B.MP3", "http://x/a.mp3", "gone\u{202e}.mp3"];
        let list = List {
            name: "Raat".to_owned(),
            entries: locations.into_iter().map(entry).collect(),
        };
        let (report, taken) = report((Format::M3u8, &list), &tracks);
        assert_eq!((report.entries, report.found, report.tracks, taken.len()), (5, 3, 2, 2));
        assert_eq!((report.ambiguous.count, report.ambiguous.items[0].candidates), (2, 2));
        assert_eq!((report.ignored.count, report.missing.count), (1, 1));
        assert_eq!(report.missing.items[0].location, "gone.mp3");
    }

    #[test]
    fn what_is_listed_is_bounded() {
        let list = List {
            name: String::new(),
            entries: (0..2000).map(|index| entry(&format!("{index}.mp3"))).collect(),
        };
        let (report, _) = report((Format::Pls, &list), &Tracks::new(Vec::new()));
        assert_eq!((report.missing.count, report.missing.items.len()), (2000, MAX_LISTED));
    }
}
