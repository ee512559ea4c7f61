//! Tracks fed with the real encoders' packets.

use awaz_audio::encode::{Encoder, Packet, preroll};
use awaz_audio::{PART, SEGMENT};
use awaz_core::Rendition;
use awaz_core::clock::SystemClock;
use awaz_core::id::ChannelId;
use awaz_streaming::hls::{Family, Query, Shelves, Track, TrackConfig};
use std::path::Path;
use std::sync::Arc;

/// 2026-11-25T20:13:20Z.
pub(crate) const EPOCH_MS: i64 = 1_795_637_600_000;

pub(crate) fn rendition(name: &str) -> Rendition {
    Rendition::parse(name).expect("on the ladder")
}

/// Packets of a quiet chord from sample `start` on, whole parts of them.
pub(crate) fn packets(rendition: Rendition, start: u64, parts: u64) -> Vec<Packet> {
    let first = start - u64::from(preroll(rendition)).min(start);
    let mut encoder = Encoder::new(rendition, first).expect("the codec is in this build");
    let end = start + parts * PART;
    let chord = |sample: u64| {
        let angle = (sample % 48_000) as f32 * std::f32::consts::TAU / 48_000.0;
        0.2 * ((angle * 220.0).sin() + (angle * 330.0).sin())
    };
    let pcm: Vec<f32> = (first..end + 4 * SEGMENT / 18)
        .flat_map(|sample| [chord(sample); 2])
        .collect();
    let mut packets = Vec::new();
    encoder.encode(&pcm, &mut packets).expect("the encoder encodes");
    packets.retain(|packet| (start..end).contains(&packet.start));
    packets
}

pub(crate) struct Rig {
    pub(crate) shelves: Arc<Shelves>,
    pub(crate) family: Arc<Family>,
    channel: ChannelId,
    pub(crate) generation: u32,
    pub(crate) time_shift_min: u32,
}

impl Rig {
    pub(crate) fn new(folder: &Path, offered: &[Rendition]) -> Self {
        Self {
            shelves: Shelves::open(folder, Arc::new(SystemClock)).expect("the folder can be made"),
            family: Family::new(offered, 100),
            channel: ChannelId::new(),
            generation: 1,
            time_shift_min: 60,
        }
    }

    /// The same channel in a process that was started anew.
    pub(crate) fn restart(self, folder: &Path, offered: &[Rendition]) -> Self {
        let (channel, generation) = (self.channel, self.generation + 1);
        self.shelves.settle();
        drop(self.shelves);
        Self {
            channel,
            generation,
            ..Self::new(folder, offered)
        }
    }

    pub(crate) fn track(&self, rendition: Rendition) -> Arc<Track> {
        Track::new(TrackConfig {
            rendition,
            epoch_ms: EPOCH_MS,
            generation: self.generation,
            memory_window_s: 30,
            time_shift_min: self.time_shift_min,
            family: self.family.clone(),
            shelf: Some((self.shelves.clone(), self.channel)),
        })
    }
}

/// The text of a playlist.
pub(crate) async fn text(track: &Track, query: &str) -> String {
    let query = Query::parse(query).expect("a good query");
    track.playlist(&query).await.expect("a playlist").text().to_owned()
}
