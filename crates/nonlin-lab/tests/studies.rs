//! Whole studies on the real files of data/.

use nonlin_lab::data::{Dataset, LoadOptions, Table, Task, load};
use nonlin_lab::study::{
    Budget, Candidate, Decision, Ending, Progress, SeveralError, StudyError, StudyOutcome, StudyPlan, best_model,
    over_all, run,
};
use nonlin_net::LayerSpec;
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Raises the flag after some trainings.
struct StopAfter<'a> {
    trained: AtomicUsize,
    limit: usize,
    flag: &'a AtomicBool,
}

impl Progress for StopAfter<'_> {
    fn started(&self, _trials: usize) {}
    fn finished(&self, _activation: &str) {
        if self.trained.fetch_add(1, Ordering::Relaxed) + 1 >= self.limit {
            self.flag.store(true, Ordering::Relaxed);
        }
    }
}

fn stop_after(limit: usize, flag: &AtomicBool) -> StopAfter<'_> {
    StopAfter { trained: AtomicUsize::new(0), limit, flag }
}

fn dataset(file: &str, targets: &[&str], task: Option<Task>) -> Dataset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file);
    let targets: Vec<String> = targets.iter().map(|&target| target.to_owned()).collect();
    Dataset::new(Table::read(&path).unwrap(), &targets, task).unwrap()
}

fn plan(activations: &[&str]) -> StudyPlan {
    let candidates = activations.iter().map(|name| Candidate::named(name).unwrap()).collect();
    StudyPlan { candidates, learning_rates: vec![0.003, 0.01], seeds: (1..=5).collect(), ..StudyPlan::default() }
}

fn study(dataset: &Dataset, plan: &StudyPlan) -> StudyOutcome {
    let flag = AtomicBool::new(false);
    run(dataset, plan, &stop_after(usize::MAX, &flag), &flag).unwrap()
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
    let mut outcomes = Vec::new();
    for (file, target, enough, output) in files {
        let outcome = study(&dataset(file, &[target], None), &plan(&["step", "relu", "tanh", "elu"]));
        let advised = outcome.ranking.iter().find(|ranked| ranked.activation == outcome.verdict.advice).unwrap();
        assert!(advised.test >= enough, "{file}: {} reaches {}", advised.activation, advised.test);
        assert_ne!(advised.activation, "step", "{file}");
        assert_eq!(outcome.output_activation, output, "{file}");
        let [explanation] = outcome.explanations.as_slice() else { panic!("{file}: {:?}", outcome.explanations) };
        assert_eq!((explanation.activation.as_str(), explanation.trainings), ("step", 5));
        assert!(explanation.finding.what.contains("exactly 0 at every step"), "{}", explanation.finding.what);
        outcomes.push(outcome);
    }
    // Over all five the step is last by as much as five data sets can show.
    let several = over_all(&outcomes, 0.005).unwrap();
    let last = several.standings.last().unwrap();
    assert_eq!((last.activation.as_str(), last.mean_rank, last.in_group), ("step", 4.0, last.in_group.min(4)));
    assert!(several.friedman < 0.05 && !several.group.contains(&last.activation), "{several:?}");
    assert_ne!(several.advice, "step");
    assert_eq!(over_all(&outcomes[..1], 0.005), Err(SeveralError::TooFew(1)));
}

/// Test rows that are the same in every repeat: more repeats of them are no more rows, and the parts that change are few.
#[test]
fn a_test_file_is_not_taken_for_a_resampled_part() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/wine.csv")).unwrap();
    let (header, rows) = whole.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let part = |from: usize| -> String {
        std::iter::once(header)
            .chain(rows.iter().skip(from).step_by(2).copied())
            .fold(String::new(), |text, line| text + line + "\n")
    };
    let [train, test] = ["train.csv", "test.csv"].map(|name| folder.path().join(name));
    std::fs::write(&train, part(0)).unwrap();
    std::fs::write(&test, part(1)).unwrap();
    let options = LoadOptions { targets: vec!["cultivar".to_owned()], test: Some(test), ..LoadOptions::default() };
    let outcome = study(&load(&[&train], &options).unwrap(), &plan(&["relu", "tanh"]));
    assert!(outcome.parts.fixed_test && outcome.parts.test == rows.len() / 2);
    let advised = outcome.ranking.iter().find(|ranked| ranked.behind.is_none()).unwrap();
    let [low, high] = advised.test_interval;
    let n = outcome.parts.test as f64;
    // As wide at least as so many rows make it, and no wider than two such intervals.
    let of_rows = 1.96 * (advised.test * (1.0 - advised.test) / n).sqrt();
    assert!(advised.test - low >= of_rows && high - low < 8.0 * of_rows.max(1.0 / n), "{low} {} {high}", advised.test);
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

/// A parabola, which no line is like.
fn square() -> Dataset {
    let mut csv = String::from("x,y\n");
    for i in 0..400_i32 {
        let x = f64::from(i * 37 % 400) / 100.0 - 2.0;
        writeln!(csv, "{x},{}", x * x).unwrap();
    }
    Dataset::new(Table::parse("square.csv", csv.as_bytes()).unwrap(), &["y".to_owned()], None).unwrap()
}

#[test]
fn a_real_difference_is_called_one() {
    let outcome = study(&square(), &StudyPlan { max_epochs: 60, ..plan(&["linear", "tanh"]) });
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
    // Four settings, two repeats, three activations; then one of each for every further repeat: in the middle of the fourth.
    let flag = AtomicBool::new(false);
    let outcome = run(&data, &plan, &stop_after(24 + 3 + 2, &flag), &flag).unwrap();
    assert!(outcome.interrupted && outcome.ending == Ending::Interrupted);
    let repeats: Vec<usize> = outcome.ranking.iter().map(|ranked| ranked.repeats).collect();
    assert_eq!((repeats.len(), repeats.iter().sum::<usize>()), (3, 4 + 4 + 3), "{repeats:?}");
    // A budget in trainings ends it as well, and is said to have.
    let flag = AtomicBool::new(false);
    let spent = StudyPlan { budget: Some(Budget::Trainings(29)), ..plan.clone() };
    let outcome = run(&data, &spent, &stop_after(usize::MAX, &flag), &flag).unwrap();
    assert_eq!((outcome.ending, outcome.interrupted), (Ending::Budget, false));
    // And before anything is finished there is nothing to report.
    let flag = AtomicBool::new(false);
    let error = run(&data, &plan, &stop_after(3, &flag), &flag).unwrap_err();
    assert!(matches!(error, StudyError::Interrupted), "{error}");
}

/// Who is clearly worse is trained no more, and what is decided ends.
#[test]
fn repeats_go_to_those_that_need_them() {
    let plan = StudyPlan { seeds: (1..=20).collect(), max_epochs: 40, ..plan(&["tanh", "linear", "softsign"]) };
    let outcome = study(&square(), &plan);
    let linear = outcome.ranking.iter().find(|ranked| ranked.activation == "linear").unwrap();
    assert_eq!((linear.dropped, linear.repeats), (Some(5), 5));
    assert_eq!(outcome.ranking.last().map(|ranked| ranked.activation.as_str()), Some("linear"));
    assert!(outcome.ranking[0].repeats > 5 || outcome.ending == Ending::Decided, "{:?}", outcome.ending);
}

/// Convolutions for images, gated recurrent units for sequences, and the network of a user's own.
#[test]
fn every_kind_of_data_has_its_networks() {
    let mut csv = String::from("name,kind\n");
    for i in 0..120_u32 {
        let vowel = ["a", "o"][usize::try_from(i % 2).unwrap()];
        writeln!(csv, "{}{vowel}{},{}", ["b", "k", "t"][i as usize % 3], "n".repeat(i as usize % 4), i % 2).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.csv");
    std::fs::write(&path, csv).unwrap();
    let options = LoadOptions { sequence: Some("name".to_owned()), ..LoadOptions::predicting(["kind"]) };
    let data = load(&[&path], &options).unwrap();
    let outcome = study(&data, &StudyPlan { max_epochs: 20, ..plan(&["tanh", "relu"]) });
    assert_eq!(outcome.network.layers, "embedding 16, gru 64");
    assert!(outcome.ranking[0].test > 0.9, "{:?}", outcome.ranking);
    let net = Some(LayerSpec::list("embedding 4, conv 8 3 pad 1 relu, global_max_pool, dropout 0.1").unwrap());
    let outcome = study(&data, &StudyPlan { max_epochs: 20, net, ..plan(&["selu", "relu"]) });
    assert!(outcome.ranking[0].test > 0.9, "{:?}", outcome.ranking);
    let flag = AtomicBool::new(false);
    let (best, answers) = best_model(&data, &plan(&["selu", "relu"]), &outcome, &flag).unwrap();
    assert_eq!((best.network.outputs(), answers.classes.len()), (1, 2));
    assert_eq!(answers.counts.iter().flatten().sum::<usize>(), answers.rows);
}

#[test]
fn trainings_that_diverge_are_said_to() {
    let data = dataset("diabetes.csv", &["progression"], None);
    let plan = StudyPlan { learning_rates: vec![1e30], max_epochs: 3, ..plan(&["relu", "gelu"]) };
    let flag = AtomicBool::new(false);
    let error = run(&data, &plan, &stop_after(usize::MAX, &flag), &flag).unwrap_err();
    assert!(matches!(error, StudyError::AllDiverged), "{error}");
}
