//! Convolution and pooling: against plain loops, gradients against differences, and what is refused.

#![allow(clippy::cast_possible_truncation, clippy::items_after_statements, reason = "numbers of a test")]

use nonlin_net::{
    ActivationSpec, ConvSpec, Inputs, LayerSpec, Loss, NetError, Network, NetworkSpec, OutputActivation, PoolSpec,
    Shape, Workspace,
};
use std::time::Instant;

const ROWS: usize = 3;

/// Numbers without pattern, from -1 to 1; `offset` makes others.
fn numbers(count: usize, offset: usize) -> Vec<f64> {
    (0..count).map(|i| (((i + offset) as f64 * 12.9898).sin() * 43758.5453).fract()).collect()
}

fn network(input: Shape, mut layers: Vec<LayerSpec>) -> Network<f64> {
    layers.push(LayerSpec::Flatten);
    layers.push(LayerSpec::output(2));
    let mut network = Network::new(&NetworkSpec { input, layers, output: OutputActivation::Linear }, 1).unwrap();
    let parameters = network.parameters_mut();
    let values = numbers(parameters.len(), 1000);
    parameters.copy_from_slice(&values);
    network
}

fn image(channels: usize, height: usize, width: usize) -> Shape {
    Shape::Image { channels, height, width }
}

fn sequence(steps: usize, features: usize) -> Shape {
    Shape::Sequence { steps, features }
}

fn conv(filters: usize, kernel: [usize; 2], stride: [usize; 2], padding: [usize; 2], groups: usize) -> ConvSpec {
    ConvSpec { kernel, stride, padding, groups, ..ConvSpec::new(filters, 1, "tanh") }
}

fn pool(kernel: [usize; 2], stride: [usize; 2], padding: [usize; 2]) -> PoolSpec {
    PoolSpec { kernel, stride, padding }
}

/// Convolutions that take each of the ways through the code.
fn image_convolutions() -> Vec<(Shape, ConvSpec)> {
    let mut without_bias = conv(5, [3, 3], [1, 1], [0, 0], 1);
    without_bias.bias = false;
    vec![
        // As in a LeNet: places in the lanes, in two pieces per row; and filters in the lanes.
        (image(1, 28, 28), conv(6, [5, 5], [1, 1], [2, 2], 1)),
        (image(6, 14, 14), conv(16, [5, 5], [1, 1], [0, 0], 1)),
        // More filters than lanes and rows of tiles.
        (image(3, 7, 6), conv(23, [3, 2], [1, 1], [2, 1], 1)),
        (image(2, 3, 40), conv(8, [3, 3], [1, 1], [1, 1], 1)),
        (image(2, 9, 8), conv(4, [3, 3], [2, 2], [1, 1], 1)),
        (image(2, 9, 8), conv(17, [2, 3], [2, 1], [0, 2], 1)),
        (image(7, 9, 8), conv(3, [2, 3], [1, 3], [1, 2], 1)),
        (image(4, 6, 5), conv(6, [3, 3], [1, 1], [1, 1], 2)),
        (image(4, 6, 5), conv(40, [3, 3], [2, 2], [1, 1], 2)),
        (image(5, 8, 19), conv(5, [3, 3], [1, 1], [1, 1], 5)),
        (image(3, 5, 5), conv(6, [3, 3], [2, 2], [1, 1], 3)),
        (image(9, 4, 4), conv(2, [1, 1], [1, 1], [0, 0], 1)),
        (image(2, 3, 4), conv(2, [3, 4], [1, 1], [0, 0], 1)),
        (image(1, 5, 5), without_bias),
    ]
}

fn sequence_convolutions() -> Vec<(Shape, ConvSpec)> {
    let mut without_bias = conv(5, [3, 1], [1, 1], [0, 0], 1);
    without_bias.bias = false;
    vec![
        (sequence(9, 4), conv(6, [3, 3], [1, 1], [0, 0], 1)),
        (sequence(9, 4), conv(6, [4, 1], [2, 1], [3, 0], 1)),
        (sequence(9, 4), conv(6, [3, 3], [1, 1], [1, 1], 2)),
        (sequence(9, 4), conv(4, [3, 3], [2, 2], [1, 1], 4)),
        (sequence(9, 4), conv(8, [3, 3], [1, 1], [2, 2], 4)),
        (sequence(7, 3), without_bias),
    ]
}

fn pools() -> Vec<PoolSpec> {
    vec![PoolSpec::new(2), pool([3, 2], [2, 1], [1, 1]), pool([2, 3], [3, 2], [0, 2]), pool([4, 4], [1, 1], [3, 3])]
}

/// A row's weighted sums, by plain loops; of a sequence with `length` steps.
fn convolve(
    input: Shape,
    length: usize,
    output: Shape,
    spec: &ConvSpec,
    weight: &[f64],
    bias: &[f64],
    x: &[f64],
) -> Vec<f64> {
    let mut sums = Vec::new();
    let filters = spec.filters;
    let bias = |filter: usize| bias.get(filter).copied().unwrap_or(0.0);
    match (input, output) {
        (Shape::Image { channels, height, width }, Shape::Image { height: rows, width: columns, .. }) => {
            let group = channels / spec.groups;
            for filter in 0..filters {
                for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
                    let mut sum = bias(filter);
                    for c in 0..group {
                        for (i, j) in (0..spec.kernel[0]).flat_map(|i| (0..spec.kernel[1]).map(move |j| (i, j))) {
                            let y = (row * spec.stride[0] + i).wrapping_sub(spec.padding[0]);
                            let x_place = (column * spec.stride[1] + j).wrapping_sub(spec.padding[1]);
                            if y < height && x_place < width {
                                let channel = filter / (filters / spec.groups) * group + c;
                                let k = (c * spec.kernel[0] + i) * spec.kernel[1] + j;
                                let w = weight[filter * group * spec.kernel[0] * spec.kernel[1] + k];
                                sum += w * x[(channel * height + y) * width + x_place];
                            }
                        }
                    }
                    sums.push(sum);
                }
            }
        }
        (Shape::Sequence { features, .. }, Shape::Sequence { steps, .. }) => {
            let group = features / spec.groups;
            for step in 0..steps {
                for filter in 0..filters {
                    let mut sum = bias(filter);
                    for (i, c) in (0..spec.kernel[0]).flat_map(|i| (0..group).map(move |c| (i, c))) {
                        let t = (step * spec.stride[0] + i).wrapping_sub(spec.padding[0]);
                        if t < length {
                            let feature = filter / (filters / spec.groups) * group + c;
                            sum += weight[(i * group + c) * filters + filter] * x[t * features + feature];
                        }
                    }
                    sums.push(sum);
                }
            }
        }
        _ => panic!("{input} and {output}"),
    }
    sums
}

fn assert_close(got: &[f64], want: &[f64], tolerance: f64, what: &str) {
    assert_eq!(got.len(), want.len(), "{what}");
    let norm = |x: &mut dyn Iterator<Item = f64>| x.map(|x| x * x).sum::<f64>().sqrt();
    let (error, size) = (norm(&mut got.iter().zip(want).map(|(a, b)| a - b)), norm(&mut want.iter().copied()));
    assert!(error <= tolerance * size, "{what}: off by {error} of {size}\n{got:?}\n{want:?}");
}

#[test]
fn convolutions_agree_with_plain_loops() {
    for (input, spec) in image_convolutions().into_iter().chain(sequence_convolutions()) {
        let network = network(input, vec![LayerSpec::Conv(spec.clone())]);
        let mut workspace = network.workspace(ROWS).unwrap();
        let x = numbers(ROWS * input.len(), 0);
        network.forward(&mut workspace, Inputs::new(&x, ROWS)).unwrap();
        let layer = network.layer(0);
        let length = input.steps().unwrap_or(0);
        let want = x
            .chunks_exact(input.len())
            .flat_map(|x| convolve(input, length, layer.output(), &spec, layer.weights(), layer.bias(), x));
        let want: Vec<f64> = want.map(f64::tanh).collect();
        assert_close(workspace.activations(0), &want, 1e-14, &format!("{input}, {spec:?}"));
    }
}

#[test]
#[allow(clippy::cast_possible_truncation, reason = "that is what single precision is")]
fn single_precision_agrees_with_double() {
    for (input, spec) in image_convolutions() {
        let double = network(input, vec![LayerSpec::Conv(spec.clone())]);
        let mut single = Network::<f32>::new(double.spec(), 1).unwrap();
        for (single, &double) in single.parameters_mut().iter_mut().zip(double.parameters()) {
            *single = double as f32;
        }
        let x: Vec<f32> = numbers(ROWS * input.len(), 0).into_iter().map(|x| x as f32).collect();
        let mut workspace = single.workspace(ROWS).unwrap();
        single.forward(&mut workspace, Inputs::new(&x, ROWS)).unwrap();
        let got: Vec<f64> = workspace.activations(0).iter().map(|&y| f64::from(y)).collect();
        let x: Vec<f64> = x.into_iter().map(f64::from).collect();
        let mut workspace = double.workspace(ROWS).unwrap();
        double.forward(&mut workspace, Inputs::new(&x, ROWS)).unwrap();
        assert_close(&got, workspace.activations(0), 1e-6, &format!("{input}, {spec:?}"));
    }
}

/// A batch and its loss as training takes it.
struct Trial<'a> {
    network: Network<f64>,
    workspace: Workspace<f64>,
    x: Vec<f64>,
    lengths: &'a [usize],
    targets: Vec<f64>,
}

impl Trial<'_> {
    fn loss(&mut self) -> f64 {
        let inputs = Inputs { values: &self.x, rows: ROWS, lengths: self.lengths };
        self.network.forward_training(&mut self.workspace, inputs, 5, 7).unwrap();
        self.network.loss(&mut self.workspace, Loss::MeanSquaredError, &self.targets, &[]).unwrap()
    }

    /// How the loss changes with each of the numbers that `of` shows.
    fn differences(&mut self, of: impl Fn(&mut Self) -> &mut [f64]) -> Vec<f64> {
        let step = 1e-5;
        let count = of(self).len();
        let difference = |place: usize| {
            let at = of(self)[place];
            let mut moved = |to: f64| {
                of(self)[place] = to;
                self.loss()
            };
            let difference = (moved(at + step) - moved(at - step)) / (2.0 * step);
            of(self)[place] = at;
            difference
        };
        (0..count).map(difference).collect()
    }
}

/// Gradients of all parameters and of the input against central differences.
fn check_gradients(input: Shape, lengths: &[usize], layer: LayerSpec) {
    let what = format!("{input}, {lengths:?}, {layer:?}");
    // The activation before it makes the network ask for the gradient with respect to the layer's input, and is where that is left.
    let network = network(input, vec![LayerSpec::Activation("linear".into()), layer]);
    let workspace = network.workspace(ROWS).unwrap();
    let (x, targets) = (numbers(ROWS * input.len(), 0), numbers(ROWS * network.outputs(), 500));
    let mut trial = Trial { network, workspace, x, lengths, targets };
    let mut gradient = vec![f64::NAN; trial.network.parameters().len()];
    // Twice, so that whatever is not written over shows.
    for _ in 0..2 {
        trial.loss();
        let inputs = Inputs { values: &trial.x, rows: ROWS, lengths };
        trial.network.backward(&mut trial.workspace, inputs, &mut gradient).unwrap();
    }
    let input_gradient = trial.workspace.pre_activation_gradient(0).to_vec();
    let differences = trial.differences(|trial| trial.network.parameters_mut());
    assert_close(&gradient, &differences, 1e-6, &format!("parameters of {what}"));
    let differences = trial.differences(|trial| &mut trial.x);
    assert_close(&input_gradient, &differences, 1e-6, &format!("input of {what}"));
}

#[test]
fn gradients_of_convolutions_agree_with_differences() {
    for (input, spec) in image_convolutions() {
        // The first two are the same ways through larger images.
        if input.len() < 700 {
            check_gradients(input, &[], LayerSpec::Conv(spec));
        }
    }
    check_gradients(image(1, 9, 18), &[], LayerSpec::Conv(conv(6, [5, 5], [1, 1], [2, 2], 1)));
    check_gradients(image(6, 7, 7), &[], LayerSpec::Conv(conv(16, [5, 5], [1, 1], [0, 0], 1)));
    for (input, spec) in sequence_convolutions() {
        check_gradients(input, &[], LayerSpec::Conv(spec.clone()));
        check_gradients(input, &[7, 2, 1], LayerSpec::Conv(spec));
    }
}

#[test]
fn gradients_reach_learnt_activations_of_each_channel() {
    for activation in ["prelu", "silu", "relu"] {
        let mut activation = ActivationSpec::from(activation);
        for per_channel in [false, true] {
            activation.per_channel = per_channel;
            let spec = ConvSpec { activation: Some(activation.clone()), ..conv(3, [2, 2], [1, 1], [1, 1], 1) };
            check_gradients(image(2, 4, 5), &[], LayerSpec::Conv(spec.clone()));
            check_gradients(sequence(5, 2), &[5, 1, 3], LayerSpec::Conv(spec));
        }
    }
}

#[test]
fn gradients_of_pooling_agree_with_differences() {
    let layers = pools().into_iter().flat_map(|spec| [LayerSpec::MaxPool(spec), LayerSpec::AveragePool(spec)]);
    for layer in layers.chain([LayerSpec::GlobalMaxPool, LayerSpec::GlobalAveragePool]) {
        check_gradients(image(2, 6, 8), &[], layer.clone());
        check_gradients(image(2, 7, 5), &[], layer.clone());
        check_gradients(sequence(7, 3), &[], layer.clone());
        check_gradients(sequence(7, 3), &[6, 1, 3], layer);
    }
}

/// What lies inside the window at a place along a side, of which `length` counts.
fn covered(place: usize, side: usize, spec: &PoolSpec, length: usize) -> Vec<usize> {
    let places = (0..spec.kernel[side]).map(|i| (place * spec.stride[side] + i).wrapping_sub(spec.padding[side]));
    places.filter(|&place| place < length).collect()
}

type Take<'a> = &'a dyn Fn(&[f64]) -> f64;

#[test]
fn pooling_agrees_with_plain_loops() {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let max = |x: &[f64]| x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for spec in pools() {
        let both: [(LayerSpec, Take<'_>); 2] =
            [(LayerSpec::MaxPool(spec), &max), (LayerSpec::AveragePool(spec), &mean)];
        for (layer, take) in both {
            let input = image(2, 7, 36);
            let network = network(input, vec![layer.clone()]);
            let mut workspace = network.workspace(ROWS).unwrap();
            let x = numbers(ROWS * input.len(), 0);
            network.forward(&mut workspace, Inputs::new(&x, ROWS)).unwrap();
            let Shape::Image { height, width, .. } = network.layer(0).output() else { panic!("no image") };
            let mut want = Vec::new();
            for plane in x.chunks_exact(7 * 36) {
                for (row, column) in (0..height).flat_map(|row| (0..width).map(move |column| (row, column))) {
                    let columns = covered(column, 1, &spec, 36);
                    let rows = covered(row, 0, &spec, 7).into_iter();
                    let window: Vec<f64> = rows.flat_map(|i| columns.iter().map(move |j| plane[i * 36 + j])).collect();
                    want.push(take(&window));
                }
            }
            assert_close(workspace.activations(0), &want, 1e-15, &format!("{layer:?} of an image"));
        }
    }
}

/// What a layer passes on for one row, with what lies beyond its end not a number.
fn row_of(input: Shape, layer: &LayerSpec, row: &[f64]) -> (Vec<f64>, Shape) {
    let network = network(input, vec![layer.clone()]);
    let mut workspace = network.workspace(1).unwrap();
    let mut x = row.to_vec();
    x.resize(input.len(), f64::NAN);
    let lengths = input.steps().map(|steps| row.len() / (input.len() / steps));
    let lengths: Vec<usize> = lengths.into_iter().collect();
    network.forward(&mut workspace, Inputs { values: &x, rows: 1, lengths: &lengths }).unwrap();
    (workspace.activations(0).to_vec(), network.layer(0).output())
}

#[test]
fn short_rows_are_as_if_there_were_nothing_beyond_their_ends() {
    let pools = pools().into_iter().flat_map(|spec| [LayerSpec::MaxPool(spec), LayerSpec::AveragePool(spec)]);
    let global = [LayerSpec::GlobalMaxPool, LayerSpec::GlobalAveragePool];
    let convolutions = sequence_convolutions().into_iter().map(|(_, spec)| LayerSpec::Conv(spec));
    for layer in pools.chain(global).chain(convolutions) {
        let features = match &layer {
            LayerSpec::Conv(spec) if !spec.bias => 3,
            _ => 4,
        };
        for length in 4..9 {
            let x = numbers(length * features, 0);
            // Weights do not depend on how many steps there are, so both networks have the same.
            let (short, _) = row_of(sequence(length, features), &layer, &x);
            let (long, output) = row_of(sequence(9, features), &layer, &x);
            assert_eq!(short, long[..short.len()], "{layer:?}, {length} steps");
            assert!(long[short.len()..].iter().all(|&y| y == 0.0), "{layer:?}, {length} steps: {output}, {long:?}");
        }
    }
}

#[test]
fn a_row_shorter_than_the_kernel_has_one_step_with_zeros_after_it() {
    let input = sequence(6, 1);
    let spec = ConvSpec { activation: None, ..conv(1, [4, 1], [1, 1], [0, 0], 1) };
    let mut network = network(input, vec![LayerSpec::Conv(spec), LayerSpec::GlobalAveragePool]);
    network.parameters_mut()[..5].copy_from_slice(&[1.0, 10.0, 100.0, 1000.0, 0.5]);
    let mut workspace = network.workspace(1).unwrap();
    let x = [1.0, 2.0, f64::NAN, 0.0, 0.0, 0.0];
    network.forward(&mut workspace, Inputs { values: &x, rows: 1, lengths: &[2] }).unwrap();
    assert_eq!(workspace.activations(0), [21.5, 0.0, 0.0]);
    assert_eq!(workspace.activations(1), [21.5]);
}

#[test]
fn not_a_number_is_the_maximum_of_every_window_it_is_in() {
    for (spec, input) in [(PoolSpec::new(2), image(1, 4, 4)), (pool([2, 2], [1, 2], [0, 0]), image(1, 4, 4))] {
        let network = network(input, vec![LayerSpec::MaxPool(spec)]);
        let mut workspace = network.workspace(1).unwrap();
        for place in 0..16 {
            let mut x = numbers(16, 0);
            x[place] = f64::NAN;
            network.forward(&mut workspace, Inputs::new(&x, 1)).unwrap();
            let y = workspace.activations(0);
            for (p, y) in y.iter().enumerate() {
                let (row, column) = (p / 2 * spec.stride[0], p % 2 * 2);
                let inside = (row..row + 2).contains(&(place / 4)) && (column..column + 2).contains(&(place % 4));
                assert_eq!(y.is_nan(), inside, "{spec:?}, NaN at {place}, window {p}");
            }
        }
    }
    for lengths in [&[][..], &[4][..]] {
        let network = network(sequence(5, 2), vec![LayerSpec::GlobalMaxPool]);
        let mut workspace = network.workspace(1).unwrap();
        let x = [0.0, 1.0, f64::NAN, 2.0, 5.0, 3.0, 7.0, 4.0, 9.0, 5.0];
        network.forward(&mut workspace, Inputs { values: &x, rows: 1, lengths }).unwrap();
        let y = workspace.activations(0);
        assert!(y[0].is_nan() && y[1] == if lengths.is_empty() { 5.0 } else { 4.0 }, "{y:?}");
    }
}

#[test]
fn what_cannot_be_is_refused_by_name_and_number() {
    let fails = |input: Shape, layer: LayerSpec| -> String {
        let layers = vec![layer, LayerSpec::Flatten, LayerSpec::output(2)];
        let error = Network::<f32>::new(&NetworkSpec { input, layers, output: OutputActivation::Linear }, 1);
        error.unwrap_err().to_string()
    };
    let small = image(3, 4, 5);
    let of = |kernel, stride, padding, groups| LayerSpec::Conv(conv(4, kernel, stride, padding, groups));
    let cases = [
        (
            of([7, 3], [1, 1], [1, 1], 1),
            "layer 1 (conv): kernel is 7 x 3; it must be at most 6 x 7, its input of 4 x 5 with padding",
        ),
        (of([3, 3], [0, 1], [1, 1], 1), "layer 1 (conv): stride is 0 x 1; it must be at least 1"),
        (of([0, 3], [1, 1], [0, 0], 1), "layer 1 (conv): kernel is 0 x 3; it must be at least 1"),
        (
            of([3, 3], [1, 1], [1, 3], 1),
            "layer 1 (conv): padding is 1 x 3; it must be smaller than the kernel, which is 3 x 3",
        ),
        (
            of([3, 3], [1, 1], [1, 1], 3),
            "layer 1 (conv): groups is 3; it must be a divisor of the 3 channels before it and of its 4 filters",
        ),
        (
            of([3, 3], [1, 1], [1, 1], 2),
            "layer 1 (conv): groups is 2; it must be a divisor of the 3 channels before it and of its 4 filters",
        ),
        (
            of([3, 3], [1, 1], [1, 1], 0),
            "layer 1 (conv): groups is 0; it must be a divisor of the 3 channels before it and of its 4 filters",
        ),
        (LayerSpec::Conv(conv(0, [3, 3], [1, 1], [1, 1], 1)), "layer 1 (conv) has 0 units; it needs at least 1"),
        (
            LayerSpec::MaxPool(pool([5, 5], [1, 1], [0, 0])),
            "layer 1 (max_pool): kernel is 5 x 5; it must be at most 4 x 5, its input of 4 x 5 with padding",
        ),
        (
            LayerSpec::AveragePool(pool([2, 2], [2, 2], [2, 2])),
            "layer 1 (average_pool): padding is 2 x 2; it must be smaller than the kernel, which is 2 x 2",
        ),
    ];
    for (layer, want) in cases {
        assert_eq!(fails(small, layer), want);
    }
    // Over a sequence the second numbers do not count.
    let message = fails(sequence(4, 2), of([5, 9], [1, 0], [0, 0], 1));
    assert_eq!(message, "layer 1 (conv): kernel is 5; it must be at most 4, its input of 4 with padding");
    for layer in [of([1, 1], [1, 1], [0, 0], 1), LayerSpec::MaxPool(PoolSpec::new(1)), LayerSpec::GlobalAveragePool] {
        assert!(
            fails(Shape::Features(9), layer.clone()).contains("give the input the shape of an image or a sequence")
        );
        assert!(fails(Shape::Tokens { steps: 9, vocabulary: 3 }, layer).contains("put `embedding` first"));
    }
}

#[test]
fn sizes_that_no_one_means_are_refused_before_anything_is_allocated() {
    let build = |input: Shape, layer: LayerSpec| {
        let layers = vec![layer, LayerSpec::Flatten, LayerSpec::output(2)];
        Network::<f32>::new(&NetworkSpec { input, layers, output: OutputActivation::Linear }, 1).map(|_| ())
    };
    let huge = usize::MAX / 2;
    let padded = LayerSpec::Conv(conv(1, [huge, huge], [1, 1], [huge - 1, huge - 1], 1));
    assert!(matches!(build(image(1, 2, 2), padded), Err(NetError::LargeRow { .. })));
    let filters = LayerSpec::Conv(conv(huge, [1, 1], [1, 1], [0, 0], 1));
    assert!(matches!(build(image(1, 2, 2), filters.clone()), Err(NetError::LargeRow { .. })));
    assert!(matches!(build(sequence(2, 2), filters), Err(NetError::LargeRow { .. })));
    let weights = LayerSpec::Conv(conv(1 << 20, [16, 32], [1, 1], [0, 0], 1));
    assert!(matches!(build(image(1, 16, 32), weights), Err(NetError::TooLarge { .. })));
    let padded = LayerSpec::MaxPool(pool([huge, huge], [1, 1], [huge - 1, huge - 1]));
    assert!(matches!(build(image(1, 2, 2), padded.clone()), Err(NetError::LargeRow { .. })));
    assert!(matches!(build(sequence(2, 2), padded), Err(NetError::LargeRow { .. })));
}

#[test]
#[ignore = "prints times; CONTRIBUTING.md has the command"]
fn speed_of_a_convolutional_network() {
    let rows = 128;
    let layers = [
        LayerSpec::Conv(ConvSpec { padding: [2; 2], ..ConvSpec::new(6, 5, "relu") }),
        LayerSpec::MaxPool(PoolSpec::new(2)),
        LayerSpec::Conv(ConvSpec::new(16, 5, "relu")),
        LayerSpec::MaxPool(PoolSpec::new(2)),
        LayerSpec::Flatten,
        LayerSpec::dense(120, "relu"),
        LayerSpec::dense(84, "relu"),
        LayerSpec::output(10),
    ];
    let input = image(1, 28, 28);
    // What the first layers take is the time of the network that ends after them.
    for count in [1, 2, 3, 4, 8] {
        let mut layers = layers[..count].to_vec();
        if count < 8 {
            layers.extend([LayerSpec::GlobalAveragePool, LayerSpec::Flatten]);
        }
        let network = Network::<f32>::new(&NetworkSpec { input, layers, output: OutputActivation::Linear }, 1).unwrap();
        let mut workspace = network.workspace(rows).unwrap();
        let x = (0..rows * input.len()).map(|i| (i as f32 * 0.7).sin()).collect::<Vec<_>>();
        let (inputs, targets) = (Inputs::new(&x, rows), vec![0.5; rows * network.outputs()]);
        let mut gradient = vec![0.0; network.parameters().len()];
        let (mut forward, mut backward) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..30 {
            let start = Instant::now();
            network.forward_training(&mut workspace, inputs, 0, 0).unwrap();
            forward = forward.min(start.elapsed().as_secs_f64());
            network.loss(&mut workspace, Loss::MeanSquaredError, &targets, &[]).unwrap();
            let start = Instant::now();
            network.backward(&mut workspace, inputs, &mut gradient).unwrap();
            backward = backward.min(start.elapsed().as_secs_f64());
        }
        println!("{count} layers: forward {:.2} ms, backward {:.2} ms", forward * 1e3, backward * 1e3);
    }
}
