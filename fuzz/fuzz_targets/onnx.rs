//! Any bytes are read as an ONNX model, or refused; what is read is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonlin_onnx::{Dim, Model, Shapes};

fuzz_target!(|bytes: &[u8]| {
    let model = match Model::read(bytes) {
        Ok(model) => model,
        Err(error) => {
            let _ = error.to_string();
            return;
        }
    };
    let size = |dim: &Dim| if let Dim::Size(size) = dim { *size } else { 3 };
    let shape = |input: &nonlin_onnx::Value| input.shape().unwrap_or_default().iter().map(size).collect();
    let given: Vec<(&str, Vec<usize>)> =
        model.graph.inputs.iter().map(|input| (input.name.as_str(), shape(input))).collect();
    let given: Vec<(&str, &[usize])> = given.iter().map(|(name, shape)| (*name, shape.as_slice())).collect();
    let _ = (Shapes::infer(&model.graph, &given), Shapes::infer(&model.graph, &[]), model.notes());
    if let Ok(written) = model.to_bytes() {
        let again = Model::read(written).expect("what is written is read");
        // Numbers that are NaN are not equal to themselves.
        assert_eq!(format!("{again:?}"), format!("{model:?}"));
    }
});
