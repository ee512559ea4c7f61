//! Reading, adding, changing and deleting entries.

use crate::model::{ScheduleDraft, ScheduleEntry};
use crate::routes::Api;
use awaz_core::id::{ChannelId, ScheduleEntryId};
use awaz_core::page::Page;
use awaz_core::{Error, Result};
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// A change of an entry.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryChange {
    /// The version it was made of; what somebody else made of it since is told.
    version: Option<i64>,
    /// What it is to be.
    entry: ScheduleDraft,
}

/// A changed entry.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ChangedEntry {
    /// What it is now.
    entry: ScheduleEntry,
    /// What somebody else had made of it since the version the change was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    overwritten: Option<ScheduleEntry>,
}

/// Lists a channel's schedule, drafts as well.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/schedule", tag = "schedule", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<ScheduleEntry>), (status = 404, body = Problem)))]
pub(crate) async fn list_entries(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<ScheduleEntry>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let items = api.store.schedule(channel.id()).await?;
    Ok(Json(Page { items, next: None }))
}

/// Adds an entry; in force at once.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/schedule", tag = "schedule", request_body = ScheduleDraft,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 201, body = ScheduleEntry), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn add_entry(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(draft): Json<ScheduleDraft>,
) -> Result<(StatusCode, Json<ScheduleEntry>), ApiError> {
    let channel = api.own(&caller, &slug)?;
    check_presenters(&api, channel.id(), &draft).await?;
    let entry = api.store.add_schedule_entry(channel.id(), draft).await?;
    api.renew_agenda(&channel).await?;
    Ok((StatusCode::CREATED, Json(entry)))
}

/// Shows an entry.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/schedule/{id}", tag = "schedule",
    params(("slug" = String, Path, description = "the channel"), ("id" = ScheduleEntryId, Path, description = "the entry")),
    responses((status = 200, body = ScheduleEntry), (status = 404, body = Problem)))]
pub(crate) async fn get_entry(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, ScheduleEntryId)>,
) -> Result<Json<ScheduleEntry>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    Ok(Json(api.store.schedule_entry(channel.id(), id).await?))
}

/// Changes an entry; in force at once. The last change holds, and is told what it overwrote.
#[utoipa::path(put, path = "/api/v1/channels/{slug}/schedule/{id}", tag = "schedule", request_body = EntryChange,
    params(("slug" = String, Path, description = "the channel"), ("id" = ScheduleEntryId, Path, description = "the entry")),
    responses((status = 200, body = ChangedEntry), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn change_entry(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, ScheduleEntryId)>,
    Json(change): Json<EntryChange>,
) -> Result<Json<ChangedEntry>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    check_presenters(&api, channel.id(), &change.entry).await?;
    let (entry, before) = api.store.change_schedule_entry(channel.id(), id, change.entry).await?;
    api.renew_agenda(&channel).await?;
    let is_overwritten = change.version.is_some_and(|version| version != before.version);
    Ok(Json(ChangedEntry {
        entry,
        overwritten: is_overwritten.then_some(before),
    }))
}

/// Deletes an entry; in force at once.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}/schedule/{id}", tag = "schedule",
    params(("slug" = String, Path, description = "the channel"), ("id" = ScheduleEntryId, Path, description = "the entry")),
    responses((status = 204, description = "deleted"), (status = 404, body = Problem)))]
pub(crate) async fn delete_entry(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, ScheduleEntryId)>,
) -> Result<StatusCode, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let is_gone = api.store.delete_schedule_entry(channel.id(), id).await?;
    api.renew_agenda(&channel).await?;
    if is_gone {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::not_found("entry of the schedule", id).into())
    }
}

async fn check_presenters(api: &Api, channel: ChannelId, draft: &ScheduleDraft) -> Result<()> {
    if draft.presenters.is_empty() {
        return Ok(());
    }
    let djs = api.store.djs(channel).await?;
    let is_known = |id| djs.iter().any(|dj| dj.id == id);
    match draft.presenters.iter().position(|id| !is_known(*id)) {
        Some(at) => Err(Error::invalid("One of the presenters is not the channel's.")
            .field(format!("/presenters/{at}"), "is no presenter of this channel")),
        None => Ok(()),
    }
}
