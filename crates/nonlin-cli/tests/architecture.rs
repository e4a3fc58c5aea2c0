//! The arrows between the rooms: none runs backwards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Each room and the rooms it may look into, as docs/ARCHITECTURE.md draws them.
const ARROWS: &[(&str, &[&str])] = &[
    ("nonlin", &[]),
    ("nonlin-onnx", &[]),
    ("nonlin-net", &["nonlin", "nonlin-onnx"]),
    ("nonlin-doctor", &["nonlin", "nonlin-onnx"]),
    ("nonlin-lab", &["nonlin", "nonlin-net", "nonlin-doctor"]),
    ("nonlin-report", &["nonlin", "nonlin-net", "nonlin-doctor", "nonlin-lab"]),
    ("nonlin-serve", &["nonlin", "nonlin-net", "nonlin-doctor", "nonlin-lab", "nonlin-report"]),
    ("nonlin-cli", &["nonlin", "nonlin-net", "nonlin-doctor", "nonlin-lab", "nonlin-report", "nonlin-serve"]),
    (
        "nonlin-py",
        &["nonlin", "nonlin-net", "nonlin-doctor", "nonlin-lab", "nonlin-report", "nonlin-serve", "nonlin-cli"],
    ),
];

/// The crates of the workspace that a manifest names, in any of its sections.
fn looks_into(manifest: &toml::Table) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (key, value) in manifest {
        let Some(section) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            for (name, details) in section {
                let package = details.get("package").and_then(toml::Value::as_str).unwrap_or(name);
                found.extend(package.starts_with("nonlin").then(|| package.to_owned()));
            }
        } else if key == "target" {
            for details in section.values().filter_map(toml::Value::as_table) {
                found.extend(looks_into(details));
            }
        }
    }
    found
}

#[test]
fn no_arrow_runs_backwards() {
    let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut seen = 0;
    for folder in std::fs::read_dir(&crates).unwrap() {
        let manifest = folder.unwrap().path().join("Cargo.toml");
        let Ok(text) = std::fs::read_to_string(&manifest) else { continue };
        let manifest: toml::Table = text.parse().unwrap();
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        let Some(allowed) = allowed.get(name.as_str()) else { panic!("{name} is in no room of the architecture") };
        for other in looks_into(&manifest) {
            assert!(allowed.contains(&other.as_str()), "{name} must not look into {other}");
        }
        seen += 1;
    }
    assert_eq!(seen, ARROWS.len(), "a room is missing");
}

#[test]
fn a_backward_arrow_would_be_seen() {
    let manifest: toml::Table = "[dev-dependencies]\nx = { package = \"nonlin-lab\", path = \"\" }\n[target.'cfg(unix)'.dependencies]\nnonlin-cli = \"0\"\n"
        .parse()
        .unwrap();
    assert_eq!(looks_into(&manifest), BTreeSet::from(["nonlin-lab".to_owned(), "nonlin-cli".to_owned()]));
}
