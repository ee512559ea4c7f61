//! Tracks over HTTP, as players see them.

use super::rig::{Rig, packets, rendition};
use async_trait::async_trait;
use awaz_audio::SEGMENT;
use awaz_core::clock::SystemClock;
use awaz_core::{Clock, Error, Rendition, Result, Slug};
use awaz_streaming::hls::{Origin, Serving, Track, Viewers, router};
use reqwest::{Client, StatusCode};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

const FIRST: u64 = 1000;

struct Station {
    tracks: HashMap<Rendition, Arc<Track>>,
}

#[async_trait]
impl Origin for Station {
    async fn track(&self, slug: &Slug, rendition: Rendition) -> Result<Arc<Track>> {
        let track = self.tracks.get(&rendition).filter(|_| slug.as_str() == "mehfil");
        track.cloned().ok_or_else(|| Error::not_found("rendition", rendition))
    }

    fn variants(&self, slug: &Slug) -> Option<Vec<Rendition>> {
        let mut offered: Vec<_> = self.tracks.keys().copied().collect();
        offered.sort_unstable();
        (slug.as_str() == "mehfil").then_some(offered)
    }
}

struct Server {
    base: String,
    viewers: Arc<Viewers>,
    client: Client,
    _folder: tempfile::TempDir,
}

async fn serve() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let offered = ["aac-64", "aac-128", "opus-64"].map(rendition);
    let rig = Rig::new(folder.path(), &offered);
    let tracks = offered.map(|rendition| (rendition, rig.track(rendition)));
    for (rendition, track) in &tracks {
        track.title(FIRST * SEGMENT, "Ko Ko Korina", "Ahmed Rushdi");
        track.push(&packets(*rendition, FIRST * SEGMENT, 6 * 18 + 2));
    }
    let viewers = Arc::new(Viewers::default());
    let serving = Serving {
        origin: Arc::new(Station {
            tracks: HashMap::from_iter(tracks),
        }),
        viewers: viewers.clone(),
        clock: Arc::new(SystemClock),
        ports: None,
    };
    let app = router(Arc::new(serving)).into_make_service_with_connect_info::<SocketAddr>();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}/live/mehfil", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = Client::builder()
        .user_agent("AppleCoreMedia/1.0")
        .build()
        .expect("a client");
    Server {
        base,
        viewers,
        client,
        _folder: folder,
    }
}

impl Server {
    async fn get(&self, path: &str) -> reqwest::Response {
        self.client
            .get(format!("{}/{path}", self.base))
            .send()
            .await
            .expect("an answer")
    }
}

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn types_caching_and_errors() {
    let server = serve().await;
    let playlist = server.get("aac-64/index.m3u8").await;
    assert_eq!(header(&playlist, "content-type"), "application/vnd.apple.mpegurl");
    assert_eq!(header(&playlist, "cache-control"), "public, max-age=1");
    assert_eq!(header(&playlist, "access-control-allow-origin"), "*");
    let tag = header(&playlist, "etag").to_owned();
    let again = server
        .client
        .get(playlist.url().clone())
        .header("if-none-match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let zipped = server
        .client
        .get(playlist.url().clone())
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&zipped, "content-encoding"), "gzip");
    assert!(zipped.bytes().await.unwrap().len() < playlist.text().await.unwrap().len() / 2);

    let answer = server
        .get("aac-64/index.m3u8?token=x&_HLS_msn=1006&_HLS_part=1&_HLS_new=1")
        .await;
    assert_eq!(
        (answer.status(), header(&answer, "cache-control")),
        (StatusCode::OK, "public, max-age=36")
    );
    for (path, status) in [
        ("aac-64/index.m3u8?_HLS_part=1", StatusCode::BAD_REQUEST),
        ("aac-64/index.m3u8?_HLS_msn=abc", StatusCode::BAD_REQUEST),
        ("aac-64/index.m3u8?_HLS_msn=1009", StatusCode::BAD_REQUEST),
        ("aac-64/900.m4s", StatusCode::NOT_FOUND),
        ("aac-64/1000.99.m4s", StatusCode::NOT_FOUND),
        ("aac-64/01000.m4s", StatusCode::NOT_FOUND),
        ("aac-64/init-9.mp4", StatusCode::NOT_FOUND),
        ("mp3-128/index.m3u8", StatusCode::NOT_FOUND),
        ("aac-65/index.m3u8", StatusCode::NOT_FOUND),
        ("mp3-128.mp3", StatusCode::NOT_FOUND),
        ("../other/master.m3u8", StatusCode::NOT_FOUND),
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(header(&response, "access-control-allow-origin"), "*", "{path}");
    }
}

#[tokio::test]
async fn segments_have_ranges_and_heads_and_browsers_may_ask() {
    let server = serve().await;
    let url = format!("{}/opus-64/1003.m4s", server.base);
    let whole = server.client.get(&url).send().await.unwrap();
    assert_eq!(header(&whole, "content-type"), "audio/mp4");
    assert_eq!(header(&whole, "cache-control"), "public, max-age=3600, immutable");
    let bytes = whole.bytes().await.unwrap();
    let some = server
        .client
        .get(&url)
        .header("range", "bytes=8-15")
        .send()
        .await
        .unwrap();
    assert_eq!(some.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&some, "content-range"), format!("bytes 8-15/{}", bytes.len()));
    assert_eq!(some.bytes().await.unwrap(), bytes[8..16]);
    let head = server.client.head(&url).send().await.unwrap();
    assert_eq!(
        (head.status(), header(&head, "content-length")),
        (StatusCode::OK, bytes.len().to_string().as_str())
    );
    let preflight = server
        .client
        .request(reqwest::Method::OPTIONS, &url)
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
    assert!(header(&preflight, "access-control-allow-headers").contains("Range"));
}

#[tokio::test]
async fn multivariant_playlists_hold_one_family_each() {
    let server = serve().await;
    let aac = server.get("master.m3u8?token=a%20b").await.text().await.unwrap();
    assert!(
        aac.contains("aac-64/index.m3u8?token=a%20b\n") && aac.contains("aac-128/index.m3u8?"),
        "{aac}"
    );
    assert_eq!(awaz_audio::hls::validate(&aac), Vec::new());
    assert!(aac.contains("CODECS=\"mp4a.40.2\"") && !aac.contains("opus"));
    let opus = server.get("opus.m3u8").await.text().await.unwrap();
    assert!(opus.contains("opus-64/index.m3u8\n") && !opus.contains("aac"), "{opus}");
}

#[tokio::test]
async fn who_fetches_sound_is_counted() {
    let server = serve().await;
    let (slug, now_ms) = (Slug::parse("mehfil").unwrap(), SystemClock.now_ms());
    server.get("aac-64/index.m3u8").await;
    assert!(
        server.viewers.of(&slug, now_ms).is_empty(),
        "a playlist is not listening"
    );
    let first = server.get("aac-64/1000.m4s").await.bytes().await.unwrap().len();
    let second = server.get("aac-128/1001.m4s").await.bytes().await.unwrap().len();
    let viewers = server.viewers.of(&slug, SystemClock.now_ms());
    assert_eq!(viewers.len(), 1);
    assert_eq!(viewers[0].bytes, (first + second) as u64);
    assert_eq!(viewers[0].rendition, rendition("aac-128"));
    assert_eq!(viewers[0].agent, "AppleCoreMedia/1.0");
    let url = format!("{}/aac-64/1000.m4s", server.base);
    server
        .client
        .get(url)
        .header("x-playback-session-id", "b")
        .send()
        .await
        .unwrap();
    assert_eq!(server.viewers.counts(SystemClock.now_ms()).get(&slug), Some(&2));
}

/// ffmpeg plays what is there, decodes every sample, and has nothing to complain about.
#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_plays_it_without_an_error() {
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        eprintln!("ffmpeg is not installed: not tested");
        return;
    }
    let server = serve().await;
    for path in ["aac-128/index.m3u8", "opus-64/index.m3u8", "master.m3u8"] {
        let url = format!("{}/{path}", server.base);
        let play = move || {
            let options = [
                "-v",
                "warning",
                "-nostdin",
                "-live_start_index",
                "0",
                "-i",
                &url,
                "-t",
                "30",
            ];
            Command::new("ffmpeg")
                .args(options)
                .args(["-map", "0:a:0", "-f", "f32le", "-ac", "2", "-"])
                .output()
                .unwrap()
        };
        let output = tokio::task::spawn_blocking(play).await.unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{path}");
        let samples = output.stdout.len() / 8;
        assert!(
            (1_430_000..=1_440_000).contains(&samples),
            "{path}: {samples} samples of 30 s"
        );
        let values = output
            .stdout
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()));
        // A decoder that starts in the middle of the sound needs a frame or two to be right.
        let loudest = values
            .skip(9600)
            .fold(0.0_f32, |loudest, value| loudest.max(value.abs()));
        assert!((0.3..0.5).contains(&loudest), "{path}: {loudest}");
    }
}
