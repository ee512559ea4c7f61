//! `/api/v1/me/second-factor`: a code of an app, asked for after the password.

use super::{Deps, require_person};
use crate::accounts::{FactorState, NewFactor};
use awaz_http::guard::ClientIp;
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// Whoever begins proves that they know the password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    /// The account's password.
    password: String,
}

/// The first code.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirm {
    /// Six digits of the app.
    code: String,
}

/// Whoever turns it off proves both.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurnOff {
    /// The account's password.
    password: String,
    /// Six digits of the app, or a recovery code.
    code: String,
}

/// Codes for when the phone is lost.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RecoveryCodes {
    /// Each works once; they are shown once.
    recovery_codes: Vec<String>,
}

/// Says how the caller's second factor stands.
#[utoipa::path(get, path = "/api/v1/me/second-factor", tag = "auth",
    responses((status = 200, body = FactorState), (status = 401, body = Problem)))]
pub(crate) async fn get_factor(State(deps): State<Deps>, caller: Caller) -> Result<Json<FactorState>, ApiError> {
    require_person(&caller)?;
    Ok(Json(deps.accounts.factor(caller.user_id()).await?))
}

/// Begins a second factor; it is asked for once its first code was sent.
#[utoipa::path(post, path = "/api/v1/me/second-factor", tag = "auth", request_body = Begin,
    responses((status = 201, body = NewFactor), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn begin_factor(
    State(deps): State<Deps>,
    caller: Caller,
    peer: Option<Extension<ClientIp>>,
    Json(asked): Json<Begin>,
) -> Result<(StatusCode, Json<NewFactor>), ApiError> {
    require_person(&caller)?;
    let peer = peer.map(|Extension(client)| client.0);
    let made = deps
        .accounts
        .begin_factor(caller.user_id(), asked.password, peer)
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Turns the second factor on with its first code.
#[utoipa::path(post, path = "/api/v1/me/second-factor/confirm", tag = "auth", request_body = Confirm,
    responses((status = 200, body = RecoveryCodes), (status = 403, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn confirm_factor(
    State(deps): State<Deps>,
    caller: Caller,
    Json(asked): Json<Confirm>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    require_person(&caller)?;
    let recovery_codes = deps.accounts.confirm_factor(caller.user_id(), &asked.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Turns the second factor off.
#[utoipa::path(post, path = "/api/v1/me/second-factor/off", tag = "auth", request_body = TurnOff,
    responses((status = 204, description = "off"), (status = 403, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn remove_factor(
    State(deps): State<Deps>,
    caller: Caller,
    peer: Option<Extension<ClientIp>>,
    Json(asked): Json<TurnOff>,
) -> Result<StatusCode, ApiError> {
    require_person(&caller)?;
    let peer = peer.map(|Extension(client)| client.0);
    let proof = (asked.password, asked.code.as_str());
    deps.accounts.remove_factor(caller.user_id(), proof, peer).await?;
    Ok(StatusCode::NO_CONTENT)
}
