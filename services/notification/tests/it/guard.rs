//! Addresses of the server's own network are not reached by webhooks.

use awaz_testkit::Engine;
use serde_json::Value;

use crate::receiver::Receiver;
use crate::world::{World, config, generic};

#[tokio::test]
async fn neighbours_are_not_reached() {
    let receiver = Receiver::start().await;
    let closed = awaz_notification::Config {
        webhook_private: false,
        ..config(&receiver)
    };
    let world = World::with(Engine::Sqlite, closed, receiver.clone()).await;
    let port = receiver.url.rsplit(':').next().unwrap().to_owned();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "[64:ff9b::7f00:1]",
        "169.254.169.254",
        "100.64.0.1",
        "10.0.0.1",
    ];
    for host in hosts {
        let hook = world
            .hook(generic(&format!("http://{host}:{port}/hook"), &["dead_air"]))
            .await;
        let trial: Value = world.post(&hook, "/test").await.ok();
        let problem = trial["problem"].as_str().unwrap();
        assert!(problem.contains("notification.webhook_private"), "{host}: {problem}");
        assert_eq!(trial["status"], Value::Null);
        let call = world.client.delete(&crate::world::path(&hook, ""));
        call.by(awaz_testkit::Somebody::Owner).send().await.is(204);
    }
    assert_eq!(receiver.take().len(), 0);
}
