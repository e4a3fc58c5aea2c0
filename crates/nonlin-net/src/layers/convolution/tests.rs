//! The layer over an image by itself: the same bits on every processor, and how fast it is.

use super::image::ImageConv;
use crate::layers::{Backward, Forward, Layer, Mode, Scratch};
use crate::matrix_product::{Matrix, Onto, Panel, matrix_product};
use crate::shape::Shape;
use crate::spec::{ActivationSpec, ConvSpec};
use nonlin::compute::Level;
use std::time::Instant;

/// A layer with a batch and all that it works in.
struct Trial {
    layer: ImageConv<f32>,
    level: Level,
    rows: usize,
    parameters: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
    dy: Vec<f32>,
    dx: Vec<f32>,
    gradient: Vec<f32>,
    indices: Vec<u32>,
    scratch: Scratch<f32>,
}

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i as f32 * 0.7).sin()).collect()
}

impl Trial {
    fn new(level: Level, rows: usize, spec: &ConvSpec, [channels, height, width]: [usize; 3]) -> Self {
        let layer = ImageConv::<f32>::new(spec, "layer 1 (conv)", Shape::Image { channels, height, width }).unwrap();
        let (room, output) = (layer.room(rows), layer.output().len());
        let parameters: usize = layer.groups().iter().filter_map(crate::parameters::Group::checked_len).sum();
        let input = rows * channels * height * width;
        Self {
            level,
            rows,
            parameters: numbers(parameters),
            x: numbers(input),
            y: vec![0.0; rows * output],
            dy: numbers(rows * output),
            dx: vec![0.0; input],
            gradient: vec![0.0; parameters],
            indices: vec![0; room.indices],
            scratch: Scratch { panel: Panel::new(), numbers: vec![0.0; room.scratch] },
            layer,
        }
    }

    fn forward(&mut self) {
        self.layer.forward(Forward {
            level: self.level,
            rows: self.rows,
            mode: Mode::Predict,
            index: 0,
            parameters: &self.parameters,
            lengths: &[],
            x: &self.x,
            y: &mut self.y,
            z: &mut [],
            saved: &mut [],
            indices: &mut self.indices,
            scratch: &mut self.scratch,
        });
    }

    fn backward(&mut self, with_dx: bool) {
        self.layer.backward(Backward {
            level: self.level,
            rows: self.rows,
            mode: Mode::Predict,
            parameters: &self.parameters,
            lengths: &[],
            x: &self.x,
            y: &self.y,
            z: &[],
            saved: &mut [],
            indices: &self.indices,
            dy: &mut self.dy,
            dx: with_dx.then_some(&mut self.dx[..]),
            gradient: &mut self.gradient,
            scratch: &mut self.scratch,
        });
    }
}

fn linear() -> ActivationSpec {
    ActivationSpec::from("linear")
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let by_places = ConvSpec { padding: [2; 2], ..ConvSpec::new(6, 5, linear()) };
    let by_filters = ConvSpec::new(16, 5, linear());
    let by_steps = ConvSpec { stride: [2; 2], ..by_places.clone() };
    for spec in [by_places, by_filters, by_steps] {
        let results = Level::all().into_iter().map(|level| {
            let mut trial = Trial::new(level, 2, &spec, [3, 9, 11]);
            trial.forward();
            trial.backward(true);
            (trial.y, trial.gradient, trial.dx)
        });
        let results: Vec<_> = results.collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{spec:?}");
    }
}

#[test]
#[ignore = "prints times; CONTRIBUTING.md has the command"]
fn speed() {
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

/// Seconds of the fastest of some runs.
fn fastest(mut run: impl FnMut()) -> f64 {
    let mut fastest = f64::INFINITY;
    for _ in 0..15 {
        let start = Instant::now();
        run();
        fastest = fastest.min(start.elapsed().as_secs_f64());
    }
    fastest
}

/// Prints the times of a batch of 128, and those of plain products with the sides of each image's convolution.
fn report(what: &str, spec: &ConvSpec, input: [usize; 3]) {
    let (level, rows) = (Level::best(), 128);
    let mut trial = Trial::new(level, rows, spec, input);
    let forward = fastest(|| trial.forward());
    let weights = fastest(|| trial.backward(false));
    let both = fastest(|| trial.backward(true));
    let (filters, output) = (spec.filters, trial.y.len() / rows);
    let (depth, positions) = (trial.parameters.len() / filters - 1, output / filters);
    let (w, windows, mut c) = (numbers(filters * depth), numbers(depth * positions), vec![0.0; output]);
    let (w, windows) = (Matrix::row_major(&w, filters, depth), Matrix::row_major(&windows, depth, positions));
    let product = fastest(|| {
        for _ in 0..rows {
            matrix_product(level, w, windows, &mut c, Onto::Nothing, &mut trial.scratch.panel);
        }
    });
    let operations = 2.0 * (rows * depth * output) as f64;
    let rate = |seconds: f64| format!("{:.2} ms, {:.1} GFLOP/s", seconds * 1e3, operations / seconds / 1e9);
    println!("{what}: forward {}", rate(forward));
    println!("    gradient of the weights {}", rate(weights));
    println!("    and of the images {}", rate(both - weights));
    println!("    the plain product {}", rate(product));
}
