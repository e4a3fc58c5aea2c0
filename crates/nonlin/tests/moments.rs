//! The gains that others have derived.

use nonlin::Activation;
use nonlin::facts::{Moments, moments};

fn of(name: &str) -> Moments {
    moments(&Activation::named(name).expect(name))
}

#[test]
fn gains_are_those_of_the_literature() {
    for (name, forward, backward) in [
        // LeCun et al. 1998.
        ("linear", 1.0, 1.0),
        // He et al. 2015; with a slope on the left sqrt(2 / (1 + a^2)).
        ("relu", 2.0_f64.sqrt(), 2.0_f64.sqrt()),
        ("leaky_relu", (2.0 / (1.0 + 0.01_f64.powi(2))).sqrt(), (2.0 / (1.0 + 0.01_f64.powi(2))).sqrt()),
        // Klambauer et al. 2017: the fixed point of mean 0 and variance 1.
        ("selu", 1.0, 0.966_025_777),
    ] {
        let moments = of(name);
        assert!((moments.forward_gain() - forward).abs() < 1e-6, "{name}: {}", moments.forward_gain());
        assert!((moments.backward_gain() - backward).abs() < 1e-6, "{name}: {}", moments.backward_gain());
    }
    assert!(of("selu").mean.abs() < 1e-7 && (of("selu").variance() - 1.0).abs() < 1e-7);
    assert!(of("tanh").mean.abs() < 1e-12);
    // A formula has them too.
    assert_eq!(of("x * tanh(log(1 + exp(x)))"), of("mish"));
}
