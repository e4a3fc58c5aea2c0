//! Layer normalisation (Ba et al. 2016, arXiv 1607.06450) and RMS normalisation (Zhang & Sennrich 2019, arXiv 1910.07467): within each
//! row, of a sequence within each step.

use super::check;
use crate::error::NetError;
use crate::layers::{Backward, Forward, Layer, Room};
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use nonlin::Element;

/// Scale, and shift where the mean is taken off.
pub(crate) struct RowNorm {
    shape: Shape,
    /// Numbers that are normalised together.
    width: usize,
    /// Whether the mean is taken off: layer normalisation, not RMS.
    centred: bool,
    epsilon: f64,
}

impl RowNorm {
    /// A layer named `layer` on rows of this shape; `centred` makes it layer normalisation.
    pub(crate) fn new(centred: bool, epsilon: f64, layer: &str, shape: Shape) -> Result<Self, NetError> {
        check(layer, if centred { "`layer_norm`" } else { "`rms_norm`" }, shape, epsilon)?;
        let width = if shape.steps().is_some() { shape.channels() } else { shape.len() };
        Ok(Self { shape, width, centred, epsilon })
    }

    fn mean<T: Element>(&self, x: &[T]) -> f64 {
        if self.centred { x.iter().map(|x| x.to_f64()).sum::<f64>() / self.width as f64 } else { 0.0 }
    }
}

impl<T: Element> Layer<T> for RowNorm {
    fn output(&self) -> Shape {
        self.shape
    }

    fn groups(&self) -> Vec<Group> {
        let group = |name, start| Group::new(name, vec![self.width], Role::Scale, Start::Constant(start));
        let mut groups = vec![group("scale", 1.0)];
        groups.extend(self.centred.then(|| group("shift", 0.0)));
        groups
    }

    /// Mean and 1 / deviation of each place.
    fn room(&self, rows: usize) -> Room {
        let places = rows.saturating_mul(self.shape.len() / self.width);
        Room { saved: places.saturating_mul(2), ..Room::default() }
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let (scale, shift) = pass.parameters.split_at(self.width);
        let places = pass.x.chunks_exact(self.width).zip(pass.y.chunks_exact_mut(self.width));
        for ((x, y), saved) in places.zip(pass.saved.as_chunks_mut::<2>().0) {
            let mean = self.mean(x);
            let squares: f64 = x.iter().map(|x| (x.to_f64() - mean) * (x.to_f64() - mean)).sum();
            let inverse = 1.0 / (squares / self.width as f64 + self.epsilon).sqrt();
            *saved = [mean, inverse].map(T::from_f64);
            let [mean, inverse] = *saved;
            for ((y, &x), &scale) in y.iter_mut().zip(x).zip(scale) {
                *y = (x - mean) * inverse * scale;
            }
            for (y, &shift) in y.iter_mut().zip(shift) {
                *y = *y + shift;
            }
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let scale = &pass.parameters[..self.width];
        let (of_scale, of_shift) = pass.gradient.split_at_mut(self.width);
        of_scale.fill(T::default());
        of_shift.fill(T::default());
        let mut dx = pass.dx;
        let places = pass.x.chunks_exact(self.width).zip(pass.dy.chunks_exact(self.width));
        for (place, ((x, dy), &[mean, inverse])) in places.zip(pass.saved.as_chunks::<2>().0).enumerate() {
            let normal = |x: T| (x - mean) * inverse;
            let (mut all, mut along) = (0.0, 0.0);
            for (((&x, &dy), &scale), of_scale) in x.iter().zip(dy).zip(scale).zip(of_scale.iter_mut()) {
                *of_scale = *of_scale + dy * normal(x);
                all += (dy * scale).to_f64();
                along += (dy * scale * normal(x)).to_f64();
            }
            for (of_shift, &dy) in of_shift.iter_mut().zip(dy) {
                *of_shift = *of_shift + dy;
            }
            let Some(dx) = &mut dx else { continue };
            let width = self.width as f64;
            let (all, along) = (T::from_f64(if self.centred { all / width } else { 0.0 }), T::from_f64(along / width));
            let dx = &mut dx[place * self.width..][..self.width];
            for (((dx, &x), &dy), &scale) in dx.iter_mut().zip(x).zip(dy).zip(scale) {
                *dx = inverse * (dy * scale - all - normal(x) * along);
            }
        }
    }
}
