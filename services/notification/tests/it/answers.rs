//! What other servers answer, and what becomes of a delivery then.

use std::time::{Duration, Instant};

use awaz_core::Code;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::receiver::Reply;
use crate::world::World;
use awaz_testkit::on_both;

on_both!(
    retries_go_on_for_three_days_under_one_id,
    the_dead_are_tried_again_by_hand,
    one_that_is_gone_is_switched_off,
    retry_after_is_honoured_within_bounds,
    five_days_without_success_switch_a_webhook_off,
    one_success_forgets_all_failures,
    slow_answers_are_cut_off,
    huge_answers_are_read_in_part,
    redirects_are_not_followed,
    one_that_is_away_is_told,
    one_that_is_slow_does_not_hold_up_the_others,
    what_was_sent_long_ago_is_forgotten,
);

async fn failing(world: &World, reply: &Reply) -> Value {
    let hook = world.generic(&["dead_air"]).await;
    world.receiver.replies(reply.clone());
    world.happens("dead_air", Value::Null).await;
    assert_eq!(world.send().await, 1);
    hook
}

fn seconds_until(world: &World, delivery: &Value) -> i64 {
    let next: DateTime<Utc> = delivery["next_attempt_at"].as_str().unwrap().parse().unwrap();
    (next - world.clock().now()).num_seconds()
}

async fn retries_go_on_for_three_days_under_one_id(world: World) {
    let hook = world.generic(&["dead_air"]).await;
    world.happens("dead_air", Value::Null).await;
    let mut ids = Vec::new();
    let mut timestamps = Vec::new();
    let waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for wait in waits {
        world.receiver.replies(Reply::status(500));
        assert_eq!(world.send().await, 1, "before the wait of {wait} s");
        let received = world.receiver.one();
        ids.push(received.header("webhook-id").to_owned());
        timestamps.push(received.header("webhook-timestamp").to_owned());
        let delivery = world.delivery(&hook).await;
        assert_eq!(delivery["state"], "waiting");
        let until = seconds_until(&world, &delivery);
        assert!(
            (wait..=wait + wait / 4 + 1).contains(&until),
            "{until} s instead of {wait}"
        );
        world.later(TimeDelta::seconds(wait - 1));
        assert_eq!(world.send().await, 0);
        world.later(TimeDelta::seconds(wait / 4 + 2));
    }
    world.receiver.replies(Reply::status(500));
    assert_eq!(world.send().await, 1);
    ids.push(world.receiver.one().header("webhook-id").to_owned());
    let delivery = world.delivery(&hook).await;
    assert_eq!(
        (delivery["state"].clone(), delivery["attempts"].clone()),
        (json!("dead"), json!(10))
    );
    ids.dedup();
    assert_eq!(ids.len(), 1);
    timestamps.dedup();
    assert_eq!(timestamps.len(), waits.len());
    world.later(TimeDelta::days(2));
    assert_eq!(world.send().await, 0);
    // Three days are not five.
    assert_eq!(world.see(&hook).await["enabled"], true);
}

async fn the_dead_are_tried_again_by_hand(world: World) {
    let hook = world.generic(&["dead_air"]).await;
    world.receiver.replies(Reply::status(500));
    world.post(&hook, "/test").await.is(200);
    let id = world.receiver.one().header("webhook-id").to_owned();
    let delivery = world.delivery(&hook).await;
    let retry = format!("/deliveries/{}/retry", delivery["id"].as_str().unwrap());
    let again: Value = world.post(&hook, &retry).await.ok();
    assert_eq!(
        (again["state"].clone(), again["attempts"].clone()),
        (json!("waiting"), json!(0))
    );
    assert_eq!(world.send().await, 1);
    assert_eq!(world.receiver.one().header("webhook-id"), id);
    assert_eq!(world.delivery(&hook).await["state"], "delivered");
    world.post(&hook, &retry).await.problem(Code::Conflict);
    let other = world.generic(&["dead_air"]).await;
    world.post(&other, &retry).await.problem(Code::NotFound);
}

async fn one_that_is_gone_is_switched_off(world: World) {
    let hook = failing(&world, &Reply::status(410)).await;
    let seen = world.see(&hook).await;
    assert_eq!(
        (seen["enabled"].clone(), seen["disabled_reason"].clone()),
        (json!(false), json!("gone"))
    );
    assert_eq!(world.delivery(&hook).await["state"], "dead");
    world.happens("dead_air", Value::Null).await;
    assert_eq!(world.send().await, 0);
    let on: Value = world.change(&hook, json!({ "enabled": true })).await.ok();
    assert_eq!(
        (on["enabled"].clone(), on["disabled_reason"].clone()),
        (json!(true), Value::Null)
    );
}

async fn retry_after_is_honoured_within_bounds(world: World) {
    let cases = [
        (429, "120", 120..=151),
        (503, "Wed, 25 Nov 2026 12:10:00 GMT", 600..=751),
        // Shorter than ours, and longer than anybody may ask for.
        (429, "1", 5..=7),
        (503, "99999999999", 86_400..=108_001),
        (500, "120", 5..=7),
    ];
    for (status, after, wanted) in cases {
        let hook = failing(&world, &Reply::status(status).header("retry-after", after)).await;
        let until = seconds_until(&world, &world.delivery(&hook).await);
        assert!(wanted.contains(&until), "{status} {after}: {until} s");
        world.change(&hook, json!({ "enabled": false })).await.is(200);
    }
}

async fn five_days_without_success_switch_a_webhook_off(world: World) {
    let hook = failing(&world, &Reply::status(500)).await;
    assert_eq!(world.see(&hook).await["failing_since"], "2026-11-25T12:00:00Z");
    world.later(TimeDelta::hours(5 * 24 - 1));
    world.receiver.replies(Reply::status(500));
    world.send().await;
    assert_eq!(world.see(&hook).await["enabled"], true);
    world.later(TimeDelta::hours(2));
    world.receiver.replies(Reply::status(500));
    world.send().await;
    let seen = world.see(&hook).await;
    assert_eq!(
        (seen["enabled"].clone(), seen["disabled_reason"].clone()),
        (json!(false), json!("failing"))
    );
    assert_eq!(world.delivery(&hook).await["state"], "dead");
}

async fn one_success_forgets_all_failures(world: World) {
    let hook = failing(&world, &Reply::status(500)).await;
    world.later(TimeDelta::days(4));
    world.send().await;
    assert_eq!(world.see(&hook).await["failing_since"], Value::Null);
    world.later(TimeDelta::days(2));
    world.receiver.replies(Reply::status(500));
    world.happens("dead_air", Value::Null).await;
    world.send().await;
    assert_eq!(world.see(&hook).await["enabled"], true);
}

async fn slow_answers_are_cut_off(world: World) {
    let reply = Reply {
        pause: Duration::from_secs(20),
        ..Reply::status(200)
    };
    let started = Instant::now();
    let hook = failing(&world, &reply).await;
    assert!(started.elapsed() < Duration::from_secs(10));
    let delivery = world.delivery(&hook).await;
    assert_eq!(
        (delivery["state"].clone(), delivery["status"].clone()),
        (json!("waiting"), Value::Null)
    );
    assert_eq!(delivery["problem"], "No answer came within 1 s.");
}

async fn huge_answers_are_read_in_part(world: World) {
    let hook = failing(&world, &Reply::status(200).body("ق".repeat(8_000_000))).await;
    let delivery = world.delivery(&hook).await;
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(delivery["answer"], "ق".repeat(500));
    world.change(&hook, json!({ "enabled": false })).await.is(200);
    // What no database takes as text is taken out.
    let hook = failing(&world, &Reply::status(500).body(b"a\0b\xff".to_vec())).await;
    assert_eq!(world.delivery(&hook).await["answer"], "ab\u{fffd}");
}

async fn redirects_are_not_followed(world: World) {
    let to = format!("{}/elsewhere", world.receiver.url);
    let hook = failing(&world, &Reply::status(307).header("location", &to)).await;
    assert_eq!(world.receiver.one().uri.path(), "/hook");
    let delivery = world.delivery(&hook).await;
    assert_eq!(
        (delivery["state"].clone(), delivery["status"].clone()),
        (json!("waiting"), json!(307))
    );
    assert!(delivery["problem"].as_str().unwrap().contains("another address"));
}

async fn one_that_is_away_is_told(world: World) {
    let hook = world
        .hook(crate::world::generic("http://127.0.0.1:9/hook?key=hush", &["dead_air"]))
        .await;
    world.happens("dead_air", Value::Null).await;
    world.send().await;
    let problem = world.delivery(&hook).await["problem"].clone();
    let problem = problem.as_str().unwrap();
    assert!(
        problem.contains("cannot be reached") && !problem.contains("hush"),
        "{problem}"
    );
}

async fn one_that_is_slow_does_not_hold_up_the_others(world: World) {
    // Nobody answers there: a socket that takes connections and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let slow = world.hook(crate::world::generic(&url, &["dead_air"])).await;
    for _ in 0..40 {
        world.happens("dead_air", Value::Null).await;
    }
    let quick = world.generic(&["live_connect"]).await;
    world.happens("source.on_air", json!({ "who": "Saba" })).await;
    world.run("notification.courier");
    world.until(&quick, |all| all[0]["state"] == "delivered").await;
    // At a second each, and two at once, most of the others have not been tried yet.
    let tried = |all: &[Value]| all.iter().filter(|one| one["attempts"] == 1).count();
    assert!(tried(&world.deliveries(&slow).await) < 20);
    world.until(&slow, |all| tried(all) > 2).await;
}

async fn what_was_sent_long_ago_is_forgotten(world: World) {
    let hook = world.generic(&["dead_air"]).await;
    world.happens("dead_air", Value::Null).await;
    world.send().await;
    world.receiver.replies(Reply::status(500));
    world.happens("dead_air", Value::Null).await;
    world.send().await;
    let states = |all: &[Value]| -> Vec<Value> { all.iter().map(|one| one["state"].clone()).collect() };
    assert_eq!(states(&world.deliveries(&hook).await), ["waiting", "delivered"]);
    world.later(TimeDelta::days(15));
    world.run("notification.sweep");
    world.until(&hook, |all| states(all) == ["waiting"]).await;
}
