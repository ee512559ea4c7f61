//! What happens, and which of it is told.

use awaz_store::{Consumer, outbox};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{World, song};
use awaz_testkit::on_both;

on_both!(
    each_trigger_is_told_to_those_who_ask,
    one_event_is_one_delivery_however_often_it_is_read,
    thresholds_are_told_once_for_each_crossing,
    what_is_of_the_moment_is_not_told_late,
    what_has_no_title_is_no_song,
    songs_keep_to_their_interval,
    who_was_never_heard_does_not_leave,
    a_deleted_channel_takes_its_webhooks_along,
    a_webhook_that_is_off_is_told_nothing,
    what_waits_is_bounded,
);

/// Types of what was received.
fn types(world: &World) -> Vec<String> {
    let all = world.receiver.take();
    let kind = |one: &crate::receiver::Received| one.json()["type"].as_str().unwrap().to_owned();
    all.iter().map(kind).collect()
}

async fn each_trigger_is_told_to_those_who_ask(world: World) {
    world
        .generic(&[
            "live_connect",
            "live_disconnect",
            "station_online",
            "station_offline",
            "dead_air",
        ])
        .await;
    world.plays("Vital Signs", "Dil Dil Pakistan").await;
    world.happens("source.connected", json!({ "who": "Saba" })).await;
    assert_eq!(world.send().await, 0);
    let events = [
        ("source.on_air", json!({ "who": "Saba" }), "live.connected"),
        ("dead_air", Value::Null, "dead_air.started"),
        ("source.disconnected", json!({ "who": "Saba" }), "live.disconnected"),
        ("channel.offline", Value::Null, "station.offline"),
        ("channel.online", json!({ "away_s": 120 }), "station.online"),
    ];
    for (kind, data, wanted) in events {
        world.happens(kind, data).await;
        world.send().await;
        let body = world.receiver.one().json();
        assert_eq!(body["type"], wanted);
        assert_eq!(body["data"]["now_playing"]["title"], "Dil Dil Pakistan");
        match wanted {
            "live.connected" | "live.disconnected" => assert_eq!(body["data"]["who"], "Saba"),
            "station.online" => assert_eq!(body["data"]["away_s"], 120),
            _ => {}
        }
    }
}

async fn one_event_is_one_delivery_however_often_it_is_read(world: World) {
    let hook = world.generic(&["song_changed"]).await;
    let other = world.generic(&["song_changed"]).await;
    world
        .publish("now_playing.changed", song("Vital Signs", "Dil Dil Pakistan"))
        .await;
    tokio::join!(world.consume(), world.consume());
    // Another process that has lost its place reads all of the log again.
    let again = Consumer {
        name: "notification.again",
        start: outbox::Start::Oldest,
        ..world.consumer.clone()
    };
    let (db, clock) = (&world.bench.ctx.db, world.clock());
    outbox::run_due(db, &clock, &again).await.unwrap();
    assert_eq!(world.deliveries(&hook).await.len(), 1);
    assert_eq!(world.deliveries(&other).await.len(), 1);
    let (one, two) = tokio::join!(world.send(), world.send());
    assert_eq!(one + two, 2);
    assert_eq!(world.receiver.take().len(), 2);
}

async fn thresholds_are_told_once_for_each_crossing(world: World) {
    let url = format!("{}/hook", world.receiver.url);
    let hook = world
        .hook(json!({
            "name": "Crowd", "target": { "kind": "generic", "url": url },
            "triggers": ["listeners_above", "listeners_below"], "listeners_above": 100, "listeners_below": 10,
        }))
        .await;
    for listeners in [5, 50, 101, 99, 105, 80, 9, 10, 8, 120] {
        world
            .happens("listeners.counted", json!({ "listeners": listeners }))
            .await;
    }
    world.send().await;
    let told: Vec<(String, u64, u64)> = world
        .receiver
        .take()
        .iter()
        .map(|one| {
            let body = one.json();
            let number = |key: &str| body["data"][key].as_u64().unwrap();
            let kind = body["type"].as_str().unwrap().to_owned();
            (kind, number("listeners"), number("threshold"))
        })
        .collect();
    let mut told = told;
    told.sort();
    let wanted = [
        ("listeners.above".to_owned(), 101, 100),
        ("listeners.above".to_owned(), 120, 100),
        ("listeners.below".to_owned(), 9, 10),
    ];
    assert_eq!(told, wanted);
    // Another threshold has not been passed yet, whatever the number is.
    world.change(&hook, json!({ "listeners_above": 50 })).await.is(200);
    world.happens("listeners.counted", json!({ "listeners": 121 })).await;
    assert_eq!(world.send().await, 0);
    // A new webhook knows how many there were before it.
    world.change(&hook, json!({ "enabled": false })).await.is(200);
    let url = format!("{}/hook", world.receiver.url);
    world
        .hook(json!({
            "name": "More", "target": { "kind": "generic", "url": url },
            "triggers": ["listeners_above"], "listeners_above": 200,
        }))
        .await;
    world.happens("listeners.counted", json!({ "listeners": 201 })).await;
    assert_eq!(world.send().await, 1);
}

async fn what_is_of_the_moment_is_not_told_late(world: World) {
    world.generic(&["song_changed", "dead_air"]).await;
    world
        .publish("now_playing.changed", song("Vital Signs", "Dil Dil Pakistan"))
        .await;
    world.publish("dead_air", Value::Null).await;
    world.later(TimeDelta::minutes(11));
    world.consume().await;
    world.plays("Vital Signs", "Gore Rang Ka Zamana").await;
    world.send().await;
    let mut told = types(&world);
    told.sort();
    assert_eq!(told, ["dead_air.started", "song.changed"]);
}

async fn what_has_no_title_is_no_song(world: World) {
    world.generic(&["song_changed"]).await;
    for kind in ["jingle", "fallback", "live"] {
        let data = json!({ "kind": kind, "title": "ریڈیو محفل", "artist": "", "on_air": "fallback" });
        world.happens("now_playing.changed", data).await;
    }
    assert_eq!(world.send().await, 0);
    let live = json!({ "kind": "live", "title": "Aitebar", "artist": "", "on_air": "live", "who": "Saba" });
    world.happens("now_playing.changed", live).await;
    world.send().await;
    let body = world.receiver.one().json();
    assert_eq!(body["data"]["now_playing"]["live"], true);
    assert_eq!(body["data"]["who"], "Saba");
}

async fn songs_keep_to_their_interval(world: World) {
    let url = format!("{}/hook", world.receiver.url);
    world
        .hook(json!({
            "name": "Slow", "target": { "kind": "generic", "url": url }, "triggers": ["song_changed"],
            "min_interval_s": 300,
        }))
        .await;
    for seconds in [0, 200, 99, 2, 299] {
        world.later(TimeDelta::seconds(seconds));
        world.plays("Vital Signs", "Dil Dil Pakistan").await;
    }
    assert_eq!(world.send().await, 2);
}

async fn who_was_never_heard_does_not_leave(world: World) {
    world.generic(&["live_disconnect"]).await;
    world.happens("source.disconnected", json!({ "who": "Saba" })).await;
    world.happens("source.on_air", json!({ "who": "Saba" })).await;
    world.happens("source.disconnected", json!({ "who": "Nida" })).await;
    assert_eq!(world.send().await, 0);
    world.happens("source.disconnected", json!({ "who": "Saba" })).await;
    assert_eq!(world.send().await, 1);
}

async fn a_deleted_channel_takes_its_webhooks_along(world: World) {
    use awaz_store::sea_orm::ConnectionTrait;
    let hook = world.generic(&["song_changed"]).await;
    world.plays("Vital Signs", "Dil Dil Pakistan").await;
    world.happens("channel.deleted", Value::Null).await;
    assert_eq!(world.see(&hook).await, Value::Null);
    assert_eq!(world.send().await, 0);
    let db = world.bench.ctx.db.rw();
    for table in ["webhooks", "deliveries", "stations"] {
        let count = format!("SELECT COUNT(*) AS rows_left FROM notification_{table}");
        let statement = awaz_store::sea_orm::Statement::from_string(db.get_database_backend(), count);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "rows_left").unwrap(), 0, "{table}");
    }
}

async fn a_webhook_that_is_off_is_told_nothing(world: World) {
    let hook = world.generic(&["song_changed"]).await;
    world.plays("Vital Signs", "Dil Dil Pakistan").await;
    world.change(&hook, json!({ "enabled": false })).await.is(200);
    world.plays("Vital Signs", "Gore Rang Ka Zamana").await;
    assert_eq!(world.send().await, 0);
    let delivery = world.delivery(&hook).await;
    assert_eq!(delivery["state"], "dead");
    assert!(delivery["problem"].as_str().unwrap().contains("switched off"));
    world.change(&hook, json!({ "enabled": true })).await.is(200);
    world.plays("Vital Signs", "Aitebar").await;
    assert_eq!(world.send().await, 1);
}

async fn what_waits_is_bounded(world: World) {
    use awaz_store::sea_orm::ConnectionTrait;
    let hook = world.generic(&["dead_air"]).await;
    world.happens("dead_air", Value::Null).await;
    let db = world.bench.ctx.db.rw();
    let random = match db.get_database_backend() {
        awaz_store::sea_orm::DbBackend::Sqlite => "randomblob(16)",
        _ => "gen_random_uuid()",
    };
    let columns =
        "webhook_id, channel_id, \"trigger\", facts, state, attempts, next_ms, happened_at_ms, created_at_ms, answer";
    // 1, 2, 4 … rows: 512 and 511 more.
    for limit in [1, 2, 4, 8, 16, 32, 64, 128, 256, 488] {
        let copy = format!(
            "INSERT INTO notification_deliveries (id, event_id, {columns}) SELECT {random}, {random}, {columns} FROM notification_deliveries LIMIT {limit}"
        );
        db.execute_unprepared(&copy).await.unwrap();
    }
    world.happens("dead_air", Value::Null).await;
    let page: Value = world
        .client
        .get(&crate::world::path(&hook, "/deliveries?limit=200"))
        .by(awaz_testkit::Somebody::Owner)
        .send()
        .await
        .ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 200);
    let count = awaz_store::sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT COUNT(*) AS waiting FROM notification_deliveries",
    );
    let row = db.query_one_raw(count).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "waiting").unwrap(), 1000);
}
