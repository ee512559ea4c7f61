//! `/api/v1/channels/{slug}/alerts`: what went wrong, and for how long.

use super::Api;
use crate::store::AlertRow;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Alerts told of at once, and rows they are made of: each may have one for its end.
const MOST: usize = 50;
const ROWS: u64 = 120;

/// Something that went wrong.
#[derive(Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct AlertView {
    /// Id.
    id: Uuid,
    /// Kind: `dead_air`, `source_lost`, `source_stalled`, `track_failed`, `engine_failed`,
    /// `recording_stopped`.
    kind: String,
    /// When it began.
    at: DateTime<Utc>,
    /// When it was over; null while it goes on.
    ended_at: Option<DateTime<Utc>>,
    /// Who or what it was about; may be empty.
    detail: String,
}

/// Lists the last fifty alerts, newest first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/alerts", tag = "channels", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<AlertView>), (status = 404, body = Problem)))]
pub(crate) async fn list_alerts(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<AlertView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let rows = api.store.alerts(channel.id(), ROWS).await?;
    let items = paired(rows);
    Ok(Json(Page { items, next: None }))
}

/// Puts ends to beginnings; `rows` are newest first, so the end comes before its beginning.
fn paired(rows: Vec<AlertRow>) -> Vec<AlertView> {
    let mut ends: HashMap<&str, DateTime<Utc>> = HashMap::new();
    let mut alerts = Vec::new();
    for row in rows {
        let at = DateTime::from_timestamp_millis(row.at_ms).unwrap_or_default();
        let data: serde_json::Value = serde_json::from_str(&row.data).unwrap_or_default();
        let text = |key: &str| data[key].as_str().unwrap_or_default();
        let (kind, ended_at) = match row.kind.as_str() {
            "dead_air_ended" => {
                ends.insert("dead_air", at);
                continue;
            }
            "source_returned" => {
                ends.insert("source_stalled", at);
                continue;
            }
            "dead_air" => ("dead_air", ends.remove("dead_air")),
            "source_lost" if text("reason") == "stalled" => ("source_stalled", ends.remove("source_stalled")),
            other => (other, Some(at)),
        };
        let detail = ["message", "title", "who"]
            .into_iter()
            .map(text)
            .find(|text| !text.is_empty());
        alerts.push(AlertView {
            id: row.id,
            kind: kind.to_owned(),
            at,
            ended_at,
            detail: detail.unwrap_or_default().to_owned(),
        });
    }
    alerts.truncate(MOST);
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &str, at_ms: i64, data: &str) -> AlertRow {
        AlertRow {
            id: Uuid::nil(),
            channel_id: Uuid::nil(),
            kind: kind.to_owned(),
            at_ms,
            data: data.to_owned(),
        }
    }

    #[test]
    fn an_end_belongs_to_the_beginning_before_it() {
        let rows = vec![
            row("dead_air", 9000, "{}"),
            row("source_returned", 8000, "{}"),
            row("dead_air_ended", 7000, "null"),
            row("source_lost", 6000, r#"{"reason":"stalled","who":"Saba"}"#),
            row("dead_air", 5000, "{}"),
            row("source_lost", 4000, r#"{"reason":"lost","who":"Saba"}"#),
        ];
        let found = paired(rows);
        let seen: Vec<_> = found
            .iter()
            .map(|alert| (alert.kind.as_str(), alert.ended_at.map(|end| end.timestamp_millis())))
            .collect();
        let wanted = [
            ("dead_air", None),
            ("source_stalled", Some(8000)),
            ("dead_air", Some(7000)),
            ("source_lost", Some(4000)),
        ];
        assert_eq!(seen, wanted);
        assert_eq!(found[1].detail, "Saba");
    }
}
