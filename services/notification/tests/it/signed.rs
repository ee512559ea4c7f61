//! What a receiver of the kind generic gets, and how it knows that it is from us.

use awaz_core::Code;
use awaz_notification::sign::signature;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::receiver::Received;
use crate::world::World;
use awaz_testkit::on_both;

on_both!(
    a_song_is_told_and_signed,
    after_a_rotation_both_secrets_sign_for_a_day,
    secrets_are_shown_once,
    a_trial_shows_the_answer,
);

fn signed(received: &Received, secret: &str) -> String {
    let timestamp = received.header("webhook-timestamp").parse().unwrap();
    signature(secret, received.header("webhook-id"), timestamp, &received.body)
}

async fn a_song_is_told_and_signed(world: World) {
    let hook = world.generic(&["song_changed"]).await;
    world.plays("Vital Signs", "Dil Dil Pakistan").await;
    world.later(TimeDelta::seconds(2));
    assert_eq!(world.send().await, 1);
    let received = world.receiver.one();
    assert_eq!((received.method.as_str(), received.uri.path()), ("POST", "/hook"));
    assert_eq!(received.header("content-type"), "application/json");
    let wanted = json!({
        "type": "song.changed",
        "timestamp": "2026-11-25T12:00:00.000Z",
        "data": {
            "station": {
                "slug": "mehfil", "name": "ریڈیو محفل", "url": "https://radio.example/stations/mehfil",
            },
            "now_playing": {
                "title": "Dil Dil Pakistan", "artist": "Vital Signs", "album": "Vital Signs 1", "live": false,
            },
            "listeners": 12,
        },
    });
    assert_eq!(received.json(), wanted);
    let now_s = world.clock().now().timestamp().to_string();
    assert_eq!(received.header("webhook-timestamp"), now_s);
    let secret = hook["secret"].as_str().unwrap();
    assert_eq!(received.header("webhook-signature"), signed(&received, secret));
    let delivery = world.delivery(&hook).await;
    let id = delivery["id"].as_str().unwrap().replace('-', "");
    assert_eq!(received.header("webhook-id"), format!("msg_{id}"));
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(
        (delivery["status"].clone(), delivery["attempts"].clone()),
        (json!(200), json!(1))
    );
    assert_eq!(delivery["answer"], "thanks");
    assert_eq!(delivery["next_attempt_at"], Value::Null);
    assert_eq!(world.send().await, 0);
}

async fn after_a_rotation_both_secrets_sign_for_a_day(world: World) {
    let hook = world.generic(&["song_changed"]).await;
    let rotated: Value = world.post(&hook, "/rotate-secret").await.ok();
    let (old, new) = (hook["secret"].as_str().unwrap(), rotated["secret"].as_str().unwrap());
    assert_ne!(old, new);
    assert_eq!(rotated["old_secret_until"], "2026-11-26T12:00:00Z");
    world.plays("Vital Signs", "Dil Dil Pakistan").await;
    world.send().await;
    let received = world.receiver.one();
    let both = format!("{} {}", signed(&received, new), signed(&received, old));
    assert_eq!(received.header("webhook-signature"), both);
    world.later(TimeDelta::hours(24));
    world.plays("Vital Signs", "Gore Rang Ka Zamana").await;
    world.send().await;
    let received = world.receiver.one();
    assert_eq!(received.header("webhook-signature"), signed(&received, new));
    assert_eq!(world.see(&hook).await["old_secret_until"], Value::Null);
}

async fn secrets_are_shown_once(world: World) {
    let url = &world.receiver.url;
    let hook = world.generic(&["dead_air"]).await;
    assert!(hook["secret"].as_str().unwrap().starts_with("whsec_"));
    assert!(world.see(&hook).await.get("secret").is_none());
    let targets = [
        json!({ "kind": "discord", "url": format!("{url}/api/webhooks/123/hush-hush") }),
        json!({ "kind": "telegram", "chat_id": "-1001", "token": "42:hush-hush" }),
        json!({ "kind": "mastodon", "url": url, "token": "hush-hush" }),
    ];
    for target in targets {
        let hook = world
            .hook(json!({ "name": "Post", "target": target, "triggers": ["dead_air"] }))
            .await;
        assert_eq!(hook["secret"], Value::Null);
        assert!(!hook.to_string().contains("hush"), "{hook:#}");
        assert!(!world.see(&hook).await.to_string().contains("hush"));
        world.post(&hook, "/rotate-secret").await.problem(Code::Conflict);
    }
}

async fn a_trial_shows_the_answer(world: World) {
    let hook = world.generic(&["dead_air"]).await;
    let trial: Value = world.post(&hook, "/test").await.ok();
    assert_eq!(
        (trial["delivered"].clone(), trial["status"].clone()),
        (json!(true), json!(200))
    );
    assert_eq!(trial["answer"], "thanks");
    let received = world.receiver.one();
    assert_eq!(received.json()["type"], "webhook.test");
    assert_eq!(
        received.header("webhook-signature"),
        signed(&received, hook["secret"].as_str().unwrap())
    );
    // One that fails is told at once, and not tried again.
    world
        .receiver
        .replies(crate::receiver::Reply::status(500).body("oh dear"));
    let trial: Value = world.post(&hook, "/test").await.ok();
    assert_eq!(trial["delivered"], false);
    assert_eq!(trial["answer"], "oh dear");
    assert!(trial["problem"].as_str().unwrap().contains("500"));
    world.later(TimeDelta::days(1));
    assert_eq!(world.send().await, 0);
    assert_eq!(world.see(&hook).await["failing_since"], Value::Null);
    let states: Vec<_> = world
        .deliveries(&hook)
        .await
        .iter()
        .map(|one| one["state"].clone())
        .collect();
    assert_eq!(states, ["dead", "delivered"]);
}
