//! Sound made to hurt, A1 to A5 and A29: it costs its own source, and nobody else.

use crate::world::sound::{MP3_SECOND, encoded, mp3};
use crate::world::{Wire, World, basic};
use awaz_testkit::Somebody;

/// Puts bytes on air; true where the head was accepted.
async fn send(world: &World, kind: &str, pieces: &[&[u8]]) -> bool {
    let mut wire = world.icecast().await;
    let right = basic("source", &world.key);
    let head = format!("SOURCE /fm HTTP/1.0\r\nAuthorization: {right}\r\nContent-Type: {kind}\r\n\r\n");
    wire.send(head).await;
    let is_accepted = wire.head().await.contains(" 200 ");
    for piece in pieces {
        wire.send(piece).await;
    }
    wire.end().await;
    wire.rest().await;
    is_accepted
}

/// A29: headers that promise absurd things.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_that_promise_too_much() {
    let world = World::new().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    player.head().await;
    // An ID3 tag of 256 MB in front, and no end of it.
    let tag = [b"ID3\x04\0\0\x7f\x7f\x7f\x7f".as_slice(), &vec![0x55; 100_000]].concat();
    // FLAC of 8 channels at 655,350 Hz; of 0 Hz.
    let stream_info = |rate: [u8; 4]| {
        let block = [&[0x10, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0][..], &rate, &[0; 20]].concat();
        [
            b"fLaC\x80\0\0\x22".as_slice(),
            &block,
            &[0xff, 0xf8, 0xc9, 0x18].repeat(5000),
        ]
        .concat()
    };
    let (fast, still) = (stream_info([0x9f, 0xff, 0x6f, 0xf0]), stream_info([0; 4]));
    // An Ogg stream that begins anew, again and again.
    let ogg = encoded("opus-24", 1);
    let chain = ogg[..ogg.len().min(600)].repeat(2000);
    // A box of MP4 as long as a number can be, and one of no length.
    let long_box = [&[0xff; 4][..], b"moov", &vec![0; 60_000]].concat();
    let no_box = [
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".as_slice(),
        &b"\0\0\0\0moov".repeat(5000),
    ]
    .concat();
    // EBML elements of unknown size, within each other.
    let ebml = [
        b"\x1a\x45\xdf\xa3\x80".as_slice(),
        &b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff".repeat(5000),
    ]
    .concat();
    for (kind, bytes) in [
        ("audio/mpeg", &tag),
        ("audio/flac", &fast),
        ("audio/flac", &still),
        ("audio/ogg", &chain),
        ("audio/mp4", &long_box),
        ("audio/mp4", &no_box),
        ("audio/webm", &ebml),
    ] {
        assert!(send(&world, kind, &[bytes]).await, "{kind}");
    }
    player.take(MP3_SECOND).await;
    // After all that the same mount takes good sound.
    world.wait_until("/source", |health| health["connected"] == false).await;
    let _encoder = world.on_air().await;
}

/// A1, A2: long and wicked headers of a good source are cut and cleaned where they are shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wicked_headers() {
    let world = World::new().await;
    let mut wire = world.icecast().await;
    let right = basic("source", &world.key);
    let head = format!(
        "SOURCE /fm HTTP/1.0\r\nAuthorization: {right}\r\nContent-Type: audio/mpeg\r\nUser-Agent: \u{1b}[31m{}\r\n\
         ice-name: <script>\u{7}\r\nice-bitrate: 99999999999999999999\r\nice-audio-info: ;;=;=;samplerate=x\r\n\r\n",
        "x".repeat(5000)
    );
    wire.send([head.as_bytes(), &mp3()[..2 * MP3_SECOND]].concat()).await;
    assert!(wire.head().await.contains(" 200 "));
    world.wait_for("on_air", "live").await;
    let health = world.get("/source").await;
    let agent = health["agent"].as_str().unwrap();
    assert!(agent.len() < 2000 && !agent.chars().any(char::is_control), "{agent}");
    assert!(!world.page("/status.xsl").await.text().contains("<script>"));
}

/// A4, A5: no credentials are no crash, and every port asks for the same ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_ports_and_endings_are_no_way_round() {
    let world = World::new().await;
    let shoutcast = async |request: &str| {
        let mut wire: Wire = world.shoutcast().await;
        wire.send(format!("{request}\r\n\r\n")).await;
        wire.answer().await.status
    };
    for path in [
        "/admin/stats",
        "/admin/killsource?mount=/fm",
        "/admin/",
        "/admin/stats.xsl",
        "/admin/../admin/stats",
    ] {
        assert_eq!(world.page(path).await.status, 401, "{path}");
        assert_eq!(shoutcast(&format!("GET {path} HTTP/1.0")).await, 401, "{path}");
    }
    for path in [
        "/fm.m3u.exe",
        "/fm.m3u/",
        "/fm.m3u%00",
        "/ADMIN/stats",
        "/%61dmin/stats",
        "/..%2f..%2fetc%2fpasswd",
    ] {
        let status = world.page(path).await.status;
        assert!(matches!(status, 400 | 401 | 404), "{path}: {status}");
    }
    for header in [
        "",
        "Authorization: Basic",
        "Authorization: Bearer x",
        "Authorization: Basic Og==",
        "ice-password:",
    ] {
        let request = format!("PUT /fm HTTP/1.1\r\nHost: x\r\nContent-Type: audio/mpeg\r\n{header}");
        assert_eq!(world.ask(request.trim_end()).await.status, 401, "{header}");
    }
    let as_admin = world.client.get("/api/v1/channels").by(Somebody::Listener).send().await;
    as_admin.is(403);
}
