//! What can happen to objects in S3: wrong keys, a server that fails, a process that dies.

use super::{Shelf, at, bucket, config, key, open, servers};
use awaz_core::Code;
use awaz_store::objects::Config;
use awaz_store::{Error, Objects};
use awaz_testkit::fault::{Fault, Way};
use awaz_testkit::s3::{Bucket, Server};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use std::time::{Duration, Instant};

/// A store that is reached by a way that can be spoilt.
async fn spoilt() -> (Shelf, Way, Bucket) {
    let bucket = bucket(Server::Versity).await;
    let way = Way::to(bucket.port).await;
    (at(&bucket.url_by(way.port)).await, way, bucket)
}

fn some(mebibytes: usize) -> Bytes {
    (0..mebibytes << 20)
        .map(|number| (number % 251) as u8)
        .collect::<Vec<_>>()
        .into()
}

async fn ask(bucket: &Bucket, method: &'static str, path: &'static str) -> String {
    let bucket = bucket.clone();
    tokio::task::spawn_blocking(move || bucket.ask(method, path))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_operator_has_to_put_right_is_said_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    for server in [Server::Versity, Server::Minio] {
        let good = bucket(server).await;
        let missing = good.url().replace(&good.name, "nobody-made-this");
        let other = |access: &str, secret: &str| Config {
            access_key: access.to_owned(),
            secret_key: secret.to_owned(),
            ..config(&good.url())
        };
        let cases = [
            (config(&missing), "there is no bucket nobody-made-this"),
            (other("nobody", servers::SECRET_KEY), "does not know the access key"),
            (
                other(servers::ACCESS_KEY, "another-secret"),
                "does not know the access key",
            ),
        ];
        for (config, expected) in cases {
            let objects = Objects::open_with(&config, folder.path()).await.unwrap();
            let text = objects.check().await.unwrap_err().to_string();
            assert!(text.contains(expected), "{server:?}: {text}");
            let shown = format!("{text} {config:?} {objects:?}");
            assert!(
                !shown.contains("another-secret") && !shown.contains(servers::SECRET_KEY),
                "{shown}"
            );
        }
    }
    let nobody = config("s3://radio?endpoint=http://127.0.0.1:9");
    let error = Objects::open_with(&nobody, folder.path())
        .await
        .unwrap()
        .check()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    assert!(error.to_string().contains("http://127.0.0.1:9"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_fails_for_a_moment_is_not_noticed() {
    let (shelf, way, _bucket) = spoilt().await;
    let objects = &shelf.objects;
    way.set(Fault::Unavailable(2));
    objects.put(&key("a"), some(1)).await.unwrap();
    way.set(Fault::Unavailable(3));
    assert!(objects.get(&key("a"), 2 << 20).await.unwrap().unwrap() == some(1));
    way.set(Fault::Cut(2, 300_000));
    assert!(objects.get(&key("a"), 2 << 20).await.unwrap().unwrap() == some(1));
    way.set(Fault::Cut(1, 300_000));
    assert!(open(objects, &key("a")).await.unwrap().unwrap() == some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_costs_a_bounded_time_and_what_is_copied_plays_on() {
    let (shelf, way, _bucket) = spoilt().await;
    let objects = &shelf.objects;
    for name in ["here", "there"] {
        objects.put(&key(name), some(1)).await.unwrap();
    }
    assert!(open(objects, &key("here")).await.unwrap().is_some());
    for fault in [Fault::Refuse, Fault::Silent] {
        way.set(fault);
        let began = Instant::now();
        assert!(open(objects, &key("here")).await.unwrap().unwrap() == some(1));
        assert!(began.elapsed() < Duration::from_secs(1), "it is here");
        let error = open(objects, &key("there")).await.unwrap_err();
        assert!(matches!(error, Error::ObjectsAway(_)), "{fault:?}: {error}");
        assert!(
            began.elapsed() < Duration::from_secs(4),
            "{fault:?}: {:?}",
            began.elapsed()
        );
    }
    // It is tried, not hammered.
    way.set(Fault::Unavailable(usize::MAX));
    let before = way.connections();
    let error = objects.put(&key("new"), some(1)).await.unwrap_err();
    assert!(error.to_string().contains("503"), "{error}");
    assert!(way.connections() - before <= 6, "{}", way.connections() - before);
    way.set(Fault::None);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(open(objects, &key("there")).await.unwrap().unwrap() == some(1));
    assert!(objects.head(&key("new")).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_changed_on_the_way_is_refused() {
    let (shelf, way, _bucket) = spoilt().await;
    let objects = &shelf.objects;
    way.set(Fault::Spoil(0xF0, 0xF1));
    let error = objects
        .put(&key("a"), Bytes::from(vec![0xF0; 5_000]))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("not what was sent"), "{error}");
    way.set(Fault::None);
    assert!(objects.head(&key("a")).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_what_was_stored_is_not_played() {
    let bucket = bucket(Server::Versity).await;
    let shelf = at(&bucket.url()).await;
    let file = shelf.folder.path().join("file");
    std::fs::write(&file, b"the song").unwrap();
    shelf.objects.put_file(&key("a.mp3"), &file).await.unwrap();
    // Somebody replaces the content and keeps what is said of it.
    let other = object_store_of(&bucket);
    let path = object_store::path::Path::from("station/a.mp3");
    let hash = (object_store::Attribute::Metadata("sha256".into()), "0".repeat(64));
    let options = object_store::PutOptions {
        attributes: [hash].into_iter().collect(),
        ..object_store::PutOptions::default()
    };
    object_store::ObjectStore::put_opts(&other, &path, Bytes::from_static(b"no song").into(), options)
        .await
        .unwrap();
    let error = open(&shelf.objects, &key("a.mp3")).await.unwrap_err();
    assert!(error.to_string().contains("backup"), "{error}");
}

fn object_store_of(bucket: &Bucket) -> object_store::aws::AmazonS3 {
    object_store::aws::AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_endpoint(format!("http://127.0.0.1:{}", bucket.port))
        .with_allow_http(true)
        .with_access_key_id(servers::ACCESS_KEY)
        .with_secret_access_key(servers::SECRET_KEY)
        .build()
        .unwrap()
}

/// A stream that gives 20 MiB, and then nothing for ever.
fn stuck() -> impl futures::Stream<Item = awaz_store::Result<Bytes>> + Send + Unpin {
    let some = futures::stream::iter((0..20).map(|_| Ok(some(1))));
    Box::pin(some.chain(futures::stream::pending()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_between_parts_leaves_nothing_behind() {
    let bucket = bucket(Server::Versity).await;
    let first = at(&bucket.url()).await;
    let (objects, folder) = (first.objects.clone(), first.folder);
    let upload = tokio::spawn(async move { objects.put_stream(&key("big"), stuck()).await });
    for _ in 0..200 {
        if ask(&bucket, "GET", "?uploads=").await.contains("<UploadId>") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(
        ask(&bucket, "GET", "?uploads=").await.contains("<UploadId>"),
        "it was on its way"
    );
    upload.abort();
    drop(first.objects);
    let second = Objects::open_with(&config(&bucket.url()), folder.path()).await.unwrap();
    second.resume();
    for _ in 0..200 {
        if !ask(&bucket, "GET", "?uploads=").await.contains("<UploadId>") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!ask(&bucket, "GET", "?uploads=").await.contains("<UploadId>"));
    assert!(second.head(&key("big")).await.unwrap().is_none());
    assert_eq!(
        std::fs::read_dir(folder.path().join("uploads-to-s3")).unwrap().count(),
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_grew_is_brought_by_the_next_process_and_what_was_deleted_is_not() {
    let (shelf, way, bucket) = spoilt().await;
    let file = shelf.objects.growing().join("recordings/c/1.mp3");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, b"sound").unwrap();
    way.set(Fault::Refuse);
    shelf.objects.settle(&key("recordings/c/1.mp3"));
    assert_eq!(
        shelf.objects.get(&key("recordings/c/1.mp3"), 9).await.unwrap().unwrap(),
        "sound"
    );
    drop(shelf.objects);
    let next = Objects::open_with(&config(&bucket.url()), shelf.folder.path())
        .await
        .unwrap();
    next.resume();
    for _ in 0..200 {
        if !file.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!file.exists(), "the spool is empty");
    let elsewhere = at(&bucket.url()).await.objects;
    assert_eq!(
        elsewhere.get(&key("recordings/c/1.mp3"), 9).await.unwrap().unwrap(),
        "sound"
    );
    next.delete(&key("recordings/c/1.mp3")).await.unwrap();
    let left: Vec<_> = elsewhere.list(&key("recordings")).try_collect().await.unwrap();
    assert!(left.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_open_one_object_fetch_it_once() {
    let (shelf, way, _bucket) = spoilt().await;
    let objects = &shelf.objects;
    objects.put(&key("a"), some(3)).await.unwrap();
    let before = way.connections();
    let a = key("a");
    let opens = (0..100).map(|_| open(objects, &a));
    for opened in futures::future::join_all(opens).await {
        assert!(opened.unwrap().unwrap() == some(3));
    }
    assert!(way.connections() - before <= 8, "{}", way.connections() - before);
}
