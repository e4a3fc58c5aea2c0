//! Quantities far out, for all `x` beyond a point at once: sums of terms that grow or fade at known rates. Interval
//! arithmetic alone cannot tell how `x * sigmoid(x)` ends; there the one factor grows and the other fades.

use super::growth::{Exponent, Growth, Trait};
use super::interval::Interval;
use super::jet::Number;
use crate::formula::Primitive;

/// For every `s = |x|` from `from` on, a quantity is a sum: each term's growth at `s`, times a number of its coefficient.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    from: f64,
    /// Fastest growing first; `None` where nothing is known.
    terms: Option<Vec<Term>>,
}

#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) coefficient: Interval,
    pub(super) growth: Growth,
}

/// More terms than this are merged into their betters.
const TERMS: usize = 8;

impl Tail {
    /// The variable itself, on the side that `sign` says.
    pub(super) fn variable(sign: f64, from: f64) -> Self {
        let term = Term { coefficient: Interval::point(sign), growth: Growth::of_power(1.0) };
        Self { from, terms: Some(vec![term]) }
    }

    pub(super) fn from(&self) -> f64 {
        self.from
    }

    pub(super) fn terms(&self) -> Option<&[Term]> {
        self.terms.as_deref()
    }

    pub(super) fn unknown(&self) -> Self {
        Self { from: self.from, terms: None }
    }

    pub(super) fn term(&self, coefficient: Interval, growth: Growth) -> Self {
        self.sum(vec![Term { coefficient, growth }])
    }

    /// Sorted, like terms added up, superfluous ones merged.
    fn sum(&self, terms: Vec<Term>) -> Self {
        let mut sorted: Vec<Term> = Vec::with_capacity(terms.len());
        'terms: for term in terms {
            if !(term.coefficient.is_bounded()) {
                return self.unknown();
            }
            for place in 0..sorted.len() {
                let ratio = term.growth.over(&sorted[place].growth);
                match ratio.direction() {
                    Trait::Stays if ratio.exponent.is_zero() => {
                        sorted[place].coefficient = sorted[place].coefficient + term.coefficient;
                        continue 'terms;
                    }
                    Trait::Stays | Trait::Unclear => return self.unknown(),
                    Trait::Grows => {
                        sorted.insert(place, term);
                        continue 'terms;
                    }
                    Trait::Fades => {}
                }
            }
            sorted.push(term);
        }
        sorted.retain(|term| term.coefficient != Interval::ZERO);
        while sorted.len() > TERMS {
            let (Some(last), Some(better)) = (sorted.pop(), sorted.last_mut()) else { break };
            let Some(peak) = last.growth.over(&better.growth).peak(self.from) else { return self.unknown() };
            better.coefficient = better.coefficient + last.coefficient * Interval::between(0.0, peak);
        }
        Self { from: self.from, terms: Some(sorted) }
    }

    fn each(&self, f: impl Fn(&Term) -> Term) -> Self {
        match &self.terms {
            Some(terms) => self.sum(terms.iter().map(f).collect()),
            None => self.unknown(),
        }
    }

    /// Every term by a number of `factor`, not necessarily the same at every `s`.
    pub(super) fn by(&self, factor: Interval) -> Self {
        self.each(|term| Term { coefficient: term.coefficient * factor, growth: term.growth.clone() })
    }

    /// The leading term, and what the others are beside it.
    pub(super) fn leading(&self) -> Option<(Term, Self)> {
        let (first, rest) = self.terms.as_ref()?.split_first()?;
        let inverse = Interval::ONE / first.coefficient;
        let rest = rest
            .iter()
            .map(|term| Term { coefficient: term.coefficient * inverse, growth: term.growth.over(&first.growth) })
            .collect();
        Some((first.clone(), self.sum(rest)))
    }

    /// All values it can have.
    pub(super) fn hull(&self) -> Interval {
        let Some(terms) = &self.terms else { return Interval::WHOLE };
        let of = |coefficient: Interval, growth: &Growth| coefficient * growth.hull(self.from);
        let by_terms = terms.iter().fold(Interval::ZERO, |sum, term| sum + of(term.coefficient, &term.growth));
        // Terms that nearly cancel are better taken together.
        terms.first().map_or(by_terms, |first| by_terms.meet(of(self.weight(), &first.growth)))
    }

    /// The factor of the leading growth once all else is merged into it: its sign is the quantity's. Zero if the quantity is.
    pub(super) fn weight(&self) -> Interval {
        let Some(terms) = &self.terms else { return Interval::WHOLE };
        let Some((first, rest)) = terms.split_first() else { return Interval::ZERO };
        rest.iter().fold(first.coefficient, |sum, term| match term.growth.over(&first.growth).peak(self.from) {
            Some(peak) => sum + term.coefficient * Interval::between(0.0, peak),
            None => Interval::WHOLE,
        })
    }

    /// Where it leads as `s` grows, if it leads anywhere.
    pub(super) fn limit(&self) -> Option<Interval> {
        let Some(first) = self.terms.as_ref()?.first() else { return Some(Interval::ZERO) };
        match first.growth.direction() {
            Trait::Fades => Some(Interval::ZERO),
            Trait::Stays => Some(first.coefficient),
            Trait::Grows if first.coefficient.low > 0.0 => Some(Interval::point(f64::INFINITY)),
            Trait::Grows if first.coefficient.high < 0.0 => Some(Interval::point(f64::NEG_INFINITY)),
            _ => None,
        }
    }

    /// What grows, what stays, and what fades.
    pub(super) fn split(&self) -> Option<(Vec<Term>, Interval, Self)> {
        let (mut growing, mut fixed, mut fading) = (Vec::new(), Interval::ZERO, Vec::new());
        for term in self.terms.as_ref()? {
            match term.growth.direction() {
                Trait::Grows => growing.push(term.clone()),
                Trait::Stays => fixed = fixed + term.coefficient,
                Trait::Fades => fading.push(term.clone()),
                Trait::Unclear => return None,
            }
        }
        Some((growing, fixed, self.sum(fading)))
    }

    /// `e^self`, if its growth can be told.
    pub(super) fn exponential(&self) -> Option<Self> {
        let (growing, fixed, fading) = self.split()?;
        let mut rates = [Interval::ZERO; 3];
        for term in &growing {
            let power = term.growth.power;
            let place = [1.0, 2.0, 3.0].iter().position(|&known| known == power);
            match place {
                Some(place) if term.growth.exponent.is_zero() => rates[place] = rates[place] + term.coefficient,
                _ => return self.faster_than_any(),
            }
        }
        let growth = Growth { power: 0.0, exponent: Exponent::of(rates) };
        // e^d is 1 + d e^t, with t between 0 and d.
        let bend = super::enclosure::exp(fading.hull().hull(Interval::ZERO));
        let near_one = self.constant(Interval::ONE).plus(&fading.by(bend));
        Some(near_one.times(&self.term(super::enclosure::exp(fixed), growth)))
    }

    /// `e^self` where `self` falls faster than a polynomial: `self <= -m s^2`, and that is all that is kept of it.
    fn faster_than_any(&self) -> Option<Self> {
        let weight = self.weight();
        if weight.high >= 0.0 {
            return None;
        }
        let slower = Growth::of_power(2.0).over(&self.terms.as_ref()?.first()?.growth);
        let m = (-weight.high / slower.peak(self.from)?).next_down();
        let at_most = Interval { low: f64::NEG_INFINITY, high: -m.max(0.0) };
        let exponent = Exponent::of([Interval::ZERO, at_most, Interval::ZERO]);
        Some(self.term(Interval::ONE, Growth { power: 0.0, exponent }))
    }
}

impl Number for Tail {
    fn constant(&self, value: Interval) -> Self {
        self.term(value, Growth::default())
    }

    fn plus(&self, other: &Self) -> Self {
        match (&self.terms, &other.terms) {
            (Some(a), Some(b)) => self.sum(a.iter().chain(b).cloned().collect()),
            _ => self.unknown(),
        }
    }

    fn times(&self, other: &Self) -> Self {
        let (Some(a), Some(b)) = (&self.terms, &other.terms) else { return self.unknown() };
        let product =
            |a: &Term, b: &Term| Term { coefficient: a.coefficient * b.coefficient, growth: a.growth.times(&b.growth) };
        self.sum(a.iter().flat_map(|a| b.iter().map(move |b| product(a, b))).collect())
    }

    fn over(&self, other: &Self) -> Self {
        let Some((first, rest)) = other.leading() else { return self.unknown() };
        let beside = Interval::ONE + rest.hull();
        if first.coefficient.holds(0.0) || beside.low <= 0.0 {
            return self.unknown();
        }
        // 1 / (1 + w) is 1 - w / (1 + w).
        let inverse = self.constant(Interval::ONE).minus(&rest.by(Interval::ONE / beside));
        let growth = Growth::default().over(&first.growth);
        self.times(&inverse).times(&self.term(Interval::ONE / first.coefficient, growth))
    }

    fn negated(&self) -> Self {
        self.by(-Interval::ONE)
    }

    fn squared(&self) -> Self {
        self.times(self)
    }

    fn primitive(&self, primitive: Primitive) -> [Self; 2] {
        self.far_primitive(primitive).unwrap_or_else(|| [self.unknown(), self.unknown()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::pieces::pieces;
    use crate::facts::rewrite::simplified;
    use crate::functions::elementwise;

    impl Tail {
        fn at(&self, s: f64) -> Interval {
            let terms = self.terms.iter().flatten();
            terms.fold(Interval::ZERO, |sum, term| sum + term.coefficient * term.growth.at(s))
        }
    }

    /// Every function's ends, value and slope, beside plain intervals at single places.
    #[test]
    fn far_out_is_what_is_there() {
        let mut compared = 0;
        for function in elementwise() {
            let parameters: Vec<f64> = function.card().parameters.iter().map(|p| p.default).collect();
            let pieces = pieces(&simplified(&function.formula().expression, &parameters)).unwrap();
            for (side, piece, end) in [
                (-1.0, &pieces[0], -pieces[0].to.low),
                (1.0, &pieces[pieces.len() - 1], pieces[pieces.len() - 1].from.high),
            ] {
                for from in [0.01, 0.5, 1.5, 4.0, 16.0].into_iter().filter(|&from| from > end) {
                    let far = piece.program.jet(&Tail::variable(side, from));
                    for s in [1.0, 1.01, 1.4, 3.0, 9.0, 100.0].map(|factor| from * factor) {
                        let there = piece.program.jet(&Interval::point(side * s));
                        for (far, there) in [(&far.value, there.value), (&far.slope, there.slope)] {
                            if far.terms.is_some() {
                                compared += 1;
                                let name = function.card().name;
                                assert!(!far.at(s).is_apart_from(there), "{name} at {s}: {far:?}, {there:?}");
                                assert!(!far.hull().is_apart_from(there), "{name} at {s}: {far:?}, {there:?}");
                            }
                        }
                    }
                }
            }
        }
        assert!(compared > 5000, "{compared}");
    }
}
