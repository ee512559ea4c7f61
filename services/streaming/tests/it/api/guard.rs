//! Who may: every route of the studio, for everybody who may not.

use crate::world::World;
use awaz_core::Code;
use awaz_testkit::Somebody;
use axum::http::Method;
use serde_json::json;

const ID: &str = "01990000-0000-7000-8000-00000000abcd";

/// Every route of the studio with a body it takes.
fn routes() -> Vec<(Method, String, serde_json::Value)> {
    let null = serde_json::Value::Null;
    let of = |method: Method, path: &str, body: serde_json::Value| (method, format!("/api/v1/channels/fm{path}"), body);
    vec![
        of(Method::GET, "", null.clone()),
        of(Method::PATCH, "", json!({})),
        of(Method::DELETE, "", null.clone()),
        of(Method::GET, "/encoder", null.clone()),
        of(Method::POST, "/encoder/rotate", null.clone()),
        of(Method::GET, "/credentials", null.clone()),
        of(Method::POST, "/credentials", json!({"user": "x"})),
        of(Method::DELETE, &format!("/credentials/{ID}"), null.clone()),
        of(Method::GET, "/source", null.clone()),
        of(Method::DELETE, "/source", null.clone()),
        of(Method::GET, "/meter", null.clone()),
        of(Method::GET, "/queue", null.clone()),
        of(Method::POST, "/queue", json!({"track_id": ID})),
        of(Method::PATCH, &format!("/queue/{ID}"), json!({"position": "next"})),
        of(Method::DELETE, &format!("/queue/{ID}"), null.clone()),
        of(Method::POST, "/skip", null.clone()),
        of(Method::GET, "/recordings", null.clone()),
        of(Method::GET, "/listeners", null.clone()),
        of(Method::GET, "/listeners/history", null.clone()),
        of(Method::GET, "/traffic", null.clone()),
        of(Method::GET, "/alerts", null.clone()),
        of(Method::GET, "/relays", null.clone()),
        of(
            Method::POST,
            "/relays",
            json!({"direction": "pull", "url": "http://a.example/x"}),
        ),
        of(Method::DELETE, &format!("/relays/{ID}"), null),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_and_no_other_page() {
    let world = World::new().await;
    for (method, path, body) in routes() {
        let call = || world.client.call(method.clone(), &path).json(&body);
        call().send().await.problem(Code::Unauthenticated);
        call().bearer("awz_wrong").send().await.problem(Code::Unauthenticated);
        call().by(Somebody::Listener).send().await.problem(Code::Forbidden);
        call().by(Somebody::OtherOwner).send().await.problem(Code::NotFound);
        if method != Method::GET {
            let bare = call().header("cookie", &format!("awaz_sid={}", Somebody::Owner.key()));
            bare.send().await.problem(Code::Forbidden);
            let foreign = call()
                .cookie(Somebody::Owner.key())
                .header("origin", "https://evil.example");
            foreign.send().await.problem(Code::Forbidden);
        }
    }
    let cookie = world
        .client
        .patch("/api/v1/channels/fm", &json!({"genre": "Qawwali"}))
        .cookie(Somebody::Owner.key());
    cookie.send().await.is(200);
    // None of it was done.
    assert_eq!(world.get("/encoder").await["key"], world.key.as_str());
    assert_eq!(world.station()["genre"], "Qawwali");
    let new = world.client.post("/api/v1/channels", &json!({"name": "x"}));
    new.by(Somebody::Listener).send().await.problem(Code::Forbidden);
    for (method, path) in [(Method::GET, "audio"), (Method::DELETE, "")] {
        let path = format!("/api/v1/recordings/{ID}/{path}");
        let path = path.trim_end_matches('/');
        world
            .client
            .call(method.clone(), path)
            .send()
            .await
            .problem(Code::Unauthenticated);
        world
            .client
            .call(method, path)
            .by(Somebody::Owner)
            .send()
            .await
            .problem(Code::NotFound);
    }
}

/// Ids and bodies that are none are told from things that are not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_id_or_no_json() {
    let world = World::new().await;
    for path in ["/credentials/x", "/queue/x", "/relays/1"] {
        let path = format!("/api/v1/channels/fm{path}");
        let answer = world.client.delete(&path).by(Somebody::Owner).send().await;
        assert!(matches!(answer.status.as_u16(), 400 | 404), "{path}: {}", answer.status);
    }
    for body in ["", "{", "[]", "\u{0}"] {
        let call = world
            .client
            .call(Method::POST, "/api/v1/channels/fm/queue")
            .by(Somebody::Owner);
        call.header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .problem(Code::Invalid);
    }
    let huge = format!("{{\"name\": \"{}\"}}", "x".repeat(8_000_000));
    let call = world
        .client
        .call(Method::PATCH, "/api/v1/channels/fm")
        .by(Somebody::Owner);
    let answer = call.header("content-type", "application/json").body(huge).send().await;
    assert_eq!(answer.status.as_u16(), 413, "{}", answer.text());
}
