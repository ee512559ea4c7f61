//! `POST /api/v1/auth/forgot` and `…/reset`

use super::{Deps, language};
use awaz_core::Language;
use awaz_http::guard::ClientIp;
use awaz_http::{ApiError, Json, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Somebody who forgot a password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Forgot {
    /// Address of the account.
    email: String,
    /// Language of the letter; of the browser where it is left out.
    language: Option<Language>,
}

/// A new password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reset {
    /// What stands behind the `#` of the letter's link.
    token: String,
    /// The new password, 8 to 256 characters of any script.
    password: String,
}

/// Sends a link that sets a new password. The answer does not tell whether the address has an account.
#[utoipa::path(post, path = "/api/v1/auth/forgot", tag = "auth", request_body = Forgot,
    responses((status = 202, description = "a letter is sent where there is an account"), (status = 400, body = Problem),
        (status = 429, body = Problem), (status = 501, body = Problem, description = "no mail is sent")))]
pub(crate) async fn forgot(
    State(deps): State<Deps>,
    peer: Option<Extension<ClientIp>>,
    headers: HeaderMap,
    Json(asked): Json<Forgot>,
) -> Result<StatusCode, ApiError> {
    let peer = peer.map(|Extension(client)| client.0);
    let language = asked.language.unwrap_or_else(|| language(&headers));
    deps.accounts.forgot(&asked.email, language, peer).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by a letter's link; every sign-in of the account ends.
#[utoipa::path(post, path = "/api/v1/auth/reset", tag = "auth", request_body = Reset,
    responses((status = 204, description = "set"), (status = 400, body = Problem)))]
pub(crate) async fn reset(
    State(deps): State<Deps>,
    headers: HeaderMap,
    Json(asked): Json<Reset>,
) -> Result<StatusCode, ApiError> {
    let language = language(&headers);
    deps.accounts.reset(&asked.token, asked.password, language).await?;
    Ok(StatusCode::NO_CONTENT)
}
