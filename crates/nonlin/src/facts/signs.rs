//! Where a quantity is negative, zero and positive, over the whole of an interval that may be unbounded.

use super::interval::Interval;
use super::jet::{Jet, Number};
use super::program::Program;
use super::tail::Tail;

/// A quantity of a smooth formula.
#[derive(Clone, Copy, Debug)]
pub(super) enum Quantity {
    /// The value.
    Value,
    /// The slope less a number.
    SlopeLess(f64),
}

/// What is known of a quantity's sign on a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Negative,
    Zero,
    Positive,
    Unknown,
}

/// Whether a stretch that is positive or negative may have single zeros in it. Of a slope it may: the function rises or falls
/// all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Zeros {
    /// Every zero is an end of a stretch.
    Separate,
    /// Only zeros where the sign changes are.
    MayBeInside,
}

/// A stretch of the line. Where its ends are zeros of the quantity they are enclosed, else they are points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Stretch {
    pub(super) from: Interval,
    pub(super) to: Interval,
    pub(super) sign: Sign,
}

/// How often a quantity may be evaluated before the rest stays unknown.
const PATIENCE: usize = 6000;
/// Boxes narrower than this share of their place are not cut any more.
const FINEST: f64 = 1e-10;
/// Where tails are tried to begin: near where functions bend, and also where steep ones and flat ones do.
const DISTANCES: [f64; 24] = [
    1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0,
    64.0, 256.0, 1024.0, 4096.0,
];

/// How far out a tail is taken to begin on one side, beyond a place, if nothing better is known of it.
pub(super) fn nearby(side: f64, beyond: f64) -> f64 {
    (2.0 * side * beyond).max(10.0)
}

impl Zeros {
    fn sign(self, x: Interval) -> Sign {
        let inside = self == Self::MayBeInside;
        if x == Interval::ZERO {
            Sign::Zero
        } else if x.low > 0.0 || inside && x.low == 0.0 {
            Sign::Positive
        } else if x.high < 0.0 || inside && x.high == 0.0 {
            Sign::Negative
        } else {
            Sign::Unknown
        }
    }
}

impl Quantity {
    /// The quantity and its derivative.
    pub(super) fn of<N: Number>(self, jet: &Jet<N>) -> [N; 2] {
        match self {
            Self::Value => [jet.value.clone(), jet.slope.clone()],
            Self::SlopeLess(number) => {
                let number = jet.slope.constant(Interval::point(number));
                [jet.slope.minus(&number), jet.curvature.clone()]
            }
        }
    }

    pub(super) fn at(self, program: &Program, x: f64) -> Interval {
        let [value, _] = self.of(&program.jet(&Interval::point(x)));
        value
    }

    /// The quantity and its derivative on all of `x`, the former also by the mean value theorem.
    pub(super) fn over(self, program: &Program, x: Interval) -> [Interval; 2] {
        let jet = program.jet(&x);
        let [value, mut derivative] = self.of(&jet);
        if matches!(self, Self::Value) && Zeros::MayBeInside.sign(jet.curvature) != Sign::Unknown {
            // The slope only grows, or only falls.
            let slope = |x: f64| program.jet(&Interval::point(x)).slope;
            derivative = derivative.meet(slope(x.low).hull(slope(x.high)));
        }
        let middle = x.middle();
        let by_mean = self.at(program, middle) + derivative * (x - Interval::point(middle));
        [value.meet(by_mean), derivative]
    }

    /// The quantity and its derivative far out on one side, from the nearest place on where `decided` is content with them.
    pub(super) fn far(
        self,
        program: &Program,
        side: f64,
        beyond: f64,
        decided: impl Fn(&[Tail; 2]) -> bool,
    ) -> Option<[Tail; 2]> {
        let nearest = (side * beyond).max(0.0);
        DISTANCES.iter().find_map(|distance| {
            let far = self.of(&program.jet(&Tail::variable(side, nearest + distance)));
            decided(&far).then_some(far)
        })
    }
}

/// The signs of a quantity between two places, as far as they can be shown, in order and without a gap.
pub(super) fn signs(
    program: &Program,
    quantity: Quantity,
    zeros: Zeros,
    (from, to): (Interval, Interval),
) -> Vec<Stretch> {
    let everywhere = Interval { low: from.low, high: to.high };
    let [value, _] = quantity.of(&program.jet(&everywhere));
    if zeros.sign(value) != Sign::Unknown {
        return vec![Stretch { from, to, sign: zeros.sign(value) }];
    }
    let mut found = Found { program, quantity, zeros, patience: PATIENCE, zero_at_end: false, stretches: Vec::new() };
    let tail = |side: f64, beyond: f64| {
        // Of a quantity that only grows or only falls out there, and is nowhere on the other side of zero, none is zero.
        let sign = |[quantity, derivative]: &[Tail; 2]| match Zeros::MayBeInside.sign(derivative.weight()) {
            Sign::Unknown => zeros.sign(quantity.weight()),
            _ => Zeros::MayBeInside.sign(quantity.weight()),
        };
        match quantity.far(program, side, beyond, |far| sign(far) != Sign::Unknown) {
            Some(far) => (side * far[0].from(), sign(&far)),
            None => (side * nearby(side, beyond), Sign::Unknown),
        }
    };
    let (mut low, mut high) = (from.low, to.high);
    let beyond = |end: f64, otherwise: f64| if end.is_finite() { end } else { otherwise };
    let right = (high == f64::INFINITY).then(|| tail(1.0, beyond(low, f64::NEG_INFINITY)));
    if low == f64::NEG_INFINITY {
        let (end, sign) = tail(-1.0, beyond(high, f64::INFINITY));
        found.add(Interval::point(low), Interval::point(end), sign);
        low = end;
    }
    if let Some((start, _)) = right {
        high = start;
    }
    // Much happens at 0; there it is met exactly.
    if low < 0.0 && high > 0.0 {
        found.search(Interval { low, high: 0.0 });
        low = 0.0;
    }
    found.search(Interval { low, high });
    if let Some((start, sign)) = right {
        found.add(Interval::point(start), Interval::point(f64::INFINITY), sign);
    }
    let mut stretches = found.closed();
    // The ends themselves as they were given, enclosed.
    if let Some(first) = stretches.first_mut() {
        first.from = from;
    }
    if let Some(last) = stretches.last_mut() {
        last.to = to;
    }
    stretches
}

struct Found<'a> {
    program: &'a Program,
    quantity: Quantity,
    zeros: Zeros,
    patience: usize,
    /// Whether there is a zero at the end of the last stretch that belongs to neither side.
    zero_at_end: bool,
    stretches: Vec<Stretch>,
}

impl Found<'_> {
    fn add(&mut self, from: Interval, to: Interval, sign: Sign) {
        match self.stretches.last_mut() {
            Some(last) if last.sign == sign && !self.zero_at_end => last.to = to,
            _ => self.stretches.push(Stretch { from, to, sign }),
        }
        self.zero_at_end = false;
    }

    /// Depth first, from left to right.
    fn search(&mut self, x: Interval) {
        let mut waiting = vec![x];
        while let Some(x) = waiting.pop() {
            if !self.settle(x) {
                let middle = x.middle();
                if self.patience == 0 || middle <= x.low || middle >= x.high || x.width() < FINEST * middle.abs() {
                    self.add(Interval::point(x.low), Interval::point(x.high), Sign::Unknown);
                } else {
                    waiting.push(Interval { low: middle, high: x.high });
                    waiting.push(Interval { low: x.low, high: middle });
                }
            }
        }
    }

    /// Finds the signs on `x` by one look; false if that takes a closer one.
    fn settle(&mut self, x: Interval) -> bool {
        self.patience = self.patience.saturating_sub(1);
        let [value, derivative] = self.quantity.over(self.program, x);
        let (from, to) = (Interval::point(x.low), Interval::point(x.high));
        let sign = self.zeros.sign(value);
        if sign != Sign::Unknown {
            self.add(from, to, sign);
            return true;
        }
        let (first, last) = match Zeros::MayBeInside.sign(derivative) {
            Sign::Positive => (Sign::Negative, Sign::Positive),
            Sign::Negative => (Sign::Positive, Sign::Negative),
            Sign::Zero | Sign::Unknown => return false,
        };
        // Monotone: the signs at the ends tell all.
        let (start, end) = (self.quantity.at(self.program, x.low), self.quantity.at(self.program, x.high));
        let (start, end) = if last == Sign::Positive { (start, end) } else { (-start, -end) };
        let at_start = self.zeros.sign(start);
        let at_end = self.zeros.sign(end);
        if matches!(at_start, Sign::Zero | Sign::Positive) {
            self.zero_at_end |= at_start == Sign::Zero && self.zeros == Zeros::Separate;
            self.add(from, to, last);
        } else if matches!(at_end, Sign::Zero | Sign::Negative) {
            self.add(from, to, first);
            self.zero_at_end = at_end == Sign::Zero && self.zeros == Zeros::Separate;
        } else if start.high < 0.0 && end.low > 0.0 {
            let zero = self.zero(x, last);
            self.add(from, zero, first);
            self.add(zero, to, last);
        } else {
            return false;
        }
        true
    }

    /// The only zero of a quantity that is monotone on `x` and has `last` for its sign at the right end.
    fn zero(&self, mut x: Interval, last: Sign) -> Interval {
        for _ in 0..200 {
            let before = x;
            let middle = x.middle();
            let [_, derivative] = self.quantity.of(&self.program.jet(&x));
            let at = self.quantity.at(self.program, middle);
            // A step of Newton's, and one of halving: the first is quick near the zero, the second anywhere.
            x = x.meet(Interval::point(middle) - at / derivative);
            match Zeros::Separate.sign(at) {
                Sign::Zero => return Interval::point(middle),
                Sign::Unknown => {}
                sign if sign == last => x = x.meet(Interval { low: before.low, high: middle }),
                _ => x = x.meet(Interval { low: middle, high: before.high }),
            }
            if x == before || x.is_point() {
                break;
            }
        }
        x
    }

    /// A sign that changes within a stretch too short to look into has its zeros enclosed by that stretch, or better.
    fn closed(self) -> Vec<Stretch> {
        let mut closed: Vec<Stretch> = Vec::with_capacity(self.stretches.len());
        for mut stretch in self.stretches.iter().copied() {
            if let [.., before, between] = &mut closed[..]
                && between.sign == Sign::Unknown
                && between.to.high - between.from.low < 1e-9 * (1.0 + between.to.high.abs())
                && matches!(
                    (before.sign, stretch.sign),
                    (Sign::Negative, Sign::Positive) | (Sign::Positive, Sign::Negative)
                )
            {
                let zeros = before.to.hull(between.to);
                let wider = Interval { low: zeros.low - zeros.width(), high: zeros.high + zeros.width() };
                let [value, derivative] = self.quantity.over(self.program, wider);
                if !value.is_bounded() || !derivative.is_bounded() {
                    // It may well jump there.
                    closed.push(stretch);
                    continue;
                }
                before.to = if derivative.holds(0.0) { zeros } else { self.zero(wider, stretch.sign).meet(zeros) };
                stretch.from = before.to;
                closed.pop();
            }
            closed.push(stretch);
        }
        closed
    }
}
