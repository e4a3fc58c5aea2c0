//! The rules of the field: which output activation, hidden activation, initialiser, normalisation and dropout, with reasons and sources. What one's
//! own data say is what [`study`](crate::study) is for; these are where to begin.

mod hidden;
mod output;
mod question;
mod warnings;

pub use question::{Advice, Goal, ModelKind, Point, Question, Warning};

use nonlin::Activation;
use nonlin::NotFound;
use nonlin::functions::Registered;

/// What the rules say.
///
/// Fails if an activation of the user's own choice is none.
pub fn advise(question: &Question) -> Result<Advice, NotFound> {
    let chosen = |name: &Option<String>| name.as_deref().map(nonlin::find).transpose();
    let (own_hidden, own_output) = (chosen(&question.hidden)?, chosen(&question.output)?);
    let hidden = hidden::points(question);
    let name = match &own_hidden {
        Some(function) => function.card().name.to_owned(),
        None => hidden.first().map_or_else(String::new, |point| point.choice.clone()),
    };
    let mut points = output::points(question.task);
    points.extend(hidden);
    points.extend(hidden::around(question, &name));
    let mut warnings = Vec::new();
    if let Some(function) = own_hidden {
        warnings.extend(warnings::of_hidden(question, function));
    }
    if let Some(function) = own_output {
        warnings.extend(warnings::of_output(question.task, function.card().name));
    }
    Ok(Advice { question: question.clone(), points, warnings })
}

/// The steepest slope of an activation from -30 to 30, sampled: what a layer of it can at most pass on.
fn steepest(function: &Registered) -> Option<f64> {
    let Registered::Elementwise(function) = function else { return None };
    let activation = Activation::of(*function);
    (-600..=600).map(|i| activation.slope(f64::from(i) / 20.0).abs()).max_by(f64::total_cmp)
}
