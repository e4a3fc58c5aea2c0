//! What is kept of studies, on real files.

use nonlin_lab::data::{Dataset, Table};
use nonlin_lab::store::Store;
use nonlin_lab::study::{Candidate, Progress, StudyError, StudyOutcome, StudyPlan, run_kept};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Raises the flag after so many trainings, and counts them.
struct Watch<'a> {
    trained: AtomicUsize,
    limit: usize,
    flag: &'a AtomicBool,
}

impl Progress for Watch<'_> {
    fn started(&self, _: usize) {}
    fn finished(&self, _: &str) {
        if self.trained.fetch_add(1, Ordering::Relaxed) + 1 >= self.limit {
            self.flag.store(true, Ordering::Relaxed);
        }
    }
}

fn penguins() -> Dataset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/penguins.csv");
    Dataset::new(Table::read(&path).unwrap(), &["species".to_owned()], None).unwrap()
}

fn plan() -> StudyPlan {
    let candidates = ["relu", "tanh", "step"].map(|name| Candidate::named(name).unwrap()).to_vec();
    let seeds = (1..=6).collect();
    StudyPlan { candidates, seeds, learning_rates: vec![0.01], max_epochs: 15, ..StudyPlan::default() }
}

fn study(store: &Store, limit: usize) -> Result<StudyOutcome, StudyError> {
    let (data, plan, flag) = (penguins(), plan(), AtomicBool::new(false));
    let kept = store.begin("test", &data, &plan).unwrap();
    let outcome = run_kept(&data, &plan, &Watch { trained: AtomicUsize::new(0), limit, flag: &flag }, &kept, &flag)?;
    if !outcome.interrupted {
        store.finish(kept.study(), &outcome).unwrap();
    }
    Ok(outcome)
}

/// All but the times, which are those of the trainings that were made.
fn told(outcome: &StudyOutcome) -> String {
    let mut outcome = outcome.clone();
    outcome.ranking.iter_mut().for_each(|ranked| ranked.seconds = 0.0);
    serde_json::to_string(&outcome).unwrap()
}

#[test]
fn a_study_goes_on_where_it_was_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let whole = study(&Store::open(folder.path().join("whole.db")).unwrap(), usize::MAX).unwrap();
    for limit in [1, 5, 11, 17] {
        let path = folder.path().join(format!("{limit}.db"));
        drop(study(&Store::open(&path).unwrap(), limit));
        let store = Store::open(&path).unwrap();
        let before = store.studies().unwrap()[0].trials;
        assert!(before >= i64::try_from(limit).unwrap(), "{before} of {limit}");
        let outcome = study(&store, usize::MAX).unwrap();
        assert_eq!(told(&outcome), told(&whole), "broken off after {limit}");
        // What it looked like inside comes back too, and it is one study, with a result.
        assert_eq!(outcome.curves[0].traces, whole.curves[0].traces);
        assert_eq!(outcome.curves[0].train_loss, whole.curves[0].train_loss);
        let studies = store.studies().unwrap();
        assert_eq!((studies.len(), studies[0].sentence.as_ref()), (1, Some(&whole.verdict.sentence)));
    }
}

#[test]
fn what_is_kept_is_listed_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("a.db")).unwrap();
    study(&store, usize::MAX).unwrap();
    study(&store, usize::MAX).unwrap();
    let studies = store.studies().unwrap();
    assert_eq!(studies.iter().map(|study| study.id).collect::<Vec<_>>(), [1, 2]);
    let (first, outcome) = store.study(1).unwrap();
    assert_eq!((first.target.as_str(), first.activations.as_str()), ("species", "relu, tanh, step"));
    assert_eq!(outcome.unwrap()["ranking"].as_array().unwrap().len(), 3);
    let trials = store.trials(1).unwrap();
    assert_eq!(trials.len(), usize::try_from(first.trials).unwrap());
    // The second was made of the trials of the first, and has them still when that is gone.
    store.delete(1).unwrap();
    assert_eq!(store.trials(2).unwrap().len(), trials.len());
    assert!(store.delete(1).unwrap_err().to_string().contains("there is no study 1"));
}

#[test]
fn files_that_are_no_store_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let refused = |name: &str| Store::open(at(name)).map(drop).unwrap_err().to_string();
    std::fs::write(at("text.db"), "a,b\n1,2\n".repeat(1000)).unwrap();
    assert!(refused("text.db").ends_with("not an SQLite file; give another with `--store`"), "{}", refused("text.db"));
    rusqlite::Connection::open(at("other.db")).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    assert!(refused("other.db").contains("not one of nonlin"), "{}", refused("other.db"));
    drop(Store::open(at("new.db")).unwrap());
    rusqlite::Connection::open(at("new.db")).unwrap().pragma_update(None, "user_version", 7).unwrap();
    assert!(refused("new.db").contains("written by a newer nonlin (format 7; this one knows 3)"));
    assert!(refused("no/such/folder.db").contains("cannot be opened or made"), "{}", refused("no/such/folder.db"));
    // Another program holds it: it is waited for, and then said.
    drop(Store::open(at("held.db")).unwrap());
    let other = rusqlite::Connection::open(at("held.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(refused("held.db").contains("locked by another program"));
}

/// Version 1 kept a few numbers of each layer in tables of their own: its findings stay, its trainings are made again when they are asked for.
#[test]
fn a_store_of_version_1_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let first = study(&Store::open(&path).unwrap(), usize::MAX).unwrap();
    let trials = Store::open(&path).unwrap().studies().unwrap()[0].trials;
    let connection = rusqlite::Connection::open(&path).unwrap();
    let back = "
        ALTER TABLE studies DROP COLUMN report;
        ALTER TABLE trials DROP COLUMN trace;
        CREATE TABLE layers (key TEXT NOT NULL REFERENCES trials (key) ON DELETE CASCADE, layer INTEGER NOT NULL, name TEXT NOT NULL,
            activation TEXT NOT NULL, output INTEGER NOT NULL, PRIMARY KEY (key, layer)) WITHOUT ROWID;
        CREATE TABLE samples (key TEXT NOT NULL REFERENCES trials (key) ON DELETE CASCADE, layer INTEGER NOT NULL, step INTEGER NOT NULL,
            gradient_norm REAL, weight_norm REAL, silent_units REAL, PRIMARY KEY (key, layer, step)) WITHOUT ROWID;
        INSERT INTO layers SELECT key, 0, 'layer 1 (dense)', 'relu', 0 FROM trials;
        INSERT INTO samples SELECT key, 0, 1, 0.5, 0.5, 0.0 FROM trials;
        PRAGMA user_version = 1;";
    connection.execute_batch(back).unwrap();
    drop(connection);
    let store = Store::open(&path).unwrap();
    let old = store.studies().unwrap();
    assert_eq!((old.len(), old[0].trials, old[0].sentence.as_ref()), (1, 0, Some(&first.verdict.sentence)));
    assert_eq!(told(&study(&store, usize::MAX).unwrap()), told(&first));
    assert_eq!(store.studies().unwrap()[1].trials, trials);
}

/// Version 2 kept no reports: everything else stays, and reports can be kept from then on.
#[test]
fn a_store_of_version_2_is_taken_over_and_keeps_reports() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    study(&Store::open(&path).unwrap(), usize::MAX).unwrap();
    let before = Store::open(&path).unwrap().studies().unwrap();
    let back = "ALTER TABLE studies DROP COLUMN report; PRAGMA user_version = 2;";
    rusqlite::Connection::open(&path).unwrap().execute_batch(back).unwrap();
    let store = Store::open(&path).unwrap();
    let after = store.studies().unwrap();
    assert_eq!((after.len(), after[0].trials, &after[0].sentence), (1, before[0].trials, &before[0].sentence));
    assert_eq!((after[0].report, store.report(1).unwrap()), (false, None));
    store.keep_report(1, "<!doctype html>").unwrap();
    assert_eq!(store.report(1).unwrap().as_deref(), Some("<!doctype html>"));
    assert!(Store::open(&path).unwrap().studies().unwrap()[0].report);
    assert!(store.keep_report(7, "").unwrap_err().to_string().contains("there is no study 7"));
    assert!(store.report(7).unwrap_err().to_string().contains("there is no study 7"));
}
