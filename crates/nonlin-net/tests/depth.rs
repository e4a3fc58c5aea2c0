//! What depth does to gradients: fifty plain layers, looked at by an observer.

use nonlin_net::{
    Batch, DenseSpec, Loss, Network, NetworkSpec, Observation, Observer, OutputActivation, Step, Trainer, TrainingPlan,
};

const LAYERS: usize = 50;

/// Length of the weight gradient of each layer at the first step.
#[derive(Default)]
struct Gradients(Vec<f64>);

impl Observer<f64> for Gradients {
    fn wants(&mut self, step: Step) -> bool {
        step.step == 1
    }

    fn observe(&mut self, seen: &Observation<'_, f64>) {
        let norm = |numbers: &[f64]| numbers.iter().map(|x| x * x).sum::<f64>().sqrt();
        self.0 = seen.layers().map(|layer| norm(layer.weight_gradient())).collect();
    }
}

/// The gradient of the first layer as a share of that of the last hidden one.
fn first_to_last(activation: &str, seed: u64) -> f64 {
    let hidden = vec![DenseSpec::new(64, activation); LAYERS];
    let spec = NetworkSpec::dense(16, hidden, 2, OutputActivation::Softmax);
    let mut network = Network::new(&spec, seed).unwrap();
    let x: Vec<f64> = (0..64 * 16).map(|i| 1.7 * (f64::from(i) * 0.7 + 0.2).sin()).collect();
    let targets: Vec<f64> = (0..64).flat_map(|row| if row % 3 == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect();
    let plan = TrainingPlan { batch_size: 64, ..TrainingPlan::new(Loss::SoftmaxCrossEntropy) };
    let mut trainer = Trainer::new(&network, &plan, 64).unwrap();
    let mut gradients = Gradients::default();
    let step = Step { epoch: 1, batch: 0, step: 1 };
    trainer.step(&mut network, Batch::new(&x, &targets, 64), step, &mut gradients).unwrap().unwrap();
    gradients.0[0] / gradients.0[LAYERS - 1]
}

#[test]
fn the_gradient_vanishes_with_sigmoid_and_keeps_its_size_with_selu() {
    for seed in 1..=10 {
        let (sigmoid, selu) = (first_to_last("sigmoid", seed), first_to_last("selu", seed));
        assert!(sigmoid < 1e-12, "sigmoid, seed {seed}: {sigmoid:e}");
        assert!((0.1..10.0).contains(&selu), "SELU, seed {seed}: {selu}");
        println!("seed {seed}: sigmoid {sigmoid:.1e}, SELU {selu:.2}");
    }
}
