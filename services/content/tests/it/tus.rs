//! Uploads in pieces.

use crate::sounds::wav;
use crate::world::World;
use axum::body::Body;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;

const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
const PIECE: (&str, &str) = ("content-type", "application/offset+octet-stream");

async fn create(world: &World, length: &str, channel: &str) -> Response {
    let metadata = format!(
        "filename {},channel {}",
        STANDARD.encode("شام.wav"),
        STANDARD.encode(channel)
    );
    let headers = [VERSION, ("upload-length", length), ("upload-metadata", &metadata)];
    world.send("POST", "/api/v1/uploads", &headers, Body::empty()).await
}

async fn begin(world: &World, length: usize) -> String {
    let response = create(world, &length.to_string(), "radio").await;
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["upload-offset"], "0");
    assert!(response.headers()["upload-expires"].to_str().unwrap().ends_with("GMT"));
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn append(world: &World, address: &str, offset: usize, bytes: &[u8]) -> Response {
    let offset = offset.to_string();
    world
        .send(
            "PATCH",
            address,
            &[VERSION, PIECE, ("upload-offset", &offset)],
            bytes.to_vec(),
        )
        .await
}

async fn offset(world: &World, address: &str) -> String {
    let head = world.send("HEAD", address, &[VERSION], Body::empty()).await;
    assert_eq!(head.headers()["cache-control"], "no-store");
    head.headers()["upload-offset"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn pieces_become_a_track_across_a_restart() {
    let world = World::new().await;
    let file = wav(440, 400);
    let address = begin(&world, file.len()).await;
    assert_eq!(append(&world, &address, 0, &file[..1000]).await.status(), 204);
    assert_eq!(append(&world, &address, 0, &file[..1000]).await.status(), 409);
    assert_eq!(append(&world, &address, 2000, &file[2000..]).await.status(), 409);
    let world = world.restarted().await;
    assert_eq!(offset(&world, &address).await, "1000");
    let done = append(&world, &address, 1000, &file[1000..]).await;
    assert_eq!(done.status(), 204);
    let track = done.headers()["awaz-track"].to_str().unwrap().to_owned();
    assert_eq!(offset(&world, &address).await, file.len().to_string());
    assert_eq!(append(&world, &address, file.len(), &[]).await.status(), 204);
    world.work().await;
    let track = world.get(&format!("/api/v1/tracks/{track}")).await;
    assert_eq!(
        (track["state"].as_str(), track["title"].as_str()),
        (Some("ready"), Some("شام"))
    );
}

#[tokio::test]
async fn bytes_that_were_never_made_safe_are_sent_again() {
    let world = World::new().await;
    let file = wav(450, 300);
    let address = begin(&world, file.len()).await;
    append(&world, &address, 0, &file[..500]).await;
    let id = address.rsplit('/').next().unwrap();
    let data = world.data_dir().join(format!("uploads/tus/{id}.data"));
    let torn = [&file[..500], &[0; 300]].concat();
    std::fs::write(&data, torn).unwrap();
    assert_eq!(offset(&world, &address).await, "500");
    let done = append(&world, &address, 500, &file[500..]).await;
    let track = done.headers()["awaz-track"].to_str().unwrap().to_owned();
    world.work().await;
    assert_eq!(world.get(&format!("/api/v1/tracks/{track}")).await["state"], "ready");
}

#[tokio::test]
async fn what_breaks_the_protocol_is_refused() {
    let world = World::new().await;
    let options = world
        .send_as("", ("OPTIONS", "/api/v1/uploads"), &[], Body::empty())
        .await;
    assert_eq!(options.headers()["tus-extension"], "creation,termination,expiration");
    assert_eq!(options.headers()["tus-max-size"], (1_u64 << 30).to_string());
    let old = world
        .send("POST", "/api/v1/uploads", &[("tus-resumable", "0.2.2")], Body::empty())
        .await;
    assert_eq!(
        (old.status().as_u16(), &old.headers()["tus-version"]),
        (412, &"1.0.0".parse().unwrap())
    );
    for (length, channel, status) in [
        ("", "radio", 400),
        ("-5", "radio", 400),
        ("0", "radio", 400),
        ("9999999999999", "radio", 413),
        ("10", "other", 404),
        ("10", "../radio", 400),
        ("10", "", 400),
    ] {
        assert_eq!(
            create(&world, length, channel).await.status(),
            status,
            "{length} {channel}"
        );
    }
    let address = begin(&world, 10).await;
    let untyped = world
        .send("PATCH", &address, &[VERSION, ("upload-offset", "0")], "x")
        .await;
    assert_eq!(untyped.status(), 415);
    assert_eq!(append(&world, &address, 0, &[1; 11]).await.status(), 413);
    assert_eq!(offset(&world, &address).await, "0");
    let foreign = world
        .send_as("stranger", ("HEAD", &address), &[VERSION], Body::empty())
        .await;
    assert_eq!(foreign.status(), 404);
    let missing = world
        .send("HEAD", "/api/v1/uploads/..%2F..%2Fx", &[VERSION], Body::empty())
        .await;
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn uploads_end_and_expire() {
    let world = World::with(awaz_content::Config {
        max_uploads: 2,
        ..awaz_content::Config::default()
    })
    .await;
    let first = begin(&world, 10).await;
    let second = begin(&world, 10).await;
    assert_eq!(create(&world, "10", "radio").await.status(), 429);
    assert_eq!(
        world.send("DELETE", &first, &[VERSION], Body::empty()).await.status(),
        204
    );
    assert_eq!(
        world.send("DELETE", &first, &[VERSION], Body::empty()).await.status(),
        404
    );
    begin(&world, 10).await;
    world.clock.advance(TimeDelta::hours(25));
    assert_eq!(
        world.send("HEAD", &second, &[VERSION], Body::empty()).await.status(),
        404
    );
}
