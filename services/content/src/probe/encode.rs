//! The child's side of making an MP3 that every podcast player takes.

use super::child::{allow_for, explain, guarded, open};
use awaz_audio::encode::{Encoder, Packet};
use awaz_audio::input::{FileDecoder, Limits};
use awaz_core::Rendition;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// Writes the file's sound to standard output, as MP3 of 128 kb/s.
pub(super) fn run(path: &Path) -> ExitCode {
    let reason = match guarded(|| encode(path)) {
        Some(Ok(())) => return ExitCode::SUCCESS,
        Some(Err(reason)) => reason,
        None => "its data make the decoder fail".to_owned(),
    };
    // A parent that is gone does not want to know.
    let _gone = writeln!(std::io::stderr().lock(), "{reason}");
    ExitCode::FAILURE
}

fn encode(path: &Path) -> Result<(), String> {
    let file = open(path).map_err(|cause| format!("it cannot be read ({cause})"))?;
    let extension = path.extension().and_then(|text| text.to_str());
    let mut decoder =
        FileDecoder::open(Box::new(file), extension, Limits::default()).map_err(|cause| explain(&cause))?;
    allow_for(&decoder)?;
    let mut encoder = Encoder::new(Rendition::DEFAULT, 0).map_err(|cause| cause.to_string())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut samples = vec![0.0_f32; 2 * 4800];
    let mut packets = Vec::new();
    loop {
        let count = decoder.read(&mut samples).map_err(|cause| explain(&cause))?;
        if count == 0 {
            break;
        }
        encoder
            .encode(&samples[..count * 2], &mut packets)
            .map_err(|cause| cause.to_string())?;
        send(&mut out, &mut packets)?;
    }
    encoder.finish(&mut packets).map_err(|cause| cause.to_string())?;
    send(&mut out, &mut packets)?;
    out.flush().map_err(|cause| cause.to_string())
}

fn send(out: &mut impl Write, packets: &mut Vec<Packet>) -> Result<(), String> {
    for packet in packets.drain(..) {
        out.write_all(&packet.data).map_err(|cause| cause.to_string())?;
    }
    Ok(())
}
