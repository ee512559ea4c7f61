//! Files are the same sound wherever one jumps into them, as a channel does that wakes up in the
//! middle of a song.

use awaz_audio::RATE;
use awaz_audio::input::{FileDecoder, Limits};
use awaz_tests::tools;
use std::path::Path;

/// Values (interleaved) after a jump in which lossy decoders may differ yet: 100 ms.
const SETTLING: usize = 9600;

/// A rising tone with a pulse in it: no two moments are alike.
const CHIRP: &str = "aevalsrc='0.3*sin(2*PI*(200*t+20*t*t))*(0.6+0.4*sin(2*PI*1.3*t))':s=44100:d=25";

fn open(path: &Path) -> anyhow::Result<FileDecoder> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let source = Box::new(std::fs::File::open(path)?);
    Ok(FileDecoder::open(source, extension, Limits::default())?)
}

/// Up to `seconds` from where the decoder is, interleaved stereo.
fn read(decoder: &mut FileDecoder, seconds: usize) -> anyhow::Result<Vec<f32>> {
    let mut samples = vec![0.0; seconds * RATE as usize * 2];
    let mut filled = 0;
    loop {
        let count = decoder.read(&mut samples[filled..])?;
        filled += count * 2;
        if count == 0 {
            samples.truncate(filled);
            return Ok(samples);
        }
    }
}

fn worst(one: &[f32], other: &[f32]) -> f32 {
    let differences = one.iter().zip(other).map(|(one, other)| (one - other).abs());
    differences.fold(0.0, f32::max)
}

fn check(path: &Path) -> anyhow::Result<()> {
    let whole = read(&mut open(path)?, 60)?;
    let length = whole.len() / 2;
    anyhow::ensure!(length > 24 * RATE as usize, "{}: {length}", path.display());
    let mut one_decoder = open(path)?;
    // Forwards and back, and so near to the end that less than a second is left.
    for at in [72_340, 1_000_000, 48_000, 400_001, length - 30_000, 3, length / 3 * 2] {
        let mut fresh = open(path)?;
        for decoder in [&mut fresh, &mut one_decoder] {
            decoder.seek(at as u64)?;
            assert_eq!(decoder.position(), at as u64);
            let heard = read(decoder, 1)?;
            let expected = &whole[at * 2..(at * 2 + RATE as usize * 2).min(whole.len())];
            assert_eq!(heard.len(), expected.len(), "{} at {at}", path.display());
            let worst = worst(&heard[SETTLING..], &expected[SETTLING..]);
            assert!(worst < 0.02, "{} at {at}: {worst}", path.display());
        }
    }
    Ok(())
}

#[test]
fn a_file_sounds_the_same_from_wherever_one_jumps_into_it() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let formats: [(&str, &[&str]); 12] = [
        ("opus", &["-b:a", "96k"]),
        ("60.opus", &["-b:a", "32k", "-frame_duration", "60"]),
        ("ogg", &["-c:a", "libvorbis"]),
        ("oga", &["-c:a", "flac"]),
        ("mp3", &["-b:a", "128k"]),
        ("vbr.mp3", &["-q:a", "4"]),
        ("flac", &[]),
        ("wav", &[]),
        ("aiff", &[]),
        ("m4a", &["-c:a", "aac", "-aac_pns", "0"]),
        ("aac", &["-c:a", "aac", "-aac_pns", "0"]),
        ("webm", &["-c:a", "libopus"]),
    ];
    for (extension, options) in formats {
        let path = folder.path().join(format!("chirp.{extension}"));
        let mut command = tools::ffmpeg();
        command.args(["-f", "lavfi", "-i", CHIRP, "-ac", "2"]);
        tools::run(command.args(options).arg(&path))?;
        check(&path)?;
    }
    // Chained: the second stream has positions and headers of its own.
    let bytes_of = |extension| std::fs::read(folder.path().join(format!("chirp.{extension}")));
    let chained = folder.path().join("chained.opus");
    std::fs::write(&chained, [bytes_of("opus")?, bytes_of("60.opus")?].concat())?;
    check(&chained)
}
