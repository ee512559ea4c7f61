//! `PATCH /api/v1/shows/{slug}`

use super::super::Api;
use crate::show::{Show, ShowChange};
use awaz_core::Slug;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Changes a show. Its name in URLs stays, because players know its feed by that.
#[utoipa::path(patch, path = "/api/v1/shows/{slug}", tag = "shows", params(("slug" = Slug, Path)), request_body = ShowChange,
    responses((status = 200, body = Show), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn change_show(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Json(change): Json<ShowChange>,
) -> Result<Json<Show>, ApiError> {
    let show = api.own_show(&caller, &slug).await?;
    api.content.store.change_show(show.id, &change).await?;
    Ok(Json(api.own_show(&caller, &slug).await?))
}
