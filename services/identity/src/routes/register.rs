//! `POST /api/v1/auth/register` and `…/confirm`

use super::{Deps, language};
use crate::accounts::{Applicant, Next};
use crate::model::User;
use awaz_core::Language;
use awaz_http::guard::ClientIp;
use awaz_http::{ApiError, Json, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

/// Somebody who wants an account.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Register {
    /// Address that will sign in.
    email: String,
    /// Password, 8 to 256 characters of any script.
    password: String,
    /// Name on screen; the address where it is left out.
    #[serde(default)]
    name: String,
    /// Language of the letter; of the browser where it is left out.
    language: Option<Language>,
}

/// What has to be done next; the same whether or not the address has an account already.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Registered {
    /// `mail`: open the letter that was sent; `sign_in`: sign in.
    pub(super) next: Next,
}

/// A secret from a letter.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    /// What stands behind the `#` of the link.
    pub(super) token: String,
}

/// Makes an account for listening, or sends the letter that does. The answer does not tell whether
/// the address has an account.
#[utoipa::path(post, path = "/api/v1/auth/register", tag = "auth", request_body = Register,
    responses((status = 202, body = Registered), (status = 400, body = Problem), (status = 403, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn register(
    State(deps): State<Deps>,
    peer: Option<Extension<ClientIp>>,
    headers: HeaderMap,
    Json(asked): Json<Register>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    let applicant = Applicant {
        email: asked.email,
        name: asked.name,
        password: asked.password,
        language: asked.language.unwrap_or_else(|| language(&headers)),
    };
    let peer = peer.map(|Extension(client)| client.0);
    let next = deps.accounts.register(applicant, peer).await?;
    Ok((StatusCode::ACCEPTED, Json(Registered { next })))
}

/// Makes the account a letter's link stands for.
#[utoipa::path(post, path = "/api/v1/auth/confirm", tag = "auth", request_body = Secret,
    responses((status = 201, body = User), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn confirm(
    State(deps): State<Deps>,
    Json(secret): Json<Secret>,
) -> Result<(StatusCode, Json<User>), ApiError> {
    let user = deps.accounts.confirm_sign_up(&secret.token).await?;
    Ok((StatusCode::CREATED, Json(user)))
}
