//! A formula read with its first two derivatives at once, over any kind of [`Number`].

use super::interval::Interval;
use super::program::{Program, Step};
use crate::formula::{Binary, Primitive};

/// What a smooth formula can be read with: intervals, and what becomes of a quantity far out.
pub(super) trait Number: Clone {
    /// A constant, of the same make as `self`.
    fn constant(&self, value: Interval) -> Self;
    fn plus(&self, other: &Self) -> Self;
    fn times(&self, other: &Self) -> Self;
    fn over(&self, other: &Self) -> Self;
    fn negated(&self) -> Self;
    fn squared(&self) -> Self;
    /// A primitive's value and derivative.
    fn primitive(&self, primitive: Primitive) -> [Self; 2];

    fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }
    fn scaled(&self, factor: f64) -> Self {
        self.times(&self.constant(Interval::point(factor)))
    }
}

impl Number for Interval {
    fn constant(&self, value: Interval) -> Self {
        value
    }
    fn plus(&self, other: &Self) -> Self {
        *self + *other
    }
    fn times(&self, other: &Self) -> Self {
        *self * *other
    }
    fn over(&self, other: &Self) -> Self {
        *self / *other
    }
    fn negated(&self) -> Self {
        -*self
    }
    fn squared(&self) -> Self {
        Interval::squared(*self)
    }
    fn primitive(&self, primitive: Primitive) -> [Self; 2] {
        [super::enclosure::value(primitive, *self), super::enclosure::slope(primitive, *self)]
    }
}

/// A function's value and its first two derivatives.
#[derive(Clone, Debug)]
pub(super) struct Jet<N> {
    pub(super) value: N,
    pub(super) slope: N,
    pub(super) curvature: N,
}

impl<N: Number> Jet<N> {
    fn constant(like: &N, value: Interval) -> Self {
        let zero = like.constant(Interval::ZERO);
        Self { value: like.constant(value), slope: zero.clone(), curvature: zero }
    }

    fn map(&self, f: impl Fn(&N) -> N) -> Self {
        Self { value: f(&self.value), slope: f(&self.slope), curvature: f(&self.curvature) }
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            value: self.value.plus(&other.value),
            slope: self.slope.plus(&other.slope),
            curvature: self.curvature.plus(&other.curvature),
        }
    }

    fn times(&self, other: &Self) -> Self {
        let crossed = self.slope.times(&other.slope).scaled(2.0);
        Self {
            value: self.value.times(&other.value),
            slope: self.slope.times(&other.value).plus(&self.value.times(&other.slope)),
            curvature: self.curvature.times(&other.value).plus(&crossed).plus(&self.value.times(&other.curvature)),
        }
    }

    fn squared(&self) -> Self {
        let double = self.value.scaled(2.0);
        Self {
            value: self.value.squared(),
            slope: double.times(&self.slope),
            curvature: self.slope.squared().scaled(2.0).plus(&double.times(&self.curvature)),
        }
    }

    /// Each derivative from the quotient's own lower ones, which overestimates less than the school's rule.
    fn over(&self, other: &Self) -> Self {
        let value = self.value.over(&other.value);
        let slope = self.slope.minus(&value.times(&other.slope)).over(&other.value);
        let crossed = slope.times(&other.slope).scaled(2.0);
        let curvature = self.curvature.minus(&crossed).minus(&value.times(&other.curvature)).over(&other.value);
        Self { value, slope, curvature }
    }

    pub(super) fn primitive(&self, primitive: Primitive) -> Self {
        let u = &self.value;
        let [g, first] = u.primitive(primitive);
        let one = u.constant(Interval::ONE);
        let second = match primitive {
            Primitive::Abs => u.constant(Interval::ZERO),
            Primitive::Exp | Primitive::ExpM1 => first.clone(),
            Primitive::Ln | Primitive::Ln1p => first.squared().negated(),
            Primitive::Sigmoid => first.times(&one.minus(&g.scaled(2.0))),
            Primitive::Tanh => g.times(&first).scaled(-2.0),
            Primitive::Softplus => first.times(&one.minus(&first)),
            Primitive::NormalCdf => u.times(&first).negated(),
            Primitive::Sqrt => first.over(&u.scaled(-2.0)),
            Primitive::Erf => u.times(&first).scaled(-2.0),
            Primitive::Sin | Primitive::Cos => g.negated(),
            Primitive::Atan => u.times(&first.squared()).scaled(-2.0),
        };
        Self {
            value: g,
            slope: first.times(&self.slope),
            curvature: second.times(&self.slope.squared()).plus(&first.times(&self.curvature)),
        }
    }
}

impl Program {
    /// The formula's value and derivatives at `x`, or on all of `x`.
    pub(super) fn jet<N: Number>(&self, x: &N) -> Jet<N> {
        let mut jets: Vec<Jet<N>> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let jet = match *step {
                Step::Variable => {
                    Jet { value: x.clone(), slope: x.constant(Interval::ONE), curvature: x.constant(Interval::ZERO) }
                }
                Step::Constant(value) => Jet::constant(x, value),
                Step::Negate(a) => jets[a].map(N::negated),
                Step::Scale(a, factor) => {
                    let factor = x.constant(factor);
                    jets[a].map(|part| part.times(&factor))
                }
                Step::Square(a) => jets[a].squared(),
                Step::Call(primitive, a) => jets[a].primitive(primitive),
                Step::Binary(operation, a, b) => match operation {
                    Binary::Add => jets[a].plus(&jets[b]),
                    Binary::Subtract => jets[a].plus(&jets[b].map(N::negated)),
                    Binary::Multiply => jets[a].times(&jets[b]),
                    Binary::Divide => jets[a].over(&jets[b]),
                    // Programs are compiled from formulas in which every choice is made.
                    Binary::Maximum | Binary::Minimum => Jet::constant(x, Interval::WHOLE),
                },
            };
            jets.push(jet);
        }
        jets.swap_remove(self.result)
    }
}
