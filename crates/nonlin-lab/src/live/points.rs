//! Points of a plane with an answer each.

use super::error::LiveError;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// As many points as one training takes.
pub const MOST_POINTS: usize = 5000;
/// As many classes.
pub const MOST_CLASSES: usize = 8;
/// The fewest points that can be learnt from and judged by.
const FEWEST: usize = 4;

/// Points of a plane, each with what is to be predicted of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Points {
    /// Where they are.
    pub inputs: Vec<[f64; 2]>,
    /// What is to be predicted.
    pub answers: Answers,
    /// What the two inputs are called.
    pub names: [String; 2],
}

/// An answer per point.
#[derive(Clone, PartialEq, Debug)]
pub enum Answers {
    /// A quantity each.
    Numbers(Vec<f64>),
    /// A class each, by its place among the names.
    Classes {
        /// Which, from 0.
        of: Vec<usize>,
        /// What they are called.
        names: Vec<String>,
    },
}

impl Answers {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Classes { of, .. } => of.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Points {
    /// Fails if there are too few or too many, numbers that are none, or answers that say nothing.
    pub fn check(&self) -> Result<(), LiveError> {
        let (points, answers) = (self.inputs.len(), self.answers.len());
        if points < FEWEST {
            return Err(LiveError::FewPoints(points));
        }
        if points > MOST_POINTS {
            return Err(LiveError::ManyPoints(points));
        }
        if points != answers {
            return Err(LiveError::Unequal { points, answers });
        }
        // What overflows in single precision is no number to a network.
        let wrong = |x: &f64| x.is_nan() || x.abs() > f64::from(f32::MAX).sqrt();
        for (place, input) in self.inputs.iter().enumerate() {
            if let Some(&x) = input.iter().find(|x| wrong(x)) {
                return Err(LiveError::NotFinite(place, x));
            }
        }
        match &self.answers {
            Answers::Numbers(numbers) => {
                if let Some(place) = numbers.iter().position(wrong) {
                    return Err(LiveError::NotFinite(place, numbers[place]));
                }
                if numbers.iter().all(|&y| y == numbers[0]) {
                    return Err(LiveError::ConstantAnswers(numbers[0]));
                }
            }
            Answers::Classes { of, names } => {
                let classes = names.len();
                if classes > MOST_CLASSES {
                    return Err(LiveError::ManyClasses(classes));
                }
                if let Some(point) = of.iter().position(|&class| class >= classes) {
                    return Err(LiveError::Class { point, class: of[point], classes });
                }
                if of.iter().all(|&class| class == of[0]) {
                    return Err(LiveError::OneClass);
                }
            }
        }
        Ok(())
    }

    /// The places of the points in the order that `seed` decides: first those to learn from, `share` of all, then those to judge by.
    pub(super) fn parts(&self, share: f64, seed: u64) -> [Vec<usize>; 2] {
        let mut places: Vec<usize> = (0..self.inputs.len()).collect();
        places.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small number")]
        let learnt = ((places.len() as f64 * share).round() as usize).clamp(1, places.len().saturating_sub(1));
        let judged = places.split_off(learnt);
        [places, judged]
    }

    /// From where to where the points lie on an axis, and a tenth of that beyond.
    pub(super) fn extent(&self, axis: usize) -> [f64; 2] {
        let along = || self.inputs.iter().map(|input| input[axis]);
        let (low, high) = (along().fold(f64::INFINITY, f64::min), along().fold(f64::NEG_INFINITY, f64::max));
        let margin = if high > low { 0.1 * (high - low) } else { 1.0 };
        [low - margin, high + margin]
    }
}
