//! Search beside made-up stations with made-up libraries.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::ports::{
    Catalog, Cues, Library, PlayablePlaylist, PlayableTrack, PlaylistKind, PlaylistOrder, Station, Stations,
};
use awaz_core::{Result, Slug};
use awaz_search::Config;
use awaz_store::db::Migrations;
use awaz_store::outbox;
use awaz_testkit::{Bench, Client, Engine, Somebody};
use awaz_wire::text::percent_encode;
use parking_lot::Mutex;
use serde_json::Value;

/// Time within which what changed must be found.
const SOON: Duration = Duration::from_secs(20);

/// The neighbours: one station, and what it plays.
pub(crate) struct Neighbours {
    pub(crate) stations: Mutex<Vec<Station>>,
    pub(crate) tracks: Mutex<(i64, Vec<Arc<PlayableTrack>>)>,
}

/// Search, running, with a station `mehfil` that plays three songs.
pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) client: Client,
    pub(crate) neighbours: Arc<Neighbours>,
}

impl World {
    pub(crate) async fn new(engine: Engine) -> Self {
        let bench = Bench::new(engine, &Migrations::new().with(awaz_search::migrations)).await;
        let neighbours = Arc::new(Neighbours::new());
        bench.ctx.ports.bind_stations(neighbours.clone());
        bench.ctx.ports.bind_catalog(neighbours.clone());
        let client = Self::open(&bench).await;
        let world = Self {
            bench,
            client,
            neighbours,
        };
        world
            .until("/api/v1/search?q=mehfil", |answer| titles(answer).len() == 1)
            .await;
        world
    }

    /// Opens search on what is there, as a new process would.
    pub(crate) async fn open(bench: &Bench) -> Client {
        Self::open_as(bench, Config::default()).await
    }

    /// As [`World::open`], with settings.
    pub(crate) async fn open_as(bench: &Bench, config: Config) -> Client {
        let service = awaz_search::service(&bench.ctx, config).await.unwrap();
        for task in service.tasks {
            tokio::spawn(task.run);
        }
        for consumer in service.consumers {
            let (db, shutdown) = (bench.ctx.db.clone(), bench.ctx.shutdown.clone());
            tokio::spawn(outbox::run(db, bench.ctx.clock.clone(), consumer, shutdown));
        }
        bench.client(service.router)
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.client.get(path).send().await.ok()
    }

    /// Asks until the answer fits.
    pub(crate) async fn until(&self, path: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.get(path).await;
            if fits(&answer) {
                return answer;
            }
            assert!(started.elapsed() < SOON, "{path}: {answer:#}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Titles that a query finds, section by section.
    pub(crate) async fn found(&self, query: &str) -> Vec<String> {
        titles(&self.get(&format!("/api/v1/search?q={}", percent_encode(query))).await)
    }

    /// Puts a track into the library, and tells of it.
    pub(crate) async fn play(&self, title: &str, artist: &str, album: &str) {
        self.neighbours.add(title, artist, album);
        let channel = self.neighbours.stations.lock()[0].id;
        let ctx = &self.bench.ctx;
        let event = Envelope::new(Topic::Content, "track.ready", &TrackId::new(), ctx.clock.now());
        let event = event.data(serde_json::json!({ "channel_id": channel }));
        ctx.outbox.publish(&event).await.unwrap();
    }
}

/// Titles of all hits of an answer.
pub(crate) fn titles(answer: &Value) -> Vec<String> {
    let sections = answer["sections"].as_array().unwrap().iter();
    let hits = sections.flat_map(|section| section["hits"].as_array().unwrap());
    hits.map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
}

impl Neighbours {
    fn new() -> Self {
        let neighbours = Self {
            stations: Mutex::new(vec![station("mehfil", "ریڈیو محفل", Somebody::Owner)]),
            tracks: Mutex::default(),
        };
        neighbours.add("تم اک گورکھ دھندہ ہو", "نصرت فتح علی خان", "قوالی");
        neighbours.add("Dil Dil Pakistan", "Vital Signs", "Vital Signs 1");
        neighbours.add("چاہیے ذرا سا وقت", "Abida Parveen", "");
        neighbours
    }

    pub(crate) fn add(&self, title: &str, artist: &str, album: &str) {
        let mut tracks = self.tracks.lock();
        tracks.0 += 1;
        tracks.1.push(Arc::new(PlayableTrack {
            id: TrackId::new(),
            title: title.to_owned(),
            artist: artist.to_owned(),
            album: album.to_owned(),
            object_key: String::new(),
            cues: Cues {
                length: 48_000 * 200,
                cue_in: 0,
                cue_out: 48_000 * 200,
                start_next: 48_000 * 200,
                loudness_lufs: None,
                true_peak_dbtp: 0.0,
            },
            has_art: false,
        }));
    }
}

impl Neighbours {
    /// Takes a track out; nobody is told.
    pub(crate) fn take_out(&self, title: &str) {
        let mut tracks = self.tracks.lock();
        tracks.1.retain(|track| track.title != title);
        tracks.0 += 1;
    }

    /// Gives a station another name.
    pub(crate) fn rename(&self, station: usize, name: &str) {
        name.clone_into(&mut self.stations.lock()[station].name);
    }
}

/// A station of somebody.
pub(crate) fn station(slug: &str, name: &str, owner: Somebody) -> Station {
    Station {
        id: ChannelId::new(),
        slug: Slug::parse(slug).unwrap(),
        name: name.to_owned(),
        description: "Qawwali and ghazal from Lahore".to_owned(),
        genre: "Folk".to_owned(),
        language: "ur".to_owned(),
        owner: Some(owner.id()),
        created_at: "2026-11-25T10:00:00Z".parse().unwrap(),
    }
}

#[async_trait]
impl Stations for Neighbours {
    async fn by_slug(&self, slug: &Slug) -> Result<Option<Station>> {
        Ok(self
            .stations
            .lock()
            .iter()
            .find(|station| station.slug == *slug)
            .cloned())
    }

    async fn all(&self) -> Result<Vec<Station>> {
        Ok(self.stations.lock().clone())
    }
}

#[async_trait]
impl Catalog for Neighbours {
    async fn library_version(&self, _: ChannelId) -> Result<i64> {
        Ok(self.tracks.lock().0)
    }

    /// The first station plays everything, the others nothing.
    async fn library(&self, channel: ChannelId) -> Result<Library> {
        let is_first = self.stations.lock().first().is_some_and(|first| first.id == channel);
        let (version, tracks) = self.tracks.lock().clone();
        let tracks = if is_first { tracks } else { Vec::new() };
        let playlist = PlayablePlaylist {
            id: PlaylistId::new(),
            name: "All".to_owned(),
            kind: PlaylistKind::Rotation { weight: 1 },
            order: PlaylistOrder::Shuffle,
            jingle: false,
            hours: Vec::new(),
            hard_start: false,
            tracks: tracks.iter().map(|track| track.id).collect(),
        };
        Ok(Library {
            version,
            playlists: vec![playlist],
            tracks,
        })
    }

    async fn track(&self, _: ChannelId, track: TrackId) -> Result<Option<PlayableTrack>> {
        let tracks = self.tracks.lock();
        Ok(tracks.1.iter().find(|one| one.id == track).map(|one| (**one).clone()))
    }
}
