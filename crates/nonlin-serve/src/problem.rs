//! What went wrong, in the words of the command line, as JSON.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use nonlin::export::ExportError;
use nonlin::formula::FormulaError;
use nonlin::typed::TypedError;
use nonlin::{ComputeError, NotFound};
use nonlin_lab::data::DataError;
use nonlin_lab::inside::ArraysError;
use nonlin_lab::live::LiveError;
use nonlin_lab::study::StudyError;
use nonlin_net::NetError;
use nonlin_report::FigureError;
use serde::Serialize;
use utoipa::ToSchema;

/// A request that could not be done.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(skip)]
    status: u16,
    /// What it is about, for programs: `formula`, `name`, `request`, `refused`, `busy`, `gone`, `too_large`, `network`, `data`, `study`,
    /// `model`, `conflict`, `slow`.
    pub kind: &'static str,
    /// One line for a person.
    pub message: String,
    /// The place in a formula's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<Place>>,
}

/// A place in a formula's text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// Where it begins in the text, in UTF-16 units, as a browser counts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What is wrong there.
    pub fault: String,
    /// What might be meant, or done.
    pub help: Option<String>,
}

/// As it is sent: `{"error": {...}}`.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// The problem.
    error: Problem,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status: status.as_u16(), kind, message: message.into().replace(['\n', '\r'], " "), place: None }
    }

    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request", message)
    }

    pub(crate) fn unfit(kind: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, message)
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "refused", message)
    }

    pub(crate) fn too_large(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
    }

    pub(crate) fn gone(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "gone", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    pub(crate) fn bug() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "bug", "this is a bug of nonlin")
    }

    pub(crate) fn busy(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message)
    }

    pub(crate) fn slow() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "slow",
            "this took too long and was given up; ask for less at a time",
        )
    }

    /// The same of a part of what was asked for, which is named.
    #[must_use]
    pub(crate) fn within(self, part: &str) -> Self {
        Self { message: format!("{part}: {}", self.message), ..self }
    }

    /// A fault of a formula, with its place in `text`.
    pub(crate) fn of_formula(error: &FormulaError, text: &str) -> Self {
        let units = |end: usize| text.get(..end).unwrap_or(text).encode_utf16().count();
        let span = error.span();
        let place = Place {
            line: error.line(),
            column: error.column(),
            from: units(span.start),
            to: units(span.end),
            fault: error.fault().to_string(),
            help: error.help().map(str::to_owned),
        };
        Self { place: Some(Box::new(place)), ..Self::unfit("formula", error.to_string()) }
    }

    /// A name that is none, or a fault of a formula.
    pub(crate) fn of_name(error: &NotFound, text: &str) -> Self {
        match error {
            NotFound::Formula(TypedError::Formula(fault)) => Self::of_formula(fault, text),
            NotFound::Formula(_) => Self::unfit("formula", error.to_string()),
            NotFound::Name(_) => Self::unfit("name", error.to_string()),
        }
    }
}

impl From<ComputeError> for Problem {
    fn from(error: ComputeError) -> Self {
        Self::unfit("name", error.to_string())
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        Self::unfit("name", error.to_string())
    }
}

impl From<NetError> for Problem {
    fn from(error: NetError) -> Self {
        Self::unfit("network", error.to_string())
    }
}

impl From<LiveError> for Problem {
    fn from(error: LiveError) -> Self {
        let kind = match error {
            LiveError::Net(_) | LiveError::Layers(_) | LiveError::Units { .. } | LiveError::Batch(_) => "network",
            _ => "data",
        };
        Self::unfit(kind, error.to_string())
    }
}

impl From<DataError> for Problem {
    fn from(error: DataError) -> Self {
        Self::unfit("data", error.to_string())
    }
}

impl From<ArraysError> for Problem {
    fn from(error: ArraysError) -> Self {
        Self::unfit("data", error.to_string())
    }
}

impl From<StudyError> for Problem {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Data(error) => error.into(),
            other => Self::unfit("study", other.to_string()),
        }
    }
}

impl From<FigureError> for Problem {
    fn from(_: FigureError) -> Self {
        Self::bug()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(ProblemBody { error: self })).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("2"));
        }
        response
    }
}
