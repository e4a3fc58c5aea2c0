//! Networks that learn, networks that cannot, and every way in which training ends.

use nonlin_net::{
    Batch, DenseSpec, EpochRecord, Inputs, Loss, Network, NetworkSpec, Observation, Observer, Optimiser, Outcome,
    OutputActivation, Step, TrainingPlan, train,
};
use std::sync::atomic::{AtomicBool, Ordering};

static NEVER: AtomicBool = AtomicBool::new(false);

const XOR: Batch<'static, f32> = Batch {
    inputs: &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0],
    targets: &[0.0, 1.0, 1.0, 0.0],
    rows: 4,
    lengths: &[],
    weights: &[],
};

fn spec(inputs: usize, hidden: &[usize], activation: &str, outputs: usize, output: OutputActivation) -> NetworkSpec {
    let hidden = hidden.iter().map(|&units| DenseSpec::new(units, activation)).collect();
    NetworkSpec::dense(inputs, hidden, outputs, output)
}

fn xor_net(activation: &str) -> Network<f32> {
    Network::new(&spec(2, &[8], activation, 1, OutputActivation::Sigmoid), 1).unwrap()
}

fn xor_plan() -> TrainingPlan {
    TrainingPlan { learning_rate: 0.03, max_epochs: 500, patience: None, ..TrainingPlan::new(Loss::BinaryCrossEntropy) }
}

fn xor_accuracy(network: &Network<f32>) -> f64 {
    let mut workspace = network.workspace(4).unwrap();
    let predictions = network.predict(&mut workspace, Inputs::new(XOR.inputs, 4)).unwrap();
    let right = predictions.iter().zip(XOR.targets).filter(|&(&p, &t)| (p > 0.5) == (t > 0.5)).count();
    right as f64 / 4.0
}

/// Noisy curve: rows x 1 input, rows x 1 target.
fn curve(rows: usize, phase: f32) -> (Vec<f32>, Vec<f32>) {
    let inputs: Vec<f32> = (0..rows).map(|i| ((i * 37 % 101) as f32 / 50.0) - 1.0 + phase).collect();
    let noise = |i: usize| 0.3 * ((i * 7919 % 13) as f32 / 6.0 - 1.0);
    let targets = inputs.iter().enumerate().map(|(i, x)| (3.0 * x).sin() + noise(i)).collect();
    (inputs, targets)
}

#[test]
fn xor_is_learnt_with_tanh_and_not_with_linear() {
    let mut network = xor_net("tanh");
    let record = train(&mut network, XOR, XOR, &xor_plan(), &mut (), &NEVER).unwrap();
    assert_eq!((record.outcome, record.epochs, record.steps), (Outcome::Completed, 500, 500));
    assert_eq!(xor_accuracy(&network), 1.0);
    assert!(record.validation_loss[499] < 0.05, "{record:?}");

    let mut network = xor_net("linear");
    train(&mut network, XOR, XOR, &xor_plan(), &mut (), &NEVER).unwrap();
    assert!(xor_accuracy(&network) <= 0.75);
}

#[test]
fn a_step_keeps_the_first_layer_where_it_was() {
    let mut network = xor_net("step");
    let weights = |network: &Network<f32>, layer| network.layer(layer).weights().to_vec();
    let (first, last) = (weights(&network, 0), weights(&network, 1));
    train(&mut network, XOR, XOR, &xor_plan(), &mut (), &NEVER).unwrap();
    assert_eq!(weights(&network, 0), first);
    assert_ne!(weights(&network, 1), last);
}

#[test]
fn learnable_parameters_of_activations_move() {
    for (name, start) in [("prelu", 0.25), ("swish", 1.0)] {
        let mut network = xor_net(name);
        assert_eq!(network.layer(0).activation_parameters(), [start]);
        train(&mut network, XOR, XOR, &xor_plan(), &mut (), &NEVER).unwrap();
        assert!((network.layer(0).activation_parameters()[0] - start).abs() > 1e-3);
    }
}

#[test]
fn early_stopping_restores_the_best_weights() {
    // Few noisy rows and many weights: the validation loss turns.
    let (x, t) = curve(16, 0.0);
    let (vx, vt) = curve(64, 0.01);
    let (data, validation) = (Batch::new(&x, &t, 16), Batch::new(&vx, &vt, 64));
    let mut network = Network::new(&spec(1, &[64, 64], "tanh", 1, OutputActivation::Linear), 3).unwrap();
    let plan = TrainingPlan {
        learning_rate: 0.01,
        batch_size: 7,
        max_epochs: 2000,
        patience: Some(15),
        ..TrainingPlan::new(Loss::MeanSquaredError)
    };
    let record = train(&mut network, data, validation, &plan, &mut (), &NEVER).unwrap();
    assert_eq!(record.outcome, Outcome::StoppedEarly);
    let best = record.best_epoch.unwrap();
    assert_eq!(record.epochs, best + 15);
    assert_eq!(record.steps, record.epochs as u64 * 3, "16 rows in batches of 7 are 3 steps");
    let lowest = record.validation_loss.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(record.validation_loss[best - 1], lowest);
    // Batches of the same size as in training, for the same bits.
    let mut workspace = network.workspace(7).unwrap();
    assert_eq!(network.evaluate(&mut workspace, plan.loss, validation).unwrap(), lowest);
}

#[test]
fn divergence_is_an_outcome_with_its_place() {
    let (x, t) = curve(64, 0.0);
    let data = Batch::new(&x, &t, 64);
    let network = Network::new(&spec(1, &[16, 16], "relu", 1, OutputActivation::Linear), 3).unwrap();
    let plan = TrainingPlan {
        learning_rate: 1e6,
        optimiser: Optimiser::sgd(0.9),
        ..TrainingPlan::new(Loss::MeanSquaredError)
    };
    let record = train(&mut network.clone(), data, data, &plan, &mut (), &NEVER).unwrap();
    let Outcome::Diverged { epoch, step, layer } = record.outcome else { panic!("{record:?}") };
    assert_eq!(step, record.steps);
    assert!(epoch <= 3 && layer < 3, "{record:?}");

    // The same with short gradients and a sensible rate is well.
    let plan = TrainingPlan { learning_rate: 0.01, clip_norm: Some(1.0), ..plan };
    let record = train(&mut network.clone(), data, data, &plan, &mut (), &NEVER).unwrap();
    assert!(!matches!(record.outcome, Outcome::Diverged { .. }));
    assert!(record.train_loss.last() < record.train_loss.first());
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let (x, t) = curve(50, 0.0);
    let data = Batch::new(&x, &t, 50);
    let run = |weights, order| {
        let mut network = Network::new(&spec(1, &[16], "gelu", 1, OutputActivation::Linear), weights).unwrap();
        let plan = TrainingPlan { seed: order, max_epochs: 5, ..TrainingPlan::new(Loss::MeanSquaredError) };
        let record = train(&mut network, data, data, &plan, &mut (), &NEVER).unwrap();
        (network.parameters().iter().map(|w| w.to_bits()).collect::<Vec<_>>(), record)
    };
    assert_eq!(run(1, 1), run(1, 1));
    assert_ne!(run(1, 1).0, run(2, 1).0);
    assert_ne!(run(1, 1).0, run(1, 2).0);
}

/// Watches the first step of every epoch, and raises the flag after the third epoch.
struct Watcher<'a> {
    steps: Vec<Step>,
    epochs: usize,
    stop: &'a AtomicBool,
}

impl Observer<f32> for Watcher<'_> {
    fn wants(&mut self, step: Step) -> bool {
        step.batch == 0
    }

    fn observe(&mut self, seen: &Observation<'_, f32>) {
        self.steps.push(seen.step);
        assert_eq!((seen.rows, seen.inputs.len(), seen.layers().len()), (4, 8, 2));
        for layer in seen.layers() {
            let (inputs, units) = (layer.layer.input().len(), layer.layer.output().len());
            assert_eq!(layer.pre_activations.len(), seen.rows * units);
            assert_eq!(layer.pre_activation_gradient.len(), seen.rows * units);
            assert_eq!(layer.weight_gradient().len(), inputs * units);
            // The bias gradient is the column sum of that of the pre-activations.
            for (unit, &sum) in layer.bias_gradient().iter().enumerate() {
                let column = layer.pre_activation_gradient.iter().skip(unit).step_by(units);
                assert!((column.sum::<f32>() - sum).abs() < 1e-6);
            }
            let expected = |z: f32| if layer.index == 0 { z.tanh() } else { z };
            for (&z, &y) in layer.pre_activations.iter().zip(layer.activations) {
                assert!((y - expected(z)).abs() < 1e-6, "{}: {y} at {z}", layer.layer.name());
            }
        }
    }

    fn epoch_finished(&mut self, epoch: &EpochRecord) {
        self.epochs = epoch.epoch;
        self.stop.store(epoch.epoch == 3, Ordering::Relaxed);
    }
}

#[test]
fn an_observer_sees_inside_and_the_flag_stops() {
    let stop = AtomicBool::new(false);
    let mut watcher = Watcher { steps: Vec::new(), epochs: 0, stop: &stop };
    let mut network = xor_net("tanh");
    let record = train(&mut network, XOR, XOR, &xor_plan(), &mut watcher, &stop).unwrap();
    assert_eq!((record.outcome, record.epochs, record.steps), (Outcome::Interrupted, 3, 3));
    assert_eq!(record.best_epoch, Some(3));
    assert_eq!(watcher.epochs, 3);
    assert_eq!(watcher.steps.iter().map(|step| step.epoch).collect::<Vec<_>>(), [1, 2, 3]);

    // Watching changes nothing.
    let mut unwatched = xor_net("tanh");
    train(&mut unwatched, XOR, XOR, &TrainingPlan { max_epochs: 3, ..xor_plan() }, &mut (), &NEVER).unwrap();
    assert_eq!(network.parameters(), unwatched.parameters());
}
