//! `POST /api/v1/auth/logout`

use super::{Deps, login};
use awaz_http::ApiError;
use awaz_http::caller::session_cookie;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Signs a browser out; fine for one that is signed out already.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth", responses((status = 204, description = "signed out")))]
pub(crate) async fn logout(State(deps): State<Deps>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(session) = session_cookie(&headers) {
        deps.accounts.sign_out(&session).await?;
    }
    let cookie = login::cookie(deps.is_tls, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
