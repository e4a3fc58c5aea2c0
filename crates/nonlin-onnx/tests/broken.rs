//! Models that are cut, changed at random, or made of anything: reading them ends, in a model or in an error. More of them with
//! `PROPTEST_CASES=100000 cargo test -p nonlin-onnx --test broken`.

use nonlin_onnx::{Model, Shapes};
use proptest::prelude::*;
use std::path::PathBuf;

const MODELS: [&str; 7] = ["mlp", "cnn", "attention", "recurrent", "quantised", "types", "functions"];

fn bytes(model: usize) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    std::fs::read(folder.join(MODELS[model]).with_extension("onnx")).unwrap()
}

/// Reads bytes to the end of what can be asked of them; what is read is written and read again as the same.
fn look(bytes: &[u8]) {
    let Ok(model) = Model::read(bytes) else { return };
    let sizes: Vec<(&str, Vec<usize>)> = model
        .graph
        .inputs
        .iter()
        .map(|input| {
            let sizes = input.shape().unwrap_or_default().iter().map(|dim| match dim {
                nonlin_onnx::Dim::Size(size) => *size,
                _ => 3,
            });
            (input.name.as_str(), sizes.collect())
        })
        .collect();
    let inputs: Vec<(&str, &[usize])> = sizes.iter().map(|(name, shape)| (*name, shape.as_slice())).collect();
    let _ = (Shapes::infer(&model.graph, &inputs), Shapes::infer(&model.graph, &[]), model.notes());
    for tensor in model.graph.tensors.values() {
        assert!(
            tensor.shape().contains(&0) && tensor.is_empty()
                || tensor.shape().iter().product::<usize>() == tensor.len()
        );
        let _ = (tensor.to_f32(), tensor.to_i64());
    }
    // A graph without a name is read, and not written.
    if let Ok(again) = model.to_bytes() {
        let again = Model::read(again).expect("what is written is read");
        // Debug texts: a NaN is not equal to itself.
        assert_eq!(format!("{again:?}"), format!("{model:?}"));
    }
}

proptest! {
    #[test]
    fn a_model_that_is_changed_anywhere_is_read_or_refused(
        model in 0..MODELS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = bytes(model);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        look(&bytes);
    }

    #[test]
    fn a_model_that_lacks_a_piece_or_has_one_twice_is_read_or_refused(
        model in 0..MODELS.len(),
        from in any::<prop::sample::Index>(),
        length in 1_usize..64,
        twice in any::<bool>(),
    ) {
        let mut bytes = bytes(model);
        let from = from.index(bytes.len());
        let piece = bytes[from..bytes.len().min(from + length)].to_vec();
        bytes.splice(from..from + piece.len(), if twice { piece.repeat(2) } else { Vec::new() });
        look(&bytes);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        look(&bytes);
    }
}

#[test]
fn a_model_is_cut_off_at_every_byte_but_between_its_fields() {
    for (model, name) in MODELS.iter().enumerate() {
        let whole = bytes(model);
        // After the graph, which holds nearly all of it, only small fields follow.
        let read = (1..whole.len()).filter(|end| Model::read(&whole[..*end]).is_ok()).count();
        assert!(read <= 6, "{name}: {read} of {} beginnings are read", whole.len());
    }
}
