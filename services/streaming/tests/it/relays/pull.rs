//! Fetched: from a little server of the test's own.

use super::{add, wait_for};
use crate::world::sound::{MP3_SECOND, mp3, share_of_tone};
use crate::world::{World, config, items};
use awaz_core::Code;
use awaz_testkit::{Engine, Somebody};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A stream server as there are many.
#[derive(Clone)]
struct Elsewhere {
    address: SocketAddr,
    /// Requests so far.
    asked: Arc<AtomicU32>,
}

impl Elsewhere {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let this = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
        };
        let server = this.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().serve(stream));
            }
        });
        this
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut request = vec![0; 4096];
        let count = stream.read(&mut request).await.unwrap_or(0);
        let request = String::from_utf8_lossy(&request[..count]).into_owned();
        self.asked.fetch_add(1, Ordering::Relaxed);
        let path = request.split(' ').nth(1).unwrap_or_default();
        let text = |status: &str, lines: &str, body: &str| format!("HTTP/1.0 {status}\r\n{lines}\r\n{body}");
        let answer = match path {
            "/radio.m3u" => text(
                "200 OK",
                "Content-Type: audio/x-mpegurl\r\n",
                "#EXTM3U\n#EXTINF:-1,x\n/away\n",
            ),
            "/radio.pls" => {
                let body = format!("[playlist]\nNumberOfEntries=1\nFile1={}\n", self.url("/stream"));
                text("200 OK", "Content-Type: audio/x-scpls\r\n", &body)
            }
            "/away" => text("302 Found", "Location: /stream\r\n", ""),
            "/circle" => text("302 Found", "Location: /circle\r\n", ""),
            "/to-file" => text("302 Found", "Location: file:///etc/passwd\r\n", ""),
            "/playlists" => text("200 OK", "Content-Type: audio/x-mpegurl\r\n", "/playlists\n"),
            "/garbage" => "\u{1}\u{2} hello\r\n\r\n".to_owned(),
            "/html" => text(
                "200 OK",
                "Content-Type: text/html\r\n",
                &"<p>not a stream</p>".repeat(40_000),
            ),
            "/stream" => return self.stream(stream, &request).await,
            _ => text("404 Not Found", "", ""),
        };
        let _gone = stream.write_all(answer.as_bytes()).await;
    }

    /// The tone, with a title after every 4,096 bytes where it was asked for.
    async fn stream(self, mut stream: TcpStream, request: &str) {
        let head = "ICY 200 OK\r\nicy-name: Elsewhere\r\ncontent-type: audio/mpeg\r\nicy-metaint: 4096\r\n\r\n";
        assert!(request.to_lowercase().contains("icy-metadata: 1"), "{request}");
        let mut sent = 0_u64;
        let mut out = head.as_bytes().to_vec();
        for piece in mp3().chunks(4096).cycle().filter(|piece| piece.len() == 4096) {
            out.extend_from_slice(piece);
            let block = b"StreamTitle='Elsewhere - \xd9\x86\xd9\x88\xd8\xb1';";
            let padded = block.len().next_multiple_of(16);
            out.push((padded / 16) as u8);
            out.extend_from_slice(block);
            out.extend(std::iter::repeat_n(0, padded - block.len()));
            if stream.write_all(&out).await.is_err() {
                return;
            }
            out.clear();
            sent += 1;
            // A second ahead, then in real time: 4,096 bytes are 256 ms.
            if sent > 4 {
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
    }
}

async fn open_world() -> World {
    let mut config = config();
    config.relay_private = true;
    World::with(Engine::Sqlite, config, &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_is_fetched_with_its_titles() {
    let world = open_world().await;
    let elsewhere = Elsewhere::new().await;
    for path in ["/stream", "/radio.m3u", "/radio.pls"] {
        let relay = add(&world, json!({"direction": "pull", "url": elsewhere.url(path)})).await;
        let shown = wait_for(&world, None).await;
        assert!(
            shown["status"]["since"].is_string() && shown["status"]["problem"].is_null(),
            "{shown}"
        );
        world.wait_for("on_air", "live").await;
        world.wait_for("now.title", "نور").await;
        assert_eq!(world.get("/source").await["protocol"], "relay");
        if path == "/stream" {
            let mut player = world.icecast().await;
            player.send("GET /fm HTTP/1.0\r\n\r\n").await;
            player.head().await;
            assert!(share_of_tone(&player.take(6 * MP3_SECOND).await) > 0.8);
        }
        world.client.delete(&relay).by(Somebody::Owner).send().await.is(204);
        world
            .client
            .delete(&relay)
            .by(Somebody::Owner)
            .send()
            .await
            .problem(Code::NotFound);
        world.wait_for("on_air", "fallback").await;
    }
}

/// A person on air is not pushed off by a relay; a relay makes room for a person.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_comes_before_a_relay() {
    let world = open_world().await;
    let elsewhere = Elsewhere::new().await;
    add(&world, json!({"direction": "pull", "url": elsewhere.url("/stream")})).await;
    world.wait_for("now.live.name", "127.0.0.1").await;
    let encoder = world.on_air().await;
    world.wait_for("now.live.name", "Radio Mehfil").await;
    wait_for(&world, Some("")).await;
    drop(encoder);
    world.wait_for("now.live.name", "127.0.0.1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_fetched_says_why() {
    let world = open_world().await;
    let elsewhere = Elsewhere::new().await;
    for (path, words) in [
        ("/none", "no such stream"),
        ("/circle", "in circles"),
        ("/to-file", "leads nowhere"),
        ("/playlists", "lead to no stream"),
        ("/garbage", "does not speak HTTP"),
        ("/html", "cannot be played"),
    ] {
        let relay = add(&world, json!({"direction": "pull", "url": elsewhere.url(path)})).await;
        let shown = wait_for(&world, Some(words)).await;
        assert_eq!(shown["status"]["connected"], false, "{shown}");
        world.client.delete(&relay).by(Somebody::Owner).send().await.is(204);
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    add(
        &world,
        json!({"direction": "pull", "url": format!("http://{closed}/x")}),
    )
    .await;
    wait_for(&world, Some("cannot be reached")).await;
}

/// The waits between attempts grow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempts_become_rare() {
    let world = open_world().await;
    let elsewhere = Elsewhere::new().await;
    add(&world, json!({"direction": "pull", "url": elsewhere.url("/none")})).await;
    wait_for(&world, Some("no such stream")).await;
    tokio::time::sleep(Duration::from_millis(4500)).await;
    let asked = elsewhere.asked.load(Ordering::Relaxed);
    assert!((2..=3).contains(&asked), "{asked} attempts in 4.5 s");
}

/// A31: an owner's address must not lead to the server's neighbours, not even round a corner.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn private_addresses_are_refused() {
    let world = World::new().await;
    let elsewhere = Elsewhere::new().await;
    let port = elsewhere.address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "2130706433",
    ] {
        let relay = add(
            &world,
            json!({"direction": "pull", "url": format!("http://{host}:{port}/stream")}),
        )
        .await;
        wait_for(&world, Some("own network")).await;
        world.client.delete(&relay).by(Somebody::Owner).send().await.is(204);
    }
    assert_eq!(elsewhere.asked.load(Ordering::Relaxed), 0);
    for url in [
        "file:///etc/passwd",
        "gopher://a.example/",
        "http://",
        "http://user:pass@a.example/x",
        "x",
    ] {
        let relay = json!({"direction": "pull", "url": url});
        let answer = world
            .client
            .post("/api/v1/channels/fm/relays", &relay)
            .by(Somebody::Owner)
            .send()
            .await;
        assert_eq!(answer.problem(Code::Invalid).fields[0].field, "/url", "{url}");
    }
    assert!(items(&world.get("/relays").await).is_empty());
}

/// On demand: nothing is fetched until somebody listens, and no longer than they do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_demand() {
    let mut config = config();
    config.relay_private = true;
    config.idle_after_s = 1;
    let world = World::with(Engine::Sqlite, config, &[]).await;
    let elsewhere = Elsewhere::new().await;
    let url = elsewhere.url("/stream");
    add(&world, json!({"direction": "pull", "url": url, "mode": "on_demand"})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(elsewhere.asked.load(Ordering::Relaxed), 0);
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    player.head().await;
    player.take(1000).await;
    world.wait_for("on_air", "live").await;
    drop(player);
    world.wait_for("on_air", "fallback").await;
    let shown: Value = world.get("/relays").await;
    let status = &items(&shown)[0]["status"];
    assert!(status["connected"] == false && status["problem"].is_null(), "{shown}");
}

/// Relays are there again after a restart, and a password never comes back out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_stay_inside() {
    let world = open_world().await;
    let relay = json!({
        "direction": "push", "url": "http://127.0.0.1:1/x", "user": "source", "password": "hackme-now",
        "rendition": "aac-48", "protocol": "shoutcast", "mode": "on_demand",
    });
    add(&world, relay).await;
    let shown = world.get("/relays").await;
    assert!(!shown.to_string().contains("hackme-now"), "{shown}");
    let relay = &items(&shown)[0];
    for (field, wanted) in [
        ("rendition", "aac-48"),
        ("protocol", "shoutcast"),
        ("mode", "on_demand"),
        ("user", "source"),
    ] {
        assert_eq!(relay[field], wanted, "{relay}");
    }
}
