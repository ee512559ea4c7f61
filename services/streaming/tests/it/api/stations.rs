//! `/api/v1/stations`, and the shape of AzuraCast.

use crate::world::{World, config, items};
use awaz_core::Code;
use awaz_testkit::{Engine, Somebody};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stations_are_listed_and_shown() {
    let world = World::new().await;
    world.channel("abc", Somebody::OtherOwner).await;
    let answer = world.client.get("/api/v1/stations").send().await;
    let page: Value = answer.ok();
    let slugs: Vec<_> = items(&page).iter().map(|item| item["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["abc", "fm"]);
    let again = world
        .client
        .get("/api/v1/stations")
        .header("if-none-match", answer.header("etag"))
        .send()
        .await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    // Who is live comes first.
    let _encoder = world.on_air().await;
    let page: Value = world.client.get("/api/v1/stations").send().await.ok();
    let first = &items(&page)[0];
    assert_eq!((&first["slug"], &first["on_air"]), (&"fm".into(), &"live".into()));
    let station: Value = world.client.get("/api/v1/stations/fm").send().await.ok();
    for (field, wanted) in [
        ("name", "Radio Mehfil"),
        ("language", "ur"),
        ("genre", "Ghazal"),
        ("art_url", "/api/v1/stations/fm/art"),
    ] {
        assert_eq!(station[field], wanted, "{station}");
    }
    assert_eq!(station["urls"]["hls"], "/live/fm/master.m3u8");
    assert!(
        station["now"]["live"]["name"] == "Radio Mehfil" && station["history"].is_array(),
        "{station}"
    );
    assert!(station["renditions"].as_array().unwrap().contains(&"aac-48".into()));
    for path in [
        "/api/v1/stations/none",
        "/api/v1/stations/NONE%20",
        "/api/v1/stations/none/art",
    ] {
        world.client.get(path).send().await.is(404).problem(Code::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn covers_are_drawn() {
    let world = World::new().await;
    let cover = world.client.get("/api/v1/stations/fm/art").send().await.is(200);
    assert_eq!(cover.header("content-type"), "image/svg+xml");
    assert!(
        cover.text().starts_with("<svg") && !cover.text().contains("<script"),
        "{}",
        cover.text()
    );
    let again = world.client.get("/api/v1/stations/fm/art").send().await;
    assert_eq!(cover.body, again.body);
}

/// What players written for AzuraCast read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn azuracast_shape() {
    let world = World::with(
        awaz_testkit::Engine::Sqlite,
        crate::world::config(),
        &[("Ranjish", 60), ("Aaj", 90)],
    )
    .await;
    world.wait_for("on_air", "autodj").await;
    let now: Value = world.client.get("/api/nowplaying/fm").send().await.ok();
    for pointer in [
        "/station/shortcode",
        "/station/listen_url",
        "/station/mounts/0/url",
        "/station/hls_url",
        "/listeners/current",
        "/live/is_live",
        "/now_playing/song/title",
        "/now_playing/song/artist",
        "/now_playing/song/art",
        "/now_playing/elapsed",
        "/now_playing/remaining",
        "/playing_next/song/title",
        "/song_history",
        "/is_online",
    ] {
        assert!(now.pointer(pointer).is_some(), "{pointer}: {now}");
    }
    assert_eq!(now["now_playing"]["song"]["text"], "Iqbal Bano - Ranjish");
    assert_eq!(now["now_playing"]["duration"], 60);
    assert_eq!(now["playing_next"]["song"]["title"], "Aaj");
    assert_eq!(now["station"]["hls_url"], "http://localhost:8080/live/fm/master.m3u8");
    assert_eq!(now["live"]["is_live"], false);
    let played_at = now["now_playing"]["played_at"].as_i64().unwrap();
    let cued_at = now["playing_next"]["played_at"].as_i64().unwrap();
    assert!((50..=61).contains(&(cued_at - played_at)), "{now}");
    let all: Value = world.client.get("/api/nowplaying").send().await.ok();
    assert_eq!(all[0]["station"]["shortcode"], "fm");
    world
        .client
        .get("/api/nowplaying/none")
        .send()
        .await
        .problem(Code::NotFound);
    let _encoder = world.on_air().await;
    let live: Value = world.client.get("/api/nowplaying/fm").send().await.ok();
    assert_eq!(
        (&live["live"]["is_live"], &live["live"]["streamer_name"]),
        (&true.into(), &"Radio Mehfil".into())
    );
    assert_eq!(live["song_history"][0]["song"]["title"], "Ranjish", "{live}");
}

/// A station without MP3 names a stream that is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plain_stream_is_one_that_is_offered() {
    let world = World::new().await;
    let mp3 = |station: &Value| station["urls"]["mp3"].as_str().unwrap().to_owned();
    assert_eq!(mp3(&world.station()), "/live/fm/mp3-128.mp3");
    let change = serde_json::json!({"settings": {"renditions": ["aac-48", "opus-24"]}});
    world.owner("PATCH channels/fm", change).await.is(200);
    let url = mp3(&world.station());
    assert_eq!(url, "/live/fm/aac-48.aac");
    world.client.call(axum::http::Method::HEAD, &url).send().await.is(200);
    let now: Value = world.client.get("/api/nowplaying/fm").send().await.ok();
    assert_eq!(now["station"]["listen_url"], format!("http://localhost:8080{url}"));
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    assert!(player.head().await.contains("audio/aac"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_programme_is_told_in_the_stations_own_time() {
    let world = World::with(Engine::Sqlite, config(), &[("a", 600)]).await;
    let path = "/api/v1/stations/fm/programme";
    let asked = |range: &str| world.client.get(&format!("{path}?{range}")).send();
    // The first of January 2100 is a Friday.
    let week: Value = asked("from=2100-01-01T00:00:00Z").await.ok();
    assert_eq!(week["time_zone"], "Asia/Karachi");
    let told = items(&week);
    assert_eq!(told.len(), 1, "{week}");
    assert_eq!(
        (&told[0]["from"], &told[0]["until"]),
        (&"2100-01-01T16:00:00Z".into(), &"2100-01-01T20:00:00Z".into())
    );
    let change = serde_json::json!({"settings": {"time_zone": "Asia/Kabul"}});
    world.owner("PATCH channels/fm", change).await.is(200);
    let month: Value = asked("from=2100-01-01T17:00:00Z&until=2100-01-30T00:00:00Z").await.ok();
    let from: Vec<_> = items(&month)
        .iter()
        .map(|item| item["from"].as_str().unwrap())
        .collect();
    assert_eq!(
        from[..2],
        ["2100-01-01T17:00:00Z", "2100-01-08T16:30:00Z"],
        "half an hour later than in Lahore"
    );
    assert_eq!(from.len(), 5);
    for wrong in [
        "from=2100-01-02T00:00:00Z&until=2100-01-01T00:00:00Z",
        "from=2100-01-01T00:00:00Z&until=2100-03-01T00:00:00Z",
        "from=yesterday",
        "from=%2B262142-12-31T23:59:59Z",
        "from=%2B262142-12-24T20:00:00Z",
        "from=-262143-01-01T00:00:00Z",
    ] {
        asked(wrong).await.problem(Code::Invalid);
    }
    world
        .client
        .get("/api/v1/stations/none/programme")
        .send()
        .await
        .problem(Code::NotFound);
    let calendar = world.client.get(&format!("{path}.ics")).send().await.is(200);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    let text = calendar.text();
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"),
        "{text}"
    );
    assert!(text.contains("X-WR-CALNAME:Radio Mehfil\r\n"), "{text}");
}
