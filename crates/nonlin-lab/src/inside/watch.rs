//! Looking into a training.

use super::layers::{about, before, describe};
use crate::data::{Samples, Task};
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
    /// Of the first steps those of [`Steps`](Self::Steps), then those that [`Inside::ask`] was called before: for trainings without an end.
    Asked,
}

/// Rows of the training part that are looked at before it begins.
const ROWS: usize = 2000;
/// Looks that are kept of a training without an end; then those of its later part are thinned out.
const MOST_LOOKS: usize = 240;
/// Of these first looks all are kept: what goes wrong goes wrong early.
const FIRST_LOOKS: usize = 40;

/// Records a training.
#[derive(Debug)]
pub struct Inside {
    sampling: Sampling,
    recorder: Recorder,
    begun: bool,
    /// Whether the next step is to be looked at.
    asked: bool,
    /// The weights before the step that is looked at.
    before: Vec<f32>,
}

impl Inside {
    /// A record of the steps that `sampling` says.
    pub fn new(sampling: Sampling) -> Self {
        Self { sampling, recorder: Recorder::default(), begun: false, asked: false, before: Vec::new() }
    }

    /// Looks at the data, the network and the plan before the first step. `initial` says that the network's weights are the ones it starts with.
    pub fn begin(
        &mut self,
        task: Task,
        train: &Samples,
        names: &[String],
        network: &Network<f32>,
        plan: &TrainingPlan,
        initial: bool,
    ) {
        let mut known = about(network, "nonlin train");
        known.task = Some(task.to_string());
        known.loss = Some(plan.loss.to_string());
        known.learning_rate = Some(plan.learning_rate);
        known.clip_norm = plan.clip_norm;
        known.steps_per_epoch = Some(train.rows.div_ceil(plan.batch_size.max(1)) as u64);
        self.recorder = Recorder::new(known);
        describe(network, initial, &mut self.recorder);
        self.begun = true;
        self.recorder.data(given(train, task, names));
    }

    /// The next step is to be looked at, whichever it is.
    pub fn ask(&mut self) {
        self.asked = true;
    }

    /// What was seen so far.
    pub fn trace(&self) -> &Trace {
        self.recorder.trace()
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
                before: before(seen.pre_activations, seen.activations),
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
            Sampling::Asked => std::mem::take(&mut self.asked) || step.step <= 64 && is_sampled(step.step),
        }
    }

    fn observe(&mut self, observation: &Observation<'_, f32>) {
        self.look(observation);
        if self.sampling == Sampling::Asked {
            thin_out(self.recorder.trace_mut());
        }
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

/// Leaves out every second look but the first and the last ones, once there are too many.
fn thin_out(trace: &mut Trace) {
    let looks = trace.steps.len();
    if looks <= MOST_LOOKS {
        return;
    }
    let kept = |place: usize| place < FIRST_LOOKS || place + 1 == looks || place.is_multiple_of(2);
    let mut place = 0..;
    trace.steps.retain(|_| place.next().is_some_and(kept));
    for layer in &mut trace.layers {
        let mut place = 0..;
        layer.samples.retain(|_| place.next().is_some_and(kept));
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
    use super::{FIRST_LOOKS, MOST_LOOKS, is_sampled, thin_out};
    use nonlin_doctor::{LayerSample, LayerTrace, Trace};

    #[test]
    fn a_training_without_an_end_is_kept_within_bounds() {
        let mut trace = Trace { layers: vec![LayerTrace::unseen("h", "relu")], ..Trace::default() };
        for step in 1..=2000 {
            trace.steps.push(nonlin_doctor::trace::StepSample { step, loss: 1.0 });
            trace.layers[0].samples.push(LayerSample { step, ..LayerSample::default() });
            thin_out(&mut trace);
        }
        let steps: Vec<u64> = trace.steps.iter().map(|sample| sample.step).collect();
        assert!(steps.len() <= MOST_LOOKS && steps.last() == Some(&2000), "{steps:?}");
        assert!(steps[..FIRST_LOOKS].iter().copied().eq(1..=FIRST_LOOKS as u64));
        assert!(trace.layers[0].samples.iter().map(|sample| sample.step).eq(steps));
    }

    #[test]
    fn often_at_first_and_seldom_later() {
        let sampled: Vec<u64> = (1..=256).filter(|&step| is_sampled(step)).collect();
        assert_eq!(sampled, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128, 192, 256]);
    }
}
