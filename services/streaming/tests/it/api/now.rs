//! Now playing, its events, and the levels.

use crate::world::{PATIENCE, World, config};
use awaz_core::Code;
use awaz_testkit::{Engine, Somebody};
use axum::body::BodyDataStream;
use futures::StreamExt;
use serde_json::Value;

/// A stream of server-sent events.
struct Events {
    body: BodyDataStream,
    read: String,
}

/// Name, id and data of one.
#[derive(Debug, Clone, PartialEq)]
struct Event {
    name: String,
    id: u64,
    data: Value,
}

impl Events {
    async fn open(world: &World, path: &str, last: Option<u64>) -> Self {
        let mut call = world.client.get(path).by(Somebody::Owner);
        if let Some(last) = last {
            call = call.header("last-event-id", &last.to_string());
        }
        let response = call.open().await;
        assert_eq!(response.status(), 200);
        assert!(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/event-stream")
        );
        Self {
            body: response.into_body().into_data_stream(),
            read: String::new(),
        }
    }

    async fn next(&mut self) -> Event {
        let next = tokio::time::timeout(PATIENCE, self.more());
        next.await.expect("events come").expect("it goes on")
    }

    /// The next one; `None` at the end.
    async fn more(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                if let Some(event) = parse(&event) {
                    return Some(event);
                }
                continue;
            }
            let more = self.body.next().await?;
            self.read.push_str(&String::from_utf8_lossy(&more.unwrap()));
        }
    }

    /// The next one of a name.
    async fn next_of(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await;
            if event.name == name {
                return event;
            }
        }
    }
}

fn parse(text: &str) -> Option<Event> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    Some(Event {
        name: field("event:")?.to_owned(),
        id: field("id:").map_or(0, |id| id.parse().unwrap()),
        data: serde_json::from_str(field("data:")?).unwrap(),
    })
}

const NOW: &str = "/api/v1/channels/fm/now-playing";
const EVENTS: &str = "/api/v1/channels/fm/events";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn now_playing_has_an_etag_that_changes_with_the_song() {
    let world = World::with(Engine::Sqlite, config(), &[("Ranjish", 600), ("Aaj", 600)]).await;
    world.wait_for("now.title", "Ranjish").await;
    let first = world.client.get(NOW).send().await;
    let view: Value = first.ok();
    assert_eq!(
        (&view["station"]["slug"], &view["now"]["artist"]),
        (&"fm".into(), &"Iqbal Bano".into())
    );
    assert_eq!(
        (&view["now"]["duration_ms"], &view["listeners"]),
        (&600_000.into(), &0.into())
    );
    assert_eq!(view["next"][0]["title"], "Aaj");
    let asked = world.client.get(NOW).header("if-none-match", first.header("etag"));
    asked.send().await.is(304);
    // What was heard for less than a frame is no history.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    world
        .client
        .post("/api/v1/channels/fm/skip", &Value::Null)
        .by(Somebody::Owner)
        .send()
        .await
        .is(204);
    world.wait_for("now.title", "Aaj").await;
    let second = world
        .client
        .get(NOW)
        .header("if-none-match", first.header("etag"))
        .send()
        .await;
    let view: Value = second.ok();
    assert_eq!(view["history"][0]["title"], "Ranjish", "{view}");
    world
        .client
        .get("/api/v1/channels/none/now-playing")
        .send()
        .await
        .problem(Code::NotFound);
    world
        .client
        .get("/api/v1/channels/none/events")
        .send()
        .await
        .problem(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_and_what_was_missed_is_replayed() {
    let world = World::with(
        Engine::Sqlite,
        config(),
        &[("Ranjish", 600), ("Aaj", 600), ("Gulon", 600)],
    )
    .await;
    world.wait_for("now.title", "Ranjish").await;
    let mut events = Events::open(&world, EVENTS, None).await;
    let first = events.next().await;
    assert_eq!((first.name.as_str(), &first.data["title"]), ("now", &"Ranjish".into()));
    let state = events.next().await;
    assert_eq!(
        (state.name.as_str(), &state.data["on_air"]),
        ("state", &"autodj".into())
    );
    let skip = async || {
        world
            .client
            .post("/api/v1/channels/fm/skip", &Value::Null)
            .by(Somebody::Owner)
            .send()
            .await
            .is(204)
    };
    skip().await;
    let second = events.next_of("now").await;
    assert_eq!(second.data["title"], "Aaj");
    assert_eq!(second.id, second.data["seq"].as_u64().unwrap() * 2);
    drop(events);
    skip().await;
    world.wait_for("now.title", "Gulon").await;
    let mut resumed = Events::open(&world, EVENTS, Some(first.id)).await;
    assert_eq!(resumed.next_of("now").await, second);
    let third = resumed.next_of("now").await;
    assert_eq!(third.data["title"], "Gulon");
    let mut fresh = Events::open(&world, EVENTS, None).await;
    assert_eq!(fresh.next_of("now").await, third);
    let _encoder = world.on_air().await;
    loop {
        let state = fresh.next_of("state").await;
        if state.data["on_air"] == "live" {
            break;
        }
    }
}

/// Ids never go back, however songs and states follow each other: a player resumes by them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_events_only_grow() {
    let world = World::with(Engine::Sqlite, config(), &[("a", 600), ("b", 600)]).await;
    world.wait_for("on_air", "autodj").await;
    let mut events = Events::open(&world, EVENTS, None).await;
    let encoder = world.on_air().await;
    drop(encoder);
    world.wait_for("on_air", "autodj").await;
    let (mut last, mut lives, mut back) = (0, 0, false);
    while !back {
        let event = events.next().await;
        assert!(event.id >= last, "{event:?} after {last}");
        last = event.id;
        lives += u32::from(event.name == "now" && event.data["kind"] == "live");
        back = lives > 0 && event.name == "now" && event.data["kind"] == "track";
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn levels_come_ten_times_a_second() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let mut events = Events::open(&world, "/api/v1/channels/fm/meter", None).await;
    let since = std::time::Instant::now();
    let mut loudest = f64::MIN;
    for _ in 0..20 {
        let meter = events.next_of("meter").await;
        loudest = loudest.max(meter.data["lufs_m"].as_f64().unwrap_or(f64::MIN));
        assert!(
            meter.data["true_peak"].is_number() || meter.data["true_peak"].is_null(),
            "{meter:?}"
        );
    }
    assert!(since.elapsed().as_secs() < 10, "{:?}", since.elapsed());
    assert!((-40.0..0.0).contains(&loudest), "{loudest}");
    world.client.get("/api/v1/channels/fm/meter").send().await.is(401);
    world
        .client
        .get("/api/v1/channels/fm/meter")
        .by(Somebody::OtherOwner)
        .send()
        .await
        .is(404);
}

/// A page that follows does not keep the server from stopping.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_end_when_the_server_stops() {
    let world = World::new().await;
    let mut events = Events::open(&world, EVENTS, None).await;
    let mut meter = Events::open(&world, "/api/v1/channels/fm/meter", None).await;
    events.next().await;
    world.bench.ctx.shutdown.cancel();
    let ends = async { while events.more().await.is_some() || meter.more().await.is_some() {} };
    tokio::time::timeout(PATIENCE, ends).await.expect("both end");
}

/// What happens right after a page began to follow is not passed over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_between_opening_and_following() {
    let world = World::with(Engine::Sqlite, config(), &[("a", 600), ("b", 600)]).await;
    world.wait_for("on_air", "autodj").await;
    let (slug, before) = ("fm", world.station()["now"]["seq"].as_u64().unwrap());
    let channel = format!("POST channels/{slug}/skip");
    let (mut events, skipped) = tokio::join!(Events::open(&world, EVENTS, None), world.owner(&channel, Value::Null));
    skipped.is(204);
    while events.next_of("now").await.data["seq"].as_u64() <= Some(before) {}
}
