//! The live edge, and which requests wait for it (RFC 8216bis §6.2.5.2).

use awaz_audio::{PART, SEGMENT};
use awaz_core::{Code, Error, Result};
use std::time::Duration;

/// Parts of a segment.
pub(crate) const PARTS: u64 = SEGMENT / PART;
/// Target duration: a whole number of seconds that no segment exceeds.
pub(crate) const TARGET_S: u64 = 6;
/// How long a request waits at most: three target durations.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(3 * TARGET_S);
/// Parts beyond the edge that may be asked for: what three seconds hold, rounded up.
const ADVANCE_PARTS: u64 = (3 * 48_000_u64).div_ceil(PART);
/// Segments beyond the last that may be asked for.
const ADVANCE_SEGMENTS: u64 = 2;
/// Parts that may be asked for by name before they exist: the hinted one, and the one after it
/// for a player whose playlist is a moment newer than this origin.
const HINTED: u64 = 2;

/// How far a rendition is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Grows with every change of the playlist.
    pub(crate) version: u64,
    /// Number of the segment being filled, or to be filled next.
    pub(crate) open: u64,
    /// Its complete parts.
    pub(crate) parts: u64,
    /// Whether there is anything to list.
    pub(crate) has_sound: bool,
    /// Whether no more comes.
    pub(crate) is_over: bool,
}

/// What a playlist request waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Anything to list.
    Sound,
    /// A segment is complete.
    Segment(u64),
    /// A part is there, counted from the epoch.
    Part(u64),
}

impl Edge {
    /// What a request with these `_HLS_msn` and `_HLS_part` waits for.
    ///
    /// # Errors
    /// `Invalid` for a part without a segment, and for what lies too far ahead.
    pub(crate) fn until(&self, msn: Option<u64>, part: Option<u64>) -> Result<Until> {
        let Some(msn) = msn else {
            return match part {
                None => Ok(Until::Sound),
                Some(_) => Err(Error::invalid("_HLS_part needs _HLS_msn.")),
            };
        };
        // "Beyond" counts from the last complete segment, which is the one before the open.
        if msn > (self.open + ADVANCE_SEGMENTS).saturating_sub(1) {
            let last = self.open.saturating_sub(1);
            return Err(Error::invalid(format!(
                "_HLS_msn={msn} is too far ahead; the last segment is {last}."
            )));
        }
        let Some(part) = part else {
            return Ok(Until::Segment(msn));
        };
        let wanted = msn.saturating_mul(PARTS).saturating_add(part);
        if wanted >= self.end() + ADVANCE_PARTS {
            return Err(Error::invalid(format!("_HLS_part={part} is too far ahead.")));
        }
        Ok(Until::Part(wanted))
    }

    /// Whether there is nothing to wait for any more.
    pub(crate) fn has(&self, until: Until) -> bool {
        let is_there = match until {
            Until::Sound => true,
            Until::Segment(msn) => msn < self.open,
            Until::Part(part) => part < self.end(),
        };
        self.has_sound && is_there
    }

    /// Whether a part that is not there is so near that a request for it may wait.
    pub(crate) fn is_hinted(&self, msn: u64, part: u64) -> bool {
        let wanted = msn.saturating_mul(PARTS).saturating_add(part);
        part < PARTS && self.has_sound && (self.end()..self.end() + HINTED).contains(&wanted)
    }

    /// Whether an answer to this request stays right for as long as a cache may keep it: it
    /// asked for the edge, not for something long there.
    pub(crate) fn is_fresh(&self, until: Until) -> bool {
        match until {
            Until::Sound => false,
            Until::Segment(msn) => msn + 2 > self.open,
            Until::Part(part) => part + 3 > self.end(),
        }
    }

    /// Number of the next part, counted from the epoch.
    fn end(&self) -> u64 {
        self.open * PARTS + self.parts
    }
}

/// The answer where a request waited in vain, or too many wait.
pub(crate) fn not_now(message: &str) -> Error {
    Error::new(Code::Unavailable, message).retry_after(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGE: Edge = Edge {
        version: 9,
        open: 100,
        parts: 4,
        has_sound: true,
        is_over: false,
    };

    #[test]
    fn what_is_there_does_not_wait_and_what_comes_does() {
        let has = |msn, part| EDGE.until(Some(msn), part).map(|until| EDGE.has(until));
        assert_eq!(has(99, None), Ok(true));
        assert_eq!(has(100, None), Ok(false));
        assert_eq!(has(101, None), Ok(false));
        assert_eq!(has(100, Some(3)), Ok(true));
        assert_eq!(has(100, Some(4)), Ok(false));
        assert_eq!(
            has(99, Some(18)),
            Ok(true),
            "a part beyond the end is the next segment's first"
        );
        assert_eq!(has(99, Some(22)), Ok(false));
        assert_eq!(has(5, Some(0)), Ok(true));
        assert_eq!(EDGE.until(None, None), Ok(Until::Sound));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let wrong = [
            (None, Some(0)),
            (Some(102), None),
            (Some(u64::MAX), Some(u64::MAX)),
            (Some(100), Some(14)),
        ];
        for (msn, part) in wrong {
            assert!(
                EDGE.until(msn, part).is_err_and(|error| error.code == Code::Invalid),
                "{msn:?} {part:?}"
            );
        }
        assert!(EDGE.until(Some(100), Some(13)).is_ok());
        assert!(Edge::default().until(Some(2), None).is_err());
    }

    #[test]
    fn only_the_next_parts_are_hinted() {
        assert!(EDGE.is_hinted(100, 4) && EDGE.is_hinted(100, 5));
        assert!(!EDGE.is_hinted(100, 3) && !EDGE.is_hinted(100, 6) && !EDGE.is_hinted(99, 22));
        assert!(Edge { parts: 17, ..EDGE }.is_hinted(101, 0));
    }
}
