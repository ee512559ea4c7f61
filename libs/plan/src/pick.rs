//! One playlist's turn: which of its tracks.

use crate::context::{Context, Stage};
use crate::fit::Fitting;
use crate::prepared::Listed;
use awaz_core::ports::PlaylistOrder;
use rand::Rng;

/// A track of a playlist, with the mark its play leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Picked {
    pub(crate) index: u32,
    pub(crate) mark: u32,
    /// Whether the playlist's own order was given up for it.
    pub(crate) out_of_order: bool,
}

/// Tracks from which on a playlist is large: looking at all of them takes longer than it is worth.
const LARGE: usize = 4096;
/// Tracks that are drawn of a large one.
const DRAWS: usize = 1024;
/// Of those, how many have to be allowed.
const ENOUGH: usize = 64;

/// Picks a playlist's next track at `stage`; `None` when none of them is allowed.
pub(crate) fn pick<R: Rng>(context: &Context<'_>, playlist: &Listed, stage: Stage, rng: &mut R) -> Option<Picked> {
    match playlist.order {
        PlaylistOrder::Sequential => next_in_line(context, playlist, stage),
        PlaylistOrder::Shuffle => from_the_round(context, playlist, stage, rng),
        PlaylistOrder::Random => {
            let fitting = Fitting::of(context, allowed(context, playlist, stage, |_| true, rng));
            let index = long_unheard(context, fitting.tracks, stage, rng)?;
            Some(Picked {
                index,
                mark: 0,
                out_of_order: false,
            })
        }
    }
}

/// Picks any of `tracks`, those not heard for long favoured; when separations are bent, the one
/// that bends them least.
pub(crate) fn long_unheard<R: Rng>(
    context: &Context<'_>,
    mut tracks: Vec<u32>,
    stage: Stage,
    rng: &mut R,
) -> Option<u32> {
    if stage >= Stage::Artist {
        return least_bent(context, &tracks, rng);
    }
    if tracks.is_empty() {
        return None;
    }
    // Squaring leans towards the front, where those stand that were not heard for longest.
    let lean: f64 = rng.random();
    let place = ((lean * lean * tracks.len() as f64) as usize).min(tracks.len() - 1);
    let salt: u64 = rng.random();
    let (_, track, _) = tracks.select_nth_unstable_by_key(place, |index| {
        (context.last_played(*index), scatter(u64::from(*index) ^ salt), *index)
    });
    Some(*track)
}

fn next_in_line(context: &Context<'_>, playlist: &Listed, stage: Stage) -> Option<Picked> {
    let count = playlist.tracks.len();
    let place = last_place(context, playlist).map_or(0, |place| (place + 1) % count.max(1));
    let index = *playlist.tracks.get(place)?;
    let picked = Picked {
        index,
        mark: place as u32,
        out_of_order: false,
    };
    context.allows(index, playlist.jingle, stage).then_some(picked)
}

/// Where a sequential playlist stands: at the place it gave last, or, where that track has been
/// taken out since, at the last one given that is still in it.
fn last_place(context: &Context<'_>, playlist: &Listed) -> Option<usize> {
    let place_of = |track| {
        let index = context.library.by_id.get(&track)?;
        playlist.tracks.iter().position(|other| other == index)
    };
    let stand = context.history.stand(playlist.id)?;
    let last = stand.last?;
    let marked = stand.mark.and_then(|mark| {
        let index = playlist.tracks.get(mark as usize)?;
        (context.library.tracks[*index as usize].track.id == last).then_some(mark as usize)
    });
    let earlier = || {
        let plays = context
            .history
            .plays()
            .rev()
            .filter(|played| played.playlist == Some(playlist.id));
        plays.map(|played| played.track).find_map(place_of)
    };
    marked.or_else(|| place_of(last)).or_else(earlier)
}

fn from_the_round<R: Rng>(context: &Context<'_>, playlist: &Listed, stage: Stage, rng: &mut R) -> Option<Picked> {
    let stand = context.history.stand(playlist.id);
    let id_of = |index: u32| context.library.tracks[index as usize].track.id;
    let is_new = |index: u32| stand.is_none_or(|stand| !stand.seen.contains(&id_of(index)));
    let round = stand.map_or(0, |stand| stand.round);
    let is_over = !playlist.tracks.iter().any(|index| is_new(*index));
    let mark = if is_over { round.wrapping_add(1) } else { round };
    let in_round = Fitting::of(
        context,
        allowed(context, playlist, stage, |index| is_over || is_new(index), rng),
    );
    if in_round.is_poor()
        && let Some(index) = better_fit(context, playlist, stage, rng)
    {
        return Some(Picked {
            index,
            mark,
            out_of_order: !is_over && !is_new(index),
        });
    }
    let choose = |tracks: &[u32], rng: &mut R| {
        if stage >= Stage::Artist {
            least_bent(context, tracks, rng)
        } else {
            any(tracks, rng)
        }
    };
    if let Some(index) = choose(&in_round.tracks, rng) {
        return Some(Picked {
            index,
            mark,
            out_of_order: false,
        });
    }
    if stage < Stage::Order {
        return None;
    }
    let all = allowed(context, playlist, stage, |_| true, rng);
    choose(&all, rng).map(|index| Picked {
        index,
        mark,
        out_of_order: true,
    })
}

/// A track that fills the time to what begins next, whether or not the round has given it: a song
/// heard long ago is better than half a song.
fn better_fit<R: Rng>(context: &Context<'_>, playlist: &Listed, stage: Stage, rng: &mut R) -> Option<u32> {
    let all = Fitting::of(context, allowed(context, playlist, stage, |_| true, rng));
    if all.is_poor() {
        return None;
    }
    least_bent(context, &all.tracks, rng)
}

/// Tracks of a playlist that are allowed: all of them, or of a large one as many as are worth
/// comparing, drawn at random.
fn allowed<R: Rng>(
    context: &Context<'_>,
    playlist: &Listed,
    stage: Stage,
    also: impl Fn(u32) -> bool,
    rng: &mut R,
) -> Vec<u32> {
    let is_allowed = |index: &u32| context.allows(*index, playlist.jingle, stage) && also(*index);
    let tracks = &playlist.tracks;
    if tracks.len() > LARGE && stage < Stage::Artist {
        let draws = rand::seq::index::sample(rng, tracks.len(), DRAWS);
        let drawn = draws.into_iter().map(|place| tracks[place]).filter(is_allowed);
        let drawn: Vec<u32> = drawn.collect();
        if drawn.len() >= ENOUGH {
            return drawn;
        }
    }
    tracks.iter().copied().filter(is_allowed).collect()
}

fn any<R: Rng>(tracks: &[u32], rng: &mut R) -> Option<u32> {
    if tracks.is_empty() {
        None
    } else {
        Some(tracks[rng.random_range(0..tracks.len())])
    }
}

/// The track that keeps the separations best, then the one not heard for longest.
fn least_bent<R: Rng>(context: &Context<'_>, tracks: &[u32], rng: &mut R) -> Option<u32> {
    let salt: u64 = rng.random();
    tracks.iter().copied().max_by_key(|index| {
        let unheard = std::cmp::Reverse(context.last_played(*index));
        (context.slack(*index), unheard, scatter(u64::from(*index) ^ salt))
    })
}

/// Mixes the bits of a number, so that equals are told apart in an order that the seed decides.
fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
