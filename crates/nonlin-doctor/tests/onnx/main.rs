//! Models as frameworks export them (`tests/models/make.py`), and models that are broken or hostile.

mod broken;
mod layers;
mod run;

use nonlin_doctor::onnx::OnnxModel;
use nonlin_doctor::{Finding, examine};
use std::path::{Path, PathBuf};

fn models(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn model(name: &str) -> OnnxModel {
    OnnxModel::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name)).unwrap()
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn healthy_models_are_left_alone_and_every_operator_is_known() {
    let files = models("healthy");
    assert!(files.len() >= 20, "{files:?}");
    for file in files {
        let trace = OnnxModel::open(&file).unwrap().trace();
        assert_eq!(examine(&trace), [], "{}", file.display());
        assert_eq!(trace.about.passed_over, [""; 0], "{}", file.display());
        assert!(trace.layers.iter().any(|layer| layer.output), "{}", file.display());
    }
}

#[test]
fn the_fault_of_a_faulty_model_is_its_first_finding() {
    let files = models("faulty");
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (_, rule) = name.rsplit_once('.').unwrap();
        let found = examine(&OnnxModel::open(&file).unwrap().trace());
        assert_eq!(rules(&found).first(), Some(&rule), "{name}: {found:?}");
    }
}
