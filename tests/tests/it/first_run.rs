//! Five minutes to on air: the code from the terminal, the set-up page's request, an encoder.

use anyhow::{Context, ensure};
use awaz_tests::ear;
use awaz_tests::product::{PASSWORD, Product};
use awaz_tests::tools;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn claim(product: &Product, code: &str) -> anyhow::Result<(u16, Option<String>, Value)> {
    let request = json!({
        "code": code, "email": "bano@example.org", "password": PASSWORD, "name": "Bano",
        "station": { "name": "ریڈیو شام", "slug": "shaam", "language": "ur" },
    });
    let answer = reqwest::Client::builder().build()?;
    let answer = answer.post(product.url("/api/v1/setup")).json(&request).send().await?;
    let cookie = answer
        .headers()
        .get("set-cookie")
        .and_then(|value| value.to_str().ok())
        .map(ToOwned::to_owned);
    Ok((answer.status().as_u16(), cookie, answer.json().await?))
}

async fn code(product: &Product) -> anyhow::Result<String> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let log = product.log();
        let rest = log.split("/setup#code=").nth(1);
        if let Some(code) = rest.and_then(|rest| rest.split_whitespace().next()) {
            return Ok(code.to_owned());
        }
        ensure!(Instant::now() < deadline, "no code in {log}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_code_from_the_terminal_leads_to_a_station_on_air() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    let code = &code(&product).await?;
    let (status, cookie, refused) = claim(&product, "WRONG").await?;
    ensure!(status == 403 && cookie.is_none(), "{status} {refused}");
    let (status, cookie, made) = claim(&product, code).await?;
    ensure!(status == 201, "{status} {made}");
    ensure!(
        cookie.is_some_and(|cookie| cookie.starts_with("awaz_sid=") && cookie.contains("HttpOnly")),
        "{made}"
    );
    ensure!(
        made["station"]["name"] == "ریڈیو شام" && made["encoder"]["mount"] == "/shaam",
        "{made}"
    );
    let (status, _, again) = claim(&product, code).await?;
    ensure!(status == 403, "the code works once: {again}");
    let key = made["encoder"]["key"].as_str().context("a key")?;
    let url = format!("icecast://source:{key}@{}/shaam", product.icecast);
    let codec = [
        "-c:a",
        "libmp3lame",
        "-b:a",
        "128k",
        "-content_type",
        "audio/mpeg",
        "-f",
        "mp3",
    ];
    let _encoder = tools::ffmpeg_source(&url, 900, &codec)?;
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let station: Value = serde_json::from_str(&ear::get(&product.url("/api/v1/stations/shaam"))?)?;
        if station["on_air"] == "live" {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{station}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
