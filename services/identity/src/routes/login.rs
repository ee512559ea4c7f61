//! `POST /api/v1/auth/login`

use super::{Deps, agent};
use crate::model::User;
use awaz_core::Code;
use awaz_http::guard::ClientIp;
use awaz_http::{ApiError, Json, Problem, SESSION_COOKIE, SESSION_COOKIE_TLS};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

/// Who signs in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// Address of the account.
    identifier: String,
    /// Password.
    password: String,
    /// Code of the second factor, where the account has one: six digits, or a recovery code.
    code: Option<String>,
    /// `cookie` for browsers, `body` for native clients.
    #[serde(default)]
    delivery: Delivery,
}

/// How the session comes back.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Delivery {
    /// As a cookie that scripts cannot read.
    #[default]
    Cookie,
    /// As tokens in the answer.
    Body,
}

/// A browser is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LoggedIn {
    /// The person.
    user: User,
}

/// A native client's tokens.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TokenAnswer {
    /// For `Authorization: Bearer`.
    pub(crate) access_token: String,
    /// For `/api/v1/auth/refresh`; good once.
    pub(crate) refresh_token: String,
    /// Always `Bearer`.
    pub(crate) token_type: &'static str,
    /// Seconds the access token lives.
    pub(crate) expires_in: i64,
}

impl From<crate::accounts::Tokens> for TokenAnswer {
    fn from(tokens: crate::accounts::Tokens) -> Self {
        Self {
            access_token: tokens.access,
            refresh_token: tokens.refresh,
            token_type: "Bearer",
            expires_in: tokens.expires_in_s,
        }
    }
}

/// Signs in. Where the account has a second factor and no code came, the answer is 401 with the field `/code`.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = Login,
    responses((status = 200, body = LoggedIn, description = "signed in; with `delivery: body` the tokens instead"),
        (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn login(
    State(deps): State<Deps>,
    peer: Option<Extension<ClientIp>>,
    headers: HeaderMap,
    Json(login): Json<Login>,
) -> Result<Response, ApiError> {
    let peer = peer.map(|Extension(client)| client.0);
    let user = deps.accounts.verify(&login.identifier, login.password, peer).await?;
    deps.accounts
        .require_code(user.id, login.code.as_deref(), Code::Unauthenticated)
        .await?;
    if matches!(login.delivery, Delivery::Body) {
        let tokens = deps.accounts.issue(&user, agent(&headers)).await?;
        return Ok((no_store(), Json(TokenAnswer::from(tokens))).into_response());
    }
    let signed_in = deps.accounts.sign_in(user, agent(&headers)).await?;
    let cookie = cookie(deps.is_tls, &signed_in.session, signed_in.max_age_s);
    Ok((
        [(header::SET_COOKIE, cookie)],
        no_store(),
        Json(LoggedIn { user: signed_in.user }),
    )
        .into_response())
}

pub(super) fn no_store() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}

/// The `Set-Cookie` value of somebody who is signed in.
#[must_use]
pub fn session_cookie(is_tls: bool, signed_in: &crate::accounts::SignedIn) -> String {
    cookie(is_tls, &signed_in.session, signed_in.max_age_s)
}

/// The session cookie; `max_age_s` 0 removes it.
pub(crate) fn cookie(is_tls: bool, value: &str, max_age_s: i64) -> String {
    if is_tls {
        format!("{SESSION_COOKIE_TLS}={value}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age={max_age_s}")
    } else {
        format!("{SESSION_COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={max_age_s}")
    }
}
