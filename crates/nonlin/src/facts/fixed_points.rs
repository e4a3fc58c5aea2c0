//! Where a function gives back its argument.

use super::interval::Interval;
use super::pieces::Piece;
use super::program::Program;
use super::proven::{Agreement, FixedPoints, Joint};
use super::rewrite::difference;
use super::signs::{Quantity, Sign, Stretch, Zeros, signs};
use crate::formula::Expression;

/// All fixed points, as far as they can be shown; `at` gives a function's value on an enclosed place.
pub(super) fn fixed_points(
    pieces: &[Piece],
    joints: &[Joint],
    at: impl Fn(Interval) -> Interval,
) -> Option<FixedPoints> {
    let mut all = FixedPoints { points: Vec::new(), stretches: Vec::new(), unproven: Vec::new() };
    let mut before: Option<Sign> = None;
    for (i, piece) in pieces.iter().enumerate() {
        let excess = Program::compile(&difference(piece.expression.clone(), Expression::Variable))?;
        let stretches = signs(&excess, Quantity::Value, Zeros::Separate, (piece.from, piece.to));
        if let (Some(before), Some(first), Some(joint)) =
            (before, stretches.first(), i.checked_sub(1).and_then(|i| joints.get(i)))
        {
            all.meet(joint, before, first.sign, at(joint.at));
        }
        for (i, stretch) in stretches.iter().enumerate() {
            match stretch.sign {
                Sign::Zero => match all.stretches.last_mut() {
                    Some([_, end]) if *end == stretch.from => *end = stretch.to,
                    _ => all.stretches.push([stretch.from, stretch.to]),
                },
                Sign::Unknown => all.unproven.push([stretch.from, stretch.to]),
                Sign::Negative | Sign::Positive => {}
            }
            let known = |stretch: &Stretch| matches!(stretch.sign, Sign::Negative | Sign::Positive);
            if i > 0 && known(stretch) && known(&stretches[i - 1]) {
                all.points.push(stretch.from);
            }
        }
        before = stretches.last().map(|stretch| stretch.sign);
    }
    Some(all)
}

impl FixedPoints {
    /// What happens at a joint, given the signs of the excess on both sides and the value there.
    fn meet(&mut self, joint: &Joint, before: Sign, after: Sign, value: Interval) {
        let excess = value - joint.at;
        let by_value = [before, after].contains(&Sign::Zero) && joint.value == Agreement::Same;
        let crosses = joint.value == Agreement::Same
            && matches!((before, after), (Sign::Negative, Sign::Positive) | (Sign::Positive, Sign::Negative));
        if excess == Interval::ZERO && !by_value || crosses {
            self.points.push(joint.at);
        } else if excess.holds(0.0) && !by_value {
            self.unproven.push([joint.at, joint.at]);
        }
    }
}
