//! Everything that a picture of one activation shows.

use super::flat::flat;
use super::sample::curve_with;
use super::{Curve, CurveError, Flat, Quantity, Span};
use crate::compute::Activation;
use crate::facts::{Agreement, Facts, prove};

/// What is known of an activation over a range, as it is drawn.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Portrait {
    /// From where to where.
    pub span: Span,
    /// One for each quantity that was asked for, in that order.
    pub curves: Vec<Curve>,
    /// Kinks and jumps in the range, as far as they are proven.
    pub joints: Vec<Joint>,
    /// Where learning stalls.
    pub flat: Flat,
}

/// A kink or a jump.
#[derive(Clone, Copy, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Joint {
    /// Where.
    pub x: f64,
    /// Which.
    pub kind: JointKind,
}

/// What happens where pieces of a function meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum JointKind {
    /// The slope changes at once.
    Kink,
    /// The value does.
    Jump,
}

impl Portrait {
    /// The curve of a quantity, if it was asked for.
    pub fn curve(&self, quantity: Quantity) -> Option<&Curve> {
        self.curves.iter().find(|curve| curve.quantity == quantity)
    }
}

/// Curves of an activation, its kinks and jumps, and where its slope is under [`FLAT`](super::FLAT).
///
/// Fails only for a second slope whose formula is too long.
pub fn portrait(activation: &Activation, quantities: &[Quantity], span: Span) -> Result<Portrait, CurveError> {
    let facts = prove(activation);
    let of = |quantity| curve_with(activation, &facts, quantity, span, None);
    let curves: Vec<Curve> = quantities.iter().map(|&quantity| of(quantity)).collect::<Result<_, _>>()?;
    let flat = match curves.iter().find(|curve| curve.quantity == Quantity::Slope) {
        Some(slope) => flat(activation, &facts, slope, span),
        None => flat(activation, &facts, &of(Quantity::Slope)?, span),
    };
    Ok(Portrait { span, curves, joints: joints(&facts, span), flat })
}

fn joints(facts: &Facts, span: Span) -> Vec<Joint> {
    let inside = facts.joints.iter().filter(|joint| span.holds(joint.at.middle()));
    inside
        .filter_map(|joint| {
            let kind = match (joint.value, joint.slope) {
                (Agreement::Differ, _) => JointKind::Jump,
                (_, Agreement::Differ) => JointKind::Kink,
                _ => return None,
            };
            Some(Joint { x: joint.at.middle(), kind })
        })
        .collect()
}
