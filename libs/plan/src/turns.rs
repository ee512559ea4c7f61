//! Whose turn it is.

use crate::context::Context;
use crate::marks::last_at;
use crate::prepared::Listed;
use crate::spans::is_on;
use crate::zone::Zone;
use awaz_core::ports::PlaylistKind;
use rand::Rng;

/// How long after its minute an hourly item is still the item of that hour.
const HOURLY_LATE_MS: i64 = 30 * 60_000;

/// The playlists that may give something, each kind in the order in which it is tried.
pub(crate) struct Turns<'a> {
    /// Those that are due.
    due: Vec<&'a Listed>,
    /// Those whose hour it is, as drawn by weight.
    scheduled: Vec<&'a Listed>,
    /// General rotation as drawn by weight, or fallback where nothing is in rotation.
    general: Vec<&'a Listed>,
}

impl<'a> Turns<'a> {
    pub(crate) fn new<R: Rng>(context: &Context<'a>, rng: &mut R) -> Self {
        let mut due: Vec<&Listed> = playable(context).filter(|playlist| is_due(context, playlist)).collect();
        due.sort_by_key(|playlist| match playlist.kind {
            PlaylistKind::Hourly { .. } => 0,
            PlaylistKind::EveryMinutes { .. } => 2,
            _ => 1,
        });
        let scheduled = draw_order(scheduled(context), rng);
        let is_general = |playlist: &&Listed| is_rotation(playlist) && playlist.hours.is_empty();
        let mut general = draw_order(playable(context).filter(is_general).collect(), rng);
        if general.is_empty() && scheduled.is_empty() {
            let is_fallback = |playlist: &&Listed| playlist.kind == PlaylistKind::Fallback;
            general = draw_order(playable(context).filter(is_fallback).collect(), rng);
        }
        Self {
            due,
            scheduled,
            general,
        }
    }

    /// What is due, and those whose hour it is; nothing where it is nobody's.
    pub(crate) fn of_the_hour(&self) -> Vec<&'a Listed> {
        if self.scheduled.is_empty() {
            return Vec::new();
        }
        [&*self.due, &self.scheduled].concat()
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<&'a Listed> {
        [&*self.due, &self.general, &self.scheduled].concat()
    }
}

/// The one whose airtime it is, or rotations whose hour it is.
pub(crate) fn scheduled<'a>(context: &Context<'a>) -> Vec<&'a Listed> {
    if let Some(on_air) = context.on_air {
        return vec![on_air];
    }
    let is_scheduled = |playlist: &&Listed| is_rotation(playlist) && !playlist.hours.is_empty();
    playable(context).filter(is_scheduled).collect()
}

/// Whether a playlist has no hours, or is in them.
pub(crate) fn takes_part(playlist: &Listed, zone: Zone, at_ms: i64) -> bool {
    playlist.hours.is_empty() || is_on(&playlist.hours, zone, at_ms)
}

fn playable<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Listed> {
    let (zone, now_ms) = (context.zone, context.now_ms);
    let all = context.library.playlists.iter();
    all.filter(move |playlist| !playlist.tracks.is_empty() && takes_part(playlist, zone, now_ms))
}

fn is_rotation(playlist: &Listed) -> bool {
    matches!(playlist.kind, PlaylistKind::Rotation { .. })
}

fn is_due(context: &Context<'_>, playlist: &Listed) -> bool {
    let (history, now_ms) = (context.history, context.now_ms);
    match playlist.kind {
        // A hard start that was missed is not made up for.
        PlaylistKind::Hourly { .. } if playlist.hard_start => false,
        PlaylistKind::Hourly { minute } => {
            let mark_ms = last_at(context.zone, minute, now_ms);
            let is_new = history.since_ms(playlist.id).is_some_and(|since_ms| since_ms < mark_ms);
            is_new && now_ms - mark_ms < HOURLY_LATE_MS
        }
        PlaylistKind::EverySongs { songs } => history.songs_since(playlist.id) >= u64::from(songs.max(1)),
        PlaylistKind::EveryMinutes { minutes } => history
            .since_ms(playlist.id)
            .is_some_and(|since_ms| now_ms - since_ms >= i64::from(minutes.max(1)) * 60_000),
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
