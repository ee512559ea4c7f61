//! Playlist files, status pages, and the admin interface, L6 to L8.

use crate::world::sound::MP3_SECOND;
use crate::world::{Answer, World, basic};
use awaz_testkit::Somebody;
use serde_json::Value;

/// L6: playlist files name the address that was asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn playlist_files() {
    let world = World::new().await;
    for (file, kind, text) in [
        ("/fm.m3u", "audio/x-mpegurl", "http://radio.example:8000/fm\n"),
        ("/fm.pls", "audio/x-scpls", "File1=http://radio.example:8000/fm\n"),
        (
            "/fm.xspf",
            "application/xspf+xml",
            "<location>http://radio.example:8000/fm</location>",
        ),
        (
            "/fm/aac-48.m3u",
            "audio/x-mpegurl",
            "http://radio.example:8000/fm/aac-48\n",
        ),
    ] {
        let answer = world.page(file).await.is(200);
        assert!(answer.header("content-type").starts_with(kind), "{}", answer.head);
        assert!(
            answer.text().replace("\r\n", "\n").contains(text),
            "{file}: {}",
            answer.text()
        );
    }
    let behind_tls = world
        .ask("GET /fm.m3u HTTP/1.0\r\nHost: radio.example\r\nX-Forwarded-Proto: https")
        .await;
    assert!(
        behind_tls.text().contains("https://radio.example/fm"),
        "{}",
        behind_tls.text()
    );
    world.page("/none.m3u").await.is(404);
    let injected = world.ask("GET /fm.xspf HTTP/1.0\r\nHost: a\"><script>").await;
    assert!(!injected.text().contains("<script>"), "{}", injected.text());
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

/// L7: an object for one mount, an array for many, and any title as good JSON.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn status_json() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let right = basic("source", &world.key);
    let song = "%22Noor%22+-+%D9%86%D9%88%D8%B1+%5C";
    world
        .ask(&format!(
            "GET /admin/metadata?mount=/fm&mode=updinfo&song={song} HTTP/1.0\r\nAuthorization: {right}"
        ))
        .await;
    world.wait_for("now.artist", "\"Noor\"").await;
    let stats = json(&world.page("/status-json.xsl").await.is(200));
    let source = &stats["icestats"]["source"];
    assert_eq!(source["listenurl"], "http://radio.example:8000/fm");
    assert_eq!(source["server_name"], "Radio Mehfil");
    assert_eq!(source["server_type"], "audio/mpeg");
    assert_eq!(source["genre"], "Ghazal");
    assert_eq!(
        (source["listeners"].as_u64(), source["title"].as_str()),
        (Some(0), Some("نور \\"))
    );
    world.channel("other", Somebody::OtherOwner).await;
    let stats = json(&world.page("/status-json.xsl").await);
    assert_eq!(stats["icestats"]["source"].as_array().map(Vec::len), Some(2), "{stats}");
    let one = json(&world.page("/status-json.xsl?mount=/other").await);
    assert_eq!(
        one["icestats"]["source"]["listenurl"],
        "http://radio.example:8000/other"
    );
    let none = json(&world.page("/status-json.xsl?mount=/none").await);
    assert!(none["icestats"].get("source").is_none(), "{none}");
    let html = world.page("/status.xsl").await.is(200);
    assert!(
        html.text().contains("Radio Mehfil") && html.text().contains("&quot;Noor&quot;"),
        "{}",
        html.text()
    );
}

/// L8: pages of a Shoutcast server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shoutcast_pages() {
    let world = World::new().await;
    let _encoder = world.on_air().await;
    let right = basic("source", &world.key);
    world
        .ask(&format!(
            "GET /admin/metadata?mount=/fm&mode=updinfo&song=Iqbal+-+%3Cb%3E HTTP/1.0\r\nAuthorization: {right}"
        ))
        .await;
    world.wait_for("now.artist", "Iqbal").await;
    let seven = world.page("/7.html").await.is(200).text();
    assert!(
        seven.contains("<body>0,1,0,") && seven.contains(",128,Iqbal - &lt;b&gt;"),
        "{seven}"
    );
    let stats = json(&world.page("/stats?sid=1&json=1").await.is(200));
    assert_eq!(
        (stats["songtitle"].as_str(), stats["streamstatus"].as_u64()),
        (Some("Iqbal - <b>"), Some(1)),
        "{stats}"
    );
    let xml = world.page("/stats").await.is(200).text();
    assert!(xml.contains("<SONGTITLE>Iqbal - &lt;b&gt;</SONGTITLE>"), "{xml}");
    assert_eq!(
        world.page("/currentsong?sid=1").await.is(200).text().trim(),
        "Iqbal - <b>"
    );
    let played = world.page("/played").await.is(200).text();
    assert!(
        played.contains("Iqbal - &lt;b&gt;") && !played.contains("<b>Iqbal"),
        "{played}"
    );
    for sid in ["2", "0", "x", "99999999999999999999"] {
        let status = world.page(&format!("/stats?sid={sid}")).await.status;
        assert!(matches!(status, 200 | 404), "{sid}: {status}");
    }
}

async fn admin(world: &World, path: &str, key: &str) -> Answer {
    world
        .ask(&format!(
            "GET /admin/{path} HTTP/1.0\r\nAuthorization: {}",
            basic("admin", key)
        ))
        .await
}

/// L8: an administrator's commands are nobody else's, and stop at other owners' channels.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_administer() {
    let world = World::new().await;
    world.channel("other", Somebody::OtherOwner).await;
    for path in [
        "stats",
        "listclients?mount=/fm",
        "killsource?mount=/fm",
        "no-such-thing",
    ] {
        world.page(&format!("/admin/{path}")).await.is(401);
        admin(&world, path, "awz_wrong").await.is(401);
        admin(&world, path, Somebody::Listener.key()).await.is(403);
    }
    let key = Somebody::Owner.key();
    let stats = admin(&world, "stats", key).await.is(200).text();
    let is_own = stats.contains("<source mount=\"/fm\">") && !stats.contains("/other");
    assert!(is_own, "{stats}");
    let all = admin(&world, "listmounts.xsl", Somebody::Admin.key())
        .await
        .is(200)
        .text();
    assert!(all.contains("/fm") && all.contains("/other"), "{all}");
    for (command, status) in [
        ("killsource?mount=/other", 404),
        ("listclients?mount=/other", 404),
        ("moveclients?mount=/fm&destination=/other", 404),
        ("moveclients?mount=/fm&destination=/fm/aac-48", 400),
        ("killclient?mount=/fm&id=x", 400),
        ("listclients", 400),
        ("killsource?mount=/fm", 404),
        ("buildm3u?mount=/fm", 200),
        ("no-such-thing", 404),
    ] {
        assert_eq!(admin(&world, command, key).await.status, status, "{command}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_are_listed_moved_and_sent_away() {
    let world = World::new().await;
    world.channel("other", Somebody::OtherOwner).await;
    let _encoder = world.on_air().await;
    let (key, all) = (Somebody::Owner.key(), Somebody::Admin.key());
    let mut player = world.icecast().await;
    player.send("GET /fm HTTP/1.0\r\nUser-Agent: <VLC>\r\n\r\n").await;
    player.head().await;
    player.take(1000).await;
    let clients = admin(&world, "listclients?mount=/fm", key).await.is(200).text();
    assert!(
        clients.contains("&lt;VLC&gt;") && clients.contains("127.0.0.1"),
        "{clients}"
    );
    let (_, id) = clients
        .split_once("<ID>")
        .or_else(|| clients.split_once("<id>"))
        .unwrap();
    let kill = format!("killclient?mount=/other&id={}", id.split('<').next().unwrap());
    admin(&world, &kill, key).await.is(404);
    admin(&world, &kill, all).await.is(404);
    let moved = admin(&world, "moveclients?mount=/fm&destination=/other", all)
        .await
        .is(200);
    assert!(moved.text().contains("1 clients moved"), "{}", moved.text());
    // They hear the other channel's frames from here on, past what was under way.
    player.take(6 * MP3_SECOND).await;
    admin(&world, &kill, all).await.is(200);
    player.rest().await;
    admin(&world, "killsource?mount=/fm", key).await.is(200);
    world.wait_for("on_air", "fallback").await;
}
