//! Random tokens, and what is stored of them.

use crate::seal::Sealer;
use awaz_core::secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Prefix of API keys.
pub(crate) const API_KEY: &str = "awz_";
/// Prefix of refresh tokens of native clients.
pub(crate) const REFRESH: &str = "awr_";
/// Prefix of secrets in letters.
pub(crate) const LETTER: &str = "awl_";
/// Browser sessions have none: the cookie's name says what it is.
pub(crate) const SESSION: &str = "";

/// Longest token that is looked up; longer ones are nobody's.
const MAX_TOKEN: usize = 128;

/// Makes a token of 256 random bits.
pub(crate) fn make(prefix: &str) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(secret::bytes::<32>()))
}

/// The refresh token that follows `token`: always the same one, so that whoever lost an answer can
/// ask again, and not to be guessed without the key.
pub(crate) fn following(sealer: &Sealer, token: &str) -> String {
    let next = sealer.mac("refresh tokens", token.as_bytes());
    format!("{REFRESH}{}", URL_SAFE_NO_PAD.encode(next))
}

/// What is stored of a token: SHA-256 in hex. `None` for what cannot be one of ours.
pub(crate) fn digest(token: &str) -> Option<String> {
    let is_plausible = token.len() <= MAX_TOKEN && token.len() >= 20 && token.is_ascii();
    is_plausible.then(|| hex::encode(Sha256::digest(token)))
}
