//! Trainings that are watched.

use nonlin_lab::live::{Answers, Classic, GRID, LiveError, LivePlan, LiveTraining, Points, Snapshot, UNIT_GRID};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);

fn trained(classic: Classic, plan: &LivePlan, steps: u64) -> Snapshot {
    let mut training = LiveTraining::new(&classic.points(300, 0.0, 1), plan).unwrap();
    assert_eq!(training.advance(steps, LONG).unwrap(), steps);
    training.snapshot().unwrap()
}

#[test]
fn quantities_two_classes_and_several_are_learnt() {
    let plan = LivePlan::of(&[(12, "tanh"), (12, "relu")]);
    let plane = trained(Classic::Plane, &plan, 1500);
    assert!(
        plane.test_loss < 0.02 && plane.accuracy.is_none() && plane.surface.classes.is_none(),
        "{}",
        plane.test_loss
    );
    let moons = trained(Classic::Moons, &plan, 1500);
    assert!(moons.accuracy.unwrap() > 0.97 && moons.layers[2].bias.len() == 1);
    let clouds = trained(Classic::Clouds, &plan, 1500);
    assert!(clouds.accuracy.unwrap() > 0.97 && clouds.layers[2].bias.len() == 4);
    let classes = clouds.surface.classes.unwrap();
    assert_eq!(classes.len(), GRID * GRID);
    assert!((0..4).all(|class| classes.contains(&class)));
    assert_eq!(clouds.layers[0].unit_surfaces[11].len(), UNIT_GRID * UNIT_GRID);
}

#[test]
fn slices_and_looks_change_nothing() {
    let (points, plan) = (Classic::Xor.points(200, 0.1, 2), LivePlan::of(&[(6, "gelu")]));
    let mut at_once = LiveTraining::new(&points, &plan).unwrap();
    at_once.advance(120, LONG).unwrap();
    let mut in_slices = LiveTraining::new(&points, &plan).unwrap();
    while in_slices.steps() < 120 {
        in_slices.advance(7.min(120 - in_slices.steps()), LONG).unwrap();
        in_slices.snapshot().unwrap();
    }
    let (at_once, in_slices) = (at_once.snapshot().unwrap(), in_slices.snapshot().unwrap());
    assert_eq!(at_once.layers[0].weights, in_slices.layers[0].weights);
    assert_eq!(at_once.test_loss.to_bits(), in_slices.test_loss.to_bits());
    assert_eq!(at_once.progress.last(), in_slices.progress.last());
}

#[test]
fn inputs_that_are_not_scaled_are_found() {
    let mut points = Classic::Gauss.points(200, 0.0, 1);
    for input in &mut points.inputs {
        input[0] = input[0] * 1000.0 + 5e4;
    }
    let plan = LivePlan { scaled: false, ..LivePlan::of(&[(8, "tanh")]) };
    let mut training = LiveTraining::new(&points, &plan).unwrap();
    training.advance(100, LONG).unwrap();
    let rules: Vec<String> = training.snapshot().unwrap().findings.into_iter().map(|finding| finding.rule).collect();
    assert!(rules.contains(&"inputs_not_scaled".to_owned()), "{rules:?}");
}

#[test]
fn the_losses_are_thinned_out_and_their_ends_are_kept() {
    let mut training = LiveTraining::new(&Classic::Circle.points(40, 0.0, 1), &LivePlan::of(&[])).unwrap();
    for _ in 0..1000 {
        training.advance(1, LONG).unwrap();
        training.snapshot().unwrap();
    }
    let progress = training.snapshot().unwrap().progress;
    assert!((200..=400).contains(&progress.len()) && progress.last().unwrap().step == 1000);
    assert!(progress.is_sorted_by_key(|at| at.step));
}

#[test]
fn points_that_say_nothing_are_refused() {
    let points = |inputs: Vec<[f64; 2]>, numbers: Vec<f64>| Points {
        inputs,
        answers: Answers::Numbers(numbers),
        names: [String::new(), String::new()],
    };
    let wrong = |points: Points| LiveTraining::new(&points, &LivePlan::of(&[])).err().unwrap();
    let four = || vec![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
    assert!(matches!(wrong(points(vec![[0.0, 0.0]], vec![1.0])), LiveError::FewPoints(1)));
    assert!(matches!(wrong(points(four(), vec![1.0; 4])), LiveError::ConstantAnswers(_)));
    assert!(matches!(wrong(points(four(), vec![1.0, f64::NAN, 0.0, 0.0])), LiveError::NotFinite(1, _)));
    assert!(matches!(wrong(points(four(), vec![1.0; 3])), LiveError::Unequal { .. }));
    assert!(matches!(wrong(points(vec![[0.0, 0.0]; 6000], vec![0.0; 6000])), LiveError::ManyPoints(6000)));
}
