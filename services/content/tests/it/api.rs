//! The API of the library.

use crate::sounds::wav;
use crate::world::{World, bytes, json};
use awaz_core::ports::Catalog;
use axum::body::Body;
use serde_json::{Value, json as body};

crate::world::on_both! {
    an_upload_is_checked_shown_changed_heard_and_deleted,
    nobody_touches_another_ones_library,
    pages_are_stable_and_searches_find,
    playlists_are_made_and_filled_in_order,
    playlists_change_their_part_and_are_deleted,
    playlists_keep_to_hours,
    covers_come_in_three_sizes_for_everybody,
}

fn titles(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|track| track["title"].as_str().unwrap()).collect()
}

async fn an_upload_is_checked_shown_changed_heard_and_deleted(world: World) {
    let path = "/api/v1/channels/radio/tracks?filename=..%2F..%2Fetc%2F01%20-%20Noor_Jahan.wav";
    let response = world.send("POST", path, &[], wav(440, 500)).await;
    assert_eq!(response.status(), 201);
    let track = json(response).await;
    assert_eq!(
        (&track["state"], &track["title"]),
        (&body!("pending"), &body!("Noor Jahan"))
    );
    assert_eq!(track["filename"], "01 - Noor_Jahan.wav");
    let id = track["id"].as_str().unwrap();
    let address = format!("/api/v1/tracks/{id}");
    let audio = format!("{address}/audio");
    assert_eq!(world.send("GET", &audio, &[], Body::empty()).await.status(), 404);
    world.work().await;

    let track = world.get(&address).await;
    assert_eq!((&track["state"], &track["duration_ms"]), (&body!("ready"), &body!(500)));
    assert_eq!(track["playlists"], body!(["General rotation"]));
    assert_eq!(world.send("POST", path, &[], wav(440, 500)).await.status(), 200);

    let (status, changed) = world
        .call("PATCH", &address, body!({"title": " شام ", "artist": "Noor"}))
        .await;
    assert_eq!((status, &changed["title"]), (200, &body!("شام")));
    assert_eq!(world.call("PATCH", &address, body!({"title": "  "})).await.0, 400);
    assert_eq!(
        world.call("PATCH", &address, body!({"path": "/etc/passwd"})).await.0,
        400
    );

    let whole = world.send("GET", &audio, &[], Body::empty()).await;
    assert_eq!(whole.headers()["content-type"], "audio/wav");
    let etag = whole.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(bytes(whole).await, wav(440, 500));
    let part = world
        .send("GET", &audio, &[("range", "bytes=0-3")], Body::empty())
        .await;
    assert_eq!(
        (part.status().as_u16(), &part.headers()["content-range"]),
        (206, &"bytes 0-3/48044".parse().unwrap())
    );
    assert_eq!(bytes(part).await, b"RIFF");
    let same = world
        .send("GET", &audio, &[("if-none-match", &etag)], Body::empty())
        .await;
    assert_eq!(same.status(), 304);
    assert_eq!(
        world
            .send("GET", &audio, &[("range", "bytes=99999-")], Body::empty())
            .await
            .status(),
        416
    );

    assert_eq!(world.send("DELETE", &address, &[], Body::empty()).await.status(), 204);
    assert_eq!(world.send("DELETE", &address, &[], Body::empty()).await.status(), 404);
}

async fn nobody_touches_another_ones_library(world: World) {
    let id = world.upload("a.wav", wav(440, 300)).await;
    let lists = world.get("/api/v1/channels/radio/playlists").await;
    let list = lists["items"][0]["id"].as_str().unwrap();
    let paths = [
        ("GET", "/api/v1/channels/radio/tracks".to_owned()),
        ("POST", "/api/v1/channels/radio/tracks".to_owned()),
        ("GET", "/api/v1/channels/radio/imports".to_owned()),
        ("GET", "/api/v1/channels/radio/playlists".to_owned()),
        ("GET", format!("/api/v1/tracks/{id}")),
        ("DELETE", format!("/api/v1/tracks/{id}")),
        ("GET", format!("/api/v1/tracks/{id}/audio")),
        ("GET", format!("/api/v1/playlists/{list}")),
        ("DELETE", format!("/api/v1/playlists/{list}")),
    ];
    for (method, path) in &paths {
        for (who, status) in [
            ("", 401),
            ("stranger", 404),
            ("listener", 403),
            ("narrow", 403),
            ("wrong", 401),
        ] {
            let refused = world.send_as(who, (method, path), &[], Body::empty()).await;
            assert_eq!(refused.status(), status, "{who} {method} {path}");
        }
    }
    let admin = world.send_as("admin", ("GET", &paths[0].1), &[], Body::empty()).await;
    assert_eq!(admin.status(), 200);
    let theirs = world.send_as(
        "stranger",
        ("POST", "/api/v1/channels/other/tracks?filename=b.wav"),
        &[],
        wav(500, 300),
    );
    let theirs = json(theirs.await).await;
    let (status, problem) = world
        .call(
            "POST",
            &format!("/api/v1/playlists/{list}/tracks"),
            body!({"track_ids": [theirs["id"]]}),
        )
        .await;
    assert_eq!((status, &problem["code"]), (400, &body!("invalid")));
    let path = format!("/api/v1/channels/other/tracks?filename=c.wav&playlist={list}");
    assert_eq!(
        world
            .send_as("stranger", ("POST", &path), &[], wav(600, 300))
            .await
            .status(),
        400
    );
}

async fn pages_are_stable_and_searches_find(world: World) {
    for (name, hz) in [("alif", 300), ("be_100%25", 310), ("pe", 320), ("te", 330), ("se", 340)] {
        world.upload(&format!("{name}.wav"), wav(hz, 200)).await;
    }
    let first = world.get("/api/v1/channels/radio/tracks?limit=2").await;
    assert_eq!(titles(&first), ["se", "te"]);
    world.upload("jeem.wav", wav(350, 200)).await;
    let next = first["next"].as_str().unwrap();
    let second = world
        .get(&format!("/api/v1/channels/radio/tracks?limit=2&cursor={next}"))
        .await;
    assert_eq!(titles(&second), ["pe", "be 100%"]);
    let next = second["next"].as_str().unwrap();
    let third = world
        .get(&format!("/api/v1/channels/radio/tracks?limit=2&cursor={next}"))
        .await;
    assert_eq!((titles(&third), &third["next"]), (vec!["alif"], &Value::Null));

    assert_eq!(
        titles(&world.get("/api/v1/channels/radio/tracks?query=BE%20wav").await),
        ["be 100%"]
    );
    assert_eq!(
        titles(&world.get("/api/v1/channels/radio/tracks?query=%25").await),
        ["be 100%"]
    );
    assert!(titles(&world.get("/api/v1/channels/radio/tracks?query=_%5C'").await).is_empty());
    let wrong = world
        .send(
            "GET",
            "/api/v1/channels/radio/tracks?cursor=x'%20OR",
            &[],
            Body::empty(),
        )
        .await;
    assert_eq!(wrong.status(), 400);

    let lists = world.get("/api/v1/channels/radio/playlists").await;
    let list = lists["items"][0]["id"].as_str().unwrap();
    let page = world
        .get(&format!("/api/v1/channels/radio/tracks?playlist={list}&limit=4"))
        .await;
    assert_eq!(titles(&page), ["alif", "be 100%", "pe", "te"]);
    let next = page["next"].as_str().unwrap();
    let rest = world
        .get(&format!(
            "/api/v1/channels/radio/tracks?playlist={list}&limit=4&cursor={next}"
        ))
        .await;
    assert_eq!(titles(&rest), ["se", "jeem"]);
    // نصرت, by its Roman spelling.
    world.upload("%D9%86%D8%B5%D8%B1%D8%AA.wav", wav(360, 200)).await;
    assert_eq!(
        titles(&world.get("/api/v1/channels/radio/tracks?query=nusrat").await),
        ["نصرت"]
    );
}

async fn playlists_are_made_and_filled_in_order(world: World) {
    let mut ids = Vec::new();
    for (name, hz) in [("one", 300), ("two", 310), ("three", 320)] {
        ids.push(world.upload(&format!("{name}.wav"), wav(hz, 200)).await);
    }
    let lists = "/api/v1/channels/radio/playlists";
    let (status, made) = world.call("POST", lists, body!({"name": "رات"})).await;
    let seen = (status, &made["kind"], &made["enabled"]);
    assert_eq!(seen, (201, &body!("rotation"), &body!(true)));
    assert_eq!(world.call("POST", lists, body!({"name": "رات"})).await.0, 409);
    assert_eq!(world.call("POST", lists, body!({"name": ""})).await.0, 400);
    let places = format!("/api/v1/playlists/{}/tracks", made["id"].as_str().unwrap());
    let order = |list: &Value| -> Vec<String> {
        let tracks = list["tracks"].as_array().unwrap();
        let title = |track: &Value| track["title"].as_str().unwrap().to_owned();
        tracks.iter().map(title).collect()
    };
    let (_, filled) = world.call("PUT", &places, body!({"track_ids": [ids[2], ids[0]]})).await;
    assert_eq!(order(&filled), ["three", "one"]);
    let (_, added) = world
        .call("POST", &places, body!({"track_ids": [ids[0], ids[1]]}))
        .await;
    assert_eq!(order(&added), ["three", "one", "two"]);
    let all = world.get(lists).await;
    let default = &all["items"][0];
    assert_eq!(
        (&default["is_default"], &default["track_count"]),
        (&body!(true), &body!(3))
    );
}

async fn playlists_change_their_part_and_are_deleted(world: World) {
    let lists = "/api/v1/channels/radio/playlists";
    let id = world.upload("one.wav", wav(300, 200)).await;
    let (_, made) = world.call("POST", lists, body!({"name": "New"})).await;
    let list = format!("/api/v1/playlists/{}", made["id"].as_str().unwrap());
    let wish = body!({"name": "Jingles", "weight": 1, "every_songs": 4, "every_minutes": null, "jingle": true});
    let (_, changed) = world.call("PATCH", &list, wish).await;
    let seen = (&changed["kind"], &changed["every_songs"], &changed["jingle"]);
    assert_eq!(seen, (&body!("every_songs"), &body!(4), &body!(true)));
    let wish = body!({"weight": 99, "kind": "rotation"});
    assert_eq!(world.call("PATCH", &list, wish).await.0, 400);
    let wish = body!({"name": "General rotation"});
    assert_eq!(world.call("PATCH", &list, wish).await.0, 409);
    let (_, filled) = world
        .call("POST", &format!("{list}/tracks"), body!({"track_ids": [id]}))
        .await;
    assert_eq!(filled["tracks"][0]["playlists"], body!(["General rotation", "Jingles"]));

    let all = world.get(lists).await;
    let default = format!("/api/v1/playlists/{}", all["items"][0]["id"].as_str().unwrap());
    assert_eq!(world.call("DELETE", &default, Value::Null).await.0, 409);
    assert_eq!(world.call("DELETE", &list, Value::Null).await.0, 204);
    assert_eq!(world.call("DELETE", &list, Value::Null).await.0, 404);
    let tracks = world.get("/api/v1/channels/radio/tracks").await;
    assert_eq!(titles(&tracks), ["one"]);
}

async fn playlists_keep_to_hours(world: World) {
    let lists = "/api/v1/channels/radio/playlists";
    let evening = body!({"days": ["sat", "fri", "sat"], "from": "21:30", "to": "01:00"});
    let (status, made) = world
        .call("POST", lists, body!({"name": "Ghazals", "hours": [evening]}))
        .await;
    let kept = body!([{"days": ["fri", "sat"], "from": "21:30", "to": "01:00"}]);
    assert_eq!((status, &made["hours"]), (201, &kept));
    let list = format!("/api/v1/playlists/{}", made["id"].as_str().unwrap());
    // What is not said stays.
    let (_, changed) = world
        .call("PATCH", &list, body!({"kind": "hourly", "at_minute": 0}))
        .await;
    let seen = (&changed["kind"], &changed["at_minute"], &changed["hours"]);
    assert_eq!(seen, (&body!("hourly"), &body!(0), &kept));
    assert_eq!(changed["hard_start"], body!(false));
    let (_, changed) = world.call("PATCH", &list, body!({"hard_start": true})).await;
    assert_eq!(changed["hard_start"], body!(true));
    let library = world.content.library(world.channel).await.unwrap();
    assert!(library.playlists.iter().any(|list| list.hard_start));
    let wrong = [
        body!({"hours": [{"from": "25:00", "to": "01:00"}]}),
        body!({"hours": [{"from": "21:00"}]}),
        body!({"hours": [{"from": "21:00", "to": "22:00", "days": ["someday"]}]}),
        body!({"hours": [{"from": "21:00", "to": "22:00", "first": "2026-12-02", "last": "2026-12-01"}]}),
        body!({"hours": vec![evening.clone(); 51]}),
        body!({"at_minute": 60}),
        body!({"at_minute": -1}),
    ];
    for wish in wrong {
        let (status, problem) = world.call("PATCH", &list, wish.clone()).await;
        assert_eq!(status, 400, "{wish}: {problem}");
    }
    assert_eq!(world.get(&list).await["hours"], kept);
    let (_, always) = world.call("PATCH", &list, body!({"hours": []})).await;
    assert_eq!(always["hours"], body!([]));
}

async fn covers_come_in_three_sizes_for_everybody(world: World) {
    let (plain, cover, sung) = (
        world.music().join("p.mp3"),
        world.music().join("c.png"),
        world.music().join("s.mp3"),
    );
    crate::sounds::tone(&plain, 440, &[]);
    crate::sounds::ffmpeg(&["-f", "lavfi", "-i", "testsrc=s=700x700", "-frames:v", "1"], &cover);
    let inputs = [
        "-i",
        plain.to_str().unwrap(),
        "-i",
        cover.to_str().unwrap(),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
    ];
    crate::sounds::ffmpeg(&inputs, &sung);
    let id = world.upload("s.mp3", std::fs::read(&sung).unwrap()).await;
    let track = world.get(&format!("/api/v1/tracks/{id}")).await;
    assert_eq!(track["art_url"], format!("/api/v1/tracks/{id}/art?size=300"));
    assert!(track["blurhash"].is_string());
    for size in ["96", "300", "600"] {
        let art = world
            .send_as(
                "",
                ("GET", &format!("/api/v1/tracks/{id}/art?size={size}")),
                &[],
                Body::empty(),
            )
            .await;
        assert_eq!(art.headers()["content-type"], "image/jpeg");
        assert!(art.headers()["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(bytes(art).await.starts_with(&[0xff, 0xd8]));
    }
    for wrong in ["97", "0", "-1"] {
        let art = world
            .send_as(
                "",
                ("GET", &format!("/api/v1/tracks/{id}/art?size={wrong}")),
                &[],
                Body::empty(),
            )
            .await;
        assert_eq!(art.status(), 400, "{wrong}");
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_empty_or_poison_are_told_so() {
    let world = World::with(awaz_content::Config {
        max_file_bytes: 30_000,
        ..awaz_content::Config::default()
    })
    .await;
    let path = "/api/v1/channels/radio/tracks?filename=x.mp3";
    let announced = world
        .send("POST", path, &[("content-length", "99999999999")], Body::empty())
        .await;
    assert_eq!(announced.status(), 413);
    assert_eq!(world.send("POST", path, &[], vec![0; 40_000]).await.status(), 413);
    assert_eq!(world.send("POST", path, &[], Body::empty()).await.status(), 400);
    let id = world.upload("song.mp3", b"<html>not a song</html>".repeat(400)).await;
    let track = world.get(&format!("/api/v1/tracks/{id}")).await;
    assert_eq!(track["state"], "failed");
    assert!(track["reason"].as_str().unwrap().contains("recognised"), "{track}");
    let left = std::fs::read_dir(world.data_dir().join("uploads/incoming"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
}
