//! Services that webhooks post to, each as it wants to be spoken to.

use awaz_core::Code;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::receiver::Reply;
use crate::world::World;
use awaz_testkit::on_both;

on_both!(
    discord_is_posted_to_without_calling_anybody,
    telegram_is_posted_to_by_a_bot,
    mastodon_is_posted_to_once,
    directories_are_told_the_song,
    services_that_refuse_are_not_asked_again,
    tokens_go_to_the_server_they_were_given_for,
);

fn hook(target: &Value, triggers: &[&str]) -> Value {
    json!({ "name": "Post", "target": target, "triggers": triggers })
}

async fn discord_is_posted_to_without_calling_anybody(world: World) {
    let target = json!({ "kind": "discord", "url": format!("{}/api/webhooks/123/token", world.receiver.url) });
    let made = world
        .hook(json!({
            "name": "Post", "target": target, "triggers": ["song_changed"],
            "messages": { "song_changed": "@here {title} by **{artist}** for {listeners} {url}" },
        }))
        .await;
    assert_eq!(made["target"]["place"], "127.0.0.1/…/123");
    world.plays("*Vital*", "@everyone [x](http://evil.example)").await;
    world.send().await;
    let received = world.receiver.one();
    assert_eq!(received.uri.path(), "/api/webhooks/123/token");
    let body = received.json();
    assert_eq!(body["allowed_mentions"], json!({ "parse": [] }));
    let content = body["content"].as_str().unwrap();
    assert!(
        content.starts_with(
            "@here @everyone \\[x\\]\\(http\\://evil.example\\) by **\\*Vital\\*** for 12 https://radio.example/"
        ),
        "{content}"
    );
}

async fn telegram_is_posted_to_by_a_bot(world: World) {
    let target = json!({ "kind": "telegram", "chat_id": "@mehfil", "token": "42:AbC_d-e" });
    world.hook(hook(&target, &["live_connect"])).await;
    world.happens("source.on_air", json!({ "who": "Saba @saba <b>" })).await;
    world.send().await;
    let received = world.receiver.one();
    assert_eq!(received.uri.path(), "/bot42:AbC_d-e/sendMessage");
    let wanted = "Saba @\u{2060}saba <b> is live on ریڈیو محفل https://radio.example/stations/mehfil";
    assert_eq!(received.json(), json!({ "chat_id": "@mehfil", "text": wanted }));
}

async fn mastodon_is_posted_to_once(world: World) {
    let url = &world.receiver.url;
    let target = json!({ "kind": "mastodon", "url": url, "visibility": "unlisted", "token": "abc" });
    let made = world.hook(hook(&target, &["song_changed"])).await;
    assert_eq!(made["min_interval_s"], 300);
    world.receiver.replies(Reply::status(503));
    world.plays("Vital Signs", &"ق".repeat(300)).await;
    world.send().await;
    world.later(TimeDelta::seconds(10));
    world.plays("Vital Signs", "Within five minutes").await;
    world.send().await;
    let [first, second] = world.receiver.take().try_into().unwrap();
    assert_eq!(first.uri.path(), "/api/v1/statuses");
    assert_eq!(first.header("authorization"), "Bearer abc");
    assert!(first.header("idempotency-key").starts_with("msg_"));
    assert_eq!(first.header("idempotency-key"), second.header("idempotency-key"));
    assert_eq!(first.json(), second.json());
    assert_eq!(first.json()["visibility"], "unlisted");
    assert!(first.json()["status"].as_str().unwrap().chars().count() <= 500);
}

async fn directories_are_told_the_song(world: World) {
    let tunein = json!({ "kind": "tunein", "partner_id": "p1", "station_id": "s123", "partner_key": "k-1" });
    let radiode = json!({ "kind": "radiode", "broadcast": "mehfil", "api_key": "k-2" });
    let early = world.hook(hook(&tunein, &["song_changed"])).await;
    let trial: Value = world.post(&early, "/test").await.ok();
    assert!(trial["problem"].as_str().unwrap().contains("wait for the next one"));
    assert_eq!(world.receiver.take().len(), 0);
    world.hook(hook(&radiode, &["song_changed"])).await;
    world.plays("نصرت & Co", "Dil=Dil").await;
    world.send().await;
    let mut asked: Vec<String> = world
        .receiver
        .take()
        .iter()
        .map(|one| format!("{} {}", one.method, one.uri))
        .collect();
    asked.sort();
    let song = "title=Dil%3DDil&artist=%D9%86%D8%B5%D8%B1%D8%AA+%26+Co";
    let wanted = [
        format!("GET /Playing.ashx?partnerId=p1&partnerKey=k-1&id=s123&{song}"),
        format!("GET /info/v2/pushmetadata/playingsong?broadcast=mehfil&apikey=k-2&{song}"),
    ];
    assert_eq!(asked, wanted);
    let trial: Value = world.post(&early, "/test").await.ok();
    assert_eq!(trial["delivered"], true);
    assert!(world.receiver.one().uri.query().unwrap().contains("Dil%3DDil"));
}

async fn services_that_refuse_are_not_asked_again(world: World) {
    let target = json!({ "kind": "telegram", "chat_id": "1", "token": "42:wrong" });
    let made = world.hook(hook(&target, &["dead_air"])).await;
    world
        .receiver
        .replies(Reply::status(401).body(r#"{"ok":false,"description":"Unauthorized"}"#));
    world.happens("dead_air", Value::Null).await;
    world.send().await;
    let delivery = world.delivery(&made).await;
    assert_eq!(delivery["state"], "dead");
    assert!(delivery["answer"].as_str().unwrap().contains("Unauthorized"));
    // A song is not told when another has long begun.
    let directory = json!({ "kind": "radiode", "broadcast": "mehfil", "api_key": "k" });
    let made = world.hook(hook(&directory, &["song_changed"])).await;
    world.plays("Vital Signs", "Dil Dil Pakistan").await;
    for (wait_s, state) in [(10, "waiting"), (400, "waiting"), (400, "dead")] {
        world.receiver.replies(Reply::status(500));
        world.send().await;
        assert_eq!(world.delivery(&made).await["state"], state);
        world.later(TimeDelta::seconds(wait_s));
    }
}

async fn tokens_go_to_the_server_they_were_given_for(world: World) {
    let url = &world.receiver.url;
    let target = json!({ "kind": "mastodon", "url": url, "token": "abc" });
    let made = world.hook(hook(&target, &["dead_air"])).await;
    let elsewhere = json!({ "target": { "kind": "mastodon", "url": "https://evil.example" } });
    let problem = world.change(&made, elsewhere).await.problem(Code::Invalid);
    assert_eq!(problem.fields[0].field, "/target/token");
    let other_kind = json!({ "target": { "kind": "generic", "url": "https://evil.example" } });
    let problem = world.change(&made, other_kind).await.problem(Code::Invalid);
    assert_eq!(problem.fields[0].field, "/target/kind");
    let same = json!({ "target": { "kind": "mastodon", "url": url, "visibility": "private" } });
    world.change(&made, same).await.is(200);
    world.happens("dead_air", Value::Null).await;
    world.send().await;
    let received = world.receiver.one();
    assert_eq!(received.header("authorization"), "Bearer abc");
    assert_eq!(received.json()["visibility"], "private");
}
