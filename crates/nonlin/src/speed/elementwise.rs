//! Timing element-wise functions.

use super::{Pass, Timing, in_turn, nanoseconds, repeats, spread};
use crate::compute::{Activation, Dtype, Element};
use std::hint::black_box;
use std::time::Duration;

/// Arrays of one size to time functions on.
pub struct Bench<T> {
    x: Vec<T>,
    dy: Vec<T>,
    y: Vec<T>,
    slopes: Vec<T>,
    /// A fresh array for each pass in place: functions applied again and again would run into a fixed point, or into
    /// numbers so small that they take longer.
    fresh: Vec<T>,
    time: Duration,
}

impl<T: Dtype + Element> Bench<T> {
    /// What [`Bench::time`] times.
    pub const PASSES: [Pass; 5] = [Pass::Copy, Pass::Forward, Pass::InPlace, Pass::Backward, Pass::Both];

    /// Arrays of `elements` numbers from -8 to 8, and for each measurement about `time`.
    pub fn new(elements: usize, time: Duration) -> Self {
        let x: Vec<T> = (0..elements).map(|i| T::nearest(spread(i))).collect();
        let fresh = x.repeat(repeats(elements));
        Self { dy: vec![T::nearest(1.0); elements], y: x.clone(), slopes: x.clone(), x, fresh, time }
    }

    /// Numbers per array.
    pub fn elements(&self) -> usize {
        self.x.len()
    }

    /// The threads that such an array is cut for: those of the activation, or fewer for a short one.
    pub fn threads(&self, activation: &Activation) -> usize {
        activation.plan().threads(self.x.len())
    }

    /// The times of [`Bench::PASSES`] with this activation.
    ///
    /// What is timed is the call that users make, so an array of one number gives the cost of a call. The copy is made by as
    /// many threads as the activation has, cut in the same way.
    pub fn time(&mut self, activation: &Activation) -> [Timing; 5] {
        let Self { x, dy, y, slopes, fresh, time } = self;
        let (numbers, repeats) = (x.len(), repeats(x.len()));
        in_turn(Self::PASSES, *time, |pass| {
            if pass == Pass::InPlace {
                fresh.chunks_exact_mut(numbers.max(1)).for_each(|fresh| fresh.copy_from_slice(x));
            }
            let mut fresh = fresh.chunks_exact_mut(numbers.max(1));
            nanoseconds(repeats, numbers, || {
                // The arrays have one length, so none of these fails.
                let _ = black_box(match pass {
                    Pass::Copy => {
                        activation.plan().copy(black_box(x), y);
                        Ok(())
                    }
                    Pass::Forward => activation.forward(black_box(x), y),
                    Pass::InPlace => {
                        activation.forward_in_place(fresh.next().unwrap_or_default());
                        Ok(())
                    }
                    Pass::Backward => activation.backward(black_box(x), black_box(dy), y),
                    Pass::Both => {
                        let done = activation.forward_with_slopes(black_box(x), y, slopes);
                        for (slope, &dy) in slopes.iter_mut().zip(black_box(&*dy)) {
                            *slope = *slope * dy;
                        }
                        black_box(&mut *slopes);
                        done
                    }
                });
                black_box(&mut *y);
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::elementwise;

    #[test]
    fn every_pass_of_every_size_is_timed() {
        let relu = Activation::of(elementwise().next().expect("the registry is not empty"));
        for elements in [1, 1000] {
            for Timing { least, median } in Bench::<f32>::new(elements, Duration::ZERO).time(&relu) {
                assert!(0.0 < least && least <= median && median.is_finite(), "{least} {median}");
            }
        }
    }
}
