//! What was found, as one line of text and back: so that a long survey can be broken off and taken up again.

use super::{Measured, Miss, Singles};
use std::fmt;
use std::str::FromStr;

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:e} {:e} {:e}", self.x, self.got, self.want)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, rounded, worst, at, misses, first_miss, undecided } = self;
        // Without a miss the place of one is there all the same, to be passed over.
        write!(f, "{inputs} {rounded} {worst:e} {at} {misses} {} {undecided}", first_miss.unwrap_or(*at))
    }
}

impl fmt::Display for Singles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.exact_value, self.exact_slope, self.fast_value, self.fast_slope)
    }
}

/// The next word of a line as a number.
fn next<T: FromStr>(words: &mut std::str::SplitWhitespace<'_>) -> Option<T> {
    words.next()?.parse().ok()
}

fn miss(words: &mut std::str::SplitWhitespace<'_>) -> Option<Miss> {
    Some(Miss { x: next(words)?, got: next(words)?, want: next(words)? })
}

fn measured(words: &mut std::str::SplitWhitespace<'_>) -> Option<Measured> {
    let (inputs, rounded, worst, at, misses) = (next(words)?, next(words)?, next(words)?, miss(words)?, next(words)?);
    let first = miss(words)?;
    let first_miss = (misses > 0).then_some(first);
    Some(Measured { inputs, rounded, worst, at, misses, first_miss, undecided: next(words)? })
}

impl Singles {
    /// Out of the text that [`Display`](fmt::Display) makes of it; `None` for anything else, such as a line that was cut off.
    pub fn from_text(text: &str) -> Option<Self> {
        let words = &mut text.split_whitespace();
        let singles = Self {
            exact_value: measured(words)?,
            exact_slope: measured(words)?,
            fast_value: measured(words)?,
            fast_slope: measured(words)?,
        };
        words.next().is_none().then_some(singles)
    }
}
