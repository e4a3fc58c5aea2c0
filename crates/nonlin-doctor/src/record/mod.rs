//! Numbers on their way through a network, made into a [`Trace`]. Whoever runs the network, in whatever language, hands over plain arrays: so all
//! traces hold the same quantities.

mod data;
mod flat;
mod weights;

pub use data::{AnswersSeen, data};
pub use flat::flat_part;
pub use weights::weights;

use crate::trace::{About, LayerSample, LayerTrace, Spread, StepSample, Trace};
use flat::Flat;
use nonlin::Activation;

/// Where the numbers of a unit stand in a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// Unit beside unit, again at each step of a sequence: number `i` belongs to unit `i % units`.
    Interleaved,
    /// All places of a unit together, as channels of an image stand: number `i` belongs to unit `i / places`.
    Planes {
        /// Numbers of a unit per row.
        places: usize,
    },
}

/// Rows that a unit must have been in the flat part for, to be called dead: fewer say little (`3 / 256` is over one per cent).
const LOOKS_BACK: u64 = 512;

/// Makes a trace.
#[derive(Debug, Default)]
pub struct Recorder {
    trace: Trace,
    meters: Vec<Meter>,
}

/// What is kept of a layer from step to step.
#[derive(Debug)]
struct Meter {
    layout: Layout,
    flat: Flat,
    /// Rows since the unit was last out of the flat part.
    quiet: Vec<u64>,
    /// Share of each unit's pre-activations in the flat part at the last look.
    flat_units: Vec<f64>,
    /// Rows seen in all.
    rows: u64,
}

/// A layer's arrays at one step. Those that are not known are empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct LayerArrays<'a> {
    /// What the activation is applied to: rows x (units x places).
    pub before: &'a [f32],
    /// What the layer passes on.
    pub after: &'a [f32],
    /// The gradient of the mean loss with respect to the pre-activations.
    pub gradient: &'a [f32],
    /// The gradient of the mean loss with respect to the weights.
    pub weight_gradient: &'a [f32],
    /// The weights that it was taken at.
    pub weights: &'a [f32],
}

impl Recorder {
    /// Of a network about which this is known.
    pub fn new(about: About) -> Self {
        Self { trace: Trace { about, ..Trace::default() }, ..Self::default() }
    }

    /// The next layer, from the input on. `activation` is the one that its name stands for, with its parameters; where it is none that
    /// works on each number by itself, nothing is said of flat parts.
    pub fn layer(&mut self, layer: LayerTrace, activation: Option<&Activation>, layout: Layout) {
        let flat = activation.map(Flat::of).unwrap_or_default();
        self.meters.push(Meter { layout, flat, quiet: vec![0; layer.units], flat_units: Vec::new(), rows: 0 });
        self.trace.layers.push(layer);
    }

    /// A step's loss.
    pub fn loss(&mut self, step: u64, loss: f64) {
        self.trace.steps.push(StepSample { step, loss });
    }

    /// What the layer at this place showed at a step with so many rows.
    pub fn sample(&mut self, layer: usize, step: u64, rows: usize, arrays: LayerArrays<'_>) {
        let (Some(meter), Some(trace)) = (self.meters.get_mut(layer), self.trace.layers.get_mut(layer)) else { return };
        let (before, wrong_before) = Spread::of(arrays.before);
        let (after, wrong_after) = Spread::of(arrays.after);
        let (gradient, wrong_gradient) = root_mean_square(arrays.gradient);
        let (weight_gradient, wrong_weight_gradient) = length(arrays.weight_gradient);
        let (weight, wrong_weight) = length(arrays.weights);
        let flat = meter.look(arrays.before, rows);
        let dead = flat.map(|_| meter.dead());
        trace.samples.push(LayerSample {
            step,
            before,
            after,
            flat,
            dead,
            over: if flat.is_some() { meter.rows.min(LOOKS_BACK) } else { 0 },
            // Of a row's loss: the mean's gradient is smaller the more rows there are.
            gradient: gradient.map(|gradient| gradient * rows as f64),
            weight_gradient,
            weight,
            update: None,
            not_finite: [wrong_before, wrong_after, wrong_gradient + wrong_weight_gradient, wrong_weight],
        });
    }

    /// How far the weights of a layer moved at the step that was sampled last, by their length.
    pub fn update(&mut self, layer: usize, before: &[f32], after: &[f32]) {
        let sample = self.trace.layers.get_mut(layer).and_then(|layer| layer.samples.last_mut());
        let Some(sample) = sample else { return };
        let moved: f64 = before.iter().zip(after).map(|(a, b)| f64::from(b - a) * f64::from(b - a)).sum();
        if let Some(weight) = sample.weight.filter(|&weight| weight > 0.0 && !before.is_empty()) {
            sample.update = Some(moved.sqrt() / weight);
        }
    }

    /// Of each unit of a layer the share of its pre-activations that lay in the flat part of the activation at the sample taken last; empty where
    /// that is not known.
    pub fn flat_units(&self, layer: usize) -> &[f64] {
        self.meters.get(layer).map_or(&[], |meter| &meter.flat_units)
    }

    /// What the network was given.
    pub fn data(&mut self, data: crate::trace::DataTrace) {
        self.trace.data = Some(data);
    }

    /// What was recorded so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What was recorded so far, to be added to.
    pub fn trace_mut(&mut self) -> &mut Trace {
        &mut self.trace
    }

    /// The trace.
    pub fn finish(self) -> Trace {
        self.trace
    }
}

impl Meter {
    /// The share of pre-activations in the flat part, and for each unit since when it was nowhere else.
    fn look(&mut self, before: &[f32], rows: usize) -> Option<f64> {
        let units = self.quiet.len();
        if before.is_empty()
            || rows == 0
            || units == 0
            || !self.flat.is_known()
            || !before.len().is_multiple_of(rows * units)
        {
            return None;
        }
        let places = before.len() / (rows * units);
        let seen = (rows * places) as u64;
        let mut live = vec![0_u32; units];
        for row in before.chunks_exact(units * places) {
            match self.layout {
                Layout::Planes { .. } => {
                    for (live, plane) in live.iter_mut().zip(row.chunks_exact(places)) {
                        *live += self.flat.count_outside(plane);
                    }
                }
                Layout::Interleaved => {
                    for step in row.chunks_exact(units) {
                        self.flat.add_outside(step, &mut live);
                    }
                }
            }
        }
        for (quiet, &live) in self.quiet.iter_mut().zip(&live) {
            *quiet = if live > 0 { 0 } else { *quiet + seen };
        }
        self.flat_units.clear();
        self.flat_units.extend(live.iter().map(|&live| 1.0 - f64::from(live) / seen as f64));
        self.rows += seen;
        let outside: u64 = live.iter().map(|&live| u64::from(live)).sum();
        Some(1.0 - outside as f64 / before.len() as f64)
    }

    /// The share of units that were in the flat part for all of the last rows.
    fn dead(&self) -> f64 {
        let long = self.rows.min(LOOKS_BACK);
        self.quiet.iter().filter(|&&quiet| quiet >= long).count() as f64 / self.quiet.len().max(1) as f64
    }
}

/// And how many are NaN or infinite; `None` of an empty array.
fn root_mean_square(numbers: &[f32]) -> (Option<f64>, u64) {
    let (length, wrong) = length(numbers);
    (length.map(|length| length / (numbers.len() as f64).sqrt()), wrong)
}

/// The 2-norm, and how many are NaN or infinite; `None` of an empty array.
fn length(numbers: &[f32]) -> (Option<f64>, u64) {
    if numbers.is_empty() {
        return (None, 0);
    }
    let mut squares = 0.0_f64;
    for block in numbers.chunks(512) {
        let mut lanes = [0.0_f32; 8];
        let (eights, rest) = block.as_chunks::<8>();
        for eight in eights {
            for (lane, x) in lanes.iter_mut().zip(eight) {
                *lane += x * x;
            }
        }
        let sum = lanes.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>();
        // Squares that single precision has not, too large or too small, are summed again.
        squares += if sum.is_finite() && sum > 1e-30 {
            f64::from(sum)
        } else {
            block.iter().map(|&x| f64::from(x) * f64::from(x)).sum()
        };
    }
    let wrong = if squares.is_finite() { 0 } else { numbers.iter().filter(|x| !x.is_finite()).count() as u64 };
    (Some(squares.sqrt()), wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorder(units: usize, activation: &str, layout: Layout) -> Recorder {
        let mut recorder = Recorder::new(About::default());
        let activation = Activation::named(activation).unwrap();
        let layer = LayerTrace { units, ..LayerTrace::unseen("h", activation.card().name) };
        recorder.layer(layer, Some(&activation), layout);
        recorder
    }

    #[test]
    fn a_unit_is_dead_by_all_its_rows_and_not_by_its_zeros() {
        let mut recorder = recorder(2, "relu", Layout::Interleaved);
        // Unit 0 is off for three rows of four, unit 1 for all.
        let before = [-1.0, -2.0, 3.0, -4.0, -1.0, -2.0, -3.0, -4.0];
        for step in 1..=200 {
            recorder.sample(0, step, 4, LayerArrays { before: &before, ..LayerArrays::default() });
        }
        let last = recorder.trace().layers[0].samples.last().unwrap();
        assert_eq!((last.flat, last.dead, last.over), (Some(7.0 / 8.0), Some(0.5), 512));
        assert_eq!(recorder.flat_units(0), [0.75, 1.0]);
        // It comes back.
        recorder.sample(0, 201, 1, LayerArrays { before: &[1.0, 1.0], ..LayerArrays::default() });
        assert_eq!(recorder.trace().layers[0].samples.last().unwrap().dead, Some(0.0));
    }

    #[test]
    fn channels_are_units_wherever_their_places_are() {
        let mut recorder = recorder(2, "relu", Layout::Planes { places: 3 });
        recorder.sample(
            0,
            1,
            1,
            LayerArrays { before: &[-1.0, -1.0, 1.0, -1.0, -1.0, -1.0], ..LayerArrays::default() },
        );
        let sample = &recorder.trace().layers[0].samples[0];
        assert_eq!((sample.dead, sample.over), (Some(0.5), 3));
    }

    #[test]
    fn lengths_of_very_large_and_very_small_numbers() {
        assert_eq!(length(&[3e30, 4e30]).0.unwrap(), 5.000_000_215_044_25e30_f64.min(length(&[3e30, 4e30]).0.unwrap()));
        let tiny = length(&[3e-30, 4e-30]).0.unwrap();
        assert!((tiny / 5e-30 - 1.0).abs() < 1e-6, "{tiny}");
        assert_eq!(length(&[1.0, f32::NAN]).1, 1);
    }

    #[test]
    fn a_gradient_does_not_depend_on_the_number_of_rows() {
        let mut recorder = recorder(1, "tanh", Layout::Interleaved);
        recorder.sample(0, 1, 2, LayerArrays { gradient: &[0.5, 0.5], ..LayerArrays::default() });
        recorder.sample(0, 2, 4, LayerArrays { gradient: &[0.25; 4], ..LayerArrays::default() });
        assert_eq!(recorder.trace().layers[0].series(|sample| sample.gradient), [1.0, 1.0]);
    }
}
