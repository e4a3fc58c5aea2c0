//! Networks and trainings as files: what is written is read back to the bit, and nothing else is taken for it.

use nonlin_net::{
    Batch, Cell, Checkpoint, LayerSpec, Loss, Network, NetworkSpec, Optimiser, RecurrentSpec, Schedule, TrainingPlan,
    TrainingRun, train,
};
use proptest::prelude::*;
use serde_json::json;
use std::sync::atomic::AtomicBool;

static NEVER: AtomicBool = AtomicBool::new(false);

fn spec() -> NetworkSpec {
    "6 steps of 3, lstm 4, batch_norm, 5 \"x * tanh(softplus(2x))\", 4 prelu per_channel, dropout 0.2, 2 softmax"
        .parse()
        .unwrap()
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_network_is_read_back_from_the_file_alone() {
    let network = Network::<f32>::new(&spec(), 5).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    network.save(&path, &json!({ "classes": ["no", "yes"] })).unwrap();
    let (again, extra) = Network::<f32>::load(&path).unwrap();
    assert_eq!(again.spec(), network.spec());
    assert_eq!(bits(again.parameters()), bits(network.parameters()));
    assert_eq!(extra["classes"][1], "yes");
    // In double precision from the same file, and back.
    let (wide, _) = Network::<f64>::load(&path).unwrap();
    assert!(wide.parameters().iter().zip(network.parameters()).all(|(&wide, &w)| wide == f64::from(w)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
}

#[test]
fn what_is_no_network_says_why() {
    let message = |bytes: &[u8]| Network::<f32>::from_bytes(bytes).map(drop).unwrap_err().to_string();
    let good = Network::<f32>::new(&spec(), 5).unwrap().to_bytes(&json!(null)).unwrap();
    assert!(message(b"").starts_with("not a whole safetensors file of 0 bytes"));
    assert!(message(&good[..good.len() - 1]).starts_with("not a whole safetensors file"));
    let mut lying = good.clone();
    lying[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(message(&lying).starts_with("not a whole safetensors file"));
    let swap = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let place = good.windows(from.len()).position(|bytes| bytes == from.as_bytes()).unwrap();
        let mut changed = good.clone();
        changed[place..place + from.len()].copy_from_slice(to.as_bytes());
        message(&changed)
    };
    assert!(swap("\"nonlin\"", "\"others\"").contains("not written by nonlin"));
    assert!(swap("version\\\":1", "version\\\":7").starts_with("written in version 7 of the format"));
    assert_eq!(swap("kind\\\":\\\"network", "kind\\\":\\\"wrknets"), "holds a wrknets, not a network");
    assert_eq!(swap("0.recurrent_weight", "9.recurrent_weight"), "tensor `0.recurrent_weight`: is missing");
    assert!(
        swap("\\\"units\\\":4", "\\\"units\\\":3")
            .starts_with("tensor `0.weight`: is [3, 16], and the network needs [3, 12]")
    );
    let folder = tempfile::tempdir().unwrap();
    assert!(Network::<f32>::load(folder.path()).unwrap_err().to_string().ends_with(": not a file"));
    assert!(Network::<f32>::load("no/such/file").unwrap_err().to_string().starts_with("no/such/file: "));
}

proptest! {
    #[test]
    fn no_file_is_too_broken(cut in 0..3000_usize, changes in proptest::collection::vec((0..3000_usize, any::<u8>()), 0..6)) {
        let mut bytes = Network::<f32>::new(&spec(), 5).unwrap().to_bytes(&json!(null)).unwrap();
        for (place, byte) in changes {
            if let Some(old) = bytes.get_mut(place) {
                *old = byte;
            }
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 50));
        let _ = Network::<f32>::from_bytes(&bytes);
        let _ = Checkpoint::<f32>::from_bytes(&bytes);
    }
}

#[test]
fn a_training_that_is_taken_up_again_ends_in_the_same_bits() {
    let spec: NetworkSpec = "3, 8 gelu, dropout 0.3, batch_norm, 8 tanh, 1".parse().unwrap();
    let x: Vec<f32> = (0..120).map(|i| (i as f32 * 0.7).sin()).collect();
    let t: Vec<f32> = (0..40).map(|i| (i as f32 * 0.3).cos()).collect();
    let data = Batch::new(&x, &t, 40);
    for optimiser in [Optimiser::sgd(0.9), Optimiser::adam_w(0.01), Optimiser::RMS_PROP, Optimiser::LION] {
        let plan = TrainingPlan {
            optimiser,
            batch_size: 7,
            max_epochs: 12,
            patience: Some(6),
            schedule: Schedule { course: nonlin_net::Course::Cosine { floor: 0.1 }, warm_up: 0.2 },
            ..TrainingPlan::new(Loss::MeanSquaredError)
        };
        let mut whole = Network::<f32>::new(&spec, 1).unwrap();
        let record = train(&mut whole, data, data, &plan, &mut (), &NEVER).unwrap();
        let mut pieces = Network::<f32>::new(&spec, 1).unwrap();
        let mut bytes = TrainingRun::new(&mut pieces, data, data, &plan).unwrap().checkpoint().to_bytes().unwrap();
        loop {
            // Every epoch by a new program, so to speak.
            let checkpoint = Checkpoint::from_bytes(&bytes).unwrap();
            let mut network = Network::<f32>::new(&spec, 99).unwrap();
            let mut run = TrainingRun::resume(&mut network, data, data, &checkpoint).unwrap();
            if run.epoch(&mut (), &NEVER).unwrap() {
                bytes = run.checkpoint().to_bytes().unwrap();
                continue;
            }
            assert_eq!(run.finish(), record, "{optimiser:?}");
            assert_eq!(bits(network.parameters()), bits(whole.parameters()), "{optimiser:?}");
            break;
        }
    }
    let other = Network::<f32>::new(&"3, 9 gelu, 1".parse().unwrap(), 1).unwrap();
    let plan = TrainingPlan::new(Loss::MeanSquaredError);
    let checkpoint = TrainingRun::new(&mut other.clone(), data, data, &plan).unwrap().checkpoint();
    let mut network = Network::<f32>::new(&spec, 1).unwrap();
    let refused = TrainingRun::resume(&mut network, data, data, &checkpoint).map(drop).unwrap_err();
    assert_eq!(refused.to_string(), "the checkpoint does not go with this training: the numbers of parameters differ");
}

#[test]
fn a_recurrent_network_keeps_its_activations() {
    let lstm =
        RecurrentSpec { activation: Some("softsign".into()), bidirectional: true, ..RecurrentSpec::new(Cell::Lstm, 3) };
    let layers = vec![LayerSpec::Recurrent(lstm), LayerSpec::output(1)];
    let spec =
        NetworkSpec { input: "4 steps of 2".parse().unwrap(), layers, output: nonlin_net::OutputActivation::Linear };
    let network = Network::<f64>::new(&spec, 5).unwrap();
    let (again, _) = Network::<f64>::from_bytes(&network.to_bytes(&json!(null)).unwrap()).unwrap();
    assert_eq!((again.spec(), again.parameters()), (&spec, network.parameters()));
}
