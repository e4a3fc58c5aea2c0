//! Functions that some target lacks, from those it has, without overflow or cancellation.
//!
//! The polynomials are those of the crate's own kernels. In `f32` results are within a few ULP of the target's own
//! exponential; nothing depends on the bits of numbers, nor on sums being taken as they are written, for shader
//! compilers may do otherwise.

use super::graph::{Function, Graph, Node, Place};
use crate::formula::{Binary, Primitive};
use crate::real::Machine;

/// The functions of the kit; each needs only those before it, and what every target has.
pub(super) const KIT: [Primitive; 8] = [
    Primitive::ExpM1,
    Primitive::Ln1p,
    Primitive::Sigmoid,
    Primitive::Tanh,
    Primitive::Softplus,
    Primitive::NormalCdf,
    Primitive::Erf,
    Primitive::Atan,
];

/// What a function of the kit calls of the kit.
pub(super) fn needs(primitive: Primitive) -> &'static [Primitive] {
    match primitive {
        Primitive::Tanh => &[Primitive::ExpM1],
        Primitive::Softplus => &[Primitive::Ln1p],
        _ => &[],
    }
}

/// A function of the kit, of what stands at `x`, with polynomials for the type `M`; `None` for what is not in the kit.
pub(super) fn expand<M: Machine>(graph: &mut Graph, primitive: Primitive, x: Place) -> Option<Place> {
    let mut kit = Builder(graph);
    Some(match primitive {
        Primitive::ExpM1 => kit.expm1::<M>(x),
        Primitive::Ln1p => kit.log1p::<M>(x),
        Primitive::Sigmoid => kit.sigmoid(x),
        Primitive::Tanh => kit.tanh(x),
        Primitive::Softplus => kit.softplus(x),
        Primitive::NormalCdf => kit.normal_cdf::<M>(x),
        Primitive::Erf => kit.erf::<M>(x),
        Primitive::Atan => kit.atan::<M>(x),
        _ => return None,
    })
}

/// A function of the kit in a graph of its own.
pub(super) fn alone<M: Machine>(primitive: Primitive) -> Option<(Graph, Place)> {
    let mut graph = Graph::default();
    let x = graph.push(Node::Variable);
    let result = expand::<M>(&mut graph, primitive, x)?;
    Some((graph, result))
}

struct Builder<'a>(&'a mut Graph);

impl Builder<'_> {
    fn number(&mut self, value: f64) -> Place {
        self.0.constant(value)
    }
    fn plus(&mut self, a: Place, b: Place) -> Place {
        self.0.binary(Binary::Add, a, b)
    }
    fn minus(&mut self, a: Place, b: Place) -> Place {
        self.0.binary(Binary::Subtract, a, b)
    }
    fn times(&mut self, a: Place, b: Place) -> Place {
        self.0.binary(Binary::Multiply, a, b)
    }
    fn over(&mut self, a: Place, b: Place) -> Place {
        self.0.binary(Binary::Divide, a, b)
    }
    fn call(&mut self, function: impl Into<Function>, a: Place) -> Place {
        self.0.call(function, a)
    }

    /// `a * b` for a number `a`.
    fn scaled(&mut self, a: f64, b: Place) -> Place {
        let a = self.number(a);
        self.times(a, b)
    }

    /// `yes` where `a` is above the number, else `no`.
    fn above(&mut self, a: Place, number: f64, yes: Place, no: Place) -> Place {
        let number = self.number(number);
        self.0.choose([a, number, yes, no])
    }

    /// The polynomial with these coefficients, constant term first, by Horner's rule.
    fn polynomial<M: Machine>(&mut self, x: Place, coefficients: &[M]) -> Place {
        let mut terms = coefficients.iter().rev().map(|term| term.to_f64());
        let mut sum = self.number(terms.next().unwrap_or_default());
        for term in terms {
            let (term, product) = (self.number(term), self.times(sum, x));
            sum = self.plus(term, product);
        }
        sum
    }

    /// `e^-|x|`.
    fn decay(&mut self, x: Place) -> Place {
        let distance = self.call(Primitive::Abs, x);
        let exponent = self.0.negate(distance);
        self.call(Primitive::Exp, exponent)
    }

    /// `e^-(z^2 scale)`, for a power of two `scale`. The square of a large `z` is rounded by more than the
    /// exponential can bear: the square of `z` cut off to 16ths has no rounding, and what is left is small.
    fn bell(&mut self, z: Place, scale: f64) -> Place {
        let sixteen = self.scaled(16.0, z);
        let whole = self.call(Function::Floor, sixteen);
        let cut = self.scaled(0.0625, whole);
        let (rest, sum) = (self.minus(z, cut), self.plus(z, cut));
        let (square, rest) = (self.times(cut, cut), self.times(rest, sum));
        let (square, rest) = (self.scaled(-scale, square), self.scaled(-scale, rest));
        let (square, rest) = (self.call(Primitive::Exp, square), self.call(Primitive::Exp, rest));
        self.times(square, rest)
    }

    /// `(z - k) / (z + k)`, and `z + k`.
    fn mapped(&mut self, z: Place, centre: f64) -> (Place, Place) {
        let centre = self.number(centre);
        let (below, sum) = (self.minus(z, centre), self.plus(z, centre));
        (self.over(below, sum), sum)
    }

    fn expm1<M: Machine>(&mut self, x: Place) -> Place {
        let (size, square) = (self.call(Primitive::Abs, x), self.times(x, x));
        let series = self.polynomial(x, M::EXP);
        let series = self.times(square, series);
        let near = self.plus(x, series);
        let (power, one) = (self.call(Primitive::Exp, x), self.number(1.0));
        let far = self.minus(power, one);
        self.above(size, 0.34, far, near)
    }

    fn log1p<M: Machine>(&mut self, x: Place) -> Place {
        // ln(1 + x) = 2 atanh(x / (2 + x)), from -1/2 to 1.
        let (one, two) = (self.number(1.0), self.number(2.0));
        let below = self.plus(two, x);
        let s = self.over(x, below);
        let square = self.times(s, s);
        let series = self.polynomial(square, M::ATANH);
        let doubled = self.scaled(2.0, s);
        let near = self.times(doubled, series);
        let sum = self.plus(one, x);
        let far = self.call(Primitive::Ln, sum);
        let middle = self.number(0.25);
        let off = self.minus(x, middle);
        let distance = self.call(Primitive::Abs, off);
        self.above(distance, 0.75, far, near)
    }

    fn sigmoid(&mut self, x: Place) -> Place {
        let (e, one) = (self.decay(x), self.number(1.0));
        let below = self.plus(one, e);
        let above = self.above(x, 0.0, one, e);
        self.over(above, below)
    }

    fn tanh(&mut self, x: Place) -> Place {
        let (size, two) = (self.call(Primitive::Abs, x), self.number(2.0));
        let doubled = self.scaled(-2.0, size);
        let m = self.call(Primitive::ExpM1, doubled);
        let below = self.plus(two, m);
        let left = self.over(m, below);
        let right = self.0.negate(left);
        self.above(x, 0.0, right, left)
    }

    fn softplus(&mut self, x: Place) -> Place {
        let zero = self.number(0.0);
        let (positive, e) = (self.0.binary(Binary::Maximum, x, zero), self.decay(x));
        let rest = self.call(Primitive::Ln1p, e);
        self.plus(positive, rest)
    }

    fn normal_cdf<M: Machine>(&mut self, x: Place) -> Place {
        // The upper tail is e^(-z^2/2) by a polynomial in (z - k)/(z + k) over z + k.
        let (size, reach) = (self.call(Primitive::Abs, x), self.number(M::NORMAL_REACH.to_f64()));
        let z = self.0.binary(Binary::Minimum, size, reach);
        let (t, sum) = self.mapped(z, M::MILLS_CENTRE.to_f64());
        let series = self.polynomial(t, M::MILLS);
        let (series, constant) = (self.times(t, series), self.number(M::MILLS_CONSTANT.high));
        let ratio = self.plus(constant, series);
        let ratio = self.over(ratio, sum);
        let bell = self.bell(z, 0.5);
        let (tail, one) = (self.times(bell, ratio), self.number(1.0));
        let rest = self.minus(one, tail);
        self.above(x, 0.0, rest, tail)
    }

    fn erf<M: Machine>(&mut self, x: Place) -> Place {
        let (size, one) = (self.call(Primitive::Abs, x), self.number(1.0));
        let near = self.0.binary(Binary::Minimum, size, one);
        let square = self.times(near, near);
        let series = self.polynomial(square, M::ERF);
        let (series, slope) = (self.times(square, series), self.number(std::f64::consts::FRAC_2_SQRT_PI));
        let ratio = self.plus(slope, series);
        let near = self.times(x, ratio);
        let reach = self.number(M::ERF_REACH.to_f64());
        let z = self.0.binary(Binary::Minimum, size, reach);
        let (t, sum) = self.mapped(z, M::ERFC_CENTRE.to_f64());
        let series = self.polynomial(t, M::ERFC);
        let (ratio, bell) = (self.over(series, sum), self.bell(z, 1.0));
        let tail = self.times(bell, ratio);
        let right = self.minus(one, tail);
        let left = self.0.negate(right);
        let far = self.above(x, 0.0, right, left);
        self.above(size, 1.0, far, near)
    }

    fn atan<M: Machine>(&mut self, x: Place) -> Place {
        // Beyond 1 that of the reciprocal, and beyond tan(pi/8) that of the angle less pi/4.
        let (size, one) = (self.call(Primitive::Abs, x), self.number(1.0));
        let reciprocal = self.over(one, size);
        let z = self.above(size, 1.0, reciprocal, size);
        let (turned, _) = self.mapped(z, 1.0);
        let u = self.above(z, 0.4142, turned, z);
        let square = self.times(u, u);
        let series = self.polynomial(square, M::ATAN);
        let cube = self.times(u, square);
        let series = self.times(cube, series);
        let small = self.plus(u, series);
        let eighth = self.number(std::f64::consts::FRAC_PI_4);
        let turned_back = self.plus(eighth, small);
        let angle = self.above(z, 0.4142, turned_back, small);
        let quarter = self.number(std::f64::consts::FRAC_PI_2);
        let rest = self.minus(quarter, angle);
        let right = self.above(size, 1.0, rest, angle);
        let left = self.0.negate(right);
        self.above(x, 0.0, right, left)
    }
}
