//! What songs were played in a period, how often, and to how many.

use super::audience::Audience;
use super::lines::{Lines, ended_at_ms};
use super::period::Period;
use crate::store::{LogFilter, LogRow, Store};
use awaz_core::id::{ChannelId, TrackId};
use awaz_core::{Error, Result};
use serde::Serialize;
use std::collections::HashMap;

/// Most different songs of one report.
const MOST_SONGS: usize = 100_000;

/// A song that was played in a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct PlayedSong {
    /// Track of the library; null for what a presenter announced.
    pub track_id: Option<TrackId>,
    /// Title, as it was last.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Album; may be empty.
    pub album: String,
    /// How often it was played.
    pub plays: u32,
    /// How long in all, seconds.
    pub seconds: u64,
    /// How many heard it: listeners on average during each play, over all plays.
    pub performances: u64,
    /// Hours of all listeners together.
    pub listener_hours: f64,
}

/// All songs of a period.
#[derive(Debug, Default)]
pub(crate) struct Songs {
    /// Each of them, in no order.
    pub each: Vec<PlayedSong>,
    /// Plays of all songs.
    pub plays: u32,
    /// Plays of which no listeners were counted, in whole or in part.
    pub uncounted_plays: u32,
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Track(uuid::Uuid),
    Named(String, String),
}

#[derive(Default)]
struct Sum {
    song: PlayedSong,
    played_ms: i64,
    listener_ms: f64,
    performances: f64,
}

impl Songs {
    /// Reads the log of a period page by page and sums it up.
    ///
    /// # Errors
    /// `Invalid` for a period of too many different songs; `Unavailable` when the database does
    /// not answer.
    pub(crate) async fn of(store: &Store, channel: ChannelId, (period, now_ms): (Period, i64)) -> Result<Self> {
        let span = (period.from_ms, period.until_ms);
        let audience = Audience::new(&store.audience(channel, span).await?, now_ms);
        let filter = LogFilter {
            from_ms: period.from_ms,
            until_ms: period.until_ms,
            ..LogFilter::default()
        };
        let mut lines = Lines::new(store.clone(), channel, filter);
        let mut tally = Tally::default();
        while let Some(rows) = lines.next().await? {
            for row in rows.into_iter().filter(is_song) {
                tally.add(row, &audience, (period, now_ms))?;
            }
        }
        Ok(tally.finish())
    }

    /// Those that were played most, first.
    pub(crate) fn top(mut self, most: usize) -> Vec<PlayedSong> {
        self.each.sort_by(|one, other| {
            let rank = |song: &PlayedSong| (song.plays, song.performances, song.seconds);
            rank(other).cmp(&rank(one)).then_with(|| name(one).cmp(&name(other)))
        });
        self.each.truncate(most);
        self.each
    }

    /// By artist and title.
    pub(crate) fn by_name(mut self) -> Vec<PlayedSong> {
        self.each.sort_by(|one, other| name(one).cmp(&name(other)));
        self.each
    }
}

fn name(song: &PlayedSong) -> (&str, &str, &str) {
    (&song.artist, &song.title, &song.album)
}

/// Tracks that are no jingles, and what a presenter announced with its artist; the station's name
/// and the tone bed are no songs.
fn is_song(row: &LogRow) -> bool {
    let line = &row.line;
    match line.kind.as_str() {
        "track" | "fallback" => line.track_id.is_some(),
        "live" => !line.artist.is_empty() && !line.title.is_empty(),
        _ => false,
    }
}

#[derive(Default)]
struct Tally {
    sums: HashMap<Key, Sum>,
    plays: u32,
    uncounted_plays: u32,
}

impl Tally {
    fn add(&mut self, row: LogRow, audience: &Audience, (period, now_ms): (Period, i64)) -> Result<()> {
        let from_ms = row.line.started_at_ms;
        // What began in the period and lasts beyond it is heard as far as the period goes.
        let until_ms = ended_at_ms(&row, now_ms).unwrap_or(now_ms).min(period.until_ms);
        let lasted_ms = (until_ms - from_ms).max(0);
        let heard = audience.heard(from_ms, until_ms);
        let line = row.line;
        let key = match line.track_id {
            Some(track) => Key::Track(track),
            None => Key::Named(line.artist.to_lowercase(), line.title.to_lowercase()),
        };
        let sum = self.sums.entry(key).or_default();
        sum.song.track_id = line.track_id.map(TrackId);
        (sum.song.title, sum.song.artist, sum.song.album) = (line.title, line.artist, line.album);
        sum.song.plays += 1;
        sum.played_ms += lasted_ms;
        sum.listener_ms += heard.listener_ms;
        sum.performances += heard.listener_ms / lasted_ms.max(1) as f64;
        self.plays += 1;
        self.uncounted_plays += u32::from(heard.counted_ms < lasted_ms);
        if self.sums.len() > MOST_SONGS {
            let sentence = format!("More than {MOST_SONGS} different songs were played; ask for a shorter period.");
            return Err(Error::invalid(sentence).field("/from", "a later time"));
        }
        Ok(())
    }

    fn finish(self) -> Songs {
        let song = |sum: Sum| PlayedSong {
            seconds: ((sum.played_ms + 500) / 1000).cast_unsigned(),
            performances: sum.performances.round() as u64,
            listener_hours: (sum.listener_ms / 36_000.0).round() / 100.0,
            ..sum.song
        };
        Songs {
            each: self.sums.into_values().map(song).collect(),
            plays: self.plays,
            uncounted_plays: self.uncounted_plays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::row;
    use super::*;
    use crate::store::{HistoryRow, STEP_MS};

    const PERIOD: Period = Period {
        from_ms: 0,
        until_ms: 10 * STEP_MS,
    };

    fn audience(listeners: i64) -> Audience {
        let step = |step: i64| HistoryRow {
            channel_id: uuid::Uuid::nil(),
            at_ms: step * STEP_MS,
            listeners: 0,
            peak: 0,
            listener_ms: listeners * STEP_MS * step,
        };
        Audience::new(&[step(0), step(1), step(2)], 100 * STEP_MS)
    }

    #[test]
    fn plays_seconds_and_performances_add_up() {
        let mut tally = Tally::default();
        let track = Some(uuid::Uuid::now_v7());
        for (start, title) in [(STEP_MS, "old"), (2 * STEP_MS, "new"), (7 * STEP_MS, "newest")] {
            let mut row = row(start, Some(STEP_MS), Some(start + STEP_MS));
            row.line.track_id = track;
            title.clone_into(&mut row.line.title);
            tally.add(row, &audience(10), (PERIOD, 100 * STEP_MS)).unwrap();
        }
        let songs = tally.finish();
        assert_eq!((songs.plays, songs.uncounted_plays), (3, 1));
        let song = &songs.each[0];
        assert_eq!((song.title.as_str(), song.plays, song.seconds), ("newest", 3, 900));
        // Ten heard the first play and twenty the second; of the third nobody knows.
        assert_eq!(song.performances, 30);
        assert!((song.listener_hours - 2.5).abs() < 1e-9);
    }

    #[test]
    fn half_a_listener_counts_when_there_are_two_plays() {
        let mut tally = Tally::default();
        for start in [0, STEP_MS / 2] {
            let row = row(STEP_MS + start, Some(STEP_MS / 2), None);
            let halves = HistoryRow {
                channel_id: uuid::Uuid::nil(),
                at_ms: STEP_MS,
                listeners: 1,
                peak: 1,
                listener_ms: STEP_MS / 2,
            };
            let audience = Audience::new(&[halves], 100 * STEP_MS);
            tally.add(row, &audience, (PERIOD, 100 * STEP_MS)).unwrap();
        }
        assert_eq!(tally.finish().each[0].performances, 1);
    }

    #[test]
    fn jingles_stations_names_and_tones_are_no_songs() {
        let mut row = row(0, None, None);
        for (kind, track, artist, expected) in [
            ("track", true, "", true),
            ("jingle", true, "Noor", false),
            ("fallback", true, "Noor", true),
            ("fallback", false, "", false),
            ("live", false, "", false),
            ("live", false, "Noor", true),
        ] {
            kind.clone_into(&mut row.line.kind);
            artist.clone_into(&mut row.line.artist);
            row.line.track_id = track.then(uuid::Uuid::now_v7);
            assert_eq!(is_song(&row), expected, "{kind} {artist}");
        }
    }

    #[test]
    fn the_order_is_the_same_each_time() {
        let song = |title: &str, plays| PlayedSong {
            title: title.to_owned(),
            plays,
            ..PlayedSong::default()
        };
        let songs = || Songs {
            each: vec![song("b", 1), song("c", 5), song("a", 1)],
            ..Songs::default()
        };
        let titles = |songs: Vec<PlayedSong>| songs.into_iter().map(|song| song.title).collect::<Vec<_>>();
        assert_eq!(titles(songs().top(2)), ["c", "a"]);
        assert_eq!(titles(songs().by_name()), ["a", "b", "c"]);
    }
}
