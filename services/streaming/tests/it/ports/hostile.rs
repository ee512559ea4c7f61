//! Bad input, S14 and A1 to A5: a clear answer, bounded, and a listener's bytes go on.

use crate::world::sound::{self, Encoder, MP3_SECOND, encoded, mp3};
use crate::world::{Wire, World, basic, config};
use awaz_testkit::{Engine, Somebody};
use std::time::{Duration, Instant};

/// A player that listens to `fm` all the time.
struct Player(Wire);

impl Player {
    async fn on(world: &World) -> Self {
        let mut wire = world.icecast().await;
        wire.send("GET /fm HTTP/1.0\r\n\r\n").await;
        assert!(wire.head().await.contains(" 200 "));
        Self(wire)
    }

    /// Still gets sound: more than what may have been under way, all of it whole.
    async fn goes_on(&mut self) {
        let heard = self.0.take(MP3_SECOND).await;
        let share = sound::share_of_tone(&heard);
        assert!((0.0..=1.0).contains(&share));
    }
}

/// S14: heads of every wrong kind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_heads() {
    let world = World::new().await;
    let mut player = Player::on(&world).await;
    let big = format!("GET /fm HTTP/1.0\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    let many = format!("GET /fm HTTP/1.0\r\n{}\r\n", "A: b\r\n".repeat(200));
    let endless = "x".repeat(1_000_000);
    for (bytes, statuses) in [
        (big.as_bytes(), &[431, 400][..]),
        (many.as_bytes(), &[431, 400]),
        (endless.as_bytes(), &[431, 400]),
        (b"GET /fm\0 HTTP/1.0\r\n\r\n", &[400]),
        (b"\0\0\0\0\r\n\r\n", &[400]),
        (b"GET\r\n\r\n", &[400]),
        (b"GET /fm HTTP/9.9\r\n\r\n", &[400, 505]),
        (b"BREW /fm HTTP/1.0\r\n\r\n", &[400, 405]),
        (b"PUT fm HTTP/1.1\r\n\r\n", &[400, 401]),
        (b"GET /fm HTTP/1.0\r\nno colon\r\n\r\n", &[400]),
        ("GET /\u{644} HTTP/1.0\r\n\r\n".as_bytes(), &[400, 404]),
    ] {
        let mut wire = world.icecast().await;
        wire.send(bytes).await;
        let answer = wire.answer().await;
        assert!(
            statuses.contains(&answer.status),
            "{:?}: {}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(60)]),
            answer.head
        );
    }
    // A TLS hello on the plain port gets no answer but an end; line feeds alone are enough.
    let mut tls = world.icecast().await;
    tls.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").await;
    assert_eq!(tls.rest().await, b"");
    let mut bare = world.icecast().await;
    bare.send("GET /status-json.xsl HTTP/1.0\nHost: x\n\n").await;
    bare.answer().await.is(200);
    player.goes_on().await;
}

/// S14: a head byte by byte is read; one that never ends is given up and does not hold others up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_heads() {
    let world = World::new().await;
    let mut player = Player::on(&world).await;
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut wire = world.icecast().await;
        wire.send("GET /fm HT").await;
        slow.push(wire);
    }
    let mut patient = world.icecast().await;
    for byte in b"GET /fm.m3u HTTP/1.0\r\nHost: x\r\n\r\n" {
        patient.send([*byte]).await;
    }
    patient.answer().await.is(200);
    player.goes_on().await;
    let mut first = slow.swap_remove(0);
    first.answer().await.is(400);
}

/// Puts bytes on air as `kind`, and returns what the source was answered in the end.
async fn send(world: &World, kind: &str, pieces: &[&[u8]]) -> String {
    let mut wire = world.icecast().await;
    let head = format!(
        "SOURCE /fm HTTP/1.0\r\nAuthorization: {}\r\nContent-Type: {kind}\r\n\r\n",
        basic("source", &world.key)
    );
    wire.send(head).await;
    let answer = wire.head().await;
    for piece in pieces {
        wire.send(piece).await;
    }
    wire.end().await;
    wire.rest().await;
    answer
}

/// S14: the data says what it is; halves, tags in front, and garbage between frames are lived with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_of_another_type_and_in_pieces() {
    let world = World::new().await;
    let mut player = Player::on(&world).await;
    let tone = &mp3()[..2 * MP3_SECOND];
    let tag = [b"ID3\x04\0\0\0\0\x08\0".as_slice(), &[0; 1024]].concat();
    let aac = encoded("aac-48", 2);
    let ogg = encoded("opus-64", 2);
    let bytes: Vec<&[u8]> = tone.chunks(1).take(500).chain([&tone[500..]]).collect();
    for (kind, pieces) in [
        ("audio/ogg", &[tone][..]),
        ("audio/mpeg", &[aac.as_slice()]),
        ("audio/mpeg", &[ogg.as_slice()]),
        ("application/octet-stream", &[tone]),
        ("audio/mpeg", &[tag.as_slice(), tone]),
        (
            "audio/mpeg",
            &[&tone[200..MP3_SECOND], b"garbage garbage garbage", tone],
        ),
        ("audio/mpeg", &bytes),
    ] {
        assert!(send(&world, kind, pieces).await.contains(" 200 "), "{kind}");
        world.wait_for("on_air", "live").await;
        world.wait_for("on_air", "fallback").await;
    }
    player.goes_on().await;
}

/// S14: what is no sound at all is ended, and the owner can read why.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sound_at_all() {
    let world = World::new().await;
    let mut player = Player::on(&world).await;
    let noise: Vec<u8> = (0..600_000_u32)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8 & 0x7f)
        .collect();
    send(&world, "audio/mpeg", &[&noise]).await;
    send(&world, "audio/webm", &[&noise]).await;
    send(&world, "audio/mpeg", &[]).await;
    send(&world, "audio/mpeg", &[&mp3()[..100]]).await;
    for kind in ["Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n"] {
        let mut wire = world.icecast().await;
        let right = basic("source", &world.key);
        wire.send(format!("PUT /fm HTTP/1.1\r\nAuthorization: {right}\r\n{kind}\r\n"))
            .await;
        wire.send("zzzz\r\n").await;
        wire.end().await;
        wire.rest().await;
    }
    player.goes_on().await;
    assert_eq!(world.station()["on_air"], "fallback");
}

/// S14: ten times as much as can be played is slowed down, not thrown away and not kept in memory.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_is_slowed_down() {
    let world = World::new().await;
    let mut wire = world.put("/fm", &basic("source", &world.key)).await;
    wire.head().await;
    let sent = tokio::time::timeout(Duration::from_secs(2), async {
        for _ in 0..1000 {
            wire.send(mp3()).await;
        }
    });
    assert!(sent.await.is_err(), "128 MB went in within two seconds");
    world.wait_for("on_air", "live").await;
    let buffer_ms = world.get("/source").await["buffer_ms"].as_u64().unwrap();
    assert!(buffer_ms < 15_000, "{buffer_ms}");
    drop(wire);
}

/// A29: guessers are slowed, yet who has the right key behind the same address gets in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_wrong_passwords() {
    let world = World::new().await;
    let mut player = Player::on(&world).await;
    let since = Instant::now();
    let guess = async |number: usize| {
        let wrong = basic("source", &format!("guess-{number}"));
        let mut statuses = Vec::new();
        for _ in 0..50 {
            let answer = world
                .ask(&format!(
                    "SOURCE /fm HTTP/1.0\r\nAuthorization: {wrong}\r\nContent-Type: audio/mpeg"
                ))
                .await;
            statuses.push(answer.status);
        }
        statuses
    };
    let guesses = futures::future::join_all((0..20).map(guess));
    let rightful = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.on_air().await
    };
    let (statuses, _encoder) = tokio::join!(guesses, rightful);
    let statuses = statuses.concat();
    let denied = statuses.iter().filter(|status| **status == 401).count();
    assert!(
        statuses.iter().all(|status| matches!(status, 401 | 429)) && denied <= 20,
        "{denied} of {}",
        statuses.len()
    );
    // 990 of them cost 30 ms on one of four turns.
    assert!(since.elapsed() > Duration::from_secs(6), "{:?}", since.elapsed());
    player.goes_on().await;
}

/// Two encoders race for a mount: one gets it, the other learns that it did not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_encoders_race() {
    let world = World::new().await;
    let admin = world.client.post(
        "/api/v1/channels/fm/credentials",
        &serde_json::json!({"user": "saima", "password": "chai-pani-7"}),
    );
    admin.by(Somebody::Owner).send().await.is(201);
    let (one, two) = (basic("source", &world.key), basic("saima", "chai-pani-7"));
    for _ in 0..3 {
        let (mut first, mut second) = tokio::join!(world.put("/fm", &one), world.put("/fm", &two));
        let (a, b) = tokio::join!(first.head(), second.head());
        let on_air = [&a, &b].iter().filter(|head| head.contains(" 200 ")).count();
        let refused = [&a, &b].iter().filter(|head| head.contains(" 409 ")).count();
        assert_eq!((on_air, refused), (1, 1), "{a} {b}");
        drop((first, second));
        world.wait_until("/source", |health| health["connected"] == false).await;
    }
}

/// As many sources as the server takes, and not one more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_sources_than_seats() {
    let mut config = config();
    config.limits.sources = 1;
    let world = World::with(Engine::Sqlite, config, &[]).await;
    let (_, key) = world.channel("other", Somebody::Owner).await;
    let encoder = world.on_air().await;
    let full = world.put("/other", &basic("source", &key)).await.answer().await.is(503);
    assert!(!full.header("retry-after").is_empty());
    encoder.cut();
    world.wait_for("on_air", "fallback").await;
    let mut wire = world.put("/other", &basic("source", &key)).await;
    assert!(wire.head().await.contains(" 200 "));
    let _encoder = Encoder::start(wire);
}
