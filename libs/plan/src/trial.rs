//! Plays that are tried out and taken back, so that planning ahead copies no history.

use crate::history::{History, Played, Stand};
use awaz_core::id::{PlaylistId, TrackId};
use std::collections::{HashMap, HashSet};

/// What a push changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Undo {
    songs: u64,
    first_ms: Option<i64>,
    /// The play that made room.
    oldest: Option<Played>,
    /// When the track was played before.
    last_played: (TrackId, Option<i64>),
    /// When all tracks were, where they had to be forgotten.
    all_tracks: Option<HashMap<TrackId, i64>>,
    /// Where its playlist stood, and one that made room for it.
    stands: Option<(PlaylistId, Option<Stood>)>,
    forgotten: Option<(PlaylistId, Stand)>,
}

/// Where a playlist stood, but for the tracks its round had given.
#[derive(Debug, Clone, PartialEq)]
struct Stood {
    stand: Stand,
    seen: Seen,
}

/// What a play does to the tracks a round has given.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    /// Nothing.
    Same,
    /// One more.
    One(TrackId),
    /// A new round: all of them are forgotten.
    All(HashSet<TrackId>),
}

impl History {
    /// Begins to try out: what is pushed from now on is taken back by [`take_back`](Self::take_back).
    pub fn try_out(&mut self) {
        self.undo = Some(Vec::new());
    }

    /// Takes back what was pushed since [`try_out`](Self::try_out).
    pub fn take_back(&mut self) {
        for undo in self.undo.take().into_iter().flatten().rev() {
            self.undo_one(undo);
        }
    }

    /// Notes what a push is about to change.
    pub(crate) fn note_undo(&mut self, played: &Played) {
        if self.undo.is_none() {
            return;
        }
        let forgotten = played.playlist.and_then(|playlist| self.forgotten_for(playlist));
        let undo = Undo {
            songs: self.songs,
            first_ms: self.first_ms,
            oldest: self.oldest_to_go().cloned(),
            last_played: (played.track, self.last_played(played.track)),
            all_tracks: self
                .forgets_tracks(played)
                .then(|| std::mem::take(&mut self.last_played)),
            stands: played.playlist.map(|playlist| (playlist, self.stood(playlist, played))),
            forgotten: forgotten.and_then(|id| Some((id, self.stands.get(&id)?.clone()))),
        };
        self.undo.get_or_insert_default().push(undo);
    }

    fn stood(&mut self, playlist: PlaylistId, played: &Played) -> Option<Stood> {
        let stand = self.stands.get_mut(&playlist)?;
        let seen = if stand.new_round(played).is_some() {
            Seen::All(stand.seen.clone())
        } else if stand.seen.contains(&played.track) {
            Seen::Same
        } else {
            Seen::One(played.track)
        };
        let kept = std::mem::take(&mut stand.seen);
        let stood = stand.clone();
        stand.seen = kept;
        Some(Stood { stand: stood, seen })
    }

    fn undo_one(&mut self, undo: Undo) {
        (self.songs, self.first_ms) = (undo.songs, undo.first_ms);
        self.plays.pop_back();
        if let Some(oldest) = undo.oldest {
            self.plays.push_front(oldest);
        }
        if let Some(all) = undo.all_tracks {
            self.last_played = all;
        }
        match undo.last_played {
            (track, Some(at_ms)) => self.last_played.insert(track, at_ms),
            (track, None) => self.last_played.remove(&track),
        };
        if let Some((playlist, stood)) = undo.stands {
            self.stand_back(playlist, stood);
        }
        self.stands.extend(undo.forgotten);
    }

    fn stand_back(&mut self, playlist: PlaylistId, stood: Option<Stood>) {
        let Some(Stood { stand, seen }) = stood else {
            self.stands.remove(&playlist);
            return;
        };
        let now = self.stands.entry(playlist).or_default();
        let mut given = std::mem::take(&mut now.seen);
        match seen {
            Seen::Same => {}
            Seen::One(track) => {
                given.remove(&track);
            }
            Seen::All(all) => given = all,
        }
        *now = Stand { seen: given, ..stand };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u8) -> String {
        format!("00000000-0000-0000-0000-0000000000{number:02x}")
    }

    prop_compose! {
        fn any_play()(track in 0_u8..12, playlist in prop::option::of(0_u8..4), jingle in any::<bool>(),
            mark in prop::option::of(0_u32..3), at_ms in 0_i64..1_000_000) -> Played {
            Played {
                track: TrackId(id(track).parse().unwrap()),
                playlist: playlist.map(|number| PlaylistId(id(number).parse().unwrap())),
                artist: "a".into(),
                title: "t".into(),
                jingle,
                at_ms,
                mark,
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_tried_out_leaves_no_trace(
            before in prop::collection::vec(any_play(), 0..30),
            tried in prop::collection::vec(any_play(), 0..30),
        ) {
            let mut history = History::new();
            for play in before {
                history.push(play);
            }
            let kept = history.clone();
            let mut plain = history.clone();
            history.try_out();
            for play in tried {
                plain.push(play.clone());
                history.push(play);
                let undo = history.undo.take();
                prop_assert!(history == plain, "trying out is pushing");
                history.undo = undo;
            }
            history.take_back();
            prop_assert_eq!(history, kept);
        }
    }

    #[test]
    fn a_full_history_comes_back_whole() {
        let mut history = History::new();
        let play = |at_ms: i64| Played {
            track: TrackId(id((at_ms % 200) as u8).parse().unwrap()),
            playlist: None,
            artist: "a".into(),
            title: "t".into(),
            jingle: false,
            at_ms,
            mark: None,
        };
        for at_ms in 0..10_050 {
            history.push(play(at_ms));
        }
        let kept = history.clone();
        history.try_out();
        for at_ms in 0..50 {
            history.push(play(at_ms));
        }
        history.take_back();
        assert!(history == kept);
    }
}
