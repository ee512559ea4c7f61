//! Webhooks, made and changed by those who may.

use awaz_core::Code;
use awaz_testkit::{Somebody, on_both};
use serde_json::{Value, json};

use crate::world::{World, generic, path};

const WEBHOOKS: &str = "/api/v1/channels/mehfil/webhooks";

on_both!(
    webhooks_are_made_changed_and_deleted,
    only_those_who_run_the_station_may,
    what_cannot_be_is_refused_by_its_field,
    there_are_twenty_at_most,
    deliveries_come_in_pages,
);

async fn webhooks_are_made_changed_and_deleted(world: World) {
    let hook = world.generic(&["song_changed", "dead_air"]).await;
    assert_eq!(hook["triggers"], json!(["song_changed", "dead_air"]));
    assert_eq!(
        (hook["enabled"].clone(), hook["min_interval_s"].clone()),
        (json!(true), json!(0))
    );
    let change = json!({ "name": " Our site ", "triggers": ["dead_air"], "min_interval_s": 60 });
    let changed: Value = world.change(&hook, change).await.ok();
    assert_eq!(
        (changed["name"].clone(), changed["triggers"].clone()),
        (json!("Our site"), json!(["dead_air"]))
    );
    assert_eq!(world.see(&hook).await, changed);
    let delete = || world.client.delete(&path(&hook, "")).by(Somebody::Owner);
    delete().send().await.is(204);
    delete().send().await.problem(Code::NotFound);
    assert_eq!(world.see(&hook).await, Value::Null);
}

async fn only_those_who_run_the_station_may(world: World) {
    let hook = world.generic(&["dead_air"]).await;
    let new = generic("https://example.com/hook", &["dead_air"]);
    let calls = || {
        let at = |below: &str| path(&hook, below);
        let retry = format!("/deliveries/{}/retry", hook["id"].as_str().unwrap());
        [
            world.client.get(WEBHOOKS),
            world.client.post(WEBHOOKS, &new),
            world.client.patch(&at(""), &json!({ "name": "Mine" })),
            world.client.delete(&at("")),
            world.client.post(&at("/test"), &Value::Null),
            world.client.post(&at("/rotate-secret"), &Value::Null),
            world.client.get(&at("/deliveries")),
            world.client.post(&at(&retry), &Value::Null),
        ]
    };
    for call in calls() {
        call.send().await.problem(Code::Unauthenticated);
    }
    for call in calls() {
        call.by(Somebody::Listener).send().await.problem(Code::Forbidden);
    }
    for call in calls() {
        call.by(Somebody::OtherOwner).send().await.problem(Code::NotFound);
    }
    // A webhook of one channel is not one of another.
    let elsewhere = path(&hook, "").replace("mehfil", "other");
    let call = world.client.delete(&elsewhere).by(Somebody::OtherOwner);
    call.send().await.problem(Code::NotFound);
    let all: Value = world.client.get(WEBHOOKS).by(Somebody::Admin).send().await.ok();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"][0]["name"], "Site");
}

/// A webhook with one field of it otherwise.
fn with(field: &str, value: Value) -> Value {
    let mut new = generic("https://example.com/hook", &["song_changed"]);
    new[field] = value;
    new
}

async fn what_cannot_be_is_refused_by_its_field(world: World) {
    let target = |target: Value| with("target", target);
    let to = |url: &str| target(json!({ "kind": "generic", "url": url }));
    let telegram =
        |chat_id: &str, token: &str| target(json!({ "kind": "telegram", "chat_id": chat_id, "token": token }));
    let message = |text: &str| with("messages", json!({ "song_changed": text }));
    let directory = json!({ "kind": "radiode", "broadcast": "a", "api_key": "k" });
    let directory_for = |triggers: Value| json!({ "name": "D", "target": directory, "triggers": triggers });
    let cases = [
        (with("name", json!(" ")), "/name"),
        (with("name", json!("a".repeat(61))), "/name"),
        (with("triggers", json!([])), "/triggers"),
        (with("triggers", json!(["dead_air", "dead_air"])), "/triggers"),
        (with("triggers", json!(["test"])), "/triggers"),
        (with("triggers", json!(["listeners_above"])), "/listeners_above"),
        (with("listeners_below", json!(0)), "/listeners_below"),
        (with("min_interval_s", json!(86_401)), "/min_interval_s"),
        (to("ftp://example.com/hook"), "/target/url"),
        (to("https://user:password@example.com/hook"), "/target/url"),
        (to(&format!("https://example.com/{}", "a".repeat(2000))), "/target/url"),
        (to("example.com"), "/target/url"),
        (telegram("1", "42:a/../b"), "/target/token"),
        (telegram("a b", "42:a"), "/target/chat_id"),
        (target(json!({ "kind": "telegram", "chat_id": "1" })), "/target/token"),
        (target(json!({ "kind": "discord" })), "/target/url"),
        (
            target(json!({ "kind": "mastodon", "url": "https://a.example/b", "token": "t" })),
            "/target/url",
        ),
        (
            target(json!({ "kind": "mastodon", "url": "https://a.example", "token": "a\r\nb" })),
            "/target/token",
        ),
        (directory_for(json!(["song_changed", "dead_air"])), "/triggers"),
        (message("{tittle}"), "/messages/song_changed"),
        (message(" "), "/messages/song_changed"),
        (message(&"a".repeat(1001)), "/messages/song_changed"),
    ];
    for (new, field) in cases {
        let answer = world.client.post(WEBHOOKS, &new).by(Somebody::Owner).send().await;
        let problem = answer.problem(Code::Invalid);
        assert_eq!(problem.fields[0].field, field, "{new:#}");
    }
    let unknown = [
        with("secret", json!("mine")),
        target(json!({ "kind": "fax", "url": "x" })),
        with("triggers", json!(["full_moon"])),
    ];
    for new in unknown {
        let answer = world.client.post(WEBHOOKS, &new).by(Somebody::Owner).send().await;
        answer.problem(Code::Invalid);
    }
    let hook = world.generic(&["dead_air"]).await;
    let change = json!({ "triggers": ["listeners_below"] });
    let problem = world.change(&hook, change).await.problem(Code::Invalid);
    assert_eq!(problem.fields[0].field, "/listeners_below");
    assert_eq!(world.see(&hook).await["triggers"], json!(["dead_air"]));
}

async fn there_are_twenty_at_most(world: World) {
    for _ in 0..20 {
        world.generic(&["dead_air"]).await;
    }
    let new = generic("https://example.com/hook", &["dead_air"]);
    let answer = world.client.post(WEBHOOKS, &new).by(Somebody::Owner).send().await;
    answer.problem(Code::Conflict);
}

async fn deliveries_come_in_pages(world: World) {
    let hook = world.generic(&["song_changed"]).await;
    for number in 0..5 {
        world.plays("Vital Signs", &format!("Song {number}")).await;
    }
    let get = async |query: &str| -> Value {
        let call = world.client.get(&path(&hook, &format!("/deliveries{query}")));
        call.by(Somebody::Owner).send().await.ok()
    };
    let whole = get("").await;
    let ids = |page: &Value| -> Vec<Value> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].clone())
            .collect()
    };
    assert_eq!(ids(&whole).len(), 5);
    assert!(whole.get("next").is_none());
    let mut read = Vec::new();
    let mut page = get("?limit=2").await;
    while let Some(next) = page["next"].as_str() {
        read.extend(ids(&page));
        page = get(&format!("?limit=2&cursor={next}")).await;
    }
    read.extend(ids(&page));
    assert_eq!(read, ids(&whole));
    let call = world
        .client
        .get(&path(&hook, "/deliveries?cursor=x"))
        .by(Somebody::Owner);
    call.send().await.problem(Code::Invalid);
}
