//! How long an item holds the air, by arithmetic alone; the same rule as the mixer's, so that what
//! is planned is what is heard.

use awaz_core::ports::Cues;

/// Shortest join, samples: 10 ms, the mixer's.
const DECLICK: u64 = 480;
/// Longest crossfade, samples: 10 s.
const LONGEST: u64 = 480_000;

/// Least time an item holds the air, samples: 100 ms, so that a broken one cannot hold up the
/// arithmetic.
pub const SHORTEST: u64 = 4800;

/// Longest gap that is left before a hard start rather than filled, ms: what was begun in it would
/// be cut at once.
pub const BREATH_MS: i64 = 1000;

/// Cue points, brought into order whatever was stored.
#[must_use]
pub fn in_order(cues: Cues) -> Cues {
    let cue_out = cues.cue_out.min(cues.length);
    let cue_in = cues.cue_in.min(cue_out);
    Cues {
        cue_in,
        cue_out,
        start_next: cues.start_next.clamp(cue_in, cue_out),
        ..cues
    }
}

/// Samples of an item whose cues are in order.
#[must_use]
pub const fn length(cues: &Cues) -> u64 {
    cues.cue_out - cues.cue_in
}

/// Samples from the start of an item (cues in order) to the start of what follows it, which is
/// `next` samples long; `None` where that is not known.
#[must_use]
pub fn span(cues: &Cues, next: Option<u64>, crossfade_ms: u32) -> u64 {
    let length = length(cues);
    let channel_fade = (u64::from(crossfade_ms) * 48).clamp(DECLICK, LONGEST);
    let suits = next.map_or(u64::MAX, |next| next / 3).max(DECLICK);
    let fade = channel_fade.min(suits);
    let latest = length.saturating_sub(fade.min((length / 3).max(DECLICK)));
    let wanted = if fade > DECLICK {
        latest.min(cues.start_next - cues.cue_in)
    } else {
        latest
    };
    wanted.max(SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(length: u64, start_next: u64) -> Cues {
        Cues {
            length,
            cue_in: 0,
            cue_out: length,
            start_next,
            loudness_lufs: None,
            true_peak_dbtp: 0.0,
        }
    }

    #[test]
    fn the_next_starts_early_enough_for_its_crossfade() {
        let long = cues(480_000, 480_000);
        assert_eq!(span(&long, Some(480_000), 3000), 480_000 - 144_000);
        assert_eq!(span(&long, Some(48_000), 3000), 480_000 - 16_000);
        assert_eq!(span(&cues(480_000, 240_000), Some(480_000), 3000), 240_000);
        assert_eq!(span(&cues(480_000, 240_000), Some(480_000), 0), 480_000 - 480);
    }

    #[test]
    fn cues_that_contradict_each_other_are_brought_into_order() {
        let broken = Cues {
            cue_in: 90,
            cue_out: 70,
            ..cues(50, 10)
        };
        let mended = in_order(broken);
        assert_eq!((mended.cue_in, mended.cue_out, mended.start_next), (50, 50, 50));
        assert_eq!(span(&mended, None, 3000), SHORTEST);
    }
}
