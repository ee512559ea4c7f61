//! What the schedule gives to playlists, on air.

use super::rig::{EPOCH_MS, Rig, SECOND};
use crate::agenda::Agenda;
use crate::model::{ScheduleDraft, ScheduleEntry, Settings};
use awaz_core::id::{PlaylistId, ScheduleEntryId};
use awaz_core::ports::{Library, PlayablePlaylist, PlaylistKind, PlaylistOrder};
use awaz_plan::Zone;
use serde_json::json;

const MINUTE: u64 = 60 * SECOND;

/// The first two tracks are in rotation; the next two are the show, the last the azan, both played
/// by the schedule only.
fn with_show(library: Library) -> Library {
    let general = library.playlists[0].clone();
    let list = |name: &str, tracks: std::ops::Range<usize>| PlayablePlaylist {
        id: PlaylistId::new(),
        name: name.to_owned(),
        kind: PlaylistKind::Manual,
        order: PlaylistOrder::Sequential,
        tracks: general.tracks[tracks].to_vec(),
        ..general.clone()
    };
    let (show, azan) = (list("Show", 2..4), list("Azan", 4..5));
    let day = PlayablePlaylist {
        tracks: general.tracks[..2].to_vec(),
        ..general
    };
    Library {
        playlists: vec![day, show, azan],
        ..library
    }
}

/// An entry from a minute after the epoch on.
fn entry(library: &Library, name: &str, minute: i64, minutes: u32, is_hard: bool) -> ScheduleEntry {
    let playlist = library.playlists.iter().find(|list| list.name == name).unwrap();
    let at = Zone::PAKISTAN.local(EPOCH_MS + minute * 60_000);
    let draft = json!({
        "title": name,
        "playlist": playlist.id,
        "hard_start": is_hard,
        "once": name == "Azan",
        "timing": {"first": at.date(), "start": {"by": "clock", "at": at.format("%H:%M").to_string()}, "minutes": minutes},
    });
    let draft: ScheduleDraft = serde_json::from_value(draft).unwrap();
    ScheduleEntry {
        id: ScheduleEntryId::new(),
        version: 1,
        draft: draft.checked().unwrap(),
    }
}

async fn schedule(rig: &Rig, entries: Vec<ScheduleEntry>) {
    let agenda = Agenda::new(entries, &Settings::default());
    let now_ms = EPOCH_MS + (rig.position() / 48) as i64;
    rig.channel().set_agenda(agenda, now_ms).await.unwrap();
}

/// A station with a show from the third to the sixth minute, in which the azan is called on the
/// fourth.
async fn rig() -> Rig {
    let rig = Rig::new(&[("a", 21), ("b", 23), ("show-1", 20), ("show-2", 20), ("azan", 15)]).await;
    let library = with_show(rig.library());
    rig.restock(library.clone()).await;
    let entries = vec![entry(&library, "Show", 3, 3, true), entry(&library, "Azan", 4, 1, true)];
    schedule(&rig, entries).await;
    rig
}

/// Where titles began that begin so, samples since the epoch.
fn began(run: &[(String, u64)], title: &str) -> Vec<u64> {
    let named = run.iter().filter(|(other, _)| other.starts_with(title));
    named.map(|(_, at)| *at).collect()
}

#[tokio::test]
async fn a_show_has_its_time_and_a_break_takes_its_own_from_it_heard_or_not() {
    let (mut heard, mut idle) = (rig().await, rig().await);
    let _capture = heard.capture("mp3-128");
    for rig in [&mut heard, &mut idle] {
        rig.play(290_000);
        let run = rig.as_run();
        assert_eq!(began(&run, "azan"), [4 * MINUTE], "once, on its second: {run:?}");
        let shows = began(&run, "show");
        assert_eq!(shows[0], 3 * MINUTE, "{run:?}");
        assert!(shows.iter().all(|at| (3 * MINUTE..6 * MINUTE).contains(at)), "{run:?}");
        let behind = shows.iter().filter(|at| **at > 4 * MINUTE).count();
        assert!(behind >= 3, "it goes on behind the azan: {run:?}");
        let others = run
            .iter()
            .filter(|(title, at)| ["a", "b"].contains(&title.as_str()) && *at >= 6 * MINUTE);
        assert!(others.count() >= 1, "and gives the air back: {run:?}");
        let within = run
            .iter()
            .filter(|(title, at)| ["a", "b"].contains(&title.as_str()) && (3 * MINUTE..6 * MINUTE).contains(at));
        assert_eq!(within.count(), 0, "{run:?}");
    }
}

#[tokio::test]
async fn what_is_taken_off_the_schedule_is_not_heard() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(40_000);
    schedule(&rig, Vec::new()).await;
    rig.play(240_000);
    let run = rig.as_run();
    assert!(
        began(&run, "show").is_empty() && began(&run, "azan").is_empty(),
        "{run:?}"
    );
}

#[tokio::test]
async fn what_is_put_on_the_schedule_now_is_heard_with_the_next_change() {
    let mut rig = rig().await;
    schedule(&rig, Vec::new()).await;
    let _capture = rig.capture("mp3-128");
    rig.play(65_000);
    let library = rig.library();
    schedule(&rig, vec![entry(&library, "Show", 0, 5, false)]).await;
    let since = rig.position();
    rig.play(60_000);
    let run: Vec<_> = rig.as_run().into_iter().filter(|(_, at)| *at > since).collect();
    assert!(
        !run.is_empty() && run.iter().all(|(title, _)| title.starts_with("show")),
        "{run:?}"
    );
}

#[tokio::test]
async fn a_restart_within_a_show_goes_on_with_it() {
    let rig = rig().await;
    let library = rig.library();
    rig.play(100_000);
    let mut rig = rig.restart_after(8).await;
    rig.restock(library).await;
    let since = rig.position();
    rig.play(100_000);
    let run: Vec<_> = rig.as_run().into_iter().filter(|(_, at)| *at > since).collect();
    assert_eq!(began(&run, "azan"), [4 * MINUTE], "{run:?}");
    assert_eq!(began(&run, "show").len(), run.len() - 1, "nothing else: {run:?}");
    assert!(run.len() >= 5, "{run:?}");
}

#[tokio::test]
async fn what_is_planned_is_what_the_schedule_says() {
    let rig = rig().await;
    let planned = rig.channel().preview(8 * MINUTE).await.unwrap();
    let minute = |title: &str| {
        let at = planned.iter().filter(|item| item.track.title.starts_with(title));
        at.map(|item| (item.starts_at.unwrap().timestamp_millis() - EPOCH_MS) / 1000)
            .collect::<Vec<_>>()
    };
    assert_eq!(minute("azan"), [240]);
    assert_eq!(minute("show")[0], 180);
    assert!(minute("show").iter().all(|second| (180..360).contains(second)));
}
