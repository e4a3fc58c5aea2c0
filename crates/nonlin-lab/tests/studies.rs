//! Whole studies on the real files of data/.

use nonlin_lab::data::{Dataset, Table, Task};
use nonlin_lab::study::{Candidate, Decision, Progress, StudyError, StudyOutcome, StudyPlan, run};
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Raises the flag after some trainings.
struct StopAfter<'a> {
    left: AtomicUsize,
    flag: &'a AtomicBool,
}

impl Progress for StopAfter<'_> {
    fn started(&self, _trials: usize) {}
    fn finished(&self, _activation: &str) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.flag.store(true, Ordering::Relaxed);
        }
    }
}

fn dataset(file: &str, targets: &[&str], task: Option<Task>) -> Dataset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file);
    let targets: Vec<String> = targets.iter().map(|&target| target.to_owned()).collect();
    Dataset::new(Table::read(&path).unwrap(), &targets, task).unwrap()
}

fn plan(activations: &[&str]) -> StudyPlan {
    let candidates = activations.iter().map(|name| Candidate::named(name).unwrap()).collect();
    StudyPlan { candidates, learning_rates: vec![0.003, 0.01], ..StudyPlan::default() }
}

fn study(dataset: &Dataset, plan: &StudyPlan) -> StudyOutcome {
    let flag = AtomicBool::new(false);
    run(dataset, plan, &StopAfter { left: AtomicUsize::new(0), flag: &flag }, &flag).unwrap()
}

/// The result without its times.
fn timeless(mut outcome: StudyOutcome) -> String {
    outcome.ranking.iter_mut().for_each(|ranked| ranked.seconds = 0.0);
    serde_json::to_string(&outcome).unwrap()
}

/// The scores that the best activation must reach, and that a step in the hidden layers is last or nearly so.
#[test]
fn real_data_are_learnt() {
    let files = [
        ("penguins.csv", "species", 0.97, "softmax"),
        ("wine.csv", "cultivar", 0.95, "softmax"),
        ("breast_cancer.csv", "diagnosis", 0.95, "sigmoid"),
        ("titanic.csv", "survived", 0.76, "sigmoid"),
        ("diabetes.csv", "progression", 0.40, "linear"),
    ];
    for (file, target, enough, output) in files {
        let outcome = study(&dataset(file, &[target], None), &plan(&["step", "relu", "tanh", "elu"]));
        let advised = outcome.ranking.iter().find(|ranked| ranked.activation == outcome.verdict.advice).unwrap();
        assert!(advised.test >= enough, "{file}: {} reaches {}", advised.activation, advised.test);
        assert_ne!(advised.activation, "step", "{file}");
        assert_eq!(outcome.output_activation, output, "{file}");
        let [explanation] = outcome.explanations.as_slice() else { panic!("{file}: {:?}", outcome.explanations) };
        assert_eq!((explanation.activation.as_str(), explanation.trainings), ("step", 5));
        assert!(explanation.finding.what.contains("exactly 0 at every step"), "{}", explanation.finding.what);
    }
}

#[test]
fn threads_do_not_change_the_result() {
    let data = dataset("penguins.csv", &["species"], None);
    let with = |threads| {
        let plan = StudyPlan { threads, max_epochs: 20, ..plan(&["relu", "prelu", "gelu"]) };
        timeless(study(&data, &plan))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn the_same_function_under_two_names_is_never_better_than_itself() {
    let data = dataset("wine.csv", &["cultivar"], None);
    let mut plan = plan(&["relu", "tanh"]);
    for candidate in &mut plan.candidates {
        candidate.function = "relu";
    }
    let outcome = study(&data, &plan);
    assert_eq!(outcome.ranking[0].test_scores, outcome.ranking[1].test_scores, "paired: the same numbers");
    assert_ne!(outcome.verdict.decision, Decision::Better);
    assert_eq!(outcome.verdict.group.len(), 2);
}

/// x and its square cannot be told by a line: here the lab must say that the difference is real.
#[test]
fn a_real_difference_is_called_one() {
    let mut csv = String::from("x,y\n");
    for i in 0..400_i32 {
        let x = f64::from(i * 37 % 400) / 100.0 - 2.0;
        writeln!(csv, "{x},{}", x * x).unwrap();
    }
    let data = Dataset::new(Table::parse("square.csv", csv.as_bytes()).unwrap(), &["y".to_owned()], None).unwrap();
    let outcome = study(&data, &StudyPlan { max_epochs: 60, ..plan(&["linear", "tanh"]) });
    assert_eq!(outcome.verdict.decision, Decision::Better);
    assert_eq!(outcome.verdict.group, ["tanh"]);
    assert!(outcome.ranking[0].test > 0.9 && outcome.ranking[1].test < 0.1, "{:?}", outcome.ranking);
}

#[test]
fn several_yes_or_no_targets_are_labels() {
    let mut csv = String::from("a,b,sum,both\n");
    for i in 0..200_u32 {
        let (a, b) = (i % 2, i / 2 % 2);
        writeln!(csv, "{}.{},{}.{},{},{}", a, i % 7, b, i % 5, a | b, a & b).unwrap();
    }
    let targets = ["sum", "both"].map(String::from);
    let data = Dataset::new(Table::parse("labels.csv", csv.as_bytes()).unwrap(), &targets, None).unwrap();
    let outcome = study(&data, &StudyPlan { max_epochs: 60, ..plan(&["relu"]) });
    assert_eq!((outcome.task.as_str(), outcome.output_activation.as_str()), ("multilabel", "sigmoid"));
    assert!(outcome.ranking[0].test > 0.95, "{:?}", outcome.ranking);
}

#[test]
fn a_study_that_is_stopped_reports_what_is_finished() {
    let data = dataset("penguins.csv", &["species"], None);
    let plan = StudyPlan { threads: 1, max_epochs: 5, ..plan(&["relu", "tanh", "gelu"]) };
    // Ten trainings to an activation: the third is in the middle of its own when the flag goes up.
    let flag = AtomicBool::new(false);
    let outcome = run(&data, &plan, &StopAfter { left: AtomicUsize::new(23), flag: &flag }, &flag).unwrap();
    assert!(outcome.interrupted);
    assert_eq!(outcome.ranking.len(), 2);
    assert_eq!(outcome.unfinished[0].activation, "gelu");
    // And before anything is finished there is nothing to report.
    let flag = AtomicBool::new(false);
    let error = run(&data, &plan, &StopAfter { left: AtomicUsize::new(3), flag: &flag }, &flag).unwrap_err();
    assert!(matches!(error, StudyError::Interrupted), "{error}");
}

#[test]
fn trainings_that_diverge_are_said_to() {
    let data = dataset("diabetes.csv", &["progression"], None);
    let plan = StudyPlan { learning_rates: vec![1e30], max_epochs: 3, ..plan(&["relu", "gelu"]) };
    let error = run(
        &data,
        &plan,
        &StopAfter { left: AtomicUsize::new(0), flag: &AtomicBool::new(false) },
        &AtomicBool::new(false),
    )
    .unwrap_err();
    assert!(matches!(error, StudyError::AllDiverged), "{error}");
}
