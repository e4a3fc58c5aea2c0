//! The loops over slices, for formulas.

use super::Typed;
use super::run::{BLOCK, Lane};
use crate::compute::{Element, Level, Loops, Reading, by_blocks};
use crate::gated::{Gradients, Halves};

impl<T: Element + Lane> Loops<T> for Typed {
    fn forward(&self, level: Level, parameters: &[T], x: &[T], y: &mut [T]) {
        if let Some((function, parameters)) = self.delegate(parameters, T::from_f64) {
            return T::loops(function).forward(level, &parameters, x, y);
        }
        self.compute(Reading::Value, level, parameters, x, y);
    }

    fn forward_with_slopes(&self, level: Level, parameters: &[T], x: &[T], y: &mut [T], slopes: &mut [T]) {
        if let Some((function, parameters)) = self.delegate(parameters, T::from_f64) {
            return T::loops(function).forward_with_slopes(level, &parameters, x, y, slopes);
        }
        self.compute_both(level, parameters, x, y, slopes);
    }

    fn forward_in_place(&self, level: Level, parameters: &[T], x: &mut [T]) {
        by_blocks(x, |copy, x| self.forward(level, parameters, copy, x));
    }

    fn backward(&self, level: Level, parameters: &[T], x: &[T], dy: &[T], dx: &mut [T]) {
        if let Some((function, parameters)) = self.delegate(parameters, T::from_f64) {
            return T::loops(function).backward(level, &parameters, x, dy, dx);
        }
        self.compute(Reading::Slope, level, parameters, x, dx);
        for (dx, &dy) in dx.iter_mut().zip(dy) {
            *dx = dy * *dx;
        }
    }

    fn backward_from_output(&self, _: Level, _: &[T], _: &[T], _: &[T], dx: &mut [T]) {
        dx.fill(T::from_f64(f64::NAN));
    }

    fn forward_with_bias(&self, level: Level, parameters: &[T], bias: &[T], z: &mut [T], y: &mut [T]) {
        for z in z.chunks_exact_mut(bias.len().max(1)) {
            for (z, &bias) in z.iter_mut().zip(bias) {
                *z = *z + bias;
            }
        }
        self.forward(level, parameters, z, y);
    }

    fn backward_with_bias(&self, level: Level, parameters: &[T], z: &[T], gradient: &mut [T], bias_gradient: &mut [T]) {
        let mut dy = [T::default(); BLOCK];
        for (z, gradient) in z.chunks(BLOCK).zip(gradient.chunks_mut(BLOCK)) {
            let dy = &mut dy[..z.len()];
            dy.copy_from_slice(gradient);
            self.backward(level, parameters, z, dy, gradient);
        }
        for gradient in gradient.chunks_exact(bias_gradient.len().max(1)) {
            for (bias, &gradient) in bias_gradient.iter_mut().zip(gradient) {
                *bias = *bias + gradient;
            }
        }
    }

    fn forward_with_bias_in_place(&self, level: Level, parameters: &[T], bias: &[T], y: &mut [T]) {
        for y in y.chunks_exact_mut(bias.len().max(1)) {
            for (y, &bias) in y.iter_mut().zip(bias) {
                *y = *y + bias;
            }
        }
        self.forward_in_place(level, parameters, y);
    }

    fn backward_with_bias_from_output(&self, _: Level, _: &[T], _: &[T], gradient: &mut [T], bias_gradient: &mut [T]) {
        gradient.fill(T::from_f64(f64::NAN));
        bias_gradient.fill(T::from_f64(f64::NAN));
    }

    fn parameter_gradient(&self, level: Level, parameters: &[T], x: &[T], dy: &[T], parameter_gradient: &mut [T]) {
        let parameters = self.complete(parameters, T::from_f64);
        for (program, total) in self.by_parameter.iter().zip(parameter_gradient) {
            let mut sum = 0.0;
            program.run(
                level,
                &parameters,
                x,
                |x| x,
                |i, slopes| {
                    sum += slopes.iter().zip(&dy[i..]).map(|(&slope, &dy)| (dy * slope).to_f64()).sum::<f64>();
                },
            );
            *total = *total + T::from_f64(sum);
        }
    }

    fn gated_forward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]) {
        self.forward(level, parameters, halves.b, y);
        for (y, &a) in y.iter_mut().zip(halves.a) {
            *y = a * *y;
        }
    }

    fn gated_backward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>) {
        let Gradients { dy, da, db } = gradients;
        self.forward(level, parameters, halves.b, da);
        for (da, &dy) in da.iter_mut().zip(dy) {
            *da = dy * *da;
        }
        self.backward(level, parameters, halves.b, halves.a, db);
        for (db, &dy) in db.iter_mut().zip(dy) {
            *db = dy * *db;
        }
    }
}
