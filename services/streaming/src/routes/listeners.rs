//! `/api/v1/channels/{slug}/listeners` and beside it: who listens, how many did, how much it
//! weighed.

use super::Api;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Listeners told of at once.
const MOST_LISTENERS: usize = 1000;

/// Somebody who listens.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ListenerView {
    /// Id of the connection.
    id: String,
    /// `progressive` or `hls`.
    protocol: &'static str,
    /// What they hear.
    rendition: String,
    /// Their player.
    agent: String,
    /// Since when.
    since: DateTime<Utc>,
    /// Bytes sent.
    bytes: u64,
}

/// Listeners of five minutes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct HistoryView {
    /// Start of the five minutes.
    at: DateTime<Utc>,
    /// On average.
    listeners: u32,
    /// Most at once.
    peak: u32,
}

/// How far back.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryRequest {
    /// Hours, 1 to 744; 24 when left out.
    hours: Option<u32>,
}

/// A month's traffic.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TrafficView {
    /// Month, `2026-11` (UTC).
    month: String,
    /// Bytes sent to listeners.
    bytes: u64,
    /// Bytes the channel may send in a month; null for no bound.
    limit_bytes: Option<u64>,
}

/// Lists who listens now, at most 1,000 of them.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/listeners", tag = "listeners", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<ListenerView>), (status = 404, body = Problem)))]
pub(crate) async fn list_listeners(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<ListenerView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    let mut items = Vec::new();
    for rendition in channel.profile().settings.renditions.clone() {
        let Some(ring) = channel.running_ring(rendition) else {
            continue;
        };
        items.extend(
            ring.listeners()
                .into_iter()
                .filter(|listener| listener.audience == awaz_fanout::Audience::Listener)
                .map(|listener| ListenerView {
                    id: listener.id.to_string(),
                    protocol: "progressive",
                    rendition: rendition.to_string(),
                    agent: listener.agent,
                    since: time(listener.since_ms),
                    bytes: listener.bytes,
                }),
        );
    }
    items.extend(
        api.viewers
            .of(&channel.slug(), api.clock.now_ms())
            .into_iter()
            .map(|viewer| ListenerView {
                id: format!("{:016x}", viewer.id),
                protocol: "hls",
                rendition: viewer.rendition.to_string(),
                agent: viewer.agent,
                since: time(viewer.since_ms),
                bytes: viewer.bytes,
            }),
    );
    items.sort_by_key(|listener| listener.since);
    items.truncate(MOST_LISTENERS);
    Ok(Json(Page { items, next: None }))
}

/// Tells how many listened, in steps of five minutes.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/listeners/history", tag = "listeners",
    params(("slug" = String, Path, description = "the channel"), HistoryRequest),
    responses((status = 200, body = Page<HistoryView>), (status = 404, body = Problem)))]
pub(crate) async fn get_listener_history(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<HistoryRequest>,
) -> Result<Json<Page<HistoryView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let hours = i64::from(request.hours.unwrap_or(24).clamp(1, 744));
    let since = api.clock.now() - TimeDelta::hours(hours);
    let rows = api.store.history(channel.id(), since.timestamp_millis()).await?;
    let items = rows.into_iter().map(|row| HistoryView {
        at: DateTime::from_timestamp_millis(row.at_ms).unwrap_or_default(),
        listeners: row.listeners.cast_unsigned(),
        peak: row.peak.cast_unsigned(),
    });
    Ok(Json(Page {
        items: items.collect(),
        next: None,
    }))
}

/// Tells how much was sent to listeners this month.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/traffic", tag = "listeners", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = TrafficView), (status = 404, body = Problem)))]
pub(crate) async fn get_traffic(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<TrafficView>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let month = api.clock.now().format("%Y-%m").to_string();
    let bytes = api.store.traffic(channel.id(), &month).await?;
    let monthly_gb = u64::from(channel.profile().settings.limits.monthly_gb);
    let limit_bytes = (monthly_gb > 0).then_some(monthly_gb * 1_000_000_000);
    Ok(Json(TrafficView {
        month,
        bytes,
        limit_bytes,
    }))
}
