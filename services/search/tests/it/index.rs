//! How the index follows what the other services have.

use crate::world::{World, station, titles};
use awaz_core::Code;
use awaz_search::Config;
use awaz_store::db::Migrations;
use awaz_testkit::{Bench, Engine, Somebody, on_both};

on_both!(
    what_is_new_is_found_and_what_is_gone_is_not,
    a_new_name_replaces_the_old_one,
    an_index_that_is_lost_is_made_anew,
);

async fn what_is_new_is_found_and_what_is_gone_is_not(world: World) {
    world.play("Bijli", "Naya Naam", "").await;
    world
        .until("/api/v1/search?q=bijli", |answer| titles(answer) == ["Bijli"])
        .await;
    world.neighbours.take_out("Bijli");
    // Nobody tells of it: the library's version does.
    world
        .until("/api/v1/search?q=bijli", |answer| titles(answer).is_empty())
        .await;
    let person = world.found("Naya Naam").await;
    assert!(!person.contains(&"Naya Naam".to_owned()), "{person:?}");
}

async fn a_new_name_replaces_the_old_one(world: World) {
    let second = station("lahore", "Lahore Beats", Somebody::OtherOwner);
    world.neighbours.stations.lock().push(second.clone());
    world
        .until("/api/v1/search?q=beats", |answer| titles(answer) == ["Lahore Beats"])
        .await;
    world.neighbours.rename(1, "Lahore Tarang");
    world
        .until("/api/v1/search?q=tarang", |answer| titles(answer) == ["Lahore Tarang"])
        .await;
    let old = world.found("beats").await;
    assert!(!old.iter().any(|title| title.contains("Beats")), "{old:?}");
    world.neighbours.stations.lock().pop();
    world
        .until("/api/v1/search?q=tarang", |answer| titles(answer).is_empty())
        .await;
}

async fn an_index_that_is_lost_is_made_anew(mut world: World) {
    world.bench.ctx.shutdown.cancel();
    let ctx = &mut world.bench.ctx;
    // Another data folder: the tables know what should be there, the index is empty.
    let folder = tempfile::tempdir().unwrap();
    ctx.data_dir = folder.path().into();
    ctx.shutdown = tokio_util::sync::CancellationToken::new();
    world.client = World::open(&world.bench).await;
    let found = world
        .until("/api/v1/search?q=pakistan", |answer| !titles(answer).is_empty())
        .await;
    assert_eq!(titles(&found), ["Dil Dil Pakistan"]);
}

/// The sound must not wait for search: the service opens, says that it does not answer, and that is all.
#[tokio::test]
async fn a_server_that_is_away_holds_up_nothing() {
    let migrations = Migrations::new().with(awaz_search::migrations);
    let bench = Bench::new(Engine::Sqlite, &migrations).await;
    let config = Config {
        url: "http://127.0.0.1:9/awaz".to_owned(),
        ..Config::default()
    };
    let service = awaz_search::service(&bench.ctx, config).await.unwrap();
    let client = bench.client(service.router);
    for path in ["/api/v1/search?q=dil", "/api/v1/search/suggest?q=dil"] {
        let problem = client.get(path).send().await.problem(Code::Unavailable);
        assert_eq!(
            problem.detail,
            "Search does not answer right now; try again in a few seconds."
        );
    }
    client.get("/api/v1/search?q=").send().await.is(200);
}
