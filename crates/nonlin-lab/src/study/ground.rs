//! What a study's trainings stand on: the data and their splits, the network, the settings to choose from; and where each training is made.

use super::archive::{Archive, DataHash, Key};
use super::engine::{Engine, Job};
use super::plan::{StudyError, StudyPlan};
use super::race::Course;
use super::template::{template, with_activation};
use super::trial::Trial;
use super::yardstick::Yardstick;
use crate::data::{Dataset, Prepared};
use crate::model::{network_input, output_activation, with_output};
use nonlin_net::{LayerSpec, Loss, NetworkSpec, Optimiser, TrainingPlan};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

/// A training's setting, of which every activation chooses its own.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Setting {
    pub(super) learning_rate: f64,
    pub(super) weight_decay: f64,
}

impl Setting {
    /// All that a plan has to choose from.
    pub(super) fn all(plan: &StudyPlan) -> Vec<Self> {
        let with = |&weight_decay: &f64| {
            plan.learning_rates.iter().map(move |&learning_rate| Self { learning_rate, weight_decay })
        };
        plan.weight_decays.iter().flat_map(with).collect()
    }
}

/// Data, network and settings of a study.
pub(super) struct Ground<'a> {
    pub(super) dataset: &'a Dataset,
    plan: &'a StudyPlan,
    pub(super) layers: Vec<LayerSpec>,
    pub(super) settings: Vec<Setting>,
    pub(super) first: Arc<Parts>,
    engine: &'a dyn Engine,
    archive: &'a dyn Archive,
    /// The parts of the repeats that are in work.
    parts: Mutex<BTreeMap<usize, Arc<Parts>>>,
}

/// The parts of a repeat, and their hash where one is needed.
pub(super) struct Parts {
    pub(super) data: Prepared,
    hash: Option<DataHash>,
}

impl Parts {
    fn of(dataset: &Dataset, seed: u64, archive: &dyn Archive) -> Result<Self, StudyError> {
        let data = dataset.prepare(seed)?;
        let hash = archive.keeps().then(|| DataHash::of(&data));
        Ok(Self { data, hash })
    }
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        dataset: &'a Dataset,
        plan: &'a StudyPlan,
        engine: &'a dyn Engine,
        archive: &'a dyn Archive,
    ) -> Result<Self, StudyError> {
        let first = Arc::new(Parts::of(dataset, plan.seeds[0], archive)?);
        let layers = template(plan.net.as_deref(), &plan.hidden, first.data.train.shape)?;
        let parts = Mutex::new(BTreeMap::from([(0, Arc::clone(&first))]));
        Ok(Self { dataset, plan, layers, settings: Setting::all(plan), first, engine, archive, parts })
    }

    /// What is trained, and how.
    pub(super) fn training(
        &self,
        entrant: usize,
        setting: usize,
        repeat: usize,
        data: &Prepared,
    ) -> (NetworkSpec, TrainingPlan) {
        let candidate = &self.plan.candidates[entrant];
        let Setting { learning_rate, weight_decay } = self.settings[setting];
        let output = output_activation(self.dataset.task());
        let outputs = data.train.outputs_per_row;
        let layers = with_output(with_activation(&self.layers, candidate.function), outputs);
        let spec = NetworkSpec { input: network_input(data.train.shape), layers, output };
        let optimiser = if weight_decay == 0.0 { Optimiser::ADAM } else { Optimiser::adam_w(weight_decay) };
        let plan = TrainingPlan {
            optimiser,
            learning_rate,
            batch_size: self.batch_size(),
            max_epochs: self.plan.max_epochs,
            patience: Some(self.plan.patience.max(1)),
            // Of a recurrent layer with an unbounded activation gradients explode, which says little of the activation.
            clip_norm: self.clips().then_some(1.0),
            seed: candidate.weights(self.plan.seeds[repeat]),
            ..TrainingPlan::new(Loss::for_output(output, outputs))
        };
        (spec, plan)
    }

    fn clips(&self) -> bool {
        self.layers.iter().any(|layer| matches!(layer, LayerSpec::Recurrent(_)))
    }

    /// Rows per step: 32, and more for data of many rows, so that an epoch has at most about 250 steps; never over 256.
    pub(super) fn batch_size(&self) -> usize {
        self.plan.batch_size.unwrap_or_else(|| (self.first.data.train.rows / 250).clamp(32, 256))
    }

    /// The parts of a repeat. Only those of the last few are kept: of large data each is large.
    pub(super) fn parts(&self, repeat: usize) -> Result<Arc<Parts>, StudyError> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = parts.get(&repeat) {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(Parts::of(self.dataset, self.plan.seeds[repeat], self.archive)?);
        parts.insert(repeat, Arc::clone(&new));
        while parts.len() > 2 {
            parts.pop_first();
        }
        Ok(new)
    }
}

impl Course for Ground<'_> {
    fn trial(
        &self,
        entrant: usize,
        setting: usize,
        repeat: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Trial>, StudyError> {
        let parts = self.parts(repeat)?;
        let (spec, plan) = self.training(entrant, setting, repeat, &parts.data);
        let candidate = &self.plan.candidates[entrant];
        let key = parts.hash.as_ref().map(|hash| Key::of(&spec, &plan, hash));
        if let Some(key) = &key
            && let Some(trial) = self.archive.find(key, &candidate.label, plan.seed)?
        {
            return Ok(Some(trial));
        }
        let job = Job {
            activation: &candidate.label,
            split: self.plan.seeds[repeat],
            network: &spec,
            training: &plan,
            task: self.dataset.task(),
            data: &parts.data,
        };
        let Some(mut trial) = self.engine.train(&job, stop)? else { return Ok(None) };
        trial.handicap(candidate.handicap, plan.seed, &parts.data);
        if let Some(key) = &key {
            self.archive.keep(key, &candidate.label, plan.seed, &trial)?;
        }
        Ok(Some(trial))
    }

    fn validation_yardstick(&self) -> Yardstick {
        Yardstick::validation(self.dataset, &self.first.data)
    }
}
