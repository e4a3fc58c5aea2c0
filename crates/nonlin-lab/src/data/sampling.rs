//! A few rows of many, each with the same chance, from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How many rows to keep, and the seed that says which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sampling {
    pub(super) rows: usize,
    pub(super) seed: u64,
}

/// Keeps a sample of what it is given, without knowing how much that will be (Vitter 1985, algorithm R).
pub(super) struct Reservoir<T> {
    sampling: Option<Sampling>,
    random: ChaCha8Rng,
    seen: usize,
    kept: Vec<(usize, T)>,
}

impl<T> Reservoir<T> {
    /// Keeps as many as `sampling` says, or everything.
    pub(super) fn new(sampling: Option<Sampling>) -> Self {
        let random = ChaCha8Rng::seed_from_u64(sampling.map_or(0, |sampling| sampling.seed));
        Self { sampling, random, seen: 0, kept: Vec::new() }
    }

    /// Takes the next, made only if it is kept.
    pub(super) fn offer(&mut self, make: impl FnOnce() -> T) {
        let place = self.seen;
        self.seen += 1;
        match self.sampling {
            Some(sampling) if place >= sampling.rows => {
                let chosen = self.random.random_range(0..=place);
                if let Some(kept) = self.kept.get_mut(chosen) {
                    *kept = (place, make());
                }
            }
            _ => self.kept.push((place, make())),
        }
    }

    /// What was kept, each with its place among all that were offered, in that order.
    pub(super) fn into_sorted(mut self) -> Vec<(usize, T)> {
        self.kept.sort_by_key(|(place, _)| *place);
        self.kept
    }
}

impl Sampling {
    /// The places of the sample among `all`, sorted.
    pub(super) fn of(self, all: usize) -> Vec<usize> {
        let mut reservoir = Reservoir::new(Some(self));
        (0..all).for_each(|_| reservoir.offer(|| ()));
        reservoir.into_sorted().into_iter().map(|(place, ())| place).collect()
    }
}
