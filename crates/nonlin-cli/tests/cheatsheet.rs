//! `nonlin cheatsheet`.

mod run;

use run::{nonlin, printed};

#[test]
fn files_by_their_ending() {
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in [
        ("a.pdf", &b"%PDF-"[..]),
        ("a.svg", b"<svg"),
        ("a.PNG", b"\x89PNG"),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.md", b"# Activation functions"),
    ] {
        let path = folder.path().join(name);
        let only = "relu,x * tanh(x),softmax,swiglu";
        let said = printed(&["cheatsheet", "--only", only, "--no-bench", "--out", path.to_str().unwrap()]);
        assert!(said.contains(name) && said.contains("4 functions"), "{said}");
        assert!(std::fs::read(&path).unwrap().starts_with(begins), "{name}");
    }
    let text = std::fs::read_to_string(folder.path().join("a.md")).unwrap();
    assert!(text.contains("### x \\* tanh(x)") && !text.contains("cost"), "{text}");
}

#[test]
fn pages_become_files_with_numbers_and_json_lists_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.b.svg");
    let only = "relu,gelu,silu,elu,selu,tanh,sigmoid,mish,softplus,softmax";
    let text = printed(&["cheatsheet", "--only", only, "--json", "--out", path.to_str().unwrap()]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = json["files"].as_array().unwrap();
    assert_eq!(Some(files.len() as u64), json["pages"].as_u64());
    assert!(files.len() > 1 && files[1].as_str().unwrap().ends_with("a.b-2.svg"), "{json}");
    assert!(files.iter().all(|file| std::fs::exists(file.as_str().unwrap()).unwrap()) && !path.exists());
    let first = std::fs::read_to_string(files[1].as_str().unwrap()).unwrap();
    assert!(first.contains(" ns, "), "timed");
}

#[test]
fn mistakes_are_told_in_one_line() {
    for (arguments, said) in [
        (&["--out", "a.doc"][..], "must end in .pdf, .svg, .png, .html or .md"),
        (&["--out", "/nowhere/a.pdf"], "there is no folder `/nowhere`"),
        (&["--out", "a.pdf", "--only", "gleu"], "did you mean `gelu`?"),
        (&["--out", "a.pdf", "--only", "x * tnh(x)"], "did you mean `tanh`?"),
        (&["--out", "a.pdf", "--only", ","], "`--only` names no function"),
        (&["--out", "a.pdf", "--paper", "a5"], "a4 or letter"),
        (&["--out", "a.pdf", "--theme", "red"], "light, dark or print"),
        (&["--out", "a.pdf", "--book", "--poster"], "cannot be used with"),
    ] {
        let output = nonlin(&[&["cheatsheet"], arguments].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(error.starts_with("error:") && error.lines().next().unwrap().contains(said), "{arguments:?}: {error}");
    }
}
