//! Synonyms and pins: tried, kept, in force.

use crate::world::{World, titles};
use awaz_core::Code;
use awaz_testkit::{Somebody, on_both};
use awaz_wire::text::percent_encode;
use serde_json::{Value, json};

const RULES: &str = "/api/v1/search/rules";

on_both!(
    synonyms_find_what_is_called_otherwise,
    pins_stand_first,
    rules_are_tried_before_they_are_kept,
    one_change_does_not_undo_another,
    rules_that_cannot_be_are_refused,
    only_admins_make_rules,
);

/// The key of the first hit of a query.
async fn key_of(world: &World, query: &str) -> String {
    let answer = world.get(&format!("/api/v1/search?q={}", percent_encode(query))).await;
    answer["sections"][0]["hits"][0]["key"].as_str().unwrap().to_owned()
}

async fn keep(world: &World, rules: Value) -> Value {
    let call = world.client.put(RULES, &rules).by(Somebody::Admin);
    call.send().await.ok()
}

async fn synonyms_find_what_is_called_otherwise(world: World) {
    assert_eq!(world.found("xyzzy plugh").await, [""; 0]);
    let texts = json!(["xyzzy plugh", "dil pakistan", "وطن"]);
    let kept = keep(
        &world,
        json!({ "version": 0, "synonyms": [{ "texts": texts }], "pins": [] }),
    )
    .await;
    assert_eq!(kept["version"], 1);
    let path = format!("/api/v1/search?q={}", percent_encode("xyzzy plugh"));
    world
        .until(&path, |answer| titles(answer) == ["Dil Dil Pakistan"])
        .await;
    assert_eq!(world.found("وطن").await, ["Dil Dil Pakistan"]);
    let again: Value = world.client.get(RULES).by(Somebody::Admin).send().await.ok();
    assert_eq!(again, kept);
}

async fn pins_stand_first(world: World) {
    let key = key_of(&world, "gorakh").await;
    let gone = "track:00000000-0000-0000-0000-000000000000";
    let pins = json!([{ "query": " Pakistan ", "keys": [gone, key] }]);
    keep(&world, json!({ "version": 0, "synonyms": [], "pins": pins })).await;
    let first = |answer: &Value| answer["sections"][0]["hits"][0]["key"] == key.as_str();
    let answer = world.until("/api/v1/search?q=pakistan", first).await;
    let hits = answer["sections"][0]["hits"].as_array().unwrap();
    let by: Vec<&str> = hits.iter().map(|hit| hit["by"].as_str().unwrap()).collect();
    assert_eq!(by[..2], ["rule", "words"]);
    assert_eq!(hits[1]["title"], "Dil Dil Pakistan");
    // A pin is for the whole query, and does not pass a filter.
    assert!(!first(&world.get("/api/v1/search?q=dil+pakistan").await));
    let filtered = world.get("/api/v1/search?q=pakistan&kinds=album").await;
    assert!(!filtered.to_string().contains(&key), "{filtered:#}");
}

async fn rules_are_tried_before_they_are_kept(world: World) {
    let rules = json!({ "version": 0, "synonyms": [{ "texts": ["xyzzy", "gorakh"] }], "pins": [] });
    let trial = json!({ "query": "xyzzy", "rules": rules });
    let call = world
        .client
        .post(&format!("{RULES}/preview"), &trial)
        .by(Somebody::Admin);
    let preview: Value = call.send().await.ok();
    assert_eq!(titles(&preview["now"]), [""; 0]);
    assert_eq!(titles(&preview["proposed"]), ["تم اک گورکھ دھندہ ہو"]);
    assert_eq!(world.found("xyzzy").await, [""; 0]);
    let kept: Value = world.client.get(RULES).by(Somebody::Admin).send().await.ok();
    assert_eq!(kept, json!({ "version": 0, "synonyms": [], "pins": [] }));
}

async fn one_change_does_not_undo_another(world: World) {
    let of = |word: &str| json!({ "version": 0, "synonyms": [{ "texts": [word, "dil"] }], "pins": [] });
    keep(&world, of("heart")).await;
    let late = world.client.put(RULES, &of("qalb")).by(Somebody::Admin).send().await;
    late.problem(Code::Conflict);
    let kept: Value = world.client.get(RULES).by(Somebody::Admin).send().await.ok();
    assert_eq!(kept["synonyms"][0]["texts"][0], "heart");
}

async fn rules_that_cannot_be_are_refused(world: World) {
    let group = |texts: Value| json!({ "version": 0, "synonyms": [{ "texts": texts }], "pins": [] });
    let pins = |pins: Value| json!({ "version": 0, "synonyms": [], "pins": pins });
    let pin = json!({ "query": "dil", "keys": ["track:1"] });
    let cases = [
        (group(json!(["alone"])), "/synonyms/0/texts"),
        (group(json!(vec!["a"; 13])), "/synonyms/0/texts"),
        (group(json!(["dil", "Dil "])), "/synonyms/0/texts/1"),
        (group(json!(["dil", " ۔ "])), "/synonyms/0/texts/1"),
        (group(json!(["dil", "a".repeat(81)])), "/synonyms/0/texts/1"),
        (pins(json!([pin, pin])), "/pins/1/query"),
        (pins(json!([{ "query": "dil", "keys": [] }])), "/pins/0/keys"),
        (
            pins(json!([{ "query": "dil", "keys": ["nonsense"] }])),
            "/pins/0/keys/0",
        ),
        (pins(json!(vec![pin; 501])), "/pins"),
    ];
    for (rules, field) in cases {
        let answer = world.client.put(RULES, &rules).by(Somebody::Admin).send().await;
        let problem = answer.problem(Code::Invalid);
        assert_eq!(problem.fields[0].field, field);
    }
}

async fn only_admins_make_rules(world: World) {
    let rules = json!({ "version": 0, "synonyms": [], "pins": [] });
    let trial = json!({ "query": "dil", "rules": rules });
    let preview = format!("{RULES}/preview");
    let calls = || {
        [
            world.client.get(RULES),
            world.client.put(RULES, &rules),
            world.client.post(&preview, &trial),
            world.client.post("/api/v1/search/rebuild", &Value::Null),
        ]
    };
    for call in calls() {
        call.send().await.problem(Code::Unauthenticated);
    }
    for call in calls() {
        call.by(Somebody::Owner).send().await.problem(Code::Forbidden);
    }
}
