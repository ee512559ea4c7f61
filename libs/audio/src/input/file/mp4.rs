//! MP4 and M4A files: symphonia's demuxer, and what it leaves to others, the samples that belong to
//! the encoder (edit lists, and iTunes' own field).

use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use parking_lot::Mutex;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP3};
use symphonia::core::errors::Error as Cause;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::units::Timestamp;
use symphonia::default::formats::IsoMp4Reader;

use super::{Link, MediaSource, Packets};
use crate::input::convert::engine_samples;
use crate::input::error::{InputError, Result};
use crate::input::packet::{Codec, Event, Packet, Track};
use crate::input::types::Limits;

/// Largest `moov` that is searched for edit lists, bytes: ten hours of AAC have 6 MB.
const MAX_MOOV: u64 = 16 << 20;
/// Boxes that are passed over on the way to it.
const MAX_BOXES: u32 = 10_000;
/// Packets of a file.
const MAX_PACKETS: u64 = 20_000_000;

/// A file with one sound track that is read.
pub(super) struct Mp4File {
    /// Always there, but for a moment while it is made anew.
    reader: Option<Box<dyn FormatReader>>,
    /// The demuxer cannot go back once it was at the end; it is made anew then.
    was_at_end: bool,
    links: Vec<Link>,
    id: u32,
    is_begun: bool,
}

/// A source for symphonia, which wants to share it between threads and to know its length.
struct Shared {
    source: Mutex<Box<dyn MediaSource>>,
    length: u64,
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.source.get_mut().read(into)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.source.get_mut().seek(to)
    }
}

impl symphonia::core::io::MediaSource for Shared {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}

impl Mp4File {
    /// Opens an MP4 file; gives the source back when the head says that it is none.
    pub(super) fn open(
        mut source: Box<dyn MediaSource>,
        head: &[u8],
        limits: Limits,
    ) -> Result<std::result::Result<Self, Box<dyn MediaSource>>> {
        if head.get(4..8) != Some(b"ftyp") {
            return Ok(Err(source));
        }
        let edges = Edges::find(source.as_mut())?;
        let length = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let shared = Shared {
            source: Mutex::new(source),
            length,
        };
        let stream = MediaSourceStream::new(Box::new(shared), MediaSourceStreamOptions::default());
        let reader = guarded(|| IsoMp4Reader::try_new(stream, FormatOptions::default()))?;
        let mut file = Self {
            reader: Some(Box::new(reader)),
            was_at_end: false,
            links: Vec::new(),
            id: 0,
            is_begun: false,
        };
        file.choose(limits)?;
        file.measure(edges, limits)?;
        Ok(Ok(file))
    }

    /// Takes the first sound track that can be decoded.
    fn choose(&mut self, limits: Limits) -> Result<()> {
        let found = self
            .reader
            .as_ref()
            .ok_or_else(gone)?
            .default_track(TrackType::Audio)
            .ok_or_else(|| InputError::malformed("there is no sound in it"))?;
        let Some(CodecParameters::Audio(parameters)) = &found.codec_params else {
            return Err(InputError::unsupported("the codec of its sound"));
        };
        let rate_hz = found.time_base.map_or(0, |base| base.denom.get());
        let rate_hz = if (1_000..=384_000).contains(&rate_hz) {
            rate_hz
        } else {
            parameters.sample_rate.unwrap_or(0)
        };
        let channels = parameters
            .channels
            .as_ref()
            .map_or(2, symphonia::core::audio::Channels::count);
        limits.check_format(rate_hz, channels as u32)?;
        self.id = found.id;
        let track = track(parameters, rate_hz, channels as u8)?;
        self.links = vec![Link { track, samples: 0 }];
        Ok(())
    }

    /// Goes through the file once for its length.
    fn measure(&mut self, edges: Edges, limits: Limits) -> Result<()> {
        let rate_hz = self.links[0].track.rate_hz;
        let (mut end, mut bytes, mut count) = (0_u64, 0_u64, 0_u64);
        while let Some(packet) = self.packet()? {
            end = end.max(packet.end.max(0) as u64);
            bytes += packet.data.len() as u64;
            count += 1;
            limits.check_length(engine_samples(end, rate_hz))?;
            if count > MAX_PACKETS {
                return Err(InputError::malformed("it has too many packets"));
            }
        }
        let delay = edges.delay.min(end);
        let samples = edges.samples.map_or(end - delay, |samples| samples.min(end - delay));
        if samples == 0 {
            return Err(InputError::malformed("there is no sound in it"));
        }
        let link = &mut self.links[0];
        link.samples = samples;
        link.track.delay = u32::try_from(delay).unwrap_or(0);
        link.track.padding = u32::try_from(end - delay - samples).unwrap_or(0);
        link.track.kbps = u32::try_from(bytes * 8 * u64::from(rate_hz) / end.max(1) / 1_000).ok();
        self.jump(0, 0)?;
        self.is_begun = false;
        Ok(())
    }

    fn renew(&mut self) -> Result<()> {
        let mut stream = self.reader.take().ok_or_else(gone)?.into_inner();
        stream.seek(SeekFrom::Start(0))?;
        let reader = guarded(|| IsoMp4Reader::try_new(stream, FormatOptions::default()))?;
        self.reader = Some(Box::new(reader));
        Ok(())
    }

    fn packet(&mut self) -> Result<Option<Packet>> {
        loop {
            let reader = self.reader.as_mut().ok_or_else(gone)?;
            let Some(found) = guarded(|| reader.next_packet())? else {
                self.was_at_end = true;
                return Ok(None);
            };
            if found.track_id != self.id {
                continue;
            }
            let samples = found.dur.get();
            let end = found.pts.get().saturating_add_unsigned(samples);
            return Ok(Some(Packet {
                data: found.data.into_vec(),
                samples: u32::try_from(samples).unwrap_or(u32::MAX),
                trim_end: 0,
                end,
                offset: 0,
            }));
        }
    }
}

impl Packets for Mp4File {
    fn links(&self) -> &[Link] {
        &self.links
    }

    fn next(&mut self) -> Result<Option<Event>> {
        if !self.is_begun {
            self.is_begun = true;
            return Ok(Some(Event::Track(self.links[0].track.clone())));
        }
        Ok(self.packet()?.map(Event::Packet))
    }

    fn jump(&mut self, _link: usize, position: i64) -> Result<()> {
        self.is_begun = true;
        if std::mem::take(&mut self.was_at_end) {
            self.renew()?;
        }
        let to = SeekTo::Timestamp {
            ts: Timestamp::new(position.max(0)),
            track_id: self.id,
        };
        let reader = self.reader.as_mut().ok_or_else(gone)?;
        guarded(|| reader.seek(SeekMode::Accurate, to)).map(drop)
    }
}

fn gone() -> InputError {
    InputError::malformed("it could not be read again")
}

/// Runs the demuxer, which may panic on damaged files.
fn guarded<T>(work: impl FnOnce() -> std::result::Result<T, Cause>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Cause::IoError(cause))) if cause.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(InputError::malformed("it ends in the middle"))
        }
        Ok(Err(Cause::IoError(cause))) => Err(cause.into()),
        Ok(Err(Cause::Unsupported(what))) => Err(InputError::unsupported(what)),
        Ok(Err(Cause::DecodeError(what) | Cause::LimitError(what))) => Err(InputError::malformed(what)),
        Ok(Err(_)) => Err(InputError::malformed("it cannot be sought in")),
        Err(_) => Err(InputError::malformed("its index made the reader give up")),
    }
}

fn track(parameters: &AudioCodecParameters, rate_hz: u32, channels: u8) -> Result<Track> {
    let (codec, format) = match parameters.codec {
        CODEC_ID_AAC => (Codec::Aac, "mp4-aac"),
        CODEC_ID_ALAC => (Codec::Alac, "mp4-alac"),
        CODEC_ID_FLAC => (Codec::Flac, "mp4-flac"),
        CODEC_ID_MP3 => (Codec::Mp3, "mp4-mp3"),
        _ => return Err(InputError::unsupported("the codec of its sound")),
    };
    Ok(Track {
        format,
        codec,
        rate_hz,
        channels,
        kbps: None,
        extra: parameters.extra_data.as_deref().unwrap_or_default().to_vec(),
        delay: 0,
        padding: 0,
        offset: 0,
    })
}

/// What of the decoded samples is the programme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Edges {
    /// Samples at the start that are the encoder's.
    delay: u64,
    /// Samples of the programme, where it is said.
    samples: Option<u64>,
}

impl Edges {
    fn find(source: &mut dyn MediaSource) -> Result<Self> {
        let Some(moov) = moov(source)? else {
            return Ok(Self::default());
        };
        Ok(Self::of_itunes(&moov)
            .or_else(|| Self::of_edit_list(&moov))
            .unwrap_or_default())
    }

    /// ` 00000000 00000840 000001CA 00000000003F31F6 …`: delay, padding, samples.
    fn of_itunes(moov: &[u8]) -> Option<Self> {
        let at = place(moov, b"iTunSMPB")?;
        let text: String = moov[at..].iter().take(200).map(|byte| char::from(*byte)).collect();
        let start = text.find(" 00000000 ")?;
        let mut numbers = text[start..]
            .split_whitespace()
            .map(|word| u64::from_str_radix(word, 16));
        let (_zero, delay, _padding) = (numbers.next()?, numbers.next()?.ok()?, numbers.next()?);
        let samples = numbers.next()?.ok()?;
        (samples > 0 && delay < 1 << 20).then_some(Self {
            delay,
            samples: Some(samples),
        })
    }

    /// The first edit that is not empty says where the programme begins.
    fn of_edit_list(moov: &[u8]) -> Option<Self> {
        let body = moov.get(place(moov, b"elst")? + 4..)?;
        let is_wide = *body.first()? == 1;
        let count = u32::from_be_bytes(body.get(4..8)?.try_into().ok()?).min(16) as usize;
        let size = if is_wide { 20 } else { 12 };
        let mut starts = (0..count).filter_map(|index| {
            let entry = body.get(8 + index * size..)?;
            if is_wide {
                Some(i64::from_be_bytes(entry.get(8..16)?.try_into().ok()?))
            } else {
                Some(i64::from(i32::from_be_bytes(entry.get(4..8)?.try_into().ok()?)))
            }
        });
        let delay = starts.find_map(|start| u64::try_from(start).ok())?;
        (delay < 1 << 20).then_some(Self { delay, samples: None })
    }
}

fn place(bytes: &[u8], name: &[u8]) -> Option<usize> {
    bytes.windows(name.len()).position(|window| window == name)
}

fn moov(source: &mut dyn MediaSource) -> Result<Option<Vec<u8>>> {
    let mut at = 0_u64;
    for _ in 0..MAX_BOXES {
        source.seek(SeekFrom::Start(at))?;
        let mut head = Vec::new();
        Read::take(&mut *source, 16).read_to_end(&mut head)?;
        let Some((size, name)) = head.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let size = match u32::from_be_bytes(*size) {
            1 => head
                .get(8..16)
                .and_then(|wide| wide.try_into().ok())
                .map_or(0, u64::from_be_bytes),
            0 => u64::MAX,
            size => u64::from(size),
        };
        if name.get(..4) == Some(b"moov") {
            let mut body = Vec::new();
            source.seek(SeekFrom::Start(at))?;
            Read::take(&mut *source, size.min(MAX_MOOV)).read_to_end(&mut body)?;
            return Ok(Some(body));
        }
        if size < 8 {
            return Ok(None);
        }
        at = at.saturating_add(size);
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn itunes_says_delay_and_length() {
        let text = b"....iTunSMPB....data........ 00000000 00000840 000001CA 00000000003F31F6 00000000";
        let found = Edges::of_itunes(text);
        assert_eq!(
            found,
            Some(Edges {
                delay: 0x840,
                samples: Some(0x003F_31F6)
            })
        );
    }

    #[test]
    fn an_edit_list_says_the_delay() {
        let mut elst = b"\0\0\0\x24elst\0\0\0\0\0\0\0\x02".to_vec();
        elst.extend(b"\0\0\0\x10\xff\xff\xff\xff\0\x01\0\0");
        elst.extend(b"\0\0\x10\0\0\0\x04\0\0\x01\0\0");
        assert_eq!(
            Edges::of_edit_list(&elst),
            Some(Edges {
                delay: 1024,
                samples: None
            })
        );
        assert_eq!(Edges::of_edit_list(b"elst"), None);
    }
}
