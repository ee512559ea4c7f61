//! What is remembered of searches, and who may see it.

use crate::world::{World, on_both};
use awaz_core::Code;
use awaz_testkit::Somebody;
use awaz_wire::text::percent_encode;
use serde_json::{Value, json};

on_both!(
    searches_are_counted_without_names,
    clicks_make_a_mean_rank,
    only_those_who_run_stations_see_them,
);

async fn numbers(world: &World) -> Value {
    let call = world.client.get("/api/v1/search/numbers").by(Somebody::Owner);
    call.send().await.ok()
}

async fn searches_are_counted_without_names(world: World) {
    let before = numbers(&world).await["days"][0]["searches"].as_i64().unwrap();
    for query in ["gorakh", "gorakh", "Xyzzy"] {
        world.found(query).await;
    }
    // What is typed on the way to a query is not a search.
    world.get("/api/v1/search?q=gora&partial=true").await;
    let numbers = numbers(&world).await;
    assert_eq!(
        numbers["days"][0]["searches"].as_i64().unwrap() - before,
        3,
        "{numbers:#}"
    );
    let find = |list: &str, query: &str| {
        let rows = numbers[list].as_array().unwrap();
        rows.iter().find(|row| row["query"] == query).cloned()
    };
    assert_eq!(
        find("found", "gorakh").unwrap(),
        json!({ "query": "gorakh", "people": 1, "searches": 2 })
    );
    assert_eq!(find("not_found", "xyzzy").unwrap()["searches"], 1);
    assert_eq!(find("found", "gora"), None);
    // One searcher is not many: nobody else learns of it.
    let trends = world.get("/api/v1/search/trends").await;
    assert_eq!(trends, json!({ "queries": [] }));
}

async fn clicks_make_a_mean_rank(world: World) {
    for place in [1, 4] {
        let answer = world
            .get(&format!("/api/v1/search?q={}", percent_encode("pakistan")))
            .await;
        let click = json!({ "search_id": answer["search_id"], "place": place });
        world.client.post("/api/v1/search/clicks", &click).send().await.is(204);
        // Only what was opened first counts.
        let again = json!({ "search_id": answer["search_id"], "place": 9 });
        world.client.post("/api/v1/search/clicks", &again).send().await.is(204);
    }
    let day = numbers(&world).await["days"][0].clone();
    assert_eq!(
        (day["clicked"].as_i64(), day["reciprocal_rank"].as_f64()),
        (Some(2), Some(0.625))
    );
    let unknown = json!({ "search_id": uuid::Uuid::new_v4(), "place": 1 });
    let answer = world.client.post("/api/v1/search/clicks", &unknown).send().await;
    answer.problem(Code::NotFound);
    let nowhere = json!({ "search_id": uuid::Uuid::new_v4(), "place": 0 });
    let answer = world.client.post("/api/v1/search/clicks", &nowhere).send().await;
    answer.problem(Code::Invalid);
}

async fn only_those_who_run_stations_see_them(world: World) {
    let path = "/api/v1/search/numbers";
    world.client.get(path).send().await.problem(Code::Unauthenticated);
    let listener = world.client.get(path).by(Somebody::Listener).send().await;
    listener.problem(Code::Forbidden);
    world.client.get(path).by(Somebody::Admin).send().await.is(200);
}
