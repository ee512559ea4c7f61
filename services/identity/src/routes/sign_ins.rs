//! `/api/v1/me/sessions`: where somebody is signed in.

use super::{Deps, require_person};
use crate::model::SignIn;
use awaz_core::id::SessionId;
use awaz_core::page::Page;
use awaz_core::ports::Credential;
use awaz_http::caller::credential;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Lists where the caller is signed in, last used first.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "auth",
    responses((status = 200, body = Page<SignIn>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_sessions(
    State(deps): State<Deps>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<Page<SignIn>>, ApiError> {
    require_person(&caller)?;
    let items = deps.accounts.sign_ins(caller.user_id(), &asking(&headers)).await?;
    Ok(Json(Page { items, next: None }))
}

/// Signs one browser or app of the caller out.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "auth", params(("id" = SessionId, Path, description = "the session")),
    responses((status = 204, description = "signed out"), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn end_session(
    State(deps): State<Deps>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, ApiError> {
    require_person(&caller)?;
    deps.accounts.end_sign_in(caller.user_id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs the caller out everywhere but here.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "auth",
    responses((status = 204, description = "signed out"), (status = 401, body = Problem)))]
pub(crate) async fn end_other_sessions(
    State(deps): State<Deps>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    require_person(&caller)?;
    deps.accounts
        .end_other_sign_ins(caller.user_id(), &asking(&headers))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The credential of a request that has been let in by it.
fn asking(headers: &HeaderMap) -> Credential {
    credential(headers).unwrap_or_else(|| Credential::Session(String::new()))
}
