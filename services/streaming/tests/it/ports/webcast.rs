//! The browser as a source, S13.

use crate::world::sound::{self, MP3_SECOND, mp3};
use crate::world::{PATIENCE, World};
use awaz_testkit::Somebody;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::{WebSocketStream, client_async};

type Socket = WebSocketStream<TcpStream>;

async fn connect(address: SocketAddr, slug: &str, origin: Option<&str>) -> Result<(Socket, Response), u16> {
    let url = format!("ws://{address}/api/v1/channels/{slug}/webcast");
    let mut request = url.into_client_request().unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", "webcast".parse().unwrap());
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    let stream = TcpStream::connect(address).await.unwrap();
    client_async(request, stream).await.map_err(|error| match error {
        tokio_tungstenite::tungstenite::Error::Http(response) => response.status().as_u16(),
        other => panic!("{other}"),
    })
}

async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::Text(message.to_string().into())).await.unwrap();
}

/// The next text; and the code of the close frame where that comes first.
async fn hear(socket: &mut Socket) -> Result<Value, u16> {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next()).await.expect("it answers");
        match message {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn hello(mime: &str, user: &str, password: &str) -> Value {
    json!({"type": "hello", "data": {"mime": mime, "user": user, "password": password}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_goes_on_air_with_opus_and_with_mp3() {
    let world = World::new().await;
    let address = world.http().await;
    for (mime, sound) in [
        ("audio/ogg;codecs=opus", sound::encoded("opus-64", 4)),
        ("audio/mpeg", mp3()[..4 * MP3_SECOND].to_vec()),
    ] {
        let origin = format!("http://{address}");
        let (mut socket, response) = connect(address, "fm", Some(&origin)).await.unwrap();
        assert_eq!(response.headers()["sec-websocket-protocol"], "webcast");
        say(&mut socket, hello(mime, "source", &world.key)).await;
        let ack = hear(&mut socket).await.unwrap();
        assert_eq!(
            ack,
            json!({"type": "ack", "data": {"channel": "fm", "who": "Radio Mehfil"}})
        );
        for piece in sound.chunks(3000) {
            socket.send(Message::Binary(piece.to_vec().into())).await.unwrap();
        }
        world.wait_for("on_air", "live").await;
        let title = json!({"type": "metadata", "data": {"artist": "ثریا", "title": mime}});
        say(&mut socket, title).await;
        world.wait_for("now.title", mime).await;
        assert_eq!(world.get("/source").await["protocol"], "webcast");
        socket.close(None).await.unwrap();
        world.wait_for("on_air", "fallback").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_refused_learns_why() {
    let world = World::new().await;
    let address = world.http().await;
    assert_eq!(
        connect(address, "fm", Some("https://evil.example")).await.err(),
        Some(403)
    );
    assert_eq!(connect(address, "none", None).await.err(), Some(404));
    assert_eq!(connect(address, "%20", None).await.err(), Some(404));
    for (first, code, kind) in [
        (hello("audio/mpeg", "source", "wrong"), 1011, "unauthenticated"),
        (hello("text/html", "source", &world.key), 1011, "unsupported_type"),
        (hello("audio/mpeg", "", ""), 1011, "unauthenticated"),
        (json!({"type": "metadata", "data": {}}), 1002, "invalid"),
        (json!([1, 2]), 1002, "invalid"),
        (json!("x".repeat(20_000)), 1002, "invalid"),
    ] {
        let (mut socket, _) = connect(address, "fm", None).await.unwrap();
        say(&mut socket, first.clone()).await;
        let error = hear(&mut socket).await.unwrap();
        assert_eq!(
            (error["type"].as_str(), error["data"]["code"].as_str()),
            (Some("error"), Some(kind)),
            "{first}"
        );
        assert_eq!(hear(&mut socket).await, Err(code), "{first}");
    }
    let (mut socket, _) = connect(address, "fm", None).await.unwrap();
    socket.send(Message::Binary(vec![0; 100].into())).await.unwrap();
    assert_eq!(hear(&mut socket).await.unwrap()["data"]["code"], "invalid");
}

/// Kicked by the owner, and sound that is none: the page is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_told_why_it_is_off_air() {
    let world = World::new().await;
    let address = world.http().await;
    let (mut socket, _) = connect(address, "fm", None).await.unwrap();
    say(&mut socket, hello("audio/mpeg", "source", &world.key)).await;
    hear(&mut socket).await.unwrap();
    socket
        .send(Message::Binary(mp3()[..MP3_SECOND].to_vec().into()))
        .await
        .unwrap();
    world.wait_for("on_air", "live").await;
    world
        .client
        .delete("/api/v1/channels/fm/source")
        .by(Somebody::Owner)
        .send()
        .await
        .is(204);
    assert_eq!(hear(&mut socket).await.unwrap()["data"]["code"], "forbidden");
    assert_eq!(hear(&mut socket).await, Err(1011));
    world
        .client
        .delete("/api/v1/channels/fm/source")
        .by(Somebody::Owner)
        .send()
        .await
        .is(404);
    let (mut socket, _) = connect(address, "fm", None).await.unwrap();
    say(&mut socket, hello("audio/webm", "source", &world.key)).await;
    hear(&mut socket).await.unwrap();
    let garbage: Vec<u8> = (0..400_000_u32)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8 & 0x7f)
        .collect();
    for piece in garbage.chunks(50_000) {
        if socket.send(Message::Binary(piece.to_vec().into())).await.is_err() {
            break;
        }
    }
    let error = hear(&mut socket).await.unwrap();
    assert_eq!(error["data"]["code"], "unsupported_type", "{error}");
}

/// Messages that are too large, too many or no messages end their own connection, and no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_have_bounds() {
    let world = World::new().await;
    let address = world.http().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\n\r\n").await;
    player.head().await;
    for message in [
        Message::Binary(vec![0; 3_000_000].into()),
        Message::Text("x".repeat(20_000).into()),
        Message::Text("{\"type\": 7}".into()),
    ] {
        let (mut socket, _) = connect(address, "fm", None).await.unwrap();
        say(&mut socket, hello("audio/mpeg", "source", &world.key)).await;
        hear(&mut socket).await.unwrap();
        let _may_be_cut_off = socket.send(message).await;
        let ends = async { while let Some(Ok(_)) = socket.next().await {} };
        tokio::time::timeout(PATIENCE, ends).await.expect("it ends");
        world.wait_until("/source", |health| health["connected"] == false).await;
    }
    // What is not known is passed over, as later versions may say more.
    let (mut socket, _) = connect(address, "fm", None).await.unwrap();
    say(&mut socket, hello("audio/mpeg", "source", &world.key)).await;
    hear(&mut socket).await.unwrap();
    say(&mut socket, json!({"type": "volume", "data": {"left": 1}})).await;
    say(
        &mut socket,
        json!({"type": "metadata", "data": {"title": "x".repeat(5000)}}),
    )
    .await;
    socket
        .send(Message::Binary(mp3()[..2 * MP3_SECOND].to_vec().into()))
        .await
        .unwrap();
    world.wait_for("on_air", "live").await;
    player.take(MP3_SECOND).await;
    let title = world.station()["now"]["title"].as_str().unwrap().to_owned();
    assert!(title.len() <= 1024, "{}", title.len());
}
