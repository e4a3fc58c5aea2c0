//! The first draft of an exact result, in `f64`, and how far it may be off.

/// What the error of a draft is less than: a share of the result itself and, from some argument on, a number besides.
///
/// The second is for slopes that cross zero: there terms of ordinary size cancel, and what is left of them has their error, not its
/// own. In the tail on the left, where the slope is small for another reason, it would put every result in doubt.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Margin {
    /// Share of the result.
    pub relative: f64,
    /// Added to it right of `from`.
    pub absolute: f64,
    /// Where `absolute` begins to count.
    pub from: f64,
}

impl Margin {
    /// Only a share of the result.
    pub const fn relative(relative: f64) -> Self {
        Self { relative, absolute: 0.0, from: 0.0 }
    }

    /// Besides, `absolute` from some argument on.
    #[must_use]
    pub const fn and(self, absolute: f64, from: f64) -> Self {
        Self { absolute, from, ..self }
    }

    /// Both ends of what the result may be; `x` is what `from` is compared with.
    #[inline(always)]
    pub(crate) fn around(self, x: f64, draft: f64) -> (f64, f64) {
        if self.absolute == 0.0 {
            return (draft * (1.0 - self.relative), draft * (1.0 + self.relative));
        }
        let besides = if x > self.from { self.absolute } else { 0.0 };
        let radius = draft.abs().mul_add(self.relative, besides);
        (draft - radius, draft + radius)
    }
}

/// A result of `f32` as `high + rest * scale`.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The result, nearly rounded.
    pub high: f32,
    /// What is left of it, times something.
    pub rest: f32,
    /// Over that.
    pub scale: f32,
}

/// How the exact accuracy of `f32` comes by its results: drafted in `f64`, rounded where the whole margin rounds to one
/// number, and refereed where it does not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Draft {
    /// Whether the kernels are read as [`Lean`](crate::real::Lean), or as `f64` with all its care.
    pub lean: bool,
    /// Of the value.
    pub value: Margin,
    /// Of the slope.
    pub slope: Margin,
    /// Whether the value needs no draft, for its kernel rounds at most once.
    pub value_rounded_once: bool,
    /// Whether the slope needs none.
    pub slope_rounded_once: bool,
    /// Instead of a draft in `f64`, [`value_pair`](crate::functions::Function::value_pair): what its low part is off by at most, as a
    /// share of itself.
    pub value_pair: Option<f32>,
    /// Likewise [`slope_pair`](crate::functions::Function::slope_pair).
    pub slope_pair: Option<f32>,
}

impl Draft {
    /// By the kernels of `f64`.
    pub const CAREFUL: Self = Self {
        lean: false,
        value: Margin::relative(2.0 * f64::EPSILON),
        slope: Margin::relative(2.0 * f64::EPSILON),
        value_rounded_once: false,
        slope_rounded_once: false,
        value_pair: None,
        slope_pair: None,
    };
    /// By lean kernels.
    pub const LEAN: Self =
        Self { lean: true, value: Margin::relative(LEAN_SHARE), slope: Margin::relative(LEAN_SHARE), ..Self::CAREFUL };
    /// None: the kernels of value and slope round at most once, in any type.
    pub const NONE: Self = Self { value_rounded_once: true, slope_rounded_once: true, ..Self::CAREFUL };

    /// With `absolute` added to the margin of the slope from some argument on: a little left of where it crosses zero.
    #[must_use]
    pub const fn slope_crosses(self, absolute: f64, from: f64) -> Self {
        Self { slope: self.slope.and(absolute, from), ..self }
    }
}

/// `2^-43`: an exponential is within `2^-45.7`, Mills' ratio within `2^-43.7`, and what is made of them may double the first. Verified on all numbers
/// of `f32` for every function that is drafted so.
const LEAN_SHARE: f64 = 1.0 / 8796093022208.0;
