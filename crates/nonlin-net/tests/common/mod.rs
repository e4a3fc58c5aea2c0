//! The gradient of every parameter beside central finite differences, for tests of layers.

use nonlin_net::{Inputs, Loss, Network};

/// The relative error of the gradient of all parameters, in norm, for the mean squared error or the loss of the output activation.
///
/// Steps are taken in `f64`; parameters that the loss has a kink beside are left out, and may be few.
pub(crate) fn gradient_error(network: &mut Network<f64>, inputs: Inputs<'_, f64>, targets: &[f64]) -> f64 {
    let loss = Loss::for_output(network.output_activation(), network.outputs());
    let mut workspace = network.workspace(inputs.rows).unwrap();
    let mut value = |network: &Network<f64>| {
        network.forward_training(&mut workspace, inputs, 5, 3).unwrap();
        network.loss(&mut workspace, loss, targets, &[]).unwrap()
    };
    let step = 1e-5;
    let here = value(network);
    let (mut numeric, mut kinks) = (Vec::new(), Vec::new());
    for i in 0..network.parameters().len() {
        let kept = network.parameters()[i];
        let mut at = |w: f64| {
            network.parameters_mut()[i] = w;
            value(network)
        };
        let (above, below) = (at(kept + step), at(kept - step));
        at(kept);
        let (right, left) = ((above - here) / step, (here - below) / step);
        kinks.push((right - left).abs() > 1e-3 * (1.0 + right.abs()));
        numeric.push((above - below) / (2.0 * step));
    }
    let mut gradient = vec![f64::NAN; network.parameters().len()];
    network.forward_training(&mut workspace, inputs, 5, 3).unwrap();
    network.loss(&mut workspace, loss, targets, &[]).unwrap();
    network.backward(&mut workspace, inputs, &mut gradient).unwrap();
    let kept = || gradient.iter().zip(&numeric).zip(&kinks).filter(|(_, kink)| !**kink).map(|(pair, _)| pair);
    let skipped = kinks.iter().filter(|kink| **kink).count();
    assert!(skipped * 20 <= kinks.len(), "{skipped} of {} parameters lie at a kink", kinks.len());
    let difference: f64 = kept().map(|(a, n)| (a - n) * (a - n)).sum();
    let size: f64 = kept().map(|(_, n)| n * n).sum();
    assert!(size > 0.0, "nothing to compare");
    (difference / size).sqrt()
}

/// Numbers without order that are the same every time.
pub(crate) fn numbers(count: usize, scale: f64) -> Vec<f64> {
    (0..count).map(|i| scale * (1.7 * i as f64 + 0.3 + (i * i % 7) as f64).sin()).collect()
}
