//! Any text is read as a network, or refused; what is read is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin_net::NetworkSpec;

fuzz_target!(|text: &str| {
    match text.parse::<NetworkSpec>() {
        Ok(network) => {
            let written = network.to_string();
            let again = written.parse::<NetworkSpec>().unwrap_or_else(|error| panic!("{written}: {error}"));
            // Numbers that are NaN are not equal to themselves.
            assert_eq!(format!("{again:?}"), format!("{network:?}"), "{written}");
        }
        Err(error) => drop(error.to_string()),
    }
});
