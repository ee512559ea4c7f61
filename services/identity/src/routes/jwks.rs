//! `GET /.well-known/jwks.json`

use super::Deps;
use crate::trust::PublicKey;
use awaz_http::{ApiError, Json};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;

/// Keys that check access tokens (RFC 7517).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct KeySet {
    /// The keys; a new one is shown a minute before it signs.
    keys: Vec<PublicKey>,
}

/// Shows the keys that check access tokens.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth", responses((status = 200, body = KeySet)))]
pub(crate) async fn jwks(State(deps): State<Deps>) -> Result<impl IntoResponse, ApiError> {
    let keys = deps.accounts.trust().public_keys().await?;
    let cache = [(header::CACHE_CONTROL, "public, max-age=60")];
    Ok((cache, Json(KeySet { keys })))
}
