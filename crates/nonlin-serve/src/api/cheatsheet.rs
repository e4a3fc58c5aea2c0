//! The cheatsheet.

use super::extract::Asked;
use super::{App, Shared};
use crate::problem::{Problem, ProblemBody};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use nonlin_lab::sheet::{Sheet, SheetPlan};
use nonlin_report::{Paper, SheetError, SheetOptions, SheetPages, Theme, sheet_html, sheet_markdown};
use serde::Deserialize;
use std::sync::{Arc, PoisonError};
use utoipa::{IntoParams, ToSchema};

/// Its style stands in it; it has no script.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a cheatsheet is sent as.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Form {
    #[default]
    Html,
    Md,
    Pdf,
    Svg,
    Png,
}

impl Form {
    fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Md => "text/markdown; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Md => "md",
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// Which cheatsheet.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// As what; HTML if left out.
    #[serde(default)]
    #[param(inline)]
    form: Form,
    /// The twelve classics on one page instead of the whole book.
    #[serde(default)]
    poster: bool,
    /// `a4` or `letter`.
    paper: Option<String>,
    /// `light`, `dark` or `print`.
    theme: Option<String>,
    /// The page of a book as SVG or PNG, from 1.
    page: Option<usize>,
    /// Whether it is to be saved rather than shown.
    #[serde(default)]
    save: bool,
}

/// The cheatsheet: a card for every function, the decision charts, gradients seen vanish and explode. The first time it takes some seconds, for
/// functions are timed and networks trained.
#[utoipa::path(
    get,
    path = "/cheatsheet",
    tag = "functions",
    params(Wanted),
    responses(
        (status = OK, body = String, content_type = "text/html"),
        (status = BAD_REQUEST, body = ProblemBody),
        (status = NOT_FOUND, body = ProblemBody),
        (status = SERVICE_UNAVAILABLE, body = ProblemBody)
    )
)]
pub(super) async fn cheatsheet(State(app): App, Asked(wanted): Asked<Wanted>) -> Result<Response, Problem> {
    let read =
        |name: &str, text: &str, problem: String| Problem::request(format!("{name} `{text}`: it must be {problem}"));
    let paper: Paper = match wanted.paper.as_deref() {
        None => Paper::default(),
        Some(text) => text.parse().map_err(|problem| read("paper", text, problem))?,
    };
    let theme: Theme = match wanted.theme.as_deref() {
        None => Theme::default(),
        Some(text) => text.parse().map_err(|problem| read("theme", text, problem))?,
    };
    let options = SheetOptions { poster: wanted.poster, paper, theme };
    app.work
        .clone()
        .run(move || {
            let whole = sheet(&app)?;
            let sheet = if wanted.poster { Arc::new(whole.poster()) } else { whole };
            let bytes = written(&sheet, &wanted, options)?;
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(wanted.form.media_type()));
            if wanted.form == Form::Html {
                headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            }
            if wanted.save {
                let name = if wanted.poster { "poster" } else { "cheatsheet" };
                let text = format!("attachment; filename=\"{name}.{}\"", wanted.form.ending());
                headers.insert(
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_str(&text).map_err(|_| Problem::gone("no name"))?,
                );
            }
            Ok(response)
        })
        .await
}

/// Made once; whoever asks meanwhile waits.
fn sheet(app: &Shared) -> Result<Arc<Sheet>, Problem> {
    let mut kept = app.sheet.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(sheet) = &*kept {
        return Ok(Arc::clone(sheet));
    }
    let sheet = Arc::new(Sheet::new(&SheetPlan::book(), |_| ())?);
    *kept = Some(Arc::clone(&sheet));
    Ok(sheet)
}

fn written(sheet: &Sheet, wanted: &Wanted, options: SheetOptions) -> Result<Vec<u8>, Problem> {
    let failed = |problem: SheetError| Problem::unfit("request", problem.to_string());
    let page = wanted.page.unwrap_or(1).wrapping_sub(1);
    let pages = || SheetPages::new(sheet, options).map_err(failed);
    let none =
        |pages: &SheetPages| Problem::gone(format!("there is no such page; it has pages 1 to {}", pages.count()));
    match wanted.form {
        Form::Html => sheet_html(sheet, options.theme).map(String::into_bytes).map_err(failed),
        Form::Md => sheet_markdown(sheet).map(String::into_bytes).map_err(failed),
        Form::Pdf => pages()?.pdf().map_err(failed),
        Form::Svg => {
            let pages = pages()?;
            pages.svg_of(page).ok_or_else(|| none(&pages))?.map(String::into_bytes).map_err(failed)
        }
        Form::Png => {
            let pages = pages()?;
            pages.png_of(page).ok_or_else(|| none(&pages))?.map_err(failed)
        }
    }
}
