//! A training as a file, to be taken up again.

use super::FileError;
use super::container::{load, named, read, save, written};
use crate::plan::{TrainingPlan, TrainingRecord};
use crate::run::Checkpoint;
use nonlin::Element;
use serde::{Deserialize, Serialize};
use std::path::Path;

const KIND: &str = "training";

#[derive(Serialize, Deserialize)]
struct Description {
    plan: TrainingPlan,
    record: TrainingRecord,
    ended: bool,
    optimiser_steps: u64,
}

impl<T: Element> Checkpoint<T> {
    /// The checkpoint as a safetensors file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FileError> {
        let Self { plan, record, ended, optimiser_steps, parameters, best_parameters, moments } = self;
        let description = Description {
            plan: plan.clone(),
            record: record.clone(),
            ended: *ended,
            optimiser_steps: *optimiser_steps,
        };
        let tensor = |name: &str, numbers| (name.to_owned(), vec![<[T]>::len(numbers)], numbers);
        let tensors =
            [tensor("parameters", parameters), tensor("best_parameters", best_parameters), tensor("moments", moments)];
        written(KIND, &description, &tensors)
    }

    /// The checkpoint of a file that [`to_bytes`](Self::to_bytes) made. Fails on what is none, or is cut off.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let contents = read::<Description>(bytes, KIND)?;
        let numbers = |name| contents.numbers(name, None);
        let (parameters, best_parameters, moments) =
            (numbers("parameters")?, numbers("best_parameters")?, numbers("moments")?);
        let Description { plan, record, ended, optimiser_steps } = contents.description;
        Ok(Self { plan, record, ended, optimiser_steps, parameters, best_parameters, moments })
    }

    /// Writes it to a file, beside it first, so that a training that is killed in the middle leaves the checkpoint before.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        save(path.as_ref(), &self.to_bytes()?)
    }

    /// Reads it from a file.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        Self::from_bytes(&load(path)?).map_err(named(path))
    }
}
