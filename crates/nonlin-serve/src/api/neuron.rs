//! One node, there and back.

use super::App;
use super::extract::Given;
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use nonlin_net::{Node, NodeForward, NodeStep};
use nonlin_report::json::Number;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Inputs that a node may have here.
const MOST_INPUTS: usize = 64;

/// A node, what it gets, and what it should have said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// A name, an alias, or a formula.
    f: String,
    #[serde(default)]
    set: BTreeMap<String, f64>,
    weights: Vec<f64>,
    bias: f64,
    /// As many as weights.
    inputs: Vec<f64>,
    target: f64,
    learning_rate: f64,
}

/// One step of gradient descent with the loss `(y - t)^2`, every number on the way.
#[derive(Serialize, ToSchema)]
pub(super) struct Seen {
    forward: Forward,
    loss: Number,
    /// The loss by the output: `2 (y - t)`.
    by_output: Number,
    /// The loss by the pre-activation: that times the slope.
    by_sum: Number,
    by_weights: Vec<Number>,
    by_bias: Number,
    by_inputs: Vec<Number>,
    /// Weights and bias after the step.
    weights: Vec<Number>,
    bias: Number,
    loss_after: Number,
}

#[derive(Serialize, ToSchema)]
struct Forward {
    /// `w_i x_i`
    products: Vec<Number>,
    /// The pre-activation `z`.
    sum: Number,
    /// `y = f(z)`
    output: Number,
    /// `f'(z)`
    slope: Number,
}

fn numbers(numbers: Vec<f64>) -> Vec<Number> {
    numbers.into_iter().map(Number).collect()
}

impl From<NodeForward> for Forward {
    fn from(forward: NodeForward) -> Self {
        let NodeForward { products, sum, output, slope } = forward;
        Self { products: numbers(products), sum: Number(sum), output: Number(output), slope: Number(slope) }
    }
}

impl From<NodeStep> for Seen {
    fn from(step: NodeStep) -> Self {
        Self {
            forward: step.forward.into(),
            loss: Number(step.loss),
            by_output: Number(step.by_output),
            by_sum: Number(step.by_sum),
            by_weights: numbers(step.by_weights),
            by_bias: Number(step.by_bias),
            by_inputs: numbers(step.by_inputs),
            weights: numbers(step.weights),
            bias: Number(step.bias),
            loss_after: Number(step.loss_after),
        }
    }
}

/// What a node says, its gradient, and one step of learning.
#[utoipa::path(
    post,
    path = "/neuron",
    tag = "functions",
    request_body = Wanted,
    responses((status = OK, body = Seen), (status = UNPROCESSABLE_ENTITY, body = ProblemBody))
)]
pub(super) async fn neuron(State(app): App, Given(wanted): Given<Wanted>) -> Result<Json<Seen>, Problem> {
    let (weights, inputs) = (wanted.weights.len(), wanted.inputs.len());
    if weights != inputs {
        return Err(Problem::unfit(
            "network",
            format!("{weights} weights, and {inputs} inputs; there must be a weight for each"),
        ));
    }
    if weights > MOST_INPUTS {
        return Err(Problem::too_large(format!("{weights} inputs are more than the {MOST_INPUTS} of a node here")));
    }
    app.work
        .clone()
        .run(move || {
            let activation = app.formulas.activation(&wanted.f, &wanted.set)?;
            let node = Node { weights: wanted.weights, bias: wanted.bias, activation };
            Ok(Json(node.step(&wanted.inputs, wanted.target, wanted.learning_rate).into()))
        })
        .await
}
