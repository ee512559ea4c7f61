//! The whole service: a database of its own, channels on air, ports on free numbers.

mod library;
pub(crate) mod sound;
mod wire;

pub(crate) use library::{Shelf, Track};
pub(crate) use wire::{Answer, Wire, basic};

use awaz_core::clock::SystemClock;
use awaz_core::{Rendition, Slug};
use awaz_store::db::Migrations;
use awaz_streaming::model::{Profile, Settings};
use awaz_streaming::{Config, NewChannel, Streaming};
use awaz_testkit::{Bench, Client, Engine, Somebody};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// A service with a channel `fm` of [`Somebody::Owner`].
pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) streaming: Streaming,
    pub(crate) client: Client,
    pub(crate) shelf: Arc<Shelf>,
    /// Key of `fm`.
    pub(crate) key: String,
    router: axum::Router,
    config: Config,
    tasks: Vec<JoinHandle<()>>,
}

/// The service's settings: one thread, any free port.
pub(crate) fn config() -> Config {
    let mut config = Config {
        icecast: SocketAddr::from(([127, 0, 0, 1], 0)),
        shoutcast: "127.0.0.1:0".to_owned(),
        engine_threads: 1,
        ..Config::default()
    };
    config.fanout.threads = 1;
    config.fanout.tick_ms = 100;
    config
}

/// Settings of a channel that costs little and goes live soon.
pub(crate) fn quick(settings: &mut Settings) {
    settings.renditions = ["mp3-128", "aac-48", "opus-24"]
        .map(|name| Rendition::parse(name).unwrap())
        .to_vec();
    settings.buffer_ms = 300;
    settings.recording.live = false;
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Engine::Sqlite, config(), &[]).await
    }

    /// With tracks of so many seconds in the library of every channel.
    pub(crate) async fn with(engine: Engine, config: Config, tracks: &[Track]) -> Self {
        let migrations = Migrations::new().with(awaz_streaming::migrations);
        let mut bench = Bench::new(engine, &migrations).await;
        bench.ctx.clock = Arc::new(SystemClock);
        let shelf = Arc::new(Shelf::stocked(&bench.ctx.objects, tracks).await);
        let mut world = Self::open(bench, config, shelf).await;
        (_, world.key) = world.channel("fm", Somebody::Owner).await;
        world
    }

    async fn open(bench: Bench, config: Config, shelf: Arc<Shelf>) -> Self {
        bench.ctx.ports.bind_catalog(shelf.clone());
        let (streaming, service) = awaz_streaming::open(&bench.ctx, config.clone()).await.unwrap();
        let tasks = service.tasks.into_iter().map(|task| tokio::spawn(task.run)).collect();
        let router = axum::Router::from(service.router);
        Self {
            client: bench.client(router.clone()),
            bench,
            streaming,
            shelf,
            key: String::new(),
            router,
            config,
            tasks,
        }
    }

    /// Stops the service, and opens it again on the same data.
    pub(crate) async fn restarted(mut self) -> Self {
        self.bench.ctx.shutdown.cancel();
        for task in self.tasks {
            let ended = tokio::time::timeout(PATIENCE, task).await;
            ended.expect("every task ends").unwrap();
        }
        self.bench.ctx.shutdown = CancellationToken::new();
        self.bench.ctx.ports = awaz_http::service::Ports::default();
        self.bench
            .ctx
            .ports
            .bind_directory(Arc::new(awaz_testkit::people::People));
        let world = Self::open(self.bench, self.config, self.shelf).await;
        Self { key: self.key, ..world }
    }

    /// Makes another channel; it and its key.
    pub(crate) async fn channel(&self, slug: &str, owner: Somebody) -> (Profile, String) {
        let new = NewChannel {
            slug: Some(self::slug(slug)),
            owner: Some(owner.id()),
            description: "Songs of the night".to_owned(),
            genre: "Ghazal".to_owned(),
            ..NewChannel::named("Radio Mehfil")
        };
        let (profile, key) = self.streaming.create(new).await.unwrap();
        self.streaming.change(&profile.slug, quick).await.unwrap();
        self.streaming.refresh().await;
        (profile, key)
    }

    /// Changes the settings of `fm`.
    pub(crate) async fn set(&self, change: impl FnOnce(&mut Settings) + Send) {
        self.streaming.change(&slug("fm"), change).await.unwrap();
    }

    /// A connection to the Icecast port.
    pub(crate) async fn icecast(&self) -> Wire {
        Wire::to(self.streaming.icecast_address()).await
    }

    /// A connection to the Shoutcast port.
    pub(crate) async fn shoutcast(&self) -> Wire {
        Wire::to(self.streaming.shoutcast_address().unwrap()).await
    }

    /// Asks the Icecast port with HTTP/1.0, and reads the whole answer.
    pub(crate) async fn ask(&self, head: &str) -> Answer {
        let mut wire = self.icecast().await;
        wire.send(format!("{head}\r\n\r\n")).await;
        wire.answer().await
    }

    /// A `GET` of the Icecast port.
    pub(crate) async fn page(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.0\r\nHost: radio.example:8000"))
            .await
    }

    /// Puts an encoder on `fm`, sending in real time until it is dropped.
    pub(crate) async fn on_air(&self) -> sound::Encoder {
        let mut wire = self.put("/fm", &basic("source", &self.key)).await;
        assert_eq!(wire.head().await, "HTTP/1.1 200 OK\r\n\r\n");
        let encoder = sound::Encoder::start(wire);
        self.wait_for("on_air", "live").await;
        encoder
    }

    /// Sends the head of a `PUT` of MP3.
    pub(crate) async fn put(&self, mount: &str, authorization: &str) -> Wire {
        let mut wire = self.icecast().await;
        let head = format!(
            "PUT {mount} HTTP/1.1\r\nHost: radio.example\r\nAuthorization: {authorization}\r\n\
             Content-Type: audio/mpeg\r\nUser-Agent: test/1\r\nIce-Name: Mehfil\r\n\r\n"
        );
        wire.send(head).await;
        wire
    }

    /// What the public API says of `fm`.
    pub(crate) fn station(&self) -> Value {
        self.streaming.station(&slug("fm")).unwrap()
    }

    /// Waits until a field of `fm` is as wanted; `now.title` is its title.
    pub(crate) async fn wait_for(&self, field: &str, wanted: &str) {
        let pointer = format!("/{}", field.replace('.', "/"));
        eventually(&format!("{field} to be {wanted:?}"), || {
            let found = self.station();
            (found.pointer(&pointer).and_then(Value::as_str) == Some(wanted)).then_some(())
        })
        .await;
    }

    /// Sends a request as somebody: `PATCH channels/fm`, below `/api/v1/`; null is no body.
    pub(crate) async fn call(&self, by: Somebody, what: &str, body: Value) -> awaz_testkit::Answer {
        let (method, path) = what.split_once(' ').unwrap();
        let call = self
            .client
            .call(method.parse().unwrap(), &format!("/api/v1/{path}"))
            .by(by);
        let call = if body.is_null() { call } else { call.json(&body) };
        call.send().await
    }

    /// As [`World::call`], as the owner of `fm`.
    pub(crate) async fn owner(&self, what: &str, body: Value) -> awaz_testkit::Answer {
        self.call(Somebody::Owner, what, body).await
    }

    /// Asks the API as the owner of `fm`.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let path = format!("/api/v1/channels/fm{path}");
        self.client.get(&path).by(Somebody::Owner).send().await.ok()
    }

    /// Waits until what the API says to the owner of `fm` is as wanted.
    pub(crate) async fn wait_until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let found = self.get(path).await;
            if is_so(&found) {
                return found;
            }
            assert!(since.elapsed() < PATIENCE, "waited in vain: {path} is {found}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the owner of `fm` is told of something.
    pub(crate) async fn wait_for_alert(&self, kind: &str) {
        let told = |page: &Value| items(page).iter().any(|alert| alert["kind"] == kind);
        self.wait_until("/alerts", told).await;
    }

    /// Opens the real HTTP port; its address.
    pub(crate) async fn http(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }
}

/// Items of a page.
pub(crate) fn items(page: &Value) -> &[Value] {
    page["items"].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

/// Looks again and again until there is something.
pub(crate) async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
