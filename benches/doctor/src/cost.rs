//! What watching costs: the same training with and without, in turn.

use nonlin_lab::data::{LoadOptions, load};
use nonlin_lab::inside::{Inside, Sampling};
use nonlin_net::{Batch, LayerSpec, Loss, Network, NetworkSpec, OutputActivation, Shape, TrainingPlan, train};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const PAIRS: usize = 15;

/// Time of one epoch of MNIST, 784-128-64-10 with ReLU, batches of 128, watched by not watched: a ratio for each pair, sorted.
pub(crate) fn ratios(folder: &Path) -> Result<Vec<f64>, String> {
    let path = folder.join("mnist/train-images-idx3-ubyte.gz");
    let dataset = load(&[path], &LoadOptions::default()).map_err(|error| error.to_string())?;
    let prepared = dataset.prepare(1).map_err(|error| error.to_string())?;
    let (samples, few, width) = (&prepared.train, &prepared.validation, prepared.train.columns);
    let training = Batch::new(&samples.inputs, &samples.targets, samples.rows);
    // Few rows to validate: the steps are what is timed.
    let validation = Batch::new(&few.inputs[..100 * width], &few.targets[..100 * samples.outputs_per_row], 100);
    let layers = LayerSpec::list("128 relu, 64 relu, 10").map_err(|problem| problem.to_string())?;
    let spec = NetworkSpec { input: Shape::Features(width), layers, output: OutputActivation::Softmax };
    let plan = TrainingPlan {
        batch_size: 128,
        max_epochs: 1,
        patience: None,
        ..TrainingPlan::new(Loss::for_output(OutputActivation::Softmax, 10))
    };
    let time = |watch: bool| -> Result<f64, String> {
        let mut network = Network::<f32>::new(&spec, 1).map_err(|error| error.to_string())?;
        let mut inside = Inside::new(Sampling::Steps);
        let (start, stop) = (Instant::now(), AtomicBool::new(false));
        let run = if watch {
            train(&mut network, training, validation, &plan, &mut inside, &stop)
        } else {
            train(&mut network, training, validation, &plan, &mut (), &stop)
        };
        run.map_err(|error| error.to_string())?;
        Ok(start.elapsed().as_secs_f64())
    };
    time(true)?;
    let mut ratios = Vec::new();
    for pair in 0..PAIRS {
        // Each first in turn, so that a machine that slows down favours neither.
        let first = time(pair % 2 == 0)?;
        let second = time(pair % 2 != 0)?;
        ratios.push(if pair % 2 == 0 { first / second } else { second / first });
    }
    ratios.sort_by(f64::total_cmp);
    Ok(ratios)
}
