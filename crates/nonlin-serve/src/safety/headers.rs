//! Headers that every answer has.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A report: styles of its own, no script, no origin, in no frame but the page's.
const OF_REPORTS: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'self'";

/// A page of HTML that was made of what a person has uploaded: it is shown, and can do nothing.
pub(crate) struct Page(pub(crate) String);

/// Says that an answer is one.
#[derive(Clone, Copy)]
struct IsReport;

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], self.0).into_response();
        response.extensions_mut().insert(IsReport);
        response
    }
}

pub(super) fn protect(response: &mut Response) {
    let report = response.extensions().get::<IsReport>().is_some();
    let headers: &mut HeaderMap = response.headers_mut();
    let (policy, frames) = if report { (OF_REPORTS, "SAMEORIGIN") } else { (CONTENT_SECURITY_POLICY, "DENY") };
    // A document that is whole in itself brings a policy of its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, frames),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
