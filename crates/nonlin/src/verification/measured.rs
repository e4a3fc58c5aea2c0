//! What was found about one reading of one function.

/// A result further from the truth than was promised.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Miss {
    /// The argument.
    pub x: f64,
    /// What the kernel gave.
    pub got: f64,
    /// The true result, rounded to `f64`.
    pub want: f64,
}

/// The errors over a set of arguments.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measured {
    /// How many arguments.
    pub inputs: u64,
    /// How many results are the true one rounded to nearest.
    pub rounded: u64,
    /// The largest error, in units in the last place of the true result, and where it is. (Not counted: slopes next to
    /// their own zero that keep the absolute bound, and results that are not finite.)
    pub worst: f64,
    /// Where.
    pub at: Miss,
    /// How many results break the promise.
    pub misses: u64,
    /// The first of them.
    pub first_miss: Option<Miss>,
    /// Arguments whose true result the referee itself could not round; the nearest guess stood for it.
    pub undecided: u64,
}

impl Measured {
    /// Nothing yet.
    pub const NONE: Self = Self {
        inputs: 0,
        rounded: 0,
        worst: 0.0,
        at: Miss { x: 0.0, got: 0.0, want: 0.0 },
        misses: 0,
        first_miss: None,
        undecided: 0,
    };

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (worst, at) = if other.worst > self.worst { (other.worst, other.at) } else { (self.worst, self.at) };
        Self {
            inputs: self.inputs + other.inputs,
            rounded: self.rounded + other.rounded,
            worst,
            at,
            misses: self.misses + other.misses,
            first_miss: self.first_miss.or(other.first_miss),
            undecided: self.undecided + other.undecided,
        }
    }

    /// Takes note of an error in ULP.
    pub(super) fn error(&mut self, ulps: f64, miss: Miss) {
        if ulps > self.worst {
            (self.worst, self.at) = (ulps, miss);
        }
    }

    /// Takes note of a broken promise.
    pub(super) fn miss(&mut self, miss: Miss) {
        self.misses += 1;
        self.first_miss.get_or_insert(miss);
    }

    /// Whether every result keeps what is promised.
    pub fn holds(&self) -> bool {
        self.misses == 0
    }
}
