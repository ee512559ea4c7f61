//! `POST /api/v1/search/speech`

use awaz_core::{Code, Error};
use awaz_http::{ApiError, Json, Problem, Query, Raw};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::Deserialize;

use super::Api;
use crate::model::Heard;

/// Bytes of sound that are taken: half a minute of Opus, ten seconds of WAV.
pub(super) const BYTES: usize = 1 << 20;
/// Letters of a language's tag.
const TAG: usize = 8;

/// What language it is in.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// Code of the language that is spoken, `ur`; found out when absent.
    #[serde(default)]
    language: String,
}

/// Makes text of what was said, by the recogniser that the operator chose; the sound is not kept.
#[utoipa::path(post, path = "/api/v1/search/speech", tag = "search", params(Params),
    request_body(content = Vec<u8>, content_type = "audio/*", description = "At most 1 MiB of sound."),
    responses((status = 200, body = Heard), (status = 400, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 501, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn hear(
    State(api): State<Api>,
    Query(params): Query<Params>,
    headers: HeaderMap,
    Raw(sound): Raw,
) -> Result<Json<Heard>, ApiError> {
    let Some(speech) = &api.speech else {
        let what = "This server makes no text of speech; type what you look for.";
        return Err(Error::new(Code::Unsupported, what).into());
    };
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let Some(kind) = kind.filter(|kind| kind.starts_with("audio/")) else {
        return Err(Error::new(
            Code::UnsupportedType,
            "Send sound, with its type: audio/webm, audio/ogg, audio/mp4, audio/wav.",
        )
        .into());
    };
    if sound.is_empty() {
        return Err(Error::invalid("There is no sound in it.").into());
    }
    let is_tag = |tag: &String| tag.len() <= TAG && tag.chars().all(|c| c.is_ascii_lowercase());
    let language = Some(params.language).filter(is_tag).unwrap_or_default();
    Ok(Json(speech.hear(kind, sound, &language).await?))
}
