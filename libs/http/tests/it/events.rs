//! Events over a real socket: a listener that comes back gets what it missed.

use awaz_http::serve::serve;
use awaz_http::sse::{Feed, last_event_id, respond};
use axum::Router;
use axum::http::HeaderMap;
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

async fn start(feed: Arc<Feed>) -> SocketAddr {
    let events = move |headers: HeaderMap| async move { respond(feed.subscribe(last_event_id(&headers))) };
    let router = Router::new().route("/events", get(events));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, None, CancellationToken::new()));
    address
}

struct Listener {
    stream: TcpStream,
    seen: String,
}

impl Listener {
    async fn connect(address: SocketAddr, header: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /events HTTP/1.1\r\nHost: localhost\r\n{header}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        Self {
            stream,
            seen: String::new(),
        }
    }

    /// Reads until `text` came.
    async fn until(&mut self, text: &str) {
        let read = async {
            let mut bytes = [0; 4096];
            while !self.seen.contains(text) {
                let count = self.stream.read(&mut bytes).await.unwrap();
                assert!(count > 0, "it ended: {}", self.seen);
                self.seen.push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        };
        let came = tokio::time::timeout(Duration::from_secs(10), read).await;
        assert!(came.is_ok(), "{text:?} did not come: {}", self.seen);
    }

    fn ids(&self) -> Vec<u64> {
        self.seen
            .lines()
            .filter_map(|line| line.strip_prefix("id: "))
            .map(|id| id.trim().parse().unwrap())
            .collect()
    }
}

#[tokio::test]
async fn a_listener_that_comes_back_gets_what_it_missed_once_and_in_order() {
    let feed = Arc::new(Feed::new(8));
    let address = start(feed.clone()).await;
    for id in 1..=3 {
        feed.send("now", id, &id);
    }
    let mut first = Listener::connect(address, "").await;
    first.until("id: 3").await;
    assert_eq!(first.ids(), [3], "the latest, to begin with");
    assert!(first.seen.contains("content-type: text/event-stream"), "{}", first.seen);
    assert!(first.seen.contains("cache-control: no-store"), "{}", first.seen);
    drop(first);
    for id in 4..=6 {
        feed.send("now", id, &id);
    }
    let mut back = Listener::connect(address, "Last-Event-ID: 3\r\n").await;
    back.until("id: 6").await;
    feed.send("now", 7, &7);
    back.until("id: 7").await;
    assert_eq!(back.ids(), [4, 5, 6, 7]);
}

#[tokio::test]
async fn who_was_away_too_long_or_asks_nonsense_gets_what_there_is() {
    let feed = Arc::new(Feed::new(2));
    let address = start(feed.clone()).await;
    for id in 1..=5 {
        feed.send("now", id, &id);
    }
    let mut away = Listener::connect(address, "Last-Event-ID: 1\r\n").await;
    away.until("id: 5").await;
    assert_eq!(away.ids(), [4, 5]);
    let mut nonsense = Listener::connect(address, "Last-Event-ID: -1; DROP\r\n").await;
    nonsense.until("id: 5").await;
    assert_eq!(nonsense.ids(), [5]);
}
