//! What a minute of each rendition costs, beside ffmpeg with the same codec where it has it.

use super::Plan;
use super::child::{ffmpeg, run as run_program};
use super::report::{Report, median, tell};
use super::usage;
use awaz_audio::encode::Encoder;
use awaz_core::rendition::LADDER;
use awaz_core::{Codec, Rendition};

/// Samples that are encoded at a time: 20 ms.
const FRAME: usize = 960;
/// Seconds of sound.
const SECONDS: usize = 60;

/// Runs it.
///
/// # Errors
/// When an encoder cannot be opened, or ffmpeg is missing.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let runs = plan.runs;
    let mut report = Report::new(
        "encode",
        format!(
            "CPU seconds for a minute of stereo noise and tone, one thread; the peer is ffmpeg (its AAC is its own, not FDK's); median of {runs}"
        ),
    );
    let sound = sound();
    let folder = tempfile::tempdir()?;
    let raw = folder.path().join("sound.f32");
    std::fs::write(
        &raw,
        sound
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect::<Vec<u8>>(),
    )?;
    let mut ladder = Ladder::default();
    for rendition in LADDER {
        tell(&format!("encode: {rendition}"));
        let (mut ours, mut theirs) = (vec![], vec![]);
        for _ in 0..runs {
            ours.push(own(rendition, &sound)?);
            theirs.push(peer(rendition, &raw)?);
        }
        report.row(rendition.to_string(), &ours, &theirs, None);
        ladder.add(rendition, &ours, &theirs);
    }
    ladder.tell(&mut report);
    Ok(report)
}

/// CPU seconds for an hour of programme, ours and the peer's.
#[derive(Default)]
struct Ladder {
    nine: [f64; 2],
    all: [f64; 2],
}

impl Ladder {
    fn add(&mut self, rendition: Rendition, ours: &[f64], theirs: &[f64]) {
        let hour = |values: &[f64]| median(values).unwrap_or_default() * 60.0;
        let hours = [hour(ours), hour(theirs)];
        for (place, hour) in hours.into_iter().enumerate() {
            self.all[place] += hour;
            // The data-saver renditions are beyond the nine.
            if rendition.kbps >= 64 {
                self.nine[place] += hour;
            }
        }
    }

    fn tell(&self, report: &mut Report) {
        let ([nine, their_nine], [all, their_all]) = (self.nine, self.all);
        report.row("nine renditions, CPU-s an hour", &[nine], &[their_nine], Some("≤ 340"));
        report.row("all twelve, CPU-s an hour", &[all], &[their_all], Some("≤ 430"));
    }
}

fn sound() -> Vec<f32> {
    let mut state = 0x1234_5678_u32;
    let mut samples = Vec::with_capacity(SECONDS * 48_000 * 2);
    for index in 0..SECONDS * 48_000 {
        let tone = (index as f32 * 0.02).sin() * 0.3 + (index as f32 * 0.131).sin() * 0.1;
        for _ in 0..2 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            samples.push(tone + (state >> 8) as f32 / 16_777_216.0 * 0.05);
        }
    }
    samples
}

fn own(rendition: Rendition, sound: &[f32]) -> anyhow::Result<f64> {
    let before = usage::thread_s()?;
    let mut encoder = Encoder::new(rendition, 0)?;
    let mut packets = Vec::new();
    for frame in sound.chunks(FRAME * 2) {
        packets.clear();
        encoder.encode(frame, &mut packets)?;
    }
    Ok(usage::thread_s()? - before)
}

fn peer(rendition: Rendition, raw: &std::path::Path) -> anyhow::Result<f64> {
    let codec = match rendition.codec {
        Codec::Aac => "aac",
        Codec::Mp3 => "libmp3lame",
        Codec::Opus => "libopus",
    };
    let before = usage::children_s()?;
    let mut command = ffmpeg();
    command.args(["-f", "f32le", "-ar", "48000", "-ac", "2", "-i"]).arg(raw);
    command.args([
        "-threads",
        "1",
        "-c:a",
        codec,
        "-b:a",
        &format!("{}k", rendition.kbps),
        "-f",
        "null",
        "-",
    ]);
    run_program(&mut command)?;
    Ok(usage::children_s()? - before)
}
