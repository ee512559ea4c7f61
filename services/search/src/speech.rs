//! Text of speech, by a recogniser that speaks `OpenAI`'s protocol
//! (<https://platform.openai.com/docs/api-reference/audio/createTranscription>): whisper.cpp,
//! faster-whisper, vLLM and others do.

use std::sync::Arc;
use std::time::Duration;

use awaz_core::{Code, Error, Result};
use axum::body::Bytes;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::config;
use crate::model::Heard;

/// Longest wait for the text of a few words.
const WAIT: Duration = Duration::from_secs(30);
/// Recordings that are read at once; a recogniser is slow, and others want to search as well.
const AT_ONCE: usize = 4;
/// Bytes of an answer.
const ANSWER: usize = 64 << 10;
/// Letters of a text that are of use to a search.
const LETTERS: usize = 256;

/// A recogniser; clones share it.
#[derive(Clone)]
pub(crate) struct Speech {
    client: reqwest::Client,
    config: config::Speech,
    free: Arc<Semaphore>,
}

/// What the protocol answers, as far as it matters here.
#[derive(Deserialize)]
struct Transcript {
    text: String,
}

impl Speech {
    /// The recogniser of the configuration, if there is one.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new(config: &config::Speech) -> Result<Option<Self>> {
        if config.url.is_empty() {
            return Ok(None);
        }
        let client = awaz_http::client::builder().timeout(WAIT).build();
        let client = client.map_err(|cause| {
            tracing::error!(%cause, "no client for search.speech");
            Error::internal()
        })?;
        Ok(Some(Self {
            client,
            config: config.clone(),
            free: Arc::new(Semaphore::new(AT_ONCE)),
        }))
    }

    /// What was said in `sound`, in `language` where that is known.
    ///
    /// # Errors
    /// `TooMany` while others are heard; `Invalid` for sound the recogniser refuses; `Unavailable`
    /// when it does not answer.
    pub(crate) async fn hear(&self, kind: &str, sound: Bytes, language: &str) -> Result<Heard> {
        let Ok(_turn) = self.free.try_acquire() else {
            return Err(Error::new(
                Code::TooMany,
                "Others are being heard just now. Try again in a moment.",
            ));
        };
        let request = self.client.post(format!(
            "{}/audio/transcriptions",
            self.config.url.trim_end_matches('/')
        ));
        let request = request.multipart(self.form(kind, sound, language)?);
        let request = if self.config.key.is_empty() {
            request
        } else {
            request.bearer_auth(&self.config.key)
        };
        let answer = request.send().await.map_err(|cause| away(&cause))?;
        let status = answer.status();
        if status.is_client_error() && status.as_u16() != 401 && status.as_u16() != 403 && status.as_u16() != 429 {
            return Err(Error::invalid(
                "The recogniser could not read this sound. Record it again.",
            ));
        }
        let answer = answer.error_for_status().map_err(|cause| away(&cause))?;
        let text: Transcript = serde_json::from_slice(&body(answer).await?).map_err(|cause| {
            tracing::warn!(%cause, "the recogniser of speech answered with something else");
            unavailable()
        })?;
        Ok(Heard {
            texts: texts(&text.text),
        })
    }

    fn form(&self, kind: &str, sound: Bytes, language: &str) -> Result<Form> {
        let bare = kind.split(';').next().unwrap_or(kind).trim();
        // Recognisers look at the name's ending.
        let ending = match bare.trim_start_matches("audio/") {
            "mp4" | "x-m4a" | "aac" => "m4a",
            "mpeg" => "mp3",
            "ogg" => "ogg",
            "wav" | "x-wav" | "wave" => "wav",
            "flac" => "flac",
            _ => "webm",
        };
        let part = Part::stream(sound).file_name(format!("speech.{ending}")).mime_str(bare);
        let part = part.map_err(|_| Error::new(Code::UnsupportedType, "This is no type of sound."))?;
        let form = Form::new().part("file", part).text("response_format", "json");
        let form = form.text("model", self.config.model.clone());
        Ok(if language.is_empty() {
            form
        } else {
            form.text("language", language.to_owned())
        })
    }
}

/// An answer, as far as it is bounded.
async fn body(mut answer: reqwest::Response) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|cause| away(&cause))? {
        if all.len() + chunk.len() > ANSWER {
            tracing::warn!("the recogniser of speech answers without end");
            return Err(unavailable());
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}

/// A text as a query: without the full stop that recognisers put behind everything.
fn texts(text: &str) -> Vec<String> {
    let text = text.trim().trim_end_matches(['.', '۔', '।', '!', '?', '؟']);
    let text: String = text.chars().filter(|c| !c.is_control()).take(LETTERS).collect();
    if text.is_empty() { Vec::new() } else { vec![text] }
}

/// What went wrong, to the log; without the address, which may hold a secret.
fn away(cause: &reqwest::Error) -> Error {
    let status = cause.status().map(|status| status.as_u16());
    let timeout = cause.is_timeout();
    tracing::warn!(status, timeout, "the recogniser of speech does not answer");
    unavailable()
}

fn unavailable() -> Error {
    Error::new(
        Code::Unavailable,
        "Speech cannot be read just now. Type what you look for, or try again later.",
    )
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn a_text_becomes_a_query() {
        assert_eq!(texts(" Nusrat Fateh Ali Khan.\n"), ["Nusrat Fateh Ali Khan"]);
        assert_eq!(texts("نصرت فتح علی خان۔"), ["نصرت فتح علی خان"]);
        assert_eq!(texts(" . "), [""; 0]);
        assert_eq!(texts(&"a".repeat(1000))[0].len(), 256);
    }
}
