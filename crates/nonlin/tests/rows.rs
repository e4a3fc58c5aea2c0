//! Softmax and its kin: against the textbook in more precision, against differences, and at the edges.

use nonlin::accuracy::ulps;
use nonlin::rows::{Hardmax, LogSoftmax, RowLoops, Softmax, along_axis, argmax};
use proptest::prelude::*;

fn forward<T: nonlin::Element>(function: &dyn RowLoops<T>, x: &[T]) -> Vec<T> {
    let mut y = vec![T::default(); x.len()];
    function.forward(x, &mut y);
    y
}

#[test]
fn the_textbook_example() {
    let y = forward::<f64>(&Softmax, &[1.8, 0.9, 0.68]);
    let rounded: Vec<String> = y.iter().map(|y| format!("{y:.2}")).collect();
    assert_eq!(rounded, ["0.58", "0.23", "0.19"]);
    assert_eq!(argmax(&y), Some(0));
    assert_eq!(forward::<f64>(&Hardmax, &y), [1.0, 0.0, 0.0]);
}

/// Others are off by 67 ulp here, because `x - max` is rounded before the exponential.
#[test]
fn large_inputs_lose_no_digits() {
    let x: Vec<f32> = (0..1024_u16).map(|i| (f32::from(i) * 0.7311).sin() * 60.0).collect();
    let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
    for (got, want) in [
        (forward::<f32>(&Softmax, &x), forward::<f64>(&Softmax, &wide)),
        (forward::<f32>(&LogSoftmax, &x), forward::<f64>(&LogSoftmax, &wide)),
    ] {
        let worst = got.iter().zip(&want).map(|(&got, &want)| ulps(got, want)).fold(0.0, f64::max);
        assert!(worst <= 2.0, "{worst} ulp");
    }
}

#[test]
fn infinities_and_nan() {
    let inf = f32::INFINITY;
    assert_eq!(forward::<f32>(&Softmax, &[1.0, inf, -inf]), [0.0, 1.0, 0.0]);
    assert_eq!(forward::<f32>(&Softmax, &[1.0, -inf]), [1.0, 0.0]);
    assert_eq!(forward::<f32>(&LogSoftmax, &[1.0, -inf]), [0.0, -inf]);
    assert_eq!(forward::<f32>(&Softmax, &[1e38, -1e38]), [1.0, 0.0]);
    for row in [[1.0, f32::NAN], [inf, inf], [-inf, -inf]] {
        assert!(forward::<f32>(&Softmax, &row).iter().all(|y| y.is_nan()), "{row:?}");
        assert!(forward::<f32>(&LogSoftmax, &row).iter().all(|y| y.is_nan()), "{row:?}");
    }
    assert!(forward::<f32>(&Hardmax, &[0.0, f32::NAN]).iter().all(|y| y.is_nan()));
    assert_eq!(forward::<f32>(&Hardmax, &[2.0, 2.0, 1.0]), [1.0, 0.0, 0.0], "the first of equals");
    assert!(forward::<f32>(&Softmax, &[]).is_empty());
}

#[test]
fn any_axis_of_an_array() {
    let x: Vec<f64> = (0..24_u8).map(|i| f64::from(i * 7 % 11)).collect();
    let shape = [2, 3, 4];
    for axis in [-3, -2, -1, 0, 1, 2] {
        let mut y = vec![0.0; 24];
        along_axis(&shape, axis, &x, &mut y, |row, result| Softmax.forward(row, result)).unwrap();
        let place = usize::try_from(if axis < 0 { axis + 3 } else { axis }).unwrap();
        let stride: usize = shape[place + 1..].iter().product();
        let starts = (0..24).filter(|i| (i / stride).is_multiple_of(shape[place]));
        for start in starts {
            let row: Vec<f64> = (0..shape[place]).map(|i| x[start + i * stride]).collect();
            let got: Vec<f64> = (0..shape[place]).map(|i| y[start + i * stride]).collect();
            assert_eq!(got, forward::<f64>(&Softmax, &row), "axis {axis}");
        }
    }
    let mut y = vec![0.0; 24];
    let error = along_axis(&shape, 3, &x, &mut y, |_, _| ()).unwrap_err();
    assert_eq!(error.to_string(), "axis 3 is not an axis of shape [2, 3, 4]: use -3 to 2");
    let error = along_axis(&[5, 5], 0, &x, &mut y, |_, _| ()).unwrap_err();
    assert_eq!(error.to_string(), "shape [5, 5] does not hold 24 elements");
    assert!(along_axis(&[usize::MAX, 2], 0, &x, &mut y, |_, _| ()).is_err());
}

proptest! {
    #[test]
    fn jacobian_products_agree_with_differences(
        x in prop::collection::vec(-5.0_f64..5.0, 2..40),
        seed in 0.0_f64..6.0,
    ) {
        let direction: Vec<f64> = (0..x.len()).map(|i| (seed + i as f64 * 1.7).cos()).collect();
        let h = 1e-6;
        let moved = |sign: f64| -> Vec<f64> { x.iter().zip(&direction).map(|(x, d)| x + sign * h * d).collect() };
        for function in [&Softmax as &dyn RowLoops<f64>, &LogSoftmax] {
            let (up, down) = (forward(function, &moved(1.0)), forward(function, &moved(-1.0)));
            let y = forward(function, &x);
            let mut dy = vec![0.0; x.len()];
            function.jacobian_vector(&y, &direction, &mut dy);
            for ((dy, up), down) in dy.iter().zip(&up).zip(&down) {
                prop_assert!((dy - (up - down) / (2.0 * h)).abs() < 1e-8);
            }
            // <w, J d> = <J' w, d> for any w.
            let w: Vec<f64> = (0..x.len()).map(|i| (seed * 2.0 + i as f64).sin()).collect();
            let mut dx = vec![0.0; x.len()];
            function.vector_jacobian(&y, &w, &mut dx);
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            prop_assert!((dot(&w, &dy) - dot(&dx, &direction)).abs() < 1e-12 * x.len() as f64);
        }
    }
}

/// The likeliest class of a decided row: `1 + 1e-11` has no digits of its logarithm left.
#[test]
fn log_softmax_keeps_the_digits_of_a_decided_row() {
    let y = forward::<f32>(&LogSoftmax, &[0.0, -25.0, -25.0]);
    assert!(ulps(y[0], -2.777588772954229e-11) <= 1.0, "{:e}", y[0]);
    let y = forward::<f64>(&LogSoftmax, &[0.0, -25.0, -25.0]);
    assert!(ulps(y[0], -2.777588772954229e-11) <= 2.0, "{:e}", y[0]);
}
