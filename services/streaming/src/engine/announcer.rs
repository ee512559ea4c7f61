//! What is on air, told to everyone: now playing, history, titles, as-run log, alerts.

use super::grid::Epoch;
use super::note::{Alert, AlertKind, AsRun, Note};
use super::pcm::BACKLOG;
use super::shared::Shared;
use super::sink::Titled;
use crate::autodj::Spot;
use crate::model::{Kind, LiveNow, NowPlaying, OnAir, Profile, Song};
use awaz_audio::SEGMENT;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{AsRunId, ChannelId};
use awaz_wire::metadata::SongTitle;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Songs remembered.
const HISTORY: usize = 20;

/// Announces one channel.
pub(crate) struct Announcer {
    channel: ChannelId,
    epoch: Epoch,
    shared: Arc<Shared>,
    notes: mpsc::Sender<Note>,
    titles: VecDeque<Titled>,
    pub(crate) seq: u64,
}

impl Announcer {
    pub(crate) fn new(profile: &Profile, shared: Arc<Shared>, notes: mpsc::Sender<Note>, seq: u64) -> Self {
        Self {
            channel: profile.id,
            epoch: Epoch(profile.epoch_ms),
            shared,
            notes,
            titles: VecDeque::new(),
            seq,
        }
    }

    /// The titles of the last seconds, oldest first; the first of them may have begun long ago.
    pub(crate) fn titles(&self) -> Vec<Titled> {
        self.titles.iter().cloned().collect()
    }

    /// A track of the library begins.
    pub(crate) fn spot(&mut self, spot: &Spot, at: u64) -> Titled {
        let profile = self.shared.profile();
        let now = NowPlaying {
            duration_ms: Some(spot.length() / 48),
            ..track_now(spot, &profile, self.next(at))
        };
        let on_air = if spot.is_fallback() {
            OnAir::Fallback
        } else {
            OnAir::Autodj
        };
        let as_run = AsRun {
            playlist: spot.playlist_name.clone(),
            title: spot.track.title.clone(),
            artist: spot.track.artist.clone(),
            album: spot.track.album.clone(),
            track: Some(spot.track.id),
            has_art: spot.track.has_art,
            ..self.as_run(&now)
        };
        self.publish(now, on_air, as_run)
    }

    /// The tone bed begins.
    pub(crate) fn tone(&mut self, at: u64) -> Titled {
        let profile = self.shared.profile();
        let now = station_now(&profile, Kind::Fallback, self.next(at));
        let as_run = self.as_run(&now);
        self.publish(now, OnAir::Fallback, as_run)
    }

    /// A live source is heard, or has a new title.
    pub(crate) fn live(&mut self, live: LiveNow, song: Option<&SongTitle>, at: u64) -> Option<Titled> {
        let profile = self.shared.profile();
        let mut now = station_now(&profile, Kind::Live, self.next(at));
        if let Some(song) = song.filter(|song| !song.title.is_empty() || !song.artist.is_empty()) {
            now.title.clone_from(&song.title);
            now.artist.clone_from(&song.artist);
        }
        now.live = Some(live);
        let before = Arc::clone(&self.shared.now.borrow());
        let is_same = before.kind == Kind::Live && before.live == now.live && before.text() == now.text();
        if is_same && *self.shared.on_air.borrow() == OnAir::Live {
            self.seq -= 1;
            return None;
        }
        let who = now.live.as_ref().map(|live| live.name.clone()).unwrap_or_default();
        let as_run = AsRun {
            who,
            ..self.as_run(&now)
        };
        Some(self.publish(now, OnAir::Live, as_run))
    }

    /// Sets what is on air after a restart, without telling it as news.
    pub(crate) fn resume(&mut self, spot: Option<&Spot>, at: u64) {
        let profile = self.shared.profile();
        let (seq, started_at) = (self.seq, self.epoch.time(at));
        let mark = Mark {
            seq,
            started_at,
            sample: at,
        };
        let now = match spot {
            Some(spot) => track_now(spot, &profile, mark),
            None => station_now(&profile, Kind::Fallback, mark),
        };
        let is_rotation = spot.is_some_and(|spot| !spot.is_fallback());
        self.shared
            .on_air
            .send_replace(if is_rotation { OnAir::Autodj } else { OnAir::Fallback });
        self.remember(Titled {
            at,
            now: Arc::new(now.clone()),
        });
        self.shared.now.send_replace(Arc::new(now));
    }

    /// Tells an owner about something that is not as it should be.
    pub(crate) fn alert(&mut self, kind: AlertKind, at: u64, data: serde_json::Value) {
        let at_ms = self.epoch.time(at).timestamp_millis();
        let channel = self.channel;
        tracing::warn!(%channel, alert = kind.as_str(), %data, "alert");
        self.event(kind.as_str(), at, data.clone());
        self.note(Note::Alert(Alert {
            channel,
            kind,
            at_ms,
            data,
        }));
    }

    /// Puts an event on the log.
    pub(crate) fn event(&mut self, kind: &str, at: u64, data: serde_json::Value) {
        let envelope = Envelope::new(Topic::Streaming, kind, &self.channel, self.epoch.time(at)).data(data);
        self.note(Note::Event(Box::new(envelope)));
    }

    /// Hands a note to the store; false when it is too busy.
    pub(crate) fn note(&self, note: Note) -> bool {
        let taken = self.notes.try_send(note).is_ok();
        if !taken {
            metrics::counter!("awaz_engine_notes_lost_total").increment(1);
        }
        taken
    }

    fn next(&mut self, at: u64) -> Mark {
        self.seq += 1;
        Mark {
            seq: self.seq,
            started_at: self.epoch.time(at),
            sample: at,
        }
    }

    fn publish(&mut self, now: NowPlaying, on_air: OnAir, as_run: AsRun) -> Titled {
        let before = self.shared.now.send_replace(Arc::new(now.clone()));
        self.keep(&before);
        let at = now.sample;
        let data = serde_json::json!({
            "seq": now.seq, "kind": now.kind, "title": now.title, "artist": now.artist,
            "started_at": now.started_at, "sample": at, "on_air": on_air,
        });
        self.event("now_playing.changed", at, data);
        self.shared
            .on_air
            .send_if_modified(|current| std::mem::replace(current, on_air) != on_air);
        self.note(Note::AsRun(Box::new(as_run)));
        let titled = Titled { at, now: Arc::new(now) };
        self.remember(titled.clone());
        titled
    }

    fn remember(&mut self, titled: Titled) {
        let oldest = titled.at.saturating_sub(BACKLOG + SEGMENT);
        self.titles.push_back(titled);
        while self.titles.get(1).is_some_and(|second| second.at <= oldest) || self.titles.len() > 256 {
            self.titles.pop_front();
        }
    }

    /// Puts what was heard before into the history.
    fn keep(&self, before: &NowPlaying) {
        let is_song = matches!(before.kind, Kind::Track | Kind::Live) || before.track_id.is_some();
        if !is_song || before.kind == Kind::Jingle {
            return;
        }
        let mut history = self.shared.history.write();
        history.insert(0, song_of(before));
        history.truncate(HISTORY);
    }

    fn as_run(&self, now: &NowPlaying) -> AsRun {
        AsRun {
            id: AsRunId::new(),
            channel: self.channel,
            seq: now.seq,
            kind: now.kind,
            track: now.track_id,
            title: now.title.clone(),
            artist: now.artist.clone(),
            album: now.album.clone(),
            who: String::new(),
            playlist: String::new(),
            has_art: false,
            start_sample: now.sample,
            started_at_ms: now.started_at.timestamp_millis(),
            duration_ms: now.duration_ms,
        }
    }
}

/// When something began.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    seq: u64,
    started_at: chrono::DateTime<chrono::Utc>,
    sample: u64,
}

fn song_of(now: &NowPlaying) -> Song {
    Song {
        title: now.title.clone(),
        artist: now.artist.clone(),
        art_url: now.art_url.clone(),
        played_at: now.started_at,
        duration_ms: now.duration_ms,
        kind: now.kind,
    }
}

fn station_now(profile: &Profile, kind: Kind, mark: Mark) -> NowPlaying {
    NowPlaying {
        seq: mark.seq,
        kind,
        title: profile.name.clone(),
        artist: String::new(),
        album: String::new(),
        art_url: station_art(profile),
        track_id: None,
        live: None,
        started_at: mark.started_at,
        duration_ms: None,
        sample: mark.sample,
    }
}

fn track_now(spot: &Spot, profile: &Profile, mark: Mark) -> NowPlaying {
    if spot.jingle {
        return station_now(profile, Kind::Jingle, mark);
    }
    let track = &spot.track;
    let art_url = if track.has_art {
        format!("/api/v1/tracks/{}/art?size=300", track.id)
    } else {
        station_art(profile)
    };
    NowPlaying {
        title: track.title.clone(),
        artist: track.artist.clone(),
        album: track.album.clone(),
        art_url,
        track_id: Some(track.id),
        duration_ms: Some(spot.length() / 48),
        ..station_now(
            profile,
            if spot.is_fallback() {
                Kind::Fallback
            } else {
                Kind::Track
            },
            mark,
        )
    }
}

fn station_art(profile: &Profile) -> String {
    format!("/api/v1/stations/{}/art", profile.slug)
}

/// What a channel shows before anything was announced.
pub(crate) fn nothing_yet(profile: &Profile) -> NowPlaying {
    let started_at = Epoch(profile.epoch_ms).time(0);
    station_now(
        profile,
        Kind::Fallback,
        Mark {
            seq: 0,
            started_at,
            sample: 0,
        },
    )
}
