//! `GET /api/v1/auth/options`

use super::Deps;
use awaz_http::Json;
use axum::extract::State;
use serde::Serialize;

/// What the sign-in page may offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Options {
    /// Whether people may make accounts themselves.
    sign_up: bool,
    /// Whether letters are sent, as to whoever forgot a password.
    mail: bool,
}

/// Says what the sign-in page may offer.
#[utoipa::path(get, path = "/api/v1/auth/options", tag = "auth", responses((status = 200, body = Options)))]
pub(crate) async fn options(State(deps): State<Deps>) -> Json<Options> {
    Json(Options {
        sign_up: deps.accounts.is_open(),
        mail: deps.accounts.has_mail(),
    })
}
