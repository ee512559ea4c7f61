//! A service that stops and is opened again on its data.

use crate::world::{World, config, items};
use awaz_testkit::{Engine, Somebody};
use serde_json::{Value, json};
use std::time::Duration;

/// The programme, its numbers, keys, relays and recordings are there again.
async fn all_is_there_again(engine: Engine) {
    let world = World::with(engine, config(), &[("Ranjish", 600), ("Aaj", 600), ("Gulon", 600)]).await;
    world.set(|settings| settings.recording.live = true).await;
    world.wait_for("now.title", "Ranjish").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    world.owner("POST channels/fm/skip", Value::Null).await.is(204);
    world.wait_for("now.title", "Aaj").await;
    let by_hand = json!({"track_id": world.shelf.tracks[0].id});
    let queue: Value = world.owner("POST channels/fm/queue", by_hand).await.is(201).ok();
    let relay = json!({"direction": "pull", "url": "http://127.0.0.1:1/x"});
    world.owner("POST channels/fm/relays", relay).await.is(201);
    let before = world.station();
    let id = before["id"].clone();
    let world = world.restarted().await;
    let after = world.station();
    assert_eq!((&after["id"], &after["now"]["title"]), (&id, &"Aaj".into()));
    assert_eq!(after["now"]["started_at"], before["now"]["started_at"]);
    assert!(after["now"]["seq"].as_u64() >= before["now"]["seq"].as_u64(), "{after}");
    assert_eq!(world.get("/queue").await["items"][0]["id"], queue["items"][0]["id"]);
    assert_eq!(world.get("/encoder").await["key"], world.key.as_str());
    let refused = |page: &Value| items(page)[0]["status"]["problem"].is_string();
    world.wait_until("/relays", refused).await;
    let page: Value = world.client.get("/api/v1/stations/fm").send().await.ok();
    assert_eq!(page["history"][0]["title"], "Ranjish", "{page}");
    let _encoder = world.on_air().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_is_there_again_on_sqlite() {
    all_is_there_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_is_there_again_on_postgres() {
    all_is_there_again(Engine::Postgres).await;
}

/// Stopping lets go of sources and listeners, and closes what is being recorded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_on_air_ends_connections_and_recordings() {
    let world = World::new().await;
    world.set(|settings| settings.recording.live = true).await;
    let encoder = world.on_air().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    player.head().await;
    player.take(10_000).await;
    let is_recorded = |page: &Value| items(page).iter().any(|item| item["bytes"].as_u64() > Some(10_000));
    world.wait_until("/recordings", |page| !items(page).is_empty()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let world = world.restarted().await;
    player.rest().await;
    drop(encoder);
    let page = world.wait_until("/recordings", is_recorded).await;
    assert!(items(&page)[0]["ended_at"].is_string(), "{page}");
    assert_ne!(world.station()["on_air"], "live");
    let url = items(&page)[0]["url"].as_str().unwrap();
    let sound = world.client.get(url).by(Somebody::Owner).send().await.is(200);
    assert!(crate::world::sound::share_of_tone(&sound.body) > 0.8);
}

/// A port that is taken is told with the setting that changes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_port_is_told_with_its_setting() {
    let world = World::new().await;
    let bench = awaz_testkit::Bench::new(
        Engine::Sqlite,
        &awaz_store::db::Migrations::new().with(awaz_streaming::migrations),
    )
    .await;
    bench.ctx.ports.bind_catalog(world.shelf.clone());
    let mut config = config();
    config.icecast = world.streaming.icecast_address();
    let error = awaz_streaming::open(&bench.ctx, config.clone()).await.err().unwrap();
    assert!(error.message.contains("streaming.icecast"), "{}", error.message);
    config.icecast = ([127, 0, 0, 1], 0).into();
    config.shoutcast = "nonsense".to_owned();
    let error = awaz_streaming::open(&bench.ctx, config).await.err().unwrap();
    assert!(error.message.contains("streaming.shoutcast"), "{}", error.message);
}

/// A channel that is deleted while it is recorded leaves nothing behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_deleted_on_air_leaves_nothing() {
    let world = World::new().await;
    world.set(|settings| settings.recording.live = true).await;
    let _encoder = world.on_air().await;
    world.wait_until("/recordings", |page| !items(page).is_empty()).await;
    let id = world.streaming.channels()[0].0.id;
    world.owner("DELETE channels/fm", Value::Null).await.is(204);
    let world = world.restarted().await;
    let ctx = &world.bench.ctx;
    let rows = awaz_streaming::recorder::rows::list(&ctx.db, id, i64::MAX, 10).await;
    assert_eq!(rows.unwrap(), []);
    let store = awaz_streaming::Store::new(ctx.db.clone(), ctx.clock.clone(), ctx.ports.clone());
    assert!(store.alerts(id, 50).await.unwrap().is_empty());
    let folder = world.bench.folder().join(format!("objects/recordings/{id}"));
    let files = std::fs::read_dir(&folder).map_or(0, Iterator::count);
    assert_eq!(files, 0, "{}", folder.display());
}
