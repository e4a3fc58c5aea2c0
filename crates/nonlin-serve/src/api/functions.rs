//! The functions there are.

use super::extract::{Asked, settings};
use super::{App, Shared};
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use nonlin::Activation;
use nonlin::curve::{Quantity, Span, Stroke, curve};
use nonlin::facts::{moments, prove};
use nonlin::formula::{By, Formula};
use nonlin::functions::{Family, Registered, all, elementwise};
use nonlin_report::json::{Listed, Number, Proven, Traits};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Nodes of a formula beyond which it is not set as mathematics: it would be pages long.
const MOST_SET: usize = 1500;

/// All functions.
#[derive(Serialize, ToSchema)]
pub(super) struct List {
    functions: Vec<Entry>,
}

#[derive(Serialize, ToSchema)]
struct Entry {
    #[serde(flatten)]
    card: Listed,
    /// Whether comparisons take it in unless told otherwise.
    usual: bool,
    /// What its neighbours in behaviour are: `linear`, `rectifier`, `sigmoidal`, `self-normalising`, `vector`.
    family: &'static str,
}

impl From<Registered> for Entry {
    fn from(function: Registered) -> Self {
        let card = function.card();
        Self { card: function.into(), usual: card.usual, family: family(card.family) }
    }
}

fn family(family: Family) -> &'static str {
    match family {
        Family::Linear => "linear",
        Family::Rectifier => "rectifier",
        Family::Sigmoidal => "sigmoidal",
        Family::SelfNormalising => "self-normalising",
        Family::Vector => "vector",
    }
}

/// Every function of the registry, in its order.
#[utoipa::path(get, path = "/functions", tag = "functions", responses((status = OK, body = List)))]
pub(super) async fn list() -> Json<List> {
    Json(List { functions: all().map(Entry::from).collect() })
}

/// What is proven of each element-wise function.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct AllFacts {
    functions: Vec<Known>,
}

#[derive(Clone, Serialize, ToSchema)]
struct Known {
    name: &'static str,
    traits: Traits,
    /// Its curve over -4 to 4 for a small picture: lines that end where it jumps.
    #[schema(value_type = Vec<Vec<Vec<f32>>>)]
    strokes: Vec<Vec<[f32; 2]>>,
}

/// Points of a line in a small picture.
const FEW: usize = 40;

/// The curve for a small picture; nothing where there is none.
#[allow(clippy::cast_possible_truncation, reason = "more digits than a picture shows")]
fn small_picture(activation: &Activation) -> Vec<Vec<[f32; 2]>> {
    let drawn = Span::new(-4.0, 4.0).and_then(|span| curve(activation, Quantity::Value, span, Some([-2.0, 3.0])));
    let digits = |x: f64| (x * 100.0).round() as f32 / 100.0;
    let thinned = |stroke: &Stroke| {
        let last = stroke.points.len().saturating_sub(1);
        let every = (last / FEW).max(1);
        let kept = stroke.points.iter().enumerate().filter(|(place, _)| place % every == 0 || *place == last);
        kept.map(|(_, point)| point.map(digits)).collect()
    };
    drawn.map(|curve| curve.strokes.iter().map(thinned).collect()).unwrap_or_default()
}

/// What each element-wise function can be looked for by. The first time it takes a moment, for it is proven.
#[utoipa::path(
    get,
    path = "/functions/facts",
    tag = "functions",
    responses((status = OK, body = AllFacts), (status = SERVICE_UNAVAILABLE, body = ProblemBody))
)]
pub(super) async fn facts(State(app): App) -> Result<Json<AllFacts>, Problem> {
    let work = app.work.clone();
    work.run(move || Ok(Json(all_facts(&app).clone()))).await
}

fn all_facts(app: &Arc<Shared>) -> &AllFacts {
    app.facts.get_or_init(|| AllFacts {
        functions: elementwise()
            .map(|function| {
                let activation = Activation::of(function);
                let traits = Traits::from(&prove(&activation));
                Known { name: function.card().name, traits, strokes: small_picture(&activation) }
            })
            .collect(),
    })
}

/// Which function.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A name, an alias, or a formula such as `x * tanh(softplus(x))`.
    f: String,
    /// Parameters, as in `a=0.2,b=3`.
    set: Option<String>,
}

/// One function in full.
#[derive(Serialize, ToSchema)]
pub(super) struct Full {
    #[serde(flatten)]
    entry: Entry,
    /// Whether it is a formula of one's own.
    own: bool,
    /// The function of the registry that the formula is, if it is one.
    known: Option<&'static str>,
    /// The formula, and that of its slope.
    written: Option<Written>,
    slope: Option<Written>,
    /// What is proven, each as a label and a line.
    facts: Vec<[String; 2]>,
    /// The same as `nonlin show --json` has it: every number as the two ends of its enclosure.
    #[schema(value_type = Option<Object>)]
    proven: Option<Proven>,
    /// What it makes of numbers of mean 0 and variance 1.
    moments: Option<Spread>,
}

impl Full {
    /// A function of whole rows, of which nothing is proven here.
    fn of_rows(function: Registered) -> Self {
        Self {
            entry: function.into(),
            own: false,
            known: None,
            written: None,
            slope: None,
            facts: Vec::new(),
            proven: None,
            moments: None,
        }
    }
}

/// A formula in the ways it can be written.
#[derive(Serialize, ToSchema)]
pub(super) struct Written {
    /// As it is typed.
    plain: String,
    unicode: String,
    /// For LaTeX with `amsmath`; none of a formula that is too long to be set.
    latex: Option<String>,
    /// A `<math>` element; none of a formula that is too long to be set.
    mathml: Option<String>,
}

impl From<&Formula> for Written {
    fn from(formula: &Formula) -> Self {
        let short = formula.expression.size() <= MOST_SET;
        Self {
            plain: formula.body(),
            unicode: formula.unicode(),
            latex: short.then(|| formula.latex()),
            mathml: short.then(|| formula.mathml()),
        }
    }
}

impl Written {
    /// The derivative of a formula in shapes that keep their digits; none if it is too long.
    pub(super) fn derivative(formula: &Formula) -> Option<Self> {
        formula.safe().0.derivative(By::Variable).ok().map(|slope| Self::from(&slope))
    }
}

/// Mean and variance of the result, and the gains that keep activations and gradients in scale.
#[derive(Serialize, ToSchema)]
struct Spread {
    mean: Number,
    variance: Number,
    forward_gain: Number,
    backward_gain: Number,
}

/// One function in full: its card, its formulas, and what is proven of it with these parameters.
#[utoipa::path(
    get,
    path = "/function",
    tag = "functions",
    params(Which),
    responses((status = OK, body = Full), (status = UNPROCESSABLE_ENTITY, body = ProblemBody))
)]
pub(super) async fn one(State(app): App, Asked(which): Asked<Which>) -> Result<Json<Full>, Problem> {
    let set = settings(which.set.as_deref())?;
    app.work
        .clone()
        .run(move || {
            let function = app.formulas.function(&which.f)?;
            let Registered::Elementwise(alone) = function else {
                return Ok(Json(Full::of_rows(function)));
            };
            let activation = app.formulas.activation(&which.f, &set)?;
            let proven = prove(&activation);
            let spread = moments(&activation);
            Ok(Json(Full {
                entry: function.into(),
                own: alone.typed().is_some(),
                known: alone.typed().and_then(|typed| typed.known()).map(|known| known.function.card().name),
                written: Some(Written::from(&alone.formula())),
                slope: Some(Written::from(&alone.slope_formula())),
                facts: proven.lines().into_iter().map(|(label, fact)| [label.to_owned(), fact]).collect(),
                proven: Some(Proven::from(&proven)),
                moments: Some(Spread {
                    mean: Number(spread.mean),
                    variance: Number(spread.variance()),
                    forward_gain: Number(spread.forward_gain()),
                    backward_gain: Number(spread.backward_gain()),
                }),
            }))
        })
        .await
}
