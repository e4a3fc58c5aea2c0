//! What the lab finds in the sample files.

use nonlin_lab::data::{Dataset, Kind, Role, Table, Task};

use crate::{load, sample};

fn notes(dataset: &Dataset) -> Vec<&str> {
    dataset.notes().iter().map(|note| note.text.as_str()).collect()
}

/// The rows and columns of the parts, and how many targets a row has.
fn shapes(dataset: &Dataset) -> ([usize; 3], usize, usize) {
    let parts = dataset.prepare(1).expect("a sound data set");
    let rows = [&parts.train, &parts.validation, &parts.test].map(|part| part.rows);
    assert_eq!(parts.feature_names.len(), parts.train.columns);
    (rows, parts.train.columns, parts.train.outputs_per_row)
}

#[test]
fn penguins() {
    let dataset = load("penguins.csv", "species");
    assert_eq!((dataset.rows(), dataset.task()), (344, Task::MultiClass));
    assert_eq!(dataset.reason(), "`species` holds text with 3 values");
    assert_eq!(dataset.class_names(), ["Adelie", "Chinstrap", "Gentoo"]);
    assert_eq!(dataset.majority_share(), Some(152.0 / 344.0));
    assert_eq!(
        notes(&dataset),
        ["19 cells missing in `bill_length_mm`, `bill_depth_mm`, `flipper_length_mm`, `body_mass_g`, `sex`: \
          a missing number becomes the median of the training part, and an input says that it was missing; \
          missing text counts as a text of its own"]
    );
    let summary = dataset.summary();
    assert_eq!((summary[0].role, summary[0].values.as_str()), (Role::Target, "Adelie, Chinstrap, Gentoo"));
    assert_eq!((summary[2].kind, summary[2].missing, summary[2].values.as_str()), (Kind::Numeric, 2, "32.1 to 59.6"));

    let parts = dataset.prepare(7).expect("a sound data set");
    assert_eq!((parts.train.rows, parts.validation.rows, parts.test.rows), (206, 69, 69));
    assert!(parts.feature_names.iter().any(|name| name == "sex=(missing)"), "{:?}", parts.feature_names);
    assert!(parts.feature_names.iter().any(|name| name == "island=(other)"), "{:?}", parts.feature_names);
}

#[test]
fn wine() {
    let dataset = load("wine.csv", "cultivar");
    assert_eq!((dataset.rows(), dataset.task()), (178, Task::MultiClass));
    assert_eq!(notes(&dataset), [""; 0]);
    assert_eq!(shapes(&dataset), ([106, 36, 36], 13, 3));
}

#[test]
fn breast_cancer() {
    let dataset = load("breast_cancer.csv", "diagnosis");
    assert_eq!((dataset.rows(), dataset.task()), (569, Task::Binary));
    assert_eq!(dataset.class_names(), ["benign", "malignant"]);
    assert_eq!(notes(&dataset), [""; 0]);
    assert_eq!(shapes(&dataset), ([343, 113, 113], 30, 1));
}

#[test]
fn titanic() {
    let dataset = load("titanic.csv", "survived");
    assert_eq!((dataset.rows(), dataset.task()), (1313, Task::Binary));
    assert_eq!(dataset.reason(), "`survived` holds two values, 0 and 1");
    assert_eq!(
        notes(&dataset),
        [
            "`name` not used: nearly every row has its own text (1310 different)",
            "557 cells missing in `age`: a missing number becomes the median of the training part, \
             and an input says that it was missing",
        ]
    );
    let names: Vec<&str> = dataset.inputs().map(nonlin_lab::data::Column::name).collect();
    assert_eq!(names, ["class", "age", "sex"]);
}

#[test]
fn diabetes() {
    let dataset = load("diabetes.csv", "progression");
    assert_eq!((dataset.rows(), dataset.task()), (442, Task::Regression));
    assert_eq!(dataset.reason(), "`progression` holds 214 different whole numbers from 25 to 346");
    assert_eq!(dataset.majority_share(), None);
    assert_eq!(notes(&dataset), [""; 0]);

    let parts = dataset.prepare(1).expect("a sound data set");
    let (mean, sd) = parts.target_scale.expect("a regression has a scale");
    let table = Table::read(&sample("diabetes.csv")).expect("the sample is there");
    for (encoded, &row) in parts.test.targets.iter().zip(&parts.split.test) {
        let own: f64 = table.cell(row, 10).and_then(|cell| cell.parse().ok()).expect("a number");
        assert!((f64::from(*encoded) * sd + mean - own).abs() < 1e-3);
    }
}
