//! The thread that writes a recording.

use super::RecorderConfig;
use super::file::Shape;
use super::note::{RecordedTitle, Recording, RecordingEnd, RecordingKind, RecordingNote};
use super::tape::{Message, State};
use super::{RecordingSpec, recording_key};
use awaz_audio::encode::Packet;
use awaz_core::id::RecordingId;
use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// With the longest Ogg page (480 ms) less than the second a killed process may lose.
const FLUSH_EVERY: Duration = Duration::from_millis(400);
const LOOK_AT_DISK_EVERY: Duration = Duration::from_secs(5);
const TELL_EVERY: Duration = Duration::from_secs(30);
const LONGEST_TITLE: usize = 500;
const DAY_MS: i64 = 24 * 3600 * 1000;

pub(super) struct Writer {
    config: RecorderConfig,
    spec: RecordingSpec,
    state: Arc<State>,
    reel: Option<Reel>,
    looked_at_disk: Option<Instant>,
    last_title: Option<(String, String)>,
}

/// One file being written.
struct Reel {
    recording: Recording,
    file: File,
    shape: Shape,
    pending: Vec<u8>,
    flushed: Instant,
    told: Instant,
    has_news: bool,
}

impl Writer {
    pub(super) const fn new(config: RecorderConfig, spec: RecordingSpec, state: Arc<State>) -> Self {
        Self {
            config,
            spec,
            state,
            reel: None,
            looked_at_disk: None,
            last_title: None,
        }
    }

    /// Writes until the tape ends, or the disk does.
    pub(super) fn run(mut self, messages: &Receiver<Message>) {
        let end = self.write(messages);
        self.state.is_over.store(true, Ordering::Relaxed);
        if let Some(cause) = end.alert() {
            tracing::warn!(channel = %self.spec.channel, cause, "recording stopped");
        }
        self.close(end);
    }

    fn write(&mut self, messages: &Receiver<Message>) -> RecordingEnd {
        loop {
            let message = match messages.try_recv() {
                Err(TryRecvError::Empty) if self.state.overflowed.load(Ordering::Relaxed) => {
                    return RecordingEnd::TooSlow;
                }
                Err(TryRecvError::Empty) => messages.recv_timeout(FLUSH_EVERY),
                Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
                Ok(message) => Ok(message),
            };
            let result = match message {
                Ok(Message::Packets(packets)) => self.packets(&packets),
                Ok(Message::Title {
                    at_sample,
                    title,
                    artist,
                }) => self.title(at_sample, title, artist),
                Ok(Message::Finish { at_sample }) => {
                    self.cut(at_sample);
                    return RecordingEnd::Finished;
                }
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => return RecordingEnd::Finished,
            };
            if let Err(end) = result.and_then(|()| self.keep_up()) {
                return end;
            }
        }
    }

    fn packets(&mut self, packets: &[Packet]) -> Result<(), RecordingEnd> {
        let at_sample = self.spec.at_sample;
        for packet in packets.iter().filter(|packet| packet.start >= at_sample) {
            let day = self.time_ms(packet.start).div_euclid(DAY_MS);
            let is_new_day = |reel: &Reel| reel.recording.started_at_ms.div_euclid(DAY_MS) != day;
            if self.spec.kind == RecordingKind::Aircheck && self.reel.as_ref().is_some_and(is_new_day) {
                self.close(RecordingEnd::Finished);
            }
            if self.reel.is_none() {
                self.open(packet.start)?;
            }
            if let Some(reel) = &mut self.reel {
                reel.shape.put(packet, &mut reel.pending);
                reel.recording.samples += u64::from(packet.samples);
            }
        }
        Ok(())
    }

    fn title(&mut self, at_sample: u64, title: String, artist: String) -> Result<(), RecordingEnd> {
        let cut = |text: String| text.chars().take(LONGEST_TITLE).collect::<String>();
        let (title, artist) = (cut(title), cut(artist));
        self.last_title = Some((title.clone(), artist.clone()));
        if self.reel.is_none() {
            self.open(self.spec.at_sample)?;
        }
        if let Some(reel) = &mut self.reel {
            reel.title(at_sample, title, artist);
        }
        Ok(())
    }

    /// Does what is due by time: flush, look at the disk, tell.
    fn keep_up(&mut self) -> Result<(), RecordingEnd> {
        let Some(reel) = &mut self.reel else { return Ok(()) };
        if reel.flushed.elapsed() >= FLUSH_EVERY {
            reel.flush()?;
            let wait = if reel.has_news { FLUSH_EVERY } else { TELL_EVERY };
            if reel.told.elapsed() >= wait {
                reel.told = Instant::now();
                reel.has_news = false;
                (self.config.notes)(RecordingNote::Changed(reel.recording.clone()));
            }
        }
        self.look_at_disk()
    }

    fn look_at_disk(&mut self) -> Result<(), RecordingEnd> {
        if self.looked_at_disk.is_some_and(|at| at.elapsed() < LOOK_AT_DISK_EVERY) {
            return Ok(());
        }
        self.looked_at_disk = Some(Instant::now());
        let level = (self.config.disk_level)(&self.config.folder);
        if level.is_some_and(|percent| percent >= self.spec.stop_disk_percent) {
            return Err(RecordingEnd::DiskFull);
        }
        Ok(())
    }

    fn open(&mut self, start: u64) -> Result<(), RecordingEnd> {
        let started_at_ms = self.time_ms(start);
        let id = RecordingId::new();
        let file = recording_key(self.spec.channel, id, self.spec.rendition);
        let recording = Recording {
            id,
            channel: self.spec.channel,
            kind: self.spec.kind,
            rendition: self.spec.rendition,
            who: self.spec.who.clone(),
            file,
            start_sample: start,
            started_at_ms,
            ended_at_ms: None,
            samples: 0,
            bytes: 0,
            titles: Vec::new(),
        };
        self.looked_at_disk = None;
        if let Err(end) = self.look_at_disk() {
            (self.config.notes)(RecordingNote::Closed(recording, end.clone()));
            return Err(end);
        }
        let mut reel = match Reel::open(&self.config.folder.join(&recording.file), recording.clone()) {
            Ok(reel) => reel,
            Err(end) => {
                (self.config.notes)(RecordingNote::Closed(recording, end.clone()));
                return Err(end);
            }
        };
        (self.config.notes)(RecordingNote::Opened(reel.recording.clone()));
        if let Some((title, artist)) = self.last_title.clone() {
            reel.title(start, title, artist);
        }
        self.reel = Some(reel);
        Ok(())
    }

    fn close(&mut self, end: RecordingEnd) {
        let Some(mut reel) = self.reel.take() else { return };
        reel.shape.end(&mut reel.pending);
        let flushed = reel
            .flush()
            .and_then(|()| reel.file.sync_all().map_err(|cause| failed(&cause)));
        let end = match flushed {
            Err(failed) if end == RecordingEnd::Finished => failed,
            _ => end,
        };
        reel.recording.ended_at_ms = Some(reel.recording.end_ms());
        if reel.recording.samples == 0 {
            // Nothing to keep; what stays is swept by the recovery at the next start.
            let _ = std::fs::remove_file(self.config.folder.join(&reel.recording.file));
        }
        (self.config.notes)(RecordingNote::Closed(reel.recording, end));
    }

    /// Forgets titles that were announced and not heard.
    fn cut(&mut self, at_sample: u64) {
        let Some(reel) = &mut self.reel else { return };
        let end_ms = at_sample.saturating_sub(reel.recording.start_sample) / 48;
        reel.recording.titles.retain(|title| title.at_ms < end_ms);
    }

    fn time_ms(&self, sample: u64) -> i64 {
        self.spec.at_ms + (sample as i64 - self.spec.at_sample as i64) / 48
    }
}

impl Reel {
    fn open(path: &Path, recording: Recording) -> Result<Self, RecordingEnd> {
        let shape = Shape::begin(recording.rendition, recording.id);
        let folder = path.parent().unwrap_or(path);
        let file = std::fs::create_dir_all(folder)
            .and_then(|()| File::create_new(path))
            .map_err(|cause| failed(&cause))?;
        let now = Instant::now();
        Ok(Self {
            recording,
            file,
            shape,
            pending: Vec::new(),
            flushed: now,
            told: now,
            has_news: false,
        })
    }

    fn flush(&mut self) -> Result<(), RecordingEnd> {
        self.file.write_all(&self.pending).map_err(|cause| failed(&cause))?;
        self.recording.bytes += self.pending.len() as u64;
        self.pending.clear();
        self.flushed = Instant::now();
        Ok(())
    }

    fn title(&mut self, at_sample: u64, title: String, artist: String) {
        let at_ms = at_sample.saturating_sub(self.recording.start_sample) / 48;
        let titles = &mut self.recording.titles;
        if titles.last().is_some_and(|last| last.at_ms >= at_ms) {
            titles.pop();
        }
        if titles.len() < Recording::MOST_TITLES {
            titles.push(RecordedTitle { at_ms, title, artist });
            self.has_news = true;
        }
    }
}

fn failed(cause: &std::io::Error) -> RecordingEnd {
    match cause.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => RecordingEnd::DiskFull,
        _ => RecordingEnd::Failed(cause.to_string()),
    }
}
