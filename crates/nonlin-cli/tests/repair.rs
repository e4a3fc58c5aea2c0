//! `nonlin train --doctor --fix`, as a person does it.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn nonlin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nonlin")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn penguins() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/penguins.csv").to_str().unwrap().to_owned()
}

#[test]
fn what_is_found_is_changed_judged_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("m.safetensors").to_str().unwrap().to_owned();
    let penguins = penguins();
    let fix =
        ["train", &penguins, "--target", "species", "--epochs", "40", "--net", "16 step, 16 step", "--doctor", "--fix"];

    let output = nonlin(&[&fix[..], &["--out", &model]].concat());
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("zero_slope: `relu` instead of `step` in 2 layers"), "{text}");
    assert!(text.contains("It helped: the validation loss goes from"), "{text}");
    assert!(text.contains("--net 'dense 16 relu, dense 16 relu'"), "{text}");
    assert!(text.contains("the changed network, saved as"), "{text}");
    assert!(said(&nonlin(&["show", &model])).contains("dense 16 relu"));

    // The command that is printed trains the network that was saved.
    let answer = |arguments: &[&str]| -> Value { serde_json::from_str(&said(&nonlin(arguments))).unwrap() };
    let fixed = answer(&[&fix[..], &["--json"]].concat());
    assert_eq!(fixed["repair"]["kept"], "changed");
    assert_eq!(fixed["repair"]["comparison"]["effect"], "helped");
    assert_eq!(fixed["repair"]["serious"], serde_json::json!([1, 0]));
    let by_hand = [
        "train",
        &penguins,
        "--target",
        "species",
        "--epochs",
        "40",
        "--net",
        "dense 16 relu, dense 16 relu",
        "--json",
    ];
    assert_eq!(answer(&by_hand)["scores"]["test"], fixed["scores"]["test"]);
    assert_eq!(answer(&by_hand)["record"], fixed["record"]);
}

#[test]
fn a_healthy_network_is_let_be_and_a_saved_one_is_told_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (penguins, healthy, ill) = (penguins(), at("h.safetensors"), at("i.safetensors"));
    let train = ["train", &penguins, "--target", "species", "--epochs", "20", "--doctor"];
    let output = nonlin(&[&train[..], &["--fix", "--net", "16 gelu", "--out", &healthy]].concat());
    let text = said(&output);
    assert!(output.status.success() && text.contains("Nothing serious was found, so nothing was changed."), "{text}");
    assert!(text.contains("the network as it was, saved as"), "{text}");

    nonlin(&[&train[..], &["--net", "16 step", "--out", &ill]].concat());
    let output = nonlin(&["doctor", &ill, "--data", &penguins, "--fix"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1));
    // A path with a space is quoted, as a shell wants it.
    let text = text.replace('\'', "");
    assert!(text.contains(&format!("nonlin train {penguins} --target species --from {ill} --doctor --fix")), "{text}");
    let output = nonlin(&["train", &penguins, "--target", "species", "--from", &ill, "--doctor", "--fix"]);
    let text = said(&output);
    assert!(text.contains("new initial weights") && output.status.code() == Some(0), "{text}");
    // Without the doctor there is nothing to go by.
    assert_eq!(nonlin(&["train", &penguins, "--target", "species", "--fix"]).status.code(), Some(2));
}
