//! Relays: sound fetched from other servers, and sent on to them.

mod pull;
mod push;

use crate::world::{World, items};
use awaz_testkit::Somebody;
use serde_json::Value;

/// Adds a relay to `fm`; its path.
async fn add(world: &World, relay: Value) -> String {
    let made = world
        .client
        .post("/api/v1/channels/fm/relays", &relay)
        .by(Somebody::Owner)
        .send()
        .await;
    let made: Value = made.is(201).ok();
    format!("/api/v1/channels/fm/relays/{}", made["id"].as_str().unwrap())
}

/// Waits until the only relay of `fm` is connected, or has a problem with these words in it.
async fn wait_for(world: &World, problem: Option<&str>) -> Value {
    let page = world
        .wait_until("/relays", |page| {
            let status = &items(page)[0]["status"];
            match problem {
                None => status["connected"] == true,
                Some(words) => status["problem"]
                    .as_str()
                    .is_some_and(|problem| problem.contains(words)),
            }
        })
        .await;
    items(&page)[0].clone()
}
