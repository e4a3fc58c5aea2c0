//! What is known of a formula before anything is trained, and what it is discarded for.
//!
//! First what costs nothing (its length, its slope as a formula, its values on a grid), then what
//! [`nonlin::facts`] proves, then what it does to numbers from the normal distribution.

use super::tree::nodes;
use nonlin::compute::Elementwise;
use nonlin::facts::{Extent, Facts, Trend, moments, prove_formula};
use nonlin::formula::{By, Expression, Formula};
use nonlin::functions::elementwise;
use nonlin::typed::{Known, Typed};
use nonlin::{Accuracy, Activation};
use serde::Serialize;

/// Why a formula is discarded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Longer than anyone would use.
    TooLong,
    /// Its slope is 0 everywhere.
    Constant,
    /// Its slope is the same everywhere: layers of it are one linear layer.
    Linear,
    /// NaN or infinite, value or slope, for some `x` that a network may meet.
    NotFinite,
    /// A function of the registry, with some parameters, or a multiple of one.
    BuiltIn,
    /// The same function as one before it, or a multiple of that.
    Duplicate,
    /// It grows faster than linearly.
    BlowsUp,
    /// Not continuous.
    Jumps,
    /// Its slope has no bound somewhere, or none that can be proven.
    Unproven,
    /// Its slope is exactly 0 from some place on, on both sides: a unit that is driven there learns no more.
    Dead,
    /// No initialiser keeps both activations and gradients in scale.
    Scale,
}

impl Reason {
    /// In words, after "discarded:".
    pub fn words(self) -> &'static str {
        match self {
            Self::TooLong => "too long",
            Self::Constant => "constant",
            Self::Linear => "linear",
            Self::NotFinite => "not finite somewhere",
            Self::BuiltIn => "a built-in function",
            Self::Duplicate => "the same as one before",
            Self::BlowsUp => "grows faster than linearly",
            Self::Jumps => "jumps",
            Self::Unproven => "no bound of the slope provable",
            Self::Dead => "slope 0 on both sides",
            Self::Scale => "cannot keep activations and gradients in scale",
        }
    }
}

/// Nodes that a formula may have: GELU by its tanh form has 18.
const LONGEST: usize = 24;
/// Values that differ by no more, where the largest is 1, are the same.
const SAME: f64 = 1e-9;
/// Where two formulas are compared: apart from all places where formulas have kinks or seams.
const GRID: usize = 64;
/// Far out, where a network comes to only if something is wrong: the results must be finite all the same.
const FAR: [f64; 8] = [-1e4, -1e3, -100.0, -20.0, 20.0, 100.0, 1e3, 1e4];
/// How far the gains that activations and that gradients ask for may lie apart. Of the usual activations sigmoid has the most, 2.6.
const GAINS_APART: f64 = 4.0;
/// Gains beyond this, or under its reciprocal, say that hardly anything comes through.
const LARGEST_GAIN: f64 = 30.0;

/// What has been seen, and the judgement of what is new.
pub struct Sieve {
    /// The built-in functions first.
    seen: Vec<[f64; GRID]>,
    built_in: usize,
}

impl Default for Sieve {
    fn default() -> Self {
        Self::new()
    }
}

impl Sieve {
    /// One that has seen the built-in functions.
    pub fn new() -> Self {
        let built_in = |function: &'static dyn Elementwise| {
            let (formula, activation) = (function.formula(), Activation::of(function));
            signature(|x| formula.evaluate(x, activation.parameters()))
        };
        let seen: Vec<_> = elementwise().filter_map(built_in).collect();
        Self { built_in: seen.len(), seen }
    }

    /// The activation that a simplified formula is, or why it is not worth a training.
    pub fn admit(&mut self, expression: &Expression) -> Result<&'static Typed, Reason> {
        if nodes(expression).len() > LONGEST {
            return Err(Reason::TooLong);
        }
        let formula = Formula::of(expression.clone());
        let slope = formula.derivative(By::Variable).map_err(|_| Reason::TooLong)?.safe().0;
        if let Expression::Constant(slope) = slope.expression {
            return Err(if slope == 0.0 { Reason::Constant } else { Reason::Linear });
        }
        if !is_finite(&formula) || !is_finite(&slope) {
            return Err(Reason::NotFinite);
        }
        // The largest of its values is 0 or not a number: neither is left here, but for formulas that are 0 on the grid.
        let signature = signature(|x| formula.evaluate(x, &[])).ok_or(Reason::Constant)?;
        if Known::find(&formula.safe().0.expression).is_some() {
            return Err(Reason::BuiltIn);
        }
        if let Some(place) = self.seen.iter().position(|other| same(other, &signature)) {
            return Err(if place < self.built_in { Reason::BuiltIn } else { Reason::Duplicate });
        }
        self.seen.push(signature);
        refuted(&formula, &prove_formula(&formula, &[])).map_or(Ok(()), Err)?;
        let typed = Typed::of(&formula.to_string()).map_err(|_| Reason::TooLong)?;
        in_scale(&Activation::of(typed)).then_some(typed).ok_or(Reason::Scale)
    }
}

/// From -8 to 8, irregularly.
fn grid() -> impl Iterator<Item = f64> {
    (0..GRID).map(|i| 16.0 * ((i as f64 + 0.5) / GRID as f64 - 0.5) + 0.05 * (i as f64 * 1.7).sin())
}

/// The values on the grid, the largest of them made 1: a factor is for the weights of the next layer to make up.
fn signature(value: impl Fn(f64) -> f64) -> Option<[f64; GRID]> {
    let mut values = [0.0; GRID];
    for (slot, x) in values.iter_mut().zip(grid()) {
        *slot = value(x);
    }
    let largest = values.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    (largest != 0.0 && largest.is_finite()).then(|| values.map(|value| value / largest))
}

fn same(a: &[f64; GRID], b: &[f64; GRID]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME)
}

fn is_finite(formula: &Formula) -> bool {
    // 0 too: many formulas divide by it.
    grid().chain(FAR).chain([0.0]).all(|x| formula.evaluate(x, &[]).is_finite())
}

/// What the proven facts say against it.
fn refuted(formula: &Formula, facts: &Facts) -> Option<Reason> {
    if facts.range.is_some_and(|range| !range.low.at.is_apart_from(range.high.at) && is_bounded(range)) {
        return Some(Reason::Constant);
    }
    match facts.lipschitz {
        Some(bound) if bound.high.is_finite() => {}
        Some(_) if facts.joints.iter().any(|joint| joint.values[0].is_apart_from(joint.values[1])) => {
            return Some(Reason::Jumps);
        }
        Some(bound) if bound.low.is_infinite() && outgrows_a_line(formula) => return Some(Reason::BlowsUp),
        _ => return Some(Reason::Unproven),
    }
    if facts.slopes.is_some_and(|slopes| !slopes.low.at.is_apart_from(slopes.high.at)) {
        return Some(Reason::Linear);
    }
    let ends = [facts.stretches.first(), facts.stretches.last()];
    let flat = ends.iter().flatten().filter(|stretch| stretch.trend == Trend::Flat).count();
    (flat == 2 && facts.period.is_none()).then_some(Reason::Dead)
}

fn is_bounded(extent: Extent) -> bool {
    extent.low.at.is_bounded() && extent.high.at.is_bounded()
}

/// Of a formula whose slope has no bound: whether that is so far out, and not at some place.
fn outgrows_a_line(formula: &Formula) -> bool {
    let per_x = |x: f64| (formula.evaluate(x, &[]) / x).abs();
    [-1.0, 1.0].iter().any(|side| per_x(side * 1e8) > 1.5 * per_x(side * 1e4))
}

/// Whether there is a gain that keeps activations in scale and nearly the one that keeps gradients so, and the numbers of
/// `f32` that a network would train with are finite.
fn in_scale(activation: &Activation) -> bool {
    let moments = moments(activation);
    let (forward, backward) = (moments.forward_gain(), moments.backward_gain());
    let ratio = forward / backward;
    let near = |gain: f64, most: f64| gain <= most && gain >= 1.0 / most;
    near(ratio, GAINS_APART) && near(forward, LARGEST_GAIN) && near(backward, LARGEST_GAIN) && trains(activation)
}

fn trains(activation: &Activation) -> bool {
    #[expect(clippy::cast_possible_truncation, reason = "the nearest f32 will do")]
    let x: Vec<f32> = grid().chain(FAR).map(|x| x as f32).collect();
    let (mut y, mut slopes) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let fast = activation.clone().accurate(Accuracy::Fast);
    let done = fast.forward(&x, &mut y).and_then(|()| fast.slopes(&x, &mut slopes));
    done.is_ok() && y.iter().chain(&slopes).all(|result| result.is_finite())
}

#[cfg(test)]
mod tests {
    use super::super::tidy::tidied;
    use super::*;

    fn verdict(sieve: &mut Sieve, text: &str) -> Option<Reason> {
        sieve.admit(&tidied(&Formula::parse(text).unwrap())).err()
    }

    #[test]
    fn bad_formulas_are_discarded_each_for_its_reason() {
        let mut wrong = Vec::new();
        for (text, reason) in [
            ("tanh(2)", Reason::Constant),
            ("max(-1 - abs(x), 0)", Reason::Constant),
            ("max(-abs(x), -2) - max(-abs(x), -2)", Reason::Constant),
            ("2 * x - 1", Reason::Linear),
            ("x + 0 * sin(x)", Reason::Linear),
            ("log(exp(x))", Reason::Linear),
            ("log(x)", Reason::NotFinite),
            ("1 / x", Reason::NotFinite),
            ("sqrt(x)", Reason::NotFinite),
            ("x * exp(exp(x))", Reason::NotFinite),
            ("x / (1 + exp(-x))", Reason::BuiltIn),
            ("where(x > 0, x, 0.25 * (exp(x) - 1))", Reason::BuiltIn),
            ("-3 * x * tanh(log(1 + exp(x)))", Reason::BuiltIn),
            ("max(x, 0) - max(-x, 0)", Reason::BuiltIn),
            ("x^2 * sigmoid(x)", Reason::BlowsUp),
            ("x * abs(x) * sigmoid(x)", Reason::BlowsUp),
            ("x * log(1 + x^2)", Reason::Unproven),
            ("where(x > 0, x, tanh(x) - 1)", Reason::Jumps),
            ("sqrt(abs(x - 1)) * sigmoid(x)", Reason::Unproven),
            ("min(max(x, -2), 3)", Reason::BuiltIn),
            ("sin(min(max(x, -1), 2))", Reason::Dead),
            ("tanh(min(max(x, -1), 2))", Reason::Dead),
            ("0.00001 * x + tanh(x + 30)", Reason::Scale),
            ("x + sin(40 * x)", Reason::Scale),
            (
                "tanh(x) * sin(x) + tanh(x) * cos(x) + sin(x) * cos(x) + x * tanh(x) * sigmoid(x) + erf(x)",
                Reason::TooLong,
            ),
        ] {
            let found = verdict(&mut Sieve::new(), text);
            if found != Some(reason) {
                wrong.push((text, found, reason));
            }
        }
        assert_eq!(wrong, []);
    }

    #[test]
    fn good_ones_pass_once() {
        let mut sieve = Sieve::new();
        for text in ["x * tanh(softplus(2 * x))", "x * sigmoid(x) + 0.25 * sin(x)", "x * atan(softplus(x))"] {
            assert_eq!(verdict(&mut sieve, text), None, "{text}");
            assert_eq!(verdict(&mut sieve, text), Some(Reason::Duplicate), "{text}");
        }
        // Other shapes of the same function, and multiples of it.
        assert_eq!(verdict(&mut sieve, "-0.5 * tanh(log(1 + exp(2 * x))) * x"), Some(Reason::Duplicate));
        assert_eq!(verdict(&mut sieve, "x / (1 + exp(-x)) + 0.5 * sin(x / 2) * cos(x / 2)"), Some(Reason::Duplicate));
    }

    /// The bars are not so high that what people use would not pass, but for what is meant.
    #[test]
    fn the_usual_activations_would_pass_if_they_were_new() {
        let meant = [
            ("step", Reason::Jumps),
            ("linear", Reason::Linear),
            ("relu6", Reason::Dead),
            ("hard_sigmoid", Reason::Dead),
            ("hard_tanh", Reason::Dead),
        ];
        let mut failing = Vec::new();
        for function in elementwise().filter(|function| function.card().usual) {
            let (formula, activation) = (function.formula(), Activation::of(function));
            let refuted = refuted(&formula, &prove_formula(&formula, activation.parameters()));
            if let Some(reason) = refuted.or_else(|| (!in_scale(&activation)).then_some(Reason::Scale)) {
                failing.push((function.card().name, reason));
            }
        }
        assert_eq!(failing, meant);
    }
}
