//! Studies that are killed, and that run at once.

#![cfg(unix)]

use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

fn lab(store: &Path, more: &[&str]) -> Command {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/wine.csv");
    let mut command = Command::new(env!("CARGO_BIN_EXE_nonlin"));
    command.arg("lab").arg(data).args(["--target", "cultivar", "--activations", "relu,tanh,gelu,step", "--seeds", "8"]);
    command.args(["--epochs", "60", "--json", "--store"]).arg(store).args(more).stderr(Stdio::piped());
    command
}

fn result(child: Child) -> Value {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn begun(store: &Path, more: &[&str]) -> Child {
    lab(store, more).stdout(Stdio::piped()).spawn().unwrap()
}

/// `kill -9` at twenty moments: the trials that were finished are not made again, and what is said in the end is what would have been.
#[test]
fn killed_studies_lose_nothing_and_end_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let whole = result(begun(&folder.path().join("whole.db"), &[]));
    let time = start.elapsed();
    let store = folder.path().join("killed.db");
    let mut kept = 0;
    for kill in 0..20_u32 {
        let mut child = begun(&store, &[]);
        // Moments spread over a whole study by a golden ratio's steps.
        std::thread::sleep(time.mul_f64(f64::from(kill * 61 % 100) / 250.0));
        child.kill().unwrap();
        child.wait().unwrap();
        if !store.exists() {
            continue;
        }
        let trials = nonlin_lab::store::Store::open(&store).unwrap().studies().unwrap();
        let now = trials.first().map_or(0, |study| study.trials);
        assert!(now >= kept, "{now} trials, and there were {kept}");
        kept = now;
    }
    let ended = result(begun(&store, &[]));
    assert_eq!(ended["verdict"], whole["verdict"]);
    let told = |value: &Value| {
        value["ranking"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| (r["activation"].clone(), r["test_scores"].clone(), r["behind"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&ended), told(&whole));
}

#[test]
fn two_studies_write_one_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("both.db");
    let (a, b) = (begun(&store, &["--hidden", "8"]), begun(&store, &["--hidden", "9"]));
    let (a, b) = (result(a), result(b));
    assert!(a["verdict"]["sentence"].is_string() && b["verdict"]["sentence"].is_string());
    let listed = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nonlin"));
        let output = command.arg("studies").args(more).arg("--store").arg(&store).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let studies: Value = serde_json::from_str(&listed(&["--json"])).unwrap();
    assert_eq!(studies.as_array().unwrap().len(), 2);
    assert!(listed(&["show", "2"]).contains("study 2 of "));
    assert!(listed(&["compare", "1", "2"]).contains("gelu"));
    let csv = folder.path().join("trials.csv");
    listed(&["export", "1", "--out", csv.to_str().unwrap()]);
    assert!(std::fs::read_to_string(&csv).unwrap().starts_with("key,activation,seed,validation_score"));
    let parquet = folder.path().join("trials.parquet");
    listed(&["export", "1", "--out", parquet.to_str().unwrap()]);
    assert!(std::fs::read(&parquet).unwrap().starts_with(b"PAR1"));
    let runs = folder.path().join("runs");
    listed(&["export", "1", "--out", runs.to_str().unwrap()]);
    let trials = std::fs::read_to_string(&csv).unwrap().lines().count() - 1;
    assert_eq!(std::fs::read_dir(&runs).unwrap().count(), trials);
    listed(&["delete", "1"]);
    assert!(!listed(&[]).contains("  1  "));
}
