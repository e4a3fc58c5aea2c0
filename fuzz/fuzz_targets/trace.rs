//! Any bytes are read as a trace, or refused; what is read is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin_doctor::Trace;

fuzz_target!(|bytes: &[u8]| {
    match Trace::read(bytes) {
        Ok(trace) => {
            // Rounded to the digits that a file keeps, once.
            let once = trace.rounded();
            let mut written = Vec::new();
            once.write(&mut written).expect("memory takes everything");
            let again = Trace::read(&written[..]).expect("what is written is read");
            // NaN is not itself, and infinity is written as NaN.
            let text = |trace: &Trace| format!("{trace:?}").replace("-inf", "NaN").replace("inf", "NaN");
            assert_eq!(text(&again), text(&once));
        }
        Err(error) => drop(error.to_string()),
    }
});
