//! The thread that decodes one live source. A panic in it costs that source only.

use super::session::{SLICES, Session};
use awaz_audio::input::{ContentType, DriftFollower, DriftResampler, Limits, LiveDecoder};
use awaz_audio::mix::{Follower, LiveWriter};
use awaz_core::{Code, Error};
use awaz_wire::metadata::SongTitle;
use bytes::Bytes;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often a decoder that waits for room looks whether it is still wanted.
const LOOK_UP: Duration = Duration::from_millis(200);

/// Starts the thread and returns the way to it.
///
/// # Errors
/// When the machine has no more threads.
pub(crate) fn start(session: &Arc<Session>, writer: LiveWriter) -> std::io::Result<mpsc::Sender<Bytes>> {
    let (sender, receiver) = mpsc::channel(SLICES);
    let session = Arc::clone(session);
    let body = move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| run(&session, writer, receiver)));
        let message = match outcome {
            Ok(Ok(())) => return,
            Ok(Err(message)) => message,
            Err(_panic) => "the decoder failed".to_owned(),
        };
        tracing::warn!(who = %session.spec.who, %message, "live source cannot be decoded");
        *session.problem.lock() = Some(message.clone());
        session.close(Error::new(
            Code::UnsupportedType,
            format!("The sound of this source cannot be played: {message}."),
        ));
    };
    std::thread::Builder::new()
        .name("live-decoder".to_owned())
        .spawn(body)?;
    Ok(sender)
}

/// Decodes until the feed ends; an error is the source's fault.
fn run(session: &Session, mut writer: LiveWriter, mut slices: mpsc::Receiver<Bytes>) -> Result<(), String> {
    let hint = session.spec.content_type.as_deref().and_then(ContentType::from_mime);
    let mut decoder = LiveDecoder::new(hint, Limits::default());
    let mut pcm = Vec::new();
    while let Some(slice) = slices.blocking_recv() {
        decoder.push(&slice).map_err(|error| error.to_string())?;
        if !deliver(session, &mut decoder, &mut writer, &mut pcm) {
            return Ok(());
        }
    }
    if session.finished.load(Ordering::Acquire) {
        // What was held back is worth hearing; that nothing was is no fault any more.
        if decoder.finish().is_ok() {
            deliver(session, &mut decoder, &mut writer, &mut pcm);
        }
        writer.finish();
    }
    Ok(())
}

/// Writes what was decoded; false once the mixer wants no more.
fn deliver(session: &Session, decoder: &mut LiveDecoder, writer: &mut LiveWriter, pcm: &mut Vec<f32>) -> bool {
    if let Some(tags) = decoder.take_tags() {
        session.set_title(SongTitle {
            artist: tags.artist,
            title: tags.title,
            url: None,
        });
    }
    if decoder.info() != session.info.lock().as_ref() {
        *session.info.lock() = decoder.info().cloned();
    }
    pcm.clear();
    decoder.take_pcm(pcm);
    let mut from = 0;
    while from < pcm.len() {
        let taken = writer.push(&pcm[from..]);
        from += taken * 2;
        session.delivered.fetch_add(taken as u64, Ordering::AcqRel);
        if writer.is_closed() {
            return false;
        }
        if from < pcm.len() {
            let _has_room = writer.wait(LOOK_UP);
        }
    }
    true
}

/// Follows a source's clock with the drift resampler.
pub(crate) struct ClockFollower {
    resampler: DriftResampler,
    follower: DriftFollower,
}

impl ClockFollower {
    /// Makes one for a buffer of `target` samples; `None` when there is no memory for its filter.
    pub(crate) fn new(target: u64) -> Option<Box<Self>> {
        let resampler = DriftResampler::new().ok()?;
        Some(Box::new(Self {
            resampler,
            follower: DriftFollower::new(target),
        }))
    }
}

impl Follower for ClockFollower {
    fn follow(&mut self, input: &[f32], (fill, _target): (u64, u64), out: &mut Vec<f32>) {
        let ppm = self.follower.update(fill, (input.len() / 2) as u64);
        self.resampler.set_ppm(ppm);
        if self.resampler.process(input, out).is_err() {
            // Unresampled sound is better than none.
            out.extend_from_slice(input);
        }
    }

    fn drift_ppm(&self) -> f32 {
        self.follower.drift_ppm() as f32
    }

    fn reset(&mut self) {
        self.resampler.reset();
        self.follower.disturbed();
    }
}
