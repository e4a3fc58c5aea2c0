//! Gated units: against their formula, against differences, which half is the gate, and at the edges.

use nonlin::accuracy::ulps;
use nonlin::functions::{Registered, all, elementwise};
use nonlin::gated::{Gated, Half};
use nonlin::{Activation, ComputeError, Element};
use proptest::prelude::*;

fn forward<T: Element>(unit: &Gated, gate: Half, x: &[T]) -> Vec<T> {
    let mut y = vec![T::default(); x.len() / 2];
    unit.forward(gate, x, &mut y).unwrap();
    y
}

/// Every gated unit of the registry, and one made by each activation.
fn units() -> Vec<(String, Gated)> {
    let named = all().filter_map(|function| match function {
        Registered::Gated(unit) => Some((unit.card().name.to_owned(), Gated::of(unit))),
        Registered::Elementwise(_) | Registered::Row(_) => None,
    });
    let by = elementwise().map(|f| (format!("a * {}(b)", f.card().name), Gated::by(&Activation::of(f))));
    named.chain(by).collect()
}

#[test]
fn the_named_units_are_their_formulas() {
    let x = [1.5, -2.0, 0.25, -0.75, 1.25, 3.0];
    for (name, f) in
        [("glu", "sigmoid"), ("bilinear", "linear"), ("reglu", "relu"), ("geglu", "gelu"), ("swiglu", "silu")]
    {
        let f = Activation::named(f).unwrap();
        let unit = Gated::named(name).unwrap();
        for (i, y) in forward(&unit, Half::Second, &x).into_iter().enumerate() {
            assert!(ulps::<f64>(y, x[i] * f.value(x[i + 3])) <= 1.0, "{name}");
        }
        let swapped = [x[3], x[4], x[5], x[0], x[1], x[2]];
        assert_eq!(forward(&unit, Half::First, &swapped), forward(&unit, Half::Second, &x), "{name}");
    }
    // The gate cut off at 7 above, the value at 7 on both sides.
    let clamped = Gated::named("swiglu_clamped").unwrap();
    let want = |a: f64, b: f64| {
        let g = b.min(7.0);
        g / (1.0 + (-1.702 * g).exp()) * (a.clamp(-7.0, 7.0) + 1.0)
    };
    let x = [0.5, 9.0, -8.0, -1.5, 20.0, 0.3];
    for (i, y) in forward(&clamped, Half::Second, &x).into_iter().enumerate() {
        assert!((y - want(x[i], x[i + 3])).abs() <= 1e-14 * y.abs(), "{y} {}", want(x[i], x[i + 3]));
    }
}

/// Values and gradients in `f32` against `f64`; near a slope's zero against the size of what is multiplied.
#[test]
fn f32_is_within_its_bound_of_f64() {
    for (name, unit) in units() {
        // Parameters are taken at the precision of the data.
        #[allow(clippy::cast_possible_truncation, reason = "meant")]
        let parameters = unit.parameters().iter().map(|&value| f64::from(value as f32));
        let in_f64 = (unit.card().parameters.iter().zip(parameters))
            .try_fold(unit.clone(), |unit, (parameter, value)| unit.with(parameter.name, value))
            .unwrap();
        let (mut worst_value, mut worst_gradient): (f64, f64) = (0.0, 0.0);
        for scale in [1e-6_f32, 0.1, 1.0, 8.0, 40.0] {
            let n = 2000_u16;
            let x: Vec<f32> = (0..2 * n).map(|i| (f32::from(i) * 0.7311 + 0.3).sin() * scale).collect();
            let dy: Vec<f32> = (0..n).map(|i| (f32::from(i) * 0.311 + 0.3).cos()).collect();
            let widen = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
            let (y, want) = (forward(&unit, Half::Second, &x), forward(&in_f64, Half::Second, &widen(&x)));
            for ((&y, &want), &a) in y.iter().zip(&want).zip(&x) {
                // Where f(b) is subnormal its lost digits show in the product (glu, whose factor goes inside, aside).
                if name == "glu" || want == 0.0 || (want / f64::from(a)).abs() >= f64::from(f32::MIN_POSITIVE) {
                    worst_value = worst_value.max(ulps(y, want));
                }
            }
            let (mut dx, mut want) = (vec![0.0_f32; x.len()], vec![0.0_f64; x.len()]);
            unit.backward(Half::Second, &x, &dy, &mut dx).unwrap();
            in_f64.backward(Half::Second, &widen(&x), &widen(&dy), &mut want).unwrap();
            for (i, (&dx, &want)) in dx.iter().zip(&want).enumerate() {
                // What one unit in the last place of the slope's largest magnitude makes of the product.
                let i = i % usize::from(n);
                let floor = 2_f64.powi(-23) * f64::from(dy[i]).abs() * f64::from(x[i]).abs().max(1e-30);
                if (f64::from(dx) - want).abs() > floor {
                    worst_gradient = worst_gradient.max(ulps(dx, want));
                }
            }
        }
        println!("{name:24} value {worst_value:.3} gradient {worst_gradient:.3} ulp");
        assert!(worst_value <= 2.5 && worst_gradient <= 3.0, "{name}: {worst_value} {worst_gradient}");
    }
}

#[test]
fn the_edges() {
    let inf = f32::INFINITY;
    for (name, unit) in units() {
        assert!(forward::<f32>(&unit, Half::First, &[]).is_empty());
        for row in [[f32::NAN, 1.0], [1.0, f32::NAN], [f32::NAN, inf], [-inf, f32::NAN], [f32::NAN, -inf]] {
            assert!(forward(&unit, Half::Second, &row)[0].is_nan(), "{name} {row:?}");
        }
    }
    let silu = Gated::named("swiglu").unwrap();
    let glu = Gated::named("glu").unwrap();
    let clamped = Gated::named("swiglu_clamped").unwrap();
    let value = |unit: &Gated, a: f32, b: f32| forward(unit, Half::Second, &[a, b])[0];
    assert_eq!(value(&silu, 2.0, -inf), 0.0);
    assert_eq!(value(&glu, 2.0, -inf), 0.0);
    assert_eq!(value(&glu, 2.0, inf), 2.0);
    assert_eq!(value(&glu, -inf, 1.0), -inf);
    assert_eq!(value(&clamped, inf, inf), 55.999625);
    assert_eq!(value(&clamped, -inf, -inf), 0.0);
    // The sigmoid alone is subnormal, and has hardly a digit.
    assert!(ulps(value(&glu, 1e30, -100.0), 3.720075976020836e-44 * f64::from(1e30_f32)) <= 2.0);
    let mut dx = [9.0_f32; 2];
    for (unit, right) in [(&silu, [inf, 1.0]), (&glu, [1.0, 0.0]), (&clamped, [6.9999533, 0.0])] {
        unit.backward(Half::Second, &[1.0, -inf], &[1.0], &mut dx).unwrap();
        assert_eq!(dx, [0.0, 0.0], "{unit:?}");
        unit.backward(Half::Second, &[1.0, inf], &[1.0], &mut dx).unwrap();
        assert_eq!(dx, right, "{unit:?}");
    }
}

#[test]
fn wrong_lengths_are_named() {
    let unit = Gated::named("reglu").unwrap();
    let error = unit.forward(Half::First, &[1.0_f32; 5], &mut [0.0; 2]).unwrap_err();
    assert_eq!(error.to_string(), "`reglu` cannot take a row of 5 numbers: an odd number has no two halves");
    assert_eq!(unit.forward(Half::First, &[1.0_f32; 6], &mut [0.0; 2]), Err(ComputeError::Length(3, 2)));
    assert_eq!(unit.backward(Half::First, &[1.0_f32; 6], &[1.0; 3], &mut [0.0; 5]), Err(ComputeError::Length(6, 5)));
    assert_eq!(unit.backward(Half::First, &[1.0_f32; 6], &[1.0; 2], &mut [0.0; 6]), Err(ComputeError::Length(3, 2)));
    assert!(matches!(Gated::named("softmax"), Err(ComputeError::NotElementwise("softmax"))));
    assert!(matches!(Activation::named("swiglu"), Err(ComputeError::NotElementwise("swiglu"))));
    let error = unit.with("alpha", 1.0).unwrap_err();
    assert_eq!(error.to_string(), "`reglu` has no parameter `alpha`; it has none at all");
    let error = Gated::named("swiglu_clamped").unwrap().with("beta", 1.0).unwrap_err();
    assert_eq!(error.to_string(), "`swiglu_clamped` has no parameter `beta`; it has `limit`, `alpha`");
    // Any activation, its parameters set.
    let leaky = Gated::by(&Activation::named("leaky_relu").unwrap().with("a", 0.5).unwrap());
    assert_eq!(forward(&leaky, Half::Second, &[3.0, -2.0]), [-3.0]);
}

proptest! {
    #[test]
    fn gradients_agree_with_differences(a in -9.0_f64..9.0, b in -9.0_f64..9.0, dy in -2.0_f64..2.0) {
        let h = 1e-5;
        // Kinks of the piecewise functions.
        let kinks = [0.0, 1.0, -1.0, 3.0, -3.0, 6.0, 7.0, -7.0, 2.0, -2.0, 0.5, -0.5];
        prop_assume!(kinks.iter().all(|kink| (a - kink).abs() > 1e-3 && (b - kink).abs() > 1e-3));
        for (name, unit) in units() {
            let value = |a: f64, b: f64| forward(&unit, Half::First, &[b, a])[0];
            let mut dx = [0.0; 2];
            unit.backward(Half::First, &[b, a], &[dy], &mut dx).unwrap();
            let by_a = dy * (value(a + h, b) - value(a - h, b)) / (2.0 * h);
            let by_b = dy * (value(a, b + h) - value(a, b - h)) / (2.0 * h);
            prop_assert!((dx[1] - by_a).abs() < 1e-7 * (1.0 + by_a.abs()), "{name}: {} {by_a}", dx[1]);
            prop_assert!((dx[0] - by_b).abs() < 1e-7 * (1.0 + by_b.abs()), "{name}: {} {by_b}", dx[0]);
        }
    }
}
