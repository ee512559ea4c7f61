//! A transcript as players want it.

use super::Cue;
use serde::Serialize;
use std::fmt::Write;

/// As `WebVTT`.
pub(crate) fn vtt(cues: &[Cue]) -> Vec<u8> {
    let mut out = String::from("WEBVTT\n");
    for cue in cues {
        let (start, end) = (time(cue.start_ms, '.'), time(cue.end_ms, '.'));
        let _ = write!(out, "\n{start} --> {end}\n");
        if !cue.speaker.is_empty() {
            let _ = write!(out, "<v {}>", escaped(&cue.speaker));
        }
        let _ = writeln!(out, "{}", escaped(&cue.text));
    }
    out.into_bytes()
}

/// As `SubRip`; who speaks stands before a colon.
pub(crate) fn srt(cues: &[Cue]) -> Vec<u8> {
    let mut out = String::new();
    for (index, cue) in cues.iter().enumerate() {
        let (start, end) = (time(cue.start_ms, ','), time(cue.end_ms, ','));
        let _ = write!(out, "{}\n{start} --> {end}\n", index + 1);
        if !cue.speaker.is_empty() {
            let _ = write!(out, "{}: ", cue.speaker);
        }
        let _ = write!(out, "{}\n\n", cue.text);
    }
    out.into_bytes()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    speaker: &'a str,
    start_time: f64,
    end_time: f64,
    body: &'a str,
}

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    segments: Vec<Segment<'a>>,
}

/// As the JSON of Podcasting 2.0.
pub(crate) fn json(cues: &[Cue]) -> Vec<u8> {
    let segments = cues.iter().map(|cue| Segment {
        speaker: &cue.speaker,
        start_time: cue.start_ms as f64 / 1000.0,
        end_time: cue.end_ms as f64 / 1000.0,
        body: &cue.text,
    });
    let document = Document {
        version: "1.0.0",
        segments: segments.collect(),
    };
    serde_json::to_vec(&document).unwrap_or_default()
}

fn time(ms: u64, point: char) -> String {
    let seconds = ms / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{point}{:03}", seconds % 60, ms % 1000)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
