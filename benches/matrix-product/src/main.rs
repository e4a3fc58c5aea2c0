//! The matrix product of `nonlin-net` beside `gemm` and `matrixmultiply`, in one run on one thread.
//!
//!     cargo run --release --manifest-path benches/matrix-product/Cargo.toml
//!
//! Best of many passes each, taken in turn so that a machine that slows down slows all three.

// The file itself: the product is not public, and copying it would let the two drift apart.
#[path = "../../../crates/nonlin-net/src/matrix_product/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod matrix_product;

use matrix_product::{Matrix, Onto, Panel, matrix_product};
use nonlin::compute::Level;
use std::hint::black_box;
use std::time::Instant;

/// Rows, inner side, columns, and what it is in a training step.
const SHAPES: &[(usize, usize, usize, &str)] = &[
    (32, 13, 32, "wine, first layer"),
    (32, 64, 64, "lab, hidden layer"),
    (64, 32, 64, "lab, its weight gradient"),
    (128, 784, 128, "MNIST, first layer"),
    (784, 128, 128, "MNIST, its weight gradient"),
    (128, 128, 128, "MNIST, hidden layer"),
    (128, 128, 10, "MNIST, output layer"),
];

fn microseconds(passes: usize, mut product: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..passes {
        product();
    }
    start.elapsed().as_secs_f64() * 1e6 / passes as f64
}

fn main() {
    println!("| shape | in a step | ours, µs | GFLOP/s | gemm | matrixmultiply | ours / gemm | ours / matrixmultiply |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for &(m, k, n, what) in SHAPES {
        let a: Vec<f32> = (0..m * k).map(|i| (i % 17) as f32 - 8.0).collect();
        let b: Vec<f32> = (0..k * n).map(|i| (i % 13) as f32 - 6.0).collect();
        let mut c = vec![0.0_f32; m * n];
        let mut panel = Panel::new();
        let flops = 2.0 * (m * k * n) as f64;
        let passes = (2e7 / flops).ceil() as usize;
        let mut best = [f64::INFINITY; 3];
        for _ in 0..60 {
            let ours = microseconds(passes, || {
                let (a, b) = (Matrix::row_major(black_box(&a), m, k), Matrix::row_major(black_box(&b), k, n));
                matrix_product(Level::best(), a, b, &mut c, Onto::Nothing, &mut panel);
            });
            let gemm = microseconds(passes, || unsafe {
                // SAFETY: the strides are those of row-major matrices of these shapes.
                gemm::gemm(
                    m, n, k, c.as_mut_ptr(), 1, n as isize, false, black_box(&a).as_ptr(), 1, k as isize,
                    black_box(&b).as_ptr(), 1, n as isize, 0.0_f32, 1.0, false, false, false, gemm::Parallelism::None,
                );
            });
            let matrixmultiply = microseconds(passes, || unsafe {
                // SAFETY: as above.
                matrixmultiply::sgemm(
                    m, k, n, 1.0, black_box(&a).as_ptr(), k as isize, 1, black_box(&b).as_ptr(), n as isize, 1, 0.0,
                    c.as_mut_ptr(), n as isize, 1,
                );
            });
            for (best, time) in best.iter_mut().zip([ours, gemm, matrixmultiply]) {
                *best = best.min(time);
            }
        }
        let [ours, gemm, other] = best;
        println!(
            "| {m} x {k} x {n} | {what} | {ours:.1} | {:.0} | {gemm:.1} | {other:.1} | {:.2} | {:.2} |",
            flops / ours / 1e3,
            ours / gemm,
            ours / other
        );
    }
}
