//! Training, keeping and using a network, as a person does it.

#![allow(clippy::format_push_string, reason = "tests read best as they stand")]

mod run;

use run::{nonlin, printed as stdout};
use serde_json::Value;
use std::path::Path;

/// The one line on standard error of a command that ends with 2, and what stands under it.
fn refused(arguments: &[&str]) -> String {
    let output = nonlin(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn data(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file).to_str().unwrap().to_owned()
}

#[test]
fn a_network_is_trained_shown_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, onnx, answers, penguins) = (at("p.safetensors"), at("p.onnx"), at("a.csv"), data("penguins.csv"));
    let train =
        ["train", &penguins, "--target", "species", "--net", "16 \"x * tanh(softplus(2x))\", dropout 0.1, 8 prelu"];
    let text = stdout(&[&train[..], &["--epochs", "60", "--out", &model, "--onnx", &onnx]].concat());
    assert!(text.contains("dense 16 \"x * tanh(softplus(2x))\"") && text.contains("nonlin predict"), "{text}");
    assert!(std::fs::metadata(&onnx).unwrap().len() > 1000);

    let shown = stdout(&["show", &model]);
    assert!(shown.contains("parameters, input 17 features") && shown.contains("layer 3 (dense)"), "{shown}");
    let lines: Value = serde_json::from_str(&stdout(&["show", &model, "--json"])).unwrap();
    assert_eq!(lines[0]["parameters"], 17 * 16 + 16);

    // Trained on for a single step's worth of time, it is as good as it was; as ONNX too, which has no dropout.
    assert!(stdout(&["show", &onnx]).contains("layer 1 (dense)"));
    for file in [&model, &onnx] {
        let on = ["train", &penguins, "--target", "species", "--epochs", "1", "--from", file, "--json"];
        let answer: Value = serde_json::from_str(&stdout(&on)).unwrap();
        assert!(answer["scores"]["test"].as_f64().unwrap() > 0.9, "{answer}");
    }
    let other = refused(&["train", &data("wine.csv"), "--target", "cultivar", "--from", &model]);
    assert!(other.contains("from 17 features to 3 outputs; the data need one from 13 features"), "{other}");

    // The columns in another order, and without the target.
    let mut reader = csv::Reader::from_path(&penguins).unwrap();
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let (mut writer, mut species) = (csv::Writer::from_path(at("new.csv")).unwrap(), Vec::new());
    let order: Vec<usize> = (0..head.len()).rev().filter(|&column| head[column] != "species").collect();
    writer.write_record(order.iter().map(|&column| &head[column])).unwrap();
    for record in reader.records().map(Result::unwrap) {
        species.push(record[head.iter().position(|name| name == "species").unwrap()].to_owned());
        writer.write_record(order.iter().map(|&column| &record[column])).unwrap();
    }
    writer.flush().unwrap();
    stdout(&["predict", &model, &at("new.csv"), "--out", &answers]);
    let guesses: Vec<String> =
        csv::Reader::from_path(&answers).unwrap().records().map(|record| record.unwrap()[0].to_owned()).collect();
    assert_eq!(guesses.len(), species.len());
    let right = guesses.iter().zip(&species).filter(|(guess, truth)| guess == truth).count();
    assert!(right * 100 >= species.len() * 95, "{right} of {}", species.len());

    // The same seed trains the same network, on however many threads.
    let run = |threads: &str| -> Value {
        let text = stdout(&[&train[..], &["--epochs", "5", "--json", "--threads", threads]].concat());
        let mut answer: Value = serde_json::from_str(&text).unwrap();
        answer["scores"]["seconds"] = Value::Null;
        answer
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn images_and_texts_have_networks_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let pixels = folder.path().join("pixels.csv");
    let mut text = (0..16).map(|i| format!("p{i},")).collect::<Vec<_>>().concat() + "side\n";
    for row in 0..60 {
        let left = row % 2 == 0;
        for pixel in 0..16 {
            let bright = (pixel % 4 < 2) == left;
            text += &format!("{},", if bright { 200 + row % 7 } else { row % 5 });
        }
        text += if left { "left\n" } else { "right\n" };
    }
    std::fs::write(&pixels, text).unwrap();
    let answer: Value = serde_json::from_str(&stdout(&[
        "train",
        pixels.to_str().unwrap(),
        "--target",
        "side",
        "--image",
        "4x4",
        "--epochs",
        "30",
        "--json",
    ]))
    .unwrap();
    assert!(answer["network"].as_str().unwrap().starts_with("1x4x4, conv 16 3 pad 1 relu"), "{answer}");
    assert_eq!(answer["scores"]["test"], 1.0);

    let words = folder.path().join("words.csv");
    let mut text = String::from("word,begins\n");
    for row in 0..90 {
        let (first, rest) = (["a", "b"][row % 2], ["xyx", "yy", "xxyy"][row % 3]);
        text += &format!("{first}{rest},{first}\n");
    }
    std::fs::write(&words, text).unwrap();
    let answer: Value = serde_json::from_str(&stdout(&[
        "train",
        words.to_str().unwrap(),
        "--target",
        "begins",
        "--sequence",
        "word",
        "--epochs",
        "60",
        "--learning-rate",
        "0.01",
        "--json",
    ]))
    .unwrap();
    assert!(answer["network"].as_str().unwrap().contains("tokens, embedding 16, gru 64"), "{answer}");
    assert_eq!(answer["scores"]["test"], 1.0);
}

#[test]
fn mistakes_name_the_thing_and_the_way_out() {
    let penguins = data("penguins.csv");
    let with_net = |net: &str| refused(&["train", &penguins, "--target", "species", "--net", net]);
    let wrong = with_net("64 gelu, 64 geluu");
    assert!(wrong.contains("`--net`: column 13: unknown activation `geluu`; did you mean `gelu`?"), "{wrong}");
    assert!(wrong.contains("\n  64 gelu, 64 geluu\n              ^"), "{wrong}");
    assert!(with_net("conv 6 3 relu").contains("layer 1 (conv)"));
    assert!(with_net("dropout 2").contains("rate is 2; it must be at least 0 and below 1"));
    assert!(refused(&["train", "no-such.csv", "--target", "x"]).contains("no-such.csv"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.safetensors");
    std::fs::write(&path, b"not a model").unwrap();
    let broken = refused(&["predict", path.to_str().unwrap(), &penguins]);
    assert!(broken.contains("not a whole safetensors file of 11 bytes"), "{broken}");
    assert!(refused(&["show", path.to_str().unwrap()]).contains("broken.safetensors"));
}

/// The status says what was found, and the report is there all the same.
#[test]
fn the_doctor_writes_a_report_of_a_training_and_of_its_trace() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (page, trace, text) = (at("run.html"), at("run.jsonl"), at("run.md"));
    let wine = data("wine.csv");
    let train = ["train", &wine, "--target", "cultivar", "--epochs", "4", "--doctor"];
    let ill = nonlin(&[&train[..], &["--learning-rate", "10", "--report", &page, "--trace", &trace]].concat());
    assert_eq!(ill.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ill.stdout).contains(&format!("Report: {page}")));
    let html = std::fs::read_to_string(&page).unwrap();
    for part in ["wine.csv", "learning rate high", "Loss by step", "Layer by layer", "The data", "--learning-rate 10"] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("--report"), "the command is the one that trains");
    let again = nonlin(&["doctor", &trace, "--report", &text]);
    assert_eq!(again.status.code(), Some(1));
    assert!(std::fs::read_to_string(&text).unwrap().contains("### 1. learning rate high (serious)"));
    // Nothing but what was asked for, and no half-written file.
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3);

    let other = refused(&["doctor", &trace, "--report", &at("run.pdf")]);
    assert!(other.contains("a report's name ends in .html or .md"), "{other}");
    assert!(refused(&["doctor", "--report", &page]).contains("FILE"));
    assert!(refused(&["train", &wine, "--target", "cultivar", "--report", &page]).contains("--doctor"));
}
