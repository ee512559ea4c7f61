//! `/api/v1/channels/{slug}/credentials`: DJs with names and passwords of their own.

use super::Api;
use crate::store::{CredentialChange, CredentialView};
use awaz_core::hours::Hours;
use awaz_core::id::CredentialId;
use awaz_core::page::Page;
use awaz_core::{Error, secret};
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// A DJ to be added.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCredential {
    /// Name they sign in with.
    user: String,
    /// Name on screen; the other one when left out.
    #[serde(default)]
    name: String,
    /// Password; one is made when left out.
    password: Option<String>,
    /// Hours in which they may go on air; at any time where there are none.
    #[serde(default)]
    hours: Vec<Hours>,
    /// Whether their connection is ended with their hours.
    #[serde(default)]
    ends_with_hours: bool,
    /// Whether they may be on air when the schedule names them, and at no other time.
    #[serde(default)]
    is_by_schedule: bool,
}

/// A DJ that was added.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MadeCredential {
    #[serde(flatten)]
    credential: CredentialView,
    /// The password, shown once.
    password: String,
}

/// Lists a channel's DJs.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/credentials", tag = "sources", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<CredentialView>), (status = 404, body = Problem)))]
pub(crate) async fn list_credentials(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<CredentialView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let items = api.store.djs(channel.id()).await?;
    Ok(Json(Page { items, next: None }))
}

/// Adds a DJ.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/credentials", tag = "sources", request_body = NewCredential,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 201, body = MadeCredential), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn create_credential(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(new): Json<NewCredential>,
) -> Result<(StatusCode, Json<MadeCredential>), ApiError> {
    let channel = api.own(&caller, &slug)?;
    let password = new.password.unwrap_or_else(|| secret::key(16));
    let change = CredentialChange {
        name: Some(new.name),
        hours: Some(new.hours),
        ends_with_hours: Some(new.ends_with_hours),
        is_by_schedule: Some(new.is_by_schedule),
    };
    let credential = api.store.add_dj(channel.id(), &new.user, &password, &change).await?;
    Ok((StatusCode::CREATED, Json(MadeCredential { credential, password })))
}

/// Changes a DJ's name or hours; who is on air stays so until they leave.
#[utoipa::path(patch, path = "/api/v1/channels/{slug}/credentials/{id}", tag = "sources", request_body = CredentialChange,
    params(("slug" = String, Path, description = "the channel"), ("id" = CredentialId, Path, description = "the DJ")),
    responses((status = 200, body = CredentialView), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn change_credential(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, CredentialId)>,
    Json(change): Json<CredentialChange>,
) -> Result<Json<CredentialView>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    Ok(Json(api.store.change_dj(channel.id(), id, &change).await?))
}

/// Deletes a DJ; their password stops working at once, and who is on air with it is taken off.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}/credentials/{id}", tag = "sources",
    params(("slug" = String, Path, description = "the channel"), ("id" = CredentialId, Path, description = "the DJ")),
    responses((status = 204, description = "deleted"), (status = 404, body = Problem)))]
pub(crate) async fn delete_credential(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, CredentialId)>,
) -> Result<StatusCode, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let is_gone = api.store.delete_dj(channel.id(), id).await?;
    if is_gone {
        channel.kick_credential(id)?;
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::not_found("DJ", id).into())
    }
}
