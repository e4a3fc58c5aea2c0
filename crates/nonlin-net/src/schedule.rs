//! Schedules: what part of the learning rate a step is made with.

use crate::error::NetError;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// How the learning rate goes over a training of so many steps. The plan's learning rate is its largest value.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Its course after the warm-up.
    #[serde(default)]
    pub course: Course,
    /// Share of all steps over which the rate first rises in a line from nearly 0.
    #[serde(default)]
    pub warm_up: f64,
}

/// The course of a learning rate.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// The same throughout.
    #[default]
    Constant,
    /// Times `factor` after every `share` of the steps.
    Step {
        /// Share of all steps after which the rate falls.
        share: f64,
        /// What it is multiplied with then.
        factor: f64,
    },
    /// Half a wave of the cosine, from the rate down to `floor` times it (Loshchilov & Hutter 2017, arXiv 1608.03983, equation 5).
    Cosine {
        /// What is left at the end.
        floor: f64,
    },
    /// Up from a 25th of the rate over the first 30 % of the steps, then down to a 250,000th, both in half waves of the cosine (Smith & Topin
    /// 2019, arXiv 1708.07120; the numbers are `PyTorch`'s).
    OneCycle,
}

/// From `a` to `b` in half a wave, at a share of the way.
fn half_wave(a: f64, b: f64, share: f64) -> f64 {
    b + (a - b) * 0.5 * (1.0 + (PI * share).cos())
}

impl Schedule {
    /// The factor for step `step`, from 0, of `steps`.
    pub fn factor(self, step: u64, steps: u64) -> f64 {
        let (step, steps) = (step as f64, steps.max(1) as f64);
        let warm = (self.warm_up * steps).floor();
        if step < warm {
            return (step + 1.0) / (warm + 1.0);
        }
        let (step, steps) = (step - warm, steps - warm);
        // The last step is at the end of the course.
        let share = if steps > 1.0 { (step / (steps - 1.0)).min(1.0) } else { 0.0 };
        match self.course {
            Course::Constant => 1.0,
            Course::Step { share: every, factor } => factor.powf((step / (every * steps)).floor()),
            Course::Cosine { floor } => half_wave(1.0, floor, share),
            Course::OneCycle => {
                // The top is at step 0.3 steps - 1, as in PyTorch.
                let top = (0.3 * steps - 1.0).max(0.0) / (steps - 1.0).max(1.0);
                let start = 1.0 / 25.0;
                if share < top {
                    half_wave(start, 1.0, share / top)
                } else {
                    half_wave(1.0, start / 1e4, (share - top) / (1.0 - top))
                }
            }
        }
    }

    /// Fails, naming the setting, if one is out of its range.
    pub fn check(self) -> Result<(), NetError> {
        let share = |setting, value: f64, range| {
            let wrong = NetError::Setting { setting, value, range };
            if (0.0..=1.0).contains(&value) { Ok(()) } else { Err(wrong) }
        };
        share("warm_up", self.warm_up, "a share from 0 to 1")?;
        match self.course {
            Course::Constant | Course::OneCycle => Ok(()),
            Course::Cosine { floor } => share("floor", floor, "a share from 0 to 1"),
            Course::Step { share: every, factor } => {
                share("factor", factor, "from 0 to 1")?;
                let wrong = NetError::Setting { setting: "share", value: every, range: "above 0 and at most 1" };
                if every > 0.0 && every <= 1.0 { Ok(()) } else { Err(wrong) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(course: Course, warm_up: f64, steps: &[u64], of: u64) -> Vec<f64> {
        steps.iter().map(|&step| Schedule { course, warm_up }.factor(step, of)).collect()
    }

    fn near(got: &[f64], want: &[f64]) {
        assert_eq!(got.len(), want.len());
        assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-12), "{got:?} for {want:?}");
    }

    #[test]
    fn courses_by_hand() {
        near(&at(Course::Constant, 0.0, &[0, 9], 10), &[1.0, 1.0]);
        near(&at(Course::Constant, 0.4, &[0, 1, 3, 4, 9], 10), &[0.2, 0.4, 0.8, 1.0, 1.0]);
        let step = Course::Step { share: 0.5, factor: 0.1 };
        near(&at(step, 0.0, &[0, 4, 5, 9], 10), &[1.0, 1.0, 0.1, 0.1]);
        near(&at(Course::Cosine { floor: 0.2 }, 0.0, &[0, 5, 10], 11), &[1.0, 0.6, 0.2]);
        near(&at(Course::Cosine { floor: 0.0 }, 0.0, &[0], 1), &[1.0]);
    }

    /// `torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.0, total_steps=10)`, its first, third, sixth and last value.
    #[test]
    fn one_cycle_is_that_of_pytorch() {
        let got = at(Course::OneCycle, 0.0, &[0, 2, 5, 9], 10);
        let want = [0.04, 1.0, 0.611_262_021_936_289_3, 4e-6];
        assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-9), "{got:?}");
    }

    #[test]
    fn shares_out_of_range_are_named() {
        let wrong = Schedule { course: Course::Cosine { floor: 2.0 }, warm_up: 0.0 }.check().unwrap_err();
        assert!(wrong.to_string().starts_with("floor is 2"), "{wrong}");
        assert!(Schedule { course: Course::Constant, warm_up: f64::NAN }.check().is_err());
        assert!(Schedule { course: Course::Step { share: 0.0, factor: 0.5 }, warm_up: 0.0 }.check().is_err());
    }
}
