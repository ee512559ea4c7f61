//! From a channel and its library to items.

use std::collections::{BTreeMap, HashSet};

use awaz_core::id::TrackId;
use awaz_core::ports::{Library, PlayableTrack, PlaylistKind, Station};
use awaz_text::normalise::{Spelling, strict};
use sha2::{Digest, Sha256};

use super::language::{language_of, primary};
use crate::find::{Item, Kind};

/// Samples in a second of a track's length.
const SAMPLES: u64 = 48_000;
/// What stands between several artists in one tag.
const BETWEEN: [&str; 5] = [" feat. ", " ft. ", " featuring ", "; ", " / "];
/// Names in one tag that are taken at most.
const ARTISTS: usize = 8;

/// Everything of a channel that listeners may find.
pub(super) fn items(station: &Station, library: &Library) -> Vec<Item> {
    let mut items = vec![of_station(station)];
    let heard = heard(library);
    let mut persons: BTreeMap<String, (Item, u32)> = BTreeMap::new();
    let mut albums: BTreeMap<String, (Item, u32)> = BTreeMap::new();
    for track in library.tracks.iter().filter(|track| heard.contains(&track.id)) {
        items.push(of_track(station, track));
        for name in artists(&track.artist) {
            let item = || named(station, Kind::Person, name, "");
            persons.entry(key(&[name])).or_insert_with(|| (item(), 0)).1 += 1;
        }
        if !track.album.is_empty() {
            let mut item = named(station, Kind::Album, &track.album, &track.artist);
            item.art = art(track);
            albums.entry(key(&[&track.album, &track.artist])).or_insert((item, 0)).1 += 1;
        }
    }
    let all = persons.into_iter().chain(albums);
    items.extend(all.filter(|(key, _)| !key.is_empty()).map(|(_, (item, tracks))| Item {
        popularity: liked(tracks),
        ..item
    }));
    items
}

/// Tracks of playlists that play by themselves and are no jingles.
fn heard(library: &Library) -> HashSet<TrackId> {
    let plays = |list: &&awaz_core::ports::PlayablePlaylist| !list.jingle && list.kind != PlaylistKind::Manual;
    library
        .playlists
        .iter()
        .filter(plays)
        .flat_map(|list| list.tracks.iter().copied())
        .collect()
}

fn of_station(station: &Station) -> Item {
    Item {
        id: station.id.to_string(),
        title: station.name.clone(),
        // Those who know the address type that.
        other_titles: vec![station.slug.to_string().replace('-', " ")],
        body: format!("{} {}", station.genre, station.description),
        published_ms: station.created_at.timestamp_millis(),
        // There are few of them, and each is a place to stay.
        popularity: 1.0,
        ..of(station, Kind::Station)
    }
}

fn of_track(station: &Station, track: &PlayableTrack) -> Item {
    Item {
        id: track.id.to_string(),
        title: track.title.clone(),
        people: track.artist.clone(),
        body: track.album.clone(),
        art: art(track),
        seconds: u32::try_from(track.cues.length / SAMPLES).unwrap_or(u32::MAX),
        language: language_of(&track.title, &station.language).to_owned(),
        ..of(station, Kind::Track)
    }
}

fn named(station: &Station, kind: Kind, title: &str, people: &str) -> Item {
    let digest = Sha256::digest(key(&[title, people]));
    let short = digest.first_chunk().map_or(0, |first| u64::from_le_bytes(*first));
    Item {
        id: format!("{}-{short:016x}", station.id),
        title: title.to_owned(),
        people: people.to_owned(),
        ..of(station, kind)
    }
}

fn of(station: &Station, kind: Kind) -> Item {
    Item {
        channel: station.slug.to_string(),
        language: primary(&station.language).to_owned(),
        path: format!("/stations/{}", station.slug),
        ..Item::empty(kind)
    }
}

fn art(track: &PlayableTrack) -> Option<String> {
    track.has_art.then(|| format!("/api/v1/tracks/{}/art", track.id))
}

/// Names in the tag of an artist.
fn artists(tag: &str) -> Vec<&str> {
    let mut names = vec![tag];
    for between in BETWEEN {
        names = names.into_iter().flat_map(|name| name.split(between)).collect();
    }
    names
        .into_iter()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(ARTISTS)
        .collect()
}

/// The same for what is spelled the same but for the keyboard.
fn key(texts: &[&str]) -> String {
    let keys = texts.iter().map(|text| strict(text, Spelling::Common));
    keys.collect::<Vec<_>>().join("\n")
}

/// Persons and albums with many tracks stand higher; 30 of them are many.
fn liked(tracks: u32) -> f32 {
    ((tracks as f32).ln_1p() / 31.0_f32.ln()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::Slug;
    use awaz_core::id::{ChannelId, PlaylistId};
    use awaz_core::ports::{Cues, PlayablePlaylist, PlaylistOrder};
    use std::sync::Arc;

    fn station() -> Station {
        Station {
            id: ChannelId::new(),
            slug: Slug::parse("radio-mehfil").unwrap(),
            name: "Radio Mehfil".to_owned(),
            description: "Qawwali and ghazal".to_owned(),
            genre: "Folk".to_owned(),
            language: "ur-PK".to_owned(),
            owner: None,
            created_at: "2026-11-25T10:00:00Z".parse().unwrap(),
        }
    }

    fn track(title: &str, artist: &str, album: &str) -> Arc<PlayableTrack> {
        let cues = Cues {
            length: 48_000 * 200,
            cue_in: 0,
            cue_out: 1,
            start_next: 1,
            loudness_lufs: None,
            true_peak_dbtp: 0.0,
        };
        Arc::new(PlayableTrack {
            id: TrackId::new(),
            title: title.to_owned(),
            artist: artist.to_owned(),
            album: album.to_owned(),
            object_key: String::new(),
            cues,
            has_art: true,
        })
    }

    fn list(kind: PlaylistKind, jingle: bool, tracks: &[&Arc<PlayableTrack>]) -> PlayablePlaylist {
        let tracks = tracks.iter().map(|track| track.id).collect();
        PlayablePlaylist {
            id: PlaylistId::new(),
            name: "L".to_owned(),
            kind,
            order: PlaylistOrder::Shuffle,
            jingle,
            hours: Vec::new(),
            hard_start: false,
            tracks,
        }
    }

    fn titles(items: &[Item], kind: Kind) -> Vec<&str> {
        items
            .iter()
            .filter(|item| item.kind == kind)
            .map(|item| item.title.as_str())
            .collect()
    }

    #[test]
    fn takes_what_plays_by_itself_and_no_jingles() {
        let all = [track("Song", "A", ""), track("Ident", "", ""), track("Later", "", "")];
        let rotation = PlaylistKind::Rotation { weight: 1 };
        let playlists = vec![
            list(rotation, false, &[&all[0]]),
            list(rotation, true, &[&all[1]]),
            list(PlaylistKind::Manual, false, &[&all[2]]),
        ];
        let library = Library {
            version: 1,
            playlists,
            tracks: all.to_vec(),
        };
        let items = items(&station(), &library);
        assert_eq!(titles(&items, Kind::Track), ["Song"]);
        assert_eq!(titles(&items, Kind::Station), ["Radio Mehfil"]);
        let song = items.iter().find(|item| item.kind == Kind::Track).unwrap();
        assert_eq!(
            (song.seconds, song.language.as_str(), song.path.as_str()),
            (200, "ur", "/stations/radio-mehfil")
        );
    }

    #[test]
    fn persons_and_albums_are_there_once_however_often_they_are_tagged() {
        let all = [
            track("One", "نصرت فتح علی خان", "Shahen-Shah"),
            track("Two", "نصرت فتح علي خان", "Shahen-Shah"),
            track("Three", "Abida Parveen feat. Rahat Fateh Ali Khan", "Shahen-Shah"),
        ];
        let rotation = PlaylistKind::Rotation { weight: 1 };
        let playlists = vec![list(rotation, false, &[&all[0], &all[1], &all[2]])];
        let library = Library {
            version: 1,
            playlists,
            tracks: all.to_vec(),
        };
        let items = items(&station(), &library);
        let mut persons = titles(&items, Kind::Person);
        persons.sort_unstable();
        assert_eq!(persons, ["Abida Parveen", "Rahat Fateh Ali Khan", "نصرت فتح علی خان"]);
        assert_eq!(titles(&items, Kind::Album).len(), 2);
        let keys: HashSet<String> = items.iter().map(Item::key).collect();
        assert_eq!(keys.len(), items.len());
    }
}
