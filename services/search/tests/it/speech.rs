//! Text of speech, beside a recogniser that is made up.

use std::sync::Arc;

use awaz_core::Code;
use awaz_search::{Config, Speech};
use awaz_testkit::{Client, Engine};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::world::World;

const PATH: &str = "/api/v1/search/speech?language=ur";

/// What the recogniser answers, and what it was asked.
#[derive(Clone, Default)]
struct Recogniser {
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: Arc<Mutex<(String, String)>>,
}

async fn transcribe(State(of): State<Recogniser>, headers: HeaderMap, body: String) -> (StatusCode, String) {
    let key = headers.get("authorization").map(|key| key.to_str().unwrap().to_owned());
    *of.asked.lock() = (key.unwrap_or_default(), body);
    of.answer.lock().clone()
}

impl Recogniser {
    /// Starts one; its address.
    async fn start(&self) -> String {
        let router = Router::new().route("/v1/audio/transcriptions", axum::routing::post(transcribe));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = router.with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/v1")
    }

    fn answers(&self, status: StatusCode, text: &str) {
        *self.answer.lock() = (status, text.to_owned());
    }
}

async fn world(url: &str) -> (World, Client) {
    let world = World::new(Engine::Sqlite).await;
    world.bench.ctx.shutdown.cancel();
    let speech = Speech {
        url: url.to_owned(),
        key: "secret".to_owned(),
        model: "large-v3".to_owned(),
    };
    let config = Config {
        speech,
        ..Config::default()
    };
    let client = World::open_as(&world.bench, config).await;
    (world, client)
}

fn say(client: &Client, kind: &str, sound: impl Into<axum::body::Body>) -> awaz_testkit::Call {
    let call = client.call(axum::http::Method::POST, PATH);
    call.header("content-type", kind).body(sound)
}

#[tokio::test]
async fn what_is_said_becomes_a_query() {
    let recogniser = Recogniser::default();
    let (_world, client) = world(&recogniser.start().await).await;
    let features: Value = client.get("/api/v1/search/features").send().await.ok();
    assert_eq!(features, json!({ "speech": true, "meaning": "catalogue" }));
    recogniser.answers(StatusCode::OK, r#"{ "text": " نصرت فتح علی خان۔ " }"#);
    let heard: Value = say(&client, "audio/webm;codecs=opus", "some sound").send().await.ok();
    assert_eq!(heard, json!({ "texts": ["نصرت فتح علی خان"] }));
    let (key, asked) = recogniser.asked.lock().clone();
    assert_eq!(key, "Bearer secret");
    for part in [
        "filename=\"speech.webm\"",
        "audio/webm",
        "some sound",
        "large-v3",
        "\r\n\r\nur\r\n",
    ] {
        assert!(asked.contains(part), "{part} in {asked}");
    }
    recogniser.answers(StatusCode::OK, r#"{ "text": "" }"#);
    let silence: Value = say(&client, "audio/wav", "some sound").send().await.ok();
    assert_eq!(silence, json!({ "texts": [] }));
}

#[tokio::test]
async fn what_goes_wrong_with_a_recogniser_is_told() {
    let recogniser = Recogniser::default();
    let (_world, client) = world(&recogniser.start().await).await;
    let cases = [
        (StatusCode::BAD_REQUEST, "{}", Code::Invalid),
        (StatusCode::UNAUTHORIZED, "{}", Code::Unavailable),
        (StatusCode::TOO_MANY_REQUESTS, "{}", Code::Unavailable),
        (StatusCode::INTERNAL_SERVER_ERROR, "secret", Code::Unavailable),
        (StatusCode::OK, "no JSON", Code::Unavailable),
        (StatusCode::OK, &"[".repeat(100_000), Code::Unavailable),
    ];
    for (status, text, code) in cases {
        recogniser.answers(status, text);
        let answer = say(&client, "audio/ogg", "some sound").send().await;
        assert!(!answer.problem(code).detail.contains("secret"), "{status}");
    }
    say(&client, "text/plain", "words")
        .send()
        .await
        .problem(Code::UnsupportedType);
    say(&client, "audio/ogg", "").send().await.problem(Code::Invalid);
    let much = vec![0_u8; (1 << 20) + 1];
    say(&client, "audio/ogg", much).send().await.problem(Code::TooLarge);
}

#[tokio::test]
async fn one_that_is_away_or_not_there_is_told() {
    let (_world, client) = world("http://127.0.0.1:9/v1").await;
    let answer = say(&client, "audio/ogg", "some sound").send().await;
    assert!(
        answer
            .problem(Code::Unavailable)
            .detail
            .contains("Type what you look for")
    );
    let world = World::new(Engine::Sqlite).await;
    let answer = say(&world.client, "audio/ogg", "some sound").send().await;
    answer.problem(Code::Unsupported);
    let features: Value = world.get("/api/v1/search/features").await;
    assert_eq!(features["speech"], false);
}
