//! The training rows in the order of an epoch, batch by batch, with targets and weights as the plan changes them.

use crate::data::Batch;
use crate::error::NetError;
use crate::loss::Loss;
use crate::network::Network;
use crate::plan::TrainingPlan;
use crate::workspace::zeros;
use nonlin::Element;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The training rows in the order of the epoch, and room for one batch of them.
pub(crate) struct Rows<T> {
    order: Vec<usize>,
    batch_size: usize,
    inputs: Vec<T>,
    targets: Vec<T>,
    lengths: Vec<usize>,
    weights: Vec<T>,
    seed: u64,
    loss: Loss,
    class_weights: Option<Vec<T>>,
    smoothing: T,
}

impl<T: Element> Rows<T> {
    pub(crate) fn new(network: &Network<T>, train: Batch<'_, T>, plan: &TrainingPlan) -> Result<Self, NetError> {
        let batch_size = plan.batch_size.min(train.rows);
        let what = || "a batch".to_owned();
        Ok(Self {
            order: (0..train.rows).collect(),
            batch_size,
            inputs: zeros(batch_size.saturating_mul(network.inputs()), what)?,
            targets: zeros(batch_size.saturating_mul(network.outputs()), what)?,
            lengths: zeros(if train.lengths.is_empty() { 0 } else { batch_size }, what)?,
            weights: zeros(
                if train.weights.is_empty() && plan.class_weights.is_none() { 0 } else { batch_size },
                what,
            )?,
            seed: plan.seed,
            loss: plan.loss,
            class_weights: plan.class_weights.as_ref().map(|all| all.iter().map(|&w| T::from_f64(w)).collect()),
            smoothing: T::from_f64(plan.label_smoothing),
        })
    }

    /// The order of an epoch, every one equally likely (Fisher & Yates): of the seed and the epoch alone, so that a training that is
    /// taken up again goes on as it would have.
    pub(crate) fn shuffle(&mut self, epoch: usize) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        // Stream 0; initialisers have those after it. No epoch needs so many words.
        random.set_word_pos((epoch as u128) << 36);
        self.order.iter_mut().enumerate().for_each(|(place, row)| *row = place);
        for last in (1..self.order.len()).rev() {
            let other = below(last as u64 + 1, random.next_u64());
            self.order.swap(last, other);
        }
    }

    /// Batches in an epoch.
    pub(crate) fn batches(&self) -> usize {
        self.order.len().div_ceil(self.batch_size)
    }

    /// Batch number `batch` of the epoch, its rows copied together.
    pub(crate) fn gather<'a>(&'a mut self, train: Batch<'_, T>, batch: usize) -> Batch<'a, T> {
        let start = batch * self.batch_size;
        let places = &self.order[start..(start + self.batch_size).min(self.order.len())];
        let count = places.len();
        let inputs = gather_rows(train.inputs, train.rows, places, &mut self.inputs);
        let lengths = gather_rows(train.lengths, train.rows, places, &mut self.lengths);
        let columns = train.targets.len() / train.rows;
        gather_rows(train.targets, train.rows, places, &mut self.targets);
        let targets = &mut self.targets[..count * columns];
        let weights = if self.weights.is_empty() { &mut [] } else { &mut self.weights[..count] };
        if train.weights.is_empty() {
            weights.fill(T::from_f64(1.0));
        } else {
            gather_rows(train.weights, train.rows, places, weights);
        }
        if let Some(of_classes) = &self.class_weights {
            for (weight, targets) in weights.iter_mut().zip(targets.chunks_exact(columns)) {
                *weight = *weight * class_weight(targets, of_classes);
            }
        }
        if self.smoothing > T::default() {
            let classes = if self.loss == Loss::SoftmaxCrossEntropy { columns } else { 2 };
            let (keep, share) = (T::from_f64(1.0) - self.smoothing, self.smoothing * T::from_f64(1.0 / classes as f64));
            for target in &mut *targets {
                *target = keep.mul_add(*target, share);
            }
        }
        Batch { inputs, targets, rows: count, lengths, weights }
    }
}

/// The weight of a row's class, or the mean of several by their probabilities; of one output, 0 is the first class and 1 the second.
fn class_weight<T: Element>(targets: &[T], of_classes: &[T]) -> T {
    match (targets, of_classes) {
        ([t], [no, yes]) => *t * (*yes - *no) + *no,
        _ => targets.iter().zip(of_classes).fold(T::default(), |sum, (&t, &weight)| t.mul_add(weight, sum)),
    }
}

/// Copies the rows at `places` together; `from` may be empty.
fn gather_rows<'a, N: Copy>(from: &[N], rows: usize, places: &[usize], to: &'a mut [N]) -> &'a [N] {
    let columns = from.len() / rows;
    if columns > 0 {
        for (to, &place) in to.chunks_exact_mut(columns).zip(places) {
            to.copy_from_slice(&from[place * columns..(place + 1) * columns]);
        }
    }
    &to[..columns * places.len()]
}

/// A number below `n` from 64 random bits; the bias is under `n / 2^64`.
#[allow(clippy::cast_possible_truncation, reason = "the product's upper half is below n, which is a length")]
fn below(n: u64, bits: u64) -> usize {
    ((u128::from(n) * u128::from(bits)) >> 64) as usize
}
