//! The primitives of the field, and their derivatives, far out.

use super::enclosure::{BELL, DENSITY, RIGHT_ANGLE};
use super::growth::Growth;
use super::interval::Interval;
use super::jet::{Jet, Number};
use super::tail::Tail;
use crate::formula::Primitive;

/// `[1 / (1 + high), 1]`: what `1 / (1 + t)` can be for `t` from 0 to `high`.
fn from_inverse(high: f64) -> Interval {
    Interval { low: (Interval::ONE / (Interval::ONE + Interval::between(0.0, high))).low, high: 1.0 }
}

impl Tail {
    pub(super) fn far_primitive(&self, primitive: Primitive) -> Option<[Self; 2]> {
        let (growing, fixed, fading) = self.split()?;
        if matches!(primitive, Primitive::Sin | Primitive::Cos) && !growing.is_empty() {
            let any = self.constant(Interval { low: -1.0, high: 1.0 });
            return Some([any.clone(), any]);
        }
        match primitive {
            Primitive::Sqrt => return self.root(),
            Primitive::Exp => return self.exponential().map(|e| [e.clone(), e]),
            Primitive::ExpM1 if !growing.is_empty() => {
                return self.exponential().map(|e| [e.minus(&self.constant(Interval::ONE)), e]);
            }
            _ => {}
        }
        if growing.is_empty() {
            return Some(self.near(primitive, fixed, &fading));
        }
        let weight = self.weight();
        if weight.low > 0.0 {
            self.rising(primitive)
        } else if weight.high < 0.0 {
            self.falling(primitive)
        } else {
            None
        }
    }

    /// About a finite limit, by the mean value theorem: `g(c + d) = g(c) + d g'(t)`, and the same for `g'`.
    fn near(&self, primitive: Primitive, fixed: Interval, fading: &Self) -> [Self; 2] {
        let all = fixed + fading.hull().hull(Interval::ZERO);
        let around = Jet { value: all, slope: Interval::ONE, curvature: Interval::ZERO }.primitive(primitive);
        let [value, slope] = fixed.primitive(primitive);
        [self.constant(value).plus(&fading.by(around.slope)), self.constant(slope).plus(&fading.by(around.curvature))]
    }

    fn root(&self) -> Option<[Self; 2]> {
        let (first, rest) = self.leading()?;
        let beside = Interval::ONE + rest.hull();
        if first.coefficient.low <= 0.0 || beside.low <= 0.0 || !first.growth.is_whole_power() {
            return None;
        }
        // sqrt(1 + w) is 1 + w / (1 + sqrt(1 + w)).
        let bend = Interval::ONE / (Interval::ONE + beside.square_root());
        let near_one = self.constant(Interval::ONE).plus(&rest.by(bend));
        let scale = self.term(first.coefficient.square_root(), Growth::of_power(first.growth.power / 2.0));
        let root = near_one.times(&scale);
        let slope = self.constant(Interval::point(0.5)).over(&root);
        Some([root, slope])
    }

    /// A bound under `self`, if a positive one is known.
    fn closest(&self) -> Option<Interval> {
        let low = self.hull().low;
        (low > 0.0).then_some(Interval::point(low))
    }

    /// Where `self` leads to minus infinity.
    fn falling(&self, primitive: Primitive) -> Option<[Self; 2]> {
        match primitive {
            Primitive::Sigmoid | Primitive::Softplus => {
                let e = self.exponential()?;
                let inverse = from_inverse(e.hull().high);
                let (sigmoid, slope) = (e.by(inverse), e.by(inverse * inverse));
                // ln(1 + e) is e / (1 + t), with t from 0 to e.
                Some(if primitive == Primitive::Sigmoid { [sigmoid, slope] } else { [sigmoid.clone(), sigmoid] })
            }
            Primitive::NormalCdf => {
                // The upper tail is density / v, times a number from v^2 / (1 + v^2) to 1.
                let density = self.squared().scaled(-0.5).exponential()?.by(DENSITY);
                let size = self.negated();
                let mills = from_inverse((Interval::ONE / size.closest()?.squared()).high);
                Some([density.over(&size).by(mills), density])
            }
            Primitive::Erf | Primitive::Tanh | Primitive::Atan => {
                let [value, slope] = self.negated().rising(primitive)?;
                Some([value.negated(), slope])
            }
            _ => None,
        }
    }

    /// Where `self` leads to infinity.
    fn rising(&self, primitive: Primitive) -> Option<[Self; 2]> {
        let one = self.constant(Interval::ONE);
        match primitive {
            Primitive::Sigmoid | Primitive::NormalCdf => {
                let [rest, slope] = self.negated().falling(primitive)?;
                Some([one.minus(&rest), slope])
            }
            Primitive::Softplus => {
                let [rest, slope] = self.negated().falling(primitive)?;
                Some([self.plus(&rest), one.minus(&slope)])
            }
            Primitive::Tanh => {
                // With e = e^-2u: 1 - 2 e / (1 + e), and its derivative 4 e / (1 + e)^2.
                let e = self.scaled(-2.0).exponential()?;
                let inverse = from_inverse(e.hull().high);
                Some([one.minus(&e.scaled(2.0).by(inverse)), e.scaled(4.0).by(inverse * inverse)])
            }
            Primitive::Erf => {
                // The complement is e^-v^2 / (sqrt(pi) v), times a number from 2 v^2 / (1 + 2 v^2) to 1.
                let bell = self.squared().negated().exponential()?.by(BELL);
                let mills = from_inverse((Interval::ONE / self.closest()?.squared().scaled(2.0)).high);
                Some([one.minus(&bell.over(self).by(mills)), bell.scaled(2.0)])
            }
            Primitive::Atan => {
                // pi/2 - atan(w) with w = 1/u, and atan(w) is w / (1 + t^2) with t from 0 to w.
                let w = one.over(self);
                let bend = from_inverse(w.hull().squared().high);
                let slope = one.over(&one.plus(&self.squared()));
                Some([self.constant(RIGHT_ANGLE).minus(&w.by(bend)), slope])
            }
            _ => None,
        }
    }
}
