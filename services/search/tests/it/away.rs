//! The index's server is away: what is liked best is found all the same.

use crate::world::{World, titles};
use awaz_search::Config;
use awaz_testkit::Engine;
use serde_json::Value;

/// Nobody listens there.
const AWAY: &str = "http://127.0.0.1:9/awaz";

#[tokio::test]
async fn a_spare_answers_and_says_so() {
    let mut world = World::new(Engine::Sqlite).await;
    world.bench.ctx.shutdown.cancel();
    world.bench.ctx.shutdown = tokio_util::sync::CancellationToken::new();
    let config = Config {
        url: AWAY.to_owned(),
        ..Config::default()
    };
    world.client = World::open_as(&world.bench, config).await;
    let is_there = |answer: &Value| answer["sections"].is_array() && !titles(answer).is_empty();
    let started = std::time::Instant::now();
    let answer = loop {
        let answer = world.client.get("/api/v1/search?q=nusrat").send().await;
        if answer.status == 200 && is_there(&answer.ok()) {
            break answer.ok::<Value>();
        }
        assert!(started.elapsed().as_secs() < 20, "{}", answer.text());
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert_eq!(answer["limited"], true);
    assert!(titles(&answer).contains(&"نصرت فتح علی خان".to_owned()), "{answer:#}");
    let suggestions = world.get("/api/v1/search/suggest?q=nus").await;
    assert!(suggestions.to_string().contains("نصرت"), "{suggestions:#}");
}
