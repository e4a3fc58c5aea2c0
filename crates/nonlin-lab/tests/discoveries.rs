//! Whole searches, small ones.

use nonlin_lab::data::Table;
use nonlin_lab::discover::{Budget, DiscoverError, DiscoverOutcome, DiscoverPlan, Halves, Progress, Standing, run};
use nonlin_lab::study::StudyPlan;
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Raises the flag after some trainings: every later one raises it too, since the thread that was to may wait
/// between its count and its store.
struct StopAfter<'a> {
    trained: AtomicUsize,
    limit: Option<usize>,
    flag: &'a AtomicBool,
}

impl Progress for StopAfter<'_> {
    fn trained(&self, spent: f64, stage: &str) {
        assert!((0.0..=1.0).contains(&spent) && !stage.is_empty());
        let trained = self.trained.fetch_add(1, Ordering::Relaxed) + 1;
        if self.limit.is_some_and(|limit| trained >= limit) {
            self.flag.store(true, Ordering::Relaxed);
        }
    }
}

fn halves(name: &str, csv: &[u8], target: &str) -> Halves {
    Halves::new(&Table::parse(name, csv).unwrap(), &[target.to_owned()], None, 1).unwrap()
}

fn penguins() -> Halves {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/penguins.csv");
    Halves::new(&Table::read(&path).unwrap(), &["species".to_owned()], None, 1).unwrap()
}

fn plan(trainings: usize, epochs: usize) -> DiscoverPlan {
    let study = StudyPlan { hidden: vec![12], max_epochs: epochs, ..StudyPlan::default() };
    DiscoverPlan { budget: Budget::Trainings(trainings), population: 12, study, ..DiscoverPlan::default() }
}

fn search(halves: &Halves, plan: &DiscoverPlan, stop_after: Option<usize>) -> Result<DiscoverOutcome, DiscoverError> {
    let flag = AtomicBool::new(false);
    run(halves, plan, &StopAfter { trained: AtomicUsize::new(0), limit: stop_after, flag: &flag }, &flag)
}

/// The result without its times.
fn timeless(mut outcome: DiscoverOutcome) -> String {
    outcome.seconds = 0.0;
    if let Some(judgement) = &mut outcome.judgement {
        judgement.reference.seconds = 0.0;
        judgement.survivors.iter_mut().for_each(|judged| judged.result.seconds = 0.0);
        judgement.study.ranking.iter_mut().for_each(|ranked| ranked.seconds = 0.0);
    }
    serde_json::to_string(&outcome).unwrap()
}

/// Waves, which networks of few units learn best with a function that has them itself.
#[test]
fn where_sine_is_best_the_search_finds_something_as_good() {
    let mut csv = String::from("x,y\n");
    for i in 0..400_i32 {
        let x = f64::from(i * 37 % 400) / 50.0 - 4.0;
        writeln!(csv, "{x},{}", (3.0 * x).sin()).unwrap();
    }
    let plan = plan(3000, 100);
    let outcome = search(
        &halves("waves.csv", csv.as_bytes(), "y"),
        &DiscoverPlan { study: StudyPlan { hidden: vec![24], ..plan.study.clone() }, ..plan },
        None,
    )
    .unwrap();
    assert!(outcome.all_built_in && outcome.generations > 1, "{outcome:#?}");
    let judgement = outcome.judgement.as_ref().unwrap();
    let best = &judgement.survivors[0];
    assert!(best.result.test > judgement.reference.test - 0.02, "{outcome:#?}");
    assert_ne!(best.standing, Standing::Worse, "{}", outcome.sentence);
    // And what is found is a wave too.
    assert!(best.result.activation.contains("sin") || best.result.activation.contains("cos"), "{}", outcome.sentence);
    assert!(outcome.trainings <= 3000);
}

#[test]
fn one_seed_finds_the_same_on_any_number_of_threads() {
    let halves = penguins();
    let with = |threads, seed| {
        let plan = plan(300, 8);
        let study = StudyPlan { threads, ..plan.study };
        timeless(search(&halves, &DiscoverPlan { study, seed, ..plan }, None).unwrap())
    };
    assert_eq!(with(1, 5), with(3, 5));
    assert_ne!(with(2, 5), with(2, 6));
}

#[test]
fn a_search_that_is_stopped_tells_what_it_knows() {
    let halves = penguins();
    // After the built-in ones and some generations.
    let outcome = search(&halves, &plan(5000, 3), Some(1500)).unwrap();
    assert!(outcome.interrupted && outcome.judgement.is_none() && outcome.raced > 0, "{outcome:#?}");
    assert!(outcome.sentence.starts_with("Interrupted before the judgement"), "{}", outcome.sentence);
    // Before anything has a result there is nothing to tell.
    let error = search(&halves, &plan(5000, 3), Some(2)).unwrap_err();
    assert!(matches!(error, DiscoverError::Interrupted), "{error}");
}

#[test]
fn a_budget_that_is_too_small_is_said_to_be() {
    let error = search(&penguins(), &plan(20, 3), None).unwrap_err();
    assert!(error.to_string().starts_with("--budget is 20 trainings; it must be at least"), "{error}");
}
