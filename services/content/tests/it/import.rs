//! Folders become libraries.

use crate::sounds::{ffmpeg, tone, wav};
use crate::world::World;
use awaz_content::Imported;
use awaz_core::id::ChannelId;
use awaz_core::ports::{Catalog, PlaylistKind};
use std::sync::Mutex;

crate::world::on_both! {
    a_folder_becomes_a_library_with_texts_cues_and_covers,
    moved_and_doubled_files_keep_their_identity,
    a_deleted_track_takes_its_file_along_unless_another_channel_has_it,
    jingles_have_their_own_playlist,
    more_files_than_a_batch_come_while_batches_are_written,
}

async fn a_folder_becomes_a_library_with_texts_cues_and_covers(world: World) {
    fill(&world);
    let told = Mutex::new(Vec::new());
    let progress = |so_far: &Imported| told.lock().unwrap().push(so_far.done);
    let imported = world
        .content
        .import_dir(world.channel, &world.music(), progress)
        .await
        .unwrap();
    assert_eq!(
        (imported.total, imported.added, imported.failed),
        (7, 7, 0),
        "{imported:?}"
    );
    assert_eq!(*told.lock().unwrap(), (0..=7).collect::<Vec<_>>());

    let library = world.content.library(world.channel).await.unwrap();
    assert_eq!(library.playlists.len(), 1);
    assert!(matches!(library.playlists[0].kind, PlaylistKind::Rotation { .. }));
    assert_eq!((library.playlists[0].tracks.len(), library.tracks.len()), (7, 7));
    let version = world.content.library_version(world.channel).await.unwrap();
    assert_eq!(library.version, version);
    let named = |title: &str| library.tracks.iter().find(|track| track.title == title).unwrap();
    let sung = named("شام");
    let texts = (sung.artist.as_str(), sung.album.as_str(), sung.has_art);
    assert_eq!(texts, ("Noor", "Mehfil", false));
    assert!((95_900..=96_100).contains(&sung.cues.length), "{:?}", sung.cues);
    let lufs = sung.cues.loudness_lufs.unwrap();
    assert!((-40.0..-20.0).contains(&lufs), "{lufs}");
    assert_eq!(named("f").cues.length, 43_200);
    let covered = named("with cover");
    assert!(covered.has_art);
    let key = awaz_store::Key::parse(&covered.object_key).unwrap();
    assert!(world.ctx.objects.head(&key).await.unwrap().is_some());
    let elsewhere = world.content.track(ChannelId::new(), covered.id).await.unwrap();
    assert!(elsewhere.is_none(), "it is this channel's only");
    let alone = world.content.track(world.channel, covered.id).await.unwrap();
    assert_eq!(alone.as_ref(), Some(covered.as_ref()));
}

/// Seven songs of six kinds, one with a cover, one deep down.
fn fill(world: &World) {
    let music = world.music();
    let cover = music.join("cover.png");
    ffmpeg(&["-f", "lavfi", "-i", "color=red:s=640x480", "-frames:v", "1"], &cover);
    let plain = music.join("plain.mp3");
    tone(
        &plain,
        440,
        &[("title", "شام"), ("artist", "Noor"), ("album", "Mehfil")],
    );
    let inputs = ["-i", plain.to_str().unwrap(), "-i", cover.to_str().unwrap()];
    let with_cover = [
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-metadata",
        "artist=Two",
        "-metadata",
        "title=",
    ];
    ffmpeg(&[&inputs[..], &with_cover].concat(), &music.join("02 - with_cover.mp3"));
    for (name, hz) in [("a.flac", 500), ("b.ogg", 600), ("d.opus", 800), ("e.aiff", 900)] {
        tone(&music.join(name), hz, &[("artist", "Many")]);
    }
    world.put("deep/er/f.WAV", &wav(330, 900));
}

async fn moved_and_doubled_files_keep_their_identity(world: World) {
    world.put("one.wav", &wav(300, 500));
    world.put("copy of one.wav", &wav(300, 500));
    world.put("two.wav", &wav(400, 500));
    let music = world.music();
    let first = world.content.import_dir(world.channel, &music, |_| ()).await.unwrap();
    assert_eq!((first.added, first.known), (2, 1));
    let before = world.content.library(world.channel).await.unwrap();

    std::fs::create_dir(music.join("moved")).unwrap();
    std::fs::rename(music.join("two.wav"), music.join("moved/renamed.wav")).unwrap();
    let second = world.content.import_dir(world.channel, &music, |_| ()).await.unwrap();
    assert_eq!((second.added, second.known, second.failed), (0, 3, 0));
    let after = world.content.library(world.channel).await.unwrap();
    assert_eq!(after, before, "nothing that is played has changed");
}

async fn a_deleted_track_takes_its_file_along_unless_another_channel_has_it(world: World) {
    let file = world.put("one.wav", &wav(300, 500));
    let other = awaz_core::id::ChannelId::new();
    let (mine, theirs) = (
        world.content.default_playlist(world.channel).await.unwrap(),
        world.content.default_playlist(other).await.unwrap(),
    );
    let first = world.content.add_file(world.channel, &file, mine).await.unwrap();
    let second = world
        .content
        .add_bytes((other, theirs), "another name.wav", wav(300, 500))
        .await
        .unwrap();
    assert_ne!(first, second);
    let key = world
        .content
        .track(world.channel, first)
        .await
        .unwrap()
        .unwrap()
        .object_key;
    let key = awaz_store::Key::parse(&key).unwrap();
    let version = world.content.library_version(world.channel).await.unwrap();
    assert!(world.content.delete_track(first).await.unwrap());
    assert!(!world.content.delete_track(first).await.unwrap());
    assert!(world.content.library_version(world.channel).await.unwrap() > version);
    assert!(world.ctx.objects.head(&key).await.unwrap().is_some());
    world.content.delete_channel(other).await.unwrap();
    assert!(world.ctx.objects.head(&key).await.unwrap().is_none());
    assert!(world.content.library(other).await.unwrap().playlists.is_empty());
    assert_eq!(
        std::fs::read_dir(world.data_dir().join("uploads/incoming"))
            .unwrap()
            .count(),
        0
    );
}

async fn jingles_have_their_own_playlist(world: World) {
    let kind = PlaylistKind::EverySongs { songs: 4 };
    let jingles = world
        .content
        .ensure_playlist(world.channel, "Idents", kind, true)
        .await
        .unwrap();
    let again = world
        .content
        .ensure_playlist(world.channel, "Idents", kind, true)
        .await
        .unwrap();
    assert_eq!(jingles, again);
    let track = world
        .content
        .add_bytes((world.channel, jingles), "ident.wav", wav(900, 300))
        .await
        .unwrap();
    let library = world.content.library(world.channel).await.unwrap();
    let list = &library.playlists[0];
    assert_eq!((list.id, list.kind, list.jingle), (jingles, kind, true));
    assert_eq!(list.tracks, [track]);
}

/// A batch is written by the one writer of SQLite, which a file being admitted may hold.
async fn more_files_than_a_batch_come_while_batches_are_written(world: World) {
    const FILES: u32 = 180;
    for n in 0..FILES {
        let sound = wav(200 + n * 3, 250);
        std::fs::write(world.music().join(format!("{n}.wav")), sound).unwrap();
    }
    let music = world.music();
    let imported = world.content.import_dir(world.channel, &music, |_| {});
    let imported = imported.await.unwrap();
    assert_eq!((imported.total, imported.added, imported.failed), (180, 180, 0));
    let library = world.content.library(world.channel).await.unwrap();
    assert_eq!(library.tracks.len(), FILES as usize);
}
