//! A live source on a channel: what it said, how it is doing, and its way in.

use crate::live::{Feed, LiveSpec};
use crate::model::{SourceHealth, SourceLevel};
use async_trait::async_trait;
use awaz_audio::input::StreamInfo;
use awaz_audio::mix::{LiveId, LiveStatus};
use awaz_core::{Code, Error, Result};
use awaz_wire::metadata::SongTitle;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::{mpsc, watch};

/// Bytes handed to the decoder at once.
const SLICE: usize = 16 * 1024;
/// Slices that may wait for the decoder.
pub(crate) const SLICES: usize = 8;
/// Titles that may wait for their sound.
const TITLES: usize = 32;

/// A live source.
pub(crate) struct Session {
    pub(crate) id: LiveId,
    pub(crate) spec: LiveSpec,
    pub(crate) since: DateTime<Utc>,
    closed: watch::Sender<Option<Error>>,
    /// Its feed is gone: what is heard of it is what was buffered.
    pub(crate) gone: AtomicBool,
    /// Its feed said goodbye.
    pub(crate) finished: AtomicBool,
    pub(crate) bytes: AtomicU64,
    /// Samples its decoder delivered.
    pub(crate) delivered: AtomicU64,
    pub(crate) info: Mutex<Option<StreamInfo>>,
    pub(crate) problem: Mutex<Option<String>>,
    titles: Mutex<VecDeque<(u64, SongTitle)>>,
    /// The title that is heard.
    song: Mutex<Option<SongTitle>>,
    /// As of the last tick: the buffer, and kbit/s.
    pub(crate) status: Mutex<(LiveStatus, f32)>,
}

impl Session {
    pub(crate) fn new(id: LiveId, spec: LiveSpec, since: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self {
            id,
            spec,
            since,
            closed: watch::Sender::new(None),
            gone: AtomicBool::new(false),
            finished: AtomicBool::new(false),
            bytes: AtomicU64::new(0),
            delivered: AtomicU64::new(0),
            info: Mutex::default(),
            problem: Mutex::default(),
            titles: Mutex::default(),
            song: Mutex::default(),
            status: Mutex::default(),
        })
    }

    /// Ends its feed; the first reason stands.
    pub(crate) fn close(&self, reason: Error) {
        self.closed.send_if_modified(|closed| {
            let is_first = closed.is_none();
            closed.get_or_insert(reason);
            is_first
        });
    }

    /// Whether it was closed, or its network is gone.
    pub(crate) fn is_over(&self) -> bool {
        self.gone.load(Ordering::Acquire) || self.closed.borrow().is_some()
    }

    /// Whether it was closed by us.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.borrow().is_some()
    }

    /// Takes a title that belongs to what is delivered from now on.
    pub(crate) fn set_title(&self, song: SongTitle) {
        let mut titles = self.titles.lock();
        if titles.len() == TITLES {
            titles.pop_front();
        }
        titles.push_back((self.delivered.load(Ordering::Acquire), song));
    }

    /// The newest title that is due once `taken` samples were heard; earlier ones are dropped.
    pub(crate) fn due_title(&self, taken: u64) -> Option<SongTitle> {
        let mut titles = self.titles.lock();
        let due = titles.iter().take_while(|(delivered, _)| *delivered <= taken).count();
        titles.drain(..due).next_back().map(|(_, song)| song)
    }

    /// Notes the title that is heard from now on; `None` leaves it as it is.
    pub(crate) fn heard(&self, song: Option<SongTitle>) {
        if song.is_some() {
            *self.song.lock() = song;
        }
    }

    /// The title that is heard.
    pub(crate) fn song(&self) -> Option<SongTitle> {
        self.song.lock().clone()
    }

    pub(crate) fn has_titles(&self) -> bool {
        !self.titles.lock().is_empty()
    }

    /// How it is doing.
    pub(crate) fn health(&self) -> SourceHealth {
        let (status, kbps) = *self.status.lock();
        let info = self.info.lock().clone();
        SourceHealth {
            connected: !self.gone.load(Ordering::Acquire),
            who: Some(self.spec.who.clone()),
            protocol: Some(self.spec.protocol.as_str().to_owned()),
            agent: Some(self.spec.agent.clone()),
            peer: Some(self.spec.peer.to_string()),
            format: info.as_ref().map(|info| info.format.to_owned()),
            rate_hz: info.as_ref().map(|info| info.rate_hz),
            channels: info.as_ref().map(|info| info.channels),
            kbps_measured: Some(kbps),
            since: Some(self.since),
            ends_at: self.spec.ends_ms.and_then(DateTime::from_timestamp_millis),
            buffer_ms: Some((status.fill / 48) as u32),
            drift_ppm: Some(status.drift_ppm),
            stalled: status.stalled,
            silent_for_s: (status.silent_for / 48_000) as u32,
            level: Some(SourceLevel {
                lufs_m: status.levels.momentary_lufs,
                peak_l: status.levels.left_dbfs,
                peak_r: status.levels.right_dbfs,
                true_peak: status.levels.true_peak_dbtp,
            }),
            problem: self.problem.lock().clone(),
            hard_start: None,
        }
    }
}

/// The health of a channel without a source.
pub(crate) const fn unconnected() -> SourceHealth {
    SourceHealth {
        connected: false,
        who: None,
        protocol: None,
        agent: None,
        peer: None,
        format: None,
        rate_hz: None,
        channels: None,
        kbps_measured: None,
        since: None,
        ends_at: None,
        buffer_ms: None,
        drift_ppm: None,
        stalled: false,
        silent_for_s: 0,
        level: None,
        problem: None,
        hard_start: None,
    }
}

/// A source's way in.
pub(crate) struct LiveFeed {
    session: Arc<Session>,
    slices: mpsc::Sender<Bytes>,
    closed: watch::Receiver<Option<Error>>,
}

impl LiveFeed {
    pub(crate) fn new(session: Arc<Session>, slices: mpsc::Sender<Bytes>) -> Self {
        let closed = session.closed.subscribe();
        Self {
            session,
            slices,
            closed,
        }
    }
}

#[async_trait]
impl Feed for LiveFeed {
    async fn push(&mut self, mut bytes: Bytes) -> Result<()> {
        self.session.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        while !bytes.is_empty() {
            let slice = bytes.split_to(bytes.len().min(SLICE));
            let closed = reason(self.closed.clone());
            tokio::select! {
                biased;
                error = closed => return Err(error),
                sent = self.slices.send(slice) => if sent.is_err() {
                    return Err(reason(self.closed.clone()).await);
                },
            }
        }
        Ok(())
    }

    fn set_title(&self, song: SongTitle) {
        self.session.set_title(song);
    }

    async fn closed(&self) -> Error {
        reason(self.closed.clone()).await
    }

    fn finish(self: Box<Self>) {
        self.session.finished.store(true, Ordering::Release);
    }
}

impl Drop for LiveFeed {
    fn drop(&mut self) {
        self.session.gone.store(true, Ordering::Release);
    }
}

async fn reason(mut closed: watch::Receiver<Option<Error>>) -> Error {
    let waited = closed.wait_for(Option::is_some).await;
    let reason = waited.ok().and_then(|reason| reason.clone());
    reason.unwrap_or_else(|| Error::new(Code::Unavailable, "The channel is gone."))
}
