//! Recordings, listeners over time, traffic, and what the owner was told.

use crate::world::sound::share_of_tone;

use crate::world::{Wire, World, items};
use awaz_core::Code;
use awaz_testkit::Somebody;
use serde_json::Value;

/// Bytes that a player takes.
const HEARD: usize = 20_000;

/// A broadcast is recorded, listed, played in parts, and deleted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broadcast_is_recorded() {
    let world = World::new().await;
    world.set(|settings| settings.recording.live = true).await;
    let encoder = world.on_air().await;
    let open = world.wait_until("/recordings", |page| !items(page).is_empty()).await;
    let url = open["items"][0]["url"].as_str().unwrap().to_owned();
    let delete = format!(
        "DELETE {}",
        url.trim_start_matches("/api/v1/").trim_end_matches("/audio")
    );
    assert!(open["items"][0]["ended_at"].is_null(), "{open}");
    world.owner(&delete, Value::Null).await.problem(Code::Conflict);
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    drop(encoder);
    let has_ended = |page: &Value| page["items"][0]["ended_at"].is_string();
    let page = world.wait_until("/recordings", has_ended).await;
    let recording = &page["items"][0];
    for (pointer, wanted) in [
        ("/kind", "live"),
        ("/who", "Radio Mehfil"),
        ("/rendition", "mp3-128"),
        ("/titles/0/title", "Radio Mehfil"),
    ] {
        assert_eq!(recording.pointer(pointer).unwrap(), wanted, "{recording}");
    }
    let bytes = recording["bytes"].as_u64().unwrap();
    let ms = recording["duration_ms"].as_u64().unwrap();
    assert!(ms > 1500 && bytes.abs_diff(ms * 16) < 4000, "{recording}");
    played_in_parts(&world, &url, bytes).await;
    let refused = world.call(Somebody::OtherOwner, &delete, Value::Null).await;
    refused.problem(Code::NotFound);
    world.owner(&delete, Value::Null).await.is(204);
    let gone = world.client.get(&url).by(Somebody::Owner).send().await;
    gone.problem(Code::NotFound);
    assert!(items(&world.get("/recordings").await).is_empty());
    let wrong = world.owner("GET channels/fm/recordings?cursor=x", Value::Null).await;
    wrong.problem(Code::Invalid);
}

async fn played_in_parts(world: &World, url: &str, bytes: u64) {
    let get = async |range: &str| {
        let call = world.client.get(url).by(Somebody::Owner);
        call.header("range", range).send().await
    };
    let whole = world.client.get(url).by(Somebody::Owner).send().await.is(200);
    assert_eq!(
        (whole.body.len() as u64, whole.header("content-type")),
        (bytes, "audio/mpeg")
    );
    assert!(share_of_tone(&whole.body) > 0.8);
    let part = get("bytes=100-199").await.is(206);
    assert_eq!(part.body, &whole.body[100..200]);
    assert_eq!(part.header("content-range"), format!("bytes 100-199/{bytes}"));
    let tail = get("bytes=-10").await.is(206);
    assert_eq!(tail.body, &whole.body[whole.body.len() - 10..]);
    get("bytes=999999999-").await.is(416);
    let other = world.client.get(url).by(Somebody::OtherOwner).send().await;
    other.problem(Code::NotFound);
    world.client.get(url).send().await.problem(Code::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_of_a_quiet_channel() {
    let world = World::new().await;
    assert!(items(&world.get("/listeners").await).is_empty());
    assert!(items(&world.get("/listeners/history").await).is_empty());
    assert!(items(&world.get("/listeners/history?hours=99999").await).is_empty());
    let wrong = world
        .client
        .get("/api/v1/channels/fm/listeners/history?hours=x")
        .by(Somebody::Owner)
        .send()
        .await;
    wrong.problem(Code::Invalid);
    let traffic = world.get("/traffic").await;
    assert_eq!((&traffic["bytes"], &traffic["limit_bytes"]), (&0.into(), &Value::Null));
    world.set(|settings| settings.limits.monthly_gb = 2).await;
    assert_eq!(world.get("/traffic").await["limit_bytes"], 2_000_000_000_u64);
    assert!(items(&world.get("/alerts").await).is_empty());
}

/// When the server stops, what was counted until then is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_are_written_when_the_server_stops() {
    let world = World::new().await;
    listen(&world).await;
    must_be_written(&world).await;
}

/// A rendition that is offered no more was listened to all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_of_a_rendition_that_was_withdrawn_are_kept() {
    let world = World::new().await;
    let mut player = listen(&world).await;
    let only = awaz_core::Rendition::parse("aac-64").unwrap();
    world.set(|settings| settings.renditions = vec![only]).await;
    // Until the stream is over: its ring is gone then.
    player.rest().await;
    must_be_written(&world).await;
}

/// A player that has heard [`HEARD`] bytes.
async fn listen(world: &World) -> Wire {
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    player.head().await;
    player.take(HEARD).await;
    player
}

/// Stops the server and waits for the traffic of the month.
async fn must_be_written(world: &World) {
    let store = awaz_streaming::Store::new(
        world.bench.ctx.db.clone(),
        world.bench.ctx.clock.clone(),
        world.bench.ctx.ports.clone(),
    );
    let id = world.streaming.channels()[0].0.id;
    let month = world.bench.ctx.clock.now().format("%Y-%m").to_string();
    world.bench.ctx.shutdown.cancel();
    for _ in 0..400 {
        if store.traffic(id, &month).await.unwrap() >= HEARD as u64 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("traffic was not written");
}
