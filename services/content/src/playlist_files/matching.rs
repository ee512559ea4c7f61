//! Which track of a library an entry means.
//!
//! An entry is looked for by where its file lies, else by artist and title, else by title and
//! length. Folders, keyboards and programs write all of these differently, so that they are
//! compared without case, in one form of Unicode, and texts by the key of search.

use super::entry::Entry;
use awaz_core::id::TrackId;
use awaz_text::normalise::{Spelling, strict};
use awaz_wire::text::{decode, percent_decode};
use std::collections::HashMap;
use std::hash::Hash;
use unicode_normalization::UnicodeNormalization;

/// By how much two lengths of one recording differ at most, ms.
const NEAR_MS: u64 = 2000;
/// Steps of a path that are compared, from its end.
const MAX_STEPS: usize = 8;
/// Tracks of one file's name, or of one title, that are told apart.
const MAX_SAME: usize = 100;

/// A track that an entry may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// Id.
    pub id: TrackId,
    /// Where it was imported from.
    pub path: String,
    /// Title.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Length, ms.
    pub duration_ms: Option<u64>,
}

/// A library, made ready to be looked through.
pub(crate) struct Tracks {
    known: Vec<Known>,
    steps: Vec<Vec<String>>,
    keys: Vec<(String, String)>,
    by_file: HashMap<String, Vec<usize>>,
    by_name: HashMap<(String, String), Vec<usize>>,
    by_key: HashMap<(String, String), Vec<usize>>,
    by_title: HashMap<String, Vec<usize>>,
}

impl Tracks {
    /// Makes it ready; what comes first is taken where several are as likely.
    pub(crate) fn new(known: Vec<Known>) -> Self {
        let mut tracks = Self {
            steps: known.iter().map(|track| steps(&track.path)).collect(),
            keys: known
                .iter()
                .map(|track| (key(&track.artist), key(&track.title)))
                .collect(),
            by_file: HashMap::new(),
            by_name: HashMap::new(),
            by_key: HashMap::new(),
            by_title: HashMap::new(),
            known,
        };
        for (index, track) in tracks.known.iter().enumerate() {
            if let Some(file) = tracks.steps[index].first() {
                put(&mut tracks.by_file, file.clone(), index);
            }
            put(&mut tracks.by_name, (track.artist.clone(), track.title.clone()), index);
            let (artist, title) = tracks.keys[index].clone();
            if !title.is_empty() {
                put(&mut tracks.by_title, title.clone(), index);
                put(&mut tracks.by_key, (artist, title), index);
            }
        }
        tracks
    }

    /// The tracks that an entry may mean, the likeliest first; more than one where nothing tells
    /// them apart.
    pub(crate) fn find(&self, entry: &Entry) -> Vec<&Known> {
        let found = self.by_place(entry).or_else(|| self.by_texts(entry));
        let indexes = found.map(|found| self.nearest(found, entry)).unwrap_or_default();
        indexes.into_iter().map(|index| &self.known[index]).collect()
    }

    /// Those whose path has most steps in common with the entry's, from the end.
    fn by_place(&self, entry: &Entry) -> Option<Vec<usize>> {
        let raw = steps(&entry.location);
        let plain = steps(&decode(&percent_decode(&entry.location), None));
        let wanted = [&raw, &plain]
            .into_iter()
            .find(|steps| steps.first().is_some_and(|file| self.by_file.contains_key(file)))?;
        let files = self.by_file.get(wanted.first()?)?;
        let common = |index: usize| {
            let pairs = self.steps[index].iter().zip(wanted);
            pairs.take_while(|(ours, theirs)| ours == theirs).count()
        };
        let most = files.iter().map(|index| common(*index)).max()?;
        Some(files.iter().copied().filter(|index| common(*index) == most).collect())
    }

    fn by_texts(&self, entry: &Entry) -> Option<Vec<usize>> {
        let (artist, title) = entry.named();
        let keys = (key(&artist), key(&title));
        if !artist.is_empty() {
            let found = self.by_name.get(&(artist, title)).or_else(|| self.by_key.get(&keys));
            if found.is_some() {
                return found.cloned();
            }
        }
        let wanted_ms = entry.duration_ms?;
        let titled = self.by_title.get(&keys.1)?.iter().copied();
        let near = titled
            .filter(|index| self.is_near(*index, wanted_ms))
            .collect::<Vec<usize>>();
        (!near.is_empty()).then_some(near)
    }

    /// Those of the candidates that also have the entry's texts, then its length, where any has.
    fn nearest(&self, mut found: Vec<usize>, entry: &Entry) -> Vec<usize> {
        let (artist, title) = entry.named();
        let keys = (key(&artist), key(&title));
        keep_if_any(&mut found, |index| self.keys[index] == keys);
        if let Some(wanted_ms) = entry.duration_ms {
            keep_if_any(&mut found, |index| self.is_near(index, wanted_ms));
        }
        found
    }

    fn is_near(&self, index: usize, wanted_ms: u64) -> bool {
        let duration_ms = self.known[index].duration_ms;
        duration_ms.is_some_and(|ms| ms.abs_diff(wanted_ms) <= NEAR_MS)
    }
}

fn keep_if_any(found: &mut Vec<usize>, fits: impl Fn(usize) -> bool) {
    if found.len() > 1 && found.iter().any(|index| fits(*index)) {
        found.retain(|index| fits(*index));
    }
}

fn put<K: Hash + Eq>(map: &mut HashMap<K, Vec<usize>>, key: K, index: usize) {
    let same = map.entry(key).or_default();
    if same.len() < MAX_SAME {
        same.push(index);
    }
}

fn key(text: &str) -> String {
    strict(text, Spelling::Common)
}

/// The last steps of a path, the last one first, as they are compared.
fn steps(path: &str) -> Vec<String> {
    let steps = path.rsplit(['/', '\\']).filter(|step| !matches!(*step, "" | "."));
    steps.take(MAX_STEPS).map(folded).collect()
}

fn folded(step: &str) -> String {
    step.nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracks() -> Tracks {
        let known = [
            ("/srv/music/Best/01.mp3", "Dil", "Noor", 180_000),
            ("/srv/music/Worst/01.mp3", "Dil", "Noor", 240_000),
            ("/srv/music/Café 100%25.mp3", "زندگی", "نور جہاں", 200_000),
            ("same.mp3", "Twin", "One", 100_000),
            ("same.mp3", "Twin", "One", 100_000),
            ("q.mp3", "???", "", 5000),
        ];
        let known = known.into_iter().map(|(path, title, artist, ms)| Known {
            id: TrackId::new(),
            path: path.to_owned(),
            title: title.to_owned(),
            artist: artist.to_owned(),
            duration_ms: Some(ms),
        });
        Tracks::new(known.collect())
    }

    fn entry(location: &str, artist: &str, title: &str, ms: u64) -> Entry {
        Entry {
            location: location.to_owned(),
            artist: artist.to_owned(),
            title: title.to_owned(),
            duration_ms: (ms > 0).then_some(ms),
            ..Entry::default()
        }
    }

    #[test]
    fn files_are_found_wherever_they_lay() {
        let tracks = tracks();
        for (location, expected) in [
            ("D:\\Musik\\WORST\\01.MP3", 1),
            ("file:///home/x/best/01.mp3", 0),
            ("../Best/01.mp3", 0),
            ("Cafe\u{301} 100%25.mp3", 2),
            ("file:///m/Caf%C3%A9%20100%2525.mp3", 2),
        ] {
            let found = tracks.find(&entry(location, "", "", 0));
            assert_eq!(found, [&tracks.known[expected]], "{location}");
        }
        assert!(tracks.find(&entry("02.mp3", "", "", 0)).is_empty());
        assert!(tracks.find(&entry("", "", "", 0)).is_empty());
    }

    /// A library and a file in which everything has one name.
    #[test]
    fn a_thousand_of_one_name_are_looked_through_once() {
        let one = Known {
            id: TrackId::new(),
            path: "01.mp3".to_owned(),
            title: "Track".to_owned(),
            artist: String::new(),
            duration_ms: Some(1000),
        };
        let tracks = Tracks::new(vec![one; 5000]);
        let wanted = entry("x/01.mp3", "", "Track", 1000);
        assert!((0..2000).all(|_| tracks.find(&wanted).len() == MAX_SAME));
    }

    #[test]
    fn texts_and_lengths_tell_candidates_apart() {
        let tracks = tracks();
        for (wanted, expected) in [
            (entry("x/01.mp3", "Noor", "Dil", 241_000), vec![1]),
            (entry("x/01.mp3", "Noor", "Dil", 0), vec![0, 1]),
            (entry("gone.mp3", "NOOR", "dil!", 179_000), vec![0]),
            (entry("gone.mp3", "نور جهاں", "زندگي", 0), vec![2]),
            (entry("gone.mp3", "", "Dil", 180_900), vec![0]),
            (entry("gone.mp3", "", "Dil", 0), vec![]),
            (entry("gone.mp3", "Somebody", "Dil", 500_000), vec![]),
            (entry("gone/Noor - Dil.mp3", "", "", 239_000), vec![1]),
            (entry("same.mp3", "", "", 0), vec![3, 4]),
            (entry("gone.mp3", "", "!!!", 5000), vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|index| &tracks.known[index]).collect();
            assert_eq!(tracks.find(&wanted), expected, "{wanted:?}");
        }
    }
}
