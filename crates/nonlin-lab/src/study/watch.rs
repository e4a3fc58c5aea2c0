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
                let output = seen.index == last;
                // The output layer has none of its own; what the network applies to its logits is its activation.
                let own = seen.layer.activation().map_or("linear", |activation| activation.card().name);
                let activation = if output { network.output_activation().name() } else { own };
                self.trace.layers.push(LayerTrace { output, ..LayerTrace::unseen(seen.layer.name(), activation) });
            }
            let units = seen.layer.output().len();
            // The logits are not what an output layer is judged by.
            let activations = if seen.index == last { observation.predictions() } else { seen.activations };
            let is_silent = |unit: &usize| activations.iter().skip(*unit).step_by(units).all(|&a| a == 0.0);
            let silent = (0..units).filter(is_silent).count();
            self.trace.layers[seen.index].samples.push(LayerSample {
                step: observation.step.step,
                gradient_norm: norm(seen.weight_gradient()),
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
