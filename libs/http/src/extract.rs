//! Extractors whose refusals say which field is wrong and what would be right.

use crate::problem::ApiError;
use awaz_core::{Code, Error};
use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Longest time a body of JSON may take to arrive: a megabyte over a slow 3G line.
const LONGEST_BODY: Duration = Duration::from_secs(30);

/// A JSON body, at most as long as the route's body limit; and a JSON answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let reading = axum::Json::<T>::from_request(request, state);
        match tokio::time::timeout(LONGEST_BODY, reading).await {
            Ok(Ok(axum::Json(value))) => Ok(Self(value)),
            Ok(Err(rejection)) => Err(json_error(&rejection).into()),
            Err(_elapsed) => Err(late().into()),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn late() -> Error {
    Error::invalid("The body did not arrive whole within 30 s; send it again.")
}

fn too_long() -> Error {
    Error::new(Code::TooLarge, "The body is longer than this address takes.")
}

fn json_error(rejection: &JsonRejection) -> Error {
    match rejection {
        JsonRejection::JsonDataError(error) => {
            let text = error.body_text();
            let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason);
            let (field, reason) = reason.split_once(": ").unwrap_or(("", reason));
            let pointer = format!("/{}", field.replace(['.', '['], "/").replace(']', ""));
            Error::invalid(format!("The request cannot be used: {reason}.")).field(pointer, reason)
        }
        JsonRejection::JsonSyntaxError(error) => {
            Error::invalid(format!("The body is not JSON: {}.", error.body_text()))
        }
        JsonRejection::MissingJsonContentType(_) => Error::new(
            Code::UnsupportedType,
            "The body must be JSON, sent with Content-Type: application/json.",
        ),
        other if other.status() == 413 => too_long(),
        other => Error::invalid(format!("The body cannot be read: {}.", other.body_text())),
    }
}

/// A body as it is, at most as long as the route's body limit.
#[derive(Debug, Clone, Default)]
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let reading = Bytes::from_request(request, state);
        match tokio::time::timeout(LONGEST_BODY, reading).await {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Ok(Err(rejection)) if rejection.status() == 413 => Err(too_long().into()),
            Ok(Err(rejection)) => {
                Err(Error::invalid(format!("The body cannot be read: {}.", rejection.body_text())).into())
            }
            Err(_elapsed) => Err(late().into()),
        }
    }
}

/// Query parameters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(query_error(&rejection).into()),
        }
    }
}

fn query_error(rejection: &QueryRejection) -> Error {
    let text = rejection.body_text();
    let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason);
    Error::invalid(format!("A parameter of the address cannot be used: {reason}."))
}

/// Parts of the path; one that cannot be parsed names nothing, so the answer is 404.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(_)) => {
                Err(Error::new(Code::NotFound, "There is nothing at this address.").into())
            }
            Err(_) => Err(Error::internal().into()),
        }
    }
}
