//! Filling the time to what begins next by choosing what is long enough and no longer.

use crate::context::Context;
use crate::timing;

/// How long before a mark the choice begins to look at it, ms: 20 min.
pub(crate) const WINDOW_MS: i64 = 20 * 60_000;
/// What may be missed without a difference, ms: as much of a song as a fade takes.
const TOLERANCE_MS: i64 = 2000;

/// How long a track holds the air, and how long it could, ms.
#[derive(Debug, Clone, Copy)]
struct Length {
    span: i64,
    whole: i64,
}

/// Tracks that fill the time to the next mark about equally well.
pub(crate) struct Fitting {
    pub(crate) tracks: Vec<u32>,
    /// What is cut at least all the same, ms.
    miss_ms: i64,
}

impl Fitting {
    /// Those of `tracks` after which that time is filled best, alone or with one more; all of them
    /// where nothing is near.
    pub(crate) fn of(context: &Context<'_>, tracks: Vec<u32>) -> Self {
        let Some(gap_ms) = context.gap_ms else {
            return Self { tracks, miss_ms: 0 };
        };
        let lengths: Vec<Length> = tracks.iter().map(|index| length(context, *index)).collect();
        let filler = Filler::new(&lengths);
        let misses: Vec<i64> = lengths.iter().map(|length| filler.miss(*length, gap_ms)).collect();
        let miss_ms = misses.iter().min().copied().unwrap_or(i64::MAX);
        let kept = tracks.into_iter().zip(misses);
        let tracks = kept.filter(|(_, miss)| *miss <= miss_ms.saturating_add(TOLERANCE_MS));
        Self {
            tracks: tracks.map(|(index, _)| index).collect(),
            miss_ms,
        }
    }

    /// Whether more is cut than a fade takes.
    pub(crate) fn is_poor(&self) -> bool {
        self.miss_ms > TOLERANCE_MS
    }
}

fn length(context: &Context<'_>, index: u32) -> Length {
    let cues = timing::in_order(context.library.tracks[index as usize].track.cues);
    Length {
        span: (timing::span(&cues, None, context.crossfade_ms) / 48) as i64,
        whole: (timing::length(&cues) / 48) as i64,
    }
}

/// What there is to fill a gap with.
struct Filler {
    /// By span, the shortest first.
    sorted: Vec<Length>,
}

impl Filler {
    fn new(lengths: &[Length]) -> Self {
        let mut sorted = lengths.to_vec();
        sorted.sort_unstable_by_key(|length| length.span);
        Self { sorted }
    }

    /// What would be cut at least when a track is played first, ms.
    fn miss(&self, first: Length, gap_ms: i64) -> i64 {
        let alone = self.missed(first, gap_ms);
        if first.span + TOLERANCE_MS >= gap_ms {
            return alone;
        }
        let rest_ms = gap_ms - first.span;
        alone.min(self.one_more(rest_ms)).min(self.several_more(rest_ms))
    }

    /// The least that is cut when one track is played into a gap.
    fn one_more(&self, gap_ms: i64) -> i64 {
        let at = self.sorted.partition_point(|length| length.span < gap_ms);
        let near = &self.sorted[at.saturating_sub(2)..(at + 2).min(self.sorted.len())];
        near.iter()
            .map(|length| self.missed(*length, gap_ms))
            .min()
            .unwrap_or(i64::MAX)
    }

    /// The least that is known to be cut of two or more tracks: nothing where there is room for a
    /// choice, which is made when the first of them is chosen.
    fn several_more(&self, gap_ms: i64) -> i64 {
        let (Some(shortest), Some(longest)) = (self.sorted.first(), self.sorted.last()) else {
            return i64::MAX;
        };
        if gap_ms > 2 * longest.span {
            return 0;
        }
        (2 * shortest.span - gap_ms).max(0)
    }

    /// What is cut when one track is played into a gap, ms: of itself, or of the shortest one, which
    /// would be begun in what is left.
    fn missed(&self, length: Length, gap_ms: i64) -> i64 {
        let cut = length.span - gap_ms;
        if cut > TOLERANCE_MS {
            return cut;
        }
        let shortest = self.sorted.first().map_or(0, |shortest| shortest.span);
        if gap_ms - length.whole <= timing::BREATH_MS {
            0
        } else {
            (shortest + cut).max(0)
        }
    }
}
