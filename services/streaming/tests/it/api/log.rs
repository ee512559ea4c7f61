//! What was played: the log, its files, and the reports.

use crate::world::{World, config, items};
use awaz_core::Code;
use awaz_core::id::{AsRunId, ChannelId, TrackId};
use awaz_streaming::Store;
use awaz_streaming::engine::AsRun;
use awaz_streaming::model::Kind;
use awaz_testkit::{Engine, Somebody};
use chrono::DateTime;
use futures::StreamExt;
use serde_json::{Value, json};

/// Lines of a long log.
const MANY: i64 = 10_000;

/// A channel whose log holds what a test puts there: its own lines lie in another year.
struct Log {
    world: World,
    store: Store,
    channel: ChannelId,
}

impl Log {
    async fn new() -> Self {
        Self::on(Engine::Sqlite).await
    }

    async fn on(engine: Engine) -> Self {
        let world = World::with(engine, config(), &[]).await;
        let ctx = &world.bench.ctx;
        let store = Store::new(ctx.db.clone(), ctx.clock.clone(), ctx.ports.clone());
        let channel = world.streaming.channels()[0].0.id;
        Self { world, store, channel }
    }

    fn line(&self, at: &str) -> AsRun {
        let started_at_ms = DateTime::parse_from_rfc3339(at).unwrap().timestamp_millis();
        AsRun {
            id: AsRunId::new(),
            channel: self.channel,
            seq: 1,
            kind: Kind::Track,
            track: Some(TrackId::new()),
            title: "Dil".to_owned(),
            artist: "Noor".to_owned(),
            album: String::new(),
            who: String::new(),
            playlist: String::new(),
            has_art: false,
            start_sample: 48,
            started_at_ms,
            duration_ms: Some(180_000),
        }
    }

    async fn add(&self, line: AsRun) {
        self.store.add_as_run(&line).await.unwrap();
    }

    async fn file(&self, path: &str) -> String {
        let path = format!("/api/v1/channels/fm/{path}");
        let answer = self.world.client.get(&path).by(Somebody::Owner).send().await.is(200);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(
            answer
                .header("content-disposition")
                .starts_with("attachment; filename=\"fm-")
        );
        answer.text()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_paged_and_searched() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let log = Log::on(engine).await;
        for minute in 0..5 {
            let line = log.line(&format!("2020-03-01T10:0{minute}:00.250Z"));
            let title = format!("song {minute}");
            log.add(AsRun { title, ..line }).await;
        }
        let live = AsRun {
            kind: Kind::Live,
            track: None,
            who: "Saima".to_owned(),
            duration_ms: None,
            ..log.line("2020-03-01T10:05:00.250Z")
        };
        log.add(live).await;
        let period = "from=2020-03-01&to=2020-03-01";
        let first = log.world.get(&format!("/log?{period}&limit=2")).await;
        let next = first["next"].as_str().unwrap();
        let second = log.world.get(&format!("/log?{period}&limit=2&cursor={next}")).await;
        let titles: Vec<_> = [items(&first), items(&second)]
            .concat()
            .iter()
            .map(|line| line["title"].clone())
            .collect();
        assert_eq!(titles, ["Dil", "song 4", "song 3", "song 2"]);
        let song = &items(&first)[1];
        for (pointer, wanted) in [
            ("/started_at", json!("2020-03-01T10:04:00.250Z")),
            ("/ended_at", json!("2020-03-01T10:05:00.250Z")),
            ("/kind", json!("track")),
            ("/sample", json!(48)),
            ("/duration_ms", json!(180_000)),
            ("/listeners", Value::Null),
        ] {
            assert_eq!(song.pointer(pointer), Some(&wanted), "{pointer} in {song}");
        }
        let found = log.world.get(&format!("/log?{period}&q=SONG%203&kind=track")).await;
        assert_eq!((items(&found).len(), &found["next"]), (1, &Value::Null));
        let live = log.world.get(&format!("/log?{period}&q=saima&kind=live")).await;
        assert_eq!(items(&live)[0]["who"], "Saima");
        let jingles = log.world.get(&format!("/log?{period}&kind=jingle")).await;
        assert!(items(&jingles).is_empty());
    }
}

/// A broadcast has no end until something else is heard.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_on_air_is_the_first_line() {
    let log = Log::new().await;
    let encoder = log.world.on_air().await;
    let page = log
        .world
        .wait_until("/log", |page| items(page).first().is_some_and(is_live))
        .await;
    let now = &items(&page)[0];
    assert_eq!((&now["who"], &now["ended_at"]), (&json!("Radio Mehfil"), &Value::Null));
    drop(encoder);
    let is_over = |page: &Value| items(page).len() > 1 && items(page)[1]["ended_at"].is_string();
    let page = log.world.wait_until("/log", is_over).await;
    let [after, before] = &items(&page)[..2] else {
        panic!("two lines: {page}")
    };
    assert_eq!((is_live(before), is_live(after)), (true, false));
    assert_eq!(before["ended_at"], after["started_at"]);
}

fn is_live(line: &Value) -> bool {
    line["kind"] == "live"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_and_what_makes_no_sense() {
    let log = Log::new().await;
    let paths = [
        "log",
        "log.csv",
        "reports/songs",
        "reports/royalty.csv",
        "reports/soundexchange.csv",
    ];
    for path in paths {
        let path = format!("/api/v1/channels/fm/{path}");
        let call = || log.world.client.get(&path);
        call().send().await.problem(Code::Unauthenticated);
        call().by(Somebody::OtherOwner).send().await.problem(Code::NotFound);
        let wrong = format!("{path}?from=2020-02-30");
        let wrong = log.world.client.get(&wrong).by(Somebody::Owner).send().await;
        assert_eq!(wrong.problem(Code::Invalid).fields[0].field, "/from");
    }
    for (path, field) in [
        ("log?to=2020-01-01&from=2020-01-02", "/to"),
        ("log.csv?from=2020-01-01&to=2021-01-02", "/from"),
        ("reports/songs?from=2019-01-01", "/from"),
    ] {
        let wrong = log
            .world
            .owner(&format!("GET channels/fm/{path}"), Value::Null)
            .await
            .problem(Code::Invalid);
        assert_eq!(wrong.fields[0].field, field, "{path}");
    }
    let long = format!("log?q={}", "x".repeat(201));
    for path in [
        "log?cursor=x",
        "log?kind=opera",
        "reports/soundexchange.csv?category=D",
        &long,
    ] {
        let wrong = log.world.owner(&format!("GET channels/fm/{path}"), Value::Null).await;
        wrong.problem(Code::Invalid);
    }
}

/// A title that would be run by a spreadsheet, and a clock that is put back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_is_safe_and_tells_two_hours_of_one_name_apart() {
    let log = Log::new().await;
    log.world
        .set(|settings| settings.time_zone = "Europe/London".parse().unwrap())
        .await;
    for at in [
        "2020-10-24T22:59:59Z",
        "2020-10-25T00:30:00Z",
        "2020-10-25T01:30:00Z",
        "2020-10-26T00:00:00Z",
    ] {
        let hostile = AsRun {
            title: "=HYPERLINK(\"http://evil\", \"نغمہ\")".to_owned(),
            artist: "@SUM(1)\n".to_owned(),
            ..log.line(at)
        };
        log.add(hostile).await;
    }
    let file = log.file("log.csv?from=2020-10-25&to=2020-10-25").await;
    assert!(file.starts_with("\u{feff}local_time,utc_offset,utc_time,"), "{file}");
    let lines: Vec<_> = file.lines().skip(1).collect();
    let title = "\"'=HYPERLINK(\"\"http://evil\"\", \"\"نغمہ\"\")\",'@SUM(1),";
    assert_eq!(lines.len(), 2, "{file}");
    assert!(lines[0].starts_with("2020-10-25 01:30:00.000,UTC+01:00,2020-10-25T00:30:00.000Z,48,track,"));
    assert!(lines[1].starts_with("2020-10-25 01:30:00.000,UTC+00:00,2020-10-25T01:30:00.000Z,48,track,"));
    assert!(lines.iter().all(|line| line.contains(title)), "{file}");
}

/// Ten thousand lines come page by page: the first piece is there before the last is read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_log_is_streamed() {
    let log = Log::new().await;
    let first = log.line("2020-01-01T00:00:00Z");
    for index in 0..MANY {
        let line = AsRun {
            id: AsRunId::new(),
            title: format!("song {index}"),
            started_at_ms: first.started_at_ms + index * 60_000,
            ..first.clone()
        };
        log.add(line).await;
    }
    let path = "/api/v1/channels/fm/log.csv?from=2020-01-01&to=2020-01-31";
    let answer = log.world.client.get(path).by(Somebody::Owner).open().await;
    let mut body = answer.into_body().into_data_stream();
    let (mut pieces, mut longest, mut lines) = (0, 0, 0);
    while let Some(data) = body.next().await {
        let data = data.unwrap();
        pieces += 1;
        longest = longest.max(data.len());
        lines += String::from_utf8_lossy(&data).lines().count();
    }
    assert_eq!(lines as i64, MANY + 1);
    assert!(
        pieces > 10 && longest < 400_000,
        "{pieces} pieces, the longest of {longest}"
    );
    let report = log.world.get("/reports/songs?from=2020-01-01&to=2020-01-31").await;
    assert_eq!((&report["plays"], &report["songs"]), (&json!(MANY), &json!(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_count_plays_seconds_and_listeners() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let log = Log::on(engine).await;
        log.listen("2020-03-01T10:00:00Z", 6).await;
        log.listen("2020-03-01T10:05:00Z", 10).await;
        let song = log.line("2020-03-01T10:00:00Z");
        let again = AsRun {
            track: song.track,
            ..log.line("2020-03-01T10:05:00Z")
        };
        let jingle = AsRun {
            kind: Kind::Jingle,
            ..log.line("2020-03-01T10:03:00Z")
        };
        let announced = AsRun {
            kind: Kind::Live,
            track: None,
            artist: "-x".to_owned(),
            title: "Live song".to_owned(),
            ..log.line("2020-03-01T20:00:00Z")
        };
        for line in [song, again, jingle, announced] {
            log.add(line).await;
        }
        let period = "from=2020-03-01&to=2020-03-02T00:00:00%2B05:00";
        let report = log.world.get(&format!("/reports/songs?{period}")).await;
        for (pointer, wanted) in [
            ("/from", json!("2020-02-29T19:00:00Z")),
            ("/to", json!("2020-03-01T19:00:00Z")),
            ("/plays", json!(2)),
            ("/uncounted_plays", json!(0)),
            ("/items/0/plays", json!(2)),
            ("/items/0/seconds", json!(360)),
            ("/items/0/performances", json!(16)),
            ("/items/0/listener_hours", json!(0.8)),
        ] {
            assert_eq!(report.pointer(pointer), Some(&wanted), "{pointer} in {report}");
        }
        let heard = log.world.get(&format!("/log?{period}")).await;
        let listeners: Vec<_> = items(&heard).iter().map(|line| line["listeners"].clone()).collect();
        assert_eq!(listeners, [json!(10), json!(6), json!(6)]);
        let royalty = log.file("reports/royalty.csv?from=2020-03-01&to=2020-03-02").await;
        assert_eq!(
            royalty,
            "\u{feff}title,artist,album,isrc,plays,total_seconds,performances,listener_hours\r\n\
             Live song,'-x,,,1,180,0,0.00\r\nDil,Noor,,,2,360,16,0.80\r\n"
        );
        let usage = log
            .file("reports/soundexchange.csv?from=2020-03-01&to=2020-03-01&category=B")
            .await;
        assert_eq!(
            usage,
            "NAME_OF_SERVICE,TRANSMISSION_CATEGORY,FEATURED_ARTIST,SOUND_RECORDING_TITLE,ISRC,ALBUM_TITLE,MARKETING_LABEL,\
             ACTUAL_TOTAL_PERFORMANCES\r\nRadio Mehfil,B,Noor,Dil,,,,16\r\n"
        );
    }
}

impl Log {
    /// So many listeners for five minutes, as the meter would have counted them.
    async fn listen(&self, at: &str, listeners: i64) {
        use sea_orm::ConnectionTrait;
        let at_ms = DateTime::parse_from_rfc3339(at).unwrap().timestamp_millis();
        let db = self.world.bench.ctx.db.rw();
        let id = match db.get_database_backend() {
            sea_orm::DbBackend::Sqlite => format!("x'{}'", self.channel.0.simple()),
            _ => format!("'{}'", self.channel.0),
        };
        let sql = format!(
            "INSERT INTO listener_history (channel_id, at_ms, listeners, peak, listener_ms) VALUES ({id}, {at_ms}, {listeners}, {listeners}, {})",
            listeners * 300_000
        );
        db.execute_unprepared(&sql).await.unwrap();
    }
}
