//! Shows: from a file to a podcast player.

use crate::sounds::{ffmpeg, tone, wav};
use crate::world::{World, bytes, json};
use axum::body::Body;
use chrono::TimeDelta;
use serde_json::{Value, json as body};

crate::world::on_both! {
    a_show_is_made_with_a_name_of_its_own,
    a_show_changes_and_is_deleted,
    an_episode_goes_from_a_draft_to_the_ears,
    an_episode_is_withdrawn_shown_again_and_deleted,
    nobody_touches_or_sees_another_ones_drafts,
    episodes_are_published_on_time_and_once,
    a_sound_is_replaced_and_the_guid_stays,
    pages_of_episodes_are_stable,
    a_song_and_an_episode_of_one_file_live_apart,
}

/// Makes the show `mehfil` of `radio`.
pub(crate) async fn show(world: &World) -> Value {
    let wish = body!({"slug": "mehfil", "titles": {"ur": "شام کی محفل", "en": "Evening"}});
    let (status, show) = world.call("POST", "/api/v1/channels/radio/shows", wish).await;
    assert_eq!(status, 201, "{show}");
    show
}

/// Makes an episode of it; its address.
pub(crate) async fn episode(world: &World, title: &str) -> String {
    let wish = body!({"titles": {"ur": title}});
    let (status, made) = world.call("POST", "/api/v1/shows/mehfil/episodes", wish).await;
    assert_eq!((status, &made["state"]), (201, &body!("draft")), "{made}");
    format!("/api/v1/episodes/{}", made["id"].as_str().unwrap())
}

/// Gives an episode a sound, and has it prepared.
pub(crate) async fn sound(world: &World, address: &str, bytes: Vec<u8>) -> Value {
    let path = format!("{address}/audio?filename=a.wav");
    let response = world.send("PUT", &path, &[], bytes).await;
    assert_eq!(response.status(), 200);
    world.work().await;
    world.get(address).await
}

async fn publish(world: &World, address: &str) -> Value {
    let (status, episode) = world.call("PATCH", address, body!({"state": "published"})).await;
    assert_eq!(status, 200, "{episode}");
    episode
}

/// An MP3 of two seconds.
pub(crate) fn mp3(world: &World, hz: u32) -> Vec<u8> {
    let path = world.music().join(format!("{hz}.mp3"));
    tone(&path, hz, &[("title", "x")]);
    std::fs::read(path).unwrap()
}

async fn status_as(world: &World, who: &str, path: &str) -> u16 {
    world
        .send_as(who, ("GET", path), &[], Body::empty())
        .await
        .status()
        .as_u16()
}

async fn a_show_is_made_with_a_name_of_its_own(world: World) {
    let made = show(&world).await;
    assert_eq!(
        (&made["state"], &made["channel"]),
        (&body!("published"), &body!("radio"))
    );
    assert_eq!(
        (&made["category"], &made["explicit"]),
        (&body!("Society & Culture"), &body!(false))
    );
    assert_eq!(
        (&made["medium"], &made["title"]),
        (&body!("podcast"), &body!("شام کی محفل"))
    );
    let again = body!({"slug": "mehfil", "titles": {"ur": "x"}});
    assert_eq!(
        world
            .call("POST", "/api/v1/channels/radio/shows", again.clone())
            .await
            .0,
        409
    );
    let elsewhere = world.send_as(
        "stranger",
        ("POST", "/api/v1/channels/other/shows"),
        &[("content-type", "application/json")],
        again.to_string(),
    );
    assert_eq!(elsewhere.await.status(), 409, "names are unique on the server");
    for wrong in [
        body!({"slug": "feeds", "titles": {"ur": "x"}}),
        body!({"titles": {"ur": "x"}}),
        body!({"slug": "two", "titles": {}}),
    ] {
        assert_eq!(world.call("POST", "/api/v1/channels/radio/shows", wrong).await.0, 400);
    }
}

async fn a_show_changes_and_is_deleted(world: World) {
    let made = show(&world).await;
    let change = body!({"owner_email": "a@b.pk", "category": "Arts", "subcategory": "Books", "kind": "serial"});
    let (status, changed) = world.call("PATCH", "/api/v1/shows/mehfil", change).await;
    assert_eq!(
        (status, &changed["subcategory"], &changed["guid"]),
        (200, &body!("Books"), &made["guid"])
    );
    assert_eq!(
        world
            .call("PATCH", "/api/v1/shows/mehfil", body!({"slug": "other-name"}))
            .await
            .0,
        400
    );
    let seen = json(
        world
            .send_as("", ("GET", "/api/v1/shows/mehfil"), &[], Body::empty())
            .await,
    )
    .await;
    assert_eq!((&seen["owner_email"], &seen["title"]), (&body!(""), &made["title"]));
    let listed = world.get("/api/v1/shows?channel=radio").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let deleted = world.send("DELETE", "/api/v1/shows/mehfil", &[], Body::empty()).await;
    assert_eq!(deleted.status(), 204);
    assert_eq!(status_as(&world, "owner", "/api/v1/shows/mehfil").await, 404);
    assert_eq!(status_as(&world, "", "/feeds/mehfil.xml").await, 404);
}

async fn an_episode_goes_from_a_draft_to_the_ears(world: World) {
    show(&world).await;
    let address = episode(&world, "پہلی قسط").await;
    let (status, problem) = world.call("PATCH", &address, body!({"state": "published"})).await;
    assert_eq!((status, &problem["code"]), (400, &body!("invalid")), "it has no sound");
    let ready = sound(&world, &address, wav(440, 500)).await;
    assert_eq!((&ready["sound"], &ready["duration_ms"]), (&body!("ready"), &body!(500)));
    assert_eq!(ready["audio_type"], "audio/mpeg", "a WAV becomes an MP3: {ready}");
    let audio = ready["audio_url"].as_str().unwrap();
    assert_eq!(status_as(&world, "", audio).await, 404, "it is a draft");
    assert_eq!(status_as(&world, "owner", audio).await, 200);
    let published = publish(&world, &address).await;
    assert!(published["published_at"].is_string());

    let whole = world.send_as("", ("GET", audio), &[], Body::empty()).await;
    assert_eq!(whole.headers()["content-type"], "audio/mpeg");
    assert!(whole.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    let heard = bytes(whole).await;
    assert_eq!(heard.len() as u64, published["audio_bytes"].as_u64().unwrap());
    let file = world.music().join("heard.mp3");
    std::fs::write(&file, &heard).unwrap();
    ffmpeg(
        &["-i", file.to_str().unwrap(), "-f", "wav"],
        &world.music().join("heard.wav"),
    );
    let decoded = std::fs::metadata(world.music().join("heard.wav")).unwrap().len();
    assert!(
        (90_000..110_000).contains(&decoded),
        "half a second of 48 kHz stereo: {decoded}"
    );

    let ask = async |range: &str, if_range: &str| {
        let headers = [("range", range), ("if-range", if_range)];
        world.send_as("", ("GET", audio), &headers, Body::empty()).await
    };
    let part = ask("bytes=0-9", &tag).await;
    assert_eq!(
        (
            part.status().as_u16(),
            part.headers()["content-length"].to_str().unwrap()
        ),
        (206, "10")
    );
    assert_eq!(bytes(part).await, heard[..10]);
    assert_eq!(ask("bytes=0-9", "\"old\"").await.status(), 200);
    assert_eq!(ask("bytes=0-1,5-6", &tag).await.status(), 200);
    assert_eq!(ask("bytes=9999999-", &tag).await.status(), 416);
    let head = world.send_as("", ("HEAD", audio), &[], Body::empty()).await;
    assert_eq!(head.headers()["content-length"], heard.len().to_string().as_str());
    assert_eq!(status_as(&world, "", &audio.replace(".mp3", ".m4a")).await, 404);

    assert_eq!(status_as(&world, "", &audio.replace(".mp3", ".wav")).await, 404);
}

async fn an_episode_is_withdrawn_shown_again_and_deleted(world: World) {
    show(&world).await;
    let address = episode(&world, "پہلی قسط").await;
    let ready = sound(&world, &address, wav(440, 500)).await;
    let audio = ready["audio_url"].as_str().unwrap();
    publish(&world, &address).await;
    for (state, listed, reached) in [("unlisted", 0, 200), ("archived", 0, 404), ("published", 1, 200)] {
        assert_eq!(world.call("PATCH", &address, body!({"state": state})).await.0, 200);
        let list = json(
            world
                .send_as("", ("GET", "/api/v1/shows/mehfil/episodes"), &[], Body::empty())
                .await,
        )
        .await;
        assert_eq!(list["items"].as_array().unwrap().len(), listed, "{state}");
        assert_eq!(status_as(&world, "", audio).await, reached, "{state}");
        assert_eq!(status_as(&world, "", &address).await, reached, "{state}");
    }
    assert_eq!(world.send("DELETE", &address, &[], Body::empty()).await.status(), 204);
    assert_eq!(status_as(&world, "owner", audio).await, 404);
    let left = walkdir_count(&world);
    assert_eq!(left, 0, "sound and MP3 are gone with their episode");
}

fn walkdir_count(world: &World) -> usize {
    let folders = ["tracks", "enclosures"].map(|name| world.data_dir().join("objects").join(name));
    let files = folders.iter().filter(|folder| folder.exists()).flat_map(|folder| {
        let below = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        below.flat_map(|path| std::fs::read_dir(path).unwrap())
    });
    files.count()
}

async fn nobody_touches_or_sees_another_ones_drafts(world: World) {
    show(&world).await;
    let address = episode(&world, "a").await;
    let (cover, audio) = (format!("{address}/cover"), format!("{address}/audio"));
    let transcript = format!("{address}/transcript");
    let paths = [
        ("GET", "/api/v1/channels/radio/shows"),
        ("POST", "/api/v1/channels/radio/shows"),
        ("GET", "/api/v1/channels/radio/shows/mehfil/episodes"),
        ("PATCH", "/api/v1/shows/mehfil"),
        ("DELETE", "/api/v1/shows/mehfil"),
        ("PUT", "/api/v1/shows/mehfil/cover"),
        ("POST", "/api/v1/shows/mehfil/episodes"),
        ("PATCH", address.as_str()),
        ("DELETE", address.as_str()),
        ("PUT", audio.as_str()),
        ("PUT", cover.as_str()),
        ("PUT", transcript.as_str()),
        ("DELETE", transcript.as_str()),
    ];
    let json_type = [("content-type", "application/json")];
    for (method, path) in paths {
        for (who, status) in [("", 401), ("stranger", 404), ("listener", 403), ("narrow", 403)] {
            let refused = world.send_as(who, (method, path), &json_type, "{}").await;
            assert_eq!(refused.status(), status, "{who} {method} {path}");
        }
    }
    for who in ["", "stranger", "listener"] {
        assert_eq!(status_as(&world, who, &address).await, 404, "{who}");
    }
    assert_eq!(
        status_as(&world, "stranger", "/api/v1/channels/other/shows/mehfil/episodes").await,
        404
    );
    assert_eq!(
        world
            .call("PATCH", "/api/v1/shows/mehfil", body!({"state": "draft"}))
            .await
            .0,
        200
    );
    for path in [
        "/api/v1/shows/mehfil",
        "/api/v1/shows/mehfil/episodes",
        "/feeds/mehfil.xml",
        "/feeds/mehfil/cover.png",
    ] {
        assert_eq!(status_as(&world, "stranger", path).await, 404, "{path}");
    }
    assert_eq!(status_as(&world, "owner", "/api/v1/shows/mehfil").await, 200);
    assert_eq!(world.get("/api/v1/shows").await["items"], body!([]));
}

async fn episodes_are_published_on_time_and_once(mut world: World) {
    show(&world).await;
    let address = episode(&world, "a").await;
    let soundless = episode(&world, "b").await;
    sound(&world, &address, wav(440, 300)).await;
    assert_eq!(
        world.call("PATCH", &address, body!({"state": "scheduled"})).await.0,
        400,
        "it needs a time"
    );
    let at = body!({"state": "scheduled", "publish_at": "2026-11-25T10:01:00Z"});
    for address in [&address, &soundless] {
        let (status, scheduled) = world.call("PATCH", address, at.clone()).await;
        assert_eq!((status, &scheduled["state"]), (200, &body!("scheduled")));
    }
    let far = body!({"state": "scheduled", "publish_at": "2046-11-25T10:01:00Z"});
    assert_eq!(world.call("PATCH", &address, far).await.0, 400);
    world.start_tasks();
    // Another process beside it, which looks as often.
    for task in awaz_content::service_of(&world.ctx, &world.content).unwrap().tasks {
        tokio::spawn(task.run);
    }
    tokio::time::sleep(std::time::Duration::from_millis(1300)).await;
    assert_eq!(world.get(&address).await["state"], "scheduled");
    world.clock.advance(TimeDelta::seconds(61));
    let published = until_published(&world, &address).await;
    assert_eq!(published["published_at"], "2026-11-25T10:01:00Z");
    assert_eq!(
        world.get(&soundless).await["state"],
        "scheduled",
        "what is silent waits"
    );
    sound(&world, &soundless, wav(500, 300)).await;
    until_published(&world, &soundless).await;
    assert_eq!(told(&world, "episode.published").await, 2);
}

async fn until_published(world: &World, address: &str) -> Value {
    for _ in 0..50 {
        let episode = world.get(address).await;
        if episode["state"] == "published" {
            return episode;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{address} is not published");
}

/// How often the log tells of something.
async fn told(world: &World, kind: &str) -> usize {
    use awaz_store::sea_orm::{ConnectionTrait, Statement};
    let connection = world.ctx.db.rw();
    let query = format!("SELECT body FROM events WHERE body LIKE '%\"{kind}\"%'");
    let rows = connection
        .query_all_raw(Statement::from_string(connection.get_database_backend(), query))
        .await;
    rows.unwrap().len()
}

async fn a_sound_is_replaced_and_the_guid_stays(world: World) {
    show(&world).await;
    let address = episode(&world, "a").await;
    let first = sound(&world, &address, mp3(&world, 440)).await;
    assert_eq!(first["audio_type"], "audio/mpeg");
    publish(&world, &address).await;
    let broken = sound(&world, &address, b"no sound at all".to_vec()).await;
    assert_eq!(
        (&broken["sound"], &broken["audio_url"]),
        (&body!("failed"), &first["audio_url"])
    );
    assert!(broken["sound_reason"].is_string());
    let old = first["audio_url"].as_str().unwrap();
    assert_eq!(
        status_as(&world, "", old).await,
        200,
        "what was heard goes on being heard"
    );
    let second = sound(&world, &address, mp3(&world, 550)).await;
    assert_eq!(
        (&second["guid"], &second["state"]),
        (&first["guid"], &body!("published"))
    );
    assert_ne!(second["audio_url"], first["audio_url"]);
    world.work().await;
    assert_eq!(walkdir_count(&world), 1, "the sounds before are gone");
}

async fn pages_of_episodes_are_stable(world: World) {
    show(&world).await;
    for (index, title) in ["a", "b", "c"].into_iter().enumerate() {
        let address = episode(&world, title).await;
        sound(&world, &address, wav(300 + 10 * index as u32, 200)).await;
        publish(&world, &address).await;
    }
    let page = async |query: &str| {
        let page = world
            .get(&format!("/api/v1/shows/mehfil/episodes?limit=2{query}"))
            .await;
        let items = page["items"].as_array().unwrap();
        let titles: Vec<String> = items
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect();
        (titles, page["next"].as_str().map(str::to_owned))
    };
    // All three at the same millisecond of the test's clock.
    let (first, next) = page("").await;
    assert_eq!(first, ["c", "b"]);
    let (second, end) = page(&format!("&cursor={}", next.unwrap())).await;
    assert_eq!((second, end), (vec!["a".to_owned()], None));
    assert_eq!(
        world
            .call("PATCH", "/api/v1/shows/mehfil", body!({"kind": "serial"}))
            .await
            .0,
        200
    );
    let (first, next) = page("").await;
    assert_eq!(first, ["a", "b"]);
    assert_eq!(page(&format!("&cursor={}", next.unwrap())).await.0, ["c"]);
    assert_eq!(
        status_as(&world, "", "/api/v1/shows/mehfil/episodes?cursor=x").await,
        400
    );
    let own = world.get("/api/v1/channels/radio/shows/mehfil/episodes?limit=1").await;
    assert_eq!(own["items"][0]["title"], "c");
    let first = world
        .send_as("", ("GET", "/api/v1/shows/mehfil"), &[], Body::empty())
        .await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let same = world
        .send_as(
            "",
            ("GET", "/api/v1/shows/mehfil"),
            &[("if-none-match", &tag)],
            Body::empty(),
        )
        .await;
    assert_eq!(same.status(), 304);
}

async fn a_song_and_an_episode_of_one_file_live_apart(world: World) {
    use awaz_core::ports::Catalog;
    show(&world).await;
    let song = world.upload("a.wav", wav(440, 300)).await;
    let address = episode(&world, "a").await;
    let made = sound(&world, &address, wav(440, 300)).await;
    let track = made["track_id"].as_str().unwrap();
    assert_ne!(track, song);
    let songs = world.get("/api/v1/channels/radio/tracks").await;
    assert_eq!(
        songs["items"].as_array().unwrap().len(),
        1,
        "an episode is not among the songs"
    );
    let library = world.content.library(world.channel).await.unwrap();
    assert_eq!(library.tracks.len(), 1);
    let lists = world.get("/api/v1/channels/radio/playlists").await;
    let list = format!("/api/v1/playlists/{}/tracks", lists["items"][0]["id"].as_str().unwrap());
    assert_eq!(world.call("POST", &list, body!({"track_ids": [track]})).await.0, 400);
    publish(&world, &address).await;
    let gone = world
        .send("DELETE", &format!("/api/v1/tracks/{song}"), &[], Body::empty())
        .await;
    assert_eq!(gone.status(), 204);
    assert_eq!(status_as(&world, "", made["audio_url"].as_str().unwrap()).await, 200);
}
