//! Listeners, L1 to L5.

use crate::world::sound::{self, MP3_SECOND};
use crate::world::{Wire, World, eventually, slug};
use awaz_testkit::Somebody;

async fn play(world: &World, head: &str) -> (Wire, String) {
    let mut wire = world.icecast().await;
    wire.send(format!("{head}\r\n\r\n")).await;
    let head = wire.head().await;
    (wire, head)
}

/// L1, L3, L4: heads for old and new, never chunked; the burst begins with a whole frame.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_and_bursts() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    for (request, kind) in [
        ("GET /fm HTTP/1.0", "audio/mpeg"),
        ("GET /fm HTTP/1.1\r\nHost: x", "audio/mpeg"),
        ("GET /fm HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1", "audio/mpeg"),
        ("GET /fm/aac-48 HTTP/1.0", "audio/aac"),
        ("GET /fm/opus-24 HTTP/1.0\r\nIcy-MetaData: 1", "application/ogg"),
        ("GET /fm?token=1 HTTP/1.0", "audio/mpeg"),
    ] {
        let (mut wire, head) = play(&world, request).await;
        assert!(
            head.starts_with(request.split(' ').nth(2).unwrap().split('\r').next().unwrap()),
            "{head}"
        );
        assert!(
            head.contains(" 200 OK\r\n") && !head.to_lowercase().contains("transfer-encoding"),
            "{head}"
        );
        let lower = head.to_lowercase();
        for line in [
            "connection: close\r\n",
            "cache-control: no-cache, no-store\r\n",
            "pragma: no-cache\r\n",
            "icy-name: radio mehfil\r\n",
            "icy-genre: ghazal\r\n",
            "icy-pub: 1\r\n",
            "access-control-allow-origin: *\r\n",
            &format!("content-type: {kind}\r\n"),
        ] {
            assert!(lower.contains(line), "{request}: {line} not in {head}");
        }
        assert!(!lower.contains("\nicy-metaint"), "{head}");
        let first = wire.take(4).await;
        let is_frame = match kind {
            "audio/mpeg" => first[0] == 0xff && first[1] & 0xe0 == 0xe0,
            "audio/aac" => first[0] == 0xff && first[1] & 0xf6 == 0xf0,
            _ => first == b"OggS",
        };
        assert!(is_frame, "{request}: {first:x?}");
    }
}

/// L3: who comes later gets a burst at once, and the sound is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_burst_comes_at_once() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let (mut first, _) = play(&world, "GET /fm HTTP/1.0").await;
    first.take(5 * MP3_SECOND).await;
    let since = std::time::Instant::now();
    let (mut second, _) = play(&world, "GET /fm HTTP/1.0").await;
    let burst = second.take(60_000).await;
    // 60 kB are 3.75 s of sound.
    assert!(since.elapsed().as_millis() < 3000, "{:?}", since.elapsed());
    assert!(sound::share_of_tone(&burst) > 0.8);
}

/// L4, L5: HEAD, preflight, and what is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_methods_and_paths() {
    let world = World::new().await;
    let (mut wire, head) = play(&world, "HEAD /fm HTTP/1.1\r\nHost: x").await;
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("icy-name: Radio Mehfil\r\n"),
        "{head}"
    );
    assert_eq!(wire.rest().await, b"");
    let (_, head) = play(
        &world,
        "OPTIONS /fm HTTP/1.1\r\nHost: x\r\nOrigin: http://a\r\nAccess-Control-Request-Method: GET",
    )
    .await;
    assert!(
        head.starts_with("HTTP/1.1 20") && head.to_lowercase().contains("icy-metadata"),
        "{head}"
    );
    for path in [
        "/none",
        "/fm/mp3-320",
        "/fm/x",
        "/FM",
        "/fm/",
        "//",
        "/%66%6D/../x",
        "/fm/mp3-128/x",
    ] {
        assert_eq!(world.page(path).await.status, 404, "{path}");
    }
    world.ask("DELETE /fm HTTP/1.0").await.is(405);
    world.ask("POST /fm HTTP/1.0\r\nContent-Length: 0").await.is(405);
}

/// L5: a full channel says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_channels() {
    let world = World::new().await;
    world.set(|settings| settings.limits.listeners = 1).await;
    let (mut first, head) = play(&world, "GET /fm HTTP/1.0").await;
    assert!(head.contains(" 200 "), "{head}");
    first.take(1000).await;
    let full = world.page("/fm").await.is(503);
    assert!(!full.header("retry-after").is_empty(), "{}", full.head);
    drop(first);
    eventually("the seat to be free", || {
        (world.streaming.listeners() == 0).then_some(())
    })
    .await;
    let (_, head) = play(&world, "GET /fm HTTP/1.0").await;
    assert!(head.contains(" 200 "), "{head}");
}

/// Who listens is counted and listed, on both HTTP ports, with their player.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_are_counted_on_both_ports() {
    let world = World::new().await;
    let (mut first, _) = play(&world, "GET /fm HTTP/1.0\r\nUser-Agent: VLC/3").await;
    first.take(1000).await;
    let mut second = Wire::to(world.http().await).await;
    second
        .send("GET /live/fm/aac-48.aac HTTP/1.1\r\nHost: localhost\r\nUser-Agent: page\r\nIcy-MetaData: 1\r\n\r\n")
        .await;
    let head = second.head().await.to_lowercase();
    assert!(
        head.contains(" 200 ok") && head.contains("icy-metaint: 16000") && head.contains("audio/aac"),
        "{head}"
    );
    second.take(1000).await;
    assert_eq!(world.streaming.listeners(), 2);
    let page = world
        .client
        .get("/api/v1/channels/fm/listeners")
        .by(Somebody::Owner)
        .send()
        .await;
    let page: serde_json::Value = page.ok();
    let agents: Vec<_> = crate::world::items(&page)
        .iter()
        .map(|item| item["agent"].clone())
        .collect();
    assert_eq!(agents.len(), 2, "{page}");
    assert!(
        agents.contains(&"VLC/3".into()) && agents.contains(&"page".into()),
        "{page}"
    );
    drop((first, second));
    eventually("both to be gone", || (world.streaming.listeners() == 0).then_some(())).await;
    let missing = world.client.get("/live/fm/mp3-320.mp3").send().await;
    assert_eq!(missing.status.as_u16(), 404);
    world
        .streaming
        .delete(world.streaming.channels()[0].0.id)
        .await
        .unwrap();
    assert!(world.streaming.station(&slug("fm")).is_err());
    assert_eq!(world.page("/fm").await.status, 404);
}
