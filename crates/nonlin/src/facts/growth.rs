//! How fast a quantity grows or fades far out: `s^k e^(p + q s^2 + ...)`, where `s = |x|`.

use super::enclosure::exp;
use super::interval::Interval;
use std::rc::Rc;

/// Coefficients of `s`, `s^2` and `s^3` in an exponent.
pub(super) type Rates = [Interval; 3];

/// An exponent: an exact polynomial, and multiples of others whose coefficients are known only within bounds, and may
/// depend on `s`. Sharing the `Rc` says that two exponents mean the same function.
#[derive(Clone, Debug, Default)]
pub(super) struct Exponent {
    exact: [f64; 3],
    fuzzy: Vec<(Rc<Rates>, f64)>,
}

impl Exponent {
    pub(super) fn of(rates: Rates) -> Self {
        if rates.iter().all(|rate| rate.is_point()) {
            Self { exact: rates.map(|rate| rate.low), fuzzy: Vec::new() }
        } else {
            Self { exact: [0.0; 3], fuzzy: vec![(Rc::new(rates), 1.0)] }
        }
    }

    pub(super) fn negated(&self) -> Self {
        Self {
            exact: self.exact.map(|rate| -rate),
            fuzzy: self.fuzzy.iter().map(|(rates, times)| (Rc::clone(rates), -times)).collect(),
        }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut sum = Self { exact: [0.0; 3], fuzzy: self.fuzzy.clone() };
        for (rates, times) in &other.fuzzy {
            match sum.fuzzy.iter_mut().find(|(known, _)| Rc::ptr_eq(known, rates)) {
                Some((_, known)) => *known += times,
                None => sum.fuzzy.push((Rc::clone(rates), *times)),
            }
        }
        sum.fuzzy.retain(|(_, times)| *times != 0.0);
        let exact: Rates = std::array::from_fn(|i| Interval::point(self.exact[i]) + Interval::point(other.exact[i]));
        if exact.iter().all(|rate| rate.is_point()) {
            sum.exact = exact.map(|rate| rate.low);
        } else {
            sum.fuzzy.push((Rc::new(exact), 1.0));
        }
        sum
    }

    pub(super) fn is_zero(&self) -> bool {
        self.exact == [0.0; 3] && self.fuzzy.is_empty()
    }

    fn rates(&self) -> Rates {
        std::array::from_fn(|i| {
            self.fuzzy
                .iter()
                .fold(Interval::point(self.exact[i]), |sum, (rates, times)| sum + rates[i] * Interval::point(*times))
        })
    }
}

/// `s^power e^exponent`.
#[derive(Clone, Debug, Default)]
pub(super) struct Growth {
    pub(super) power: f64,
    pub(super) exponent: Exponent,
}

/// What a quantity does as `s` grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trait {
    Fades,
    Stays,
    Grows,
    Unclear,
}

impl Growth {
    pub(super) fn of_power(power: f64) -> Self {
        Self { power, exponent: Exponent::default() }
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        Self { power: self.power + other.power, exponent: self.exponent.plus(&other.exponent) }
    }

    pub(super) fn over(&self, other: &Self) -> Self {
        Self { power: self.power - other.power, exponent: self.exponent.plus(&other.exponent.negated()) }
    }

    /// Whether it is a power whose square root [`at`](Self::at) can evaluate.
    pub(super) fn is_whole_power(&self) -> bool {
        self.exponent.is_zero() && self.power.fract() == 0.0
    }

    pub(super) fn direction(&self) -> Trait {
        for rate in self.exponent.rates().iter().rev() {
            if rate.low > 0.0 {
                return Trait::Grows;
            } else if rate.high < 0.0 {
                return Trait::Fades;
            } else if *rate != Interval::ZERO {
                return Trait::Unclear;
            }
        }
        match self.power {
            power if power > 0.0 => Trait::Grows,
            power if power < 0.0 => Trait::Fades,
            _ => Trait::Stays,
        }
    }

    /// Its value at `s`.
    pub(super) fn at(&self, s: f64) -> Interval {
        let s = Interval::point(s);
        let [a, b, c] = self.exponent.rates();
        let mut power = Interval::ONE;
        let mut left = self.power.abs();
        while left > 0.0 {
            power = power * s.square_root();
            left -= 0.5;
        }
        let exponential = exp(s * (a + s * (b + s * c)));
        if self.power < 0.0 { exponential / power } else { exponential * power }
    }

    /// An upper bound of its values from `from` on, if it falls from there.
    pub(super) fn peak(&self, from: f64) -> Option<f64> {
        let rates = self.exponent.rates();
        let degree = rates.iter().rposition(|rate| rate.high != 0.0).map_or(0, |i| i + 1);
        let s = Interval::point(from);
        // The logarithm's derivative over s^(degree - 1), each rising part at its largest, which is at `from`.
        let mut drift = Interval::ZERO;
        let mut shrink = Interval::ONE;
        for i in (0..degree).rev() {
            let leading = i + 1 == degree;
            let rate = Interval::point(if leading { rates[i].high } else { rates[i].high.max(0.0) });
            drift = drift + rate * Interval::point(i as f64 + 1.0) * shrink;
            shrink = shrink / s;
        }
        let power = if degree == 0 { self.power } else { self.power.max(0.0) };
        drift = drift + Interval::point(power) * shrink;
        (drift.high <= 0.0).then(|| self.at(from).high)
    }

    /// All its values from `from` on.
    pub(super) fn hull(&self, from: f64) -> Interval {
        match self.direction() {
            Trait::Stays => Interval::ONE,
            Trait::Grows => {
                let low = Self::default().over(self).peak(from).map_or(0.0, |peak| (1.0 / peak).next_down());
                Interval { low: low.max(0.0), high: f64::INFINITY }
            }
            Trait::Fades | Trait::Unclear => Interval { low: 0.0, high: self.peak(from).unwrap_or(f64::INFINITY) },
        }
    }
}
