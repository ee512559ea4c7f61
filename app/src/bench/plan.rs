//! A week's programme planned ahead.

use super::Plan;
use super::report::{Report, tell};
use super::usage;
use awaz_core::hours::{Hours, TimeOfDay};
use awaz_core::id::{PlaylistId, TrackId};
use awaz_core::ports::{Cues, Library, PlayablePlaylist, PlayableTrack, PlaylistKind, PlaylistOrder};
use awaz_streaming::engine::{QueueItem, plan};
use awaz_streaming::model::Settings;
use chrono::DateTime;
use std::sync::Arc;

/// Tracks of the library that the goal is for, and of one as a station has it.
const SIZES: [u64; 2] = [100_000, 2000];
/// Samples of a week.
const WEEK: u64 = 7 * 24 * 3600 * 48_000;
/// A Monday, 00:00 UTC, Unix seconds.
const MONDAY: i64 = 1_796_601_600;
/// As much of a song as a fade takes, ms.
const FADE_MS: i64 = 2000;

/// Runs it.
///
/// # Errors
/// When `/proc` cannot be read.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let method = format!(
        "a week of songs of 2 to 6 minutes by 1 artist in 8, a jingle after 4 songs, an evening's hours, news cut in \
         every hour; median of {}",
        plan.runs
    );
    let mut report = Report::new("plan", method);
    for size in SIZES {
        tell(&format!("plan: {size} tracks"));
        let library = library(size);
        let (mut cpu, mut missed, mut bent) = (vec![], vec![], vec![]);
        for run in 0..plan.runs {
            let began = usage::thread_s()?;
            let week = planned(&library, u64::from(run));
            cpu.push(usage::thread_s()? - began);
            let (late, of) = misses(&week);
            missed.push(100.0 * late as f64 / of.max(1) as f64);
            bent.push(week.iter().filter(|item| !item.bent.is_empty()).count() as f64);
        }
        let goal = (size == SIZES[0]).then_some("≤ 2");
        report.row(format!("{size} tracks: index and a week, CPU s"), &cpu, &[], goal);
        report.row(
            format!("{size} tracks: news that cuts more than 2 s, %"),
            &missed,
            &[],
            None,
        );
        report.row(format!("{size} tracks: items that bend a rule"), &bent, &[], None);
    }
    Ok(report)
}

fn planned(library: &Library, seed: u64) -> Vec<QueueItem> {
    let from = DateTime::from_timestamp(MONDAY, 0).unwrap_or_default();
    plan(library, &Settings::default(), seed, from, WEEK)
}

/// How many hard starts cut more of a song than a fade takes, and of how many.
fn misses(week: &[QueueItem]) -> (usize, usize) {
    let cut_ms = |pair: &[QueueItem]| {
        let (song, news) = (&pair[0], &pair[1]);
        let time = news.starts_at.zip(song.starts_at).map(|(news, song)| news - song);
        let heard_ms = time.map_or(0, |time| time.num_milliseconds());
        (song.track.cues.cue_out / 48) as i64 - i64::from(Settings::default().crossfade_ms) - heard_ms
    };
    let starts = week.windows(2).filter(|pair| pair[1].on_time);
    let late = starts.clone().filter(|pair| cut_ms(pair) > FADE_MS).count();
    (late, starts.count())
}

fn library(size: u64) -> Library {
    let tracks: Vec<Arc<PlayableTrack>> = (0..size).map(|number| Arc::new(track(number, size))).collect();
    let of = |from: u64, to: u64| -> Vec<TrackId> {
        tracks[from as usize..to as usize]
            .iter()
            .map(|track| track.id)
            .collect()
    };
    let rotation = PlaylistKind::Rotation { weight: 3 };
    let songs = size - 20;
    let evening = vec![Hours {
        days: Vec::new(),
        from: TimeOfDay::of_minutes(21 * 60).unwrap_or_else(|| unreachable!("an evening has nine o'clock")),
        to: TimeOfDay::of_minutes(0).unwrap_or_else(|| unreachable!("a day has midnight")),
        first: None,
        last: None,
    }];
    let news = PlaylistKind::Hourly { minute: 0 };
    Library {
        version: 1,
        playlists: vec![
            list("General", rotation, of(0, songs / 2)),
            PlayablePlaylist {
                hours: evening,
                ..list("Evening", rotation, of(songs / 2, songs))
            },
            PlayablePlaylist {
                jingle: true,
                ..list("Jingles", PlaylistKind::EverySongs { songs: 4 }, of(songs, songs + 10))
            },
            PlayablePlaylist {
                jingle: true,
                hard_start: true,
                ..list("News", news, of(songs + 10, size))
            },
        ],
        tracks,
    }
}

fn list(name: &str, kind: PlaylistKind, tracks: Vec<TrackId>) -> PlayablePlaylist {
    PlayablePlaylist {
        id: PlaylistId::new(),
        name: name.to_owned(),
        kind,
        order: PlaylistOrder::Shuffle,
        jingle: false,
        hours: Vec::new(),
        hard_start: false,
        tracks,
    }
}

fn track(number: u64, size: u64) -> PlayableTrack {
    let is_song = number < size - 20;
    let seconds = if is_song { 120 + number * 7919 % 241 } else { 12 };
    PlayableTrack {
        id: TrackId::new(),
        title: format!("Song {number}"),
        artist: format!("Artist {}", number % (size / 8)),
        album: String::new(),
        object_key: String::new(),
        cues: Cues {
            length: seconds * 48_000,
            cue_in: 0,
            cue_out: seconds * 48_000,
            start_next: seconds * 48_000,
            loudness_lufs: None,
            true_peak_dbtp: 0.0,
        },
        has_art: false,
    }
}
