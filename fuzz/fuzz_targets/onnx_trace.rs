//! Whatever is read as an ONNX model has a trace, whose places are in order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin_doctor::onnx::OnnxModel;

fuzz_target!(|bytes: &[u8]| {
    let Ok(model) = OnnxModel::read(bytes) else { return };
    let trace = model.trace();
    for (place, layer) in trace.layers.iter().enumerate() {
        let inputs = layer.inputs.as_ref().expect("a graph says who takes what");
        assert!(inputs.iter().all(|&input| input < place), "{place} takes {inputs:?}");
        assert!(!layer.name.contains('\n'));
    }
    let mut written = Vec::new();
    trace.write(&mut written).expect("memory takes everything");
});
