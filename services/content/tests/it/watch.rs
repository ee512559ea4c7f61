//! Watched folders.

use crate::sounds::wav;
use crate::world::World;
use awaz_core::ports::Catalog;
use std::time::Duration;

/// Waits until a channel's library has so many tracks; bounded, because real files settle in
/// real time.
async fn until_tracks(world: &World, count: usize) {
    for _ in 0..400 {
        if world.content.library(world.channel).await.unwrap().tracks.len() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the library never had {count} tracks");
}

#[tokio::test]
async fn files_put_into_the_folder_join_and_stay_when_they_are_taken_away() {
    let mut world = World::with(awaz_content::Config {
        watch_settle_s: 0,
        watch_rescan_s: 1,
        ..awaz_content::Config::default()
    })
    .await;
    let folder = world.data_dir().join("watch/radio");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("one.wav"), wav(300, 200)).unwrap();
    std::fs::write(folder.join("growing.wav"), b"").unwrap();
    std::fs::write(folder.join("notes.txt"), b"no sound").unwrap();
    world.start_tasks();
    until_tracks(&world, 1).await;
    assert!(
        world.data_dir().join("watch/other").is_dir(),
        "each channel has its folder"
    );

    std::fs::write(folder.join("growing.wav"), wav(310, 200)).unwrap();
    until_tracks(&world, 2).await;
    std::fs::remove_file(folder.join("one.wav")).unwrap();
    std::fs::write(folder.join("three.wav"), wav(320, 200)).unwrap();
    until_tracks(&world, 3).await;

    let library = world.content.library(world.channel).await.unwrap();
    let three = library.tracks.iter().find(|track| track.title == "three").unwrap().id;
    world.content.delete_track(three).await.unwrap();
    std::fs::write(folder.join("four.wav"), wav(330, 200)).unwrap();
    until_tracks(&world, 3).await;
    let library = world.content.library(world.channel).await.unwrap();
    assert!(
        library.tracks.iter().all(|track| track.title != "three"),
        "what was deleted stays deleted"
    );
    let imports = world.get("/api/v1/channels/radio/imports").await;
    assert_eq!(imports["items"][0]["source"], "watch/radio");
    world.ctx.shutdown.cancel();
}
