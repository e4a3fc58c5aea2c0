//! Any text is read as a formula, or refused; what is read is printed, read again as the same, read in shapes that keep their
//! digits, differentiated and evaluated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin::formula::{By, Formula};

const PLACES: [f64; 5] = [-2.0, -0.0, 0.5, f64::INFINITY, f64::NAN];

fuzz_target!(|text: &str| {
    match Formula::parse(text) {
        Ok(formula) => {
            let again = Formula::parse(&formula.to_string()).expect("what is printed is read");
            // Trees with a NaN in them are not equal to themselves.
            assert_eq!(format!("{formula:?}"), format!("{again:?}"));
            let _ = (formula.unicode(), formula.latex(), formula.mathml());
            for x in PLACES {
                let (a, b) = (formula.evaluate(x, &formula.defaults()), again.evaluate(x, &again.defaults()));
                assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan());
            }
            let safe = formula.safe().0;
            // One too large to be differentiated says so.
            let Ok(slope) = safe.derivative(By::Variable) else { return };
            let safe_slope = slope.safe().0;
            for x in PLACES {
                let _ = (safe.evaluate(x, &safe.defaults()), safe_slope.evaluate(x, &safe.defaults()));
            }
            // A derivative may be larger than a text may say.
            if slope.expression.size() < 2000
                && let Ok(again) = Formula::parse(&slope.to_string())
            {
                assert_eq!(format!("{slope:?}"), format!("{again:?}"));
            }
        }
        Err(error) => {
            let _ = (error.to_string(), error.render());
        }
    }
});
