//! Any bytes are read as a network's file or a training's, or refused; a network that is read is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin_net::{Checkpoint, Network};

fuzz_target!(|bytes: &[u8]| {
    match Network::<f32>::from_bytes(bytes) {
        Ok((network, extra)) => {
            let written = network.to_bytes(&extra).expect("what is read is written");
            let (again, _) = Network::<f32>::from_bytes(&written).expect("what is written is read");
            assert_eq!(written, again.to_bytes(&extra).expect("twice"));
        }
        Err(error) => drop(error.to_string()),
    }
    let _ = Checkpoint::<f32>::from_bytes(bytes).map_err(|error| error.to_string());
});
