//! What people change of their own accounts: `/api/v1/me`, `…/password`, `…/email`.

use super::register::{Registered, Secret};
use super::{Deps, language, require_person};
use crate::model::User;
use awaz_core::ports::Credential;
use awaz_http::caller::credential;
use awaz_http::guard::ClientIp;
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// What may be changed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// Name on screen, 1 to 100 characters.
    name: String,
}

/// A new password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// The password as it is.
    current: String,
    /// The password as it should be, 8 to 256 characters of any script.
    new: String,
}

/// A new address.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAddress {
    /// The address.
    email: String,
    /// The account's password.
    password: String,
}

/// Changes the caller's name on screen.
#[utoipa::path(patch, path = "/api/v1/me", tag = "auth", request_body = Change,
    responses((status = 200, body = User), (status = 400, body = Problem), (status = 401, body = Problem)))]
pub(crate) async fn change_me(
    State(deps): State<Deps>,
    caller: Caller,
    Json(change): Json<Change>,
) -> Result<Json<User>, ApiError> {
    require_person(&caller)?;
    Ok(Json(deps.accounts.rename(caller.user_id(), &change.name).await?))
}

/// Sets a new password; every other sign-in of the account ends.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "auth", request_body = NewPassword,
    responses((status = 204, description = "set"), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn change_password(
    State(deps): State<Deps>,
    caller: Caller,
    peer: Option<Extension<ClientIp>>,
    headers: HeaderMap,
    Json(asked): Json<NewPassword>,
) -> Result<StatusCode, ApiError> {
    require_person(&caller)?;
    let asking = credential(&headers).unwrap_or_else(|| Credential::Session(String::new()));
    let at = (peer.map(|Extension(client)| client.0), language(&headers));
    let passwords = (asked.current, asked.new);
    deps.accounts
        .change_password(caller.user_id(), passwords, &asking, at)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes the caller's address, once the letter sent to the new one is opened.
#[utoipa::path(post, path = "/api/v1/me/email", tag = "auth", request_body = NewAddress,
    responses((status = 202, body = Registered), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn change_address(
    State(deps): State<Deps>,
    caller: Caller,
    peer: Option<Extension<ClientIp>>,
    headers: HeaderMap,
    Json(asked): Json<NewAddress>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    require_person(&caller)?;
    let at = (peer.map(|Extension(client)| client.0), language(&headers));
    let wanted = (asked.email.as_str(), asked.password);
    let next = deps.accounts.change_address(caller.user_id(), wanted, at).await?;
    Ok((StatusCode::ACCEPTED, Json(Registered { next })))
}

/// Gives the account the address whose letter was opened.
#[utoipa::path(post, path = "/api/v1/auth/confirm-address", tag = "auth", request_body = Secret,
    responses((status = 200, body = User), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn confirm_address(
    State(deps): State<Deps>,
    headers: HeaderMap,
    Json(secret): Json<Secret>,
) -> Result<Json<User>, ApiError> {
    let language = language(&headers);
    Ok(Json(deps.accounts.confirm_address(&secret.token, language).await?))
}
