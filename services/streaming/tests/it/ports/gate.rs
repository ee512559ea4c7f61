//! Listener authentication by URL, L10: a panel is asked, and told of departures.

use crate::world::{self, World, eventually};
use awaz_streaming::icecast::bind;
use awaz_testkit::Engine;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use std::sync::{Arc, Mutex};

type Heard = Arc<Mutex<Vec<String>>>;

/// A panel that lets in whoever has the password `chai`, for an hour.
async fn panel(State(heard): State<Heard>, form: String) -> HeaderMap {
    let may = form.contains("pass=chai");
    heard.lock().unwrap().push(form);
    let mut headers = HeaderMap::new();
    headers.insert("icecast-auth-user", if may { "1" } else { "0" }.parse().unwrap());
    headers.insert("icecast-auth-message", "Members only.".parse().unwrap());
    headers.insert("icecast-auth-timelimit", "3600".parse().unwrap());
    headers
}

fn open_panel() -> (String, Heard) {
    let heard = Heard::default();
    let socket = bind(([127, 0, 0, 1], 0).into()).unwrap();
    let url = format!("http://{}/auth", socket.local_addr().unwrap());
    let router = Router::new().route("/auth", post(panel)).with_state(heard.clone());
    tokio::spawn(async move { axum::serve(socket, router).await });
    (url, heard)
}

async fn listen(world: &World, authorization: &str) -> String {
    let mut wire = world.icecast().await;
    wire.send(format!(
        "GET /fm?x=1 HTTP/1.0\r\nUser-Agent: phone\r\n{authorization}\r\n"
    ))
    .await;
    wire.head().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panel_says_who_may_listen_and_is_told_who_left() {
    let (url, heard) = open_panel();
    let mut config = world::config();
    config.listener_auth = url;
    let world = World::with(Engine::Sqlite, config, &[]).await;
    let refused = listen(&world, "").await;
    assert!(refused.starts_with("HTTP/1.0 403 "), "{refused}");
    let member = format!("Authorization: {}\r\n", world::basic("sana", "chai"));
    let admitted = listen(&world, &member).await;
    assert!(admitted.starts_with("HTTP/1.0 200 "), "{admitted}");
    let asked = heard.lock().unwrap().last().cloned().unwrap();
    for field in [
        "action=listener_add",
        "mount=%2Ffm%3Fx%3D1",
        "user=sana",
        "ip=127.0.0.1",
        "agent=phone",
    ] {
        assert!(asked.contains(field), "{field} not in {asked}");
    }
    let told = eventually("the departure", || {
        let heard = heard.lock().unwrap();
        heard
            .iter()
            .find(|form| form.contains("action=listener_remove"))
            .cloned()
    });
    let told = told.await;
    assert!(told.contains("agent=phone") && told.contains("duration="), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panel_that_is_gone_lets_nobody_in() {
    let mut config = world::config();
    config.listener_auth = "http://127.0.0.1:1/auth".to_owned();
    let world = World::with(Engine::Sqlite, config, &[]).await;
    let refused = listen(&world, "").await;
    assert!(refused.starts_with("HTTP/1.0 503 "), "{refused}");
}
