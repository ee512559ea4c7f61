//! The object store.

use awaz_core::Code;
use awaz_store::{Error, Key, Objects};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use std::io::{Read, Seek, SeekFrom};

struct Shelf {
    folder: tempfile::TempDir,
    objects: Objects,
}

async fn shelf() -> Shelf {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open("file:objects", folder.path()).await.unwrap();
    Shelf { folder, objects }
}

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

async fn read(objects: &Objects, key: &Key, range: std::ops::Range<u64>) -> Option<Vec<u8>> {
    let stream = objects.stream(key, range).await.unwrap()?;
    let chunks: Vec<Bytes> = stream.try_collect().await.unwrap();
    Some(chunks.concat())
}

#[tokio::test]
async fn what_is_put_can_be_read_whole_in_part_and_with_seeks() {
    let shelf = shelf().await;
    let (objects, sound) = (&shelf.objects, key("tracks/1/sound.mp3"));
    assert!(objects.get(&sound, 100).await.unwrap().is_none());
    objects.put(&sound, Bytes::from_static(b"0123456789")).await.unwrap();
    assert_eq!(objects.get(&sound, 10).await.unwrap().unwrap(), "0123456789");
    assert_eq!(objects.get(&sound, 9).await.unwrap_err().code(), Code::TooLarge);
    assert_eq!(read(objects, &sound, 2..5).await.unwrap(), b"234");
    assert_eq!(read(objects, &sound, 8..100).await.unwrap(), b"89");
    assert_eq!(read(objects, &sound, 3..3).await.unwrap(), b"");
    assert!(read(objects, &key("no"), 0..1).await.is_none());
    let mut reader = objects.open_blocking(&sound).unwrap().unwrap();
    assert_eq!(reader.size(), 10);
    reader.seek(SeekFrom::Start(7)).unwrap();
    let mut tail = String::new();
    reader.read_to_string(&mut tail).unwrap();
    assert_eq!(tail, "789");
    assert!(objects.open_blocking(&key("no")).unwrap().is_none());
}

#[tokio::test]
async fn a_stream_is_hashed_and_one_that_fails_leaves_the_old_object() {
    let shelf = shelf().await;
    let (objects, sound) = (&shelf.objects, key("a/b"));
    let chunks = futures::stream::iter((0..40_u8).map(|byte| Ok(Bytes::from(vec![byte; 50_000]))));
    let stored = objects.put_stream(&sound, chunks).await.unwrap();
    assert_eq!(stored.bytes, 2_000_000);
    assert_eq!(stored.sha256.len(), 64);
    assert_eq!(read(objects, &sound, 1_999_999..2_000_000).await.unwrap(), [39]);
    let broken = futures::stream::iter([
        Ok(Bytes::from_static(b"new")),
        Err(Error::from(std::io::Error::other("gone"))),
    ]);
    assert!(objects.put_stream(&sound, broken).await.is_err());
    assert_eq!(objects.head(&sound).await.unwrap().unwrap().bytes, 2_000_000);
    let left: Vec<_> = objects.list(&key("a")).collect().await;
    assert_eq!(left.len(), 1, "nothing half-written stays");
}

#[tokio::test]
async fn files_are_copied_or_adopted() {
    let shelf = shelf().await;
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
    assert!(shelf.objects.put_file(&key("x/no"), &file).await.is_err());
}

#[tokio::test]
async fn lists_know_their_folder_and_deleting_twice_is_fine() {
    let shelf = shelf().await;
    for text in ["tracks/1/a", "tracks/2/a", "tracksuit/a"] {
        shelf.objects.put(&key(text), Bytes::from_static(b"x")).await.unwrap();
    }
    std::fs::write(shelf.folder.path().join("objects/tracks/.hidden"), b"x").unwrap();
    let found: Vec<_> = shelf.objects.list(&key("tracks")).try_collect().await.unwrap();
    let mut keys: Vec<String> = found.into_iter().map(|meta| meta.key.to_string()).collect();
    keys.sort();
    assert_eq!(keys, ["tracks/1/a", "tracks/2/a"]);
    for _ in 0..2 {
        shelf.objects.delete(&key("tracks/1/a")).await.unwrap();
    }
    assert!(shelf.objects.head(&key("tracks/1/a")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_new_content_has_a_new_tag() {
    let shelf = shelf().await;
    let sound = key("a");
    shelf.objects.put(&sound, Bytes::from_static(b"x")).await.unwrap();
    let first = shelf.objects.head(&sound).await.unwrap().unwrap();
    shelf.objects.put(&sound, Bytes::from_static(b"longer")).await.unwrap();
    let second = shelf.objects.head(&sound).await.unwrap().unwrap();
    assert!(first.etag.is_some() && first.etag != second.etag);
}

#[tokio::test]
async fn engines_that_are_not_here_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let s3 = Objects::open("s3://bucket", folder.path()).await.unwrap_err();
    assert!(
        matches!(&s3, Error::Unsupported(text) if text.contains("feature s3")),
        "{s3}"
    );
    let ftp = Objects::open("ftp://x", folder.path()).await.unwrap_err();
    assert!(matches!(ftp, Error::Config(_)));
}
