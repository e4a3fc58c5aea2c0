//! Everything that is measured of one function.

use super::{Measured, Singles, doubles, halves};
use crate::accuracy::{Accuracy, DOUBLE_ULPS};
use crate::compute::{Activation, Reading};
use half::{bf16, f16};

/// What was found about the value, or the slope, of a function.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Found {
    /// Value or slope.
    pub reading: Reading,
    /// Exact results of `f32`.
    pub exact: Measured,
    /// Fast results of `f32`.
    pub fast: Measured,
    /// Exact results of `f16` and `bf16`, all of them.
    pub exact_halves: [Measured; 2],
    /// Fast results of `f16` and `bf16`, all of them.
    pub fast_halves: [Measured; 2],
    /// Results of `f64` at a sample of arguments.
    pub double: Measured,
}

impl Found {
    /// Everything with the name of what was measured.
    pub fn parts(&self) -> [(&'static str, &Measured); 7] {
        [
            ("f32 exact", &self.exact),
            ("f32 fast", &self.fast),
            ("f16 exact", &self.exact_halves[0]),
            ("bf16 exact", &self.exact_halves[1]),
            ("f16 fast", &self.fast_halves[0]),
            ("bf16 fast", &self.fast_halves[1]),
            ("f64", &self.double),
        ]
    }

    /// Whether every promise is kept.
    pub fn holds(&self) -> bool {
        self.parts().iter().all(|(_, measured)| measured.holds())
    }
}

/// Value and slope of a function; to what was found in `f32` the other types are added.
pub fn report(activation: &Activation, singles: &Singles) -> [Found; 2] {
    let x = sample();
    let bound = if activation.function().keeps_bounds() { DOUBLE_ULPS } else { f64::INFINITY };
    [
        (Reading::Value, singles.exact_value, singles.fast_value),
        (Reading::Slope, singles.exact_slope, singles.fast_slope),
    ]
    .map(|(reading, exact, fast)| {
        let both = |accuracy| {
            [
                halves(activation, f16::from_bits, accuracy, reading),
                halves(activation, bf16::from_bits, accuracy, reading),
            ]
        };
        Found {
            reading,
            exact,
            fast,
            exact_halves: both(Accuracy::Exact),
            fast_halves: both(Accuracy::Fast),
            double: doubles(activation, &x, reading, bound),
        }
    })
}

/// Numbers of type `f64` of every magnitude that `f32` has, most of them about 1, with arbitrary last digits.
fn sample() -> Vec<f64> {
    let spread = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let anywhere = (0..1500).map(|i| f64::from_bits(((897 + i % 254) << 52) | (spread(i) >> 12) | ((i & 1) << 63)));
    let about_one =
        (0..1500).map(|i| f64::from_bits(((1016 + i % 12) << 52) | (spread(i) >> 12) | (((i / 12) & 1) << 63)));
    anywhere.chain(about_one).collect()
}
