//! Softmax and its kin: against the textbook in more precision, against differences, and at the edges.

use nonlin::accuracy::ulps;
use nonlin::functions::{Registered, all};
use nonlin::rows::{
    Crelu, Entmax, Entmax15, GumbelSoftmax, Hardmax, LogSoftmax, Maxout, QuietSoftmax, RowFunction, RowLoops, Rows,
    Softmax, Softmin, Solu, Sparsemax, Squash, along_axis, along_axis_to, along_rows, argmax, gumbel_noise,
    masked_softmax, masked_softmax_product,
};
use proptest::prelude::*;

/// The result, with room for that of any function here.
fn forward<'f, T: nonlin::Element>(function: &(dyn RowFunction + 'f), x: &[T]) -> Vec<T>
where
    dyn RowFunction + 'f: RowLoops<T>,
{
    let mut y = vec![T::default(); function.outputs(x.len()).unwrap()];
    RowLoops::<T>::forward(function, x, &mut y);
    y
}

/// Every row function of the registry.
fn rows() -> Vec<&'static dyn RowFunction> {
    let row = |function| match function {
        Registered::Row(function) => Some(function),
        Registered::Elementwise(_) | Registered::Gated(_) => None,
    };
    all().filter_map(row).collect()
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
    for function in [&Softmax as &dyn RowFunction, &LogSoftmax] {
        assert!(worst(function, &x, &wide) <= 2.0);
    }
}

/// The largest distance of the `f32` result from the `f64` one.
fn worst(function: &dyn RowFunction, x: &[f32], wide: &[f64]) -> f64 {
    let (got, want) = (forward(function, x), forward(function, wide));
    got.iter().zip(&want).map(|(&got, &want)| ulps(got, want)).fold(0.0, f64::max)
}

/// Every row function, at every scale; the noise of Gumbel-softmax is rounded to the type of the data and so has a test of its own.
#[test]
fn every_f32_result_is_within_2_ulp() {
    for function in rows().into_iter().filter(|function| function.card().name != "gumbel_softmax") {
        let mut overall: f64 = 0.0;
        for (scale, offset) in
            [(1e-20, 0.0), (1e-3, 0.0), (1.0, 0.0), (3.0, -90.0), (8.0, 60.0), (60.0, 0.0), (1e4, 0.0), (3e38, 0.0)]
        {
            for length in [1_u16, 2, 5, 64, 1023] {
                let x: Vec<f32> =
                    (0..length * 2).map(|i| (f32::from(i) * 0.7311 + 0.1).sin() * scale + offset).collect();
                let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
                overall = overall.max(worst(function, &x, &wide));
            }
        }
        println!("{:16} {overall:.3} ulp", function.card().name);
        assert!(overall <= 2.0, "{}: {overall} ulp", function.card().name);
    }
}

#[test]
fn gumbel_softmax_with_given_noise_is_within_2_ulp() {
    let mut overall: f64 = 0.0;
    for (temperature, scale) in [(1.0_f32, 1.0), (0.1, 3.0), (5.0, 60.0), (0.25, 1e4)] {
        let draw = GumbelSoftmax::new(f64::from(temperature), 3).unwrap();
        let x: Vec<f32> = (0..999_u16).map(|i| (f32::from(i) * 0.7311).sin() * scale).collect();
        let mut noise = vec![0.0_f32; x.len()];
        gumbel_noise(3, 1, &mut noise);
        let widen = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
        let (mut got, mut want) = (vec![0.0_f32; x.len()], vec![0.0_f64; x.len()]);
        draw.forward_with_noise(&x, &noise, &mut got).unwrap();
        draw.forward_with_noise(&widen(&x), &widen(&noise), &mut want).unwrap();
        overall = got.iter().zip(&want).map(|(&got, &want)| ulps(got, want)).fold(overall, f64::max);
    }
    println!("gumbel_softmax {overall:.3} ulp");
    assert!(overall <= 2.0, "{overall}");
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
fn every_row_function_passes_nan_on_and_takes_an_empty_row() {
    for function in rows() {
        let name = function.card().name;
        assert!(forward::<f32>(function, &[]).is_empty() && forward::<f64>(function, &[]).is_empty(), "{name}");
        for row in [[f32::NAN, 1.0], [1.0, f32::NAN], [f32::INFINITY, f32::NAN], [f32::NEG_INFINITY, f32::NAN]] {
            let y = forward(function, &row);
            // CReLU works on each number by itself.
            if name == "crelu" {
                assert_eq!(y.iter().filter(|y| y.is_nan()).count(), 2);
            } else {
                assert!(y.iter().all(|y| y.is_nan()), "{name} {row:?}: {y:?}");
            }
            let (mut dx, dy) = (vec![0.0_f32; 2], vec![1.0_f32; y.len()]);
            function.vector_jacobian(&row, &y, &dy, &mut dx);
            // Hardmax is flat everywhere; log-softmax's gradient needs no more than the row's own share.
            if !["hardmax", "crelu"].contains(&name) {
                assert!(dx.iter().all(|dx| dx.is_nan()), "{name} {row:?}: {dx:?}");
            }
        }
        // Slices that do not fit are no reason to panic.
        for (n, m) in [(3, 2), (2, 3), (0, 2), (2, 0), (7, 4)] {
            let (x, mut y, mut z) = (vec![0.5_f32; n], vec![0.5_f32; m], vec![0.5_f32; n + m]);
            RowLoops::<f32>::forward(function, &x, &mut y);
            function.jacobian_vector(&x, &y, &y, &mut z);
            function.vector_jacobian(&x, &y, &y, &mut z);
            function.vector_jacobian(&y, &x, &y, &mut z);
            function.jacobian_vector(&y, &x, &y, &mut z);
        }
    }
}

#[test]
fn limits_at_infinity_and_for_large_numbers() {
    let inf = f32::INFINITY;
    let nan = |y: Vec<f32>| y.iter().all(|y| y.is_nan());
    assert_eq!(forward(&Softmin, &[1.0, inf, -inf]), [0.0, 0.0, 1.0]);
    for function in
        [&Sparsemax as &dyn RowFunction, &Entmax15, &Entmax::DEFAULT, &QuietSoftmax, &GumbelSoftmax::DEFAULT]
    {
        assert_eq!(forward(function, &[1.0, inf, -inf]), [0.0, 1.0, 0.0]);
        assert!(nan(forward(function, &[inf, inf])));
    }
    for function in [&Sparsemax as &dyn RowFunction, &Entmax15, &Entmax::DEFAULT, &GumbelSoftmax::DEFAULT] {
        assert_eq!(forward(function, &[1.0, -inf]), [1.0, 0.0]);
        assert_eq!(forward(function, &[f64::MAX, -f64::MAX]), [1.0, 0.0]);
        assert!(nan(forward(function, &[-inf, -inf])));
    }
    assert_eq!(forward(&QuietSoftmax, &[-inf, -inf]), [0.0, 0.0], "nothing is attended to");
    assert_eq!(forward(&QuietSoftmax, &[f64::MAX, -f64::MAX]), [1.0, 0.0]);
    let tiny = forward(&QuietSoftmax, &[-1000.0, -700.0]);
    assert!(tiny[0] == 0.0 && ulps::<f64>(tiny[1], (-700.0_f64).exp()) <= 2.0, "{tiny:?}");
    let solu = forward(&Solu, &[3.0, -inf]);
    assert_eq!(solu, [3.0, 0.0]);
    assert!(solu[1].is_sign_negative());
    assert_eq!(forward(&Solu, &[3.0, -inf, inf, -1.0]), [0.0, -0.0, inf, -0.0]);
    assert!(nan(forward(&Solu, &[inf, inf])));
    assert_eq!(forward(&Solu, &[f32::MAX, -f32::MAX]), [f32::MAX, -0.0]);
    assert_eq!(forward(&Squash, &[3.0, -inf]), [0.0, -1.0]);
    assert!(nan(forward(&Squash, &[inf, -inf])));
    assert_eq!(forward(&Squash, &[0.0_f32, -0.0]), [0.0, -0.0]);
    for large in [f64::MAX, 1e200] {
        let y = forward(&Squash, &[large, -large]);
        assert!(ulps::<f64>(y[0], std::f64::consts::FRAC_1_SQRT_2) <= 1.0 && y[1] == -y[0], "{y:?}");
    }
    assert_eq!(forward(&Squash, &[1e-200, 0.0]), [0.0, 0.0]);
    assert_eq!(forward(&Squash, &[1e-150, 0.0]), [1e-300, 0.0]);
    let mut dx = [7.0_f32; 2];
    for row in [[0.0, 0.0], [inf, 1.0]] {
        Squash.vector_jacobian(&row, &[0.0; 2], &[1.0; 2], &mut dx);
        assert_eq!(dx, [0.0, 0.0], "flat at zero and at infinity");
    }
    assert_eq!(forward(&Maxout::PAIRS, &[1.0, inf, -inf, -inf]), [inf, -inf]);
    assert_eq!(forward(&Crelu, &[2.0, -inf]), [2.0, 0.0, 0.0, inf]);
}

#[test]
fn values_from_the_papers() {
    let close = |got: Vec<f64>, want: &[f64]| {
        assert_eq!(got.len(), want.len());
        assert!(got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-15), "{got:?} {want:?}");
    };
    // Two numbers: sparsemax is a hard sigmoid of their difference, clipped at 1.
    close(forward(&Sparsemax, &[0.3, 0.1]), &[0.6, 0.4]);
    close(forward(&Sparsemax, &[1.5, 0.1]), &[1.0, 0.0]);
    close(forward(&Sparsemax, &[0.5, 0.5, -3.0, 0.5]), &[1.0 / 3.0, 1.0 / 3.0, 0.0, 1.0 / 3.0]);
    // Two numbers, difference t: p = 1/2 + (t/8) sqrt(8 - t^2), 1 from t = 2 on.
    let p = 0.5 + 0.125 * (8.0_f64 - 1.0).sqrt();
    close(forward(&Entmax15, &[1.0, 0.0]), &[p, 1.0 - p]);
    close(forward(&Entmax15, &[2.0, 0.0]), &[1.0, 0.0]);
    close(forward(&Entmax15, &[7.0; 4]), &[0.25; 4]);
    close(forward(&QuietSoftmax, &[0.0, 0.0]), &[1.0 / 3.0, 1.0 / 3.0]);
    close(forward(&Squash, &[3.0, -4.0]), &[15.0 / 26.0, -20.0 / 26.0]);
    close(forward(&Solu, &[2.0, 2.0]), &[1.0, 1.0]);
    close(forward(&Crelu, &[1.0, -2.0]), &[1.0, 0.0, 0.0, 2.0]);
    close(forward(&Maxout::PAIRS, &[1.0, -2.0, 3.0, 4.0]), &[1.0, 4.0]);
    close(forward(&Softmin, &[-1.8, -0.9]), &forward(&Softmax, &[1.8, 0.9]));
}

#[test]
fn masked_softmax_sees_only_what_is_kept() {
    let x = [1.0_f32, f32::NAN, 0.5, f32::INFINITY];
    let keep = [true, false, true, false];
    let mut y = [9.0; 4];
    masked_softmax(&x, &keep, &mut y).unwrap();
    let plain = forward(&Softmax, &[1.0_f32, 0.5]);
    assert_eq!(y, [plain[0], 0.0, plain[1], 0.0]);
    let (mut product, mut plain_product) = ([9.0; 4], [0.0; 2]);
    masked_softmax_product(&y, &keep, &[2.0, f32::NAN, -1.0, f32::INFINITY], &mut product).unwrap();
    Softmax.vector_jacobian(&[], &plain, &[2.0, -1.0], &mut plain_product);
    assert_eq!(product, [plain_product[0], 0.0, plain_product[1], 0.0]);
    masked_softmax(&x, &[false; 4], &mut y).unwrap();
    assert_eq!(y, [0.0; 4], "fully masked");
    masked_softmax_product(&y, &[false; 4], &[f32::NAN; 4], &mut product).unwrap();
    assert_eq!(product, [0.0; 4]);
    masked_softmax(&x, &[true; 4], &mut y).unwrap();
    assert!(y.iter().all(|y| y.is_nan()));
    masked_softmax::<f32>(&[], &[], &mut []).unwrap();
    let error = masked_softmax(&x, &[true; 3], &mut y).unwrap_err();
    assert_eq!(error.to_string(), "slices of different lengths: 4 and 3");
}

/// The largest place of a draw is distributed as softmax has it; the noise has the mean and the variance of Gumbel's.
#[test]
fn gumbel_draws_have_their_distribution() {
    let x = [0.5_f64, 1.5, 0.0];
    let want = forward(&Softmax, &x);
    let (mut noise, mut y, mut counts) = ([0.0; 3], [0.0; 3], [0.0; 3]);
    let draws: u32 = 40_000;
    let (mut total, mut squares) = (0.0, 0.0);
    for row in 0..draws {
        gumbel_noise(11, row.into(), &mut noise);
        GumbelSoftmax::DEFAULT.forward_with_noise(&x, &noise, &mut y).unwrap();
        counts[argmax(&y).unwrap()] += 1.0 / f64::from(draws);
        total += noise.iter().sum::<f64>();
        squares += noise.iter().map(|g| g * g).sum::<f64>();
    }
    for (count, want) in counts.iter().zip(&want) {
        assert!((count - want).abs() < 0.01, "{counts:?} {want:?}");
    }
    let mean = total / f64::from(3 * draws);
    let variance = squares / f64::from(3 * draws) - mean * mean;
    assert!((mean - 0.5772).abs() < 0.015 && (variance - 1.6449).abs() < 0.04, "{mean} {variance}");
    let cold = GumbelSoftmax::new(1e-3, 0).unwrap();
    assert_eq!(forward(&cold, &[0.0, 100.0, 0.0]), [0.0, 1.0, 0.0]);
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(GumbelSoftmax::new(bad, 0).is_err());
        assert!(GumbelSoftmax::DEFAULT.with("seed", bad).is_err() || bad == 0.0);
        assert!(Maxout::PAIRS.with("pieces", bad).is_err());
    }
    assert!(Maxout::PAIRS.with("pieces", 1.5).is_err() && Maxout::PAIRS.with("pieces", 3.0).is_ok());
}

#[test]
fn along_an_axis_the_result_may_have_another_length() {
    let x: Vec<f64> = (0..12_u8).map(|i| f64::from(i * 7 % 11)).collect();
    let mut y = vec![0.0; 6];
    along_axis_to(&[2, 2, 3], 1, 1, &x, &mut y, |row, result| Maxout::PAIRS.forward(row, result)).unwrap();
    let pair = |i: usize| x[i].max(x[i + 3]);
    assert_eq!(y, [pair(0), pair(1), pair(2), pair(6), pair(7), pair(8)]);
    let mut y = vec![0.0; 24];
    along_axis_to(&[4, 3], -1, 6, &x, &mut y, |row, result| Crelu.forward(row, result)).unwrap();
    assert_eq!(y[6..12], forward(&Crelu, &x[3..6])[..]);
    let error = along_axis_to(&[4, 3], -1, 5, &x, &mut y, |_, _| ()).unwrap_err();
    assert_eq!(error.to_string(), "shape [4, 5] does not hold 24 elements");
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

/// Columns of a matrix, and results written back in between: nothing else is touched.
#[test]
fn rows_may_lie_apart() {
    let x: Vec<f64> = (0..20_u8).map(|i| f64::from(i * 7 % 11)).collect();
    let columns = Rows { count: 4, width: 3, stride: 5 };
    let mut y = vec![-1.0; 20];
    along_rows(columns, &x[2..], columns, &mut y[2..], |row, shares| Softmax.forward(row, shares)).unwrap();
    for row in 0..4 {
        assert_eq!(y[row * 5..row * 5 + 2], [-1.0; 2]);
        assert_eq!(y[row * 5 + 2..row * 5 + 5], forward::<f64>(&Softmax, &x[row * 5 + 2..row * 5 + 5])[..]);
    }
    // A fully masked row gives zeros, wherever it lies.
    let keep = [false; 3];
    along_rows(columns, &x[2..], columns, &mut y[2..], |row, shares| masked_softmax(row, &keep, shares).unwrap())
        .unwrap();
    assert!((0..4).all(|row| y[row * 5 + 2..row * 5 + 5] == [0.0; 3] && y[row * 5] == -1.0));
    // Longer and shorter results.
    let mut pairs = [0.0; 8];
    let (wide, narrow) = (Rows { count: 4, width: 4, stride: 5 }, Rows { count: 4, width: 2, stride: 2 });
    along_rows(wide, &x, narrow, &mut pairs, |row, result| Maxout::PAIRS.forward(row, result)).unwrap();
    assert_eq!(pairs[6..], forward::<f64>(&Maxout::PAIRS, &x[15..19])[..]);
    let nothing = Rows { count: 0, width: 3, stride: 0 };
    along_rows::<f64>(nothing, &[], nothing, &mut [], |_, _| panic!("no row")).unwrap();

    let mut error = |x_rows: Rows, y_rows: Rows| {
        along_rows(x_rows, &x, y_rows, &mut y, |_, _| ()).map_err(|error| error.to_string()).unwrap_err()
    };
    assert_eq!(
        error(Rows { stride: 2, ..columns }, columns),
        "rows of 3 numbers overlap when each begins 2 after the one before: use a stride of 3 or more"
    );
    assert_eq!(
        error(Rows { count: 5, ..columns }, columns),
        "5 rows of 3 numbers, each beginning 5 after the one before, do not lie within 20 elements"
    );
    assert_eq!(error(columns, Rows { count: 3, ..columns }), "4 rows cannot have 3 results: give each its own");
    assert!(error(Rows { stride: usize::MAX, ..columns }, columns).contains("do not lie within"));
}

#[test]
fn entmax_runs_from_softmax_over_sparsemax_to_hardmax() {
    let x: Vec<f64> = (0..40).map(|i| (f64::from(i) * 1.3).sin() * 2.0).collect();
    let largest = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let at = |alpha: f64| forward::<f64>(&Entmax::new(alpha).unwrap(), &x);
    assert_eq!(at(1.0), forward(&Softmax, &x));
    assert!(largest(&at(1.000_001), &at(1.0)) < 1e-6);
    assert!(largest(&at(1.5), &forward(&Entmax15, &x)) < 1e-15);
    assert!(largest(&at(2.0), &forward(&Sparsemax, &x)) < 1e-15);
    assert!(largest(&at(1e6), &forward(&Hardmax, &x)) < 1e-4);
    assert_eq!(forward::<f64>(&Entmax::new(3.0).unwrap(), &[7.0; 4]), [0.25; 4]);
    for bad in [0.9, f64::NAN, f64::INFINITY, -1.0] {
        assert!(Entmax::new(bad).is_err());
    }
    let error = Entmax::DEFAULT.with("alpha", 0.5).err().unwrap();
    assert_eq!(error.to_string(), "`alpha` of `entmax` is 0.5; it must be a finite number from 1");
}

#[test]
fn a_steep_share_moves_no_other() {
    // The second number's share is 0.0015, and changes by 1e-11 with the last digit of the threshold.
    let (alpha, x) = (3.9297289576441576, [2.421493320112311, 2.0816328666372863]);
    let p = forward::<f64>(&Entmax::new(alpha).unwrap(), &x);
    let level = |i: usize| (alpha - 1.0) * x[i] - p[i].powf(alpha - 1.0);
    assert!((level(0) - level(1)).abs() < 1e-13, "{} {}", level(0), level(1));
}

proptest! {
    /// Of every row function; away from kinks, which are where differences of numbers change sign.
    #[test]
    fn jacobian_products_agree_with_differences(
        x in prop::collection::vec(-5.0_f64..5.0, 1..20),
        seed in 0.0_f64..6.0,
    ) {
        // An even number, for maxout.
        let x: Vec<f64> = x.iter().flat_map(|&x| [x, (x * 1.7 + seed).sin()]).collect();
        let direction: Vec<f64> = (0..x.len()).map(|i| (seed + i as f64 * 1.7).cos()).collect();
        let h = 1e-6;
        let moved = |sign: f64| -> Vec<f64> { x.iter().zip(&direction).map(|(x, d)| x + sign * h * d).collect() };
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        for function in rows() {
            let name = function.card().name;
            let (up, down) = (forward(function, &moved(1.0)), forward(function, &moved(-1.0)));
            let y = forward(function, &x);
            // Where the result depends on y alone, the row need not be there.
            let kept: &[f64] = if RowLoops::<f64>::reads_input(function) { &x } else { &[] };
            let mut dy = vec![0.0; y.len()];
            function.jacobian_vector(kept, &y, &direction, &mut dy);
            // The derivative jumps where a support, a winner or a sign changes between the two points.
            let signs = |y: &[f64]| y.iter().map(|&y| y > 0.0).collect::<Vec<_>>();
            let winners = |x: &[f64]| x.chunks(2).map(argmax).collect::<Vec<_>>();
            let smooth = signs(&up) == signs(&down) && winners(&moved(1.0)) == winners(&moved(-1.0))
                && argmax(&moved(1.0)) == argmax(&moved(-1.0));
            if smooth {
                for ((dy, up), down) in dy.iter().zip(&up).zip(&down) {
                    prop_assert!((dy - (up - down) / (2.0 * h)).abs() < 2e-8, "{name}: {dy} {}", (up - down) / (2.0 * h));
                }
            }
            // <w, J d> = <J' w, d> for any w.
            let w: Vec<f64> = (0..y.len()).map(|i| (seed * 2.0 + i as f64).sin()).collect();
            let mut dx = vec![f64::NAN; x.len()];
            function.vector_jacobian(kept, &y, &w, &mut dx);
            prop_assert!((dot(&w, &dy) - dot(&dx, &direction)).abs() < 1e-12 * x.len() as f64, "{name}");
        }
    }

    /// One threshold for all that have a share, and none that has none above it; gradients as differences have them.
    #[test]
    fn entmax_of_any_alpha_is_what_it_claims(x in prop::collection::vec(-3.0_f64..3.0, 1..60), alpha in 1.05_f64..4.0) {
        let function = Entmax::new(alpha).unwrap();
        let p = forward::<f64>(&function, &x);
        prop_assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-14 * x.len() as f64);
        let level = |(&x, &p): (&f64, &f64)| (alpha - 1.0) * x - p.powf(alpha - 1.0);
        let with_share = x.iter().zip(&p).filter(|&(_, &p)| p > 0.0);
        let outside = x.iter().zip(&p).filter(|&(_, &p)| p == 0.0).map(level).fold(f64::NEG_INFINITY, f64::max);
        let inside: Vec<f64> = with_share.map(level).collect();
        // Above alpha 2 a share that has just appeared is steeper than the threshold has digits.
        let steep = alpha > 2.0 && p.iter().any(|&p| p > 0.0 && p < 1e-3);
        let slack = if steep { 1e-4 } else { 1e-11 };
        for &tau in &inside {
            prop_assert!((tau - inside[0]).abs() < slack && outside <= tau + slack, "{alpha} {tau} {outside} {inside:?}");
        }
        // Away from shares that come or go, where the second derivative has no bound.
        if p.iter().all(|&p| p == 0.0 || p > 1e-3) && outside < inside[0] - 1e-3 {
            let direction: Vec<f64> = (0..x.len()).map(|i| (i as f64 * 1.7).cos()).collect();
            let moved = |h: f64| -> Vec<f64> { forward(&function, &x.iter().zip(&direction).map(|(x, d)| x + h * d).collect::<Vec<_>>()) };
            let (up, down, mut dy) = (moved(1e-6), moved(-1e-6), vec![0.0; x.len()]);
            function.jacobian_vector(&x, &p, &direction, &mut dy);
            for ((dy, up), down) in dy.iter().zip(&up).zip(&down) {
                prop_assert!((dy - (up - down) / 2e-6).abs() < 1e-6 * dy.abs().max(1.0), "{alpha}: {dy} {}", (up - down) / 2e-6);
            }
        }
    }

    /// Probabilities that add up to 1, in the order of the row; and the condition that defines each projection.
    #[test]
    fn sparse_projections_are_what_they_claim(x in prop::collection::vec(-3.0_f64..3.0, 1..60)) {
        for function in [&Sparsemax as &dyn RowFunction, &Entmax15] {
            let p = forward(function, &x);
            prop_assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-14 * x.len() as f64);
            // One threshold for all: x - p (or x/2 - sqrt p) is the same over the support, and no other number is above it.
            let sparse = function.card().name == "sparsemax";
            let level = |(&x, &p): (&f64, &f64)| if sparse { x - p } else { x / 2.0 - p.sqrt() };
            let inside: Vec<f64> = x.iter().zip(&p).filter(|&(_, &p)| p > 0.0).map(level).collect();
            let outside = x.iter().zip(&p).filter(|&(_, &p)| p == 0.0).map(level).fold(f64::NEG_INFINITY, f64::max);
            for &tau in &inside {
                prop_assert!((tau - inside[0]).abs() < 1e-13 && outside <= tau + 1e-13);
            }
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
