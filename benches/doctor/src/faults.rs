//! The faults: what is done to a healthy training, at three strengths each, and which findings are right.

use crate::cases::{Kind, SGD, Set};
use crate::training::Setup;
use nonlin_lab::data::Prepared;
use nonlin_net::Network;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A fault.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// What is done, from weak to strong.
    pub(crate) strengths: [&'static str; 3],
    /// Findings that name it, or what it does at once.
    pub(crate) right: &'static [&'static str],
    only: fn(&Set) -> bool,
    setup: fn(&Set, usize) -> Setup,
    pub(crate) data: fn(&mut Prepared, usize, u64),
    pub(crate) weights: fn(&mut Network<f32>, usize),
}

impl Fault {
    pub(crate) fn fits(&self, set: &Set) -> bool {
        (self.only)(set)
    }

    pub(crate) fn setup(&self, set: &Set, strength: usize) -> Setup {
        (self.setup)(set, strength)
    }
}

fn usual(set: &Set, _: usize) -> Setup {
    Setup { body: set.body("relu", 2), ..Setup::default() }
}

fn with_tanh(set: &Set, _: usize) -> Setup {
    Setup { body: set.body("tanh", 2), ..Setup::default() }
}

/// Changes the weights of every hidden layer, or their biases.
fn change(network: &mut Network<f32>, group: &str, change: impl Fn(usize, f32) -> f32) {
    let last = network.layer_count() - 1;
    let mut ranges = Vec::new();
    for (index, layer) in network.layers().enumerate() {
        let wanted =
            layer.groups().iter().filter(|own| own.name == group && index != last && layer.kind() != "embedding");
        ranges.extend(wanted.map(|own| own.range.clone()));
    }
    for range in ranges {
        for (place, number) in network.parameters_mut()[range].iter_mut().enumerate() {
            *number = change(place, *number);
        }
    }
}

fn no_data(_: &mut Prepared, _: usize, _: u64) {}
fn no_weights(_: &mut Network<f32>, _: usize) {}
fn all(_: &Set) -> bool {
    true
}
fn numbers(set: &Set) -> bool {
    set.kind != Kind::Tokens
}

const NONE: Fault =
    Fault { name: "", strengths: [""; 3], right: &[], only: all, setup: usual, data: no_data, weights: no_weights };

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "deep sigmoids",
        strengths: ["8 layers", "14 layers", "20 layers"],
        right: &["vanishing_gradient"],
        setup: |set, strength| Setup { body: set.body("sigmoid", [8, 14, 20][strength]), ..Setup::default() },
        ..NONE
    },
    Fault {
        name: "weights too large",
        strengths: ["x 5", "x 15", "x 50"],
        right: &["initialiser", "saturated_units"],
        setup: with_tanh,
        weights: |network, strength| change(network, "weight", |_, w| w * [5.0, 15.0, 50.0][strength]),
        ..NONE
    },
    Fault {
        name: "weights too small",
        strengths: ["x 0.2", "x 0.05", "x 0.01"],
        right: &["initialiser"],
        weights: |network, strength| change(network, "weight", |_, w| w * [0.2, 0.05, 0.01][strength]),
        ..NONE
    },
    Fault {
        name: "constant weights",
        strengths: ["0.1", "0.01", "0"],
        right: &["symmetric_weights"],
        weights: |network, strength| change(network, "weight", |_, _| [0.1, 0.01, 0.0][strength]),
        ..NONE
    },
    Fault {
        name: "dead units",
        strengths: ["bias -5 in 7 of 10", "bias -10 in 8 of 10", "bias -30 in all"],
        right: &["dead_units", "untrained_layer"],
        weights: |network, strength| {
            let (bias, tenths) = [(-5.0, 7), (-10.0, 8), (-30.0, 10)][strength];
            change(network, "bias", |place, b| if place % 10 < tenths { bias } else { b });
        },
        ..NONE
    },
    Fault {
        name: "saturated units",
        strengths: ["bias 5", "bias 10", "bias 30"],
        right: &["saturated_units", "untrained_layer"],
        setup: with_tanh,
        weights: |network, strength| {
            let size = [5.0, 10.0, 30.0][strength];
            change(network, "bias", |place, _| if place % 2 == 0 { size } else { -size });
        },
        ..NONE
    },
    Fault {
        name: "learning rate too high",
        strengths: ["Adam 0.3", "Adam 1", "Adam 10"],
        right: &["learning_rate_high", "not_finite", "exploding_gradient"],
        setup: |set, strength| Setup { learning_rate: [0.3, 1.0, 10.0][strength], ..usual(set, strength) },
        ..NONE
    },
    Fault {
        name: "learning rate too low",
        strengths: ["SGD 1e-6", "Adam 1e-7", "Adam 1e-9"],
        right: &["learning_rate_low"],
        setup: |set, strength| {
            let usual = usual(set, strength);
            match strength {
                0 => Setup { learning_rate: 1e-6, optimiser: SGD, ..usual },
                _ => Setup { learning_rate: [1e-7, 1e-9][strength - 1], ..usual },
            }
        },
        ..NONE
    },
    Fault {
        name: "inputs not scaled",
        strengths: ["x 50", "x 500", "x 5000"],
        right: &["inputs_not_scaled"],
        only: numbers,
        data: |prepared, strength, _| {
            let factor = [50.0, 500.0, 5000.0][strength];
            for samples in [&mut prepared.train, &mut prepared.validation] {
                samples.inputs.iter_mut().for_each(|x| *x *= factor);
            }
        },
        ..NONE
    },
    Fault {
        name: "NaN in the inputs",
        strengths: ["one", "1 %", "10 %"],
        right: &["inputs_not_finite"],
        only: numbers,
        data: |prepared, strength, seed| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let count = [1, prepared.train.inputs.len() / 100, prepared.train.inputs.len() / 10][strength];
            // Among the rows that are looked at: the first always is.
            prepared.train.inputs[0] = f32::NAN;
            for _ in 1..count {
                let place = random.random_range(0..prepared.train.inputs.len());
                prepared.train.inputs[place] = f32::NAN;
            }
        },
        ..NONE
    },
    Fault {
        name: "labels shuffled",
        strengths: ["9 of 10", "19 of 20", "all"],
        right: &["unrelated_labels"],
        data: |prepared, strength, seed| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let samples = &mut prepared.train;
            let share = [0.9, 0.95, 1.0][strength];
            let mut places: Vec<usize> = (0..samples.rows).filter(|_| random.random_bool(share)).collect();
            let from = places.clone();
            places.shuffle(&mut random);
            let (old, width) = (samples.targets.clone(), samples.outputs_per_row);
            for (to, from) in from.into_iter().zip(places) {
                samples.targets[to * width..(to + 1) * width].copy_from_slice(&old[from * width..(from + 1) * width]);
            }
        },
        ..NONE
    },
    Fault {
        name: "labels constant",
        strengths: ["the first row's", "the first row's", "the first row's"],
        right: &["constant_labels"],
        data: |prepared, _, _| {
            let samples = &mut prepared.train;
            let first = samples.targets[..samples.outputs_per_row].to_vec();
            samples.targets.chunks_exact_mut(first.len()).for_each(|row| row.copy_from_slice(&first));
        },
        ..NONE
    },
    Fault {
        name: "no nonlinearity",
        strengths: ["2 layers", "3 layers", "4 layers"],
        right: &["no_nonlinearity", "linear_pair"],
        setup: |set, strength| Setup { body: set.body("linear", strength + 2), ..Setup::default() },
        ..NONE
    },
    Fault {
        name: "step as activation",
        strengths: ["1 layer", "2 layers", "3 layers"],
        right: &["zero_slope"],
        setup: |set, strength| Setup { body: set.body("step", strength + 1), ..Setup::default() },
        ..NONE
    },
    Fault {
        name: "activation in the output layer",
        strengths: ["tanh", "sigmoid", "relu"],
        right: &["output_layer"],
        setup: |set, strength| Setup {
            own_output: ["tanh", "sigmoid", "relu"][strength].to_owned(),
            ..usual(set, strength)
        },
        ..NONE
    },
    Fault {
        name: "softmax twice",
        strengths: ["1 hidden layer", "2 hidden layers", "4 hidden layers"],
        right: &["double_softmax"],
        only: |set| {
            !matches!(set.name, "breast_cancer" | "titanic" | "diabetes" | "yeast" | "gunpoint" | "first_names")
        },
        setup: |set, strength| Setup {
            body: set.body("relu", [1, 2, 4][strength]),
            behind: "softmax".to_owned(),
            ..Setup::default()
        },
        ..NONE
    },
    Fault {
        name: "too much dropout",
        strengths: ["0.85", "0.95", "0.99"],
        right: &["dropout_rate"],
        setup: |set, strength| Setup {
            body: format!("{}, dropout {}", set.body("relu", 2), [0.85, 0.95, 0.99][strength]),
            ..Setup::default()
        },
        ..NONE
    },
    Fault {
        name: "SELU as if it were ReLU",
        strengths: ["dropout", "He weights", "both"],
        right: &["self_normalising"],
        setup: |set, strength| {
            let body = set.body("selu", 3);
            Setup { body: if strength == 1 { body } else { format!("{body}, dropout 0.3") }, ..Setup::default() }
        },
        weights: |network, strength| {
            if strength > 0 {
                change(network, "weight", |_, w| w * std::f32::consts::SQRT_2);
            }
        },
        ..NONE
    },
    Fault {
        name: "activation that is not defined",
        strengths: ["sqrt(x)", "log(x)", "1 / (x * (x > 0))"],
        right: &["not_finite"],
        setup: |set, strength| Setup {
            body: set.body(["\"sqrt(x)\"", "\"log(x)\"", "\"log(x) * x\""][strength], 2),
            ..Setup::default()
        },
        ..NONE
    },
    Fault {
        name: "exploding state",
        strengths: ["recurrent weights x 3", "x 10", "x 30"],
        right: &["exploding_gradient", "not_finite", "initialiser", "learning_rate_high"],
        only: |set| matches!(set.kind, Kind::Rnn | Kind::Tokens),
        setup: |set, _| {
            let front = if set.kind == Kind::Tokens { "embedding 8, " } else { "" };
            Setup { body: format!("{front}rnn 24 relu, 48 relu"), ..Setup::default() }
        },
        weights: |network, strength| change(network, "recurrent_weight", |_, w| w * [3.0, 10.0, 30.0][strength]),
        ..NONE
    },
];
