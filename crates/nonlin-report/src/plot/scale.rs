//! From numbers to places, and the numbers that are written at an axis.

/// A stretch of numbers laid out over a stretch of pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) start: f64,
    pub(crate) end: f64,
}

impl Scale {
    pub(crate) fn at(self, x: f64) -> f64 {
        // Halved: the difference of huge numbers may be none.
        let share = (x / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        share.mul_add(self.end - self.start, self.start)
    }

    /// Round numbers, at most about so many, with their texts.
    pub(crate) fn ticks(self, most: usize) -> Vec<(f64, String)> {
        let rough = (self.high / 2.0 - self.low / 2.0) / (most.max(2) as f64 / 2.0);
        let mut exponent = exponent_of(rough);
        let size = rough / 10_f64.powi(exponent);
        let mut factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|&factor| size <= factor * 1.000_001).unwrap_or(10.0);
        if factor == 10.0 {
            (factor, exponent) = (1.0, exponent + 1);
        }
        let value = |count: f64| {
            // Two steps: a power of ten alone may be under the smallest number.
            let half = exponent / 2;
            count * factor * 10_f64.powi(half) * 10_f64.powi(exponent - half)
        };
        let step = value(1.0);
        let (first, last) = ((self.low / step - 1e-9).ceil(), (self.high / step + 1e-9).floor());
        let mut ticks = Vec::new();
        let mut count = first;
        while count <= last && ticks.len() <= 2 * most.max(2) {
            ticks.push((value(count), written(count * factor, exponent)));
            count += 1.0;
        }
        ticks
    }
}

fn exponent_of(x: f64) -> i32 {
    let text = format!("{x:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// `count * 10^exponent`, of a whole number `count`, without a digit that is not its own.
fn written(count: f64, exponent: i32) -> String {
    if count == 0.0 {
        return "0".to_owned();
    }
    let sign = if count < 0.0 { "\u{2212}" } else { "" };
    let all = format!("{:.0}", count.abs());
    let digits = all.trim_end_matches('0');
    let exponent = exponent + i32::try_from(all.len() - digits.len()).unwrap_or(0);
    let length = i32::try_from(digits.len()).unwrap_or(0);
    // The power of ten of the first digit.
    let leading = exponent + length - 1;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    if (0..=5).contains(&leading) && exponent >= 0 {
        format!("{sign}{digits}{}", zeros(exponent))
    } else if (-4..=5).contains(&leading) {
        if leading < 0 {
            format!("{sign}0.{}{digits}", zeros(-leading - 1))
        } else {
            let (whole, rest) = digits.split_at(usize::try_from(leading + 1).unwrap_or(1).min(digits.len()));
            format!("{sign}{whole}.{rest}")
        }
    } else {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point}{rest}e{}", leading.to_string().replace('-', "\u{2212}"))
    }
}

/// From the lowest to the highest of several stretches, with a little room; about a single height some room to both sides.
pub(crate) fn heights(stretches: impl Iterator<Item = [f64; 2]>) -> [f64; 2] {
    let [low, high] =
        stretches.fold([f64::INFINITY, f64::NEG_INFINITY], |all, one| [all[0].min(one[0]), all[1].max(one[1])]);
    if !(low.is_finite() && high.is_finite()) {
        return [-1.0, 1.0];
    }
    // Nearly equal heights are one: what they differ by is roundings.
    if high - low <= 1e-9 * low.abs().max(high.abs()) {
        let room = if low == 0.0 { 1.0 } else { 0.5 * low.abs().min(8e307) };
        return [low - room, high + room];
    }
    let room = 0.06 * (high / 2.0 - low / 2.0);
    [(low - 2.0 * room).max(f64::MIN / 2.0), (high + 2.0 * room).min(f64::MAX / 2.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_written_without_noise() {
        let texts = |low: f64, high: f64, most: usize| -> Vec<String> {
            let scale = Scale { low, high, start: 0.0, end: 1.0 };
            scale.ticks(most).into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(-6.0, 6.0, 7), ["−6", "−4", "−2", "0", "2", "4", "6"]);
        assert_eq!(texts(-0.3, 0.3, 7), ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]);
        assert_eq!(texts(0.0, 250.0, 6), ["0", "50", "100", "150", "200", "250"]);
        assert_eq!(texts(-1e-30, 1e-30, 5), ["−1e−30", "−5e−31", "0", "5e−31", "1e−30"]);
        assert_eq!(texts(0.0, 1.5e300, 4), ["0", "5e299", "1e300", "1.5e300"]);
        assert_eq!(texts(0.9995, 1.0005, 5), ["0.9996", "0.9998", "1", "1.0002", "1.0004"]);
    }
}
