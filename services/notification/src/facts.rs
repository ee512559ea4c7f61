//! What is told: the facts of one event, kept with its delivery, so that every attempt says the
//! same.

use awaz_core::ports::Station;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::Trigger;

/// Letters of a title, an artist or a name that are told.
const LETTERS: usize = 300;

/// What happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Facts {
    pub(crate) trigger: Trigger,
    pub(crate) at: DateTime<Utc>,
    pub(crate) station: Place,
    pub(crate) song: Option<Song>,
    pub(crate) listeners: Option<u32>,
    /// Who is, or was, live.
    pub(crate) who: Option<String>,
    /// Listeners that were passed.
    pub(crate) threshold: Option<u32>,
    /// For how long the station was off the air, s.
    pub(crate) away_s: Option<u64>,
}

/// The station it happened on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) slug: String,
    pub(crate) name: String,
    /// Its page; `None` where the server does not know its own address.
    pub(crate) url: Option<String>,
}

/// What is heard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Song {
    pub(crate) title: String,
    pub(crate) artist: String,
    pub(crate) album: String,
    pub(crate) live: bool,
}

impl Place {
    pub(crate) fn of(station: &Station, public_url: Option<&str>) -> Self {
        Self {
            slug: station.slug.to_string(),
            name: station.name.clone(),
            url: public_url.map(|base| format!("{base}/stations/{}", station.slug)),
        }
    }
}

impl Song {
    /// The song of an event `now_playing.changed`.
    pub(crate) fn of(data: &Value) -> Self {
        let text = |key: &str| bounded(data[key].as_str().unwrap_or_default());
        Self {
            title: text("title"),
            artist: text("artist"),
            album: text("album"),
            live: data["on_air"] == "live",
        }
    }

    /// The song in one line.
    pub(crate) fn line(&self) -> String {
        if self.artist.is_empty() {
            self.title.clone()
        } else {
            format!("{} – {}", self.artist, self.title)
        }
    }
}

/// A text of an encoder's, as long as anybody reads.
pub(crate) fn bounded(text: &str) -> String {
    let letters = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    letters.take(LETTERS).collect::<String>().trim().to_owned()
}

impl Facts {
    /// The body of a generic webhook; the same for the same facts, byte by byte.
    pub(crate) fn body(&self) -> String {
        let mut data = json!({ "station": self.station, "now_playing": self.song });
        let more = [
            ("listeners", json!(self.listeners)),
            ("who", json!(self.who)),
            ("threshold", json!(self.threshold)),
            ("away_s", json!(self.away_s)),
        ];
        for (key, value) in more.into_iter().filter(|(_, value)| !value.is_null()) {
            data[key] = value;
        }
        json!({
            "type": self.trigger.event_type(),
            "timestamp": self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "data": data,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_of_the_standard() {
        let facts = Facts {
            trigger: Trigger::SongChanged,
            at: "2026-11-25T12:00:00Z".parse().unwrap(),
            station: Place {
                slug: "mehfil".to_owned(),
                name: "ریڈیو محفل".to_owned(),
                url: None,
            },
            song: Some(Song::of(&json!({
                "title": "Dil\u{0}Dil", "artist": "Vital Signs", "album": "a".repeat(400), "on_air": "live",
            }))),
            listeners: Some(7),
            ..Facts::default()
        };
        let body: Value = serde_json::from_str(&facts.body()).unwrap();
        let wanted = json!({
            "type": "song.changed",
            "timestamp": "2026-11-25T12:00:00.000Z",
            "data": {
                "station": { "slug": "mehfil", "name": "ریڈیو محفل", "url": null },
                "now_playing": {
                    "title": "Dil Dil", "artist": "Vital Signs", "album": "a".repeat(300), "live": true,
                },
                "listeners": 7,
            },
        });
        assert_eq!(body, wanted);
        let kept = serde_json::to_string(&facts).unwrap();
        let again: Facts = serde_json::from_str(&kept).unwrap();
        assert_eq!(again.body(), facts.body());
    }
}
