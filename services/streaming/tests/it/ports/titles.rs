//! Titles beside the stream, S10 to S12, and as listeners get them, L2.

use crate::world::{Answer, Wire, World, basic};
use awaz_testkit::Somebody;

/// One metadata block with its text; reads the sound in front of it.
async fn block(player: &mut Wire, metaint: usize) -> String {
    player.take(metaint).await;
    let length = usize::from(player.take(1).await[0]) * 16;
    let block = player.take(length).await;
    String::from_utf8_lossy(&block).trim_end_matches('\0').to_owned()
}

/// Reads blocks until one has this title.
async fn wait_for_block(player: &mut Wire, wanted: &str) {
    for _ in 0..200 {
        if block(player, 16_000).await == wanted {
            return;
        }
    }
    panic!("no block with {wanted}");
}

async fn update(world: &World, query: &str) -> Answer {
    let right = basic("source", &world.key);
    world
        .ask(&format!(
            "GET /admin/metadata?{query} HTTP/1.0\r\nAuthorization: {right}"
        ))
        .await
}

/// S10, S12, L2: any charset, Urdu, one word after another, and all of it woven into the sound.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn titles_reach_listeners() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\nIcy-MetaData: 1\r\n\r\n").await;
    assert!(player.head().await.contains("icy-metaint: 16000\r\n"));
    let first = block(&mut player, 16_000).await;
    assert!(first.starts_with("StreamTitle='"), "{first}");
    let done = update(&world, "mount=/fm&mode=updinfo&artist=Noor+Jehan&title=Chandni")
        .await
        .is(200);
    assert!(done.text().contains("<return>1</return>"), "{}", done.text());
    wait_for_block(&mut player, "StreamTitle='Noor Jehan - Chandni';").await;
    // A song sets both; the artist of before is gone.
    update(&world, "mount=/fm&mode=updinfo&song=Changed").await.is(200);
    wait_for_block(&mut player, "StreamTitle='Changed';").await;
    update(&world, "mount=%2Ffm&mode=updinfo&song=%D9%84%D8%A7%DB%81%D9%88%D8%B1")
        .await
        .is(200);
    wait_for_block(&mut player, "StreamTitle='لاہور';").await;
    world.wait_for("now.title", "لاہور").await;
    update(&world, "mount=/fm&mode=updinfo&charset=ISO-8859-1&song=caf%E9")
        .await
        .is(200);
    world.wait_for("now.title", "café").await;
}

/// S14: hostile titles are cut and cannot break out of their block; the sound goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_titles() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\nIcy-MetaData: 1\r\n\r\n").await;
    player.head().await;
    let long = "%D9%84".repeat(5000);
    update(&world, &format!("mount=/fm&mode=updinfo&song={}", "x".repeat(5000)))
        .await
        .is(200);
    update(&world, &format!("mount=/fm&mode=updinfo&song={long}"))
        .await
        .is(431);
    update(
        &world,
        "mount=/fm&mode=updinfo&song=a';StreamUrl='http://evil';%00%0D%0Ab",
    )
    .await
    .is(200);
    for number in 0..100 {
        update(&world, &format!("mount=/fm&mode=updinfo&song=flood+{number}"))
            .await
            .is(200);
    }
    update(&world, "mount=/fm&mode=updinfo&song=It's+late';now")
        .await
        .is(200);
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last: &String| !last.contains("late")) {
        assert!(seen.len() < 400, "{seen:?}");
        let text = block(&mut player, 16_000).await;
        assert!(text.matches("';").count() <= 1 && text.len() <= 4080, "{text}");
        assert!(!text.contains("StreamUrl='http://evil"), "{text}");
        seen.push(text);
    }
    let title = world.station()["now"]["title"].as_str().unwrap_or_default().to_owned();
    assert_eq!(title, "It's late';now");
}

/// S10: who may, and what is answered to the rest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_to_updates() {
    let world = World::new().await;
    let right = basic("source", &world.key);
    update(&world, "mount=/fm&mode=updinfo&song=x").await.is(409);
    let _encoder = world.on_air().await;
    let unknown = update(&world, "mount=/fm&mode=fly").await.is(200);
    assert!(unknown.text().contains("<return>0</return>"), "{}", unknown.text());
    update(&world, "mode=updinfo&song=x").await.is(400);
    update(&world, "mount=/fm&mode=updinfo").await.is(400);
    update(&world, "mount=/none&mode=updinfo&song=x").await.is(404);
    world
        .ask("GET /admin/metadata?mount=/fm&mode=updinfo&song=x HTTP/1.0")
        .await
        .is(401);
    let wrong = format!(
        "GET /admin/metadata?mount=/fm&song=x HTTP/1.0\r\nAuthorization: {}",
        basic("source", "x")
    );
    world.ask(&wrong).await.is(401);
    let admin = basic("admin", Somebody::Owner.key());
    world
        .ask(&format!(
            "GET /admin/metadata?mount=/fm&mode=updinfo&song=Admin HTTP/1.0\r\nAuthorization: {admin}"
        ))
        .await
        .is(200);
    world.wait_for("now.title", "Admin").await;
    let form = "mount=/fm&mode=updinfo&song=Posted";
    let mut wire = world.icecast().await;
    let head = format!(
        "POST /admin/metadata HTTP/1.1\r\nHost: x\r\nAuthorization: {right}\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    wire.send(head).await;
    wire.answer().await.is(200);
    world.wait_for("now.title", "Posted").await;
    let huge =
        format!("POST /admin/metadata HTTP/1.1\r\nHost: x\r\nAuthorization: {right}\r\nContent-Length: 999999999");
    world.ask(&huge).await.is(400);
}

/// S11: Shoutcast's own way, on both ports.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admin_cgi() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let key = &world.key;
    let agent = "User-Agent: x (Mozilla compatible)";
    world
        .ask(&format!("GET /admin.cgi?mode=updinfo&song=x HTTP/1.0\r\n{agent}"))
        .await
        .is(400);
    world
        .ask(&format!(
            "GET /admin.cgi?pass=wrong&mode=updinfo&song=x HTTP/1.0\r\n{agent}"
        ))
        .await
        .is(401);
    world
        .ask(&format!(
            "GET /admin.cgi?pass={key}&mode=updinfo&song=By+key&sid=1 HTTP/1.0\r\n{agent}"
        ))
        .await
        .is(200);
    world.wait_for("now.title", "By key").await;
    let mut wire = world.shoutcast().await;
    wire.send(format!(
        "GET /admin.cgi?pass=fm:{key}&mode=updinfo&song=By+mount HTTP/1.0\r\n{agent}\r\n\r\n"
    ))
    .await;
    wire.answer().await.is(200);
    world.wait_for("now.title", "By mount").await;
}
