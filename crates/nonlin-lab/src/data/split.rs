//! Which rows train, which choose, and which judge.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// The fewest rows of a class: one for each part.
pub const MIN_PER_CLASS: usize = 3;

/// Every which row goes to the validation part, and as many to the test part: a fifth each.
const ONE_IN: usize = 5;

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

impl Split {
    /// Splits the rows `0..groups.len()` at random, so that each part has its share of each group to within one row.
    ///
    /// `groups` says for each row which group (class) it is in. A group of at least [`MIN_PER_CLASS`] rows is in
    /// every part. The same groups and seed give the same split on every machine.
    #[must_use]
    pub fn stratified(groups: &[usize], seed: u64) -> Self {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, &group) in groups.iter().enumerate() {
            members.entry(group).or_default().push(row);
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (mut train, mut validation, mut test) = (Vec::new(), Vec::new(), Vec::new());
        for rows in members.values_mut() {
            rows.shuffle(&mut random);
            // A fifth, rounded to the nearest.
            let part = (rows.len() + ONE_IN / 2) / ONE_IN;
            validation.extend_from_slice(&rows[..part]);
            test.extend_from_slice(&rows[part..2 * part]);
            train.extend_from_slice(&rows[2 * part..]);
        }
        for part in [&mut train, &mut validation, &mut test] {
            part.sort_unstable();
        }
        Self { train, validation, test }
    }
}
