//! Sent on: to another service of ours.

use super::{add, wait_for};
use crate::world::{World, config};
use awaz_testkit::{Engine, Somebody};
use serde_json::json;

async fn two_worlds() -> (World, World) {
    let mut config = config();
    config.relay_private = true;
    let from = World::with(Engine::Sqlite, config, &[("Ranjish", 600)]).await;
    from.wait_for("on_air", "autodj").await;
    (from, World::new().await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_icecast_with_titles_until_it_is_kicked() {
    let (from, to) = two_worlds().await;
    let relay = json!({
        "direction": "push", "url": format!("http://{}/fm", to.streaming.icecast_address()),
        "password": to.key, "rendition": "aac-48",
    });
    let relay = add(&from, relay).await;
    wait_for(&from, None).await;
    to.wait_for("on_air", "live").await;
    to.wait_for("now.title", "Ranjish").await;
    assert_eq!(to.station()["now"]["artist"], "Iqbal Bano");
    let health = to.get("/source").await;
    assert_eq!(
        (&health["protocol"], &health["format"]),
        (&"icecast".into(), &"aac".into())
    );
    // Kicked, it says so and comes again.
    to.client
        .delete("/api/v1/channels/fm/source")
        .by(Somebody::Owner)
        .send()
        .await
        .is(204);
    wait_for(&from, Some("")).await;
    to.wait_for("on_air", "live").await;
    wait_for(&from, None).await;
    from.client.delete(&relay).by(Somebody::Owner).send().await.is(204);
    to.wait_for("on_air", "fallback").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_shoutcast() {
    let (from, to) = two_worlds().await;
    // A Shoutcast server's address is that of its listeners, one below the sources'.
    let mut address = to.streaming.shoutcast_address().unwrap();
    address.set_port(address.port() - 1);
    let relay = json!({
        "direction": "push", "url": format!("http://{address}"), "password": to.key, "protocol": "shoutcast",
    });
    add(&from, relay).await;
    wait_for(&from, None).await;
    to.wait_for("on_air", "live").await;
    assert_eq!(to.get("/source").await["protocol"], "shoutcast");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_says_why() {
    let (from, to) = two_worlds().await;
    let at = to.streaming.icecast_address();
    let _encoder = to.on_air().await;
    let new = json!({"user": "saima", "password": "chai-pani-7"});
    to.client
        .post("/api/v1/channels/fm/credentials", &new)
        .by(Somebody::Owner)
        .send()
        .await
        .is(201);
    for (url, user, password, words) in [
        (format!("http://{at}/fm"), "source", "wrong", "assword"),
        (format!("http://{at}/none"), "source", to.key.as_str(), "404"),
        (format!("http://{at}/fm"), "saima", "chai-pani-7", "in use"),
        (format!("http://{at}/fm"), "source", "", "no password"),
    ] {
        let relay = json!({"direction": "push", "url": url, "user": user, "password": password});
        let relay = add(&from, relay).await;
        let shown = wait_for(&from, Some("")).await;
        assert!(
            shown["status"]["problem"].as_str().unwrap().contains(words),
            "{words}: {shown}"
        );
        from.client.delete(&relay).by(Somebody::Owner).send().await.is(204);
    }
}
