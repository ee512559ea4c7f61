//! A made-up library, the same for every channel.

use async_trait::async_trait;
use awaz_core::Result;
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::ports::{Catalog, Cues, Library, PlayablePlaylist, PlayableTrack, PlaylistKind, PlaylistOrder};
use awaz_store::{Key, Objects};
use bytes::Bytes;
use std::sync::Arc;

/// Samples of a second.
const SECOND: u64 = 48_000;

/// Title and length, s.
pub(crate) type Track = (&'static str, u64);

/// The library.
pub(crate) struct Shelf {
    playlist: PlaylistId,
    pub(crate) tracks: Vec<Arc<PlayableTrack>>,
}

impl Shelf {
    pub(crate) async fn stocked(objects: &Objects, tracks: &[Track]) -> Self {
        let mut stocked = Vec::new();
        for (title, seconds) in tracks {
            let key = format!("tracks/{title}.wav");
            let length = seconds * SECOND;
            objects.put(&Key::parse(&key).unwrap(), wav(length)).await.unwrap();
            stocked.push(Arc::new(PlayableTrack {
                id: TrackId::new(),
                title: (*title).to_owned(),
                artist: "Iqbal Bano".to_owned(),
                album: "Dasht-e-Tanhai".to_owned(),
                object_key: key,
                cues: Cues {
                    length,
                    cue_in: 0,
                    cue_out: length,
                    start_next: length,
                    loudness_lufs: None,
                    true_peak_dbtp: -12.0,
                },
                has_art: false,
            }));
        }
        Self {
            playlist: PlaylistId::new(),
            tracks: stocked,
        }
    }
}

#[async_trait]
impl Catalog for Shelf {
    async fn library_version(&self, _channel: ChannelId) -> Result<i64> {
        Ok(1)
    }

    async fn library(&self, _channel: ChannelId) -> Result<Library> {
        let playlist = PlayablePlaylist {
            id: self.playlist,
            name: "Rotation".to_owned(),
            kind: PlaylistKind::Rotation { weight: 1 },
            order: PlaylistOrder::Sequential,
            jingle: false,
            hours: Vec::new(),
            hard_start: false,
            tracks: self.tracks.iter().map(|track| track.id).collect(),
        };
        // In days that no test sees.
        let hours = r#"[{"days":["fri"],"from":"21:00","to":"01:00","first":"2100-01-01"}]"#;
        let evening = PlayablePlaylist {
            id: PlaylistId::new(),
            name: "غزل کی رات, with requests".to_owned(),
            hours: serde_json::from_str(hours).unwrap(),
            hard_start: false,
            ..playlist.clone()
        };
        Ok(Library {
            version: 1,
            playlists: if self.tracks.is_empty() {
                Vec::new()
            } else {
                vec![playlist, evening]
            },
            tracks: self.tracks.clone(),
        })
    }

    async fn track(&self, _channel: ChannelId, id: TrackId) -> Result<Option<PlayableTrack>> {
        let found = self.tracks.iter().find(|track| track.id == id);
        Ok(found.map(|track| PlayableTrack::clone(track)))
    }
}

/// A tone of 500 Hz, in few bytes: so many samples at 48 kHz, of which the file has every sixth.
fn wav(samples: u64) -> Bytes {
    let data = samples as u32 / 6 * 2;
    let mut bytes = Vec::with_capacity(data as usize + 44);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&8000_u32.to_le_bytes());
    bytes.extend_from_slice(&16_000_u32.to_le_bytes());
    bytes.extend_from_slice(b"\x02\0\x10\0data");
    bytes.extend_from_slice(&data.to_le_bytes());
    let wave = (0..16_u8).map(|index| (f32::from(index) / 16.0 * std::f32::consts::TAU).sin() * 8000.0);
    let wave: Vec<u8> = wave.flat_map(|sample| (sample as i16).to_le_bytes()).collect();
    bytes.extend(wave.iter().cycle().take(data as usize));
    bytes.into()
}
