//! Who may ask: host names that are ours, no other site's pages, and the token where there is one; and the headers that keep the page
//! to itself.

mod headers;
mod host;
mod token;

pub(crate) use headers::Page;
pub use token::Token;
pub(crate) use token::random_text;

use crate::limits::Limits;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// The cookie that holds the token.
const COOKIE: &str = "nonlin_token";

/// What is looked at before any request is answered.
pub(crate) struct Door {
    bound: IpAddr,
    token: Option<Token>,
    limits: Limits,
}

impl Door {
    pub(crate) fn new(bound: IpAddr, token: Option<Token>, limits: Limits) -> Self {
        Self { bound, token, limits }
    }

    /// Why a request is not answered, if it is not.
    fn objection(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Problem> {
        let Some(name) = single(headers, &header::HOST) else {
            return Some(Problem::request("a request without one `Host` header"));
        };
        if !host::is_ours(name, self.bound) {
            return Some(Problem::refused(format!(
                "`{}` is no name of this server; use the address that it printed",
                short(name)
            )));
        }
        // Refused by what is announced: nobody waits for what will not be taken.
        let announced = single(headers, &header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|bytes| bytes > self.limits.largest() as u64) {
            return Some(Problem::too_large("the request is larger than this server takes"));
        }
        let changes = !matches!(*method, Method::GET | Method::HEAD);
        if changes && headers.contains_key(header::ORIGIN) {
            let origin = single(headers, &header::ORIGIN).unwrap_or_default();
            if origin.strip_prefix("http://") != Some(name) {
                return Some(Problem::refused("a page of another site may not ask this server for anything"));
            }
        }
        // Addresses that are followed from elsewhere may open the page, and ask for nothing else.
        if (changes || uri.path().starts_with("/api/"))
            && let Some(site) = headers.get("sec-fetch-site")
            && site != "same-origin"
            && site != "none"
        {
            return Some(Problem::refused("a page of another site may not ask this server for anything"));
        }
        None
    }

    fn shows(token: &Token, headers: &HeaderMap) -> bool {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let mut cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value);
        bearer.is_some_and(|given| token.is(given)) || cookies.any(|given| token.is(given))
    }
}

/// Lets through what may be answered, within its time, and adds the headers.
pub(crate) async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut response = match admit(&door, &request) {
        Err(answer) => *answer,
        Ok(()) => tokio::time::timeout(door.limits.request, next.run(request))
            .await
            .unwrap_or_else(|_| Problem::slow().into_response()),
    };
    headers::protect(&mut response);
    response
}

fn admit(door: &Door, request: &Request) -> Result<(), Box<Response>> {
    if let Some(problem) = door.objection(request.method(), request.uri(), request.headers()) {
        return Err(Box::new(problem.into_response()));
    }
    let Some(token) = &door.token else { return Ok(()) };
    if request.method() == Method::GET
        && let Some(given) = token_in(request.uri())
        && token.is(given)
    {
        return Err(Box::new(welcome(request.uri().path(), token)));
    }
    if Door::shows(token, request.headers()) {
        return Ok(());
    }
    let problem = Problem::new(
        StatusCode::UNAUTHORIZED,
        "refused",
        "this server needs its token: open the address that it printed, or send `Authorization: Bearer TOKEN`",
    );
    Err(Box::new(problem.into_response()))
}

/// The token once in the address becomes a cookie, and leaves the address.
fn welcome(path: &str, token: &Token) -> Response {
    // From the root of this server, whatever the path begins with.
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", token.text());
    let (Ok(path), Ok(cookie)) = (HeaderValue::from_str(&path), HeaderValue::from_str(&cookie)) else {
        return Problem::request("an address that cannot be gone to").into_response();
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, path), (header::SET_COOKIE, cookie)]).into_response()
}

fn token_in(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token="))
}

/// The header's value, if there is just one.
fn single<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
