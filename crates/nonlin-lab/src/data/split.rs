//! Which rows train, which choose, and which judge.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::source::Given;

/// The fewest rows of a class: one for each part.
pub const MIN_PER_CLASS: usize = 3;

/// Every which row goes to the validation part, and as many to the test part: a fifth each.
const ONE_IN: usize = 5;

/// How many ways to deal groups out are tried; the fairest is taken.
const DEALS: usize = 16;

/// The rows of the three parts: 60 % train, 20 % validation, 20 % test, each sorted. Every row is in exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Split {
    /// The rows that a network learns from.
    pub train: Vec<usize>,
    /// The rows that choose the learning rate, the moment to stop, and the activation.
    pub validation: Vec<usize>,
    /// The rows that are looked at once, to say how good the choice is.
    pub test: Vec<usize>,
}

/// What decides the part of a row, beside chance.
#[derive(Debug, Clone)]
pub(super) enum Order {
    /// Nothing.
    Random,
    /// Rows with the same number stay together.
    Groups(Vec<usize>),
    /// Small numbers are in the training part, large ones in the test part, equal ones in the same.
    Time(Vec<f64>),
}

impl Split {
    /// Splits the rows `0..groups.len()` at random, so that each part has its share of each group to within one row.
    ///
    /// `groups` says for each row which group (class) it is in. A group of at least [`MIN_PER_CLASS`] rows is in
    /// every part. The same groups and seed give the same split on every machine.
    #[must_use]
    pub fn stratified(groups: &[usize], seed: u64) -> Self {
        Self::make(groups, &[], &Order::Random, seed)
    }

    /// Splits the rows `0..classes.len()`: those that were `given` a part are in it, save that the validation and the
    /// test part are taken from the training rows where none is given. `order` says how.
    pub(super) fn make(classes: &[usize], given: &[Given], order: &Order, seed: u64) -> Self {
        let of = |part: Given| -> Vec<usize> {
            given.iter().enumerate().filter(|(_, given)| **given == part).map(|(row, _)| row).collect()
        };
        let mut split = Self { train: Vec::new(), validation: of(Given::Validation), test: of(Given::Test) };
        let free = if given.is_empty() { (0..classes.len()).collect() } else { of(Given::Train) };
        let needed = (split.validation.is_empty(), split.test.is_empty());
        let dealt = match order {
            Order::Random => shuffled(&free, classes, needed, seed),
            Order::Groups(groups) => grouped(&free, classes, groups, needed, seed),
            Order::Time(times) => ordered(free, times, needed),
        };
        split.train = dealt.train;
        split.validation.extend(dealt.validation);
        split.test.extend(dealt.test);
        for part in [&mut split.train, &mut split.validation, &mut split.test] {
            part.sort_unstable();
        }
        split
    }
}

/// Deals `rows` out at random, each class for itself. `needed` says whether there is to be a validation and a test part.
fn shuffled(rows: &[usize], classes: &[usize], needed: (bool, bool), seed: u64) -> Split {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        members.entry(classes[row]).or_default().push(row);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut train, mut validation, mut test) = (Vec::new(), Vec::new(), Vec::new());
    for rows in members.values_mut() {
        rows.shuffle(&mut random);
        // A fifth, rounded to the nearest.
        let part = (rows.len() + ONE_IN / 2) / ONE_IN;
        let first = if needed.0 { part } else { 0 };
        let second = if needed.1 { first + part } else { first };
        validation.extend_from_slice(&rows[..first]);
        test.extend_from_slice(&rows[first..second]);
        train.extend_from_slice(&rows[second..]);
    }
    Split { train, validation, test }
}

/// Deals whole groups out: in random order, each goes where its classes are most wanting; of some such deals the
/// fairest is taken, one in which every class is in the training part before all others.
fn grouped(rows: &[usize], classes: &[usize], groups: &[usize], needed: (bool, bool), seed: u64) -> Split {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        members.entry(groups[row]).or_default().push(row);
    }
    let mut members: Vec<Vec<usize>> = members.into_values().collect();
    let class_count = rows.iter().map(|&row| classes[row] + 1).max().unwrap_or_default();
    let mut totals = vec![0.0; class_count];
    for &row in rows {
        totals[classes[row]] += 1.0;
    }
    let fifth = 1.0 / ONE_IN as f64;
    let shares = [if needed.0 { fifth } else { 0.0 }, if needed.1 { fifth } else { 0.0 }];
    let shares = [1.0 - shares[0] - shares[1], shares[0], shares[1]];

    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut best: Option<(f64, [Vec<usize>; 3])> = None;
    for _ in 0..DEALS {
        members.shuffle(&mut random);
        let mut parts: [Vec<usize>; 3] = Default::default();
        let mut held = [0; 3].map(|_| vec![0.0; class_count]);
        for group in &members {
            let want = |part: usize| -> f64 {
                let wanting = |&row: &usize| {
                    let class = classes[row];
                    1.0 - held[part][class] / (shares[part] * totals[class])
                };
                group.iter().map(wanting).sum()
            };
            let open = (0..3).filter(|&part| shares[part] > 0.0);
            // The first of equals: the training part.
            let part = open.fold((0, f64::NEG_INFINITY), |(best, most), part| {
                let want = want(part);
                if want > most { (part, want) } else { (best, most) }
            });
            for &row in group {
                held[part.0][classes[row]] += 1.0;
            }
            parts[part.0].extend_from_slice(group);
        }
        let mut unfair = 0.0;
        for part in (0..3).filter(|&part| shares[part] > 0.0) {
            for class in (0..class_count).filter(|&class| totals[class] > 0.0) {
                let share = held[part][class] / (shares[part] * totals[class]);
                unfair += (share - 1.0).abs();
                unfair += if share > 0.0 {
                    0.0
                } else if part == 0 {
                    1e6
                } else {
                    1e3
                };
            }
        }
        if best.as_ref().is_none_or(|(least, _)| unfair < *least) {
            best = Some((unfair, parts));
        }
    }
    let [train, validation, test] = best.map(|(_, parts)| parts).unwrap_or_default();
    Split { train, validation, test }
}

/// The earliest rows train, the next choose, the latest judge; rows of the same time are not parted.
fn ordered(mut rows: Vec<usize>, times: &[f64], needed: (bool, bool)) -> Split {
    rows.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
    let part = (rows.len() + ONE_IN / 2) / ONE_IN;
    let border = |place: usize| {
        let moved = (place..rows.len()).find(|&i| i == 0 || times[rows[i]] != times[rows[i - 1]]);
        moved.unwrap_or(rows.len())
    };
    let test = border(rows.len() - if needed.1 { part } else { 0 });
    let validation = border((test - if needed.0 { part.min(test) } else { 0 }).min(test)).min(test);
    Split {
        train: rows[..validation].to_vec(),
        validation: rows[validation..test].to_vec(),
        test: rows[test..].to_vec(),
    }
}
