//! Decoding of a live source, as its bytes arrive.

use std::collections::VecDeque;

use super::demuxers;
use super::error::{InputError, Result};
use super::packet::{Demux, Event, Packet};
use super::pipeline::{Pipeline, Window};
use super::sniff::{Sniffer, Verdict};
use super::types::{ContentType, Frame, Limits, StreamInfo, Tags};
use crate::{CHANNELS, RATE};

/// Sound that is held until it is taken, samples × channels: 30 s.
const MAX_PENDING: usize = 30 * RATE as usize * CHANNELS;
/// Frames that are held until they are taken.
const MAX_FRAMES: usize = 4_096;
/// Compressed bytes that may wait because decoded sound was not taken.
const MAX_WAITING: usize = 4 << 20;

/// Push decoder for live sources: bytes in, 48 kHz stereo out.
///
/// The container is found from the data; what the source declared is only a hint. Rate and
/// channels may change at any time. Garbage is skipped, packets that cannot be decoded become
/// silence. **Invariant: the output does not depend on how the bytes were cut into pushes, memory
/// is bounded, and no bytes make it panic.**
///
/// ```
/// use awaz_audio::input::{ContentType, Limits, LiveDecoder};
/// let mut decoder = LiveDecoder::new(Some(ContentType::Mpeg), Limits::default());
/// decoder.push(b"not yet a frame").unwrap();
/// let mut pcm = Vec::new();
/// decoder.take_pcm(&mut pcm);
/// assert!(pcm.is_empty() && decoder.info().is_none());
/// ```
pub struct LiveDecoder {
    hint: Option<ContentType>,
    limits: Limits,
    stage: Stage,
    pipeline: Pipeline,
    /// Where the sound of the track begins.
    delay: i64,
    pcm: Vec<f32>,
    tags: Option<Tags>,
    frames: Option<VecDeque<Frame>>,
    waiting: usize,
}

enum Stage {
    Probing(Vec<u8>, Sniffer),
    Running(Box<dyn Demux>),
}

impl LiveDecoder {
    /// Starts a decoder. `hint` is what the source declared.
    #[must_use]
    pub fn new(hint: Option<ContentType>, limits: Limits) -> Self {
        Self {
            hint,
            limits,
            stage: Stage::Probing(Vec::new(), Sniffer::default()),
            pipeline: Pipeline::new(limits),
            delay: 0,
            pcm: Vec::new(),
            tags: None,
            frames: None,
            waiting: 0,
        }
    }

    /// Takes bytes of the source, any number of them. Take the sound after each push: when 30 s of
    /// it wait, decoding pauses.
    ///
    /// # Errors
    ///
    /// All are final, and the source's fault: close it with the message. `NotRecognised` when
    /// `max_garbage_bytes` went by without audio; `OverLimit`, `NotSupported` for sound that is
    /// known but not accepted; `Malformed` when nothing can be decoded any more.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        for piece in bytes.chunks(64 << 10) {
            match &mut self.stage {
                Stage::Probing(seen, _) => {
                    seen.extend_from_slice(piece);
                    self.probe(false)?;
                }
                Stage::Running(demux) => demux.push(piece),
            }
            self.waiting += piece.len();
            self.drive()?;
            if self.waiting > MAX_WAITING {
                return Err(InputError::OverLimit {
                    what: "compressed sound that waits in bytes",
                    value: self.waiting as u64,
                    limit: MAX_WAITING as u64,
                });
            }
        }
        Ok(())
    }

    /// Moves the decoded sound to the end of `out`: 48 kHz, stereo interleaved, nominal ±1.0.
    pub fn take_pcm(&mut self, out: &mut Vec<f32>) {
        out.append(&mut self.pcm);
    }

    /// Returns the latest titles that came in the stream, once.
    pub fn take_tags(&mut self) -> Option<Tags> {
        self.tags.take()
    }

    /// Returns what the sound is; `None` until the first packet was decoded.
    #[must_use]
    pub fn info(&self) -> Option<&StreamInfo> {
        self.pipeline.info()
    }

    /// Returns what the source declared.
    #[must_use]
    pub fn hint(&self) -> Option<ContentType> {
        self.hint
    }

    /// Keeps compressed frames for [`take_frames`](Self::take_frames), or stops keeping them.
    pub fn keep_frames(&mut self, keep: bool) {
        if !keep {
            self.frames = None;
        } else if self.frames.is_none() {
            self.frames = Some(VecDeque::new());
        }
    }

    /// Returns the compressed frames since the last call, oldest first; at most 4096, the newest.
    pub fn take_frames(&mut self) -> Vec<Frame> {
        self.frames
            .as_mut()
            .map_or_else(Vec::new, |frames| frames.drain(..).collect())
    }

    /// Says that the source ended: what was held back becomes sound. Take it afterwards.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push); `NotRecognised` when no audio came at all.
    pub fn finish(&mut self) -> Result<()> {
        if let Stage::Probing(..) = self.stage {
            self.probe(true)?;
        }
        if let Stage::Running(demux) = &mut self.stage {
            demux.finish();
        }
        self.drive()?;
        self.pipeline.finish(&mut self.pcm)
    }

    fn probe(&mut self, is_all: bool) -> Result<()> {
        let Stage::Probing(seen, sniffer) = &mut self.stage else {
            return Ok(());
        };
        match sniffer.sniff(seen, is_all) {
            Verdict::Found(content_type, offset) => {
                let mut demux = demuxers::open(content_type, self.limits)?;
                demux.push(&seen[offset..]);
                self.stage = Stage::Running(demux);
                Ok(())
            }
            Verdict::NeedMore if !is_all && seen.len() < self.limits.max_garbage_bytes => Ok(()),
            _ => Err(InputError::NotRecognised {
                after_bytes: seen.len() as u64,
            }),
        }
    }

    fn drive(&mut self) -> Result<()> {
        loop {
            if self.pcm.len() >= MAX_PENDING {
                return Ok(());
            }
            let Stage::Running(demux) = &mut self.stage else {
                return Ok(());
            };
            let Some(event) = demux.next()? else {
                self.waiting = 0;
                if demux.garbage() > self.limits.max_garbage_bytes {
                    return Err(InputError::NotRecognised {
                        after_bytes: demux.garbage() as u64,
                    });
                }
                return Ok(());
            };
            match event {
                Event::Track(track) => {
                    self.delay = i64::from(track.delay);
                    self.pipeline.start(track, &mut self.pcm)?;
                }
                Event::Tags(tags) => self.tags = Some(tags),
                Event::Packet(packet) => self.packet(packet)?,
            }
        }
    }

    fn packet(&mut self, packet: Packet) -> Result<()> {
        let window = Window {
            from: self.delay,
            to: i64::MAX,
        };
        self.pipeline.packet(&packet, window, &mut self.pcm)?;
        if let Some(frames) = &mut self.frames {
            if frames.len() == MAX_FRAMES {
                frames.pop_front();
            }
            frames.push_back(Frame {
                bytes: packet.data,
                samples: packet.samples,
            });
        }
        Ok(())
    }
}
