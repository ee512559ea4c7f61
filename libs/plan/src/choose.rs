//! The choice.

use crate::context::{Context, STAGES, Stage};
use crate::history::History;
use crate::model::{Choice, Reason, Rule, Rules};
use crate::pick::{Picked, long_unheard, pick};
use crate::prepared::{Listed, Prepared};
use awaz_core::ports::{Library, PlaylistKind};
use rand::Rng;

/// Chooses from a library that is not yet indexed; to choose often, keep a [`Prepared`].
pub fn choose<R: Rng>(library: &Library, history: &History, rules: &Rules, now_ms: i64, rng: &mut R) -> Option<Choice> {
    Prepared::new(library).choose(history, rules, now_ms, rng)
}

impl Prepared {
    /// Chooses what starts at `now_ms` (Unix time, ms) after everything in `history`; `None` only
    /// when the library has no track. The same arguments and generator give the same choice.
    pub fn choose<R: Rng>(&self, history: &History, rules: &Rules, now_ms: i64, rng: &mut R) -> Option<Choice> {
        let context = Context::new(self, history, *rules, now_ms);
        let turns = turns(&context, rng);
        for stage in STAGES {
            for playlist in &turns {
                if let Some(picked) = pick(&context, playlist, stage, rng) {
                    return Some(from_playlist(&context, playlist, picked));
                }
            }
        }
        last_resort(&context, rng)
    }
}

/// The playlists in the order they are tried: those that are due, then rotation as drawn by
/// weight, or fallback where nothing is in rotation.
fn turns<'a, R: Rng>(context: &Context<'a>, rng: &mut R) -> Vec<&'a Listed> {
    let library = context.library;
    let playable = || library.playlists.iter().filter(|playlist| !playlist.tracks.is_empty());
    let mut turns: Vec<&Listed> = playable().filter(|playlist| is_due(context, playlist)).collect();
    turns.sort_by_key(|playlist| matches!(playlist.kind, PlaylistKind::EveryMinutes { .. }));
    let rotation = playable()
        .filter(|playlist| matches!(playlist.kind, PlaylistKind::Rotation { .. }))
        .collect();
    let mut drawn = draw_order(rotation, rng);
    if drawn.is_empty() {
        drawn = draw_order(
            playable()
                .filter(|playlist| playlist.kind == PlaylistKind::Fallback)
                .collect(),
            rng,
        );
    }
    turns.extend(drawn);
    turns
}

fn is_due(context: &Context<'_>, playlist: &Listed) -> bool {
    match playlist.kind {
        PlaylistKind::EverySongs { songs } => context.history.songs_since(playlist.id) >= u64::from(songs.max(1)),
        PlaylistKind::EveryMinutes { minutes } => context
            .history
            .since_ms(playlist.id)
            .is_some_and(|since_ms| context.now_ms - since_ms >= i64::from(minutes.max(1)) * 60_000),
        PlaylistKind::Rotation { .. } | PlaylistKind::Fallback | PlaylistKind::Manual => false,
    }
}

/// Draws all playlists one after the other, each time by weight among those left.
fn draw_order<'a, R: Rng>(mut playlists: Vec<&'a Listed>, rng: &mut R) -> Vec<&'a Listed> {
    let mut drawn = Vec::with_capacity(playlists.len());
    while !playlists.is_empty() {
        let total: u32 = playlists.iter().map(|playlist| weight(playlist)).sum();
        let mut ticket = rng.random_range(0..total);
        let winner = playlists.iter().position(|playlist| {
            let share = weight(playlist);
            let wins = ticket < share;
            ticket = ticket.saturating_sub(share);
            wins
        });
        drawn.push(playlists.remove(winner.unwrap_or(0)));
    }
    drawn
}

fn weight(playlist: &Listed) -> u32 {
    match playlist.kind {
        PlaylistKind::Rotation { weight } => u32::from(weight.max(1)),
        _ => 1,
    }
}

fn from_playlist(context: &Context<'_>, playlist: &Listed, picked: Picked) -> Choice {
    let mut bent = context.broken(picked.index, playlist.jingle);
    if picked.out_of_order {
        bent.insert(0, Rule::Order);
    }
    Choice {
        track: context.library.tracks[picked.index as usize].track.id,
        playlist: Some(playlist.id),
        jingle: playlist.jingle,
        reason: match playlist.kind {
            PlaylistKind::Rotation { weight } => Reason::Rotation { weight },
            PlaylistKind::EverySongs { songs } => Reason::EverySongs { songs },
            PlaylistKind::EveryMinutes { minutes } => Reason::EveryMinutes { minutes },
            PlaylistKind::Fallback | PlaylistKind::Manual => Reason::Fallback,
        },
        bent,
        mark: picked.mark,
    }
}

/// Any track there is, music before jingles.
fn last_resort<R: Rng>(context: &Context<'_>, rng: &mut R) -> Option<Choice> {
    let all = 0..context.library.tracks.len() as u32;
    let is_jingle = |index: &u32| context.library.tracks[*index as usize].jingle;
    let (jingles, music): (Vec<u32>, Vec<u32>) = all.partition(is_jingle);
    for (tracks, jingle) in [(music, false), (jingles, true)] {
        for stage in STAGES.into_iter().filter(|stage| *stage != Stage::Order) {
            let allowed = tracks
                .iter()
                .copied()
                .filter(|index| context.allows(*index, jingle, stage))
                .collect();
            if let Some(index) = long_unheard(context, allowed, stage, rng) {
                let mut bent = context.broken(index, jingle);
                bent.push(Rule::Playlist);
                let track = context.library.tracks[index as usize].track.id;
                return Some(Choice {
                    track,
                    playlist: None,
                    jingle,
                    reason: Reason::LastResort,
                    bent,
                    mark: 0,
                });
            }
        }
    }
    None
}
