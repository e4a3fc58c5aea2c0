//! A training step allocates nothing.

use nonlin_net::{
    Batch, DenseSpec, Loss, Network, NetworkSpec, Optimiser, OutputActivation, Step, Trainer, TrainingPlan,
};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

struct Counting;

// SAFETY: every call goes on to the system's allocator unchanged.
#[allow(unsafe_code, reason = "a counting allocator can be written in no other way")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
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

/// The only test of this file: another one beside it would be counted too.
#[test]
fn a_training_step_allocates_nothing() {
    let activations = ["prelu", "gelu", "leaky_relu"];
    let hidden = activations.map(|name| DenseSpec::new(64, name)).into();
    let spec = NetworkSpec::dense(11, hidden, 3, OutputActivation::Softmax);
    let mut network = Network::<f32>::new(&spec, 0).unwrap();
    let plan = TrainingPlan {
        optimiser: Optimiser::adam_w(0.01),
        clip_norm: Some(1.0),
        ..TrainingPlan::new(Loss::SoftmaxCrossEntropy)
    };
    let mut trainer = Trainer::new(&network, &plan, 32).unwrap();
    let inputs: Vec<f32> = (0..32 * 11).map(|i| (i as f32).sin()).collect();
    let mut targets = vec![0.0; 32 * 3];
    for row in 0..32 {
        targets[row * 3 + row % 3] = 1.0;
    }
    let mut steps = |count: u64| {
        for step in 1..=count {
            let rows = if step % 4 == 0 { 5 } else { 32 };
            let batch = Batch::new(&inputs[..rows * 11], &targets[..rows * 3], rows);
            let loss = trainer.step(&mut network, batch, Step { epoch: 1, batch: 0, step }, &mut ()).unwrap();
            assert!(loss.is_ok_and(|loss| loss < 10.0));
        }
    };
    // The first call finds out what the processor can do, and remembers it.
    steps(1);
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    steps(100);
    let made = ALLOCATIONS.load(Ordering::Relaxed) - before;
    assert_eq!(made, 0, "{made} allocations in 100 steps");
}
