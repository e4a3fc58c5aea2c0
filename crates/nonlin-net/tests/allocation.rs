//! A training step allocates nothing, and a short file nothing large.

use nonlin_net::{Batch, Loss, Network, NetworkSpec, Optimiser, Shape, Step, Trainer, TrainingPlan};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static LARGEST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call goes on to the system's allocator unchanged.
#[allow(unsafe_code, reason = "a counting allocator can be written in no other way")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Steps of a network of this text with a batch of 16 rows of sines, of which sequences differ in length; the number of allocations in
/// the second fifty.
fn allocations(text: &str) -> u64 {
    let spec: NetworkSpec = text.parse().unwrap();
    let mut network = Network::<f32>::new(&spec, 0).unwrap();
    let plan = TrainingPlan {
        optimiser: Optimiser::adam_w(0.01),
        clip_norm: Some(1.0),
        ..TrainingPlan::new(Loss::SoftmaxCrossEntropy)
    };
    let mut trainer = Trainer::new(&network, &plan, 16).unwrap();
    let width = spec.input.len();
    let inputs: Vec<f32> = match spec.input {
        Shape::Tokens { vocabulary, .. } => (0..16 * width).map(|i| (i * 7 % vocabulary) as f32).collect(),
        _ => (0..16 * width).map(|i| (i as f32).sin()).collect(),
    };
    let lengths: Vec<usize> =
        spec.input.steps().map_or(Vec::new(), |steps| (0..16).map(|row| row % steps + 1).collect());
    let targets: Vec<f32> = (0..16).flat_map(|row| if row % 2 == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect();
    let mut steps = |count: u64| {
        for step in 1..=count {
            let rows = if step % 4 == 0 { 5 } else { 16 };
            let lengths = if lengths.is_empty() { &[][..] } else { &lengths[..rows] };
            let batch = Batch::new(&inputs[..rows * width], &targets[..rows * 2], rows).with_lengths(lengths);
            let loss = trainer.step(&mut network, batch, Step { epoch: 1, batch: 0, step }, &mut ()).unwrap();
            assert!(loss.is_ok_and(|loss| loss < 10.0), "{text}");
        }
    };
    // The first calls find out what the processor can do, and remember it.
    steps(4);
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    steps(50);
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// The only test of this file: another one beside it would be counted too.
#[test]
fn a_training_step_allocates_nothing_and_a_short_file_nothing_large() {
    for text in [
        "11, 64 prelu, 64 gelu, 64 leaky_relu, 64 \"x * tanh(softplus(2x))\", 2 softmax",
        "2x12x12, conv 6 5 pad 2 relu, max_pool 2, conv 4 3 groups 2 gelu, average_pool 2, prelu per_channel, flatten, 2 softmax",
        "9 steps of 3, conv 4 3 pad 1 tanh, max_pool 2, lstm 8 all bidirectional, gru 8, 2 softmax",
        "9 of 5 tokens, embedding 4, rnn 6 relu all, global_average_pool, 2 softmax",
        "8, batch_norm, dropout 0.2, residual(8 selu, alpha_dropout 0.1, 8), layer_norm, swiglu 8, rms_norm, sparsemax, 2 softmax",
    ] {
        let made = allocations(text);
        assert_eq!(made, 0, "{text}: {made} allocations in 50 steps");
    }

    // A file that describes a network of 920 MiB and has nine numbers.
    let small: NetworkSpec = "4, 9 linear, 1".parse().unwrap();
    let bytes = Network::<f32>::new(&small, 0).unwrap().to_bytes(&serde_json::Value::Null).unwrap();
    let length = 8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let header = std::str::from_utf8(&bytes[8..length]).unwrap();
    assert!(header.contains("\\\"features\\\":4"), "{header}");
    let header = header.replace("\\\"features\\\":4", "\\\"features\\\":26843543");
    let lying = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &bytes[length..]].concat();
    LARGEST.store(0, Ordering::Relaxed);
    let refused = Network::<f32>::from_bytes(&lying).map(drop).unwrap_err().to_string();
    let largest = LARGEST.load(Ordering::Relaxed);
    assert!(refused.starts_with("tensor `0.weight`: is [") && refused.contains("26843543"), "{refused}");
    assert!(largest < 1 << 20, "{largest} bytes at once");
}
