//! The choice.

use crate::context::{Context, STAGES, Stage};
use crate::history::History;
use crate::marks::Mark;
use crate::model::{Choice, Reason, Rule, Rules};
use crate::pick::{Picked, long_unheard, pick};
use crate::prepared::{Listed, Prepared};
use crate::turns::{self, Turns};
use crate::zone::Zone;
use awaz_core::id::PlaylistId;
use awaz_core::ports::{Library, PlaylistKind};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Chooses from a library that is not yet indexed; to choose often, keep a [`Prepared`].
pub fn choose<R: Rng>(library: &Library, history: &History, rules: &Rules, now_ms: i64, rng: &mut R) -> Option<Choice> {
    Prepared::new(library).choose(history, rules, now_ms, rng)
}

impl Prepared {
    /// Chooses what starts at `now_ms` (Unix time, ms) after everything in `history`; `None` only
    /// when the library has no track. The same arguments and generator give the same choice.
    pub fn choose<R: Rng>(&self, history: &History, rules: &Rules, now_ms: i64, rng: &mut R) -> Option<Choice> {
        let context = Context::new(self, history, *rules, now_ms);
        let turns = Turns::new(&context, rng);
        let in_its_hour = first_of(&context, PATIENT, &turns.of_the_hour(), rng);
        let chosen = in_its_hour.or_else(|| first_of(&context, &STAGES, &turns.all(), rng));
        chosen.or_else(|| last_resort(&context, rng))
    }

    /// Chooses what a playlist begins with at its mark, whoever's turn it is; `None` when it has no
    /// track.
    pub fn choose_for<R: Rng>(&self, mark: &Mark, history: &History, rules: &Rules, rng: &mut R) -> Option<Choice> {
        let context = Context::new(self, history, *rules, mark.at_ms);
        let listed = self.playlists.iter().find(|listed| listed.id == mark.playlist)?;
        first_of(&context, &STAGES, &[listed], rng)
    }

    /// Whether something of `playlist` may start at `at_ms` after everything in `history`: its
    /// airtime or hours are not over, and no other playlist's have come.
    #[must_use]
    pub fn fits(&self, playlist: PlaylistId, history: &History, rules: &Rules, at_ms: i64) -> bool {
        let Some(listed) = self.playlists.iter().find(|listed| listed.id == playlist) else {
            return true;
        };
        let on_air = self.on_air(history, at_ms);
        if on_air.is_some_and(|on_air| on_air.id == playlist) {
            return true;
        }
        // What is not played by itself was chosen for an airtime, which is over.
        if listed.kind == PlaylistKind::Manual || !turns::takes_part(listed, rules.zone, at_ms) {
            return false;
        }
        let is_rotation = matches!(listed.kind, PlaylistKind::Rotation { .. });
        let is_late = listed.hours.is_empty() && self.is_any_hour(rules.zone, at_ms);
        if !is_rotation || !(is_late || on_air.is_some()) {
            return true;
        }
        let context = Context::new(self, history, *rules, at_ms);
        // Whether something is left to pick does not depend on chance.
        let mut rng = StdRng::seed_from_u64(0);
        let scheduled = turns::scheduled(&context);
        let has_one = |listed: &&Listed| {
            PATIENT
                .iter()
                .any(|stage| pick(&context, listed, *stage, &mut rng).is_some())
        };
        scheduled.into_iter().find(has_one).is_none()
    }

    /// Whether the hour of any playlist has come.
    fn is_any_hour(&self, zone: Zone, at_ms: i64) -> bool {
        let mut with_hours = self.playlists.iter().filter(|listed| !listed.hours.is_empty());
        with_hours.any(|listed| turns::takes_part(listed, zone, at_ms))
    }

    /// Whether anything in it keeps to hours, or has airtime.
    #[must_use]
    pub fn has_hours(&self) -> bool {
        let mut all = self.playlists.iter();
        all.any(|listed| !listed.hours.is_empty() || !listed.airtime.is_empty())
    }
}

/// How far rules are bent for a playlist in its hour before others are asked: its sound matters
/// more than their separations, but one song over and over is no programme.
const PATIENT: &[Stage] = &[Stage::Strict, Stage::Order, Stage::Artist, Stage::Title];

/// The first that gives a track, no rule being bent before all have been asked.
fn first_of<R: Rng>(context: &Context<'_>, stages: &[Stage], turns: &[&Listed], rng: &mut R) -> Option<Choice> {
    for stage in stages {
        for playlist in turns {
            if let Some(picked) = pick(context, playlist, *stage, rng) {
                return Some(from_playlist(context, playlist, picked));
            }
        }
    }
    None
}

fn from_playlist(context: &Context<'_>, playlist: &Listed, picked: Picked) -> Choice {
    let is_on_air = context.on_air.is_some_and(|on_air| on_air.id == playlist.id);
    let mut bent = context.broken(picked.index, playlist.jingle);
    if picked.out_of_order {
        bent.insert(0, Rule::Order);
    }
    Choice {
        track: context.library.tracks[picked.index as usize].track.id,
        playlist: Some(playlist.id),
        jingle: playlist.jingle,
        reason: match playlist.kind {
            _ if is_on_air => Reason::Airtime,
            PlaylistKind::Rotation { weight } if playlist.hours.is_empty() => Reason::Rotation { weight },
            PlaylistKind::Rotation { weight } => Reason::Scheduled { weight },
            PlaylistKind::Hourly { minute } => Reason::Hourly { minute },
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
