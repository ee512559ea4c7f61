//! Finds where the sound of a file ends that nobody closed.
//!
//! A recording is whole frames one after the other, so a killed process leaves at most half a
//! frame at the end. The file is walked from frame to frame, by their headers alone, and cut
//! behind the last whole one.

use awaz_core::Codec;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

/// What is whole of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) samples: u64,
    pub(super) bytes: u64,
}

/// One frame, as its header says.
struct Frame {
    bytes: u64,
    samples: Samples,
}

enum Samples {
    /// So many more.
    More(u64),
    /// So many from the beginning of the file.
    Total(u64),
}

/// Cuts a file behind its last whole frame and says what is left.
///
/// # Errors
/// The file cannot be read or cut.
pub(super) fn repair(path: &Path, codec: Codec) -> std::io::Result<Whole> {
    let file = File::options().read(true).write(true).open(path)?;
    let length = file.metadata()?.len();
    let whole = walk(BufReader::with_capacity(256 * 1024, &file), codec, length)?;
    if whole.bytes < length {
        file.set_len(whole.bytes)?;
        file.sync_all()?;
    }
    Ok(whole)
}

fn walk(mut reader: impl Read, codec: Codec, length: u64) -> std::io::Result<Whole> {
    let mut whole = Whole::default();
    let mut stream = 0;
    loop {
        let next = match codec {
            Codec::Mp3 => mp3_frame(&mut reader),
            Codec::Aac => adts_frame(&mut reader),
            Codec::Opus => ogg_page(&mut reader, &whole, &mut stream),
        };
        let frame = match next {
            Ok(Some(frame)) => frame,
            Ok(None) => return Ok(whole),
            Err(cause) if cause.kind() == ErrorKind::UnexpectedEof => return Ok(whole),
            Err(cause) => return Err(cause),
        };
        if whole.bytes + frame.bytes > length {
            return Ok(whole);
        }
        whole.bytes += frame.bytes;
        match frame.samples {
            Samples::More(samples) => whole.samples += samples,
            Samples::Total(samples) => whole.samples = whole.samples.max(samples),
        }
    }
}

fn skip(reader: &mut impl Read, bytes: u64) -> std::io::Result<()> {
    let skipped = std::io::copy(&mut reader.take(bytes), &mut std::io::sink())?;
    if skipped == bytes {
        Ok(())
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

/// MPEG-1 layer III at 48 kHz, which is all we write.
fn mp3_frame(reader: &mut impl Read) -> std::io::Result<Option<Frame>> {
    const KBPS: [u64; 16] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
    let mut head = [0; 4];
    reader.read_exact(&mut head)?;
    let kbps = KBPS[usize::from(head[2] >> 4)];
    let is_ours = head[0] == 0xff && head[1] & 0xfe == 0xfa && head[2] & 0x0c == 0x04;
    if !is_ours || kbps == 0 {
        return Ok(None);
    }
    let bytes = 144 * kbps * 1000 / 48_000 + u64::from(head[2] >> 1 & 1);
    skip(reader, bytes - 4)?;
    Ok(Some(Frame {
        bytes,
        samples: Samples::More(1152),
    }))
}

fn adts_frame(reader: &mut impl Read) -> std::io::Result<Option<Frame>> {
    let mut head = [0; 7];
    reader.read_exact(&mut head)?;
    let bytes = u64::from(head[3] & 3) << 11 | u64::from(head[4]) << 3 | u64::from(head[5] >> 5);
    if head[0] != 0xff || head[1] & 0xf6 != 0xf0 || bytes < 7 {
        return Ok(None);
    }
    skip(reader, bytes - 7)?;
    Ok(Some(Frame {
        bytes,
        samples: Samples::More(1024),
    }))
}

/// A page's granule position counts from the beginning of its logical stream, of which there is
/// another after each break in the sound; `stream` is where the present one begins.
fn ogg_page(reader: &mut impl Read, before: &Whole, stream: &mut u64) -> std::io::Result<Option<Frame>> {
    const BEGINS: u8 = 2;
    let mut head = [0; 27];
    reader.read_exact(&mut head)?;
    if &head[..4] != b"OggS" {
        return Ok(None);
    }
    let mut lacing = vec![0; usize::from(head[26])];
    reader.read_exact(&mut lacing)?;
    let length: u64 = lacing.iter().map(|value| u64::from(*value)).sum();
    skip(reader, length)?;
    if head[5] & BEGINS != 0 {
        *stream = before.samples;
    }
    let granule = head[6..14]
        .iter()
        .rev()
        .fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let granule = if granule == u64::MAX { 0 } else { granule };
    Ok(Some(Frame {
        bytes: 27 + lacing.len() as u64 + length,
        samples: Samples::Total(stream.saturating_add(granule)),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_and_nothing_are_no_sound() {
        for codec in [Codec::Mp3, Codec::Aac, Codec::Opus] {
            for bytes in [
                &b""[..],
                b"\xff",
                &[0; 100],
                b"\xff\xfb\x94\x00half a frame",
                b"\xff\xf1\x4c\x80\xff\xff\xff",
                b"OggS\0",
            ] {
                let whole = walk(bytes, codec, bytes.len() as u64).unwrap();
                assert_eq!(whole, Whole::default(), "{codec:?} {bytes:?}");
            }
        }
    }
}
