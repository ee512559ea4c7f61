//! `POST /api/v1/auth/logout`

use super::{Deps, login};
use awaz_http::ApiError;
use awaz_http::caller::credential;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Signs out the browser or app that asks; its tokens are worth nothing from now on. Fine for one that is
/// signed out already.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth", responses((status = 204, description = "signed out")))]
pub(crate) async fn logout(State(deps): State<Deps>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(credential) = credential(&headers) {
        deps.accounts.sign_out(&credential).await?;
    }
    let cookie = login::cookie(deps.is_tls, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
