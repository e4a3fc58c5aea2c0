//! Gradients on their way back through many layers: trainings that differ in the activation, or in how large the weights start.

use crate::live::{Classic, HiddenLayer, LiveError, LivePlan, LiveTraining};
use nonlin::Activation;
use nonlin_net::{ActivationSpec, Initialiser, Optimiser, Outcome};
use std::time::Duration;

/// Hidden layers of each network.
pub const FLOW_LAYERS: usize = 20;
/// Units of each.
pub const FLOW_UNITS: usize = 16;
/// Steps of each training.
pub const FLOW_STEPS: u64 = 400;
/// Between two looks at the loss.
const BETWEEN: u64 = 20;
const POINTS: usize = 400;
const SEED: u64 = 1;
/// No training may take longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A training: an activation, and how many times too large its weights start.
#[derive(Clone, PartialEq, Debug)]
pub struct FlowPlan {
    /// The activation.
    pub activation: &'static str,
    /// 1 for the initialiser that fits it.
    pub times: f64,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Flow {
    /// What was trained.
    pub plan: FlowPlan,
    /// The initialiser.
    pub initialiser: String,
    /// Root mean square of the gradient of a row's loss at each layer's pre-activations, in the first step; the output layer last.
    pub gradients: Vec<f64>,
    /// Steps, and the mean loss over the points learnt from after them.
    pub losses: Vec<(u64, f64)>,
    /// Share of other points that it has right at the end.
    pub accuracy: Option<f64>,
    /// Whether numbers became too large to go on.
    pub diverged: bool,
}

impl FlowPlan {
    /// Those that show it: fitting weights, in which the activation alone decides, and weights that are too large.
    pub fn all() -> [Vec<Self>; 2] {
        let plan = |(activation, times)| Self { activation, times };
        [
            [("sigmoid", 1.0), ("tanh", 1.0), ("relu", 1.0), ("selu", 1.0), ("gelu", 1.0)].map(plan).into(),
            [("relu", 1.0), ("relu", 1.5), ("relu", 2.5), ("tanh", 4.0)].map(plan).into(),
        ]
    }

    fn initialiser(&self) -> Option<Initialiser> {
        let activation = Activation::named(self.activation).ok()?;
        let usual = Initialiser::for_activation(&activation);
        let deviation = self.times * usual.variance(FLOW_UNITS, FLOW_UNITS).sqrt();
        Some(if self.times == 1.0 { usual } else { Initialiser::Normal { deviation } })
    }

    /// The training, and what happens in it. The same on every machine.
    ///
    /// Fails if memory is short.
    pub fn run(&self) -> Result<Flow, LiveError> {
        let points = Classic::Circle.points(POINTS, 0.0, SEED);
        let initialiser = self.initialiser();
        let layer = HiddenLayer { units: FLOW_UNITS, activation: ActivationSpec::from(self.activation), initialiser };
        let plan = LivePlan {
            hidden: vec![layer; FLOW_LAYERS],
            optimiser: Optimiser::sgd(0.9),
            learning_rate: 0.01,
            seed: SEED,
            ..LivePlan::of(&[])
        };
        let mut training = LiveTraining::new(&points, &plan)?;
        let mut losses = vec![(0, training.snapshot()?.train_loss)];
        training.advance(1, PATIENCE)?;
        let first = training.snapshot()?;
        let gradients = first.layers.iter().map(|layer| layer.gradient.unwrap_or(f64::NAN)).collect();
        let (mut accuracy, mut ended) = (first.accuracy, first.ended);
        while training.steps() < FLOW_STEPS && ended.is_none() {
            let made = training.advance(BETWEEN - training.steps() % BETWEEN, PATIENCE)?;
            let seen = training.snapshot()?;
            losses.push((seen.step, seen.train_loss));
            (accuracy, ended) = (seen.accuracy, seen.ended);
            if made == 0 {
                break;
            }
        }
        Ok(Flow {
            plan: self.clone(),
            initialiser: initialiser.map_or_else(String::new, |initialiser| initialiser.to_string()),
            gradients,
            losses,
            accuracy,
            diverged: matches!(ended, Some(Outcome::Diverged { .. })),
        })
    }
}

/// All trainings of [`FlowPlan::all`].
///
/// Fails if memory is short.
pub fn flows() -> Result<[Vec<Flow>; 2], LiveError> {
    let [fitting, large] = FlowPlan::all();
    let run = |plans: Vec<FlowPlan>| plans.iter().map(FlowPlan::run).collect::<Result<Vec<_>, _>>();
    Ok([run(fitting)?, run(large)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_vanishes_it_explodes_and_it_is_the_same_again() {
        let [fitting, large] = flows().expect("memory for small networks");
        let through = |flow: &Flow| flow.gradients[0] / flow.gradients[FLOW_LAYERS - 1];
        let of = |all: &[Flow], activation: &'static str, times: f64| {
            let plan = FlowPlan { activation, times };
            all.iter().find(|flow| flow.plan == plan).cloned().expect("it was planned")
        };
        let (sigmoid, selu) = (of(&fitting, "sigmoid", 1.0), of(&fitting, "selu", 1.0));
        assert!(through(&sigmoid) < 1e-9 && sigmoid.accuracy.is_some_and(|right| right < 0.7), "{sigmoid:?}");
        assert!((0.1..10.0).contains(&through(&selu)) && selu.accuracy.is_some_and(|right| right > 0.9), "{selu:?}");
        let exploded = of(&large, "relu", 2.5);
        assert!(through(&exploded) > 1e6 && exploded.diverged, "{exploded:?}");
        assert_eq!(FlowPlan::all()[0][0].run().expect("memory"), fitting[0]);
    }
}
