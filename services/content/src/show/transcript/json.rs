//! The JSON of Podcasting 2.0's transcripts.

use super::{Cue, MAX_CUES};
use awaz_core::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    Whole { segments: Vec<Segment> },
    Bare(Vec<Segment>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segment {
    #[serde(default)]
    speaker: String,
    start_time: f64,
    #[serde(default)]
    end_time: f64,
    body: String,
}

/// Reads a document.
///
/// # Errors
/// `Invalid` for anything else.
pub(super) fn read(text: &str) -> Result<Vec<Cue>> {
    let wrong =
        |_| Error::invalid("The transcript is no JSON of Podcasting 2.0: it needs segments with startTime and body.");
    let segments = match serde_json::from_str(text).map_err(wrong)? {
        Document::Whole { segments } | Document::Bare(segments) => segments,
    };
    let cues = segments.into_iter().take(MAX_CUES).map(|segment| Cue {
        start_ms: milliseconds(segment.start_time),
        end_ms: milliseconds(segment.end_time),
        speaker: segment.speaker,
        text: segment.body,
    });
    Ok(cues.collect())
}

fn milliseconds(seconds: f64) -> u64 {
    // The cast takes what is negative or no number as 0, and bounds the rest.
    (seconds * 1000.0).round() as u64
}
