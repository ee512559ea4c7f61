//! `POST /api/v1/auth/refresh`

use super::login::{TokenAnswer, no_store};
use super::{Deps, agent};
use awaz_http::{ApiError, Json, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// A refresh token.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    /// The token; good once.
    refresh_token: String,
}

/// Gives the next pair of tokens. The same answer can be had again for ten seconds, in case it was lost;
/// a token that comes again later ends the whole sign-in.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth", request_body = Refresh,
    responses((status = 200, body = TokenAnswer), (status = 401, body = Problem)))]
pub(crate) async fn refresh(
    State(deps): State<Deps>,
    headers: HeaderMap,
    Json(refresh): Json<Refresh>,
) -> Result<Response, ApiError> {
    let tokens = deps.accounts.refresh(&refresh.refresh_token, agent(&headers)).await?;
    Ok((no_store(), Json(TokenAnswer::from(tokens))).into_response())
}
