//! Whole surveys: many functions, all their parts, several threads; what is already known is not measured again.

use super::{Singles, singles};
use crate::compute::Activation;
use crate::threads::together;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The numbers of type `f32` are surveyed in so many parts: one for each sign and exponent.
pub const PARTS: u32 = 512;

/// Bit patterns in a part.
const PART: u32 = 1 << 23;

/// How much of `f32` is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// A million numbers, as many of every magnitude: for a test.
    Coarse,
    /// 16 million.
    Quick,
    /// All 2^32.
    Exhaustive,
}

/// Measures one part of `f32`.
pub fn part(activation: &Activation, part: u32, extent: Extent) -> Singles {
    let stride = match extent {
        Extent::Coarse => 4096,
        Extent::Quick => 256,
        Extent::Exhaustive => 1,
    };
    // Every part has another offset, so that no bit of the significand is always the same.
    let offset = part.wrapping_mul(2_654_435_761) % stride;
    singles(activation, part * PART + offset, PART / stride, stride)
}

/// Measures all parts of all `activations` on so many threads.
///
/// `known` is asked before a part is measured, `found` told after; both come with the place of the activation and the
/// part. Parts are taken in order; the result does not depend on the number of threads, one of which is the calling one.
/// Without the feature `threads` of this crate that is the only one.
pub fn survey(
    activations: &[Activation],
    extent: Extent,
    threads: usize,
    known: impl Fn(usize, u32) -> Option<Singles> + Sync,
    found: impl Fn(usize, u32, &Singles) + Sync,
) -> Vec<Singles> {
    let parts = PARTS as usize;
    let next = AtomicUsize::new(0);
    let results = Mutex::new(vec![Singles::NONE; activations.len() * parts]);
    together(threads, || {
        loop {
            let item = next.fetch_add(1, Ordering::Relaxed);
            let Some(activation) = activations.get(item / parts) else { return };
            #[allow(clippy::cast_possible_truncation, reason = "less than PARTS")]
            let (place, number) = (item / parts, (item % parts) as u32);
            let singles = known(place, number).unwrap_or_else(|| {
                let singles = part(activation, number, extent);
                found(place, number, &singles);
                singles
            });
            if let Ok(mut results) = results.lock() {
                results[item] = singles;
            }
        }
    });
    let results = results.into_inner().unwrap_or_default();
    results.chunks(parts).map(|parts| parts.iter().fold(Singles::NONE, |all, &one| all.and(one))).collect()
}
