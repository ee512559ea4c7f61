//! Playlists that keep to hours, on air.

use super::rig::{EPOCH_MS, Rig, SECOND, spec};
use awaz_core::hours::{Hours, TimeOfDay};
use awaz_core::id::PlaylistId;
use awaz_core::ports::{Library, PlayablePlaylist};
use awaz_plan::Zone;

const MINUTE: u64 = 60 * SECOND;

/// Hours of so many minutes from the minute `first` after the epoch on.
fn hours(first: u16, minutes: u16) -> Vec<Hours> {
    let epoch = Zone::PAKISTAN.local(EPOCH_MS);
    let midnight = epoch.date().and_hms_opt(0, 0, 0).unwrap();
    let begun = u16::try_from((epoch - midnight).num_minutes()).unwrap();
    let time = |minute: u16| TimeOfDay::of_minutes((begun + minute) % 1440).unwrap();
    vec![Hours {
        days: Vec::new(),
        from: time(first),
        to: time(first + minutes),
        first: None,
        last: None,
    }]
}

/// The first two tracks play at all times, the others from the third to the fifth minute.
fn with_hours(library: Library) -> Library {
    let general = library.playlists[0].clone();
    let (day, evening) = general.tracks.split_at(2);
    let evening = PlayablePlaylist {
        id: PlaylistId::new(),
        name: "Evening".to_owned(),
        hours: hours(3, 2),
        tracks: evening.to_vec(),
        ..general.clone()
    };
    let day = PlayablePlaylist {
        tracks: day.to_vec(),
        ..general
    };
    Library {
        playlists: vec![day, evening],
        ..library
    }
}

/// Whether each track that began was of the evening, and whether it was its time.
fn judged(rig: &mut Rig, since: u64) -> Vec<(bool, bool)> {
    let run = rig.as_run().into_iter().filter(|(_, at)| *at > since);
    let hour = 3 * MINUTE..5 * MINUTE;
    run.map(|(title, at)| ("cd".contains(&title), hour.contains(&at)))
        .collect()
}

async fn rig() -> Rig {
    let rig = Rig::new(&[("a", 20), ("b", 20), ("c", 20), ("d", 20)]).await;
    rig.restock(with_hours(rig.library())).await;
    // What was chosen before there were hours.
    for item in rig.channel().state().next {
        rig.channel().remove(item.id).await.unwrap();
    }
    rig
}

#[tokio::test]
async fn an_hour_begins_and_ends_with_the_first_change_within_it_heard_or_not() {
    let (mut heard, mut idle) = (rig().await, rig().await);
    let _capture = heard.capture("mp3-128");
    for rig in [&mut heard, &mut idle] {
        let since = rig.position();
        rig.play(300_000);
        let judged = judged(rig, since);
        assert!(
            judged.iter().all(|(is_evening, is_hour)| is_evening == is_hour),
            "{judged:?}"
        );
        let evening = judged.iter().filter(|(is_evening, _)| *is_evening).count();
        assert!((6..=8).contains(&evening) && judged.len() > 14, "{judged:?}");
    }
}

#[tokio::test]
async fn what_was_queued_for_before_the_hour_gives_way_when_it_is_late() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(20_000);
    // Somebody puts in what lasts beyond the beginning of the hour.
    let wish = rig.library().tracks[0].clone();
    for _ in 0..4 {
        rig.channel()
            .insert(wish.clone(), crate::autodj::Place::Next)
            .await
            .unwrap();
    }
    rig.play(140_000);
    let run: Vec<_> = rig.as_run().into_iter().filter(|(_, at)| *at > 3 * MINUTE).collect();
    let by_hand = run.iter().take_while(|(title, _)| title == "a").count();
    assert!(run.len() > by_hand, "{run:?}");
    let within = run.iter().skip(by_hand).filter(|(_, at)| *at < 5 * MINUTE);
    assert!(
        within.clone().count() >= 2 && within.clone().all(|(title, _)| "cd".contains(title)),
        "{run:?}"
    );
}

#[tokio::test]
async fn what_was_queued_before_a_broadcast_gives_way_to_the_hour_it_ends_in() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(60_000);
    let mut live = rig.live(spec("Amna", None)).await.unwrap();
    live.stream(&rig, 40_000).await;
    assert!(rig.position() > 3 * MINUTE, "the hour began meanwhile");
    let since = rig.position();
    live.feed.finish();
    // The decoder's thread ends by itself.
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        rig.play(40);
    }
    let judged = judged(&mut rig, since);
    assert!(
        !judged.is_empty() && judged.iter().all(|both| *both == (true, true)),
        "{judged:?}"
    );
}

#[tokio::test]
async fn the_programme_tells_whose_hours_there_are() {
    let rig = rig().await;
    let slots = rig.channel().slots();
    let told: Vec<_> = slots
        .iter()
        .map(|slot| (slot.name.as_str(), slot.hours.len()))
        .collect();
    assert_eq!(told, [("Evening", 1)]);
}

#[tokio::test]
async fn the_preview_is_what_is_heard_afterwards() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(1000);
    let channel = rig.channel();
    let told: Vec<(String, i64)> = (channel.preview(5 * MINUTE).await.unwrap())
        .into_iter()
        .map(|item| {
            (
                item.track.title.clone(),
                item.starts_at.unwrap().timestamp_millis() - EPOCH_MS,
            )
        })
        .collect();
    let before = rig.as_run().len();
    rig.play(310_000);
    let run: Vec<(String, i64)> = rig.as_run()[before..]
        .iter()
        .map(|(title, at)| (title.clone(), i64::try_from(at / 48).unwrap()))
        .collect();
    assert!(told.len() > 14 && told.len() <= run.len(), "{told:?} {run:?}");
    assert_eq!(told, run[..told.len()]);
    assert_eq!(told.iter().filter(|(title, _)| "cd".contains(title)).count(), 7);
}
