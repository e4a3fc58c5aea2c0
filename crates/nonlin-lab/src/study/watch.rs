//! Looking into trainings for the doctor: a few steps of each, at no cost to the others.

use nonlin_doctor::{LayerSample, LayerTrace, Trace};
use nonlin_net::{Observation, Observer, Step};

/// Records the first step of epochs 1, 2, 4, 8 and so on.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) trace: Trace,
}

impl Observer<f32> for Watch {
    fn wants(&mut self, step: Step) -> bool {
        step.batch == 0 && step.epoch.is_power_of_two()
    }

    fn observe(&mut self, observation: &Observation<'_, f32>) {
        let network = observation.network();
        let last = network.layer_count() - 1;
        for seen in observation.layers() {
            if self.trace.layers.len() == seen.index {
                let name = network.layer_name(seen.index);
                let layer = LayerTrace::unseen(&name, seen.layer.activation());
                self.trace.layers.push(LayerTrace { output: seen.index == last, ..layer });
            }
            let units = seen.bias_gradient.len();
            let silent =
                (0..units).filter(|unit| seen.activations.iter().skip(*unit).step_by(units).all(|&a| a == 0.0)).count();
            self.trace.layers[seen.index].samples.push(LayerSample {
                step: observation.step.step,
                gradient_norm: norm(seen.weight_gradient),
                weight_norm: norm(seen.layer.weights()),
                silent_units: silent as f64 / units as f64,
            });
        }
    }
}

/// The 2-norm.
fn norm(numbers: &[f32]) -> f64 {
    numbers.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt()
}
