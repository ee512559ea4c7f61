//! The whole feed, as it stands in `fixtures/feeds/full.xml`, which the web's tests read with a
//! podcast player's parser. `AWAZ_WRITE_FIXTURES=1` writes it anew.

use super::{Source, write};
use crate::show::{Episode, Show};
use serde_json::{Value, json};
use std::time::Instant;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/feeds/full.xml");
const ID: &str = "01a223d1-3b4f-7311-b857-0512e4b16ff3";

fn show() -> Show {
    serde_json::from_value(json!({
        "id": ID, "slug": "mehfil", "channel_id": ID, "channel": "radio", "state": "published",
        "title": "شام کی محفل", "description": "Words & ]]> <b>music</b>", "language": "ur", "category": "Arts",
        "subcategory": "Books", "explicit": false, "author": "Noor Fatima", "owner_email": "noor@radio.example",
        "copyright": "© 2026 Radio", "license": "cc-by-4.0", "location": "Lahore", "frequency": "Weekly",
        "kind": "serial", "medium": "podcast", "locked": true, "verification": "abc-123",
        "funding": [{"url": "https://pay.example/?a=1&b=2", "text": "ساتھ دیں"}],
        "persons": [{"name": "Noor Fatima", "role": "host", "url": "https://noor.example", "image": ""}],
        "guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "cover_url": "/feeds/mehfil/cover.jpg?v=12345678",
        "has_cover": true, "feed_url": "/feeds/mehfil.xml", "episode_count": 2,
        "created_at": "2026-11-25T10:00:00Z", "updated_at": "2026-11-28T10:00:00Z"
    }))
    .unwrap()
}

fn episode(number: u32, more: &Value) -> Episode {
    let mut whole = json!({
        "id": ID, "show_id": ID, "show": "mehfil", "title": format!("قسط {number}"), "description": "ایک\n\nدو & <b>",
        "season": 1, "number": number, "kind": "full", "guid": format!("urn:uuid:{ID}-{number}"), "state": "published",
        "published_at": "2026-11-27T10:00:00Z", "duration_ms": 60_400, "audio_url": format!("/media/{ID}.mp3?v=87654321"),
        "audio_type": "audio/mpeg", "audio_bytes": 966_400, "cover_url": "/feeds/mehfil/cover.jpg?v=12345678",
        "has_cover": false, "created_at": "2026-11-25T10:00:00Z", "updated_at": "2026-11-27T10:00:00Z"
    });
    let fields = whole.as_object_mut().unwrap();
    fields.extend(more.as_object().cloned().unwrap_or_default());
    serde_json::from_value(whole).unwrap()
}

#[test]
fn the_whole_feed_is_as_written() {
    let rich = json!({
        "explicit": true, "link": "https://radio.example/2", "transcript_url": format!("/media/{ID}/transcript.json?v=abcdef01"),
        "chapters": [{"start_ms": 0, "title": "آغاز"}], "persons": [{"name": "Amin", "role": "guest"}],
        "has_cover": true, "cover_url": format!("/media/{ID}/cover.jpg?v=abcdef01")
    });
    let episodes = [episode(2, &rich), episode(1, &json!({"kind": "trailer"}))];
    let source = Source {
        show: &show(),
        episodes: &episodes,
        base: "https://radio.example",
    };
    let text = write(&source);
    if std::env::var_os("AWAZ_WRITE_FIXTURES").is_some() {
        std::fs::write(FIXTURE, &text).unwrap();
    }
    let generator = concat!("Awaz Pulse ", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(generator));
    assert_eq!(text, std::fs::read_to_string(FIXTURE).unwrap());
}

#[test]
fn a_thousand_episodes_are_written_quickly() {
    let episodes: Vec<Episode> = (1..=1000).map(|number| episode(number, &json!({}))).collect();
    let show = show();
    let source = Source {
        show: &show,
        episodes: &episodes,
        base: "https://radio.example",
    };
    let started = Instant::now();
    let text = write(&source);
    let took = started.elapsed();
    assert_eq!(text.matches("<item>").count(), 1000);
    // An unoptimised build on a busy machine; the product takes a hundredth of it.
    assert!(took.as_millis() < 2_000, "{took:?}");
}
