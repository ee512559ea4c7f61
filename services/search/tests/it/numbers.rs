//! What is remembered of searches, and who may see it.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::world::World;
use awaz_core::Code;
use awaz_search::Config;
use awaz_store::sea_orm::{ConnectionTrait, Statement};
use awaz_testkit::{Somebody, on_both};
use awaz_wire::text::percent_encode;
use chrono::TimeDelta;
use serde_json::{Value, json};

on_both!(
    searches_are_counted_without_names,
    clicks_make_a_mean_rank,
    only_those_who_run_stations_see_them,
    what_ten_people_look_for_is_a_trend,
    searches_are_forgotten_after_their_days,
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

/// A search by each of so many people, of whom nobody searches twice from another machine.
async fn searched_by(world: &World, query: &str, people: u8, language: &str) {
    for person in 1..=people {
        let path = format!("/api/v1/search?q={}&language={language}", percent_encode(query));
        let call = world.client.get(&path).from(IpAddr::from([203, 0, 113, person]));
        call.send().await.is(200);
    }
}

async fn what_ten_people_look_for_is_a_trend(world: World) {
    searched_by(&world, "Gorakh  Dhanda", 12, "").await;
    searched_by(&world, "dil dil pakistan", 10, "ur").await;
    searched_by(&world, "abida", 9, "").await;
    searched_by(&world, "xyzzy", 11, "").await;
    for _ in 0..20 {
        searched_by(&world, "chahiye", 1, "").await;
    }
    numbers(&world).await;
    // Nine people are too few, one who insists is one, and what is not there is no hint.
    let trends = world.get("/api/v1/search/trends").await;
    assert_eq!(trends["queries"], json!(["gorakh dhanda", "dil dil pakistan"]));
    let trends = world.get("/api/v1/search/trends?language=ur").await;
    assert_eq!(trends["queries"], json!(["dil dil pakistan"]));
    let trends = world.get("/api/v1/search/trends?language=sd").await;
    assert_eq!(trends["queries"], json!([]));
    // Who begins to type it is offered it.
    let suggestions = world.get("/api/v1/search/suggest?q=gorakh%20d").await;
    let offered = suggestions["suggestions"].as_array().unwrap();
    assert!(
        offered.iter().any(|one| one["text"] == "gorakh dhanda"),
        "{suggestions:#}"
    );
}

async fn kept_searches(world: &World) -> i64 {
    let db = world.bench.ctx.db.ro();
    let count = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) AS n FROM search_asked");
    let row = db.query_one_raw(count).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

async fn searches_are_forgotten_after_their_days(world: World) {
    world.found("gorakh").await;
    numbers(&world).await;
    let old = kept_searches(&world).await;
    assert!(old >= 1);
    world.bench.clock.advance(TimeDelta::days(29));
    world.found("abida").await;
    numbers(&world).await;
    // Only a process that starts, or has run for an hour, looks for what is old.
    world.bench.clock.advance(TimeDelta::days(2));
    let settings = Config {
        keep_days: 30,
        ..Config::default()
    };
    World::open_as(&world.bench, settings).await;
    let started = Instant::now();
    while kept_searches(&world).await != 1 {
        let left = kept_searches(&world).await;
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{left} searches are still kept, of {old} old ones"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
