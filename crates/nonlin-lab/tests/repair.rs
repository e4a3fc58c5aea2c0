//! What the doctor proposes is made, and held to what it does.

use nonlin_doctor::{Finding, examine};
use nonlin_lab::data::{Dataset, LoadOptions, load};
use nonlin_lab::inside::{Inside, Sampling};
use nonlin_lab::model::{Beginning, Settings, fit_watched};
use nonlin_lab::repair::{Effect, Repair, RepairPlan, repair};
use nonlin_net::{LayerSpec, Loss, Network, NetworkSpec, TrainingPlan};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static GO_ON: AtomicBool = AtomicBool::new(false);

fn dataset(file: &str, target: &str) -> Dataset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file);
    load(&[path], &LoadOptions::predicting([target])).unwrap()
}

fn settings(net: &str, learning_rate: f64) -> Settings {
    let plan = TrainingPlan { learning_rate, max_epochs: 60, ..TrainingPlan::new(Loss::MeanSquaredError) };
    Settings { start: Beginning::Layers(LayerSpec::list(net).unwrap()), plan, seed: 1, threads: 1 }
}

fn findings(dataset: &Dataset, settings: &Settings) -> Vec<Finding> {
    let mut inside = Inside::new(Sampling::Steps);
    // In NaN it may end.
    let _ = fit_watched(dataset, settings, &mut (), &mut inside, &GO_ON);
    examine(&inside.finish())
}

fn repaired(dataset: &Dataset, settings: &Settings) -> Repair {
    let found = findings(dataset, settings);
    repair(dataset, settings, &found, &RepairPlan::default(), &|| {}, &GO_ON).unwrap()
}

#[test]
fn twenty_layers_of_sigmoid_are_cured_and_the_seeds_decide_everything() {
    let penguins = dataset("penguins.csv", "species");
    let deep = settings(&vec!["16 sigmoid"; 20].join(", "), 0.001);
    let one = repaired(&penguins, &deep);
    assert!(one.taken && one.effect() == Some(Effect::Helped) && one.serious[1] == 0, "{}", one.verdict);
    assert!(one.serious[0] > 0 && !one.net.contains("sigmoid"), "{}", one.net);
    let score = one.comparison.as_ref().unwrap().score.unwrap();
    assert!(score.interval.low > 0.2 && score.after > 0.9, "{score:?}");

    let two = repaired(&penguins, &Settings { threads: 3, ..deep });
    assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap());
}

#[test]
fn a_healthy_network_is_left_as_it_is() {
    let one = repaired(&dataset("wine.csv", "cultivar"), &settings("32 gelu, 32 gelu", 0.003));
    assert!(one.rounds.is_empty() && one.comparison.is_none() && !one.taken);
    assert_eq!(one.net, "dense 32 gelu, dense 32 gelu");
    assert_eq!(one.verdict, "Nothing serious was found, so nothing was changed.");
}

#[test]
fn a_rate_that_is_too_high_is_mended_before_what_follows_from_it() {
    let high = settings("32 relu, 32 relu, 32 relu", 1.0);
    let high = Settings { plan: TrainingPlan { max_epochs: 100, patience: None, ..high.plan }, ..high };
    let one = repaired(&dataset("titanic.csv", "survived"), &high);
    let first = &one.rounds[0];
    assert_eq!(first.made[0].rule, "learning_rate_high");
    assert!(first.waiting.iter().any(|(rule, cause)| rule == "dead_units" && cause == "learning_rate_high"));
    assert_eq!(one.net, one.net_before);
    assert!(one.taken && one.design.plan.learning_rate < 0.1, "{}", one.verdict);
}

#[test]
fn weights_that_are_no_numbers_give_way_to_new_ones() {
    let penguins = dataset("penguins.csv", "species");
    let spec: NetworkSpec = "17, 16 relu, 3 softmax".parse().unwrap();
    let mut network = Network::new(&spec, 1).unwrap();
    network.parameters_mut()[5] = f32::NAN;
    let one = repaired(&penguins, &Settings { start: Beginning::Trained(Box::new(network)), ..settings("", 0.003) });
    assert!(one.taken && one.design.is_new() && one.effect() == Some(Effect::Helped), "{}", one.verdict);
    assert_eq!(one.comparison.unwrap().diverged(), [5, 0]);
}

#[test]
fn what_no_change_can_mend_is_left_with_what_to_do_instead() {
    let penguins = dataset("penguins.csv", "species");
    let good = settings("16 relu", 0.003);
    let unrelated = Finding { change: None, ..findings(&penguins, &settings("16 step", 0.003)).remove(0) };
    let one =
        repair(&penguins, &good, std::slice::from_ref(&unrelated), &RepairPlan::default(), &|| {}, &GO_ON).unwrap();
    assert!(one.comparison.is_none() && one.rounds[0].left[0].why == unrelated.remedy);
}
