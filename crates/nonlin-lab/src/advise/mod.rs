//! The rules of the field: which output activation, hidden activation, initialiser, normalisation and dropout, with reasons and sources. What one's
//! own data say is what [`study`](crate::study) is for; these are where to begin.

mod candidate;
mod hidden;
mod measured;
mod output;
mod question;
mod warnings;

pub use hidden::{DEEP, VERY_DEEP};
pub use measured::{Measured, measured};
pub use question::{Advice, Goal, ModelKind, Point, Question, Warning};

use candidate::Candidate;
use nonlin::NotFound;

/// What the rules say.
///
/// Fails if an activation of the user's own choice is none.
pub fn advise(question: &Question) -> Result<Advice, NotFound> {
    let chosen = |name: &Option<String>| name.as_deref().map(|name| nonlin::find(name).map(Candidate::new)).transpose();
    let (own_hidden, own_output) = (chosen(&question.hidden)?, chosen(&question.output)?);
    let mut points = output::points(question.task);
    let advised = hidden::points(question);
    let candidate = match (&own_hidden, advised.first()) {
        (Some(own), _) => Some(own),
        (None, Some(point)) => Some(&Candidate::new(nonlin::find(&point.choice)?)),
        (None, None) => None,
    };
    let around = candidate.map(|candidate| hidden::around(question, candidate));
    points.extend(advised);
    points.extend(around.into_iter().flatten());
    measured::add(question, &mut points);
    let mut warnings = Vec::new();
    warnings.extend(own_hidden.iter().flat_map(|own| warnings::of_hidden(question, own)));
    warnings.extend(own_output.iter().filter_map(|own| warnings::of_output(question.task, own)));
    Ok(Advice { question: question.clone(), points, warnings })
}
