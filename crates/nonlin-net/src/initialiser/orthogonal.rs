//! Orthogonal matrices, drawn so that none is likelier than another.

use nonlin::Element;

/// Fills a row-major matrix of `columns` columns with one whose columns (rows, if those are fewer) are orthonormal, made of
/// normally distributed numbers by the Gram-Schmidt process.
pub(super) fn fill<T: Element>(weights: &mut [T], rows: usize, columns: usize, mut normal: impl FnMut() -> f64) {
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<f64> = (0..count * length).map(|_| normal()).collect();
    for i in 0..count {
        let (done, rest) = vectors.split_at_mut(i * length);
        let vector = &mut rest[..length];
        // Once leaves what rounding left of the other directions; twice is enough (Kahan; Parlett 1980).
        for _ in 0..2 {
            for other in done.chunks_exact(length) {
                let share: f64 = vector.iter().zip(other).map(|(a, b)| a * b).sum();
                for (a, b) in vector.iter_mut().zip(other) {
                    *a -= share * b;
                }
            }
            let norm = vector.iter().map(|a| a * a).sum::<f64>().sqrt();
            for a in vector.iter_mut() {
                *a /= norm;
            }
        }
    }
    for (place, weight) in weights.iter_mut().enumerate() {
        let (row, column) = (place / columns, place % columns);
        let number = if rows >= columns { vectors[column * length + row] } else { vectors[row * length + column] };
        *weight = T::from_f64(number);
    }
}

#[cfg(test)]
mod tests {
    use crate::initialiser::Initialiser;

    #[test]
    fn the_fewer_of_rows_and_columns_are_orthonormal() {
        for (rows, columns) in [(7, 7), (9, 4), (4, 9), (1, 1), (60, 64)] {
            let mut weights = vec![0_f64; rows * columns];
            Initialiser::Orthogonal.fill(&mut weights, (rows, columns), || 1.0, (5, 2));
            let (count, length) = (rows.min(columns), rows.max(columns));
            let at = |i: usize, j: usize| weights[if rows >= columns { j * columns + i } else { i * columns + j }];
            for a in 0..count {
                for b in 0..count {
                    let product: f64 = (0..length).map(|j| at(a, j) * at(b, j)).sum();
                    let want = f64::from(u8::from(a == b));
                    assert!((product - want).abs() < 1e-13, "{rows} x {columns}: {a}, {b}: {product}");
                }
            }
        }
    }
}
