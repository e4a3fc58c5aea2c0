//! Random numbers by place: each depends on the seed and its place alone, whatever the order and the number of threads.
//!
//! `SplitMix64` (Steele, Lea & Flood 2014), its state a multiple of the place.

/// The increment of the state.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The numbers that belong to a seed and, within it, to a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise {
    start: u64,
}

impl Noise {
    /// The numbers of this row of this seed.
    pub(crate) fn new(seed: u64, row: u64) -> Self {
        Self { start: mix(mix(seed) ^ row) }
    }

    /// The number at a place, uniform between 0 and 1: one of 2^52 in the middle of their cells, so never 0 or 1, and exact.
    #[inline(always)]
    pub(crate) fn uniform(self, place: u64) -> f64 {
        let bits = mix(self.start.wrapping_add(STEP.wrapping_mul(place.wrapping_add(1))));
        ((bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }
}

#[inline(always)]
fn mix(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
