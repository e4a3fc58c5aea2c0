//! Measures of predicted numbers.

use super::mean;
use nonlin::Element;

/// Coefficient of determination: 1 is perfect, 0 is as good as always guessing the mean. NaN if all targets are the same.
pub fn r2<T: Element>(predictions: &[T], targets: &[T]) -> f64 {
    let middle = mean(targets.iter().map(|t| t.to_f64()));
    let spread: f64 = targets.iter().map(|t| (t.to_f64() - middle).powi(2)).sum();
    let error: f64 = predictions.iter().zip(targets).map(|(p, t)| (t.to_f64() - p.to_f64()).powi(2)).sum();
    if spread == 0.0 { f64::NAN } else { 1.0 - error / spread }
}

/// The root of the mean squared error.
pub fn root_mean_squared_error<T: Element>(predictions: &[T], targets: &[T]) -> f64 {
    mean(predictions.iter().zip(targets).map(|(p, t)| (p.to_f64() - t.to_f64()).powi(2))).sqrt()
}

/// The mean absolute error.
pub fn mean_absolute_error<T: Element>(predictions: &[T], targets: &[T]) -> f64 {
    mean(predictions.iter().zip(targets).map(|(p, t)| (p.to_f64() - t.to_f64()).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let (p, t) = ([1.0_f64, 2.0, 4.0], [1.0, 3.0, 2.0]);
        // Errors 0, -1, 2; the targets' mean is 2, their spread 2.
        assert_eq!(r2(&p, &t), 1.0 - 5.0 / 2.0);
        assert!((root_mean_squared_error(&p, &t) - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(mean_absolute_error(&p, &t), 1.0);
        assert!(r2(&[1.0_f32], &[1.0]).is_nan());
    }
}
