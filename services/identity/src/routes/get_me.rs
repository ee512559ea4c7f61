//! `GET /api/v1/me`

use super::Deps;
use crate::model::User;
use awaz_core::{Code, Error};
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::extract::State;

/// Says who is signed in.
#[utoipa::path(get, path = "/api/v1/me", tag = "auth", responses((status = 200, body = User), (status = 401, body = Problem)))]
pub(crate) async fn get_me(State(deps): State<Deps>, caller: Caller) -> Result<Json<User>, ApiError> {
    let user = deps.accounts.user(caller.user_id()).await?;
    Ok(Json(user.ok_or_else(|| {
        Error::new(Code::Unauthenticated, "This account is gone.")
    })?))
}
