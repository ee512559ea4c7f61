use super::rig::{Rig, SECOND, titles};
use crate::autodj::Place;
use crate::engine::AlertKind;
use crate::model::Kind;
use awaz_core::{Code, Rendition};

#[tokio::test]
async fn two_tracks_are_crossfaded_without_a_gap_and_titled_where_they_begin() {
    let mut rig = Rig::new(&[("a", 20), ("b", 20)]).await;
    let capture = rig.capture("mp3-128");
    rig.play(22_000);
    capture.assert_whole(rig.position());
    rig.assert_sound(20);
    let run: Vec<_> = rig.as_run().into_iter().filter(|(title, _)| title.len() == 1).collect();
    assert_eq!(
        run.iter().map(|(title, _)| title.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!(run[1].1 - run[0].1, 17 * SECOND, "3 s before the end of the first");
    let heard = capture.titles.lock().clone();
    assert!(heard.contains(&(run[1].1, "b".to_owned())), "{heard:?}");
    let now = rig.channel().now_playing().borrow().clone();
    assert_eq!((now.title.as_str(), now.sample, now.kind), ("b", run[1].1, Kind::Track));
    assert_eq!(rig.channel().state().history[0].title, "a");
}

#[tokio::test]
async fn rendering_and_arithmetic_agree_on_when_tracks_begin() {
    let mut idle = Rig::new(&[("a", 30), ("b", 10), ("c", 25)]).await;
    let mut heard = Rig::new(&[("a", 30), ("b", 10), ("c", 25)]).await;
    let _capture = heard.capture("mp3-128");
    for rig in [&idle, &heard] {
        rig.play(90_000);
    }
    let starts = |run: Vec<(String, u64)>| {
        let first = run.iter().position(|(title, _)| title == "a").unwrap();
        let origin = run[first].1;
        run[first..]
            .iter()
            .map(|(title, at)| (title.clone(), at - origin))
            .collect::<Vec<_>>()
    };
    let (one, other) = (starts(idle.as_run()), starts(heard.as_run()));
    let both = one.len().min(other.len());
    assert!(both >= 4);
    assert_eq!(one[..both], other[..both]);
}

#[tokio::test]
async fn the_queue_can_be_edited_while_it_plays() {
    let rig = Rig::new(&[("a", 20), ("b", 20), ("c", 20), ("d", 20)]).await;
    let _capture = rig.capture("mp3-128");
    rig.play(8000);
    let channel = rig.channel();
    let queue = || channel.with(|core| Ok(titles(core.dj.queue()))).unwrap();
    assert_eq!(queue(), ["b", "c", "d"]);
    let ids: Vec<_> = channel.state().next.iter().map(|item| item.id).collect();
    assert!(channel.state().next[0].locked, "the next one is open already");

    channel.shift(ids[2], Place::Next).await.unwrap();
    assert_eq!(queue(), ["d", "b", "c"]);
    channel.remove(ids[0]).await.unwrap();
    assert_eq!(queue()[..2], ["d", "c"]);
    let track = channel.state().next[1].track.clone();
    let own = rig.hub.enqueue(&channel.slug(), track.id, Place::At(0)).await.unwrap();
    assert_eq!(queue()[..3], ["c", "d", "c"]);
    assert_eq!(channel.state().next[0].id, own);
    assert_eq!(channel.remove(ids[0]).await.unwrap_err().code, Code::NotFound);

    rig.play(12_000);
    assert_eq!(channel.now_playing().borrow().title, "c");
    channel.skip().await.unwrap();
    rig.play(400);
    assert_eq!(channel.now_playing().borrow().title, "d");
    rig.assert_sound(18);
}

#[tokio::test]
async fn a_library_that_grows_ends_the_repeats_it_was_too_small_to_avoid() {
    let rig = Rig::new(&[("a", 60), ("b", 60), ("c", 60)]).await;
    let whole = rig.library();
    let mut small = whole.clone();
    small.tracks.truncate(1);
    rig.restock(small).await;
    let channel = rig.channel();
    let queue = || channel.with(|core| Ok(titles(core.dj.queue()))).unwrap();
    assert_eq!(queue(), ["a", "a", "a"]);
    rig.restock(whole).await;
    let mut waiting = queue();
    waiting.sort();
    assert_eq!(waiting, ["a", "b", "c"]);
}

#[tokio::test]
async fn an_idle_channel_can_be_skipped_too() {
    let rig = Rig::new(&[("a", 60), ("b", 60)]).await;
    rig.play(3000);
    rig.channel().skip().await.unwrap();
    let now = rig.channel().now_playing().borrow().clone();
    assert_eq!(now.title, "b");
    assert_eq!(rig.channel().decoders_opened(), 0);
    let _ring = rig.channel().ring(Rendition::DEFAULT).await.unwrap();
    rig.assert_sound(2);
}

#[tokio::test]
async fn a_track_whose_file_is_gone_is_passed_over() {
    let mut rig = Rig::new(&[("a", 20), ("b", 20), ("c", 20)]).await;
    let capture = rig.capture("mp3-128");
    rig.channel()
        .with(|core| {
            let mut track = awaz_core::ports::PlayableTrack::clone(&core.dj.front().unwrap().track);
            "tracks/gone.wav".clone_into(&mut track.object_key);
            core.insert(track.into(), Place::Next)
        })
        .unwrap();
    rig.play(25_000);
    assert_eq!(rig.alerts(), [AlertKind::TrackFailed]);
    capture.assert_whole(rig.position());
    rig.assert_sound(18);
    assert_eq!(rig.channel().now_playing().borrow().title, "b");
}
