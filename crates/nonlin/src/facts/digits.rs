//! An enclosed number in print: only digits that it is known to have.

use super::interval::Interval;
use std::fmt;

/// Significant digits, at most.
const DIGITS: usize = 12;

/// A number that is known exactly in full; one that is not, with the leading digits that are certain and `…`, or where
/// the ends of the interval share none, as `1 ± 4e-16`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_point() {
            return f.write_str(&plain(self.low));
        }
        match shared(&expanded(self.low), &expanded(self.high)) {
            Some(digits) => write!(f, "{digits}…"),
            None if self.is_bounded() => {
                let near = shortest(*self);
                let off = (self.high - near).max(near - self.low).next_up();
                write!(f, "{} ± {}", plain(near), rounded_up(off))
            }
            None => write!(f, "{} to {}", plain(self.low), plain(self.high)),
        }
    }
}

/// As people write it.
fn plain(x: f64) -> String {
    match x {
        f64::INFINITY => "∞".to_owned(),
        f64::NEG_INFINITY => "-∞".to_owned(),
        0.0 => "0".to_owned(),
        x if (1e-5..1e9).contains(&x.abs()) => format!("{x}"),
        x => format!("{x:e}"),
    }
}

/// All decimal digits of numbers of a usual size.
fn expanded(x: f64) -> String {
    if (1e-5..1e9).contains(&x.abs()) { format!("{x:.25}") } else { String::new() }
}

/// The start that two expansions have in common, if it is most of what is wanted.
fn shared(a: &str, b: &str) -> Option<String> {
    let common: String = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let mut digits = 0;
    let mut end = 0;
    for (place, character) in common.char_indices() {
        // Zeros in front are not significant.
        if character.is_ascii_digit() && (digits > 0 || character != '0') {
            digits += 1;
        }
        if digits <= DIGITS {
            end = place + 1;
        }
    }
    (digits >= DIGITS - 2 && common.contains('.')).then(|| common[..end].to_owned())
}

/// The number with the fewest digits in the interval.
fn shortest(x: Interval) -> f64 {
    let middle = x.middle();
    std::iter::once(0.0)
        .chain((0..=17).filter_map(|digits| format!("{middle:.digits$e}").parse().ok()))
        .find(|&near: &f64| x.holds(near))
        .unwrap_or(middle)
}

/// One digit, not under the number.
pub(super) fn rounded_up(x: f64) -> String {
    let text = format!("{x:.0e}");
    match (text.parse::<f64>(), text.split_once('e')) {
        (Ok(near), _) if near >= x => text,
        (_, Some((digit, exponent))) => {
            // 9 becomes 10, which is as good a digit.
            let digit: u32 = digit.parse().unwrap_or(9);
            format!("{}e{exponent}", digit + 1)
        }
        _ => text,
    }
}
