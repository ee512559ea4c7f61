//! `POST /api/v1/channels/{slug}/shows`

use super::super::Api;
use crate::show::{Show, ShowChange};
use awaz_core::Slug;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Makes a show; it needs a `slug` and a title. Its feed is there at once, unless it is a draft.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/shows", tag = "shows", params(("slug" = Slug, Path)), request_body = ShowChange,
    responses((status = 201, body = Show), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn create_show(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Json(wish): Json<ShowChange>,
) -> Result<(StatusCode, Json<Show>), ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    let show = api.content.create_show(channel, &wish).await?;
    Ok((StatusCode::CREATED, Json(api.own_show(&caller, &show.slug).await?)))
}
