//! Playlists, segments and parts of tracks.

use super::rig::{EPOCH_MS, Rig, packets, rendition, text};
use awaz_audio::hls::{validate, validate_update};
use awaz_audio::{PART, SEGMENT};
use awaz_core::Code;
use awaz_streaming::hls::Query;
use std::time::Duration;

const FIRST: u64 = 1000;

/// What the boxes of a name hold, one after the other.
fn boxes(mut bytes: &[u8], name: [u8; 4]) -> Vec<u8> {
    let mut held = Vec::new();
    while let Some(head) = bytes.first_chunk::<8>() {
        let length = u32::from_be_bytes(head[..4].try_into().unwrap()) as usize;
        if head[4..] == name {
            held.extend_from_slice(&bytes[8..length]);
        }
        bytes = &bytes[length..];
    }
    held
}

#[tokio::test]
async fn parts_hold_the_sound_of_their_segment_and_playlists_are_valid() {
    for name in ["aac-64", "opus-24"] {
        let folder = tempfile::tempdir().unwrap();
        let offered = [rendition("aac-64"), rendition("aac-128"), rendition("opus-24")];
        let rig = Rig::new(folder.path(), &offered);
        let track = rig.track(rendition(name));
        track.title(FIRST * SEGMENT, "کو کو کورینا", "احمد رشدی");
        track.title(FIRST * SEGMENT + 5 * PART, "Aankhon \"mein\", \n raho", "");
        for packet in packets(rendition(name), FIRST * SEGMENT, 5 * 18 + 7) {
            track.push(&[packet]);
        }
        let playlist = text(&track, "").await;
        assert_eq!(validate(&playlist), Vec::new(), "{playlist}");
        for wanted in [
            "#EXT-X-MEDIA-SEQUENCE:1000\n",
            "#EXT-X-DISCONTINUITY-SEQUENCE:1\n",
            "#EXT-X-TARGETDURATION:6\n",
            "#EXT-X-SERVER-CONTROL:",
            "init-1.mp4",
            "\n1004.m4s\n",
            "1005.6.m4s",
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"1005.7.m4s\"",
            "کو کو کورینا",
        ] {
            assert!(playlist.contains(wanted), "{wanted} in {playlist}");
        }
        assert!(!playlist.contains("1005.m4s") && !playlist.contains("ENDLIST"));
        assert_eq!(
            playlist.contains("../aac-128/index.m3u8"),
            name == "aac-64",
            "{playlist}"
        );
        let time = chrono::DateTime::from_timestamp_millis(EPOCH_MS + (FIRST * SEGMENT / 48) as i64).unwrap();
        assert!(
            playlist.contains(&time.format("%Y-%m-%dT%H:%M:%S%.3f").to_string()),
            "{playlist}"
        );
        for msn in FIRST..FIRST + 5 {
            let segment = track.segment(msn).await.unwrap().unwrap();
            let mut parts = Vec::new();
            for part in 0..18 {
                parts.extend_from_slice(&track.part(msn, part).await.unwrap().unwrap().data);
            }
            assert_eq!(boxes(&parts, *b"mdat"), boxes(&segment.data, *b"mdat"), "{name} {msn}");
            let is_merged = name == "opus-24";
            assert_eq!(parts != segment.data, is_merged, "{name} {msn}");
            // What plays is told at the start, and again where it changes.
            let told = if msn == FIRST { 2 } else { 1 };
            let titles = segment.data.windows(5).filter(|bytes| bytes == b"emsg\x01");
            assert_eq!(titles.count(), told, "{name} {msn}");
            if is_merged {
                assert!(parts.len() - segment.data.len() > 17 * 90, "{name} {msn}");
            }
        }
        assert_eq!(track.part(FIRST, 18).await.unwrap(), None);
        assert_eq!(track.segment(FIRST + 5).await.unwrap(), None);
        assert!(track.init(1).is_some() && track.init(2).is_none());
    }
}

#[tokio::test]
async fn delta_updates_leave_out_what_is_old_and_short_lists_too() {
    let folder = tempfile::tempdir().unwrap();
    let aac = rendition("aac-64");
    let rig = Rig::new(folder.path(), &[aac]);
    let track = rig.track(aac);
    track.push(&packets(aac, FIRST * SEGMENT, 30 * 18));
    let (whole, delta, short) = (
        text(&track, "").await,
        text(&track, "_HLS_skip=YES").await,
        text(&track, "window=live").await,
    );
    assert!(
        delta.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=") && !delta.contains("#EXT-X-MAP"),
        "{delta}"
    );
    assert!(delta.contains("#EXT-X-MEDIA-SEQUENCE:1000\n"));
    assert!(delta.len() < whole.len(), "{} {}", delta.len(), whole.len());
    assert!(short.contains("\n1029.m4s") && !short.contains("\n1000.m4s"), "{short}");
    assert!(!short.contains("PART") && !short.contains("../"), "{short}");
    assert_eq!(validate(&short), Vec::new());
}

#[tokio::test]
async fn a_blocking_reload_wakes_when_its_part_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let aac = rendition("aac-64");
    let rig = Rig::new(folder.path(), &[aac]);
    let track = rig.track(aac);
    let sound = packets(aac, FIRST * SEGMENT, 2 * 18 + 4);
    let (now, later) = sound.split_at(sound.len() - 30);
    track.push(now);
    let waiting = {
        let track = track.clone();
        tokio::spawn(async move { text(&track, "_HLS_msn=1002&_HLS_part=3").await })
    };
    let hinted = {
        let track = track.clone();
        tokio::spawn(async move { track.part(1002, 2).await.unwrap() })
    };
    while track.held() < 2 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished() && !hinted.is_finished());
    track.push(&later[..15]);
    let part = hinted.await.unwrap().unwrap();
    assert_eq!(Some(part), track.part(1002, 2).await.unwrap());
    track.push(&later[15..]);
    let playlist = waiting.await.unwrap();
    assert!(playlist.contains("1002.3.m4s"), "{playlist}");
    assert_eq!((track.held(), rig.family.held()), (0, 0));
    let listing = track
        .playlist(&Query::parse("_HLS_msn=1002&_HLS_part=3").unwrap())
        .await
        .unwrap();
    assert!(listing.is_answer);
    let listing = track.playlist(&Query::parse("_HLS_msn=1000").unwrap()).await.unwrap();
    assert!(
        !listing.is_answer,
        "asked for something old, which is not to be cached for long"
    );
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_the_impossible_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let aac = rendition("aac-64");
    let rig = Rig::new(folder.path(), &[aac]);
    let track = rig.track(aac);
    track.push(&packets(aac, FIRST * SEGMENT, 2 * 18 + 4));
    let code = async |query: &str| {
        track
            .playlist(&Query::parse(query).unwrap())
            .await
            .map_err(|error| error.code)
            .err()
    };
    assert_eq!(code("_HLS_part=1").await, Some(Code::Invalid));
    assert_eq!(code("_HLS_msn=1004").await, Some(Code::Invalid));
    assert_eq!(code("_HLS_msn=1002&_HLS_part=14").await, Some(Code::Invalid));
    assert_eq!(code("_HLS_msn=1001&_HLS_unheard=of").await, None);
    let before = tokio::time::Instant::now();
    assert_eq!(
        code("_HLS_msn=1003").await,
        Some(Code::Unavailable),
        "the edge stands still"
    );
    assert_eq!(before.elapsed().as_secs(), 18);
    assert_eq!(track.part(1003, 9).await.unwrap(), None, "nobody hinted at it");
    let waiting = {
        let track = track.clone();
        tokio::spawn(async move { track.playlist(&Query::parse("_HLS_msn=1002").unwrap()).await.is_err() })
    };
    tokio::time::sleep(Duration::from_millis(1)).await;
    track.end();
    assert!(waiting.await.unwrap(), "an end wakes who waits");
}

#[tokio::test]
async fn a_restart_goes_on_with_the_numbers_and_keeps_the_past() {
    let folder = tempfile::tempdir().unwrap();
    let opus = rendition("opus-32");
    let rig = Rig::new(folder.path(), &[opus]);
    let track = rig.track(opus);
    track.title(FIRST * SEGMENT, "before", "");
    for segment in packets(opus, FIRST * SEGMENT, 20 * 18 + 3).chunks(288) {
        track.push(segment);
        rig.shelves.settle();
    }
    let kept = track.segment(FIRST + 1).await.unwrap().unwrap();
    let old = text(&track, "").await;
    drop(track);

    let rig = rig.restart(folder.path(), &[opus]);
    let track = rig.track(opus);
    // The engine renders the last 18 s once more: what was published before stays what it was.
    track.push(&packets(opus, (FIRST + 18) * SEGMENT, 5 * 18));
    let playlist = text(&track, "").await;
    assert_eq!(validate(&playlist), Vec::new(), "{playlist}");
    assert!(
        playlist.contains("#EXT-X-MEDIA-SEQUENCE:1000\n") && playlist.contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n")
    );
    assert_eq!(validate_update(&old, &playlist), Vec::new(), "{old}\n{playlist}");
    let (before, after) = playlist.split_once("#EXT-X-DISCONTINUITY\n").unwrap();
    assert!(
        before.contains("1019.m4s") && !before.contains("1020.m4s"),
        "{playlist}"
    );
    assert!(after.contains("init-2.mp4") && after.contains("1020.m4s") && after.contains("1022.m4s"));
    assert!(before.contains("before"), "titles are kept too");
    assert!(!playlist.contains("EXT-X-GAP"));
    assert_eq!(track.segment(FIRST + 1).await.unwrap().unwrap(), kept);
}

#[tokio::test]
async fn what_is_lost_is_a_gap_and_a_long_hole_starts_the_list_anew() {
    let folder = tempfile::tempdir().unwrap();
    let aac = rendition("aac-48");
    let rig = Rig::new(folder.path(), &[aac]);
    let track = rig.track(aac);
    track.push(&packets(aac, FIRST * SEGMENT, 3 * 18));
    track.push(&packets(aac, (FIRST + 5) * SEGMENT, 3 * 18 + 1));
    let playlist = text(&track, "").await;
    assert_eq!(validate(&playlist), Vec::new(), "{playlist}");
    assert_eq!(playlist.matches("#EXT-X-GAP\n").count(), 2, "{playlist}");
    assert_eq!(playlist.matches("#EXT-X-DISCONTINUITY\n").count(), 1);
    assert!(playlist.contains("init-2.mp4"));
    track.push(&packets(aac, (FIRST + 100) * SEGMENT, 4 * 18));
    let playlist = text(&track, "").await;
    assert!(
        playlist.contains("#EXT-X-MEDIA-SEQUENCE:1100\n#EXT-X-DISCONTINUITY-SEQUENCE:3\n"),
        "{playlist}"
    );
    rig.shelves.settle();
    assert!(
        track.segment(FIRST).await.unwrap().is_some(),
        "who rewound can still fetch it"
    );
}

#[tokio::test]
async fn the_time_shift_is_read_from_disk_and_ages_out() {
    let folder = tempfile::tempdir().unwrap();
    let opus = rendition("opus-24");
    let mut rig = Rig::new(folder.path(), &[opus]);
    rig.time_shift_min = 2;
    let track = rig.track(opus);
    let sound = packets(opus, FIRST * SEGMENT, 60 * 18);
    let (mut early, mut before) = (None, None);
    for segment in sound.chunks(288 + 160) {
        track.push(segment);
        rig.shelves.settle();
        let (whole, delta) = (text(&track, "").await, text(&track, "_HLS_skip=YES").await);
        if let Some(before) = before.replace(whole.clone()) {
            assert_eq!(validate_update(&before, &whole), Vec::new());
            assert_eq!(validate_update(&before, &delta), Vec::new());
        }
        early = early.or(track.segment(FIRST + 38).await.unwrap());
    }
    let playlist = text(&track, "").await;
    assert_eq!(validate(&playlist), Vec::new());
    let listed = playlist.matches("#EXTINF").count();
    assert_eq!(listed, 21, "two minutes, rounded up");
    assert!(playlist.contains("#EXT-X-MEDIA-SEQUENCE:1039\n") && !playlist.contains("EXT-X-GAP"));
    assert_eq!(
        track.segment(FIRST + 38).await.unwrap(),
        early,
        "it left the list and is still there"
    );
    assert!(track.part(FIRST + 38, 0).await.unwrap().is_none(), "its parts are not");
    assert_eq!(track.segment(FIRST + 10).await.unwrap(), None, "it is gone");
}

#[tokio::test]
async fn sound_that_begins_within_a_segment_waits_for_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let aac = rendition("aac-64");
    let rig = Rig::new(folder.path(), &[aac]);
    let track = rig.track(aac);
    track.push(&packets(aac, FIRST * SEGMENT + 3 * PART, 18 + 18));
    let playlist = text(&track, "").await;
    assert!(playlist.contains("#EXT-X-MEDIA-SEQUENCE:1001\n"), "{playlist}");
    assert!(track.segment(FIRST + 1).await.unwrap().is_some());
}

#[tokio::test]
async fn places_for_waiting_requests_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let aac = rendition("aac-64");
    let rig = Rig::new(folder.path(), &[aac]);
    let track = rig.track(aac);
    track.push(&packets(aac, FIRST * SEGMENT, 18));
    let wait = || {
        let track = track.clone();
        tokio::spawn(async move { track.part(FIRST + 1, 0).await.map_err(|error| error.code) })
    };
    let waiting: Vec<_> = (0..100).map(|_| wait()).collect();
    while track.held() < 100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(wait().await.unwrap(), Err(Code::Unavailable));
    track.push(&packets(aac, (FIRST + 1) * SEGMENT, 1));
    for request in waiting {
        assert!(request.await.unwrap().unwrap().is_some());
    }
}
