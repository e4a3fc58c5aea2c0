//! Products against three loops, and their bits.

use super::{Matrix, Onto, Packed, Panel, matrix_product};
use nonlin::compute::Level;

#[test]
fn agrees_with_three_loops_in_every_orientation() {
    // Beyond one panel's depth, with ragged tiles; and a shape smaller than any tile.
    for (m, k, n) in [(13, 300, 37), (64, 5, 16), (5, 7, 3), (1, 1, 1)] {
        check(m, k, n);
    }
}

fn check(m: usize, k: usize, n: usize) {
    let numbers = |count: usize, step: f64| (0..count).map(|i| (i as f64 * step).sin()).collect::<Vec<f64>>();
    let (a, b) = (numbers(m * k, 0.7), numbers(k * n, 1.3));
    let turned = |x: &[f64], rows: usize, columns: usize| {
        (0..columns).flat_map(|j| (0..rows).map(move |i| (i, j))).map(|(i, j)| x[i * columns + j]).collect::<Vec<_>>()
    };
    let (a_turned, b_turned) = (turned(&a, m, k), turned(&b, k, n));
    let lefts = [Matrix::row_major(&a, m, k), Matrix::row_major(&a_turned, k, m).transposed()];
    let rights = [Matrix::row_major(&b, k, n), Matrix::row_major(&b_turned, n, k).transposed()];
    for left in lefts {
        for right in rights {
            let mut c = vec![f64::NAN; m * n];
            matrix_product(Level::best(), left, right, &mut c, Onto::Nothing, &mut Panel::new());
            for (place, &got) in c.iter().enumerate() {
                let (i, j) = (place / n, place % n);
                let want: f64 = (0..k).map(|l| a[i * k + l] * b[l * n + j]).sum();
                assert!((got - want).abs() < 1e-12, "{i}, {j}: {got} for {want}");
            }
        }
    }
}

#[test]
fn threads_do_not_change_the_bits() {
    let (m, k, n) = (301, 300, 97);
    let numbers: Vec<f32> = (0..k * (m + n)).map(|i| (i as f32 * 0.7).sin()).collect();
    let (a, b) = numbers.split_at(m * k);
    for (a, turned) in [(Matrix::row_major(a, m, k), false), (Matrix::row_major(a, k, m).transposed(), true)] {
        let results = [1, 2, 3].map(|threads| {
            let mut c = vec![1.0; m * n];
            let b = Matrix::row_major(b, k, n);
            matrix_product(Level::best(), a, b, &mut c, Onto::Result, &mut Panel::for_threads(threads));
            c
        });
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "transposed: {turned}");
    }
}

#[test]
fn rows_may_overlap_and_sums_be_added() {
    // Windows of 3 numbers, 2 apart.
    let x = [1.0, 2.0, 3.0, 4.0, 5.0_f64];
    let windows = Matrix::strided(&x, 2, 3, 2);
    let w = [1.0, 10.0, 100.0];
    let mut panel = Panel::new();
    let mut c = [0.5; 2];
    matrix_product(Level::best(), windows, Matrix::row_major(&w, 3, 1), &mut c, Onto::Result, &mut panel);
    assert_eq!(c, [321.5, 543.5]);
    let mut c = [0.0; 3];
    let ones = [1.0, 1.0];
    let turned = windows.transposed();
    matrix_product(Level::best(), turned, Matrix::row_major(&ones, 2, 1), &mut c, Onto::Nothing, &mut panel);
    assert_eq!(c, [4.0, 6.0, 8.0]);
    let mut c = [0.0; 3];
    matrix_product(Level::best(), Matrix::row_major(&ones, 1, 2), windows, &mut c, Onto::Nothing, &mut panel);
    assert_eq!(c, [4.0, 6.0, 8.0]);
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let (m, k, n) = (13, 300, 37);
    let numbers: Vec<f32> = (0..k * (m + n)).map(|i| (i as f32 * 0.7).sin()).collect();
    let (a, b) = numbers.split_at(m * k);
    let (a, b) = (Matrix::row_major(a, m, k), Matrix::row_major(b, k, n));
    let results = Level::all().into_iter().map(|level| {
        let mut c = vec![0.0; m * n];
        matrix_product(level, a, b, &mut c, Onto::Nothing, &mut Panel::new());
        c
    });
    let results: Vec<_> = results.collect();
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn packing_changes_no_bits() {
    // Whole squares and parts of them, in both orientations; beyond one panel's depth.
    for (k, n) in [(300, 37), (16, 16), (64, 32), (5, 3)] {
        let numbers: Vec<f32> = (0..k * (7 + n)).map(|i| (i as f32 * 0.7).sin()).collect();
        let (a, b) = numbers.split_at(k * 7);
        let a = Matrix::row_major(a, 7, k);
        for b in [Matrix::row_major(b, k, n), Matrix::row_major(b, n, k).transposed()] {
            let (mut c, mut again) = (vec![0.0; 7 * n], vec![0.0; 7 * n]);
            let mut room = vec![f32::NAN; Packed::<f32>::len(k, n)];
            let packed = Packed::new(Level::best(), b, &mut room);
            matrix_product(Level::best(), a, b, &mut c, Onto::Nothing, &mut Panel::new());
            matrix_product(Level::best(), a, packed, &mut again, Onto::Nothing, &mut Panel::new());
            assert_eq!(c, again, "{k} x {n}");
        }
    }
}
