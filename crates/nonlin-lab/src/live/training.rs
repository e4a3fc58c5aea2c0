//! A training in slices of time.

use super::error::LiveError;
use super::plan::LivePlan;
use super::points::{Answers, Points};
use super::snapshot::{GRID, LayerSnapshot, Progress, Snapshot, Surface, UNIT_GRID};
use crate::data::{SampleShape, Samples, Task};
use crate::inside::{Inside, Sampling, forward};
use crate::model::batch;
use nonlin_doctor::record::Recorder;
use nonlin_doctor::{Finding, examine};
use nonlin_net::{
    Batch, Inputs, Loss, NetError, Network, Outcome, OutputActivation, Step, Trainer, TrainingPlan, Workspace,
};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

/// Rows that go through the network at a time when it is looked at.
const PIECE: usize = 256;
/// As many points of the loss curves are kept; then every second is left out.
const MOST_PROGRESS: usize = 400;
/// Of networks with more units no unit's surface is told, and of those with more parameters no weight: nobody could see them, and they would be
/// most of what a snapshot holds.
const MOST_UNITS_SHOWN: usize = 256;
const MOST_WEIGHTS_SHOWN: usize = 6000;
/// Steps between two looks at the clock.
const BETWEEN_CLOCKS: u64 = 4;
/// The doctor is asked again after so long.
const BETWEEN_EXAMINATIONS: Duration = Duration::from_millis(400);

/// A small network on points of a plane, trained step by step.
pub struct LiveTraining {
    network: Network<f32>,
    trainer: Trainer<f32>,
    workspace: Workspace<f32>,
    loss: Loss,
    batch: usize,
    train: Samples,
    test: Samples,
    inside: Inside,
    order: Vec<usize>,
    random: ChaCha8Rng,
    /// Rows of the batch at hand.
    inputs: Vec<f32>,
    targets: Vec<f32>,
    /// Where the next batch begins, and which of the epoch it is.
    next: usize,
    of_epoch: usize,
    epoch: usize,
    step: u64,
    ended: Option<Outcome>,
    progress: Vec<Progress>,
    findings: Vec<Finding>,
    examined: Option<Instant>,
    grid: Vec<f32>,
    unit_grid: Vec<f32>,
}

impl LiveTraining {
    /// A training that is about to begin.
    ///
    /// Fails if the points or the plan are beyond what is taken here, the activation is none, or memory is short.
    pub fn new(points: &Points, plan: &LivePlan) -> Result<Self, LiveError> {
        points.check()?;
        plan.check()?;
        let (task, outputs, output) = question(&points.answers);
        let [learnt, judged] = points.parts(plan.share, plan.seed);
        let encoding = Encoding::of(points, &learnt, plan.scaled);
        let (train, test) = (encoding.samples(points, &learnt, outputs), encoding.samples(points, &judged, outputs));
        let network = Network::new(&plan.network(outputs, output), plan.seed)?;
        let loss = Loss::for_output(output, outputs);
        let training = TrainingPlan {
            optimiser: plan.optimiser,
            learning_rate: plan.learning_rate,
            batch_size: plan.batch,
            patience: None,
            seed: plan.seed,
            ..TrainingPlan::new(loss)
        };
        let trainer = Trainer::new(&network, &training, train.rows)?;
        let mut inside = Inside::new(Sampling::Asked);
        inside.begin(task, &train, &points.names, &network, &training, true);
        let batch = plan.batch.min(train.rows);
        let mut begun = Self {
            workspace: network.workspace(PIECE)?,
            network,
            trainer,
            loss,
            batch,
            inside,
            order: (0..train.rows).collect(),
            random: ChaCha8Rng::seed_from_u64(plan.seed),
            inputs: vec![0.0; batch * 2],
            targets: vec![0.0; batch * outputs],
            next: 0,
            of_epoch: 0,
            epoch: 1,
            step: 0,
            ended: None,
            progress: Vec::new(),
            findings: Vec::new(),
            examined: None,
            grid: encoding.grid(points, GRID),
            unit_grid: encoding.grid(points, UNIT_GRID),
            train,
            test,
        };
        begun.shuffle();
        Ok(begun)
    }

    /// Trains for `time`, or `most` steps if those are made sooner; returns how many were made. None once it has ended.
    pub fn advance(&mut self, most: u64, time: Duration) -> Result<u64, LiveError> {
        let until = Instant::now() + time;
        let mut made = 0;
        while made < most && self.ended.is_none() {
            self.one_step()?;
            made += 1;
            if made.is_multiple_of(BETWEEN_CLOCKS) && Instant::now() >= until {
                break;
            }
        }
        Ok(made)
    }

    /// Sets how far the steps to come go. Fails if it is not a number above 0.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), LiveError> {
        Ok(self.trainer.set_learning_rate(rate)?)
    }

    /// Steps made.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Why it ended, if it did.
    pub fn ended(&self) -> Option<Outcome> {
        self.ended
    }

    /// What is to be seen now. The next step is looked at closely, for the snapshot after this one.
    pub fn snapshot(&mut self) -> Result<Snapshot, LiveError> {
        let train_loss = self.network.evaluate(&mut self.workspace, self.loss, batch(&self.train))?;
        let test_loss = self.network.evaluate(&mut self.workspace, self.loss, batch(&self.test))?;
        if self.progress.last().is_none_or(|last| last.step < self.step) {
            self.progress.push(Progress { step: self.step, train: train_loss, test: test_loss });
            thin_out(&mut self.progress);
        }
        if self.examined.is_none_or(|at| at.elapsed() >= BETWEEN_EXAMINATIONS) || self.ended.is_some() {
            self.findings = examine(self.inside.trace());
            self.examined = Some(Instant::now());
        }
        let seen = Snapshot {
            step: self.step,
            epoch: (self.epoch - 1) as u64,
            train_loss,
            test_loss,
            accuracy: self.accuracy()?,
            ended: self.ended,
            progress: self.progress.clone(),
            surface: self.surface()?,
            layers: self.layers()?,
            findings: self.findings.clone(),
        };
        self.inside.ask();
        Ok(seen)
    }

    fn one_step(&mut self) -> Result<(), NetError> {
        let rows = &self.order[self.next..(self.next + self.batch).min(self.order.len())];
        let outputs = self.train.outputs_per_row;
        for (place, &row) in rows.iter().enumerate() {
            self.inputs[place * 2..][..2].copy_from_slice(&self.train.inputs[row * 2..][..2]);
            self.targets[place * outputs..][..outputs].copy_from_slice(&self.train.targets[row * outputs..][..outputs]);
        }
        let rows = rows.len();
        let batch = Batch::new(&self.inputs[..rows * 2], &self.targets[..rows * outputs], rows);
        let step = Step { epoch: self.epoch, batch: self.of_epoch, step: self.step + 1 };
        match self.trainer.step(&mut self.network, batch, step, &mut self.inside)? {
            Ok(_) => {
                self.step += 1;
                (self.next, self.of_epoch) = (self.next + rows, self.of_epoch + 1);
                if self.next >= self.order.len() {
                    self.epoch += 1;
                    self.shuffle();
                }
            }
            Err(outcome) => self.ended = Some(outcome),
        }
        Ok(())
    }

    fn shuffle(&mut self) {
        self.order.shuffle(&mut self.random);
        (self.next, self.of_epoch) = (0, 0);
    }

    /// Share of the judging points in the right class.
    fn accuracy(&mut self) -> Result<Option<f64>, NetError> {
        if self.network.output_activation() == OutputActivation::Linear {
            return Ok(None);
        }
        let (outputs, mut right) = (self.test.outputs_per_row, 0);
        for start in (0..self.test.rows).step_by(PIECE) {
            let rows = PIECE.min(self.test.rows - start);
            let inputs = Inputs::new(&self.test.inputs[start * 2..(start + rows) * 2], rows);
            let said = self.network.predict(&mut self.workspace, inputs)?;
            let targets = self.test.targets[start * outputs..].chunks_exact(outputs);
            right +=
                said.chunks_exact(outputs).zip(targets).filter(|(said, meant)| class(said) == class(meant)).count();
        }
        Ok(Some(right as f64 / self.test.rows as f64))
    }

    fn surface(&mut self) -> Result<Surface, NetError> {
        let outputs = self.train.outputs_per_row;
        let classes = self.network.output_activation() != OutputActivation::Linear;
        let mut surface = Surface { classes: classes.then(Vec::new), values: Vec::with_capacity(GRID * GRID) };
        for piece in self.grid.chunks(PIECE * 2) {
            let said = self.network.predict(&mut self.workspace, Inputs::new(piece, piece.len() / 2))?;
            for row in said.chunks_exact(outputs) {
                let likely = class(row);
                surface.values.push(match &mut surface.classes {
                    None => to_digits(row[0]),
                    Some(of) => {
                        of.push(u8::try_from(likely).unwrap_or(u8::MAX));
                        // Of one output, which is the second class's probability, the first has the rest.
                        to_digits(if outputs > 1 { row[likely] } else { row[0].max(1.0 - row[0]) })
                    }
                });
            }
        }
        Ok(surface)
    }

    fn layers(&mut self) -> Result<Vec<LayerSnapshot>, NetError> {
        let rows = self.train.rows.min(PIECE);
        let mut seen = Recorder::default();
        let inputs = Inputs::new(&self.train.inputs[..rows * 2], rows);
        forward(&self.network, &mut self.workspace, inputs, &mut seen)?;
        let drawn = self.network.parameters().len() <= MOST_WEIGHTS_SHOWN;
        let mut layers: Vec<LayerSnapshot> = Vec::with_capacity(self.network.layer_count());
        for (index, layer) in self.network.layers().enumerate() {
            let trained = self.inside.trace().layers.get(index).and_then(|layer| layer.samples.last());
            let forward = seen.trace().layers.get(index).and_then(|layer| layer.samples.last());
            layers.push(LayerSnapshot {
                name: layer.name().to_owned(),
                activation: layer.activation().map_or_else(|| "linear".to_owned(), ToString::to_string),
                before: forward.and_then(|sample| sample.before),
                after: forward.and_then(|sample| sample.after),
                flat_units: seen.flat_units(index).to_vec(),
                gradient: trained.and_then(|sample| sample.gradient),
                weight_gradient: trained.and_then(|sample| sample.weight_gradient),
                update: trained.and_then(|sample| sample.update),
                weights: if drawn { layer.weights().to_vec() } else { Vec::new() },
                bias: layer.bias().to_vec(),
                unit_surfaces: Vec::new(),
            });
        }
        let places = UNIT_GRID * UNIT_GRID;
        if layers.iter().map(|layer| layer.bias.len()).sum::<usize>() > MOST_UNITS_SHOWN {
            return Ok(layers);
        }
        self.network.forward_observed(&mut self.workspace, Inputs::new(&self.unit_grid, places))?;
        for (index, layer) in layers.iter_mut().enumerate() {
            let values = self.workspace.activations(index);
            let units = values.len() / places;
            layer.unit_surfaces = (0..units).map(|unit| shades(values, unit, units)).collect();
        }
        Ok(layers)
    }
}

/// A unit's values in per cent from the lowest to the highest; 50 all over where they are all the same, or no numbers.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
fn shades(values: &[f32], unit: usize, units: usize) -> Vec<u8> {
    let of_unit = || values.iter().skip(unit).step_by(units).copied();
    let (low, high) = of_unit().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    let width = high - low;
    let shade = |y: f32| if width > 0.0 && width.is_finite() { (100.0 * (y - low) / width).round() as u8 } else { 50 };
    of_unit().map(shade).collect()
}

/// Three places behind the point are more than a colour shows.
fn to_digits(y: f32) -> f32 {
    if y.abs() < 1e3 { (y * 1e3).round() / 1e3 } else { y }
}

/// The place of the largest; of one output, 1 from a probability of a half on.
fn class(outputs: &[f32]) -> usize {
    match outputs {
        [one] => usize::from(*one >= 0.5),
        several => (0..several.len()).max_by(|&a, &b| several[a].total_cmp(&several[b])).unwrap_or(0),
    }
}

/// Leaves out every second once there are too many, the last one never.
fn thin_out(progress: &mut Vec<Progress>) {
    if progress.len() > MOST_PROGRESS {
        let last = progress.len() - 1;
        let mut place = 0;
        progress.retain(|_| {
            place += 1;
            (place - 1) % 2 == last % 2
        });
    }
}

fn question(answers: &Answers) -> (Task, usize, OutputActivation) {
    match answers {
        Answers::Numbers(_) => (Task::Regression, 1, OutputActivation::Linear),
        Answers::Classes { names, .. } if names.len() <= 2 => (Task::Binary, 1, OutputActivation::Sigmoid),
        Answers::Classes { names, .. } => (Task::MultiClass, names.len(), OutputActivation::Softmax),
    }
}

/// How points become the network's numbers: those learnt from decide the scale.
struct Encoding {
    /// What is taken off, and what is multiplied with, by input.
    inputs: [[f64; 2]; 2],
    answers: [f64; 2],
}

impl Encoding {
    fn of(points: &Points, learnt: &[usize], scaled: bool) -> Self {
        let axis = |axis: usize| {
            if scaled { standard(learnt.iter().map(|&row| points.inputs[row][axis])) } else { [0.0, 1.0] }
        };
        let answers = match &points.answers {
            Answers::Numbers(numbers) => standard(learnt.iter().map(|&row| numbers[row])),
            Answers::Classes { .. } => [0.0, 1.0],
        };
        Self { inputs: [axis(0), axis(1)], answers }
    }

    #[allow(clippy::cast_possible_truncation, reason = "networks compute in single precision")]
    fn input(&self, point: [f64; 2]) -> [f32; 2] {
        [0, 1].map(|axis| ((point[axis] - self.inputs[axis][0]) * self.inputs[axis][1]) as f32)
    }

    #[allow(clippy::cast_possible_truncation, reason = "networks compute in single precision")]
    fn samples(&self, points: &Points, rows: &[usize], outputs: usize) -> Samples {
        let mut targets = Vec::with_capacity(rows.len() * outputs);
        for &row in rows {
            match &points.answers {
                Answers::Numbers(numbers) => targets.push(((numbers[row] - self.answers[0]) * self.answers[1]) as f32),
                Answers::Classes { of, .. } if outputs == 1 => targets.push(if of[row] == 1 { 1.0 } else { 0.0 }),
                Answers::Classes { of, .. } => {
                    targets.extend((0..outputs).map(|class| if of[row] == class { 1.0 } else { 0.0 }));
                }
            }
        }
        Samples {
            rows: rows.len(),
            columns: 2,
            inputs: rows.iter().flat_map(|&row| self.input(points.inputs[row])).collect(),
            outputs_per_row: outputs,
            targets,
            shape: SampleShape::Features(2),
            lengths: Vec::new(),
        }
    }

    /// Places all over the plane, row after row, in the middles of `side` x `side` squares.
    fn grid(&self, points: &Points, side: usize) -> Vec<f32> {
        let [x, y] = [points.extent(0), points.extent(1)];
        let at = |[low, high]: [f64; 2], place: usize| low + (high - low) * (place as f64 + 0.5) / side as f64;
        (0..side * side).flat_map(|place| self.input([at(x, place % side), at(y, place / side)])).collect()
    }
}

/// Mean, and 1 over the standard deviation; 1 where all are the same.
fn standard(numbers: impl Iterator<Item = f64> + Clone) -> [f64; 2] {
    let count = numbers.clone().count().max(1) as f64;
    let mean = numbers.clone().sum::<f64>() / count;
    let deviation = (numbers.map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
    [mean, if deviation > 0.0 { 1.0 / deviation } else { 1.0 }]
}
