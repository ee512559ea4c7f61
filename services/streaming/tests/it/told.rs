//! What the log tells that others tell people of.

use crate::world::{PATIENCE, World, config};
use awaz_store::sea_orm::{ConnectionTrait, Statement};
use awaz_testkit::Engine;
use serde_json::Value;
use std::time::Instant;

/// Events of a kind, oldest first.
async fn events(world: &World, kind: &str) -> Vec<Value> {
    let db = world.bench.ctx.db.rw();
    let query = Statement::from_string(db.get_database_backend(), "SELECT body FROM events ORDER BY seq");
    let rows = db.query_all_raw(query).await.unwrap();
    let bodies = rows.iter().map(|row| row.try_get::<String>("", "body").unwrap());
    let events = bodies.map(|body| serde_json::from_str::<Value>(&body).unwrap());
    events.filter(|event| event["type"] == kind).collect()
}

/// Waits for events of a kind.
async fn told(world: &World, kind: &str) -> Vec<Value> {
    let started = Instant::now();
    loop {
        let found = events(world, kind).await;
        if !found.is_empty() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "{kind} was not told");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_song_is_told_with_its_album_and_the_listeners() {
    let world = World::with(Engine::Sqlite, config(), &[("Ranjish", 600)]).await;
    world.wait_for("now.title", "Ranjish").await;
    let songs = told(&world, "now_playing.changed").await;
    let data = &songs.last().unwrap()["data"];
    assert!(data["album"].is_string() && data["listeners"].is_u64(), "{data:#}");
    assert_eq!(data["who"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_is_told_when_it_is_over_and_a_restart_is_not() {
    let world = World::with(Engine::Sqlite, config(), &[("Ranjish", 600)]).await;
    world.wait_for("now.title", "Ranjish").await;
    let world = world.restarted().await;
    assert_eq!(events(&world, "channel.offline").await, [Value::Null; 0]);
    // A programme whose clock is three minutes ahead looks as if the server had been away for so long.
    let earlier = "UPDATE channels SET epoch_ms = epoch_ms - 180000";
    world.bench.ctx.db.rw().execute_unprepared(earlier).await.unwrap();
    let world = world.restarted().await;
    let online = told(&world, "channel.online").await;
    let offline = events(&world, "channel.offline").await;
    assert_eq!((online.len(), offline.len()), (1, 1));
    let away_s = online[0]["data"]["away_s"].as_i64().unwrap();
    assert!((180..240).contains(&away_s), "{away_s}");
    let time = |event: &Value| {
        event["time"]
            .as_str()
            .unwrap()
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    };
    let between = (time(&online[0]) - time(&offline[0])).num_seconds();
    assert!((away_s - 1..=away_s + 1).contains(&between), "{between}");
}
