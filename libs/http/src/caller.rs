//! Who makes a request: a browser's session cookie, or a bearer token.

use crate::problem::ApiError;
use crate::service::Ports;
use awaz_core::id::UserId;
use awaz_core::ports::{Credential, Principal, Role};
use awaz_core::{Code, Error};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

/// Name of the session cookie without TLS.
pub const SESSION_COOKIE: &str = "awaz_sid";
/// Name of the session cookie on TLS.
pub const SESSION_COOKIE_TLS: &str = "__Host-awaz_sid";

/// Somebody who is signed in; a request of nobody gets 401.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub Principal);

/// Somebody who is signed in, or nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaybeCaller(pub Option<Principal>);

impl Caller {
    /// The person.
    #[must_use]
    pub const fn user_id(&self) -> UserId {
        self.0.user_id
    }

    /// Refuses a caller who may not use `scope` at all, as in `station:admin`.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require(&self, scope: &str) -> awaz_core::Result<()> {
        if self.0.may(scope) {
            return Ok(());
        }
        Err(Error::new(
            Code::Forbidden,
            format!("This needs the permission {scope}, which you do not have."),
        ))
    }

    /// Refuses a caller who neither owns a thing nor runs the server.
    ///
    /// # Errors
    /// `NotFound`: who may not touch a thing need not know that it is there.
    pub fn require_owner(
        &self,
        owner: Option<UserId>,
        what: &str,
        name: impl std::fmt::Display,
    ) -> awaz_core::Result<()> {
        let is_admin = self.0.role == Role::Admin;
        if is_admin || owner == Some(self.0.user_id) {
            return Ok(());
        }
        Err(Error::not_found(what, name))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let nobody = || {
            Error::new(
                Code::Unauthenticated,
                "Sign in first, or send an API key as Authorization: Bearer.",
            )
        };
        Ok(Self(authenticate(parts).await?.ok_or_else(nobody)?))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(authenticate(parts).await?.map(Self))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaybeCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(authenticate(parts).await?))
    }
}

async fn authenticate(parts: &mut Parts) -> Result<Option<Principal>, ApiError> {
    if let Some(known) = parts.extensions.get::<MaybeCaller>() {
        return Ok(known.0.clone());
    }
    let Some(credential) = credential(&parts.headers) else {
        return Ok(None);
    };
    let ports = parts.extensions.get::<Ports>().cloned().ok_or_else(Error::internal)?;
    let principal = ports.directory()?.authenticate(&credential).await?;
    if principal.is_none() && matches!(credential, Credential::Bearer(_)) {
        return Err(Error::new(Code::Unauthenticated, "This key or token is wrong, expired or deleted.").into());
    }
    if let Some(principal) = &principal {
        crate::request::set_user(principal.user_id);
    }
    parts.extensions.insert(MaybeCaller(principal.clone()));
    Ok(principal)
}

/// The credential of a request: a bearer token wins over a cookie.
#[must_use]
pub fn credential(headers: &HeaderMap) -> Option<Credential> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
        return Some(Credential::Bearer(token.trim().to_owned()));
    }
    session_cookie(headers).map(Credential::Session)
}

/// Value of the session cookie; the one of TLS wins, because no other host can plant it.
#[must_use]
pub fn session_cookie(headers: &HeaderMap) -> Option<String> {
    cookie(headers, SESSION_COOKIE_TLS).or_else(|| cookie(headers, SESSION_COOKIE))
}

fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let mut pairs = lines
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.to_owned())
}
