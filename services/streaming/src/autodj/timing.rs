//! When the next item starts, by arithmetic alone; the same rule as the mixer's, so that a channel
//! may go from one to the other and back without a jump.

use super::spot::{Playing, Spot};

/// Shortest join, samples: 10 ms, the mixer's.
const DECLICK: u64 = 480;
/// Longest crossfade, samples: 10 s.
const LONGEST: u64 = 480_000;

/// Least time an item holds the air, samples: 100 ms, so that a broken one cannot hold up the
/// arithmetic.
pub(crate) const SHORTEST: u64 = 4800;

/// Samples from the start of `spot` to the start of what follows it.
pub(crate) fn span(spot: &Spot, next: Option<&Spot>, crossfade_ms: u32) -> u64 {
    let cues = spot.cues();
    let length = cues.cue_out - cues.cue_in;
    let channel_fade = (u64::from(crossfade_ms) * 48).clamp(DECLICK, LONGEST);
    let suits = next.map_or(u64::MAX, |next| next.length() / 3).max(DECLICK);
    let fade = channel_fade.min(suits);
    let latest = length.saturating_sub(fade.min((length / 3).max(DECLICK)));
    let wanted = if fade > DECLICK {
        latest.min(cues.start_next - cues.cue_in)
    } else {
        latest
    };
    wanted.max(SHORTEST)
}

/// Where what follows `playing` starts.
pub(crate) fn next_start(playing: &Playing, next: Option<&Spot>, crossfade_ms: u32) -> u64 {
    playing.start + span(&playing.spot, next, crossfade_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::id::TrackId;
    use awaz_core::ports::{Cues, PlayableTrack};
    use std::sync::Arc;

    fn spot(length: u64, start_next: u64) -> Spot {
        Spot::by_hand(Arc::new(PlayableTrack {
            id: TrackId::new(),
            title: "t".to_owned(),
            artist: String::new(),
            album: String::new(),
            object_key: String::new(),
            cues: Cues {
                length,
                cue_in: 0,
                cue_out: length,
                start_next,
                loudness_lufs: None,
                true_peak_dbtp: 0.0,
            },
            has_art: false,
        }))
    }

    #[test]
    fn the_next_starts_early_enough_for_its_crossfade() {
        let (long, short) = (spot(480_000, 480_000), spot(48_000, 48_000));
        assert_eq!(span(&long, Some(&long), 3000), 480_000 - 144_000);
        assert_eq!(span(&long, Some(&short), 3000), 480_000 - 16_000);
        assert_eq!(span(&spot(480_000, 240_000), Some(&long), 3000), 240_000);
        assert_eq!(span(&spot(480_000, 240_000), Some(&long), 0), 480_000 - 480);
    }
}
