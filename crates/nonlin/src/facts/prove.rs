//! From a formula to everything that can be shown of it.

use super::extent::union;
use super::fixed_points::fixed_points;
use super::interval::Interval;
use super::period::{period, without_repetition};
use super::pieces::{Piece, has_where, pieces};
use super::polynomial::polynomial;
use super::proven::{Agreement, Extent, Facts, Joint, NearlyFlat};
use super::rewrite::simplified;
use super::shape::{merged, range};
use super::slopes::{flat_under, nearly_flat};
use super::symmetry::{Symmetry, by_form};
use crate::compute::Activation;
use crate::formula::{Expression, Formula};

/// Everything that can be shown of an activation with its parameters.
pub fn prove(activation: &Activation) -> Facts {
    prove_formula(&activation.function().formula(), activation.parameters())
}

/// Everything that can be shown of a formula with these parameters.
pub fn prove_formula(formula: &Formula, parameters: &[f64]) -> Facts {
    let expression = simplified(&formula.expression, parameters);
    let Some(pieces) = pieces(&expression) else { return Facts::NONE };
    let value_at = |x: Interval| expression.evaluate(x, &[]);

    // Maxima, minima and magnitudes of continuous functions are continuous; `where` need not be.
    let may_jump = has_where(&expression);
    let joint = |pair: &[Piece]| pair[0].joint(&pair[1], may_jump.then(|| value_at(pair[0].to)));
    let joints: Vec<Joint> = pieces.windows(2).map(joint).collect();
    let period = period(&expression);
    let once = without_repetition(&pieces, period);
    let by_piece: Vec<_> = once.iter().map(Piece::stretches).collect();
    let slopes = union(&once.iter().flat_map(Piece::slope_parts).collect::<Vec<_>>());
    let [value_at_zero, slope_before, slope_after] = at_zero(&pieces, value_at);
    let defined_at_zero = [value_at_zero, slope_before, slope_after].iter().all(|x| x.is_bounded());
    Facts {
        range: range(&once, &by_piece, &joints, value_at),
        stretches: merged(&by_piece, &joints),
        lipschitz: lipschitz(slopes, &joints),
        slopes,
        smooth_between_joints: pieces.iter().all(Piece::is_smooth),
        symmetry: symmetry(&expression, &pieces, value_at),
        value_at_zero: defined_at_zero.then_some(value_at_zero),
        slopes_at_zero: defined_at_zero.then_some([slope_before, slope_after]),
        fixed_points: fixed_points(&pieces, &joints, value_at),
        nearly_flat: nearly_flat(&once),
        period,
        joints,
    }
}

/// Where the slope of an activation with its parameters is under `threshold` either way; of one that repeats itself within one period.
pub fn nearly_flat_under(activation: &Activation, threshold: f64) -> NearlyFlat {
    let expression = simplified(&activation.function().formula().expression, activation.parameters());
    match pieces(&expression) {
        Some(pieces) => flat_under(&without_repetition(&pieces, period(&expression)), threshold),
        None => NearlyFlat { threshold, stretches: Vec::new(), complete: false },
    }
}

impl Facts {
    /// Nothing shown.
    const NONE: Self = Self {
        range: None,
        period: None,
        stretches: Vec::new(),
        slopes: None,
        lipschitz: None,
        smooth_between_joints: false,
        joints: Vec::new(),
        symmetry: None,
        value_at_zero: None,
        slopes_at_zero: None,
        fixed_points: None,
        nearly_flat: Vec::new(),
    };
}

/// The value at 0, and the slopes from the left and the right.
fn at_zero(pieces: &[Piece], value_at: impl Fn(Interval) -> Interval) -> [Interval; 3] {
    let zero = Interval::ZERO;
    let slope = |piece: Option<&Piece>| piece.map_or(Interval::WHOLE, |piece| piece.program.jet(&zero).slope);
    let before = pieces.iter().find(|piece| piece.to.low >= 0.0 && piece.from.high < 0.0);
    let after = pieces.iter().rfind(|piece| piece.from.high <= 0.0 && piece.to.low > 0.0);
    [value_at(zero), slope(before), slope(after)]
}

/// The largest `|slope|`, where the function does not jump.
fn lipschitz(slopes: Option<Extent>, joints: &[Joint]) -> Option<Interval> {
    if joints.iter().any(|joint| joint.value == Agreement::Differ) {
        return Some(Interval::point(f64::INFINITY));
    }
    let continuous = joints.iter().all(|joint| joint.value == Agreement::Same);
    let slopes = slopes.filter(|_| continuous)?;
    let (a, b) = (-slopes.low.at, slopes.high.at);
    Some(Interval { low: a.low.max(b.low), high: a.high.max(b.high) })
}

fn symmetry(expression: &Expression, pieces: &[Piece], value_at: impl Fn(Interval) -> Interval) -> Option<Symmetry> {
    by_form(expression).or_else(|| by_pieces(pieces)).or_else(|| {
        let places = [0.7, 1.3, 2.6].map(|x| [value_at(Interval::point(x)), value_at(Interval::point(-x))]);
        let not_even = places.iter().any(|[right, left]| right.is_apart_from(*left));
        let not_odd = places.iter().any(|[right, left]| right.is_apart_from(-*left));
        (not_even && not_odd).then_some(Symmetry::Neither)
    })
}

/// Polynomials that are each other's mirror images.
fn by_pieces(pieces: &[Piece]) -> Option<Symmetry> {
    let all: Vec<Vec<f64>> = pieces.iter().map(|piece| polynomial(&piece.expression)).collect::<Option<_>>()?;
    let mirrored = |of_odd_powers: f64, of_even_powers: f64| {
        let at = |polynomial: &[f64], power: usize| polynomial.get(power).copied().unwrap_or(0.0);
        all.iter().zip(all.iter().rev()).all(|(a, b)| {
            (0..a.len().max(b.len()))
                .all(|power| at(a, power) == at(b, power) * if power % 2 == 1 { of_odd_powers } else { of_even_powers })
        })
    };
    let places_mirrored = pieces.iter().zip(pieces.iter().rev()).all(|(a, b)| a.from == -b.to && a.from.is_point());
    if !places_mirrored {
        None
    } else if mirrored(1.0, -1.0) {
        Some(Symmetry::Odd)
    } else {
        mirrored(-1.0, 1.0).then_some(Symmetry::Even)
    }
}
