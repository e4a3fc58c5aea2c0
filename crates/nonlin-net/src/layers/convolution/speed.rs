//! How fast the convolutions of a `LeNet` are, beside the plain product of the same sizes.

use super::image::ImageConv;
use crate::layers::{Backward, Forward, Layer, Mode, Scratch};
use crate::matrix_product::{Matrix, Onto, Panel, matrix_product};
use crate::shape::Shape;
use crate::spec::{ActivationSpec, ConvSpec};
use nonlin::compute::Level;
use std::time::Instant;

/// Seconds of the fastest of some runs.
fn fastest(mut run: impl FnMut()) -> f64 {
    let one = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    (0..15).map(|_| one(&mut run)).fold(f64::INFINITY, f64::min)
}

#[test]
#[ignore = "prints times: cargo test --release -p nonlin-net --lib -- --ignored --nocapture lenet"]
fn lenet() {
    let linear = || ActivationSpec::from("linear");
    let first = ConvSpec { padding: [2; 2], ..ConvSpec::new(6, 5, linear()) };
    let depthwise = ConvSpec { padding: [1; 2], groups: 32, ..ConvSpec::new(32, 3, linear()) };
    let wide = ConvSpec { padding: [1; 2], ..ConvSpec::new(64, 3, linear()) };
    let halving = ConvSpec { stride: [2; 2], ..wide.clone() };
    report("conv 6 5x5 of 1 x 28 x 28", &first, [1, 28, 28]);
    report("conv 16 5x5 of 6 x 14 x 14", &ConvSpec::new(16, 5, linear()), [6, 14, 14]);
    report("depthwise 3x3 of 32 x 16 x 16", &depthwise, [32, 16, 16]);
    report("conv 64 3x3 of 32 x 16 x 16", &wide, [32, 16, 16]);
    report("the same by 2", &halving, [32, 16, 16]);
}

fn report(what: &str, spec: &ConvSpec, [channels, height, width]: [usize; 3]) {
    let rows = 128;
    let layer = ImageConv::<f32>::new(spec, "layer 1 (conv)", Shape::Image { channels, height, width }).unwrap();
    let (level, room, output) = (Level::best(), layer.room(rows), Layer::output(&layer).len());
    let numbers = |count: usize| (0..count).map(|i| (i as f32 * 0.7).sin()).collect::<Vec<f32>>();
    let parameters: usize = layer.groups().iter().filter_map(crate::parameters::Group::checked_len).sum();
    let (x, parameters) = (numbers(rows * channels * height * width), numbers(parameters));
    let (mut y, mut dy, mut dx) = (vec![0.0; rows * output], numbers(rows * output), vec![0.0; x.len()]);
    let (mut gradient, mut indices) = (vec![0.0; parameters.len()], vec![0; room.indices]);
    let mut scratch = Scratch { panel: Panel::new(), numbers: vec![0.0; room.scratch] };
    let forward = fastest(|| {
        layer.forward(Forward {
            level,
            rows,
            mode: Mode::Predict,
            index: 0,
            parameters: &parameters,
            lengths: &[],
            x: &x,
            y: &mut y,
            z: &mut [],
            saved: &mut [],
            indices: &mut indices,
            scratch: &mut scratch,
        });
    });
    let mut back = |dx: Option<&mut Vec<f32>>| {
        layer.backward(Backward {
            level,
            rows,
            mode: Mode::Predict,
            parameters: &parameters,
            lengths: &[],
            x: &x,
            y: &y,
            z: &[],
            saved: &mut [],
            indices: &indices,
            dy: &mut dy,
            dx: dx.map(|dx| &mut dx[..]),
            gradient: &mut gradient,
            scratch: &mut scratch,
        });
    };
    let weights = fastest(|| back(None));
    let both = fastest(|| back(Some(&mut dx)));
    // The same number of products, with the sides of the convolution of one image.
    let filters = spec.filters;
    let (depth, positions) = (parameters.len() / filters - 1, output / filters);
    let (w, windows) = (numbers(filters * depth), numbers(depth * positions));
    let mut c = vec![0.0; filters * positions];
    let mut panel = Panel::new();
    let product = fastest(|| {
        for _ in 0..rows {
            let (w, windows) = (Matrix::row_major(&w, filters, depth), Matrix::row_major(&windows, depth, positions));
            matrix_product(level, w, windows, &mut c, Onto::Nothing, &mut panel);
        }
    });
    let operations = 2.0 * (rows * depth * output) as f64;
    let rate = |seconds: f64| format!("{:.2} ms, {:.1} GFLOP/s", seconds * 1e3, operations / seconds / 1e9);
    println!("{what}: forward {}", rate(forward));
    println!("    gradient of the weights {}", rate(weights));
    println!("    and of the images {}", rate(both - weights));
    println!("    the plain product {}", rate(product));
}
