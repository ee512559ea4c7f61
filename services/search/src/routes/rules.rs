//! `GET` and `PUT /api/v1/search/rules`, `POST /api/v1/search/rules/preview`,
//! `POST /api/v1/search/rebuild`

use awaz_core::ports::Role;
use awaz_core::{Code, Error, Result};
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::extract::State;
use axum::http::StatusCode;

use super::Api;
use crate::model::{RulesPreview, RulesTrial, SearchRules};
use crate::rules::{Applied, checked};
use crate::search::Wanted;

/// Gives the synonyms and pins.
#[utoipa::path(get, path = "/api/v1/search/rules", tag = "search",
    responses((status = 200, body = SearchRules), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_rules(State(api): State<Api>, caller: Caller) -> Result<Json<SearchRules>, ApiError> {
    require_admin(&caller)?;
    Ok(Json(api.search.rules.kept().await?))
}

/// Keeps synonyms and pins in place of those of their version; in force within 2 s.
#[utoipa::path(put, path = "/api/v1/search/rules", tag = "search", request_body = SearchRules,
    responses((status = 200, body = SearchRules), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn put_rules(
    State(api): State<Api>,
    caller: Caller,
    Json(rules): Json<SearchRules>,
) -> Result<Json<SearchRules>, ApiError> {
    require_admin(&caller)?;
    Ok(Json(api.search.rules.keep(rules).await?))
}

/// Shows what a query finds now, and would find with other rules; nothing is kept.
#[utoipa::path(post, path = "/api/v1/search/rules/preview", tag = "search", request_body = RulesTrial,
    responses((status = 200, body = RulesPreview), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem)))]
pub(crate) async fn preview_rules(
    State(api): State<Api>,
    caller: Caller,
    Json(trial): Json<RulesTrial>,
) -> Result<Json<RulesPreview>, ApiError> {
    require_admin(&caller)?;
    let rules = Applied::new(&checked(trial.rules)?);
    let wanted = Wanted {
        query: trial.query,
        ..Wanted::default()
    };
    let (now, _) = api.search.find(wanted.clone()).await?;
    let (proposed, _) = api.search.find_by(wanted, &rules).await?;
    Ok(Json(RulesPreview { now, proposed }))
}

/// Makes the index anew beside the present one, which answers until the new one is whole.
#[utoipa::path(post, path = "/api/v1/search/rebuild", tag = "search",
    responses((status = 202), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn rebuild(State(api): State<Api>, caller: Caller) -> Result<StatusCode, ApiError> {
    require_admin(&caller)?;
    api.changes.rebuild();
    Ok(StatusCode::ACCEPTED)
}

fn require_admin(caller: &Caller) -> Result<()> {
    caller.require("station:admin")?;
    if caller.0.role == Role::Admin {
        Ok(())
    } else {
        Err(Error::new(
            Code::Forbidden,
            "Only those who run the server may do this.",
        ))
    }
}
