//! What podcast players read.

use crate::shows::{episode, mp3, show, sound};
use crate::sounds::ffmpeg;
use crate::world::{World, bytes, json};
use axum::body::Body;
use axum::response::Response;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json as body;

crate::world::on_both! {
    a_feed_tells_all_and_is_valid_whatever_people_write,
    feeds_are_sent_once_and_change_with_their_show,
    covers_are_made_or_taken,
    transcripts_and_chapters_come_in_every_kind,
}

const NASTY: &str = "A & B <script>alert(1)</script> ]]> \u{1}\u{b}\u{202e}evil\u{fffe} \"q\" دل";

async fn ask(world: &World, path: &str, headers: &[(&str, &str)]) -> Response {
    world.send_as("", ("GET", path), headers, Body::empty()).await
}

/// The feed's text, which must be XML that a strict reader takes to its end.
async fn feed(world: &World) -> String {
    let response = ask(world, "/feeds/mehfil.xml", &[("host", "radio.example")]).await;
    assert_eq!(response.status(), 200);
    assert!(
        response.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/rss+xml")
    );
    let text = String::from_utf8(bytes(response).await).unwrap();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    let is_allowed = |letter: char| {
        matches!(letter, '\t' | '\n' | '\r') || (' '..'\u{fffe}').contains(&letter) || letter > '\u{ffff}'
    };
    assert!(text.chars().all(is_allowed));
    text
}

async fn a_feed_tells_all_and_is_valid_whatever_people_write(world: World) {
    show(&world).await;
    let change = body!({
        "descriptions": {"ur": NASTY}, "author": NASTY, "owner_email": "noor@radio.pk", "link": "https://radio.pk/?a=1&b=2",
        "category": "Arts", "subcategory": "Books", "explicit": true, "copyright": NASTY, "license": "cc-by-4.0",
        "location": "Lahore", "frequency": "Weekly", "verification": "abc-123", "kind": "serial",
        "funding": [{"url": "https://pay.pk/?a&b", "text": NASTY}], "persons": [{"name": NASTY, "role": "Host"}]
    });
    let (status, shown) = world.call("PATCH", "/api/v1/shows/mehfil", change).await;
    assert_eq!(status, 200, "{shown}");
    let address = episode(&world, NASTY).await;
    sound(&world, &address, mp3(&world, 440)).await;
    let change = body!({
        "state": "published", "season": 2, "number": 7, "kind": "trailer", "notes": {"ur": "ایک\n\n<b>دو</b>"},
        "chapters": [{"start_ms": 500, "title": NASTY}]
    });
    let (status, published) = world.call("PATCH", &address, change).await;
    assert_eq!(status, 200, "{published}");
    let text = feed(&world).await;
    for part in [
        "<itunes:explicit>true</itunes:explicit>",
        "<itunes:category text=\"Arts\">\n<itunes:category text=\"Books\"/>",
        "<podcast:locked owner=\"noor@radio.pk\">yes</podcast:locked>",
        "<podcast:medium>podcast</podcast:medium>",
        "<podcast:funding url=\"https://pay.pk/?a&amp;b\">",
        "<podcast:person role=\"host\">",
        "<podcast:location>Lahore</podcast:location>",
        "<podcast:license>cc-by-4.0</podcast:license>",
        "<podcast:updateFrequency>Weekly</podcast:updateFrequency>",
        "<podcast:txt purpose=\"verify\">abc-123</podcast:txt>",
        "<itunes:season>2</itunes:season>",
        "<itunes:episodeType>trailer</itunes:episodeType>",
        "<podcast:trailer pubdate=\"Wed, 25 Nov 2026 10:00:00 +0000\"",
        "<itunes:duration>2</itunes:duration>",
        "rel=\"self\"",
        "A &amp; B &lt;script&gt;alert(1)&lt;/script&gt; ]]&gt;",
        "http://radio.example/feeds/mehfil/cover.png?v=made",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let enclosure = format!(
        "<enclosure url=\"http://radio.example{}\" length=\"{}\" type=\"audio/mpeg\"/>",
        published["audio_url"].as_str().unwrap(),
        published["audio_bytes"]
    );
    assert!(text.contains(&enclosure), "{enclosure} is not in {text}");
    let heard = ask(&world, published["audio_url"].as_str().unwrap(), &[]).await;
    assert_eq!(
        bytes(heard).await.len() as u64,
        published["audio_bytes"].as_u64().unwrap()
    );
    let guid = format!("<podcast:guid>{}</podcast:guid>", shown["guid"].as_str().unwrap());
    assert!(text.contains(&guid));
}

async fn feeds_are_sent_once_and_change_with_their_show(world: World) {
    show(&world).await;
    let path = "/feeds/mehfil.xml";
    let first = ask(&world, path, &[]).await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let modified = first.headers()["last-modified"].to_str().unwrap().to_owned();
    assert_eq!(modified, "Wed, 25 Nov 2026 10:00:00 GMT");
    assert_eq!(ask(&world, path, &[("if-none-match", &tag)]).await.status(), 304);
    assert_eq!(
        ask(&world, path, &[("if-modified-since", &modified)]).await.status(),
        304
    );
    let earlier = [("if-modified-since", "Wed, 25 Nov 2026 09:59:59 GMT")];
    assert_eq!(ask(&world, path, &earlier).await.status(), 200);
    let packed = ask(&world, path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(
        (&packed.headers()["content-encoding"], &packed.headers()["vary"]),
        (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
    );
    assert_eq!(bytes(packed).await[..2], [0x1f, 0x8b]);
    let address = episode(&world, "a").await;
    sound(&world, &address, mp3(&world, 440)).await;
    assert_eq!(
        world.call("PATCH", &address, body!({"state": "published"})).await.0,
        200
    );
    assert_eq!(ask(&world, path, &[("if-none-match", &tag)]).await.status(), 200);
    assert!(feed(&world).await.contains("<item>"));
    assert_eq!(world.call("PATCH", &address, body!({"state": "unlisted"})).await.0, 200);
    assert!(!feed(&world).await.contains("<item>"));
    assert_eq!(
        world
            .call("PATCH", "/api/v1/shows/mehfil", body!({"state": "archived"}))
            .await
            .0,
        200
    );
    assert!(feed(&world).await.contains("<itunes:complete>Yes</itunes:complete>"));
    for nothing in [
        "/feeds/mehfil",
        "/feeds/no.xml",
        "/feeds/..xml",
        "/feeds/%2e%2e%2fmehfil.xml",
        "/media/x.mp3",
        "/media/mehfil",
    ] {
        assert_eq!(ask(&world, nothing, &[]).await.status(), 404, "{nothing}");
    }
}

async fn covers_are_made_or_taken(world: World) {
    let made = show(&world).await;
    let drawn = ask(&world, made["cover_url"].as_str().unwrap(), &[]).await;
    assert_eq!(drawn.headers()["content-type"], "image/png");
    let drawn = image::load_from_memory(&bytes(drawn).await).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (1400, 1400));
    let small = ask(&world, "/feeds/mehfil/cover.png?size=300", &[]).await;
    assert_eq!(image::load_from_memory(&bytes(small).await).unwrap().width(), 300);
    assert_eq!(
        ask(&world, "/feeds/mehfil/cover.png?size=99999", &[]).await.status(),
        400
    );

    let picture = |size: &str| {
        let path = world.music().join("cover.png");
        ffmpeg(
            &["-f", "lavfi", "-i", &format!("color=red:s={size}"), "-frames:v", "1"],
            &path,
        );
        std::fs::read(path).unwrap()
    };
    let put = async |path: &str, bytes: Vec<u8>| {
        let response = world.send("PUT", path, &[("content-type", "image/png")], bytes).await;
        (response.status().as_u16(), json(response).await)
    };
    let own = "/api/v1/shows/mehfil/cover";
    for wrong in [picture("800x1400"), b"<svg onload=alert(1)>".to_vec()] {
        let (status, problem) = put(own, wrong).await;
        assert_eq!((status, &problem["code"]), (400, &body!("invalid")), "{problem}");
    }
    let (status, shown) = put(own, picture("1600x1500")).await;
    assert_eq!((status, &shown["has_cover"]), (200, &body!(true)), "{shown}");
    let cover = ask(&world, shown["cover_url"].as_str().unwrap(), &[]).await;
    assert_eq!(cover.headers()["content-type"], "image/jpeg");
    let cover = image::load_from_memory(&bytes(cover).await).unwrap();
    assert_eq!((cover.width(), cover.height()), (1400, 1400));
    assert_eq!(ask(&world, "/feeds/mehfil/cover.png", &[]).await.status(), 404);

    let address = episode(&world, "a").await;
    assert_eq!(world.get(&address).await["cover_url"], shown["cover_url"]);
    let (status, one) = put(&format!("{address}/cover"), picture("1400x1400")).await;
    assert_eq!(status, 200, "{one}");
    let path = one["cover_url"].as_str().unwrap();
    assert!(path.starts_with("/media/") && path.contains("/cover.jpg"));
    assert_eq!(ask(&world, path, &[]).await.status(), 404, "the episode is a draft");
    assert_eq!(world.send("GET", path, &[], Body::empty()).await.status(), 200);
    assert_eq!(world.send("DELETE", own, &[], Body::empty()).await.status(), 200);
    assert_eq!(ask(&world, "/feeds/mehfil/cover.png", &[]).await.status(), 200);
    assert_eq!(
        world
            .send("DELETE", "/api/v1/shows/mehfil", &[], Body::empty())
            .await
            .status(),
        204
    );
    let left = std::fs::read_dir(world.data_dir().join("objects/covers")).unwrap();
    let left: usize = left
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum();
    assert_eq!(left, 0);
}

async fn transcripts_and_chapters_come_in_every_kind(world: World) {
    show(&world).await;
    let address = episode(&world, "a").await;
    let path = format!("{address}/transcript");
    let srt = "1\n00:00:01,000 --> 00:00:02,500\nNoor: سلام\n";
    let kept = world.send("PUT", &path, &[], srt).await;
    assert_eq!(kept.status(), 200);
    assert_eq!(world.send("PUT", &path, &[], "nothing of the kind").await.status(), 400);
    assert_eq!(
        world
            .send("PUT", &path, &[], vec![b'x'; (4 << 20) + 100])
            .await
            .status(),
        413
    );
    let chapters =
        body!({"chapters": [{"start_ms": 1500, "title": "b", "url": "https://a.pk"}, {"start_ms": 0, "title": "a"}]});
    assert_eq!(world.call("PATCH", &address, chapters).await.0, 200);
    sound(&world, &address, mp3(&world, 440)).await;
    let json_url = world.get(&address).await["transcript_url"].as_str().unwrap().to_owned();
    assert_eq!(
        ask(&world, &json_url, &[]).await.status(),
        404,
        "the episode is a draft"
    );
    assert_eq!(
        world.call("PATCH", &address, body!({"state": "published"})).await.0,
        200
    );
    let said = ask(&world, &json_url, &[]).await;
    assert_eq!(said.headers()["access-control-allow-origin"], "*");
    let said = json(said).await;
    let segment = body!({"speaker": "Noor", "startTime": 1.0, "endTime": 2.5, "body": "سلام"});
    assert_eq!(said["segments"], body!([segment]));
    let vtt = ask(&world, &json_url.replace(".json", ".vtt"), &[]).await;
    assert!(
        String::from_utf8(bytes(vtt).await)
            .unwrap()
            .contains("00:00:01.000 --> 00:00:02.500\n<v Noor>سلام")
    );
    let media = json_url.split("/transcript").next().unwrap();
    let chapters = ask(&world, &format!("{media}/chapters.json"), &[]).await;
    assert_eq!(chapters.headers()["content-type"], "application/json+chapters");
    let chapters = json(chapters).await;
    assert_eq!(
        chapters["chapters"],
        body!([{"startTime": 0.0, "title": "a"}, {"startTime": 1.5, "title": "b", "url": "https://a.pk"}])
    );
    let text = feed(&world).await;
    for part in [
        "type=\"text/vtt\" language=\"ur\"",
        "transcript.srt",
        "type=\"application/json+chapters\"",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(world.send("DELETE", &path, &[], Body::empty()).await.status(), 200);
    assert!(!feed(&world).await.contains("podcast:transcript"));
    assert_eq!(ask(&world, &format!("{media}/secret.txt"), &[]).await.status(), 404);
}
