//! Measures of guessed classes.

use super::{class, classes_of, mean, rows};
use nonlin::Element;

/// Share of rows whose class is guessed right.
pub fn accuracy<T: Element>(predictions: &[T], targets: &[T], outputs: usize) -> f64 {
    mean(rows(predictions, targets, outputs).map(|(p, t)| f64::from(u8::from(class(p) == class(t)))))
}

/// Of each class: rows guessed right, rows guessed to be it, rows that are it.
fn counts<T: Element>(predictions: &[T], targets: &[T], outputs: usize) -> Vec<[usize; 3]> {
    let mut counts = vec![[0; 3]; classes_of(outputs)];
    for (p, t) in rows(predictions, targets, outputs) {
        let (guess, truth) = (class(p), class(t));
        counts[guess][0] += usize::from(guess == truth);
        counts[guess][1] += 1;
        counts[truth][2] += 1;
    }
    counts
}

/// The mean over classes of the share of their rows that is guessed right; classes without rows are left out.
pub fn balanced_accuracy<T: Element>(predictions: &[T], targets: &[T], outputs: usize) -> f64 {
    let counts = counts(predictions, targets, outputs);
    mean(counts.into_iter().filter(|[_, _, there]| *there > 0).map(|[right, _, there]| right as f64 / there as f64))
}

/// How F1 of several classes becomes one number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Average {
    /// That of class 1 of two.
    Binary,
    /// The mean over the classes that occur, as targets or guesses.
    Macro,
    /// From the counts of all classes together: for one class per row that is accuracy.
    Micro,
}

/// `2 right / (guessed + there)`: the harmonic mean of precision and recall.
pub fn f1<T: Element>(predictions: &[T], targets: &[T], outputs: usize, average: Average) -> f64 {
    let of = |[right, guessed, there]: [usize; 3]| 2.0 * right as f64 / (guessed + there) as f64;
    let counts = counts(predictions, targets, outputs);
    match average {
        Average::Binary => counts.get(1).copied().map_or(f64::NAN, of),
        Average::Macro => mean(counts.into_iter().filter(|[_, guessed, there]| guessed + there > 0).map(of)),
        Average::Micro => of(counts.into_iter().fold([0; 3], |[a, b, c], [d, e, f]| [a + d, b + e, c + f])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// sklearn.metrics of `[0, 0, 1, 1, 2]` guessed as `[0, 1, 1, 1, 0]`: `accuracy_score`, `balanced_accuracy_score`, `f1_score`.
    #[test]
    fn as_scikit_learn_has_them() {
        let row = |class: usize| [0, 1, 2].map(|place| if place == class { 0.8_f64 } else { 0.1 });
        let (t, p): (Vec<f64>, Vec<f64>) = ([0, 0, 1, 1, 2].map(row).concat(), [0, 1, 1, 1, 0].map(row).concat());
        assert!((accuracy(&p, &t, 3) - 0.6).abs() < 1e-15);
        assert!((balanced_accuracy(&p, &t, 3) - 0.5).abs() < 1e-15);
        assert!((f1(&p, &t, 3, Average::Macro) - (0.5 + 0.8) / 3.0).abs() < 1e-15);
        assert!((f1(&p, &t, 3, Average::Micro) - 0.6).abs() < 1e-15);
        // Two classes in one output: guesses 1 1 0 0 for 1 0 1 0.
        let (p, t) = ([0.9_f32, 0.5, 0.1, 0.49], [1.0_f32, 0.0, 1.0, 0.0]);
        assert_eq!((accuracy(&p, &t, 1), f1(&p, &t, 1, Average::Binary)), (0.5, 0.5));
        assert!(accuracy::<f32>(&[], &[], 3).is_nan());
    }
}
