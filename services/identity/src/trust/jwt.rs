//! Access tokens as signed text (RFC 7519, RFC 9068): what is in them, and what is believed.
//!
//! **Nothing of a token is used before its signature is checked but the name of the key**, and that
//! only finds one of our own. Whatever a header may point to elsewhere (`jku`, `jwk`, `x5u`, `crit` …)
//! makes the token worthless.

use super::key::SigningKey;
use awaz_core::id::UserId;
use awaz_core::ports::Role;
use awaz_core::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest token that is looked at, bytes; ours have about 900.
const MAX_BYTES: usize = 4096;
/// Seconds by which clocks may differ.
const SKEW_S: i64 = 30;
const TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// The person.
    pub(crate) sub: UserId,
    /// Their role.
    pub(crate) role: Role,
    /// What the role may.
    pub(crate) permissions: Vec<String>,
    /// Who made it.
    pub(crate) iss: String,
    /// Whom it is for.
    pub(crate) aud: String,
    /// Unix seconds after which it is worth nothing.
    pub(crate) exp: i64,
    /// Unix seconds when it was made.
    pub(crate) iat: i64,
    /// Its own name: the sign-in it came of, a dot, and which of its tokens it is.
    pub(crate) jti: String,
}

impl Claims {
    /// The sign-in it came of.
    pub(crate) fn sign_in(&self) -> Option<Uuid> {
        self.jti.split_once('.').and_then(|(family, _)| family.parse().ok())
    }
}

/// The only headers a token may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

/// Signs.
///
/// # Errors
/// `Internal` where the key is none.
pub(crate) fn sign(key: &SigningKey, claims: &Claims) -> Result<String> {
    let header = Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(key.kid.clone()),
        ..Header::new(Algorithm::RS256)
    };
    jsonwebtoken::encode(&header, claims, &key.private).map_err(|error| {
        tracing::error!(%error, "an access token cannot be signed");
        Error::internal()
    })
}

/// Name of the key a token says it was signed with; `None` for what cannot be one of ours.
pub(crate) fn kid(token: &str) -> Option<String> {
    if token.len() > MAX_BYTES || token.bytes().filter(|byte| *byte == b'.').count() != 2 {
        return None;
    }
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    let head: Head = serde_json::from_slice(&head).ok()?;
    (head.alg == "RS256" && head.typ == TYPE).then_some(head.kid)
}

/// Checks a token against one of our keys; `None` for one that is not to be believed.
pub(crate) fn check(token: &str, key: &SigningKey, issuer: &str, audience: &str, now_s: i64) -> Option<Claims> {
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[audience]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // By our own clock, below.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &key.public, &rules).ok()?.claims;
    let is_now = claims.exp > now_s && claims.iat <= now_s + SKEW_S && claims.iat < claims.exp;
    is_now.then_some(claims)
}
