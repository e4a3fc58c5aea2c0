//! Any text is read as a formula, or refused; what is read is printed, read again as the same, set and evaluated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin::formula::Formula;

fuzz_target!(|text: &str| {
    match Formula::parse(text) {
        Ok(formula) => {
            let again = Formula::parse(&formula.to_string()).expect("what is printed is read");
            // Trees with a NaN in them are not equal to themselves.
            assert_eq!(format!("{formula:?}"), format!("{again:?}"));
            let _ = (formula.unicode(), formula.latex(), formula.mathml());
            for x in [-2.0, -0.0, 0.5, f64::INFINITY, f64::NAN] {
                let (a, b) = (formula.evaluate(x, &formula.defaults()), again.evaluate(x, &again.defaults()));
                assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan());
            }
        }
        Err(error) => {
            let _ = (error.to_string(), error.render());
        }
    }
});
