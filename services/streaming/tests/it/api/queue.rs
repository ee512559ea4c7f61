//! The queue and skipping.

use crate::world::{World, config, items};
use awaz_core::Code;
use awaz_testkit::{Engine, Somebody};
use serde_json::{Value, json};

const QUEUE: &str = "/api/v1/channels/fm/queue";

fn titles(page: &Value) -> Vec<String> {
    let title = |item: &Value| item["track"]["title"].as_str().unwrap().to_owned();
    items(page).iter().map(title).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tracks_are_added_moved_removed_and_skipped() {
    let tracks = [("a", 600), ("b", 600), ("c", 600), ("d", 600)];
    let world = World::with(Engine::Sqlite, config(), &tracks).await;
    world.wait_for("now.title", "a").await;
    let planned = world.get("/queue").await;
    assert_eq!(titles(&planned)[..2], ["b", "c"], "{planned}");
    let first = &planned["items"][0];
    assert!(
        first["starts_at"].is_string() && first["playlist"] == "Rotation",
        "{first}"
    );
    assert_eq!(
        (&first["track"]["duration_ms"], &first["track"]["art_url"]),
        (&600_000.into(), &"/api/v1/stations/fm/art".into())
    );
    let id_of = |index: usize| world.shelf.tracks[index].id;
    let add = async |body: Value| world.client.post(QUEUE, &body).by(Somebody::Owner).send().await;
    let page: Value = add(json!({"track_id": id_of(3)})).await.is(201).ok();
    assert_eq!(titles(&page)[..2], ["d", "b"], "{page}");
    assert_eq!(page["items"][0]["reason"], "by_hand");
    let page: Value = add(json!({"track_id": id_of(0), "position": 1})).await.is(201).ok();
    assert_eq!(titles(&page)[..3], ["d", "a", "b"], "{page}");
    for wrong in [json!("last"), json!(-1)] {
        let answer = add(json!({"track_id": id_of(0), "position": wrong})).await;
        answer.problem(Code::Invalid);
    }
    let unknown = json!({"track_id": "01990000-0000-7000-8000-00000000abcd"});
    add(unknown).await.problem(Code::NotFound);
    let entry = format!("channels/fm/queue/{}", page["items"][1]["id"].as_str().unwrap());
    let (patch, delete) = (format!("PATCH {entry}"), format!("DELETE {entry}"));
    let moved = world.owner(&patch, json!({"position": "next"})).await;
    assert_eq!(titles(&moved.ok())[..3], ["a", "d", "b"]);
    let far = world.owner(&patch, json!({"position": 60_000})).await;
    assert_eq!(titles(&far.ok()).last().map(String::as_str), Some("a"));
    world.owner(&delete, Value::Null).await.is(204);
    world.owner(&delete, Value::Null).await.problem(Code::NotFound);
    let gone = world.owner(&patch, json!({"position": 0})).await;
    gone.problem(Code::NotFound);
    assert_eq!(titles(&world.get("/queue").await)[..2], ["d", "b"]);
    world.owner("POST channels/fm/skip", Value::Null).await.is(204);
    world.wait_for("now.title", "d").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_skipped() {
    let world = World::with(Engine::Sqlite, config(), &[]).await;
    let skip = async || world.owner("POST channels/fm/skip", Value::Null).await;
    skip().await.problem(Code::Conflict);
    let _encoder = world.on_air().await;
    skip().await.problem(Code::Conflict);
}

/// Nobody's queue grows without a bound.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_has_an_end() {
    let world = World::with(Engine::Sqlite, config(), &[("a", 600)]).await;
    world.wait_for("now.title", "a").await;
    let body = json!({"track_id": world.shelf.tracks[0].id});
    let mut last = 201;
    for _ in 0..120 {
        let answer = world.client.post(QUEUE, &body).by(Somebody::Owner).send().await;
        last = answer.status.as_u16();
        if last != 201 {
            answer.problem(Code::Full);
            break;
        }
    }
    assert_ne!(last, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_hours_can_be_looked_at() {
    let world = World::with(Engine::Sqlite, config(), &[("a", 600), ("b", 600), ("c", 600)]).await;
    world.wait_for("now.title", "a").await;
    let queue = world.get("/queue").await;
    let preview = world.get("/queue/preview?hours=2").await;
    let told = titles(&preview);
    assert!((11..=13).contains(&told.len()), "{told:?}");
    assert_eq!(
        (
            &told[..2],
            preview["items"][0]["starts_at"] == queue["items"][0]["starts_at"]
        ),
        (&titles(&queue)[..2], true)
    );
    // Three tracks by one singer cannot be an hour apart, nor each of them two.
    let bent = |at: usize| preview["items"][at]["bent"].clone();
    assert_eq!(
        (bent(0), bent(5)),
        (json!(["artist"]), json!(["artist", "title"])),
        "{preview}"
    );
    assert_eq!(
        titles(&world.get("/queue").await),
        titles(&queue),
        "looking changes nothing"
    );
    let get = |path: &str| world.client.get(&format!("{QUEUE}/preview{path}"));
    for wrong in ["?hours=0", "?hours=169", "?hours=many"] {
        get(wrong).by(Somebody::Owner).send().await.problem(Code::Invalid);
    }
    get("").send().await.problem(Code::Unauthenticated);
    get("").by(Somebody::OtherOwner).send().await.problem(Code::NotFound);
}
