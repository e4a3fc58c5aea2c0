//! One trial: one training of one network, from one seed.

use super::metric::Metric;
use super::plan::{StudyError, StudyPlan};
use super::watch::Watch;
use crate::data::{Prepared, Samples, Task};
use crate::model::output_activation;
use nonlin_doctor::Trace;
use nonlin_net::{Batch, DenseSpec, Inputs, Loss, Network, NetworkSpec, Outcome, TrainingPlan};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Rows per step: 32, and more for data of many rows, so that an epoch has at most about 250 steps; never over 256.
pub(super) fn batch_size(plan: &StudyPlan, train_rows: usize) -> usize {
    plan.batch_size.unwrap_or_else(|| (train_rows / 250).clamp(32, 256))
}

/// A finished training. The test part has not been looked at.
pub(super) struct Trial {
    /// The trained network, with the parameters of its best epoch.
    pub(super) network: Network<f32>,
    /// Score and loss on the validation part; `None` if it diverged.
    pub(super) validation: Option<(f64, f64)>,
    /// Epochs trained.
    pub(super) epochs: usize,
    /// Time it took.
    pub(super) seconds: f64,
    /// What was seen inside.
    pub(super) trace: Trace,
}

/// Trains one network; `None` if it was interrupted.
pub(super) fn train(
    plan: &StudyPlan,
    task: Task,
    function: &str,
    learning_rate: f64,
    seed: u64,
    data: &Prepared,
    stop: &AtomicBool,
) -> Result<Option<Trial>, StudyError> {
    let start = Instant::now();
    let output = output_activation(task);
    let outputs = data.train.outputs_per_row;
    let hidden = plan.hidden.iter().map(|&units| DenseSpec::new(units, function)).collect();
    let spec = NetworkSpec::dense(data.train.columns, hidden, outputs, output);
    let mut network = Network::new(&spec, seed)?;
    let loss = Loss::for_output(output, outputs);
    let training = TrainingPlan {
        learning_rate,
        batch_size: batch_size(plan, data.train.rows),
        max_epochs: plan.max_epochs,
        patience: Some(plan.patience.max(1)),
        seed,
        ..TrainingPlan::new(loss)
    };
    let mut watch = Watch::default();
    let (train, validation) = (batch(&data.train), batch(&data.validation));
    let record = nonlin_net::train(&mut network, train, validation, &training, &mut watch, stop)?;
    if record.outcome == Outcome::Interrupted {
        return Ok(None);
    }
    let best = record.best_epoch.and_then(|epoch| record.validation_loss.get(epoch - 1)).copied();
    let validation = match (record.outcome, best) {
        (Outcome::Diverged { .. }, _) | (_, None) => None,
        (_, Some(loss)) => Some((score(task, &network, &data.validation)?, loss)),
    };
    let seconds = start.elapsed().as_secs_f64();
    Ok(Some(Trial { network, validation, epochs: record.epochs, seconds, trace: watch.trace }))
}

/// The score of a trained network on one part of the data.
pub(super) fn score(task: Task, network: &Network<f32>, samples: &Samples) -> Result<f64, StudyError> {
    // In pieces, so that a large part needs no workspace of its size.
    const PIECE: usize = 1024;
    let mut workspace = network.workspace(PIECE.min(samples.rows))?;
    let mut predictions = Vec::with_capacity(samples.targets.len());
    for inputs in samples.inputs.chunks(PIECE * samples.columns) {
        let rows = inputs.len() / samples.columns;
        predictions.extend_from_slice(network.predict(&mut workspace, Inputs::new(inputs, rows))?);
    }
    Ok(Metric::for_task(task).score(samples, &predictions))
}

fn batch(samples: &Samples) -> Batch<'_, f32> {
    Batch::new(&samples.inputs, &samples.targets, samples.rows)
}
