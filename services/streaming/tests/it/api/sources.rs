//! What to type into an encoder; DJs; how the source is doing.

use crate::world::sound::Encoder;
use crate::world::{World, basic, items};
use awaz_core::Code;
use awaz_testkit::Somebody;
use serde_json::{Value, json};

const FM: &str = "/api/v1/channels/fm";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_ends_the_old_one() {
    let world = World::new().await;
    let encoder = world.get("/encoder").await;
    assert_eq!(encoder["icecast_port"], world.streaming.icecast_address().port());
    assert_eq!(
        encoder["shoutcast_port"],
        world.streaming.shoutcast_address().unwrap().port()
    );
    for (field, wanted) in [
        ("mount", "/fm"),
        ("user", "source"),
        ("host", "localhost"),
        ("webcast_url", "/api/v1/channels/fm/webcast"),
        ("key", &world.key),
    ] {
        assert_eq!(encoder[field], wanted, "{encoder}");
    }
    let sender = world.on_air().await;
    let rotated = world
        .client
        .post(&format!("{FM}/encoder/rotate"), &Value::Null)
        .by(Somebody::Owner)
        .send()
        .await;
    let new: Value = rotated.ok();
    let new = new["key"].as_str().unwrap();
    assert!(new != world.key && new.len() >= 20, "{new}");
    // Who is on air stays; who comes with the old key does not get in.
    assert_eq!(world.station()["on_air"], "live");
    world
        .put("/fm", &basic("source", &world.key))
        .await
        .answer()
        .await
        .is(401);
    let mut again = world.put("/fm", &basic("source", new)).await;
    assert!(again.head().await.contains(" 200 OK"));
    drop(sender);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn djs_come_and_go() {
    let world = World::new().await;
    let path = format!("{FM}/credentials");
    let add = async |new: Value| world.client.post(&path, &new).by(Somebody::Owner).send().await;
    let made: Value = add(json!({"user": "saima", "name": "Saima"})).await.is(201).ok();
    let password = made["password"].as_str().unwrap().to_owned();
    assert!(password.len() >= 16, "{made}");
    let problem = add(json!({"user": "saima", "password": "chai-pani-7"}))
        .await
        .problem(Code::Conflict);
    assert_eq!(problem.fields[0].field, "/user");
    for (new, field) in [
        (json!({"user": "source"}), "/user"),
        (json!({"user": "admin"}), "/user"),
        (json!({"user": "a:b"}), "/user"),
        (json!({"user": ""}), "/user"),
        (json!({"user": "x".repeat(65)}), "/user"),
        (json!({"user": "y", "password": "short"}), "/password"),
        (json!({"user": "y", "password": "x".repeat(129)}), "/password"),
        (json!({"user": "y", "password": "new\nline\nin"}), "/password"),
    ] {
        let problem = add(new.clone()).await.problem(Code::Invalid);
        assert_eq!(problem.fields[0].field, field, "{new}");
    }
    let listed = world.get("/credentials").await;
    assert_eq!(
        (items(&listed).len(), &listed["items"][0]["user"]),
        (1, &"saima".into())
    );
    assert!(
        listed["items"][0].get("password").is_none() && listed["items"][0]["last_used_at"].is_null(),
        "{listed}"
    );
    let mut wire = world.put("/fm", &basic("saima", &password)).await;
    assert!(wire.head().await.contains(" 200 OK"));
    assert!(world.get("/credentials").await["items"][0]["last_used_at"].is_string());
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    world.client.delete(&one).by(Somebody::Owner).send().await.is(204);
    world
        .client
        .delete(&one)
        .by(Somebody::Owner)
        .send()
        .await
        .problem(Code::NotFound);
    world
        .put("/fm", &basic("saima", &password))
        .await
        .answer()
        .await
        .is(401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_health_of_the_source() {
    let world = World::new().await;
    let none = world.get("/source").await;
    assert_eq!((&none["connected"], &none["who"]), (&false.into(), &Value::Null));
    let _encoder = world.on_air().await;
    let health = world
        .wait_until("/source", |health| {
            health["kbps_measured"].as_f64().is_some_and(|kbps| kbps > 100.0)
        })
        .await;
    assert_eq!((&health["channels"], &health["stalled"]), (&2.into(), &false.into()));
    assert!(health["kbps_measured"].as_f64().unwrap() < 400.0, "{health}");
    assert!(
        health["buffer_ms"].as_u64().unwrap() < 15_000 && health["since"].is_string(),
        "{health}"
    );
    let level = health["level"]["lufs_m"].as_f64().unwrap();
    assert!((-30.0..0.0).contains(&level), "{health}");
    world
        .client
        .delete(&format!("{FM}/source"))
        .by(Somebody::Owner)
        .send()
        .await
        .is(204);
    world.wait_for("on_air", "fallback").await;
    let gone = world
        .client
        .delete(&format!("{FM}/source"))
        .by(Somebody::Owner)
        .send()
        .await;
    gone.problem(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn presenters_keep_to_their_hours_and_go_with_their_access() {
    let world = World::new().await;
    let past = json!([{"from": "09:00", "to": "10:00", "last": "2020-01-01"}]);
    let new = json!({"user": "amna", "name": "Amna", "hours": past, "ends_with_hours": true});
    let made: Value = world.owner("POST channels/fm/credentials", new).await.is(201).ok();
    assert_eq!(
        (&made["hours"][0]["to"], &made["ends_with_hours"]),
        (&"10:00".into(), &true.into())
    );
    let login = basic("amna", made["password"].as_str().unwrap());
    let refused = world.put("/fm", &login).await.answer().await.is(403);
    assert!(refused.text().contains("not your hours"), "{}", refused.text());

    let one = format!("PATCH channels/fm/credentials/{}", made["id"].as_str().unwrap());
    for wrong in [
        json!({"hours": [{"from": "25:00", "to": "10:00"}]}),
        json!({"hours": [{"from": "09:00", "to": "10:00", "first": "2026-12-02", "last": "2026-12-01"}]}),
        json!({"user": "someone-else"}),
    ] {
        world.owner(&one, wrong.clone()).await.problem(Code::Invalid);
    }
    world
        .call(Somebody::OtherOwner, &one, json!({"hours": []}))
        .await
        .problem(Code::NotFound);
    // All day, every day: with an end at midnight.
    let all_day = json!({"hours": [{"from": "00:00", "to": "00:00"}]});
    let changed: Value = world.owner(&one, all_day).await.ok();
    assert_eq!(
        (&changed["name"], &changed["ends_with_hours"]),
        (&"Amna".into(), &true.into())
    );
    let mut wire = world.put("/fm", &login).await;
    assert!(wire.head().await.contains(" 200 OK"));
    let _encoder = Encoder::start(wire);
    world.wait_for("on_air", "live").await;
    assert!(world.get("/source").await["ends_at"].is_string());
    world.owner(&one.replace("PATCH", "DELETE"), Value::Null).await.is(204);
    world.wait_for("on_air", "fallback").await;
}
