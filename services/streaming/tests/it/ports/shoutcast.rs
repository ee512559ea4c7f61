//! Shoutcast v1, S9.

use crate::world::sound::{self, Encoder, MP3_SECOND, mp3};
use crate::world::{Wire, World};
use awaz_testkit::Somebody;
use serde_json::json;

async fn sign_in(world: &World, line: &str) -> Wire {
    let mut wire = world.shoutcast().await;
    wire.send(line).await;
    assert_eq!(wire.head().await, "OK2\r\nicy-caps:11\r\n\r\n");
    wire
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_by_its_key_and_every_end_of_line() {
    let world = World::new().await;
    for (end, password) in [
        ("\r\n", world.key.clone()),
        ("\n", format!("fm:{}", world.key)),
        ("\r\r\n", format!("/fm:{}", world.key)),
    ] {
        let mut wire = sign_in(&world, &format!("{password}{end}")).await;
        wire.send("icy-name:Mehfil\r\nicy-br:128\r\ncontent-type:audio/mpeg\r\n\r\n")
            .await;
        wire.send(&mp3()[..2 * MP3_SECOND]).await;
        world.wait_for("on_air", "live").await;
        wire.end().await;
        world.wait_for("on_air", "fallback").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dj_by_name_with_the_headers_in_one_packet() {
    let world = World::new().await;
    let new = json!({"user": "saima", "name": "Saima", "password": "chai-pani-7"});
    world
        .client
        .post("/api/v1/channels/fm/credentials", &new)
        .by(Somebody::Owner)
        .send()
        .await
        .is(201);
    let mut wire = world.shoutcast().await;
    let head = "saima:chai-pani-7\r\nicy-name:x\r\ncontent-type:audio/mpeg\r\n\r\n";
    wire.send([head.as_bytes(), &mp3()[..MP3_SECOND]].concat()).await;
    assert_eq!(wire.head().await, "OK2\r\nicy-caps:11\r\n\r\n");
    let _encoder = Encoder::start(wire);
    world.wait_for("now.live.name", "Saima").await;
    let health = world.get("/source").await;
    assert_eq!(health["protocol"], "shoutcast");
    let mut player = world.shoutcast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    assert!(player.head().await.starts_with("HTTP/1.0 200 OK\r\n"));
    assert!(sound::share_of_tone(&player.take(6 * MP3_SECOND).await) > 0.8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_passwords_and_garbage() {
    let world = World::new().await;
    for line in ["wrong\r\n", "fm:wrong\r\n", ":\r\n", "none:x:y:z\r\n"] {
        let mut wire = world.shoutcast().await;
        wire.send(line).await;
        assert_eq!(wire.rest().await, b"invalid password\r\n", "{line:?}");
    }
    let long = "x".repeat(100_000);
    for garbage in [
        long.as_bytes(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0\0\0\0\r\n",
    ] {
        let mut wire = world.shoutcast().await;
        wire.send(garbage).await;
        wire.end().await;
        wire.rest().await;
    }
    let _encoder = world.on_air().await;
    // The other one is on air: the second goes away without a word, as with the original.
    let mut second = sign_in(&world, &format!("{}\r\n", world.key)).await;
    second.send("content-type:audio/mpeg\r\n\r\n").await;
    second.send(&mp3()[..MP3_SECOND]).await;
    world
        .wait_until("/source", |health| health["protocol"] == "shoutcast")
        .await;
}
