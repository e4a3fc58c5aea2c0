//! Many numbers in a few.

use super::lines;
use serde::{Deserialize, Serialize};

/// Bins of a histogram.
pub const BINS: usize = 12;

/// How numbers are spread. NaN and infinite ones are left out, and counted elsewhere.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spread {
    /// Their mean.
    #[serde(with = "lines::number")]
    pub mean: f64,
    /// Their standard deviation.
    #[serde(with = "lines::number")]
    pub deviation: f64,
    /// The smallest.
    #[serde(with = "lines::number")]
    pub low: f64,
    /// The largest.
    #[serde(with = "lines::number")]
    pub high: f64,
    /// Shares in thousandths of bins of the same width from the smallest to the largest; counted on a few thousand of them.
    pub bins: [u16; BINS],
}

impl Spread {
    /// Of these numbers, and how many are NaN or infinite. `None` if all are, or there are none.
    pub fn of(numbers: &[f32]) -> (Option<Self>, u64) {
        // Sums in blocks of single precision, which is SIMD, and the blocks in double: about 7 digits, of which 4 are kept.
        let (mut sum, mut squares, mut low, mut high) = (0.0_f64, 0.0_f64, f32::INFINITY, f32::NEG_INFINITY);
        let mut wrong = 0_u64;
        for block in numbers.chunks(256) {
            let (mut block_sum, mut block_squares) = ([0.0_f32; 8], [0.0_f32; 8]);
            let (mut least, mut most) = ([f32::INFINITY; 8], [f32::NEG_INFINITY; 8]);
            let mut finite = true;
            let (eights, rest) = block.as_chunks::<8>();
            for eight in eights {
                for lane in 0..8 {
                    let x = eight[lane];
                    block_sum[lane] += x;
                    block_squares[lane] += x * x;
                    least[lane] = if x < least[lane] { x } else { least[lane] };
                    most[lane] = if x > most[lane] { x } else { most[lane] };
                    finite &= x.abs() <= f32::MAX;
                }
            }
            for (lane, &x) in rest.iter().enumerate() {
                block_sum[lane] += x;
                block_squares[lane] += x * x;
                least[lane] = least[lane].min(x);
                most[lane] = most[lane].max(x);
                finite &= x.abs() <= f32::MAX;
            }
            let total: f32 = block_squares.iter().sum();
            if finite && total.is_finite() {
                sum += f64::from(block_sum.iter().sum::<f32>());
                squares += f64::from(total);
                low = least.iter().copied().fold(low, f32::min);
                high = most.iter().copied().fold(high, f32::max);
                continue;
            }
            for &x in block {
                if x.is_finite() {
                    sum += f64::from(x);
                    squares += f64::from(x) * f64::from(x);
                    low = low.min(x);
                    high = high.max(x);
                } else {
                    wrong += 1;
                }
            }
        }
        let count = numbers.len() as u64 - wrong;
        if count == 0 {
            return (None, wrong);
        }
        let mean = sum / count as f64;
        let variance = (squares / count as f64 - mean * mean).max(0.0);
        let bins = bins(numbers, low, high);
        let (low, high) = (f64::from(low), f64::from(high));
        (Some(Self { mean, deviation: variance.sqrt(), low, high, bins }), wrong)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place from 0 to the last bin")]
fn bins(numbers: &[f32], low: f32, high: f32) -> [u16; BINS] {
    let mut counts = [0_u32; BINS];
    // One in so many, over all of them: a histogram of 1 % accuracy takes no more.
    let every = (numbers.len() / 2048).max(1);
    let scale = if high > low { BINS as f32 / (high - low) } else { 0.0 };
    for &x in numbers.iter().step_by(every).filter(|x| x.is_finite()) {
        counts[(((x - low) * scale) as usize).min(BINS - 1)] += 1;
    }
    let all = counts.iter().sum::<u32>().max(1);
    counts.map(|count| u16::try_from(count * 1000 / all).unwrap_or(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_and_beside_numbers_that_are_none() {
        let (spread, wrong) = Spread::of(&[1.0, 2.0, 3.0, 6.0]);
        let spread = spread.unwrap();
        assert_eq!((spread.mean, spread.low, spread.high, wrong), (3.0, 1.0, 6.0, 0));
        assert!((spread.deviation - 3.5_f64.sqrt()).abs() < 1e-6);
        assert_eq!(spread.bins[0], 250);
        let (spread, wrong) = Spread::of(&[f32::NAN, 2.0, f32::INFINITY, f32::NEG_INFINITY]);
        assert_eq!((spread.unwrap().mean, wrong), (2.0, 3));
        assert_eq!(Spread::of(&[]), (None, 0));
        assert_eq!(Spread::of(&[f32::NAN]), (None, 1));
        // Squares beyond single precision.
        assert_eq!(Spread::of(&[1e30, -1e30]).0.unwrap().deviation, 1.000_000_015_047_466_2e30);
    }

    #[test]
    fn long_arrays_agree_with_the_plain_sums() {
        let numbers: Vec<f32> = (0..100_003).map(|i| ((i * 7919 % 10_007) as f32) / 1000.0 - 3.0).collect();
        let spread = Spread::of(&numbers).0.unwrap();
        let n = numbers.len() as f64;
        let mean = numbers.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
        let variance = numbers.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / n;
        assert!((spread.mean - mean).abs() < 1e-5 && (spread.deviation - variance.sqrt()).abs() < 1e-5);
        assert!(spread.bins.iter().all(|&bin| (60..110).contains(&bin)), "{:?}", spread.bins);
    }
}
