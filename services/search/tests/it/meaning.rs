//! What is found without its words, and an index that is made anew while it answers.

use crate::world::{World, titles};
use awaz_testkit::{Somebody, on_both};
use serde_json::Value;

on_both!(
    what_has_to_do_with_a_query_stands_behind_what_has_its_words,
    an_index_answers_while_it_is_made_anew,
);

async fn what_has_to_do_with_a_query_stands_behind_what_has_its_words(world: World) {
    // Half of each artist's songs stand on an album that says what they are.
    let artists = [
        ("Junoon", "Sufi Rock"),
        ("Nazia Hassan", "Disco"),
        ("Alan Faqir", "Folk"),
    ];
    for at in 0..30 {
        let (artist, album) = artists[at % 3];
        world
            .neighbours
            .add(&format!("Song {at}"), artist, if at % 2 == 0 { album } else { "" });
    }
    world.play("Last song", "Junoon", "Sufi Rock").await;
    let is_there = |answer: &Value| {
        let hits = answer["sections"][0]["hits"].as_array().into_iter().flatten();
        hits.filter(|hit| hit["by"] == "meaning").count() >= 3
    };
    let answer = world.until("/api/v1/search?q=disco&kinds=track", is_there).await;
    let hits = answer["sections"][0]["hits"].as_array().unwrap();
    let by: Vec<&str> = hits.iter().map(|hit| hit["by"].as_str().unwrap()).collect();
    assert!(by.is_sorted_by_key(|by| *by == "meaning"), "{by:?}");
    assert!(hits.iter().all(|hit| hit["subtitle"] == "Nazia Hassan"), "{answer:#}");
    let phrase = world.get("/api/v1/search?q=%22disco%22&kinds=track").await;
    assert!(!phrase.to_string().contains("meaning"), "{phrase:#}");
}

async fn an_index_answers_while_it_is_made_anew(world: World) {
    for at in 0..500 {
        world.neighbours.add(&format!("Geet {at}"), "Kuch Log", "");
    }
    world.play("Geet aakhri", "Kuch Log", "").await;
    world
        .until("/api/v1/search?q=geet+aakhri", |answer| !titles(answer).is_empty())
        .await;
    for _ in 0..3 {
        let call = world.client.post("/api/v1/search/rebuild", &Value::Null);
        call.by(Somebody::Admin).send().await.is(202);
        for _ in 0..40 {
            assert_eq!(world.found("dil pakistan").await.first().unwrap(), "Dil Dil Pakistan");
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
    }
    world.play("Geet naya", "Kuch Log", "").await;
    world
        .until("/api/v1/search?q=geet+naya", |answer| {
            titles(answer)[..1] == ["Geet naya"]
        })
        .await;
}
