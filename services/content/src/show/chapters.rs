//! Chapters as Podcasting 2.0 wants them (`application/json+chapters`, version 1.2).

use super::model::Chapter;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    start_time: f64,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    img: &'a str,
}

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    chapters: Vec<Written<'a>>,
}

/// The document of an episode's chapters, JSON.
pub(crate) fn document(chapters: &[Chapter]) -> Vec<u8> {
    let written = chapters.iter().map(|chapter| Written {
        start_time: chapter.start_ms as f64 / 1000.0,
        title: &chapter.title,
        url: &chapter.url,
        img: &chapter.image,
    });
    let document = Document {
        version: "1.2.0",
        chapters: written.collect(),
    };
    serde_json::to_vec(&document).unwrap_or_default()
}
