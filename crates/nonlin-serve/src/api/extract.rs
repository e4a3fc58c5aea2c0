//! What a request holds, or a problem in words.

use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A body of JSON.
pub(super) struct Given<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(given)) => Ok(Self(given)),
            Err(refusal) if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::too_large("the request is larger than this server takes"))
            }
            Err(refusal) => Err(Problem::new(refusal.status(), "request", refusal.body_text())),
        }
    }
}

/// What stands behind the `?` of the address.
pub(super) struct Asked<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(refusal) => Err(Problem::request(refusal.body_text())),
        }
    }
}

/// The part of the path that is a number, or whatever else is not text.
pub(super) struct At<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(found)) => Ok(Self(found)),
            Err(refusal) => Err(Problem::request(refusal.body_text())),
        }
    }
}

/// A file that is sent as it is, of at most so many bytes.
pub(super) fn whole(body: Result<Bytes, BytesRejection>, most: usize) -> Result<Bytes, Problem> {
    body.map_err(|refusal| match refusal.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::too_large(format!("the file is larger than the {} MiB that are read here", most >> 20))
        }
        status => Problem::new(status, "request", refusal.body_text()),
    })
}

/// `a=0.2,b=3` as parameters and their values.
pub(super) fn settings(text: Option<&str>) -> Result<BTreeMap<String, f64>, Problem> {
    let pairs = text.unwrap_or_default().split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let wrong = || Problem::request(format!("`{pair}` sets nothing; write it as in `a=0.2`"));
            let (name, value) = pair.split_once('=').ok_or_else(wrong)?;
            Ok((name.trim().to_owned(), value.trim().parse().map_err(|_| wrong())?))
        })
        .collect()
}
