//! Training one network on a data set's parts.

use super::family::{input, output_activation, usual, with_output};
use super::{Model, ModelError};
use crate::data::{Dataset, Samples};
use crate::inside::Inside;
use crate::study::Metric;
use nonlin_net::{
    Batch, EpochRecord, LayerSpec, Loss, Network, NetworkSpec, Observation, Observer, Outcome, Shape, Step,
    TrainingPlan, TrainingRecord, TrainingRun,
};
use serde::Serialize;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// A network to be trained.
#[derive(Clone, Debug)]
pub enum Beginning {
    /// A new one with what is usual for the data before its output layer.
    Usual,
    /// A new one with these layers before its output layer.
    Layers(Vec<LayerSpec>),
    /// One that has been trained before, here or (as ONNX) elsewhere: whole, so it must fit the data at both ends. Its output activation
    /// gives way to the task's own.
    Trained(Box<Network<f32>>),
}

/// What to train, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the weights start.
    pub start: Beginning,
    /// How to train; its loss is replaced by the task's own.
    pub plan: TrainingPlan,
    /// Decides split, weights and order.
    pub seed: u64,
    /// Threads for products that are large enough.
    pub threads: usize,
}

/// A trained network, and how well it does.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// What was trained, with all that new rows need.
    pub model: Model,
    /// What happened.
    pub record: TrainingRecord,
    /// Scores and sizes.
    pub scores: Scores,
}

/// How well a network does on the parts of the data.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Scores {
    /// What is counted.
    pub metric: Metric,
    /// Rows trained on.
    pub train_rows: usize,
    /// On the rows that chose the epoch.
    pub validation: f64,
    /// How many they are.
    pub validation_rows: usize,
    /// On rows that nothing was chosen by.
    pub test: f64,
    /// How many they are.
    pub test_rows: usize,
    /// How long the training took.
    pub seconds: f64,
}

/// Trains a network of these layers, with an output layer that fits the task behind them, on `dataset`. `observer` sees the training.
///
/// Fails if the layers do not fit the data, or the training ends before an epoch is finished.
pub fn fit(
    dataset: &Dataset,
    settings: &Settings,
    observer: &mut dyn Observer<f32>,
    stop: &AtomicBool,
) -> Result<Fitted, ModelError> {
    fit_by(dataset, settings, observer, None, stop)
}

/// The same, with a record of what goes on inside, for the doctor. It is there however the training ends.
///
/// Fails as [`fit`] does.
pub fn fit_watched(
    dataset: &Dataset,
    settings: &Settings,
    observer: &mut dyn Observer<f32>,
    inside: &mut Inside,
    stop: &AtomicBool,
) -> Result<Fitted, ModelError> {
    fit_by(dataset, settings, observer, Some(inside), stop)
}

fn fit_by(
    dataset: &Dataset,
    settings: &Settings,
    observer: &mut dyn Observer<f32>,
    inside: Option<&mut Inside>,
    stop: &AtomicBool,
) -> Result<Fitted, ModelError> {
    let prepared = dataset.prepare(settings.seed)?;
    let output = output_activation(dataset.task());
    let outputs = prepared.train.outputs_per_row;
    let input = input(prepared.train.shape);
    let new =
        |layers| Network::new(&NetworkSpec { input, layers: with_output(layers, outputs), output }, settings.seed);
    let mut network = match &settings.start {
        Beginning::Usual => new(usual(prepared.train.shape))?,
        Beginning::Layers(layers) => new(layers.clone())?,
        Beginning::Trained(trained) => {
            let ends = |input: Shape, outputs| format!("{input} to {outputs} outputs");
            let (has, needs) = (ends(trained.input(), trained.outputs()), ends(input, outputs));
            if has != needs {
                return Err(ModelError::Start { network: has, data: needs });
            }
            let mut network = Network::new(&NetworkSpec { output, ..trained.spec().clone() }, settings.seed)?;
            network.parameters_mut().copy_from_slice(trained.parameters());
            network
        }
    };
    let plan = TrainingPlan { loss: Loss::for_output(output, outputs), seed: settings.seed, ..settings.plan.clone() };
    let mut both;
    let observer: &mut dyn Observer<f32> = match inside {
        Some(inside) => {
            let initial = !matches!(settings.start, Beginning::Trained(_));
            inside.begin(dataset.task(), &prepared.train, &prepared.feature_names, &network, &plan, initial);
            both = Both { observers: [observer, inside], wanted: [false; 2] };
            &mut both
        }
        None => observer,
    };
    let start = Instant::now();
    let mut run = TrainingRun::new(&mut network, batch(&prepared.train), batch(&prepared.validation), &plan)?;
    run.set_threads(settings.threads);
    while run.epoch(observer, stop)? {}
    let record = run.finish();
    let seconds = start.elapsed().as_secs_f64();
    if record.best_epoch.is_none() {
        return Err(match record.outcome {
            Outcome::Diverged { step, layer, .. } => {
                ModelError::Diverged { layer: network.layer(layer).name().to_owned(), step }
            }
            _ => ModelError::Interrupted,
        });
    }
    let metric = Metric::for_task(dataset.task());
    let model = Model { network, encoder: prepared.encoder, task: dataset.task() };
    let score = |samples: &Samples| Ok::<_, ModelError>(metric.score(samples, &model.outputs(samples)?));
    let scores = Scores {
        metric,
        train_rows: prepared.train.rows,
        validation: score(&prepared.validation)?,
        validation_rows: prepared.validation.rows,
        test: score(&prepared.test)?,
        test_rows: prepared.test.rows,
        seconds,
    };
    Ok(Fitted { model, record, scores })
}

/// Two that look on, each at the steps that it wants.
struct Both<'a> {
    observers: [&'a mut dyn Observer<f32>; 2],
    wanted: [bool; 2],
}

impl Observer<f32> for Both<'_> {
    fn wants(&mut self, step: Step) -> bool {
        for (observer, wanted) in self.observers.iter_mut().zip(&mut self.wanted) {
            *wanted = observer.wants(step);
        }
        self.wanted.contains(&true)
    }

    fn observe(&mut self, observation: &Observation<'_, f32>) {
        for (observer, _) in self.observers.iter_mut().zip(self.wanted).filter(|(_, wanted)| *wanted) {
            observer.observe(observation);
        }
    }

    fn moved(&mut self, step: Step, network: &Network<f32>) {
        for (observer, _) in self.observers.iter_mut().zip(self.wanted).filter(|(_, wanted)| *wanted) {
            observer.moved(step, network);
        }
    }

    fn diverged(&mut self, observation: &Observation<'_, f32>) {
        for observer in &mut self.observers {
            observer.diverged(observation);
        }
    }

    fn epoch_finished(&mut self, epoch: &EpochRecord) {
        for observer in &mut self.observers {
            observer.epoch_finished(epoch);
        }
    }
}

pub(crate) fn batch(samples: &Samples) -> Batch<'_, f32> {
    Batch::new(&samples.inputs, &samples.targets, samples.rows).with_lengths(&samples.lengths)
}
