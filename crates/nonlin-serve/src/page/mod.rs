//! The page: files that are part of the program, and use the API and nothing else.

use crate::problem::Problem;
use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A file of the page.
pub struct Asset {
    /// Its address, without the `/` at the beginning.
    pub path: &'static str,
    /// What it is.
    pub media_type: &'static str,
    /// What it holds.
    pub text: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! assets {
    ($($path:literal: $media_type:expr,)*) => {
        /// All files of the page; the first is the page itself.
        pub const ASSETS: &[Asset] = &[$(Asset { path: $path, media_type: $media_type, text: include_str!($path) },)*];
    };
}

assets! {
    "index.html": HTML,
    "icon.svg": SVG,
    "style/base.css": CSS,
    "style/functions.css": CSS,
    "style/neuron.css": CSS,
    "style/playground.css": CSS,
    "style/reports.css": CSS,
    "js/main.js": SCRIPT,
    "js/api.js": SCRIPT,
    "js/dom.js": SCRIPT,
    "js/numbers.js": SCRIPT,
    "js/router.js": SCRIPT,
    "js/theme.js": SCRIPT,
    "js/chart/axis.js": SCRIPT,
    "js/chart/curves.js": SCRIPT,
    "js/chart/lines.js": SCRIPT,
    "js/parts/formula_field.js": SCRIPT,
    "js/parts/slider.js": SCRIPT,
    "js/cheatsheet/view.js": SCRIPT,
    "js/functions/view.js": SCRIPT,
    "js/functions/state.js": SCRIPT,
    "js/functions/list.js": SCRIPT,
    "js/functions/detail.js": SCRIPT,
    "js/neuron/view.js": SCRIPT,
    "js/neuron/drawing.js": SCRIPT,
    "js/neuron/steps.js": SCRIPT,
    "js/playground/view.js": SCRIPT,
    "js/playground/state.js": SCRIPT,
    "js/playground/data.js": SCRIPT,
    "js/playground/network.js": SCRIPT,
    "js/playground/surface.js": SCRIPT,
    "js/playground/inside.js": SCRIPT,
    "js/playground/training.js": SCRIPT,
    "js/parts/tabs.js": SCRIPT,
    "js/parts/file_drop.js": SCRIPT,
    "js/parts/report.js": SCRIPT,
    "js/lab/view.js": SCRIPT,
    "js/lab/state.js": SCRIPT,
    "js/lab/question.js": SCRIPT,
    "js/lab/contestants.js": SCRIPT,
    "js/lab/form.js": SCRIPT,
    "js/lab/race.js": SCRIPT,
    "js/lab/result.js": SCRIPT,
    "js/lab/scores.js": SCRIPT,
    "js/lab/studies.js": SCRIPT,
    "js/doctor/view.js": SCRIPT,
    "js/doctor/findings.js": SCRIPT,
    "js/doctor/layers.js": SCRIPT,
}

pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(async || answer(&ASSETS[0])))
        .route("/{*path}", get(async |Path(path): Path<String>| file(&path)))
}

fn file(path: &str) -> Response {
    match ASSETS.iter().find(|asset| asset.path == path) {
        Some(asset) => answer(asset),
        None => Problem::gone("there is nothing at this address").into_response(),
    }
}

fn answer(asset: &Asset) -> Response {
    // The program that serves them may be another version tomorrow.
    ([(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, "no-cache")], asset.text).into_response()
}
