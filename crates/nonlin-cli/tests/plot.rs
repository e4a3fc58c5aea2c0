//! `nonlin plot`.

mod run;

use run::{nonlin, printed};

#[test]
fn files_by_their_ending_and_text_without_colours_in_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in [("a.svg", &b"<svg"[..]), ("a.png", b"\x89PNG"), ("a.HTML", b"<!DOCTYPE html>")] {
        let path = folder.path().join(name);
        assert_eq!(printed(&["plot", "gelu", "elu", "alpha=0.5,1", "--slope", "--out", path.to_str().unwrap()]), "");
        assert!(std::fs::read(&path).unwrap().starts_with(begins), "{name}");
    }
    let text = printed(&["plot", "gelu", "silu", "relu", "x*tanh(x)"]);
    assert!(!text.contains('\u{1b}') && text.contains("A gelu   B silu   C relu"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn json_has_the_points() {
    let json: serde_json::Value = serde_json::from_str(&printed(&["plot", "step", "--json", "--range=-1,1"])).unwrap();
    let function = &json["functions"][0];
    assert_eq!((&function["label"], &function["joints"][0]["kind"]), (&"step".into(), &"jump".into()));
    assert_eq!(function["curves"][0]["strokes"].as_array().unwrap().len(), 2);
    assert_eq!(function["flat"]["stretches"], serde_json::json!([[-1.0, 1.0]]));
}

#[test]
fn mistakes_are_told_in_one_line() {
    for (arguments, said) in [
        (&["gleu"][..], "did you mean `gelu`?"),
        (&["softmax"], "row of numbers"),
        (&["gelu", "alpha=1"], "`gelu` has no parameter `alpha`"),
        (&["gelu", "--range", "6,-6"], "`--range`: a range from 6 to -6: the first end must be below the second"),
        (&["gelu", "--range", "nan,1"], "must be finite"),
        (&["gelu", "--range", "0,inf"], "must be finite"),
        (&["gelu", "--y-range", "2,1"], "heights from 2 to 1"),
        (&["gelu", "--size", "20x20"], "each side must have 200 to 4096"),
        (&["gelu", "--size", "90000x500"], "each side must have 200 to 4096"),
        (&["gelu", "--out", "a.pdf"], "must end in .svg, .png or .html"),
        (&["gelu", "--out", "/nowhere/a.svg"], "cannot write `/nowhere/a.svg`"),
        (
            &["elu", "alpha=1,2,3,4,5,6,7,8,9,10,11,12,13", "celu", "alpha=1,2,3,4,5,6,7,8,9,10,11,12"],
            "25 curves: a plot shows 1 to 24",
        ),
        (&["log(-1 - x^2)"], "has no finite value from -6 to 6"),
        (&["x * tnh(x)"], "did you mean `tanh`?"),
    ] {
        let output = nonlin(&[&["plot"], arguments].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            error.lines().next().is_some_and(|line| line.starts_with("error:") && line.contains(said)),
            "{arguments:?}: {error}"
        );
    }
}
