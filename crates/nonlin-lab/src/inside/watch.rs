//! Looking into a training.

use super::layers::{about, describe};
use crate::data::{Prepared, Samples, Task};
use nonlin_doctor::Trace;
use nonlin_doctor::record::{AnswersSeen, LayerArrays, Recorder, data};
use nonlin_net::{Network, Observation, Observer, Step, TrainingPlan};

/// Which steps are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sampling {
    /// The first step of epochs 1, 2, 4, 8 and so on: for studies, of which each training is one of many.
    Epochs,
    /// Steps 1, 2, 3, 4, 6, 8, 12, 16 and so on to 64, then every 64th: what goes wrong goes wrong early.
    Steps,
}

/// Rows of the training part that are looked at before it begins.
const ROWS: usize = 2000;

/// Records a training.
#[derive(Debug)]
pub struct Inside {
    sampling: Sampling,
    recorder: Recorder,
    begun: bool,
    /// The weights before the step that is looked at.
    before: Vec<f32>,
}

impl Inside {
    /// A record of the steps that `sampling` says.
    pub fn new(sampling: Sampling) -> Self {
        Self { sampling, recorder: Recorder::default(), begun: false, before: Vec::new() }
    }

    /// Looks at the data, the network and the plan before the first step. `initial` says that the network's weights are the ones it starts with.
    pub fn begin(
        &mut self,
        task: Task,
        prepared: &Prepared,
        network: &Network<f32>,
        plan: &TrainingPlan,
        initial: bool,
    ) {
        let mut known = about(network, "nonlin train");
        known.task = Some(task.to_string());
        known.loss = Some(plan.loss.to_string());
        known.learning_rate = Some(plan.learning_rate);
        known.clip_norm = plan.clip_norm;
        known.steps_per_epoch = Some(prepared.train.rows.div_ceil(plan.batch_size.max(1)) as u64);
        self.recorder = Recorder::new(known);
        describe(network, initial, &mut self.recorder);
        self.begun = true;
        self.recorder.data(given(&prepared.train, task, &prepared.feature_names));
    }

    /// What was seen.
    pub fn finish(self) -> Trace {
        self.recorder.finish()
    }

    fn look(&mut self, observation: &Observation<'_, f32>) {
        let network = observation.network();
        if !self.begun {
            self.recorder = Recorder::new(about(network, "nonlin lab"));
            describe(network, observation.step.step == 1, &mut self.recorder);
            self.begun = true;
        }
        let step = observation.step.step;
        self.recorder.loss(step, observation.loss);
        for seen in observation.layers() {
            let arrays = LayerArrays {
                before: if seen.pre_activations.is_empty() { seen.activations } else { seen.pre_activations },
                after: seen.activations,
                gradient: seen.pre_activation_gradient,
                weight_gradient: seen.weight_gradient(),
                weights: seen.layer.weights(),
            };
            self.recorder.sample(seen.index, step, observation.rows, arrays);
        }
    }
}

impl Observer<f32> for Inside {
    fn wants(&mut self, step: Step) -> bool {
        match self.sampling {
            Sampling::Epochs => step.batch == 0 && step.epoch.is_power_of_two(),
            Sampling::Steps => is_sampled(step.step),
        }
    }

    fn observe(&mut self, observation: &Observation<'_, f32>) {
        self.look(observation);
        self.before.clear();
        self.before.extend_from_slice(observation.network().parameters());
    }

    fn moved(&mut self, _step: Step, network: &Network<f32>) {
        let before = std::mem::take(&mut self.before);
        for (index, layer) in network.layers().enumerate() {
            for group in layer.groups() {
                if group.name == "weight" && group.range.end <= before.len() {
                    self.recorder.update(index, &before[group.range.clone()], layer.weights());
                }
            }
        }
        self.before = before;
    }

    fn diverged(&mut self, observation: &Observation<'_, f32>) {
        self.look(observation);
    }
}

/// 1, 2, 3, 4, 6, 8, 12, ..., 64, 128, 192, ...
fn is_sampled(step: u64) -> bool {
    step.is_power_of_two() && step <= 64
        || (step.is_multiple_of(3) && (step / 3).is_power_of_two() && step < 64)
        || step.is_multiple_of(64)
}

/// What the network is going to be trained on.
fn given(train: &Samples, task: Task, names: &[String]) -> nonlin_doctor::trace::DataTrace {
    let rows = train.rows.min(ROWS);
    // Rows all over the part, for it may be in some order.
    let every = train.rows.div_ceil(rows.max(1)).max(1);
    let chosen: Vec<usize> = (0..train.rows).step_by(every).collect();
    let inputs: Vec<f32> =
        chosen.iter().flat_map(|&row| &train.inputs[row * train.columns..(row + 1) * train.columns]).copied().collect();
    let outputs = train.outputs_per_row;
    let targets: Vec<f32> =
        chosen.iter().flat_map(|&row| &train.targets[row * outputs..(row + 1) * outputs]).copied().collect();
    let classes: Vec<usize> = match task {
        Task::MultiClass => targets
            .chunks_exact(outputs.max(1))
            .map(|row| (0..outputs).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap_or(0))
            .collect(),
        Task::Binary => targets.iter().map(|&target| usize::from(target > 0.5)).collect(),
        Task::Regression | Task::MultiLabel => Vec::new(),
    };
    let answers = if classes.is_empty() {
        AnswersSeen::Numbers { values: &targets, outputs }
    } else {
        AnswersSeen::Classes(&classes)
    };
    let tokens = matches!(train.shape, crate::data::SampleShape::Tokens { .. });
    let ordered = !matches!(train.shape, crate::data::SampleShape::Features(_));
    data(&inputs, train.columns, if ordered { &[] } else { names }, tokens, Some(answers))
}

#[cfg(test)]
mod tests {
    use super::is_sampled;

    #[test]
    fn often_at_first_and_seldom_later() {
        let sampled: Vec<u64> = (1..=256).filter(|&step| is_sampled(step)).collect();
        assert_eq!(sampled, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128, 192, 256]);
    }
}
