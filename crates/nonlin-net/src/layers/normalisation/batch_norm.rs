//! Batch normalisation (Ioffe & Szegedy 2015, arXiv 1502.03167): each channel brought to mean 0 and variance 1 over the batch.
//!
//! A batch with a single number per channel has variance 0 and becomes the shift; nothing can be learnt from it, as with any constant.

use super::check;
use crate::error::NetError;
use crate::layers::{Backward, Forward, Layer, Mode, Room};
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use nonlin::Element;

/// Scale and shift per channel, and the running means.
pub(crate) struct BatchNorm {
    shape: Shape,
    channels: usize,
    /// Numbers of one channel that stand side by side.
    inner: usize,
    momentum: f64,
    epsilon: f64,
}

/// Channels whose sums are taken at a time.
const LANES: usize = 16;

impl BatchNorm {
    /// A layer named `layer` on rows of this shape.
    pub(crate) fn new(momentum: f64, epsilon: f64, layer: &str, shape: Shape) -> Result<Self, NetError> {
        check(layer, "`batch_norm`", shape, epsilon)?;
        if !(momentum > 0.0 && momentum <= 1.0) {
            let (layer, value) = (layer.to_owned(), momentum.to_string());
            let range = "above 0 and at most 1".to_owned();
            return Err(NetError::LayerSetting { layer, setting: "momentum", value, range });
        }
        let channels = shape.channels();
        Ok(Self {
            shape,
            channels,
            inner: if shape.steps().is_some() { 1 } else { shape.len() / channels },
            momentum,
            epsilon,
        })
    }

    /// Places: rows, or steps of all rows, that all channels have a stretch of `inner` numbers in. Those beyond the end of a row are left out.
    fn places<'a>(&self, rows: usize, lengths: &'a [usize]) -> impl Iterator<Item = usize> + use<'a> {
        let steps = self.shape.steps().unwrap_or(1);
        (0..rows * steps).filter(move |place| lengths.get(place / steps).is_none_or(|&length| place % steps < length))
    }

    /// For each channel the sums of `terms(channel, place in the numbers)` over all places.
    fn sums<const N: usize>(
        &self,
        rows: usize,
        lengths: &[usize],
        terms: impl Fn(usize, usize) -> [f64; N],
        mut finished: impl FnMut(usize, [f64; N]),
    ) {
        let width = self.channels * self.inner;
        for first in (0..self.channels).step_by(LANES) {
            let lanes = (self.channels - first).min(LANES);
            let mut sums = [[0.0; N]; LANES];
            for place in self.places(rows, lengths) {
                for (channel, sums) in (first..).zip(&mut sums[..lanes]) {
                    let start = place * width + channel * self.inner;
                    for i in start..start + self.inner {
                        let terms = terms(channel, i);
                        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
                    }
                }
            }
            (first..).zip(&sums[..lanes]).for_each(|(channel, sums)| finished(channel, *sums));
        }
    }
}

impl<T: Element> Layer<T> for BatchNorm {
    fn output(&self) -> Shape {
        self.shape
    }

    fn groups(&self) -> Vec<Group> {
        let group = |name, role, start| Group::new(name, vec![self.channels], role, Start::Constant(start));
        vec![
            group("scale", Role::Scale, 1.0),
            group("shift", Role::Scale, 0.0),
            group("running_mean", Role::Statistic, 0.0),
            group("running_variance", Role::Statistic, 1.0),
        ]
    }

    /// Mean, variance over all but one, and 1 / deviation of each channel.
    fn room(&self, _rows: usize) -> Room {
        Room { saved: 3 * self.channels, ..Room::default() }
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let Forward { rows, lengths, x, y, .. } = pass;
        let c = self.channels;
        let (mean, rest) = pass.saved.split_at_mut(c);
        let (unbiased, inverse) = rest.split_at_mut(c);
        let parameters = pass.parameters;
        if pass.mode == Mode::Predict {
            mean.copy_from_slice(&parameters[2 * c..3 * c]);
            unbiased.copy_from_slice(&parameters[3 * c..]);
            for (inverse, variance) in inverse.iter_mut().zip(&*unbiased) {
                *inverse = T::from_f64(1.0 / (variance.to_f64() + self.epsilon).sqrt());
            }
        } else {
            let count = (self.places(rows, lengths).count() * self.inner) as f64;
            self.sums(rows, lengths, |_, i| [x[i].to_f64()], |channel, [sum]| mean[channel] = T::from_f64(sum / count));
            // About the mean as it was rounded, so that no digits cancel.
            let about = |channel: usize, i: usize| x[i].to_f64() - mean[channel].to_f64();
            self.sums(
                rows,
                lengths,
                |channel, i| [about(channel, i), about(channel, i) * about(channel, i)],
                |channel, [sum, squares]| {
                    let squares = squares - sum * sum / count;
                    unbiased[channel] = T::from_f64(squares / (count - 1.0).max(1.0));
                    inverse[channel] = T::from_f64(1.0 / (squares / count + self.epsilon).sqrt());
                },
            );
        }
        let (scale, shift) = (&parameters[..c], &parameters[c..2 * c]);
        for (x, y) in x.chunks_exact(c * self.inner).zip(y.chunks_exact_mut(c * self.inner)) {
            for (channel, (x, y)) in x.chunks_exact(self.inner).zip(y.chunks_exact_mut(self.inner)).enumerate() {
                let (mean, factor, shift) = (mean[channel], scale[channel] * inverse[channel], shift[channel]);
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = (x - mean).mul_add(factor, shift);
                }
            }
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { rows, lengths, x, dy, gradient, .. } = pass;
        let c = self.channels;
        let (mean, inverse) = (&pass.saved[..c], &pass.saved[2 * c..]);
        let (of_scale, rest) = gradient.split_at_mut(c);
        let (of_shift, of_statistics) = rest.split_at_mut(c);
        of_statistics.fill(T::default());
        let normal = |channel: usize, i: usize| (x[i] - mean[channel]) * inverse[channel];
        self.sums(
            rows,
            lengths,
            |channel, i| [dy[i].to_f64(), (dy[i] * normal(channel, i)).to_f64()],
            |channel, [shift, scale]| {
                of_shift[channel] = T::from_f64(shift);
                of_scale[channel] = T::from_f64(scale);
            },
        );
        let Some(dx) = pass.dx else { return };
        let count = (self.places(rows, lengths).count() * self.inner) as f64;
        // With running means, mean and variance do not move with x.
        let share = T::from_f64(if pass.mode == Mode::Predict { 0.0 } else { 1.0 / count });
        for (start, dx) in (0..).step_by(self.inner).zip(dx.chunks_exact_mut(self.inner)) {
            let channel = start / self.inner % c;
            let factor = pass.parameters[channel] * inverse[channel];
            let (all, along) = (of_shift[channel] * share, of_scale[channel] * share);
            for (i, dx) in (start..).zip(dx) {
                *dx = factor * (dy[i] - all - normal(channel, i) * along);
            }
        }
    }

    fn measure(&self, _rows: usize, saved: &[T], parameters: &mut [T]) {
        let new = T::from_f64(self.momentum);
        // Means and variances lie side by side in both.
        for (running, &seen) in parameters[2 * self.channels..].iter_mut().zip(saved) {
            *running = *running + new * (seen - *running);
        }
    }
}
