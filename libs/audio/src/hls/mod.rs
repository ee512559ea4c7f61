//! Checks HLS playlists against RFC 8216bis, and against what our own promise beyond it.
//!
//! [`validate`] reads one playlist, media or multivariant; [`validate_update`] compares two answers
//! for the same media playlist. They share no code with what writes playlists, so that a mistake
//! there is not made here too. It is *not* a player: nothing is fetched.
//!
//! ```
//! use awaz_audio::hls::validate;
//!
//! let playlist = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=70000,CODECS=\"mp4a.40.2\"\n";
//! let found = validate(playlist);
//! assert_eq!(found[0].to_string(), "line 3: EXT-X-STREAM-INF is followed by no address");
//! ```

mod attributes;
mod date;
mod latency;
mod lines;
mod media;
mod multivariant;
mod parse;
mod update;

use std::fmt;

pub use update::validate_update;

/// Violations reported of one playlist; a broken one has more than anybody reads.
const MOST: usize = 100;
/// Longest playlist read, bytes: a day of segments.
const LONGEST: usize = 8 << 20;

/// What is wrong with a playlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Line it shows at, from 1; 0 for the playlist as a whole.
    pub line: usize,
    /// What the rule demands or what was found, in words.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.detail)
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, line: usize, detail: impl Into<String>) {
        if self.0.len() < MOST {
            let detail = detail.into();
            self.0.push(Violation { line, detail });
        }
    }

    /// Demands something.
    fn demand(&mut self, is_so: bool, line: usize, detail: impl Into<String>) {
        if !is_so {
            self.add(line, detail);
        }
    }
}

/// Everything that is wrong with a playlist, in no particular order; at most 100 violations. Live
/// media playlists are held to what ours promise: a date on every segment, an init segment, and a
/// window of three target durations.
#[must_use]
pub fn validate(text: &str) -> Vec<Violation> {
    let mut findings = Findings::default();
    if text.len() > LONGEST {
        findings.add(0, format!("a playlist of more than {LONGEST} bytes"));
        return findings.0;
    }
    let lines = lines::split(text, &mut findings);
    if lines::has_tag(&lines, "EXT-X-STREAM-INF") || lines::has_tag(&lines, "EXT-X-MEDIA") {
        multivariant::check(&lines, &mut findings);
    } else {
        let playlist = parse::read(&lines, &mut findings);
        media::check(&playlist, &mut findings);
        latency::check(&playlist, &mut findings);
    }
    findings.0
}
