//! The object store: one suite over a directory and two S3 servers, and what S3 alone can suffer.

mod s3;

use awaz_core::Code;
use awaz_store::objects::Config;
use awaz_store::{Error, Key, Objects};
use awaz_testkit::s3::{self as servers, Bucket, Server};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use std::io::{Read, Seek, SeekFrom};

/// A store of a test's own.
pub(super) struct Shelf {
    pub(super) folder: tempfile::TempDir,
    pub(super) objects: Objects,
}

async fn directory() -> Shelf {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open("file:objects", folder.path()).await.unwrap();
    Shelf { folder, objects }
}

pub(super) async fn bucket(server: Server) -> Bucket {
    tokio::task::spawn_blocking(move || servers::bucket(server))
        .await
        .unwrap()
}

pub(super) fn config(url: &str) -> Config {
    Config {
        access_key: servers::ACCESS_KEY.to_owned(),
        secret_key: servers::SECRET_KEY.to_owned(),
        ..Config::of(url)
    }
}

pub(super) async fn at(url: &str) -> Shelf {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open_with(&config(url), folder.path()).await.unwrap();
    Shelf { folder, objects }
}

/// Runs stories on every engine, each with a store of its own.
macro_rules! on_all {
    ($($story:ident),* $(,)?) => {
        mod in_a_directory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() { super::$story(super::directory().await).await; })*
        }
        mod on_versitygw {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let bucket = super::bucket(super::Server::Versity).await;
                super::$story(super::at(&bucket.url()).await).await;
            })*
        }
        mod on_minio {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let bucket = super::bucket(super::Server::Minio).await;
                super::$story(super::at(&bucket.url()).await).await;
            })*
        }
    };
}

on_all!(
    what_is_put_can_be_read_whole_in_part_and_with_seeks,
    a_stream_is_hashed_and_one_that_fails_leaves_the_old_object,
    files_are_copied_or_adopted,
    lists_know_their_folder_and_deleting_twice_is_fine,
    a_long_list_is_told_to_its_end,
    a_new_content_has_a_new_tag_and_is_what_is_read,
    of_many_who_write_where_there_is_none_one_does,
    what_grows_is_read_while_it_does_and_after,
    empty_and_large_objects_are_objects,
    a_check_writes_and_leaves_nothing,
);

pub(super) fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

async fn read(objects: &Objects, key: &Key, range: std::ops::Range<u64>) -> Option<Vec<u8>> {
    let stream = objects.stream(key, range).await.unwrap()?;
    let chunks: Vec<Bytes> = stream.try_collect().await.unwrap();
    Some(chunks.concat())
}

/// Opens it as the engine of the sound does: on a thread that may block.
pub(super) async fn open(objects: &Objects, key: &Key) -> awaz_store::Result<Option<Vec<u8>>> {
    let (objects, key) = (objects.clone(), key.clone());
    let opened = tokio::task::spawn_blocking(move || {
        let Some(mut reader) = objects.open_blocking(&key)? else {
            return Ok(None);
        };
        let mut content = Vec::new();
        reader.read_to_end(&mut content)?;
        Ok(Some(content))
    });
    opened.await.unwrap()
}

async fn what_is_put_can_be_read_whole_in_part_and_with_seeks(shelf: Shelf) {
    let (objects, sound) = (shelf.objects, key("tracks/1/sound.mp3"));
    assert!(objects.get(&sound, 100).await.unwrap().is_none());
    objects.put(&sound, Bytes::from_static(b"0123456789")).await.unwrap();
    assert_eq!(objects.get(&sound, 10).await.unwrap().unwrap(), "0123456789");
    assert_eq!(objects.get(&sound, 9).await.unwrap_err().code(), Code::TooLarge);
    assert_eq!(read(&objects, &sound, 2..5).await.unwrap(), b"234");
    assert_eq!(read(&objects, &sound, 8..100).await.unwrap(), b"89");
    assert_eq!(read(&objects, &sound, 3..3).await.unwrap(), b"");
    assert!(read(&objects, &key("no"), 0..1).await.is_none());
    assert!(objects.local(&key("no")).await.unwrap().is_none());
    let local = objects.local(&sound).await.unwrap().unwrap();
    assert_eq!(std::fs::read(local.path()).unwrap(), b"0123456789");
    let reading = tokio::task::spawn_blocking(move || {
        let mut reader = objects.open_blocking(&sound).unwrap().unwrap();
        assert_eq!(reader.size(), 10);
        reader.seek(SeekFrom::Start(7)).unwrap();
        let mut tail = String::new();
        reader.read_to_string(&mut tail).unwrap();
        assert_eq!(tail, "789");
        assert!(objects.open_blocking(&key("no")).unwrap().is_none());
    });
    reading.await.unwrap();
}

async fn a_stream_is_hashed_and_one_that_fails_leaves_the_old_object(shelf: Shelf) {
    let (objects, sound) = (&shelf.objects, key("a/b"));
    let chunks = futures::stream::iter((0..40_u8).map(|byte| Ok(Bytes::from(vec![byte; 50_000]))));
    let stored = objects.put_stream(&sound, chunks).await.unwrap();
    assert_eq!(stored.bytes, 2_000_000);
    assert_eq!(stored.sha256.len(), 64);
    assert_eq!(read(objects, &sound, 1_999_999..2_000_000).await.unwrap(), [39]);
    for mebibytes in [0, 20] {
        let some = (0..mebibytes).map(|_| Ok(Bytes::from(vec![1; 1 << 20])));
        let broken = some.chain([Err(Error::from(std::io::Error::other("gone")))]);
        assert!(objects.put_stream(&sound, futures::stream::iter(broken)).await.is_err());
        assert_eq!(objects.head(&sound).await.unwrap().unwrap().bytes, 2_000_000);
    }
    let left: Vec<_> = objects.list(&key("a")).collect().await;
    assert_eq!(left.len(), 1, "nothing half-written stays");
}

async fn files_are_copied_or_adopted(shelf: Shelf) {
    let file = shelf.folder.path().join("upload");
    std::fs::write(&file, b"abc").unwrap();
    let stored = shelf.objects.put_file(&key("x/copied"), &file).await.unwrap();
    assert_eq!(
        stored.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(file.exists());
    shelf.objects.adopt_file(&key("y/adopted"), &file).await.unwrap();
    assert!(!file.exists());
    assert_eq!(shelf.objects.get(&key("y/adopted"), 10).await.unwrap().unwrap(), "abc");
    assert_eq!(open(&shelf.objects, &key("y/adopted")).await.unwrap().unwrap(), b"abc");
    assert!(shelf.objects.put_file(&key("x/no"), &file).await.is_err());
}

async fn names(objects: &Objects, folder: &str) -> Vec<String> {
    let found: Vec<_> = objects.list(&key(folder)).try_collect().await.unwrap();
    let mut keys: Vec<String> = found.into_iter().map(|meta| meta.key.to_string()).collect();
    keys.sort();
    keys
}

async fn lists_know_their_folder_and_deleting_twice_is_fine(shelf: Shelf) {
    for text in ["tracks/1/a", "tracks/2/a", "tracksuit/a"] {
        shelf.objects.put(&key(text), Bytes::from_static(b"x")).await.unwrap();
    }
    assert_eq!(names(&shelf.objects, "tracks").await, ["tracks/1/a", "tracks/2/a"]);
    for _ in 0..2 {
        shelf.objects.delete(&key("tracks/1/a")).await.unwrap();
    }
    assert!(shelf.objects.head(&key("tracks/1/a")).await.unwrap().is_none());
}

async fn a_long_list_is_told_to_its_end(shelf: Shelf) {
    // Servers tell a thousand at a time.
    let all = futures::stream::iter(0..1_050);
    let objects = &shelf.objects;
    all.for_each_concurrent(16, async |number| {
        let key = key(&format!("many/{number}"));
        objects.put(&key, Bytes::from_static(b"x")).await.unwrap();
    })
    .await;
    assert_eq!(names(objects, "many").await.len(), 1_050);
}

async fn a_new_content_has_a_new_tag_and_is_what_is_read(shelf: Shelf) {
    let (objects, sound) = (&shelf.objects, key("a"));
    objects.put(&sound, Bytes::from_static(b"x")).await.unwrap();
    let first = objects.head(&sound).await.unwrap().unwrap();
    assert_eq!(open(objects, &sound).await.unwrap().unwrap(), b"x");
    objects.put(&sound, Bytes::from_static(b"longer")).await.unwrap();
    let second = objects.head(&sound).await.unwrap().unwrap();
    assert!(first.etag.is_some() && first.etag != second.etag);
    assert_eq!(open(objects, &sound).await.unwrap().unwrap(), b"longer");
    objects.delete(&sound).await.unwrap();
    assert!(open(objects, &sound).await.unwrap().is_none());
}

async fn of_many_who_write_where_there_is_none_one_does(shelf: Shelf) {
    let (objects, place) = (&shelf.objects, key("lock/one"));
    let tries = (0..8_u8).map(|who| {
        let place = &place;
        async move { objects.put_new(place, Bytes::from(vec![who])).await.unwrap() }
    });
    let made: Vec<bool> = futures::future::join_all(tries).await;
    let winner = made.iter().position(|made| *made).unwrap();
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert_eq!(
        objects.get(&place, 10).await.unwrap().unwrap(),
        vec![u8::try_from(winner).unwrap()]
    );
}

async fn what_grows_is_read_while_it_does_and_after(shelf: Shelf) {
    let (objects, tape) = (&shelf.objects, key("recordings/c/1.mp3"));
    let file = objects.growing().join(tape.as_str());
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, b"01234").unwrap();
    assert_eq!(objects.head(&tape).await.unwrap().unwrap().bytes, 5);
    assert_eq!(read(objects, &tape, 1..3).await.unwrap(), b"12");
    assert_eq!(names(objects, "recordings").await, ["recordings/c/1.mp3"]);
    std::fs::write(&file, b"0123456789").unwrap();
    objects.settle(&tape);
    for _ in 0..200 {
        assert_eq!(
            objects.head(&tape).await.unwrap().unwrap().bytes,
            10,
            "it is never away"
        );
        assert_eq!(open(objects, &tape).await.unwrap().unwrap(), b"0123456789");
    }
    assert_eq!(read(objects, &tape, 8..10).await.unwrap(), b"89");
    objects.delete(&tape).await.unwrap();
    assert_eq!(names(objects, "recordings").await, [""; 0]);
}

async fn empty_and_large_objects_are_objects(shelf: Shelf) {
    let (objects, empty, large) = (&shelf.objects, key("empty"), key("large.wav"));
    objects.put(&empty, Bytes::new()).await.unwrap();
    assert_eq!(objects.get(&empty, 0).await.unwrap().unwrap(), "");
    assert_eq!(open(objects, &empty).await.unwrap().unwrap(), b"");
    // Three parts, the last of them short, and no two pieces alike.
    let content: Vec<u8> = (0..5_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let file = shelf.folder.path().join("large");
    std::fs::write(&file, &content).unwrap();
    let stored = objects.put_file(&large, &file).await.unwrap();
    assert_eq!(stored.bytes, content.len() as u64);
    assert!(open(objects, &large).await.unwrap().unwrap() == content);
    let part = 9_000_000..11_000_000;
    assert!(read(objects, &large, part).await.unwrap() == content[9_000_000..11_000_000]);
}

async fn a_check_writes_and_leaves_nothing(shelf: Shelf) {
    assert!(!shelf.objects.check().await.unwrap().is_empty());
    assert_eq!(names(&shelf.objects, "awaz-check").await, [""; 0]);
}

#[tokio::test]
async fn hidden_files_of_the_folder_are_no_objects() {
    let shelf = directory().await;
    std::fs::create_dir_all(shelf.folder.path().join("objects/tracks")).unwrap();
    std::fs::write(shelf.folder.path().join("objects/tracks/.hidden"), b"x").unwrap();
    assert_eq!(names(&shelf.objects, "tracks").await, [""; 0]);
}

#[tokio::test]
async fn engines_that_are_not_here_say_so() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in ["ftp://x", "objects", "s3://", "s3://B"] {
        let error = Objects::open(wrong, folder.path()).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{wrong}: {error}");
    }
}
