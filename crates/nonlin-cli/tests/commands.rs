//! The command as a person, or a script, uses it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn nonlin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nonlin")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(&nonlin(arguments))).unwrap()
}

fn data(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file);
    path.to_str().unwrap().to_owned()
}

/// A quick study of the penguins.
fn quick<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let study =
        ["lab", data, "--activations", "relu,step", "--seeds", "2", "--epochs", "10", "--learning-rates", "0.01"];
    [&study[..], &["--no-store"], more].concat()
}

#[test]
fn eval_json_has_its_fixed_shape() {
    let result = json(&["eval", "gelu", "--x", "-1,0,2.5,-inf,nan", "--json"]);
    assert_eq!(result["function"], "gelu");
    assert_eq!(result["x"], serde_json::json!([-1.0, 0.0, 2.5, "-inf", "NaN"]));
    assert_eq!(result["value"][0], -0.15865525393145705);
    assert_eq!(result["value"][3], -0.0);
    assert_eq!(result["slope"][1], 0.5);
    assert_eq!(result["slope"][4], "NaN");
}

#[test]
fn eval_prints_columns_and_sets_parameters() {
    let text = stdout(&nonlin(&["eval", "leaky_relu", "--x", "-3,2", "--set", "a=0.5", "--slope"]));
    let words: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words, [vec!["x", "leaky_relu(x)", "slope"], vec!["-3", "-1.5", "0.5"], vec!["2", "2", "1"]]);
    let text = stdout(&nonlin(&["eval", "softmax", "--x", "1.8,0.9,0.68"]));
    assert!(
        text.contains("0.5770841762865") && text.contains("0.2346249171944") && text.contains("0.1882909065189"),
        "{text}"
    );
}

#[test]
fn eval_takes_rows_whose_result_is_longer_or_shorter() {
    let words = |arguments: &[&str]| -> Vec<Vec<String>> {
        let text = stdout(&nonlin(arguments));
        text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
    };
    let lines = words(&["eval", "crelu", "--x", "-3,2", "--slope"]);
    assert_eq!(lines[1..], [vec!["-3", "0", "0"], vec!["2", "2", "1"], vec!["3", "-1"], vec!["0", "0"]]);
    let lines = words(&["eval", "maxout", "--x", "1,2,5,4,3,0", "--set", "pieces=3", "--slope"]);
    assert_eq!(lines[1..], [vec!["1", "5", "0"], vec!["2", "4", "1"], vec!["5"], vec!["4"], vec!["3"], vec!["0"]]);
    let result = json(&["eval", "maxout", "--x", "1,2", "--json"]);
    assert_eq!((&result["value"], &result["slope"]), (&serde_json::json!([2.0]), &serde_json::json!([0.0])));
    let draws =
        |seed: &str| json(&["eval", "gumbel_softmax", "--x", "1,2,3", "--set", seed, "--json"])["value"].clone();
    assert_eq!(draws("seed=7"), draws("seed=7"));
    assert_ne!(draws("seed=7"), draws("seed=8"));
}

#[test]
fn eval_splits_the_row_of_a_gated_unit() {
    let result = json(&["eval", "reglu", "--x", "5,7,-1,2", "--slope", "--json"]);
    assert_eq!(result["value"], serde_json::json!([0.0, 14.0]));
    assert_eq!(result["slope"], serde_json::json!([0.0, 7.0]));
    let result = json(&["eval", "reglu", "--x", "5,7,-1,2", "--gate", "first", "--json"]);
    assert_eq!(result["value"], serde_json::json!([-5.0, 14.0]));
    assert_eq!(result["slope"], serde_json::json!([-1.0, 2.0]));
    let text = stdout(&nonlin(&["show", "swiglu"]));
    assert!(text.contains("a * silu(b)") && text.contains("nonlin eval swiglu --x 1.8,0.9,0.68,-0.5"), "{text}");
    let text = stdout(&nonlin(&["eval", "swiglu_clamped", "--x", "0,9", "--set", "limit=1", "--set", "alpha=0"]));
    assert!(text.lines().nth(1).is_some_and(|line| line.ends_with(" 0.5")), "{text}");
}

#[test]
fn list_json_has_its_fixed_shape() {
    let functions = json(&["list", "--json"]);
    let functions = functions.as_array().unwrap();
    assert!(functions.len() >= 25);
    for function in functions {
        for key in ["name", "kind", "formula"] {
            assert!(function[key].is_string(), "{function}");
        }
        assert!(function["aliases"].is_array() && function["parameters"].is_array(), "{function}");
        assert!(["elementwise", "vector", "gated"].contains(&function["kind"].as_str().unwrap()));
    }
    let text = stdout(&nonlin(&["list"]));
    assert!(functions.iter().all(|function| text.contains(function["name"].as_str().unwrap())));
}

#[test]
fn show_tells_all_and_draws() {
    let text = stdout(&nonlin(&["show", "swish"]));
    for part in ["x * sigmoid(beta * x)", "beta = 1 (learnt)", "Ramachandran", "[-0.278465, ∞)", "slope", "⠉"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    for part in ["falls        up to x = -1.27846454276", "Lipschitz    1.0998393201", "fixed points x = 0"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    let shown = json(&["show", "Hard-Sigmoid", "--json"]);
    assert_eq!(shown["name"], "hard_sigmoid");
    assert_eq!(shown["proven"]["stretches"][0]["from"], serde_json::json!(["-inf", "-inf"]));
    assert_eq!(shown["proven"]["joints"][1]["kink"], true);
    assert!(json(&["show", "softmax", "--json"])["proven"].is_null());
}

#[test]
fn export_writes_code_to_standard_output_or_a_file() {
    let text = stdout(&nonlin(&["export", "LeakyReLU", "--to", "numpy", "--set", "a=0.25"]));
    for part in ["def leaky_relu(x, a=0.25):", "where(x > 0, x, a * x)", "import numpy as np"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    assert!(!text.contains("_slope"), "{text}");
    let text = stdout(&nonlin(&["export", "leaky_relu", "--to", "c", "--slope"]));
    assert!(text.contains("static inline float leaky_relu_slope(float x, float a) {"), "{text}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gelu.onnx");
    std::fs::write(&file, "what was there").unwrap();
    let written = nonlin(&["export", "gelu", "--to", "onnx", "--out", file.to_str().unwrap()]);
    assert_eq!(stdout(&written), "");
    let model = std::fs::read(&file).unwrap();
    assert!(model.windows(6).any(|window| window == b"nonlin"));
    assert_eq!(nonlin(&["export", "gelu", "--to", "onnx"]).stdout, model);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn export_lists_its_targets() {
    let text = stdout(&nonlin(&["export", "--list"]));
    assert!(text.contains("torch   PyTorch module") && text.lines().count() == 12, "{text}");
    let refused = nonlin(&["export", "gelu", "--to", "jaxx"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("did you mean `jax`?"));
}

#[test]
fn bench_times_what_it_is_asked_for() {
    let speeds = json(&["bench", "gelu", "relu", "--elements", "1,1000", "--json"]);
    let speeds = speeds.as_array().unwrap();
    let asked: Vec<_> =
        speeds.iter().map(|s| (s["function"].as_str().unwrap(), s["elements"].as_u64().unwrap())).collect();
    assert_eq!(asked, [("gelu", 1), ("relu", 1), ("gelu", 1000), ("relu", 1000)]);
    assert!(speeds.iter().all(|s| ["copy", "forward", "in_place", "backward"].iter().all(|key| s[key].is_number())));
    for speed in speeds {
        for key in ["copy", "forward", "in_place", "backward"] {
            assert!(speed[key].as_f64() <= speed["median"][key].as_f64(), "{speed}");
        }
    }
    assert!(stdout(&nonlin(&["bench", "silu", "--elements", "2000"])).contains("of copy"));
    assert!(stdout(&nonlin(&["bench", "silu", "--elements", "1"])).contains("One call on 1 number"));
    let on_two = |elements| stdout(&nonlin(&["bench", "silu", "--threads", "2", "--elements", elements]));
    assert!(on_two("1048576").contains("1048576 numbers of f32, 2 threads,"));
    assert!(on_two("2000").contains("2000 numbers of f32, one thread,"), "too short to be cut");
}

#[test]
fn bench_times_functions_of_rows() {
    let speeds = json(&["bench", "softmax", "crelu", "--rows", "3x8,2x6", "--json"]);
    let asked: Vec<_> =
        speeds.as_array().unwrap().iter().map(|s| (s["rows"].as_u64(), s["columns"].as_u64())).collect();
    assert_eq!(asked, [(3, 8), (3, 8), (2, 6), (2, 6)].map(|(rows, columns)| (Some(rows), Some(columns))));
    assert!(speeds[0]["forward"].is_number() && speeds[0]["in_place"].is_null(), "{speeds}");
    let all = json(&["bench", "--rows", "1x2", "--json"]);
    assert!(all.as_array().unwrap().iter().all(|speed| speed["rows"] == 1) && all[0]["function"] == "softmax");
    assert!(stdout(&nonlin(&["bench", "sparsemax", "--rows", "3x8"])).contains("3 rows of 8 numbers"));
}

#[test]
fn lab_json_has_its_fixed_shape() {
    let penguins = data("penguins.csv");
    let result = json(&quick(&penguins, &["--target", "species", "--json"]));
    for key in ["data", "task", "target", "output_activation", "loss"] {
        assert!(result[key].is_string(), "{key}");
    }
    assert_eq!((&result["task"], &result["target"]), (&"multiclass".into(), &"species".into()));
    for ranked in result["ranking"].as_array().unwrap() {
        assert!(ranked["activation"].is_string());
        assert!(["validation", "test", "seconds"].iter().all(|key| ranked[key].is_f64()), "{ranked}");
        assert_eq!(ranked["test_interval"].as_array().unwrap().len(), 2);
        assert_eq!((&ranked["trials"], &ranked["repeats"]), (&4.into(), &2.into()));
    }
    let verdict = &result["verdict"];
    assert!(["better", "equivalent", "undecided"].contains(&verdict["decision"].as_str().unwrap()));
    assert!(verdict["advice"].is_string() && verdict["sentence"].is_string() && verdict["group"].is_array());
}

/// A page that needs nothing but itself, whatever the data are called.
#[test]
fn advise_says_why_and_judges_a_file_with_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("half.act");
    std::fs::write(&file, "sigmoid(x) / 2\n").unwrap();
    let asked = ["advise", "--task", "multiclass", "--depth", "20", "--json"];
    let advice = json(&asked);
    for key in ["about", "choice", "reason", "source", "measured"] {
        assert!(advice["points"].as_array().unwrap().iter().all(|point| point.get(key).is_some()), "{key}");
    }
    assert_eq!(advice["warnings"].as_array().unwrap().len(), 0);
    let judged = nonlin(&["advise", "--task", "multiclass", "--depth", "20", "--hidden", file.to_str().unwrap()]);
    assert_eq!(judged.status.code(), Some(1));
    let said = String::from_utf8_lossy(&judged.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("at most 0.125, so 20 layers of it pass on at most 10^-18"), "{said}");
}

/// The exit status, and what is printed.
fn status(arguments: &[&str]) -> (Option<i32>, String) {
    let output = nonlin(arguments);
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_doctor_examines_a_training_a_trace_and_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (penguins, trace, model) = (data("penguins.csv"), at("t.jsonl"), at("m.safetensors"));
    let train = ["train", &penguins, "--target", "species", "--epochs", "30", "--doctor"];
    let (code, said) = status(&[&train[..], &["--net", "16 step", "--trace", &trace]].concat());
    assert!(code == Some(1) && said.contains("zero_slope (serious)"), "{said}");
    let (code, said) = status(&["doctor", &trace]);
    assert!(code == Some(1) && said.contains("exactly 0 at every step"), "{said}");
    let (code, said) = status(&[&train[..], &["--net", "16 gelu", "--out", &model]].concat());
    assert!(code == Some(0), "{said}");
    assert_eq!(status(&["doctor", &model, "--data", &penguins]).0, Some(0));
    // The defaults, printed, are thresholds that can be given back.
    let file = at("thresholds.toml");
    std::fs::write(&file, stdout(&nonlin(&["doctor"]))).unwrap();
    assert_eq!(json(&["doctor", &model, "--thresholds", &file, "--json"])["findings"].as_array().unwrap().len(), 0);
    std::fs::write(&trace, "{\"nonlin_trace\": 1}\nnonsense\n").unwrap();
    let wrong = nonlin(&["doctor", &trace]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("line 2"));
}

/// A model of another framework in the tests of the room that reads it.
fn onnx(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_doctor_examines_onnx_models_of_any_graph() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let encoder = onnx("nonlin-doctor/tests/models/healthy/encoder_dynamo.onnx");
    assert!(stdout(&nonlin(&["doctor", &encoder])).starts_with("Nothing found"));
    // Tokens as rows of numbers.
    let tokens = at("tokens.csv");
    std::fs::write(&tokens, "1,2,3,4,5,6\n7,8,9,10,11,12\n").unwrap();
    let said = stdout(&nonlin(&["doctor", &encoder, "--data", &tokens]));
    assert!(said.contains("softmax") && said.contains("gelu"), "{said}");
    // Weights of 8 bits: two layers with nothing between them.
    let (_, said) = status(&["doctor", &onnx("nonlin-onnx/tests/models/quantised.onnx")]);
    assert!(said.starts_with("1. no_nonlinearity"), "{said}");
    let (code, said) =
        status(&["doctor", &onnx("nonlin-doctor/tests/models/faulty/softmax_twice.double_softmax.onnx")]);
    assert!(code == Some(1) && said.contains("0.551"), "{said}");
}

#[test]
fn a_model_or_data_that_the_doctor_cannot_use_are_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mlp = onnx("nonlin-doctor/tests/models/healthy/mlp_script.onnx");
    let image = onnx("nonlin-doctor/tests/models/healthy/resnet_script.onnx");
    let whole = std::fs::read(&mlp).unwrap();
    for (name, bytes) in [
        ("cut.onnx", &whole[..whole.len() / 2] as &[u8]),
        ("none.onnx", b"no model at all"),
        ("empty.onnx", b""),
        ("ok.csv", b"a,b,c,d,e,f\n1,2,3,4,5,6\n"),
        ("narrow.csv", b"1,2,3\n4,5,6\n"),
        ("ragged.csv", b"1,2,3,4,5,6\n1,2\n"),
        ("words.csv", b"1,2,3,4,5,six\n"),
        ("headed.csv", b"a,b,c,d,e,f\n"),
        ("empty.csv", b""),
        ("cut.npy", b"\x93NUMPY\x01\x00v\x00{'descr'"),
    ] {
        std::fs::write(at(name), bytes).unwrap();
    }
    for (arguments, words) in [
        (vec!["doctor", &at("cut.onnx")], "cut off"),
        (vec!["doctor", &at("none.onnx")], "not an ONNX model"),
        (vec!["doctor", &at("empty.onnx")], "ONNX"),
        (vec!["doctor", &onnx("nonlin-doctor/tests/models/broken/cyclic.onnx")], "the graph has a cycle"),
        (vec!["doctor", &onnx("nonlin-doctor/tests/models/broken/outside.onnx")], "secret.bin"),
        (vec!["doctor", &at("missing.onnx")], "missing.onnx"),
        (vec!["doctor", &mlp, "--data", &at("narrow.csv")], "dimension 1 of input `x` (batch x 6) is 6"),
        (vec!["doctor", &mlp, "--data", &at("ragged.csv")], "line 2 has 2 numbers, and line 1 has 6"),
        (vec!["doctor", &mlp, "--data", &at("words.csv")], "`six` is no number"),
        (vec!["doctor", &mlp, "--data", &at("headed.csv")], "no rows"),
        (vec!["doctor", &mlp, "--data", &at("empty.csv")], "no rows"),
        (vec!["doctor", &mlp, "--data", &at("cut.npy")], "cut.npy"),
        (
            vec!["doctor", &image, "--data", &at("ok.csv")],
            "a row has 6 numbers, and input `x` takes 192 (batch x 3 x 8 x 8)",
        ),
    ] {
        let output = nonlin(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{arguments:?}: {said}");
        assert!(said.contains(words) && !said.contains("panicked"), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn lab_compares_over_several_data_sets() {
    let (penguins, wine) = (data("penguins.csv"), data("wine.csv"));
    let both = quick(&penguins, &[&wine, "--target", "species", "--target", "cultivar"]);
    let text = stdout(&nonlin(&both)).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Use `relu`: over 2 data sets its mean rank is 1.0 of 2"), "{text}");
    assert!(text.contains("2 data sets are too few"), "{text}");
    let result = json(&[&both[..], &["--json"]].concat());
    assert_eq!(result["studies"].as_array().unwrap().len(), 2);
    assert_eq!(result["over_all"]["standings"][1]["activation"], "step");
    let refused = nonlin(&quick(&penguins, &[&wine, &wine, "--target", "species", "--target", "cultivar"]));
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("3 data sets with 2 targets"));
}

#[test]
fn lab_writes_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let evil = at("<script>alert(1).csv");
    std::fs::copy(data("penguins.csv"), &evil).unwrap();
    let (page, text) = (at("study.html"), at("study.md"));
    stdout(&nonlin(&quick(&evil, &["--target", "species", "--report", &page])));
    stdout(&nonlin(&quick(&evil, &["--target", "species", "--report", &text])));
    let page = std::fs::read_to_string(page).unwrap();
    assert_eq!(page.matches("<svg").count(), 3);
    for part in
        ["which activation?", "class=\"verdict\"", "<code>relu</code>", "Gentoo", "bill_length_mm", "nonlin lab"]
    {
        assert!(page.contains(part), "{part}");
    }
    // A namespace is no address that is fetched.
    assert_eq!(page.matches("http").count(), page.matches("http://www.w3.org/2000/svg").count());
    assert!(!page.contains("<script"));
    assert!(std::fs::read_to_string(text).unwrap().contains("| 1 | `relu` |"));
}

#[test]
fn lab_without_a_file_takes_the_sample_and_ends_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = quick("x", &[]);
    arguments.remove(1);
    let output = Command::new(env!("CARGO_BIN_EXE_nonlin")).args(&arguments).current_dir(&folder).output().unwrap();
    let text = stdout(&output);
    assert!(text.starts_with("data/penguins.csv: 344 rows, predicting `species`\nmulticlass task, because"), "{text}");
    assert!(
        text.contains("Use `relu`: with ") && text.contains("step, layer 2 (dense): the slope of `step` is zero"),
        "{text}"
    );
    assert!(text.ends_with("Your own data: nonlin lab my.csv --target COLUMN\n"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours in a pipe");
    assert!(output.stderr.is_empty(), "no progress in a pipe");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "no file is left behind");
}

/// One line on standard error, status 2, nothing else, no file.
fn fails(folder: &Path, arguments: &[&str]) -> String {
    let before = std::fs::read_dir(folder).unwrap().count();
    let output = Command::new(env!("CARGO_BIN_EXE_nonlin")).args(arguments).current_dir(folder).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), before, "{arguments:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    message
}

#[test]
fn bad_input_gets_one_line_and_status_2() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = |name: &str, content: &[u8]| std::fs::write(folder.join(name), content).unwrap();
    let rows = |row: &str| format!("a,b\n{}", row.repeat(20));
    file("empty.csv", b"");
    file("header.csv", b"a,b\n");
    file("one.csv", b"a,b\n1,2\n");
    file("binary.csv", &[0, 159, 146, 150, 0, 1]);
    file("constant.csv", rows("1.5,same\n2.5,same\n").as_bytes());
    file("fields.csv", (rows("1.5,x\n2.5,y\n") + "3,z,4\n").as_bytes());
    file("single.csv", (rows("1.5,x\n2.5,y\n") + "3,z\n").as_bytes());
    file("few.csv", (rows("1.5,x\n")[..106].to_owned() + "2.5,y\n3.5,y\n2.5,y\n").as_bytes());
    file("nan.csv", (rows("1.5,x\n2.5,y\n") + "nan,x\n").as_bytes());
    file("inf.csv", (rows("1.5,x\n2.5,y\n") + "-inf,x\n").as_bytes());
    let penguins = data("penguins.csv");
    let cases: &[(&[&str], &str)] = &[
        (&["lab", "nowhere.csv", "--target", "a"], "nowhere.csv: there is no such file"),
        (&["lab", "empty.csv", "--target", "b"], "is empty"),
        (&["lab", "header.csv", "--target", "b"], "no rows"),
        (&["lab", "one.csv", "--target", "b"], "has 1 row; at least 10"),
        (&["lab", "binary.csv", "--target", "b"], "is not a text file"),
        (&["lab", "constant.csv", "--target", "b"], "is `same` in every row"),
        (&["lab", "fields.csv", "--target", "b"], "line 42 has 3 fields, the header has 2"),
        (&["lab", "single.csv", "--target", "b"], "the class `z` of `b` has 1 row"),
        (&["lab", "nan.csv", "--target", "b"], "line 42, column `a`: `nan` is not a finite number"),
        (&["lab", "inf.csv", "--target", "b"], "line 42, column `a`: `-inf` is not a finite number"),
        (&["lab", &penguins, "--target", "specis"], "did you mean `species`?"),
        (&["lab", &penguins], "choose the column to predict with `--target`"),
        (&["lab", "--activations", "relu,gelo"], "unknown activation `gelo`; did you mean `gelu`?"),
        (&["lab", "--activations", "softmax"], "a function of a whole row of numbers"),
        (&["lab", "--seeds", "1"], "--seeds is 1; it must be from 2"),
        (&["lab", "--hidden", "64,0"], "--hidden is 0"),
        (&["lab", "--learning-rates", "0.01,0"], "--learning-rates is 0"),
        (&["bench", "relu", "--threads", "0"], "--threads is 0; it must be from 1"),
        (&["bench", "relu", "--elements", "0"], "--elements is 0"),
        (&["bench", "softmax", "--rows", "1000000x1000"], "--rows is 1000000x1000"),
        (&["bench", "maxout", "--rows", "2x3"], "`maxout` cannot take a row of 3 numbers"),
        (&["bench", "glu"], "`glu` is a gated unit"),
        (&["eval", "gel", "--x", "1"], "did you mean `gelu`?"),
        (&["eval", "elu", "--x", "1", "--set", "beta=1"], "it has `alpha`"),
        (&["eval", "softmax", "--x", "1", "--set", "t=1"], "`softmax` has no parameter `t`; it has none at all"),
        (&["eval", "gumbel_softmax", "--x", "1", "--set", "temperature=0"], "it must be a finite number above 0"),
        (
            &["eval", "maxout", "--x", "1,2,3"],
            "`maxout` cannot take a row of 3 numbers: they do not make whole groups of 2",
        ),
        (&["eval", "glu", "--x", "1,2,3"], "`glu` cannot take a row of 3 numbers: an odd number has no two halves"),
        (&["lab", "--activations", "swiglu"], "a function of a whole row of numbers"),
        (&["export", "gelo", "--to", "c"], "did you mean `gelu`?"),
        (&["export", "softmax", "--to", "c"], "a function of a whole row of numbers"),
        (&["export", "elu", "--to", "c", "--set", "beta=1"], "it has `alpha`"),
        (&["export", "gelu", "--to", "c", "--out", "no/such/folder.h"], "cannot write `no/such/folder.h`"),
        (&["discover", "nowhere.csv", "--target", "a"], "nowhere.csv: there is no such file"),
        (&["discover", &penguins, "--target", "species", "--budget", "20"], "--budget is 20 trainings; it must be"),
        (&["discover", "few.csv", "--target", "b"], "20 rows are too few to search on some and judge on others"),
        (&["show", "qwertzuiop"], "`nonlin list` shows those there are"),
    ];
    for (arguments, expected) in cases {
        let message = fails(folder, arguments);
        assert!(message.starts_with("error: ") && message.contains(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [
        &["lab", "--task", "guess"][..],
        &["discover", "x.csv"],
        &["discover", "x.csv", "--target", "y", "--budget", "soon"],
        &["eval", "gelu"],
        &["eval", "gelu", "--x", "one"],
        &["bench", "--rows", "8"],
        &["export", "gelu"],
        &["export", "--to", "c"],
        &["fly"],
        &[],
    ] {
        assert_eq!(nonlin(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in ["lab", "discover", "list", "show", "eval", "bench", "export", "completions"] {
        assert!(stdout(&nonlin(&[command, "--help"])).contains("Example"), "{command}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stdout(&nonlin(&["completions", shell])).contains("nonlin"), "{shell}");
    }
}

/// Ctrl-C: what is finished is reported, and the status says that it is not all.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_cleanly() {
    use std::process::Stdio;
    let titanic = PathBuf::from(data("titanic.csv"));
    let child = Command::new(env!("CARGO_BIN_EXE_nonlin"))
        .args(["lab", titanic.to_str().unwrap(), "--target", "survived", "--threads", "1", "--seeds", "2"])
        .args(["--epochs", "100000", "--patience", "100000", "--activations", "relu,tanh", "--json", "--no-store"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    // Nothing was finished in that time, so there is nothing to report but that.
    assert_eq!(output.status.code(), Some(130));
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message, "error: interrupted before two repeats were finished\n");
}

#[test]
fn verify_goes_on_where_it_was_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("found so far.txt");
    let path = file.to_str().unwrap();
    let whole = stdout(&nonlin(&["verify", "leaky_relu", "tanh", "--resume", path]));
    assert!(whole.contains("Every promise is kept."), "{whole}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2 * 512);
    // Killed in the middle of a line.
    std::fs::write(&file, &text[..text.len() / 2]).unwrap();
    assert_eq!(stdout(&nonlin(&["verify", "leaky_relu", "tanh", "--resume", path, "--threads", "1"])), whole);

    std::fs::write(&file, "a letter to a friend\n").unwrap();
    let refused = nonlin(&["verify", "tanh", "--resume", path]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("name a new one"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "a letter to a friend\n");
}

#[test]
fn a_formula_goes_wherever_a_name_goes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my.act");
    std::fs::write(&file, "# made up\nlearn beta = 2\ns = softplus(beta * x)\nx * tanh(s)\n").unwrap();
    let file = file.to_str().unwrap();
    let (typed, read) = ("x * tanh(softplus(2x))", json(&["eval", file, "--x", "-1,0,2", "--json"]));
    assert_eq!(read["value"], json(&["eval", typed, "--x", "-1,0,2", "--json"])["value"]);
    let shown = stdout(&nonlin(&["show", "x / (1 + exp(-x))"]));
    assert!(shown.contains("the kernels of `silu`") && shown.contains("sigmoid(u) for 1 / (1 + exp(-u))"), "{shown}");
    let code = stdout(&nonlin(&["export", file, "--to", "numpy"]));
    assert!(code.contains("def activation(x, beta=2.0)"), "{code}");
    // Commas within brackets do not part the list.
    let (penguins, list) = (data("penguins.csv"), "relu, max(0.1*x, x)");
    let study = [
        &["lab", &penguins, "--target", "species"][..],
        &["--activations", list, "--seeds", "2", "--epochs", "3", "--json"],
    ];
    let names: Vec<String> = json(&study.concat())["ranking"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["activation"].as_str().unwrap().to_owned())
        .collect();
    assert!(names.contains(&"max(0.1 * x, x)".to_owned()) && names.contains(&"relu".to_owned()), "{names:?}");
}

#[test]
fn a_mistake_in_a_formula_is_pointed_at() {
    let output = nonlin(&["eval", "x * tnh(x)", "--x", "1"]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines[0], "error: unknown function `tnh` at column 5, did you mean `tanh`?");
    assert_eq!(lines[1], "1 | x * tnh(x)");
    assert!(lines[2].starts_with("  |     ^^^"), "{error}");
}

/// A quick search on the penguins.
fn quick_search<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let search = ["discover", data, "--target", "species", "--budget", "400", "--population", "3"];
    [&search[..], &["--hidden", "8", "--epochs", "5"], more].concat()
}

#[test]
fn discover_searches_and_judges() {
    let penguins = data("penguins.csv");
    let text = stdout(&nonlin(&quick_search(&penguins, &[])));
    for part in [
        "344 rows, predicting `species`",
        "rows      206 to search on, 138 set aside to judge on",
        "Discarded before any training:",
        "grows faster than linearly",
        "The race, on validation data of the 206 rows:",
        "The judgement, on the 138 rows set aside:",
        "More about it: nonlin show ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let result = json(&quick_search(&penguins, &["--json"]));
    assert!(result["trainings"].as_u64().unwrap() <= 400, "{result}");
    let discarded: u64 = result["discarded"].as_array().unwrap().iter().map(|d| d["count"].as_u64().unwrap()).sum();
    assert_eq!(result["proposed"].as_u64().unwrap(), discarded + result["raced"].as_u64().unwrap());
    let judgement = &result["judgement"];
    assert!(judgement["reference"]["test"].is_f64());
    for judged in judgement["survivors"].as_array().unwrap() {
        // What is found is a formula like any other.
        let formula = judged["result"]["activation"].as_str().unwrap();
        assert!(stdout(&nonlin(&["eval", formula, "--x", "0.5"])).contains("0.5"), "{formula}");
        assert!(["better", "equivalent", "worse", "undecided"].contains(&judged["standing"].as_str().unwrap()));
    }
    assert!(result["sentence"].is_string() && result["race"][0]["validation"].is_f64());
}
