//! That recurrent layers learn, and how fast they work.

use nonlin_net::{
    Batch, Cell, Inputs, LayerSpec, Loss, Network, NetworkSpec, OutputActivation, RecurrentSpec, Shape, Step, Trainer,
    TrainingPlan, train,
};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Sequences of four letters, and whether the first letter of each is the first of the four.
fn letters(rows: usize, steps: usize, mut seed: u64) -> (Vec<f32>, Vec<f32>) {
    let mut letter = || {
        // Knuth's generator; its upper bits are random enough for this.
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        f32::from(u8::try_from(seed >> 62).unwrap())
    };
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let start = x.len();
        x.extend((0..steps).map(|_| letter()));
        // Half of them begin with the one that is asked for.
        if letter() < 2.0 {
            x[start] = 0.0;
        }
        y.push(f32::from(u8::from(x[start] == 0.0)));
    }
    (x, y)
}

#[test]
fn a_gru_remembers_what_came_first() {
    let steps = 13;
    let spec = NetworkSpec {
        input: Shape::Tokens { steps, vocabulary: 4 },
        layers: vec![
            LayerSpec::Embedding { units: 4 },
            LayerSpec::Recurrent(RecurrentSpec::new(Cell::Gru, 8)),
            LayerSpec::output(1),
        ],
        output: OutputActivation::Sigmoid,
    };
    let mut network = Network::<f32>::new(&spec, 1).unwrap();
    let (x, y) = letters(512, steps, 1);
    let (x_new, y_new) = letters(512, steps, 2);
    let plan = TrainingPlan {
        learning_rate: 0.01,
        max_epochs: 40,
        clip_norm: Some(1.0),
        ..TrainingPlan::new(Loss::BinaryCrossEntropy)
    };
    let (old, new) = (Batch::new(&x, &y, 512), Batch::new(&x_new, &y_new, 512));
    train(&mut network, old, new, &plan, &mut (), &AtomicBool::new(false)).unwrap();
    let mut workspace = network.workspace(512).unwrap();
    let predictions = network.predict(&mut workspace, Inputs::new(&x_new, 512)).unwrap();
    let right = predictions.iter().zip(&y_new).filter(|&(p, y)| (*p > 0.5) == (*y > 0.5)).count();
    println!("{right} of 512 new sequences");
    assert!(right >= 500, "{right} of 512 new sequences");
}

/// The shape of the data set `japanese_vowels`: from 7 to 29 steps of 12 numbers, 9 classes, batches of 32.
#[test]
#[ignore = "a timing, not a check: `cargo test --release -p nonlin-net --test recurrent -- --ignored --nocapture`"]
fn steps_per_second_on_the_shape_of_japanese_vowels() {
    let (rows, steps, features, classes) = (32, 29, 12, 9);
    let x = super::single_wave(rows * steps * features, 0.2);
    let mut y = vec![0.0; rows * classes];
    for row in 0..rows {
        y[row * classes + row % classes] = 1.0;
    }
    let unequal: Vec<usize> = (0..rows).map(|row| 7 + row * 22 / 31).collect();
    for cell in [Cell::Rnn, Cell::Lstm, Cell::Gru] {
        for (what, lengths) in [("all of 29 steps", &[][..]), ("of 7 to 29 steps", &unequal)] {
            let layers = vec![LayerSpec::Recurrent(RecurrentSpec::new(cell, 64)), LayerSpec::output(classes)];
            let input = Shape::Sequence { steps, features };
            let spec = NetworkSpec { input, layers, output: OutputActivation::Softmax };
            let mut network = Network::<f32>::new(&spec, 0).unwrap();
            let mut trainer = Trainer::new(&network, &TrainingPlan::new(Loss::SoftmaxCrossEntropy), rows).unwrap();
            let batch = Batch::new(&x, &y, rows).with_lengths(lengths);
            let mut run = |count: u64| {
                for step in 1..=count {
                    let step = Step { epoch: 1, batch: 0, step };
                    trainer.step(&mut network, batch, step, &mut ()).unwrap().unwrap();
                }
            };
            run(20);
            let best = (0..10).map(|_| {
                let start = Instant::now();
                run(20);
                start.elapsed().as_secs_f64() / 20.0
            });
            let best = best.fold(f64::INFINITY, f64::min);
            println!(
                "{cell:?} of 64 units, rows {what}: {:.0} training steps per second, {:.3} ms each",
                1.0 / best,
                best * 1e3
            );
        }
    }
}
