//! Decoding of files.

mod mp4;
mod pcm;
mod scanned;

use std::io::{Read, Seek, SeekFrom};

use super::codec;
use super::convert::{engine_samples, step};
use super::error::{InputError, Result};
use super::packet::{Event, Track};
use super::pipeline::{Pipeline, Window};
use super::types::{Limits, StreamInfo};
use crate::CHANNELS;

/// Bytes of a file; a `File` or a `Cursor`.
pub trait MediaSource: Read + Seek + Send {}

impl<T: Read + Seek + Send> MediaSource for T {}

/// A stretch of a file with one set of parameters; only chained Ogg and odd MP3 have several.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) track: Track,
    /// Samples of the programme at the track's rate.
    pub(super) samples: u64,
}

impl Link {
    fn engine_samples(&self) -> u64 {
        engine_samples(self.samples, self.track.rate_hz)
    }
}

/// Packets of a file, from any place.
pub(super) trait Packets: Send {
    /// The stretches of the file; at least one.
    fn links(&self) -> &[Link];
    /// The next event; `Track` at the start of every link, but not after a jump.
    fn next(&mut self) -> Result<Option<Event>>;
    /// Goes to the last place of a link from which everything from `position` on (track rate,
    /// encoder delay included) can be decoded.
    fn jump(&mut self, link: usize, position: i64) -> Result<()>;
}

/// Decodes a file to 48 kHz stereo, with sample-accurate jumps.
///
/// What encoders add at the start and the end (LAME, edit lists, Opus pre-skip) is taken off.
/// **Invariant: reading from the start gives exactly [`length`](Self::length) samples.** Damaged
/// packets become silence. Tags are not read.
pub struct FileDecoder {
    packets: Box<dyn Packets>,
    pipeline: Pipeline,
    /// First engine sample of every link.
    starts: Vec<u64>,
    length: u64,
    link: Option<usize>,
    window: Window,
    pending: Vec<f32>,
    taken: usize,
    /// Samples of the output that are dropped before any is handed out.
    drop: u64,
    position: u64,
    is_over: bool,
}

impl FileDecoder {
    /// Opens a file and finds its length. `extension` is not needed where the data speak for
    /// themselves, which all known formats do; it only improves the message of an error.
    ///
    /// # Errors
    ///
    /// `NotRecognised`, `NotSupported`, `OverLimit`, `UnderLimit`, `Malformed`: the file's fault.
    /// `Io`: reading failed.
    pub fn open(source: Box<dyn MediaSource>, extension: Option<&str>, limits: Limits) -> Result<Self> {
        let packets = open_packets(source, extension, limits)?;
        let mut starts = Vec::new();
        let mut length = 0;
        for link in packets.links() {
            starts.push(length);
            length += link.engine_samples();
        }
        limits.check_length(length)?;
        let mut decoder = Self {
            packets,
            pipeline: Pipeline::new(limits),
            starts,
            length,
            link: None,
            window: Window { from: 0, to: 0 },
            pending: Vec::new(),
            taken: 0,
            drop: 0,
            position: 0,
            is_over: false,
        };
        decoder.fill()?;
        if decoder.pipeline.info().is_none() {
            return Err(InputError::malformed("no packet can be decoded"));
        }
        Ok(decoder)
    }

    /// Returns what the sound is.
    ///
    /// # Panics
    ///
    /// Never: `open` fails when it is not known.
    #[must_use]
    pub fn info(&self) -> &StreamInfo {
        self.pipeline.info().expect("`open` decodes until the format is known")
    }

    /// Returns the length in samples at 48 kHz; `None` where only decoding would tell, which is no
    /// format that is accepted now.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        Some(self.length)
    }

    /// Returns the position of the next sample that `read` gives.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Goes to a sample at 48 kHz; beyond the end is the end.
    ///
    /// # Errors
    ///
    /// `Io` when reading fails; `Malformed` when the file changed.
    pub fn seek(&mut self, sample: u64) -> Result<()> {
        let target = sample.min(self.length);
        let link = self.starts.partition_point(|start| *start <= target).max(1) - 1;
        let track = &self.packets.links()[link].track;
        let (input_step, output_step) = step(track.rate_hz);
        let inside = target - self.starts[link];
        // The resampler must start early enough to have its filter full, at a sample that falls
        // onto a sample of the output.
        let margin = 4_096 * u64::from(track.rate_hz / crate::RATE + 1);
        let wanted = inside / output_step * input_step;
        let begin = wanted.saturating_sub(margin) / input_step * input_step;
        let delay = i64::from(track.delay);
        let from = delay + begin as i64;
        let preroll = i64::from(codec::preroll(track));
        let track = (self.link != Some(link)).then(|| track.clone());
        self.pipeline.reset();
        if let Some(track) = track {
            self.pipeline.start(track, &mut self.pending)?;
        }
        self.packets.jump(link, from - preroll)?;
        self.pending.clear();
        self.taken = 0;
        self.is_over = false;
        self.link = Some(link);
        self.window = self.whole_window(link);
        self.window.from = from;
        self.drop = inside - begin / input_step * output_step;
        self.position = target;
        Ok(())
    }

    /// Reads interleaved stereo into `out` and returns how many samples (per channel) that were;
    /// fewer than asked for only at the end.
    ///
    /// # Errors
    ///
    /// `Io` when reading fails; `Malformed` when nothing can be decoded any more.
    pub fn read(&mut self, out: &mut [f32]) -> Result<usize> {
        let mut done = 0;
        let wanted = out.len() / CHANNELS;
        let wanted = (self.length - self.position).min(wanted as u64) as usize;
        while done < wanted {
            if self.pending.len() == self.taken {
                if self.is_over {
                    // A damaged end; the length was promised.
                    out[done * CHANNELS..wanted * CHANNELS].fill(0.0);
                    done = wanted;
                    break;
                }
                self.fill()?;
                continue;
            }
            let ready = &self.pending[self.taken..];
            let count = (ready.len() / CHANNELS).min(wanted - done);
            let target = &mut out[done * CHANNELS..(done + count) * CHANNELS];
            target.copy_from_slice(&ready[..count * CHANNELS]);
            self.taken += count * CHANNELS;
            done += count;
        }
        self.position += done as u64;
        Ok(done)
    }

    /// Decodes until some sound is ready or the file ends.
    fn fill(&mut self) -> Result<()> {
        self.pending.drain(..self.taken);
        self.taken = 0;
        while self.pending.is_empty() && !self.is_over {
            match self.packets.next()? {
                None => {
                    self.pipeline.finish(&mut self.pending)?;
                    self.is_over = true;
                }
                Some(Event::Tags(_)) => {}
                Some(Event::Track(track)) => self.start(track)?,
                Some(Event::Packet(packet)) => {
                    self.pipeline.packet(&packet, self.window, &mut self.pending)?;
                }
            }
            let dropped = self.drop.min((self.pending.len() / CHANNELS) as u64);
            self.pending.drain(..dropped as usize * CHANNELS);
            self.drop -= dropped;
        }
        Ok(())
    }

    fn start(&mut self, track: Track) -> Result<()> {
        let link = self.link.map_or(0, |link| link + 1);
        self.pipeline.start(track, &mut self.pending)?;
        self.link = Some(link);
        self.window = self.whole_window(link);
        Ok(())
    }

    fn whole_window(&self, link: usize) -> Window {
        let Some(link) = self.packets.links().get(link) else {
            return Window { from: 0, to: 0 };
        };
        let from = i64::from(link.track.delay);
        Window {
            from,
            to: from + link.samples as i64,
        }
    }
}

fn open_packets(mut source: Box<dyn MediaSource>, extension: Option<&str>, limits: Limits) -> Result<Box<dyn Packets>> {
    let mut head = Vec::new();
    source.by_ref().take(64 << 10).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    let source = match pcm::PcmFile::open(source, &head, limits)? {
        Ok(file) => return Ok(Box::new(file)),
        Err(source) => source,
    };
    let source = match mp4::Mp4File::open(source, &head, limits)? {
        Ok(file) => return Ok(Box::new(file)),
        Err(source) => source,
    };
    let _ = extension;
    Ok(Box::new(scanned::Scanned::open(source, &head, limits)?))
}
