//! Icecast sources, S1 to S8.

use crate::world::sound::{self, Encoder, MP3_SECOND, mp3};
use crate::world::{World, basic, slug};
use awaz_streaming::model::Takeover;
use awaz_testkit::Somebody;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn put_goes_on_air_and_is_heard() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    assert!(player.head().await.starts_with("HTTP/1.0 200 OK\r\n"));
    let heard = player.take(6 * MP3_SECOND).await;
    let share = sound::share_of_tone(&heard);
    assert!(share > 0.8, "{share}");
    let health = world
        .client
        .get("/api/v1/channels/fm/source")
        .by(Somebody::Owner)
        .send()
        .await;
    let health: serde_json::Value = health.ok();
    assert_eq!(health["protocol"], "icecast");
    assert_eq!(health["agent"], "test/1");
    assert_eq!(health["format"], "mp3");
    assert_eq!(health["rate_hz"], 48_000);
}

/// S1: raw bytes behind `SOURCE` of old, in the same packet as the head.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn source_of_old_with_its_sound_in_the_first_packet() {
    let world = World::new().await;
    for version in ["HTTP/1.0", "ICE/1.0"] {
        let mut wire = world.icecast().await;
        let head = format!(
            "SOURCE /fm {version}\r\nAuthorization: {}\r\ncontent-type: audio/mpeg\r\n\r\n",
            basic("source", &world.key)
        );
        wire.send([head.as_bytes(), &mp3()[..2 * MP3_SECOND]].concat()).await;
        assert_eq!(wire.head().await, "HTTP/1.0 200 OK\r\n\r\n");
        world.wait_for("on_air", "live").await;
        wire.end().await;
        assert_eq!(wire.rest().await, b"");
        world.wait_for("on_air", "fallback").await;
    }
}

/// S2, S3: `Expect` gets 100 before the body and 200 behind it; a chunked body ends cleanly.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn put_with_expect_and_chunks() {
    let world = World::new().await;
    let mut wire = world.icecast().await;
    let head = format!(
        "PUT /fm HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Type: audio/mpeg\r\n\
         Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
        basic("source", &world.key)
    );
    wire.send(head).await;
    assert_eq!(wire.head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    for piece in mp3()[..2 * MP3_SECOND].chunks(1000) {
        wire.send(chunk(piece)).await;
    }
    world.wait_for("on_air", "live").await;
    wire.send("0\r\n\r\n").await;
    wire.answer().await.is(200);
    world.wait_for("on_air", "fallback").await;
}

fn chunk(piece: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()
}

/// S4: what libshout asks before it sends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn libshout_probes_on_one_connection() {
    let world = World::new().await;
    let mut wire = world.icecast().await;
    wire.send("OPTIONS * HTTP/1.1\r\nHost: x\r\nUpgrade: TLS/1.0\r\nConnection: Upgrade\r\n\r\n")
        .await;
    // libshout asks with TLS first; what counts is that the connection lives on.
    let answer = wire.answer().await;
    assert!(matches!(answer.status, 200 | 426), "{}", answer.head);
    wire.send("GET /admin/!POKE HTTP/1.1\r\nHost: x\r\n\r\n").await;
    wire.answer().await.is(401);
    wire.send("PUT /fm HTTP/1.1\r\nHost: x\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n")
        .await;
    let refused = wire.answer().await.is(401);
    assert!(refused.header("www-authenticate").starts_with("Basic"));
    for method in ["PUT", "SOURCE", "OPTIONS", "GET"] {
        assert!(refused.header("allow").contains(method), "{}", refused.head);
    }
    let head = format!(
        "PUT /fm HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Type: audio/mpeg\r\n\
         Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
        basic("source", &world.key)
    );
    wire.send(head).await;
    assert_eq!(wire.head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    let _encoder = Encoder::sending(wire, chunk);
    world.wait_for("on_air", "live").await;
}

/// S7: every refusal has its status, on `PUT` and on `SOURCE`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals() {
    let world = World::new().await;
    let (_, other_key) = world.channel("other", Somebody::OtherOwner).await;
    let right = basic("source", &world.key);
    for method in ["PUT", "SOURCE"] {
        let ask = async |mount: &str, authorization: &str, kind: &str| {
            let head = format!(
                "{method} {mount} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Type: {kind}"
            );
            world.ask(&head).await
        };
        ask("/fm", &basic("source", "wrong"), "audio/mpeg").await.is(401);
        ask("/fm", &basic("source", &other_key), "audio/mpeg").await.is(401);
        ask("/fm", &basic("nobody", &world.key), "audio/mpeg").await.is(401);
        ask("/fm", "Basic %%%", "audio/mpeg").await.is(401);
        ask("/nothing", &right, "audio/mpeg").await.is(404);
        ask("/fm", &right, "text/html").await.is(415);
    }
    let answer = world.ask(&format!("PUT fm HTTP/1.1\r\nAuthorization: {right}")).await;
    assert_eq!(answer.status, 400, "{}", answer.head);
    assert_eq!(world.station()["on_air"], "fallback");
}

/// S7, S8: a second source is refused, but whoever has the same credential takes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_encoders_for_one_mount() {
    let world = World::new().await;
    let saima = dj(&world, "saima").await;
    let encoder = world.on_air().await;
    let refused = world.put("/fm", &saima).await.answer().await.is(409);
    assert!(refused.text().contains("Radio Mehfil is on air"), "{}", refused.text());
    let source = format!("SOURCE /fm HTTP/1.0\r\nAuthorization: {saima}\r\nContent-Type: audio/mpeg");
    world.ask(&source).await.is(403);
    // Its own half-open connection does not keep an encoder out.
    let mut again = world.put("/fm", &basic("source", &world.key)).await;
    assert_eq!(again.head().await, "HTTP/1.1 200 OK\r\n\r\n");
    let second = Encoder::start(again);
    drop(encoder);
    world.wait_for("on_air", "live").await;
    world.set(|settings| settings.takeover = Takeover::Newest).await;
    let mut wire = world.put("/fm", &saima).await;
    assert_eq!(wire.head().await, "HTTP/1.1 200 OK\r\n\r\n");
    let _third = Encoder::start(wire);
    drop(second);
    world.wait_for("now.live.name", "DJ saima").await;
}

async fn dj(world: &World, name: &str) -> String {
    let new = serde_json::json!({"user": name, "name": format!("DJ {name}"), "password": "chai-pani-7"});
    let made = world
        .client
        .post("/api/v1/channels/fm/credentials", &new)
        .by(Somebody::Owner);
    made.send().await.is(201);
    basic(name, "chai-pani-7")
}

/// S7: an API key of the scope may send too; an alias is a mount.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_and_aliases() {
    let world = World::new().await;
    world
        .set(|settings| settings.aliases = vec!["/radio.mp3".to_owned()])
        .await;
    let stranger = basic("admin", Somebody::OtherOwner.key());
    world.put("/radio.mp3", &stranger).await.answer().await.is(401);
    world
        .put("/radio.mp3", &basic("admin", Somebody::Listener.key()))
        .await
        .answer()
        .await
        .is(403);
    let mut wire = world.put("/radio.mp3", &basic("admin", Somebody::Owner.key())).await;
    assert_eq!(wire.head().await, "HTTP/1.1 200 OK\r\n\r\n");
    let _encoder = Encoder::start(wire);
    world.wait_for("on_air", "live").await;
    let mut player = world.icecast().await;
    player.send("GET /radio.mp3 HTTP/1.0\r\n\r\n").await;
    assert!(player.head().await.contains("icy-name: Radio Mehfil\r\n"));
    assert_eq!(world.streaming.channels().len(), 1);
    assert!(
        world
            .streaming
            .encoder(&slug("fm"), &axum::http::HeaderMap::new())
            .await
            .is_ok()
    );
}

/// L9: a broken connection is left for the fallback, and a source that comes back is heard again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_is_left_and_taken_back() {
    let world = World::new().await;
    let encoder = world.on_air().await;
    encoder.cut();
    world.wait_for("on_air", "fallback").await;
    let _again = world.on_air().await;
    world.wait_for_alert("source_lost").await;
}
