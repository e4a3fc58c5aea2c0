//! One training, watched.

use crate::faults::Fault;
use nonlin_doctor::{Finding, examine};
use nonlin_lab::data::{Dataset, Samples};
use nonlin_lab::inside::{Inside, Sampling};
use nonlin_lab::model::{network_input, output_activation};
use nonlin_net::{Batch, LayerSpec, Loss, Network, NetworkSpec, Optimiser, TrainingPlan, train};
use std::sync::atomic::AtomicBool;

/// A network and how it is trained.
#[derive(Clone)]
pub(crate) struct Setup {
    /// The layers before the output layer.
    pub(crate) body: String,
    /// What stands behind the number of outputs: an activation of the output layer's own.
    pub(crate) own_output: String,
    /// Layers after the output layer.
    pub(crate) behind: String,
    pub(crate) optimiser: Optimiser,
    pub(crate) learning_rate: f64,
}

impl Default for Setup {
    fn default() -> Self {
        let (body, own_output, behind) = Default::default();
        Self { body, own_output, behind, optimiser: Optimiser::ADAM, learning_rate: 0.003 }
    }
}

/// What was found.
pub(crate) struct Outcome {
    pub(crate) findings: Vec<Finding>,
    /// Why there was no training, if there was none.
    pub(crate) refused: Option<String>,
    /// The training loss at the first step and at the last that was looked at.
    pub(crate) losses: [f64; 2],
    /// The longest step by the weights.
    pub(crate) longest: f64,
}

/// Steps that are watched at least, if an epoch has fewer.
const STEPS: usize = 128;
const BATCH: usize = 32;

/// Trains for an epoch or a few, and examines what was seen.
pub(crate) fn watched(dataset: &Dataset, setup: &Setup, fault: Option<(&Fault, usize)>, seed: u64) -> Outcome {
    match attempt(dataset, setup, fault, seed) {
        Ok(outcome) => outcome,
        Err(error) => Outcome { findings: Vec::new(), refused: Some(error), losses: [f64::NAN; 2], longest: f64::NAN },
    }
}

fn attempt(dataset: &Dataset, setup: &Setup, fault: Option<(&Fault, usize)>, seed: u64) -> Result<Outcome, String> {
    let mut prepared = dataset.prepare(seed).map_err(|error| error.to_string())?;
    if let Some((fault, strength)) = fault {
        (fault.data)(&mut prepared, strength, seed);
    }
    let task = dataset.task();
    let outputs = prepared.train.outputs_per_row;
    let mut text = format!("{}, {outputs} {}", setup.body, setup.own_output);
    if !setup.behind.is_empty() {
        text = format!("{text}, {}", setup.behind);
    }
    let layers = LayerSpec::list(text.trim()).map_err(|problem| format!("{text}: {problem}"))?;
    let input = network_input(prepared.train.shape);
    let output = output_activation(task);
    let mut network =
        Network::<f32>::new(&NetworkSpec { input, layers, output }, seed).map_err(|error| error.to_string())?;
    if let Some((fault, strength)) = fault {
        (fault.weights)(&mut network, strength);
    }
    let steps_per_epoch = prepared.train.rows.div_ceil(BATCH);
    let plan = TrainingPlan {
        optimiser: setup.optimiser,
        learning_rate: setup.learning_rate,
        batch_size: BATCH,
        max_epochs: STEPS.div_ceil(steps_per_epoch),
        patience: None,
        seed,
        ..TrainingPlan::new(Loss::for_output(output, outputs))
    };
    let mut inside = Inside::new(Sampling::Steps);
    inside.begin(task, &prepared.train, &prepared.feature_names, &network, &plan, true);
    let (training, validation) = (batch(&prepared.train), batch(&prepared.validation));
    // Data that are no numbers are refused before the first step; the doctor has seen them by then.
    let refused = train(&mut network, training, validation, &plan, &mut inside, &AtomicBool::new(false)).err();
    let trace = inside.finish();
    let loss = |step: Option<&nonlin_doctor::trace::StepSample>| step.map_or(f64::NAN, |step| step.loss);
    let losses = [loss(trace.steps.first()), loss(trace.steps.last())];
    let updates = trace.weighted().flat_map(|layer| layer.series(|sample| sample.update));
    let longest = updates.fold(0.0, f64::max);
    Ok(Outcome { findings: examine(&trace), refused: refused.map(|error| error.to_string()), losses, longest })
}

fn batch(samples: &Samples) -> Batch<'_, f32> {
    Batch::new(&samples.inputs, &samples.targets, samples.rows).with_lengths(&samples.lengths)
}
