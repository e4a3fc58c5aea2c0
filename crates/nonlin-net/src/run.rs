//! A training, epoch by epoch: it can be looked at between epochs, saved, and taken up again.

use crate::data::Batch;
use crate::error::NetError;
use crate::network::Network;
use crate::observer::{Observer, Step};
use crate::plan::{EpochRecord, Outcome, TrainingPlan, TrainingRecord};
use crate::rows::Rows;
use crate::train::Trainer;
use nonlin::Element;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};

/// A training of `network`, which is being changed. [`train`](crate::train) is all of it at once.
pub struct TrainingRun<'a, T> {
    network: &'a mut Network<T>,
    train: Batch<'a, T>,
    validation: Batch<'a, T>,
    plan: TrainingPlan,
    trainer: Trainer<T>,
    rows: Rows<T>,
    best: Best<T>,
    record: TrainingRecord,
    ended: bool,
}

/// All that a training is, between two epochs. Taken up again it goes on to the same bits.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint<T> {
    /// What the network is trained with.
    pub plan: TrainingPlan,
    /// What happened so far.
    pub record: TrainingRecord,
    /// Whether it has ended.
    pub ended: bool,
    /// Steps that the optimiser has made.
    pub optimiser_steps: u64,
    /// The network's parameters.
    pub parameters: Vec<T>,
    /// Those of the best epoch.
    pub best_parameters: Vec<T>,
    /// What the optimiser has gathered.
    pub moments: Vec<T>,
}

impl<'a, T: Element> TrainingRun<'a, T> {
    /// A training that is about to begin. Fails as [`train`](crate::train) does.
    pub fn new(
        network: &'a mut Network<T>,
        train: Batch<'a, T>,
        validation: Batch<'a, T>,
        plan: &TrainingPlan,
    ) -> Result<Self, NetError> {
        let trainer = Trainer::new(network, plan, train.rows)?;
        plan.check_classes(network.outputs())?;
        for (what, batch) in [("the training data", train), ("the validation data", validation)] {
            batch.check_shape(what, network.input(), network.outputs())?;
            batch.check_numbers(what, network.input(), plan.loss)?;
        }
        let rows = Rows::new(network, train, plan)?;
        let best = Best { parameters: network.parameters.clone(), epoch: None, loss: f64::INFINITY };
        let record = TrainingRecord {
            outcome: Outcome::Completed,
            epochs: 0,
            best_epoch: None,
            train_loss: Vec::new(),
            validation_loss: Vec::new(),
            steps: 0,
        };
        Ok(Self { network, train, validation, plan: plan.clone(), trainer, rows, best, record, ended: false })
    }

    /// A training that goes on from `checkpoint`, with the data that it began with. The network gets the checkpoint's parameters.
    ///
    /// Fails as [`train`](crate::train) does, and if the checkpoint is another network's.
    pub fn resume(
        network: &'a mut Network<T>,
        train: Batch<'a, T>,
        validation: Batch<'a, T>,
        checkpoint: &Checkpoint<T>,
    ) -> Result<Self, NetError> {
        let count = network.parameters.len();
        if checkpoint.parameters.len() != count || checkpoint.best_parameters.len() != count {
            return Err(NetError::Checkpoint { what: "the numbers of parameters" });
        }
        network.parameters.copy_from_slice(&checkpoint.parameters);
        let mut run = Self::new(network, train, validation, &checkpoint.plan)?;
        run.trainer.optimiser.restore(&checkpoint.moments, checkpoint.optimiser_steps)?;
        run.best.parameters.copy_from_slice(&checkpoint.best_parameters);
        run.best.epoch = checkpoint.record.best_epoch;
        let best = run.best.epoch.and_then(|epoch| checkpoint.record.validation_loss.get(epoch.checked_sub(1)?));
        run.best.loss = best.copied().unwrap_or(f64::INFINITY);
        (run.record, run.ended) = (checkpoint.record.clone(), checkpoint.ended);
        Ok(run)
    }

    /// All that the training is now.
    pub fn checkpoint(&self) -> Checkpoint<T> {
        Checkpoint {
            plan: self.plan.clone(),
            record: TrainingRecord { best_epoch: self.best.epoch, ..self.record.clone() },
            ended: self.ended,
            optimiser_steps: self.trainer.optimiser.steps(),
            parameters: self.network.parameters.clone(),
            best_parameters: self.best.parameters.clone(),
            moments: self.trainer.optimiser.moments().to_vec(),
        }
    }

    /// Uses up to so many threads for products large enough to gain by it.
    pub fn set_threads(&mut self, threads: usize) {
        self.trainer.set_threads(threads);
    }

    /// What happened so far.
    pub fn record(&self) -> &TrainingRecord {
        &self.record
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network<T> {
        self.network
    }

    /// One more epoch, unless the training has ended. Returns whether there is more to come.
    pub fn epoch(&mut self, observer: &mut dyn Observer<T>, stop: &AtomicBool) -> Result<bool, NetError> {
        if self.ended || self.record.epochs >= self.plan.max_epochs {
            self.ended = true;
            return Ok(false);
        }
        let epoch = self.record.epochs + 1;
        let train_loss = match self.steps(epoch, observer, stop)? {
            Ok(loss) => loss,
            Err(outcome) => return Ok(self.end(outcome)),
        };
        let validation_loss = self.network.evaluate(&mut self.trainer.workspace, self.plan.loss, self.validation)?;
        if !validation_loss.is_finite() {
            let layer = self.trainer.first_layer_beyond_numbers(self.network);
            return Ok(self.end(Outcome::Diverged { epoch, step: self.record.steps, layer }));
        }
        self.record.epochs = epoch;
        self.record.train_loss.push(train_loss);
        self.record.validation_loss.push(validation_loss);
        let best = self.best.offer(self.network, epoch, validation_loss);
        self.record.best_epoch = self.best.epoch;
        observer.epoch_finished(&EpochRecord { epoch, train_loss, validation_loss, best });
        let since_best = epoch - self.best.epoch.unwrap_or(0);
        if self.plan.patience.is_some_and(|patience| since_best >= patience) {
            return Ok(self.end(Outcome::StoppedEarly));
        }
        self.ended = epoch == self.plan.max_epochs;
        Ok(!self.ended)
    }

    /// Gives the network the parameters of the best epoch, and says what happened.
    pub fn finish(self) -> TrainingRecord {
        if self.best.epoch.is_some() {
            self.network.parameters.copy_from_slice(&self.best.parameters);
        }
        self.record
    }

    fn end(&mut self, outcome: Outcome) -> bool {
        self.record.outcome = outcome;
        self.ended = true;
        false
    }

    /// One pass over the training rows: the mean loss, or why it ended before its end.
    fn steps(
        &mut self,
        epoch: usize,
        observer: &mut dyn Observer<T>,
        stop: &AtomicBool,
    ) -> Result<Result<f64, Outcome>, NetError> {
        self.rows.shuffle(epoch);
        let mut sum = 0.0;
        for batch in 0..self.rows.batches() {
            if stop.load(Ordering::Relaxed) {
                return Ok(Err(Outcome::Interrupted));
            }
            self.record.steps += 1;
            let here = Step { epoch, batch, step: self.record.steps };
            let data = self.rows.gather(self.train, batch);
            match self.trainer.step(self.network, data, here, observer)? {
                Ok(loss) => sum += loss * data.rows as f64,
                Err(outcome) => return Ok(Err(outcome)),
            }
        }
        Ok(Ok(sum / self.train.rows as f64))
    }
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
