//! `/api/nowplaying`: the shape of AzuraCast's now-playing data, so that players and apps written
//! for it work with us. Field names from its public documentation, 2026-11.

use super::{Api, views};
use crate::engine::Channel;
use crate::model::{NowPlaying, OnAir, Song};
use awaz_http::{ApiError, Path, Problem, etag};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Tells what plays on a channel, in AzuraCast's shape.
#[utoipa::path(get, path = "/api/nowplaying/{slug}", tag = "compatibility", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Value, description = "AzuraCast's now-playing object"), (status = 404, body = Problem)))]
pub(crate) async fn get_nowplaying(
    State(api): State<Api>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let channel = api.channel(&slug)?;
    let value = one(&channel, &base(&api, &headers), api.clock.now());
    Ok(etag::json(&headers, "no-cache", &value))
}

/// Tells what plays on all channels, in AzuraCast's shape.
#[utoipa::path(get, path = "/api/nowplaying", tag = "compatibility",
    responses((status = 200, body = Value, description = "a list of AzuraCast's now-playing objects")))]
pub(crate) async fn list_nowplaying(State(api): State<Api>, headers: HeaderMap) -> Response {
    let base = base(&api, &headers);
    let all: Vec<Value> = api
        .hub
        .all()
        .iter()
        .map(|channel| one(channel, &base, api.clock.now()))
        .collect();
    etag::json(&headers, "no-cache", &all)
}

fn base(api: &Api, headers: &HeaderMap) -> String {
    let addresses = &api.addresses;
    awaz_http::request::base(addresses.public_url.as_deref(), addresses.is_tls, headers)
}

fn one(channel: &Channel, base: &str, now: DateTime<Utc>) -> Value {
    let playing = channel.now_playing().borrow().as_ref().clone();
    let state = channel.state();
    let elapsed = (now - playing.started_at).num_seconds().max(0);
    let duration = playing.duration_ms.map_or(0, |ms| (ms / 1000).cast_signed());
    let is_live = state.on_air == OnAir::Live;
    let next = views::next(channel);
    let history = views::heard(channel);
    json!({
        "station": station(channel, base),
        "listeners": {"total": state.listeners, "unique": state.listeners, "current": state.listeners},
        "live": {
            "is_live": is_live,
            "streamer_name": playing.live.as_ref().map_or("", |live| live.name.as_str()),
            "broadcast_start": playing.live.as_ref().map(|live| live.since.timestamp()),
            "art": Value::Null,
        },
        "now_playing": {
            "sh_id": playing.seq,
            "played_at": playing.started_at.timestamp(),
            "duration": duration,
            "playlist": "",
            "streamer": playing.live.as_ref().map_or("", |live| live.name.as_str()),
            "is_request": false,
            "song": song_of(&playing, base),
            "elapsed": elapsed,
            "remaining": (duration - elapsed).max(0),
        },
        "playing_next": next.first().map(|song| json!({
            "cued_at": song.played_at.timestamp(), "played_at": song.played_at.timestamp(),
            "duration": song.duration_ms.unwrap_or(0) / 1000, "playlist": "", "is_request": false, "song": song_json(song, base),
        })),
        "song_history": history.iter().take(5).enumerate().map(|(index, song)| json!({
            "sh_id": playing.seq.saturating_sub(index as u64 + 1), "played_at": song.played_at.timestamp(),
            "duration": song.duration_ms.unwrap_or(0) / 1000, "playlist": "", "streamer": "", "is_request": false,
            "song": song_json(song, base),
        })).collect::<Vec<_>>(),
        "is_online": state.on_air != OnAir::Off,
        "cache": Value::Null,
    })
}

fn station(channel: &Channel, base: &str) -> Value {
    let profile = channel.profile();
    let slug = profile.slug.as_str();
    let listen_url = format!("{base}{}", views::progressive(&profile));
    let mounts = profile.settings.renditions.iter().map(|rendition| {
        json!({
            "id": rendition.to_string(), "name": rendition.to_string(), "path": format!("/{slug}/{rendition}"),
            "url": format!("{base}/live/{slug}/{rendition}.{}", rendition.codec.extension()),
            "bitrate": rendition.kbps, "format": rendition.codec.as_str(),
            "is_default": *rendition == awaz_core::Rendition::DEFAULT,
            "listeners": {"total": 0, "unique": 0, "current": 0},
        })
    });
    json!({
        "id": profile.id, "name": profile.name, "shortcode": slug, "description": profile.description,
        "frontend": "awaz", "backend": "awaz", "timezone": profile.settings.time_zone, "listen_url": listen_url, "url": profile.website,
        "public_player_url": format!("{base}/stations/{slug}"),
        "playlist_pls_url": listen_url, "playlist_m3u_url": listen_url,
        "is_public": true, "requests_enabled": false, "mounts": mounts.collect::<Vec<_>>(), "remotes": [],
        "hls_enabled": true, "hls_is_default": false, "hls_url": format!("{base}/live/{slug}/master.m3u8"), "hls_listeners": 0,
    })
}

fn song_of(playing: &NowPlaying, base: &str) -> Value {
    song(
        (&playing.artist, &playing.title, &playing.album),
        &playing.art_url,
        base,
    )
}

fn song_json(heard: &Song, base: &str) -> Value {
    song((&heard.artist, &heard.title, ""), &heard.art_url, base)
}

fn song((artist, title, album): (&str, &str, &str), art_url: &str, base: &str) -> Value {
    let text = if artist.is_empty() {
        title.to_owned()
    } else {
        format!("{artist} - {title}")
    };
    let id = etag::tag(text.as_bytes());
    json!({
        "id": id.trim_matches('"'), "art": format!("{base}{art_url}"), "text": text, "artist": artist, "title": title,
        "album": album, "genre": "", "isrc": "", "lyrics": "", "custom_fields": {},
    })
}
