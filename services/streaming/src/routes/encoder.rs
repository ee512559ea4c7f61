//! `/api/v1/channels/{slug}/encoder`: what to type into an encoder.

use super::{Api, views};
use crate::engine::Channel;
use crate::store::STATION_USER;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;

/// What to type into an encoder.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct EncoderView {
    /// Name of the server.
    host: String,
    /// Port of Icecast sources.
    icecast_port: u16,
    /// Port of Shoutcast v1 sources; null where it is off.
    shoutcast_port: Option<u16>,
    /// Whether the Icecast port speaks TLS.
    tls: bool,
    /// Mount.
    mount: String,
    /// User.
    user: &'static str,
    /// Password.
    key: String,
    /// Where a browser sends.
    webcast_url: String,
}

/// Shows what to type into an encoder, with the key.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/encoder", tag = "sources", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = EncoderView), (status = 404, body = Problem)))]
pub(crate) async fn get_encoder(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Json<EncoderView>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let key = api.store.source_key(channel.id()).await?;
    Ok(Json(view(&api, &channel, &headers, key)))
}

/// Makes a new key; the old one stops working at once, and whoever is on air with it stays.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/encoder/rotate", tag = "sources", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = EncoderView), (status = 404, body = Problem)))]
pub(crate) async fn rotate_encoder_key(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Json<EncoderView>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let key = api.store.rotate_key(channel.id()).await?;
    Ok(Json(view(&api, &channel, &headers, key)))
}

pub(crate) fn view(api: &Api, channel: &Channel, headers: &HeaderMap, key: String) -> EncoderView {
    let slug = channel.slug();
    EncoderView {
        host: views::host_of(&api.addresses, headers),
        icecast_port: api.addresses.icecast.port(),
        shoutcast_port: api.addresses.shoutcast.map(|address| address.port()),
        tls: false,
        mount: format!("/{slug}"),
        user: STATION_USER,
        key,
        webcast_url: format!("/api/v1/channels/{slug}/webcast"),
    }
}
