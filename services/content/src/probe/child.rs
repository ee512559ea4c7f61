//! The child's side: bounds first, then the file.

use super::report::{Line, Sound};
use super::{art, encode, limits, picture, tags};
use awaz_audio::input::{FileDecoder, InputError, Limits};
use awaz_audio::measure::{Analysis, Analyzer};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

/// Variable with the child's memory, MiB.
pub(super) const MEMORY_VARIABLE: &str = "AWAZ_PROBE_MEMORY_MIB";
/// Variable with what the child is to do; absent: to look into the file.
pub(super) const TASK_VARIABLE: &str = "AWAZ_PROBE_TASK";
/// To make an MP3 of the file, to standard output; what went wrong goes to standard error.
pub(super) const ENCODE: &str = "encode";
/// To make a cover of the picture in the file.
pub(super) const COVER: &str = "cover";
const DEFAULT_MEMORY_MIB: u64 = 512;
/// Processor time for any file, seconds; a tenth of the sound's length comes on top, which even
/// an unoptimised build needs a fifth of.
const CPU_S: u64 = 60;
/// Processor time for the longest sound, 24 hours, seconds.
const MOST_CPU_S: u64 = CPU_S + 24 * 360;
const RATE: u64 = awaz_audio::RATE as u64;

/// Looks into a file under the kernel's bounds and writes what it finds to standard output.
///
/// For the hidden subcommand `probe FILE`, which must call it **first**: before threads, a
/// runtime or open files. The exit code is 0 when the file was judged, good or bad.
#[must_use]
pub fn run_in_child(path: &Path) -> ExitCode {
    let memory_mib = std::env::var(MEMORY_VARIABLE)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(DEFAULT_MEMORY_MIB);
    if let Err(cause) = limits::apply(memory_mib << 20, CPU_S, MOST_CPU_S) {
        tell(&Line::Failed(format!(
            "it could not be opened safely on this machine ({cause})"
        )));
        return ExitCode::FAILURE;
    }
    match std::env::var(TASK_VARIABLE).as_deref() {
        Ok(ENCODE) => return encode::run(path),
        Ok(COVER) => return picture::run(path),
        _ => {}
    }
    let Some(sound) = guarded(|| listen(path)) else {
        tell(&Line::Failed("its data make the decoder fail".to_owned()));
        return ExitCode::SUCCESS;
    };
    match sound {
        Ok(sound) => tell(&Line::Sound(sound)),
        Err(reason) => {
            tell(&Line::Failed(reason));
            return ExitCode::SUCCESS;
        }
    }
    let Some((texts, cover)) = guarded(|| tags::read(path)) else {
        return ExitCode::SUCCESS;
    };
    tell(&Line::Tags(texts));
    if let Some(found) = cover.and_then(|cover| guarded(|| art::render(&cover)).flatten()) {
        tell(&Line::Art(found));
    }
    ExitCode::SUCCESS
}

pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

pub(super) fn tell(line: &Line) {
    let Ok(mut text) = serde_json::to_vec(line) else {
        return;
    };
    text.push(b'\n');
    // A parent that is gone does not want the answer.
    let mut out = std::io::stdout().lock();
    let _gone = out.write_all(&text).and_then(|()| out.flush());
}

/// Opens a regular file that is no link at its last step; a pipe would wait for ever.
pub(super) fn open(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(std::io::Error::other("it is not a regular file"))
    }
}

fn listen(path: &Path) -> Result<Sound, String> {
    let file = open(path).map_err(|cause| format!("it cannot be read ({cause})"))?;
    let extension = path.extension().and_then(|text| text.to_str());
    let mut decoder =
        FileDecoder::open(Box::new(file), extension, Limits::default()).map_err(|cause| explain(&cause))?;
    allow_for(&decoder)?;
    let analysis = measure(&mut decoder)?;
    let (mime, kept_extension) = names(decoder.info().format);
    Ok(Sound {
        format: decoder.info().format.to_owned(),
        mime: mime.to_owned(),
        extension: kept_extension.to_owned(),
        cues: finite(analysis.cues),
        clipped_ratio: analysis.clipped_ratio,
        silence_ratio: analysis.silence_ratio,
    })
}

/// Allows the processor time that a sound of this length takes.
pub(super) fn allow_for(decoder: &FileDecoder) -> Result<(), String> {
    let length = decoder.length().unwrap_or_default();
    limits::allow_cpu(CPU_S + length / RATE / 10, MOST_CPU_S).map_err(|cause| cause.to_string())
}

fn measure(decoder: &mut FileDecoder) -> Result<Analysis, String> {
    let mut analyzer = Analyzer::new();
    let mut samples = vec![0.0_f32; 2 * 4800];
    loop {
        let count = decoder.read(&mut samples).map_err(|cause| explain(&cause))?;
        if count == 0 {
            break;
        }
        analyzer.push(&samples[..count * 2]);
    }
    let analysis = analyzer.finish();
    if analysis.cues.length < RATE / 10 {
        return Err("it holds less than a tenth of a second of sound".to_owned());
    }
    if analysis.silence_ratio >= 0.9999 {
        return Err("it is silent from beginning to end".to_owned());
    }
    Ok(analysis)
}

/// JSON has no infinity.
fn finite(mut cues: awaz_core::ports::Cues) -> awaz_core::ports::Cues {
    cues.loudness_lufs = cues.loudness_lufs.filter(|lufs| lufs.is_finite());
    if !cues.true_peak_dbtp.is_finite() {
        cues.true_peak_dbtp = -120.0;
    }
    cues
}

pub(super) fn explain(error: &InputError) -> String {
    match error {
        InputError::Io(cause) => format!("reading it failed ({cause})"),
        InputError::NotRecognised { .. } => {
            "no sound was recognised in it; MP3, M4A, AAC, FLAC, WAV, AIFF, Ogg and WebM can be played".to_owned()
        }
        other => other.to_string(),
    }
}

/// MIME type and file name extension for a format of the decoder.
fn names(format: &str) -> (&'static str, &'static str) {
    match format {
        "mp3" => ("audio/mpeg", "mp3"),
        "aac" | "he-aac" => ("audio/aac", "aac"),
        "flac" => ("audio/flac", "flac"),
        "wav" => ("audio/wav", "wav"),
        "aiff" => ("audio/aiff", "aiff"),
        text if text.starts_with("ogg") => ("audio/ogg", "ogg"),
        text if text.starts_with("webm") => ("audio/webm", "webm"),
        text if text.starts_with("mp4") => ("audio/mp4", "m4a"),
        _ => ("application/octet-stream", "bin"),
    }
}
