//! Where trainings are made: on this machine, unless someone has others to give.

use super::plan::StudyError;
use super::trial::{self, Trial};
use crate::data::{Dataset, Prepared, Task};
use nonlin_net::{NetworkSpec, TrainingPlan};
use std::sync::atomic::AtomicBool;

/// Makes trainings, asked by as many threads at a time as the plan has.
///
/// A training's result follows from its job alone, so it does not matter which machine makes it; one that was lost may be made again.
pub trait Engine: Sync {
    /// Makes one; `None` if it was interrupted.
    fn train(&self, job: &Job<'_>, stop: &AtomicBool) -> Result<Option<Trial>, StudyError>;

    /// How many trainings at a time keep it busy, if it knows better than the plan.
    fn at_once(&self) -> Option<usize> {
        None
    }
}

/// One training to be made.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The activation's name in the study.
    pub activation: &'a str,
    /// The seed that the data are split by.
    pub split: u64,
    /// The network.
    pub network: &'a NetworkSpec,
    /// How it is trained, from which seed.
    pub training: &'a TrainingPlan,
    /// What the outputs mean.
    pub task: Task,
    /// The three parts of the data, split and encoded: what `split` makes of the data set.
    pub data: &'a Prepared,
}

/// This machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Here;

impl Engine for Here {
    fn train(&self, job: &Job<'_>, stop: &AtomicBool) -> Result<Option<Trial>, StudyError> {
        Ok(trial::train(job.network, job.training, job.task, job.data, stop)?.map(|(trial, _)| trial))
    }
}

/// A job as text, for an engine that sends it to another machine, where the data set is too.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Order {
    split: u64,
    network: NetworkSpec,
    training: TrainingPlan,
}

impl Order {
    /// What a job asks for, its data apart.
    pub fn of(job: &Job<'_>) -> Self {
        Self { split: job.split, network: job.network.clone(), training: job.training.clone() }
    }

    /// The seed that the data are to be split by.
    pub fn split(&self) -> u64 {
        self.split
    }

    /// Makes the training from the parts that `split` made of the data set; `None` if it was interrupted.
    pub fn carry_out(
        &self,
        dataset: &Dataset,
        data: &Prepared,
        stop: &AtomicBool,
    ) -> Result<Option<Trial>, StudyError> {
        let trained = trial::train(&self.network, &self.training, dataset.task(), data, stop)?;
        Ok(trained.map(|(trial, _)| trial))
    }
}
