//! What an entry would come to, before it is kept.

use super::{ClashView, clash_views, instant};
use crate::agenda::{Agenda, Showing};
use crate::model::{ScheduleDraft, ScheduleEntry};
use crate::routes::Api;
use awaz_core::id::ScheduleEntryId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Days ahead that are looked at.
const DAYS: i64 = 366;
/// Times that are told.
const TOLD: usize = 12;
/// Clashes that are told.
const CLASHES: usize = 20;

/// An entry to be tried.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleTrial {
    /// What it would be.
    entry: ScheduleDraft,
    /// The entry it would take the place of.
    replaces: Option<ScheduleEntryId>,
}

/// One time that it would be on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ScheduleTime {
    /// When it would begin.
    from: DateTime<Utc>,
    /// When it would end.
    until: DateTime<Utc>,
}

/// What it would come to in the coming year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct SchedulePreview {
    /// The next twelve times.
    times: Vec<ScheduleTime>,
    /// How often it would be on in the coming year.
    count: usize,
    /// Where it would be on at the same time as another, at most 20.
    clashes: Vec<ClashView>,
}

/// Tells what an entry would come to in the coming year, and what it would clash with; keeps nothing.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/schedule/preview", tag = "schedule", request_body = ScheduleTrial,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = SchedulePreview), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn preview_entry(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(trial): Json<ScheduleTrial>,
) -> Result<Json<SchedulePreview>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let mut agenda = Agenda::clone(&channel.agenda());
    let tried = ScheduleEntry {
        id: trial.replaces.unwrap_or_default(),
        version: 0,
        draft: trial.entry.checked()?,
    };
    let id = tried.id;
    agenda.entries.retain(|entry| entry.id != id);
    agenda.entries.push(tried);
    let now_ms = api.clock.now_ms();
    Ok(Json(preview(&agenda, id, now_ms)))
}

fn preview(agenda: &Agenda, id: ScheduleEntryId, now_ms: i64) -> SchedulePreview {
    let until_ms = now_ms + DAYS * 24 * 3_600_000;
    // A draft is tried as if it were meant.
    let all = agenda.showings(now_ms, until_ms, |_| true);
    let all: Vec<Showing<'_>> = all
        .into_iter()
        .filter(|showing| showing.entry.id == id || !showing.entry.draft.is_draft)
        .collect();
    let own = all.iter().filter(|showing| showing.entry.id == id);
    let times = own.clone().take(TOLD).map(|showing| ScheduleTime {
        from: instant(showing.at.from_ms),
        until: instant(showing.at.until_ms),
    });
    let clashes = clash_views(&near(&all, id)).into_iter();
    SchedulePreview {
        times: times.collect(),
        count: own.count(),
        clashes: clashes
            .filter(|clash| clash.first == id || clash.second == id)
            .take(CLASHES)
            .collect(),
    }
}

/// An entry's own showings, and those that overlap one of them.
fn near<'a>(all: &[Showing<'a>], id: ScheduleEntryId) -> Vec<Showing<'a>> {
    let own: Vec<Showing<'a>> = all.iter().filter(|showing| showing.entry.id == id).copied().collect();
    let is_near = |showing: &&Showing<'_>| {
        // Own ones are in order, and none lasts longer than a day.
        let first = own.partition_point(|own| own.at.from_ms + 26 * 3_600_000 < showing.at.from_ms);
        let mut may_overlap = own[first..]
            .iter()
            .take_while(|own| own.at.from_ms < showing.at.until_ms);
        showing.entry.id == id || may_overlap.any(|own| own.at.until_ms > showing.at.from_ms)
    };
    all.iter().filter(is_near).copied().collect()
}
