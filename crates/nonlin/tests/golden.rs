//! Values and slopes against numbers made with 400 digits (`golden/make.py`): the oracle that shares nothing with the code.

use nonlin::Activation;
use nonlin::accuracy::{FAST_ULPS, SLOPE_ZERO_SHARE, ulps};
use nonlin::compute::Element;
use std::fmt::Write;

/// What `f64` results are held to: faithful rounding.
const DOUBLE_ULPS: f64 = 1.0;

struct Golden {
    function: &'static str,
    x: f64,
    value: f64,
    slope: f64,
}

fn golden() -> Vec<Golden> {
    include_str!("golden/golden.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&'static str> = line.split(',').collect();
            let number = |i: usize| fields[i].parse().expect("a number");
            Golden { function: fields[0], x: number(1), value: number(2), slope: number(3) }
        })
        .collect()
}

/// Errors over the table for arguments that are numbers of type `T`; panics with the list of those beyond `bound`.
fn check<T: Element>(bound: f64) {
    let (mut report, mut worst) = (String::new(), 0.0_f64);
    let zero_share = SLOPE_ZERO_SHARE * f64::from(1_u32 << 24) * 2_f64.powi(-T::PRECISION.cast_signed());
    for row in golden() {
        let x = T::from_f64(row.x);
        if x.to_f64() != row.x {
            continue;
        }
        let activation = Activation::named(row.function).expect("the table lists functions of the registry");
        // Parameters that `T` rounds make another function, whose tails are far from those of the table.
        // (The suite in `conformance.rs` holds the rounded one.)
        if ["scaled_tanh", "pdelu"].contains(&row.function)
            && activation.parameters().iter().any(|&p| T::from_f64(p).to_f64() != p)
        {
            continue;
        }
        let only_on_the_left = row.function == "sine_relu" && row.x > 0.0;
        if row.x.abs() >= activation.function().reach().of::<T>() && !only_on_the_left {
            assert!(activation.slope(x).is_nan(), "{} at {:e}: no digits, so NaN", row.function, row.x);
            continue;
        }
        // All the slopes' own zeros lie here.
        let near_zero = (-1.6..-0.4).contains(&row.x);
        for (what, got, want) in [("value", activation.value(x), row.value), ("slope", activation.slope(x), row.slope)]
        {
            // The f32 nearest to its 0.8 gives another function, by several units next to the value's own zero.
            if row.function == "xielu" && what == "value" && T::PRECISION == 24 && (-3.0..-1.5).contains(&row.x) {
                continue;
            }
            if what == "slope" && near_zero && (got.to_f64() - want).abs() < zero_share {
                continue;
            }
            let off = ulps(got, want);
            worst = worst.max(off);
            if off > bound {
                writeln!(report, "{} {what} at {:e}: {got:e}, want {want:e}: {off:.2} ulp", row.function, row.x)
                    .unwrap();
            }
        }
    }
    println!("{}: worst {worst:.2} ulp", T::NAME);
    assert!(report.is_empty(), "{report}");
}

#[test]
fn doubles_agree_with_four_hundred_digits() {
    check::<f64>(DOUBLE_ULPS);
}

#[test]
fn singles_agree_with_four_hundred_digits() {
    check::<f32>(FAST_ULPS);
}
