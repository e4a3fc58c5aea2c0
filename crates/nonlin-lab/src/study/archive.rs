//! Finished trials, kept so that nothing is trained twice.

use super::comparison::ComparedSetting;
use super::plan::StudyError;
use super::trial::Trial;
use crate::data::{Prepared, Samples};
use nonlin_net::{NetworkSpec, TrainingPlan};
use sha2::{Digest, Sha256};
use std::fmt;

/// Where finished trials are kept, used from several threads.
pub trait Archive: Sync {
    /// The trial of this key, if there is one; then it is one of this study too, of an activation under this name here.
    fn find(&self, key: &Key, activation: &str, seed: u64) -> Result<Option<Trial>, StudyError>;
    /// Whether anything is kept: if not, no keys are made.
    fn keeps(&self) -> bool {
        true
    }
    /// Keeps a finished trial of an activation under this name here, before anything else is begun.
    fn keep(&self, key: &Key, activation: &str, seed: u64, trial: &Trial) -> Result<(), StudyError>;
}

/// Keeps nothing.
impl Archive for () {
    fn keeps(&self) -> bool {
        false
    }
    fn find(&self, _: &Key, _: &str, _: u64) -> Result<Option<Trial>, StudyError> {
        Ok(None)
    }
    fn keep(&self, _: &Key, _: &str, _: u64, _: &Trial) -> Result<(), StudyError> {
        Ok(())
    }
}

/// What a trial depends on, as a hash: the numbers that it was trained and judged on, the network, the training with its seed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key(String);

/// Changes when the same key would no longer mean the same result.
const ENGINE: &str = "nonlin 1";

impl Key {
    pub(super) fn of(spec: &NetworkSpec, plan: &TrainingPlan, data: &DataHash) -> Self {
        let mut hash = Sha256::new();
        hash.update(data.0);
        hash.update(ENGINE);
        hash.update(spec.to_string());
        hash.update([0]);
        // Both are plain data, which JSON holds whole.
        hash.update(serde_json::to_string(plan).unwrap_or_default());
        Self::whole(hash)
    }

    /// Of a model of one's own: what its owner says that makes it the same, and what is tried with it.
    pub(super) fn of_own(own: &str, activation: &str, setting: ComparedSetting, seed: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update("a model of one's own");
        for text in [own, activation] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        for bits in [setting.learning_rate.to_bits(), setting.weight_decay.to_bits(), seed] {
            hash.update(bits.to_le_bytes());
        }
        Self::whole(hash)
    }

    fn whole(hash: Sha256) -> Self {
        let whole: [u8; 32] = hash.finalize().into();
        let half = whole.first_chunk::<16>().copied().unwrap_or_default();
        Self(format!("{:032x}", u128::from_be_bytes(half)))
    }
}

/// The numbers of all three parts, hashed.
#[derive(Clone, Copy, Debug)]
pub(super) struct DataHash([u8; 32]);

impl DataHash {
    pub(super) fn of(data: &Prepared) -> Self {
        let mut hash = Sha256::new();
        for samples in [&data.train, &data.validation, &data.test] {
            numbers(&mut hash, samples);
        }
        Self(hash.finalize().into())
    }
}

fn numbers(hash: &mut Sha256, samples: &Samples) {
    for count in [samples.rows, samples.columns, samples.outputs_per_row, samples.lengths.len()] {
        hash.update((count as u64).to_le_bytes());
    }
    for &length in &samples.lengths {
        hash.update((length as u64).to_le_bytes());
    }
    let mut bytes = [0; 4096];
    for numbers in [&samples.inputs, &samples.targets] {
        for piece in numbers.chunks(bytes.len() / 4) {
            for (to, x) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(piece) {
                *to = x.to_le_bytes();
            }
            hash.update(&bytes[..4 * piece.len()]);
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
