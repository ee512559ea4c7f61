//! `/api/v1/channels`: made, changed, deleted by who owns them.

use crate::world::{World, basic, config, items};
use awaz_core::Code;
use awaz_testkit::{Engine, Somebody};
use serde_json::{Value, json};

const FM: &str = "/api/v1/channels/fm";

async fn made_changed_deleted(engine: Engine) {
    let world = World::with(engine, config(), &[]).await;
    made_and_listed(&world).await;
    let one = "channels/chai-beats";
    let change = json!({
        "version": 1, "name": " چائے ", "description": "d", "website": "https://a.example", "color": "#b3261e",
        "settings": {"crossfade_ms": 0, "recording": {"keep_days": 7}, "dead_air": {"seconds": 30}},
    });
    let patch = format!("PATCH {one}");
    let changed: Value = world.owner(&patch, change.clone()).await.ok();
    assert_eq!((&changed["name"], &changed["version"]), (&"چائے".into(), &2.into()));
    let recording = &changed["settings"]["recording"];
    assert_eq!((&recording["keep_days"], &recording["live"]), (&7.into(), &true.into()));
    assert_eq!(changed["settings"]["crossfade_ms"], 0);
    world.owner(&patch, change).await.problem(Code::PreconditionFailed);
    let shown: Value = world.owner(&format!("GET {one}"), Value::Null).await.ok();
    assert_eq!(shown, changed);
    let delete = format!("DELETE {one}");
    let refused = world.call(Somebody::OtherOwner, &delete, Value::Null).await;
    refused.problem(Code::NotFound);
    world.owner(&delete, Value::Null).await.is(204);
    for gone in [one, "stations/chai-beats"] {
        let answer = world.owner(&format!("GET {gone}"), Value::Null).await;
        answer.problem(Code::NotFound);
    }
}

async fn made_and_listed(world: &World) {
    let new = json!({"name": "Chai & Beats", "language": "en"});
    let made: Value = world.owner("POST channels", new.clone()).await.is(201).ok();
    assert_eq!(
        (&made["slug"], &made["language"], &made["version"]),
        (&"chai-beats".into(), &"en".into(), &1.into())
    );
    let again: Value = world.owner("POST channels", new).await.is(201).ok();
    assert_eq!(again["slug"], "chai-beats-2");
    let taken = json!({"name": "x", "slug": "fm"});
    let problem = world.owner("POST channels", taken).await.problem(Code::Conflict);
    assert_eq!(problem.fields[0].field, "/slug");
    for (by, count) in [(Somebody::Owner, 3), (Somebody::OtherOwner, 0), (Somebody::Admin, 3)] {
        let page: Value = world.call(by, "GET channels", Value::Null).await.ok();
        assert_eq!(items(&page).len(), count, "{by:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn made_changed_deleted_on_sqlite() {
    made_changed_deleted(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn made_changed_deleted_on_postgres() {
    made_changed_deleted(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_fields_are_named_and_nothing_changes() {
    let world = World::new().await;
    let before = world.get("").await;
    for (change, field) in [
        (json!({"name": " \u{7} "}), "/name"),
        (json!({"website": "javascript:alert(1)"}), "/website"),
        (json!({"color": "red;background:url(x)"}), "/color"),
        (json!({"settings": {"crossfade_ms": 10_001}}), "/settings/crossfade_ms"),
        (
            json!({"settings": {"stall_ms": 1, "buffer_ms": 1}}),
            "/settings/buffer_ms",
        ),
        (json!({"settings": {"aliases": ["x y"]}}), "/settings/aliases"),
        (json!({"settings": {"aliases": ["/admin/stats"]}}), "/settings/aliases"),
        (json!({"settings": {"renditions": []}}), "/settings/renditions"),
        (json!({"settings": {"no_such": 1}}), "/settings/no_such"),
        (json!({"settings": {"dead_air": {"no_such": 1}}}), "/settings"),
        (json!({"settings": {"renditions": ["mp3-129"]}}), "/settings"),
        (json!({"settings": {"limits": 7}}), "/settings"),
        (json!({"settings": {"time_zone": "Lahore"}}), "/settings"),
    ] {
        let answer = world.owner("PATCH channels/fm", change.clone()).await;
        let problem = answer.problem(Code::Invalid);
        assert!(
            problem.fields.iter().any(|wrong| wrong.field == field),
            "{change}: {:?}",
            problem.fields
        );
    }
    for change in [
        json!({"language": "klingon"}),
        json!({"slug": "x"}),
        json!([]),
        json!({"version": "x"}),
    ] {
        world.owner("PATCH channels/fm", change).await.problem(Code::Invalid);
    }
    for new in [
        json!({"name": ""}),
        json!({"name": "x".repeat(101)}),
        json!({"name": "x", "slug": "Bad Slug"}),
        json!({}),
    ] {
        world.owner("POST channels", new).await.problem(Code::Invalid);
    }
    assert_eq!(world.get("").await["settings"], before["settings"]);
    assert_eq!(world.get("").await["version"], before["version"]);
}

/// Two channels cannot answer on the same mount: neither listeners nor sources may be taken over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mounts_of_others_are_taken() {
    let world = World::new().await;
    world.channel("other", Somebody::OtherOwner).await;
    let set = async |slug: &str, aliases: Value, by: Somebody| {
        let change = json!({"settings": {"aliases": aliases}});
        let path = format!("/api/v1/channels/{slug}");
        world.client.patch(&path, &change).by(by).send().await
    };
    set("fm", json!(["/radio", "/a.mp3"]), Somebody::Owner).await.is(200);
    set("fm", json!(["/radio", "/a.mp3", "/fm"]), Somebody::Owner)
        .await
        .is(200);
    for aliases in [json!(["/a.mp3"]), json!(["/fm"]), json!(["/b.mp3", "/radio"])] {
        let problem = set("other", aliases, Somebody::OtherOwner)
            .await
            .problem(Code::Conflict);
        assert_eq!(problem.fields[0].field, "/settings/aliases");
    }
    let new = json!({"name": "x", "slug": "radio"});
    let answer = world
        .client
        .post("/api/v1/channels", &new)
        .by(Somebody::OtherOwner)
        .send()
        .await;
    assert_eq!(answer.problem(Code::Conflict).fields[0].field, "/slug");
    let all: Value = world
        .client
        .get("/api/v1/channels")
        .by(Somebody::Admin)
        .send()
        .await
        .ok();
    assert_eq!(items(&all).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aliases_are_heard_by_sources_and_listeners() {
    let world = World::new().await;
    let change = json!({"settings": {"aliases": ["/radio.mp3", "/live/stream"]}});
    world.client.patch(FM, &change).by(Somebody::Owner).send().await.is(200);
    for alias in ["/radio.mp3", "/live/stream"] {
        let mut wire = world.icecast().await;
        wire.send(format!("HEAD {alias} HTTP/1.0\r\n\r\n")).await;
        assert!(wire.head().await.contains(" 200 OK"), "{alias}");
    }
    let mut wire = world.put("/live/stream", &basic("source", &world.key)).await;
    assert!(wire.head().await.contains(" 200 OK"));
}

/// A deleted channel lets go of its source and its listeners.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_a_channel_on_air_ends_its_connections() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    player.head().await;
    player.take(1000).await;
    world.client.delete(FM).by(Somebody::Owner).send().await.is(204);
    player.rest().await;
    assert!(world.page("/fm").await.status == 404);
    assert_eq!(
        world
            .put("/fm", &basic("source", &world.key))
            .await
            .answer()
            .await
            .status,
        404
    );
    let new = json!({"name": "x", "slug": "fm"});
    world
        .client
        .post("/api/v1/channels", &new)
        .by(Somebody::Owner)
        .send()
        .await
        .is(201);
}

/// The bound of channels of the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_many_channels_as_there_may_be() {
    let mut config = config();
    config.limits.channels = 1;
    let world = World::with(Engine::Sqlite, config, &[]).await;
    let new = json!({"name": "second"});
    world
        .client
        .post("/api/v1/channels", &new)
        .by(Somebody::Owner)
        .send()
        .await
        .problem(Code::Full);
    let all: Value = world
        .client
        .get("/api/v1/channels")
        .by(Somebody::Admin)
        .send()
        .await
        .ok();
    assert_eq!(items(&all).len(), 1);
}
