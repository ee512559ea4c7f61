//! `POST /api/v1/auth/refresh`

use super::login::TokenAnswer;
use super::{Deps, agent};
use awaz_http::{ApiError, Json, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;

/// A refresh token.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    /// The token; good once.
    refresh_token: String,
}

/// Gives the next pair of tokens.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth", request_body = Refresh,
    responses((status = 200, body = TokenAnswer), (status = 401, body = Problem)))]
pub(crate) async fn refresh(
    State(deps): State<Deps>,
    headers: HeaderMap,
    Json(refresh): Json<Refresh>,
) -> Result<Json<TokenAnswer>, ApiError> {
    let tokens = deps.accounts.refresh(&refresh.refresh_token, agent(&headers)).await?;
    Ok(Json(tokens.into()))
}
