//! Playlists that come from other programs and go to them.

use crate::sounds::wav;
use crate::world::{World, bytes, json};
use axum::body::Body;
use serde_json::{Value, json as body};

crate::world::on_both! {
    a_file_is_tried_then_made_a_playlist,
    a_file_fills_a_playlist_that_is_there,
    what_is_exported_is_imported_again,
    what_cannot_be_imported_changes_nothing,
    nobody_imports_into_or_exports_anothers_library,
}

const IMPORT: &str = "/api/v1/channels/radio/playlists/import";
const LISTS: &str = "/api/v1/channels/radio/playlists";

/// A library of three: `Dil`, `شام` and `Raat`.
async fn stock(world: &World) -> Vec<String> {
    let mut ids = Vec::new();
    for (file, hz, title, artist) in [
        ("Dil%20ki.wav", 300, "Dil", "Noor Jehan"),
        ("b.wav", 310, "شام", "نور"),
        ("%23c%2525.wav", 320, "Raat", ""),
    ] {
        let id = world.upload(file, wav(hz, 300)).await;
        let texts = body!({"title": title, "artist": artist});
        world.call("PATCH", &format!("/api/v1/tracks/{id}"), texts).await;
        ids.push(id);
    }
    ids
}

async fn import(world: &World, query: &str, file: impl Into<Body>) -> (u16, Value) {
    let response = world.send("POST", &format!("{IMPORT}{query}"), &[], file).await;
    (response.status().as_u16(), json(response).await)
}

async fn titles(world: &World, playlist: &Value) -> Vec<String> {
    let id = playlist["id"].as_str().unwrap();
    let list = world.get(&format!("/api/v1/playlists/{id}")).await;
    let tracks = list["tracks"].as_array().unwrap().iter();
    tracks
        .map(|track| track["title"].as_str().unwrap().to_owned())
        .collect()
}

async fn count(world: &World) -> usize {
    world.get(LISTS).await["items"].as_array().unwrap().len()
}

async fn a_file_is_tried_then_made_a_playlist(world: World) {
    stock(&world).await;
    let file = "\u{feff}#EXTM3U\r\n#PLAYLIST:رات\r\n#EXTINF:1,نُور - شام\r\nD:\\weg\\gone.mp3\r\nC:\\Musik\\DIL KI.WAV\r\n\
                #EXTINF:9,Somebody - Else\r\nnot/here.mp3\r\nhttp://radio.example/live\r\nx/b.wav\r\n";
    let before = count(&world).await;
    let (status, tried) = import(&world, "?dry_run=true", file).await;
    assert_eq!(
        (status, &tried["playlist"], count(&world).await),
        (200, &Value::Null, before)
    );
    for (pointer, wanted) in [
        ("/format", body!("m3u8")),
        ("/name", body!("رات")),
        ("/entries", body!(5)),
        ("/found", body!(3)),
        ("/tracks", body!(2)),
        ("/ambiguous/count", body!(0)),
        ("/missing/count", body!(1)),
        (
            "/missing/items/0",
            body!({"line": 7, "location": "not/here.mp3", "title": "Else", "artist": "Somebody"}),
        ),
        ("/ignored/items/0/location", body!("http://radio.example/live")),
    ] {
        assert_eq!(tried.pointer(pointer), Some(&wanted), "{pointer} in {tried}");
    }
    let (status, made) = import(&world, "", file).await;
    let list = &made["playlist"];
    assert_eq!((status, &made["found"]), (201, &tried["found"]));
    assert_eq!(
        (&list["name"], &list["kind"], &list["order"], &list["track_count"]),
        (&body!("رات"), &body!("manual"), &body!("sequential"), &body!(2))
    );
    assert_eq!(titles(&world, list).await, ["شام", "Dil"]);
    assert_eq!(import(&world, "", file).await.0, 409, "the name is taken");
    let (status, made) = import(&world, "?name=Other", file).await;
    assert_eq!((status, &made["playlist"]["name"]), (201, &body!("Other")));
}

async fn a_file_fills_a_playlist_that_is_there(world: World) {
    let ids = stock(&world).await;
    let (_, list) = world.call("POST", LISTS, body!({"name": "Here"})).await;
    let id = list["id"].as_str().unwrap();
    let places = format!("/api/v1/playlists/{id}/tracks");
    world.call("PUT", &places, body!({"track_ids": [ids[2]]})).await;
    let pls = "[playlist]\nFile2=b.wav\nFile1=dil ki.wav\n";
    let (status, more) = import(&world, &format!("?into={id}"), pls).await;
    assert_eq!(
        (status, &more["format"], &more["playlist"]["track_count"]),
        (200, &body!("pls"), &body!(3))
    );
    assert_eq!(titles(&world, &list).await, ["Raat", "Dil", "شام"]);
    let (status, _) = import(&world, &format!("?into={id}&mode=replace"), "b.wav").await;
    assert_eq!((status, titles(&world, &list).await), (200, vec!["شام".to_owned()]));
}

async fn what_is_exported_is_imported_again(world: World) {
    let ids = stock(&world).await;
    let name = "غزل & <Raat>";
    let (_, list) = world.call("POST", LISTS, body!({"name": name})).await;
    let id = list["id"].as_str().unwrap();
    let order = body!({"track_ids": [ids[2], ids[0], ids[1]]});
    world
        .call("PUT", &format!("/api/v1/playlists/{id}/tracks"), order)
        .await;
    for (format, mime) in [
        ("m3u8", "audio/x-mpegurl; charset=utf-8"),
        ("pls", "audio/x-scpls; charset=utf-8"),
        ("xspf", "application/xspf+xml"),
    ] {
        let path = format!("/api/v1/playlists/{id}/export?format={format}");
        let response = world.send("GET", &path, &[], Body::empty()).await;
        assert_eq!(response.headers()["content-type"], mime);
        let disposition = response.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(
            disposition.ends_with(&format!("filename*=UTF-8''%D8%BA%D8%B2%D9%84%20%26%20-Raat-.{format}")),
            "{disposition}"
        );
        let file = bytes(response).await;
        let (status, again) = import(&world, &format!("?name=again-{format}"), file).await;
        assert_eq!(
            (status, &again["name"], &again["found"]),
            (201, &body!(name), &body!(3))
        );
        assert_eq!(again["ambiguous"]["count"], 0);
        assert_eq!(titles(&world, &again["playlist"]).await, ["Raat", "Dil", "شام"]);
    }
    let path = format!("/api/v1/playlists/{id}/export?format=doc");
    let wrong = world.send("GET", &path, &[], Body::empty()).await;
    assert_eq!(wrong.status(), 400);
}

async fn what_cannot_be_imported_changes_nothing(world: World) {
    let ids = stock(&world).await;
    let (_, list) = world.call("POST", LISTS, body!({"name": "Here"})).await;
    let id = list["id"].as_str().unwrap();
    let places = format!("/api/v1/playlists/{id}/tracks");
    world.call("PUT", &places, body!({"track_ids": [ids[0]]})).await;
    let before = count(&world).await;
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><playlist><title>&b;</title></playlist>";
    let name = "x".repeat(101);
    for (query, file, status) in [
        (String::new(), String::new(), 400),
        (String::new(), bomb.to_owned(), 400),
        (String::new(), "a\0b".to_owned(), 400),
        (String::new(), "gone.mp3".to_owned(), 400),
        (String::new(), "b.wav".to_owned(), 400),
        (format!("?name={name}"), "b.wav".to_owned(), 400),
        (format!("?into={id}&mode=replace"), "gone.mp3".to_owned(), 400),
        (format!("?into={}", uuid::Uuid::now_v7()), "b.wav".to_owned(), 400),
        ("?mode=burn".to_owned(), "b.wav".to_owned(), 400),
        ("?name=x".to_owned(), "b.wav\n".repeat(20_001), 413),
        ("?name=x".to_owned(), "x".repeat((4 << 20) + 1), 413),
    ] {
        let (found, problem) = import(&world, &query, file).await;
        assert_eq!(found, status, "{query}: {problem}");
        assert!(problem["detail"].is_string(), "{problem}");
    }
    assert_eq!(
        (count(&world).await, titles(&world, &list).await),
        (before, vec!["Dil".to_owned()])
    );
}

async fn nobody_imports_into_or_exports_anothers_library(world: World) {
    stock(&world).await;
    let lists = world.get(LISTS).await;
    let list = lists["items"][0]["id"].as_str().unwrap();
    for (who, status) in [("", 401), ("stranger", 404), ("listener", 403)] {
        let export = format!("/api/v1/playlists/{list}/export");
        let refused = world.send_as(who, ("GET", &export), &[], Body::empty()).await;
        assert_eq!(refused.status(), status, "{who}");
        let refused = world.send_as(who, ("POST", IMPORT), &[], "b.wav").await;
        assert_eq!(refused.status(), status, "{who}");
    }
    let path = format!("/api/v1/channels/other/playlists/import?into={list}");
    let refused = world.send_as("stranger", ("POST", &path), &[], "b.wav").await;
    assert_eq!(refused.status(), 400, "the playlist is of another channel");
    let path = "/api/v1/channels/other/playlists/import?name=Mine";
    let refused = world.send_as("stranger", ("POST", path), &[], "b.wav").await;
    assert_eq!(refused.status(), 400, "nothing of radio's is in the other's library");
}
