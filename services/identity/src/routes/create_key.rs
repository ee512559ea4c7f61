//! `POST /api/v1/me/keys`

use super::{Deps, require_person};
use crate::model::ApiKey;
use awaz_core::{Code, Error};
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// A key to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// Name, to find it again.
    name: String,
    /// What it may do; everything its owner may when left out.
    scopes: Option<Vec<String>>,
    /// Days it works, 1 to 3650; for ever when left out.
    expires_in_days: Option<u16>,
    /// Code of the second factor, where the account has one.
    code: Option<String>,
}

/// A key that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MadeKey {
    /// The key as it is listed.
    #[serde(flatten)]
    key: ApiKey,
    /// The key itself, shown once.
    token: String,
}

/// Makes an API key. A key cannot make keys that may more than itself, so keys make none.
#[utoipa::path(post, path = "/api/v1/me/keys", tag = "auth", request_body = NewKey,
    responses((status = 201, body = MadeKey), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn create_key(
    State(deps): State<Deps>,
    caller: Caller,
    Json(new): Json<NewKey>,
) -> Result<(StatusCode, Json<MadeKey>), ApiError> {
    require_person(&caller)?;
    if new.expires_in_days.is_some_and(|days| !(1..=3650).contains(&days)) {
        return Err(Error::invalid("A key works for 1 to 3650 days.")
            .field("/expires_in_days", "1 to 3650")
            .into());
    }
    deps.accounts
        .require_code(caller.user_id(), new.code.as_deref(), Code::Forbidden)
        .await?;
    let expires_at = new
        .expires_in_days
        .map(|days| deps.accounts.now() + TimeDelta::days(i64::from(days)));
    let (key, token) = deps
        .accounts
        .create_key(caller.user_id(), &new.name, new.scopes, expires_at)
        .await?;
    Ok((StatusCode::CREATED, Json(MadeKey { key, token })))
}
