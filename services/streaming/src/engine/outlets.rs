//! HLS and recordings as sinks of a rendition.

use super::core::Core;
use super::output::Output;
use super::pcm::BACKLOG;
use super::session::Session;
use super::sink::{HLS, Sink, Titled};
use crate::hls::{Shelves, Track, TrackConfig, Viewers};
use crate::recorder::{Recorder, RecordingKind, RecordingSpec, Tape};
use awaz_audio::encode::Packet;
use awaz_core::{Error, Rendition, Result};
use std::sync::Arc;
use std::time::Duration;

/// A player asks at least this often: twice the longest segment.
const ASKS_EVERY: Duration = Duration::from_secs(12);
/// Samples of the past a recording may begin in: 1 s.
const TAPE_BACKLOG: u64 = 48_000;

/// Where the sound goes beside the rings; what is not there is not served.
#[derive(Clone, Default)]
pub struct Outlets {
    /// Where HLS segments of the time shift are kept; without it they are in memory only.
    pub shelves: Option<Arc<Shelves>>,
    /// Who listens by HLS; counted among a channel's listeners.
    pub viewers: Option<Arc<Viewers>>,
    /// Records; without it nothing is recorded.
    pub recorder: Option<Recorder>,
}

/// A track of HLS players.
struct HlsSink(Arc<Track>);

impl Sink for HlsSink {
    fn name(&self) -> &'static str {
        HLS
    }

    fn push(&mut self, packets: &[Packet]) {
        self.0.push(packets);
    }

    fn title(&mut self, titled: &Titled) {
        self.0.title(titled.at, &titled.now.title, &titled.now.artist);
    }

    fn discontinuity(&mut self, at: u64) {
        self.0.discontinuity(at);
    }

    fn is_taken(&self) -> bool {
        self.0.held() > 0 || self.0.last_used().elapsed() < ASKS_EVERY
    }

    fn backlog(&self) -> u64 {
        BACKLOG
    }

    fn end(self: Box<Self>, _at: u64) {
        self.0.end();
    }
}

/// A running recording.
struct TapeSink {
    kind: RecordingKind,
    tape: Tape,
}

impl Sink for TapeSink {
    fn name(&self) -> &'static str {
        self.kind.as_str()
    }

    fn push(&mut self, packets: &[Packet]) {
        self.tape.push(packets);
    }

    fn title(&mut self, titled: &Titled) {
        self.tape.title(titled.at, &titled.now.title, &titled.now.artist);
    }

    fn discontinuity(&mut self, _at: u64) {}

    fn is_taken(&self) -> bool {
        !self.tape.is_over()
    }

    fn backlog(&self) -> u64 {
        TAPE_BACKLOG
    }

    fn end(self: Box<Self>, at: u64) {
        self.tape.finish(at);
    }
}

impl Core {
    /// The HLS track of a rendition, with the last segments in it.
    ///
    /// # Errors
    /// `NotFound` for a rendition the channel does not offer in HLS, else what the encoder says.
    pub(crate) fn track(&mut self, rendition: Rendition) -> Result<Arc<Track>> {
        self.offers(rendition)?;
        if !rendition.in_hls() {
            return Err(Error::not_found("HLS rendition", rendition));
        }
        if let Some(track) = self.shared.track(rendition) {
            return Ok(track);
        }
        self.activate();
        let settings = &self.profile.settings;
        let shelves = self.outlets.shelves.as_ref();
        let track = Track::new(TrackConfig {
            rendition,
            epoch_ms: self.profile.epoch_ms,
            generation: self.generation,
            memory_window_s: self.config.memory_window_s,
            time_shift_min: settings.time_shift_min,
            family: Arc::clone(&self.family),
            shelf: shelves.map(|shelves| (Arc::clone(shelves), self.profile.id)),
        });
        self.add_sink(rendition, Box::new(HlsSink(Arc::clone(&track))))?;
        self.shared.tracks.write().insert(rendition, Arc::clone(&track));
        Ok(track)
    }

    /// Ends the recording of a source that left once its fade is over, and starts or ends the
    /// air-check as the settings say.
    pub(crate) fn mind_recordings(&mut self) {
        if let Some(at) = self.tape_ends.filter(|at| self.position > at + TAPE_BACKLOG) {
            self.end_live_recording(at);
        }
        self.mind_aircheck();
    }

    fn mind_aircheck(&mut self) {
        let recording = self.profile.settings.recording;
        let name = RecordingKind::Aircheck.as_str();
        let running = self
            .outputs
            .iter()
            .find(|output| output.has(name))
            .map(Output::rendition);
        let wanted = recording.aircheck.then_some(recording.rendition);
        if running == wanted || self.outlets.recorder.is_none() {
            return;
        }
        let position = self.position;
        if let Some(rendition) = running {
            self.remove_sink(rendition, name, position);
        }
        if wanted.is_some() {
            self.record(RecordingKind::Aircheck, String::new(), position);
        }
    }

    /// Starts to record a live source that is heard from `at` on.
    pub(crate) fn record_live(&mut self, session: &Session, at: u64) {
        self.end_live_recording(at);
        if self.profile.settings.recording.live {
            self.record(RecordingKind::Live, session.spec.who.clone(), at);
        }
    }

    /// Ends the recording of a live source.
    pub(crate) fn end_live_recording(&mut self, at: u64) {
        self.tape_ends = None;
        let name = RecordingKind::Live.as_str();
        for output in self.outputs.iter_mut().filter(|output| output.has(name)) {
            output.remove(name, at);
        }
    }

    fn record(&mut self, kind: RecordingKind, who: String, at: u64) {
        let Some(recorder) = &self.outlets.recorder else { return };
        let recording = self.profile.settings.recording;
        let tape = recorder.start(RecordingSpec {
            channel: self.profile.id,
            kind,
            who,
            rendition: recording.rendition,
            at_sample: at,
            at_ms: self.time_ms(at),
            stop_disk_percent: recording.stop_disk_percent,
        });
        if let Err(error) = self.add_sink(recording.rendition, Box::new(TapeSink { kind, tape })) {
            tracing::error!(channel = %self.profile.slug, %error, "recording not started");
        }
    }
}
