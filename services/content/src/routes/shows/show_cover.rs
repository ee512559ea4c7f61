//! `PUT` and `DELETE /api/v1/shows/{slug}/cover`

use super::super::{Api, body};
use super::PICTURE_BYTES;
use crate::show::Show;
use awaz_core::Slug;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::{Request, State};

/// Makes the picture in the body a show's cover: JPEG, PNG or WebP of at least 1400 by 1400 pixels,
/// of which the square in the middle is kept.
#[utoipa::path(put, path = "/api/v1/shows/{slug}/cover", tag = "shows", params(("slug" = Slug, Path)),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses((status = 200, body = Show), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 413, body = Problem)))]
pub(crate) async fn put_show_cover(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    request: Request,
) -> Result<Json<Show>, ApiError> {
    let show = api.own_show(&caller, &slug).await?;
    let taken = body::take(request, api.content.importer.incoming(), PICTURE_BYTES).await?;
    let hash = api.content.put_cover(show.id.0, &taken).await?;
    let before = api.content.store.set_show_cover(show.id, Some(&hash)).await?;
    api.content.clear_cover(show.id.0, before).await?;
    Ok(Json(api.own_show(&caller, &slug).await?))
}

/// Takes a show's cover away; one is made from its name then.
#[utoipa::path(delete, path = "/api/v1/shows/{slug}/cover", tag = "shows", params(("slug" = Slug, Path)),
    responses((status = 200, body = Show), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_show_cover(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
) -> Result<Json<Show>, ApiError> {
    let show = api.own_show(&caller, &slug).await?;
    let before = api.content.store.set_show_cover(show.id, None).await?;
    api.content.clear_cover(show.id.0, before).await?;
    Ok(Json(api.own_show(&caller, &slug).await?))
}
