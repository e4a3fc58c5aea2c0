//! Training: mini-batches, early stopping, and a stop where numbers cease to be numbers.

use crate::data::Batch;
use crate::error::NetError;
use crate::layers::Mode;
use crate::network::Network;
use crate::observer::{Observation, Observer, Step};
use crate::optimiser::{OptimiserState, Scale};
use crate::parameters::Role;
use crate::plan::{Outcome, TrainingPlan, TrainingRecord};
use crate::run::TrainingRun;
use crate::workspace::{Workspace, zeros};
use nonlin::Element;
use nonlin::compute::{Level, Operation};
use std::sync::atomic::AtomicBool;

/// Makes training steps: a network's workspace, gradient and optimiser state, allocated once.
pub struct Trainer<T> {
    plan: TrainingPlan,
    pub(crate) workspace: Workspace<T>,
    gradient: Vec<T>,
    pub(crate) optimiser: OptimiserState<T>,
    /// Steps of the whole training, which the schedule is laid over.
    steps: u64,
}

/// Trains `network` as `plan` says and returns what happened.
///
/// Each epoch goes through the rows of `train` in an order that the plan's seed and the epoch alone decide. After each, the
/// loss over `validation` is taken; at the end the network has the parameters of the epoch where it was
/// lowest. `observer` sees the steps it wants; `()` sees none. `stop` is looked at before every step.
///
/// [`TrainingRun`] does the same epoch by epoch, and can be saved and taken up again.
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
    let mut run = TrainingRun::new(network, train, validation, plan)?;
    while run.epoch(observer, stop)? {}
    Ok(run.finish())
}

impl<T: Element> Trainer<T> {
    /// A trainer for steps of up to the plan's batch size, or `rows` if that is less. The plan's schedule is laid over its epochs with
    /// `rows` rows each.
    ///
    /// Fails if a setting is out of range, the loss does not go with the output activation, or memory is short.
    pub fn new(network: &Network<T>, plan: &TrainingPlan, rows: usize) -> Result<Self, NetError> {
        plan.check()?;
        plan.loss.check(network.output_activation(), network.outputs())?;
        let parameters = network.parameters.len();
        let batch_size = plan.batch_size.min(rows);
        let steps = (rows.div_ceil(batch_size.max(1)) as u64).saturating_mul(plan.max_epochs as u64);
        Ok(Self {
            plan: plan.clone(),
            workspace: network.workspace(batch_size)?,
            gradient: zeros(parameters, || "the gradient".to_owned())?,
            optimiser: OptimiserState::new(plan.optimiser, parameters)?,
            steps,
        })
    }

    /// Uses up to so many threads for products large enough to gain by it; see [`Workspace::set_threads`].
    pub fn set_threads(&mut self, threads: usize) {
        self.workspace.set_threads(threads);
    }

    /// Sets the plan's learning rate for the steps to come. Fails if it is not a number above 0.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), NetError> {
        let plan = TrainingPlan { learning_rate, ..self.plan.clone() };
        plan.check()?;
        self.plan = plan;
        Ok(())
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
        let Self { plan, workspace, gradient, optimiser, steps } = self;
        let observed = observer.wants(step);
        let mode = Mode::Train { seed: plan.seed, step: step.step };
        network.forward_for(workspace, batch.without_targets(), mode, observed)?;
        let loss = network.loss(workspace, plan.loss, batch.targets, batch.weights)?;
        if !loss.is_finite() {
            return self.diverged(network, batch, step, observer);
        }
        network.backward(workspace, batch.without_targets(), gradient)?;
        if observed {
            network.activate_output(workspace);
            let (rows, inputs) = (batch.rows, batch.inputs);
            observer.observe(&Observation { step, loss, rows, inputs, gradient, network, workspace });
        }
        if let Some(limit) = plan.clip_norm {
            clip(gradient, limit);
        }
        if let Some(limit) = plan.clip_value {
            Level::best().run(ClipValue { limit: T::from_f64(limit), numbers: &mut *gradient });
        }
        let rate = plan.learning_rate * plan.schedule.factor(step.step - 1, *steps);
        let groups = network.program.steps.iter().flat_map(|step| &step.groups);
        let decayed = groups.filter(|group| group.role == Role::Weight).map(|group| group.range.clone());
        optimiser.step(rate, &mut network.parameters, gradient, decayed);
        network.measure(workspace);
        if !all_finite(&network.parameters) {
            return self.diverged(network, batch, step, observer);
        }
        if observed {
            observer.moved(step, network);
        }
        Ok(Ok(loss))
    }

    /// The end of a training whose numbers are none any more: a last look for the observer.
    fn diverged(
        &mut self,
        network: &Network<T>,
        batch: Batch<'_, T>,
        step: Step,
        observer: &mut dyn Observer<T>,
    ) -> Result<Result<f64, Outcome>, NetError> {
        let layer = self.first_layer_beyond_numbers(network);
        let Self { plan, workspace, gradient, .. } = self;
        let mode = Mode::Train { seed: plan.seed, step: step.step };
        network.forward_for(workspace, batch.without_targets(), mode, true)?;
        let loss = network.loss(workspace, plan.loss, batch.targets, batch.weights)?;
        network.backward(workspace, batch.without_targets(), gradient)?;
        network.activate_output(workspace);
        let (rows, inputs) = (batch.rows, batch.inputs);
        observer.diverged(&Observation { step, loss, rows, inputs, gradient, network, workspace });
        Ok(Err(Outcome::Diverged { epoch: step.epoch, step: step.step, layer }))
    }

    /// The first layer with a NaN or infinity among its parameters or the pre-activations of the last batch; the
    /// output layer if there is none, for then the loss itself is the first.
    pub(crate) fn first_layer_beyond_numbers(&self, network: &Network<T>) -> usize {
        let beyond = |index: &usize| {
            let (z, y) = (self.workspace.pre_activations(*index), self.workspace.activations(*index));
            ![network.layer(*index).parameters(), z, y].into_iter().all(all_finite)
        };
        (0..network.layer_count()).find(beyond).unwrap_or(network.layer_count() - 1)
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

/// Takes every number to within `limit` of 0.
struct ClipValue<'a, T> {
    limit: T,
    numbers: &'a mut [T],
}

impl<T: Element> Operation for ClipValue<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for x in self.numbers {
            *x = x.at_least(-self.limit).at_most(self.limit);
        }
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
