//! A hub with a made-up library and a clock that is moved by hand.

use crate::autodj::Spot;
use crate::engine::pcm::BACKLOG;
use crate::engine::sink::{Sink, Titled};
use crate::engine::{Alert, AlertKind, Channel, Hub, HubConfig, HubPorts, Note, Outlets, Pace, SavedState};
use crate::live::{Feed, LiveSpec, Protocol};
use crate::model::{Profile, Settings};
use async_trait::async_trait;
use awaz_audio::encode::{Encoder, Packet};
use awaz_core::clock::FakeClock;
use awaz_core::id::{ChannelId, CredentialId, PlaylistId, TrackId};
use awaz_core::ports::{Catalog, Cues, Library, PlayablePlaylist, PlayableTrack, PlaylistKind, PlaylistOrder};
use awaz_core::{Rendition, Result, Slug};
use awaz_store::objects::{Key, Objects};
use awaz_wire::ice::IceHeaders;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Samples of a second.
pub(super) const SECOND: u64 = 48_000;
pub(super) const EPOCH_MS: i64 = 1_800_000_000_000;

/// What is left of a hub when it is stopped, enough to start the next one.
pub(super) struct Rig {
    pub(super) hub: Arc<Hub>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) profile: Profile,
    catalog: Arc<Shelves>,
    objects: Objects,
    notes: mpsc::Receiver<Note>,
    pub(super) kept: Vec<Note>,
    dir: Arc<tempfile::TempDir>,
}

#[derive(Default)]
struct Shelves {
    library: Mutex<Option<Library>>,
}

#[async_trait]
impl Catalog for Shelves {
    async fn library_version(&self, _channel: ChannelId) -> Result<i64> {
        Ok(self.library.lock().as_ref().map_or(0, |library| library.version))
    }

    async fn library(&self, _channel: ChannelId) -> Result<Library> {
        Ok(self.library.lock().clone().unwrap_or(Library {
            version: 0,
            playlists: Vec::new(),
            tracks: Vec::new(),
        }))
    }

    async fn track(&self, _channel: ChannelId, id: TrackId) -> Result<Option<PlayableTrack>> {
        let library = self.library.lock();
        let found = library
            .iter()
            .flat_map(|library| &library.tracks)
            .find(|track| track.id == id);
        Ok(found.map(|track| PlayableTrack::clone(track)))
    }
}

impl Rig {
    /// A channel, 100 s old, with `tracks` of so many seconds in a sequential rotation.
    pub(super) async fn new(tracks: &[(&str, u64)]) -> Self {
        Self::with(tracks, Settings::default()).await
    }

    pub(super) async fn with(tracks: &[(&str, u64)], settings: Settings) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let objects = Objects::open("file:objects", dir.path()).await.unwrap();
        let start = DateTime::from_timestamp_millis(EPOCH_MS + 100_000).unwrap();
        let profile = profile("fm", settings);
        let catalog = Arc::new(Shelves::default());
        stock(&catalog, &objects, tracks).await;
        let clock = Arc::new(FakeClock::at(start));
        let saved = SavedState::default();
        Self::open(dir, (objects, catalog, clock), profile, (saved, Outlets::default())).await
    }

    /// What the AutoDJ chooses from.
    pub(super) fn library(&self) -> Library {
        self.catalog.library.lock().clone().expect("it was stocked")
    }

    /// Gives the AutoDJ another library, as a new version.
    pub(super) async fn restock(&self, mut library: Library) {
        library.version = self.library().version + 1;
        *self.catalog.library.lock() = Some(library);
        self.hub.refresh().await;
    }

    async fn open(
        dir: Arc<tempfile::TempDir>,
        (objects, catalog, clock): (Objects, Arc<Shelves>, Arc<FakeClock>),
        profile: Profile,
        (saved, outlets): (SavedState, Outlets),
    ) -> Self {
        let (sender, notes) = mpsc::channel(10_000);
        let config = HubConfig {
            pace: Pace::ByHand,
            ..HubConfig::default()
        };
        let ports = HubPorts {
            catalog: catalog.clone(),
            objects: objects.clone(),
            clock: clock.clone(),
            notes: sender,
            outlets,
        };
        let hub = Hub::start(config, ports, vec![(profile.clone(), saved)]).unwrap();
        hub.refresh().await;
        Self {
            hub,
            clock,
            profile,
            catalog,
            objects,
            notes,
            kept: Vec::new(),
            dir,
        }
    }

    /// Stops the hub, waits `seconds`, and starts another on what was saved.
    pub(super) async fn restart_after(mut self, seconds: i64) -> Self {
        self.hub.stop().await;
        let saved = self.saved();
        self.clock.advance(TimeDelta::seconds(seconds));
        Self::open(
            self.dir,
            (self.objects, self.catalog, self.clock),
            self.profile,
            (saved, Outlets::default()),
        )
        .await
    }

    /// Starts the hub anew with outlets.
    pub(super) async fn give(&mut self, outlets: Outlets) {
        self.hub.stop().await;
        let saved = self.saved();
        let things = (self.objects.clone(), self.catalog.clone(), self.clock.clone());
        *self = Self::open(self.dir.clone(), things, self.profile.clone(), (saved, outlets)).await;
    }

    pub(super) fn channel(&self) -> Arc<Channel> {
        self.hub.all().remove(0)
    }

    /// Moves the clock and the channel on, 40 ms at a time as the threads do.
    pub(super) fn play(&self, ms: u64) {
        for _ in 0..ms / 40 {
            self.clock.advance(TimeDelta::milliseconds(40));
            self.channel().tick();
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.channel().state().position
    }

    /// Takes the notes that came so far.
    pub(super) fn notes(&mut self) -> &[Note] {
        while let Ok(note) = self.notes.try_recv() {
            self.kept.push(note);
        }
        &self.kept
    }

    pub(super) fn alerts(&mut self) -> Vec<AlertKind> {
        let kind = |note: &Note| match note {
            Note::Alert(Alert { kind, .. }) => Some(*kind),
            _ => None,
        };
        self.notes().iter().filter_map(kind).collect()
    }

    /// Titles of the as-run log with their samples.
    pub(super) fn as_run(&mut self) -> Vec<(String, u64)> {
        let line = |note: &Note| match note {
            Note::AsRun(line) => Some((line.title.clone(), line.start_sample)),
            _ => None,
        };
        self.notes().iter().filter_map(line).collect()
    }

    /// The state saved last.
    pub(super) fn saved(&mut self) -> SavedState {
        let state = |note: &Note| match note {
            Note::State(_, state) => Some(SavedState::clone(state)),
            _ => None,
        };
        self.notes().iter().rev().find_map(state).unwrap()
    }

    /// Captures a rendition's packets.
    pub(super) fn capture(&self, rendition: &str) -> Capture {
        let capture = Capture::default();
        let (sink, rendition) = (capture.clone(), Rendition::parse(rendition).unwrap());
        self.channel()
            .with(|core| core.add_sink(rendition, Box::new(sink)))
            .unwrap();
        capture
    }

    /// The programme's samples (left) from `from` on; the channel is rendered.
    pub(super) fn pcm(&self, from: u64, samples: u64) -> Vec<f32> {
        let mut out = Vec::new();
        self.channel()
            .with(|core| {
                let programme = core.programme.as_ref().unwrap();
                assert!(programme.pcm.start() <= from && programme.pcm.end() >= from + samples);
                programme.pcm.read(from, samples, &mut out);
                Ok(())
            })
            .unwrap();
        out.iter().step_by(2).copied().collect()
    }

    /// Asserts that every 20 ms of the last seconds sound.
    pub(super) fn assert_sound(&self, seconds: u64) {
        let from = self.position() - seconds * SECOND;
        let pcm = self.pcm(from, seconds * SECOND);
        for (index, frame) in pcm.chunks(960).enumerate() {
            let peak = frame.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!(peak > 0.003, "silent {} ms in", index * 20);
        }
    }

    pub(super) async fn live(&self, spec: LiveSpec) -> Result<Encodes> {
        let feed = self.channel().open_live(spec).await?;
        Ok(Encodes {
            feed,
            encoder: Encoder::new(Rendition::DEFAULT, 0).unwrap(),
            fed: 0,
        })
    }
}

/// A DJ's encoder.
pub(super) struct Encodes {
    pub(super) feed: Box<dyn Feed>,
    encoder: Encoder,
    fed: u64,
}

impl Encodes {
    /// Sends so much sound of 500 Hz, and waits until it is decoded.
    pub(super) async fn send(&mut self, rig: &Rig, ms: u64) -> Result<()> {
        let samples = ms * 48;
        let pcm: Vec<f32> = (self.fed..self.fed + samples)
            .flat_map(|index| [wave(index, 500.0); 2])
            .collect();
        self.fed += samples;
        let mut packets = Vec::new();
        self.encoder.encode(&pcm, &mut packets).unwrap();
        let bytes: Vec<u8> = packets.iter().flat_map(|packet| packet.data.to_vec()).collect();
        let before = delivered(rig);
        self.feed.push(Bytes::from(bytes)).await?;
        let wanted = before + (packets.len() as u64).saturating_sub(3) * 1152;
        let since = Instant::now();
        while delivered(rig) < wanted {
            assert!(since.elapsed() < Duration::from_secs(20), "not decoded");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// Sends in real time, 200 ms at a time.
    pub(super) async fn stream(&mut self, rig: &Rig, ms: u64) {
        for _ in 0..ms / 200 {
            self.send(rig, 200).await.unwrap();
            rig.play(200);
        }
    }
}

fn delivered(rig: &Rig) -> u64 {
    let channel = rig.channel();
    let live = channel.shared.live.read();
    live.as_ref()
        .map_or(0, |session| session.delivered.load(Ordering::Acquire))
}

pub(super) fn spec(who: &str, credential: Option<CredentialId>) -> LiveSpec {
    LiveSpec {
        credential,
        who: who.to_owned(),
        protocol: Protocol::Icecast,
        content_type: Some("audio/mpeg".to_owned()),
        ice: IceHeaders::default(),
        peer: ([127, 0, 0, 1], 5000).into(),
        agent: "test".to_owned(),
        ends_ms: None,
    }
}

/// Packets and titles of one rendition.
#[derive(Clone, Default)]
pub(super) struct Capture {
    pub(super) packets: Arc<Mutex<Vec<Packet>>>,
    pub(super) titles: Arc<Mutex<Vec<(u64, String)>>>,
    pub(super) holes: Arc<Mutex<Vec<u64>>>,
}

impl Capture {
    /// Asserts that no sample is missing up to about `end`.
    pub(super) fn assert_whole(&self, end: u64) {
        let packets = self.packets.lock();
        let gap = packets.windows(2).find(|pair| pair[0].end() != pair[1].start);
        assert!(gap.is_none(), "gap behind {}", gap.map_or(0, |pair| pair[0].end()));
        let newest = packets.last().unwrap().end();
        assert!(newest + 6000 > end, "{} samples behind", end - newest);
    }
}

impl Sink for Capture {
    fn name(&self) -> &'static str {
        "capture"
    }

    fn push(&mut self, packets: &[Packet]) {
        self.packets.lock().extend_from_slice(packets);
    }

    fn title(&mut self, titled: &Titled) {
        self.titles.lock().push((titled.at, titled.now.title.clone()));
    }

    fn discontinuity(&mut self, at: u64) {
        self.holes.lock().push(at);
    }

    fn is_taken(&self) -> bool {
        Arc::strong_count(&self.packets) > 1
    }

    fn backlog(&self) -> u64 {
        BACKLOG
    }

    fn end(self: Box<Self>, _at: u64) {}
}

pub(super) fn profile(slug: &str, settings: Settings) -> Profile {
    Profile {
        id: ChannelId::new(),
        slug: Slug::parse(slug).unwrap(),
        name: "Mehfil".to_owned(),
        description: String::new(),
        genre: String::new(),
        language: "ur".to_owned(),
        website: String::new(),
        color: "#102030".to_owned(),
        owner: None,
        epoch_ms: EPOCH_MS,
        created_at_ms: EPOCH_MS,
        version: 1,
        settings,
    }
}

/// The sample of a track's tone: each track has its own pitch.
pub(super) fn wave(index: u64, hz: f64) -> f32 {
    (index as f64 * hz / 48_000.0 * std::f64::consts::TAU).sin() as f32 * 0.25
}

pub(super) fn pitch(index: usize) -> f64 {
    300.0 + 100.0 * index as f64
}

async fn stock(catalog: &Shelves, objects: &Objects, tracks: &[(&str, u64)]) {
    let mut stocked = Vec::new();
    for (index, (title, seconds)) in tracks.iter().enumerate() {
        let key = format!("tracks/{title}.wav");
        let length = seconds * SECOND;
        objects
            .put(&Key::parse(&key).unwrap(), wav(length, pitch(index)))
            .await
            .unwrap();
        stocked.push(Arc::new(PlayableTrack {
            id: TrackId::new(),
            title: (*title).to_owned(),
            artist: format!("{title}'s artist"),
            album: String::new(),
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
    let playlist = PlayablePlaylist {
        id: PlaylistId::new(),
        name: "Rotation".to_owned(),
        kind: PlaylistKind::Rotation { weight: 1 },
        order: PlaylistOrder::Sequential,
        jingle: false,
        hours: Vec::new(),
        hard_start: false,
        tracks: stocked.iter().map(|track| track.id).collect(),
    };
    *catalog.library.lock() = Some(Library {
        version: 1,
        playlists: if tracks.is_empty() { Vec::new() } else { vec![playlist] },
        tracks: stocked,
    });
}

fn wav(samples: u64, hz: f64) -> Bytes {
    let data = samples as u32 * 4;
    let mut bytes = Vec::with_capacity(data as usize + 44);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    bytes.extend_from_slice(&48_000_u32.to_le_bytes());
    bytes.extend_from_slice(&192_000_u32.to_le_bytes());
    bytes.extend_from_slice(b"\x04\0\x10\0data");
    bytes.extend_from_slice(&data.to_le_bytes());
    for index in 0..samples {
        let sample = ((wave(index, hz) * 32_767.0).round() as i16).to_le_bytes();
        bytes.extend_from_slice(&sample);
        bytes.extend_from_slice(&sample);
    }
    bytes.into()
}

/// A track of the queue, by its title.
pub(super) fn titles<'a>(queue: impl Iterator<Item = &'a Spot>) -> Vec<String> {
    queue.map(|spot| spot.track.title.clone()).collect()
}
