//! Training: mini-batches, early stopping, and a stop where numbers cease to be numbers.

use crate::data::Batch;
use crate::error::NetError;
use crate::network::Network;
use crate::observer::{Observation, Observer, Step};
use crate::optimiser::{OptimiserState, Scale};
use crate::plan::{EpochRecord, Outcome, TrainingPlan, TrainingRecord};
use crate::workspace::{Workspace, zeros};
use nonlin::Element;
use nonlin::compute::{Level, Operation};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::atomic::{AtomicBool, Ordering};

/// Makes training steps: a network's workspace, gradient and optimiser state, allocated once.
pub struct Trainer<T> {
    plan: TrainingPlan,
    workspace: Workspace<T>,
    gradient: Vec<T>,
    optimiser: OptimiserState<T>,
}

/// Trains `network` as `plan` says and returns what happened.
///
/// Each epoch goes through the rows of `train` in an order that the plan's seed alone decides. After each, the
/// loss over `validation` is taken; at the end the network has the parameters of the epoch where it was
/// lowest. `observer` sees the steps it wants; `()` sees none. `stop` is looked at before every step.
///
/// Fails if the plan does not go with the network, or the data are of another shape, empty, not finite, or
/// not what the loss can use. That training diverges is not an error but an [`Outcome`].
pub fn train<T: Element>(
    network: &mut Network<T>,
    train: Batch<'_, T>,
    validation: Batch<'_, T>,
    plan: &TrainingPlan,
    observer: &mut dyn Observer<T>,
    stop: &AtomicBool,
) -> Result<TrainingRecord, NetError> {
    let mut trainer = Trainer::new(network, plan, train.rows)?;
    for (what, batch) in [("the training data", train), ("the validation data", validation)] {
        batch.check_shape(what, network.inputs(), network.outputs())?;
        batch.check_numbers(what, plan.loss)?;
    }
    let mut rows = Rows::new(network, train, plan)?;
    let mut best = Best { parameters: network.parameters.clone(), epoch: None, loss: f64::INFINITY };
    let mut record = TrainingRecord {
        outcome: Outcome::Completed,
        epochs: 0,
        best_epoch: None,
        train_loss: Vec::new(),
        validation_loss: Vec::new(),
        steps: 0,
    };
    for epoch in 1..=plan.max_epochs {
        let end = trainer.epoch(network, &mut rows, train, epoch, &mut record.steps, observer, stop)?;
        let train_loss = match end {
            Ok(loss) => loss,
            Err(outcome) => {
                record.outcome = outcome;
                break;
            }
        };
        let validation_loss = network.evaluate(&mut trainer.workspace, plan.loss, validation)?;
        if !validation_loss.is_finite() {
            let layer = trainer.first_layer_beyond_numbers(network);
            record.outcome = Outcome::Diverged { epoch, step: record.steps, layer };
            break;
        }
        record.epochs = epoch;
        record.train_loss.push(train_loss);
        record.validation_loss.push(validation_loss);
        let new_best = best.offer(network, epoch, validation_loss);
        observer.epoch_finished(&EpochRecord { epoch, train_loss, validation_loss, best: new_best });
        let since_best = epoch - best.epoch.unwrap_or(0);
        if plan.patience.is_some_and(|patience| since_best >= patience) {
            record.outcome = Outcome::StoppedEarly;
            break;
        }
    }
    if best.epoch.is_some() {
        network.parameters.copy_from_slice(&best.parameters);
    }
    record.best_epoch = best.epoch;
    Ok(record)
}

impl<T: Element> Trainer<T> {
    /// A trainer for steps of up to the plan's batch size, or `rows` if that is less.
    ///
    /// Fails if a setting is out of range, the loss does not go with the output activation, or memory is short.
    pub fn new(network: &Network<T>, plan: &TrainingPlan, rows: usize) -> Result<Self, NetError> {
        plan.check()?;
        plan.loss.check(network.output_activation(), network.outputs())?;
        let parameters = network.parameters.len();
        Ok(Self {
            plan: plan.clone(),
            workspace: network.workspace(plan.batch_size.min(rows))?,
            gradient: zeros(parameters, || "the gradient".to_owned())?,
            optimiser: OptimiserState::new(plan.optimiser, parameters)?,
        })
    }

    /// One training step on `batch`: forward, loss, backward, clipping, and the optimiser's move. Allocates nothing.
    ///
    /// Returns the mean loss over the batch before the move, or [`Outcome::Diverged`] if it, or a parameter
    /// after the move, is not finite; a step whose loss is not finite moves nothing. The inner result is the
    /// run's, the outer fails if the batch has the wrong shape or too many rows.
    pub fn step(
        &mut self,
        network: &mut Network<T>,
        batch: Batch<'_, T>,
        step: Step,
        observer: &mut dyn Observer<T>,
    ) -> Result<Result<f64, Outcome>, NetError> {
        let Self { plan, workspace, gradient, optimiser } = self;
        network.forward(workspace, batch.inputs, batch.rows)?;
        let loss = network.loss(workspace, plan.loss, batch.targets)?;
        let diverged = |layer| Ok(Err(Outcome::Diverged { epoch: step.epoch, step: step.step, layer }));
        if !loss.is_finite() {
            return diverged(self.first_layer_beyond_numbers(network));
        }
        network.backward(workspace, batch.inputs, gradient)?;
        if observer.wants(step) {
            network.activate_output(workspace);
            let (rows, inputs) = (batch.rows, batch.inputs);
            observer.observe(&Observation { step, loss, rows, inputs, gradient, network, workspace });
        }
        if let Some(limit) = plan.clip_norm {
            clip(gradient, limit);
        }
        let (layers, parameters) = (&network.layers, &mut network.parameters);
        let decayed = layers.iter().map(|layer| layer.layout.weights.clone());
        optimiser.step(plan.learning_rate, parameters, gradient, decayed);
        if !all_finite(&network.parameters) {
            return diverged(self.first_layer_beyond_numbers(network));
        }
        Ok(Ok(loss))
    }

    /// One pass over the training rows: the mean loss, or why it ended before its end.
    #[allow(clippy::too_many_arguments, reason = "the state of a run, used here only")]
    fn epoch(
        &mut self,
        network: &mut Network<T>,
        rows: &mut Rows<T>,
        train: Batch<'_, T>,
        epoch: usize,
        steps: &mut u64,
        observer: &mut dyn Observer<T>,
        stop: &AtomicBool,
    ) -> Result<Result<f64, Outcome>, NetError> {
        rows.shuffle();
        let mut sum = 0.0;
        for batch in 0..train.rows.div_ceil(rows.batch_size) {
            if stop.load(Ordering::Relaxed) {
                return Ok(Err(Outcome::Interrupted));
            }
            *steps += 1;
            let here = Step { epoch, batch, step: *steps };
            let data = rows.gather(train, batch);
            match self.step(network, data, here, observer)? {
                Ok(loss) => sum += loss * data.rows as f64,
                Err(outcome) => return Ok(Err(outcome)),
            }
        }
        Ok(Ok(sum / train.rows as f64))
    }

    /// The first layer with a NaN or infinity among its parameters or the pre-activations of the last batch; the
    /// output layer if there is none, for then the loss itself is the first.
    fn first_layer_beyond_numbers(&self, network: &Network<T>) -> usize {
        let beyond = |index: &usize| {
            let layer = network.layer(*index);
            let parameters = [layer.weights(), layer.bias(), layer.activation_parameters()];
            !(parameters.into_iter().all(all_finite) && all_finite(self.workspace.pre_activations(*index)))
        };
        (0..network.layer_count()).find(beyond).unwrap_or(network.layer_count() - 1)
    }
}

/// The training rows in the order of the epoch, and room for one batch of them.
struct Rows<T> {
    order: Vec<usize>,
    random: ChaCha8Rng,
    batch_size: usize,
    inputs: Vec<T>,
    targets: Vec<T>,
}

impl<T: Element> Rows<T> {
    fn new(network: &Network<T>, train: Batch<'_, T>, plan: &TrainingPlan) -> Result<Self, NetError> {
        let batch_size = plan.batch_size.min(train.rows);
        let what = || "a batch".to_owned();
        Ok(Self {
            order: (0..train.rows).collect(),
            // Stream 0; the initialisers have those after it.
            random: ChaCha8Rng::seed_from_u64(plan.seed),
            batch_size,
            inputs: zeros(batch_size.saturating_mul(network.inputs()), what)?,
            targets: zeros(batch_size.saturating_mul(network.outputs()), what)?,
        })
    }

    /// A new order, every one equally likely (Fisher & Yates).
    fn shuffle(&mut self) {
        for last in (1..self.order.len()).rev() {
            let other = below(last as u64 + 1, self.random.next_u64());
            self.order.swap(last, other);
        }
    }

    /// Batch number `batch` of the epoch, its rows copied together.
    fn gather<'a>(&'a mut self, train: Batch<'_, T>, batch: usize) -> Batch<'a, T> {
        let start = batch * self.batch_size;
        let places = &self.order[start..(start + self.batch_size).min(self.order.len())];
        let copy = |from: &[T], to: &mut [T]| {
            let columns = from.len() / train.rows;
            for (to, &place) in to.chunks_exact_mut(columns).zip(places) {
                to.copy_from_slice(&from[place * columns..(place + 1) * columns]);
            }
            columns * places.len()
        };
        let inputs = copy(train.inputs, &mut self.inputs);
        let targets = copy(train.targets, &mut self.targets);
        Batch { inputs: &self.inputs[..inputs], targets: &self.targets[..targets], rows: places.len() }
    }
}

/// A number below `n` from 64 random bits; the bias is under `n / 2^64`.
#[allow(clippy::cast_possible_truncation, reason = "the product's upper half is below n, which is a length")]
fn below(n: u64, bits: u64) -> usize {
    ((u128::from(n) * u128::from(bits)) >> 64) as usize
}

/// The parameters of the best epoch so far.
struct Best<T> {
    parameters: Vec<T>,
    epoch: Option<usize>,
    loss: f64,
}

impl<T: Element> Best<T> {
    fn offer(&mut self, network: &Network<T>, epoch: usize, loss: f64) -> bool {
        let better = loss < self.loss;
        if better {
            self.parameters.copy_from_slice(&network.parameters);
            (self.epoch, self.loss) = (Some(epoch), loss);
        }
        better
    }
}

/// Shortens `gradient` to the length `limit` if it is longer.
fn clip<T: Element>(gradient: &mut [T], limit: f64) {
    let norm = Level::best().run(SquaredNorm(gradient)).sqrt();
    if norm > limit && norm.is_finite() {
        Level::best().run(Scale { factor: T::from_f64(limit / norm), numbers: gradient });
    }
}

/// The sum of squares, in eight running sums.
struct SquaredNorm<'a, T>(&'a [T]);

impl<T: Element> Operation for SquaredNorm<'_, T> {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        let mut lanes = [0.0_f64; 8];
        let (blocks, rest) = self.0.as_chunks::<8>();
        for block in blocks {
            for (lane, x) in lanes.iter_mut().zip(block) {
                *lane += x.to_f64() * x.to_f64();
            }
        }
        lanes.iter().sum::<f64>() + rest.iter().map(|x| x.to_f64() * x.to_f64()).sum::<f64>()
    }
}

fn all_finite<T: Element>(numbers: &[T]) -> bool {
    Level::best().run(AllFinite(numbers))
}

struct AllFinite<'a, T>(&'a [T]);

impl<T: Element> Operation for AllFinite<'_, T> {
    type Output = bool;
    #[inline(always)]
    fn run(self) -> bool {
        // No early end: this way it is SIMD, and nearly always there is nothing to find.
        self.0.iter().fold(true, |finite, x| finite & (x.abs() <= T::LARGEST))
    }
}
