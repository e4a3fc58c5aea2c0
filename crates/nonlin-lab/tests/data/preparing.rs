//! Tasks, notes, splits and encodings on small tables made for the purpose.

use nonlin_lab::data::{Dataset, Encoder, Samples, Split, Task};
use proptest::prelude::*;

use crate::{csv, sample, understand};

fn task_of(y: impl Fn(usize) -> String, rows: usize) -> (Task, String) {
    let dataset = understand(&csv("x,y", rows, |i| format!("{},{}", i * i, y(i))), &["y"], None).expect("sound");
    (dataset.task(), dataset.reason().to_string())
}

#[test]
fn the_task_follows_from_the_target() {
    let words = |i: usize| ["no", "yes"][i % 2].to_string();
    assert_eq!(task_of(words, 20), (Task::Binary, "`y` holds text with 2 values".into()));
    let grades = |i: usize| (3 + i % 5).to_string();
    assert_eq!(
        task_of(grades, 60),
        (
            Task::MultiClass,
            "`y` holds 5 different whole numbers from 3 to 7, about 12 rows each, taken as classes; \
             `--task regression` takes them as a quantity"
                .into()
        )
    );
    let rare_grades = task_of(grades, 40);
    assert_eq!(rare_grades, (Task::Regression, "`y` holds 5 different whole numbers from 3 to 7".into()));
    let halves = |i: usize| format!("{}.5", i % 4);
    assert_eq!(task_of(halves, 60), (Task::Regression, "`y` holds 4 different numbers from 0.5 to 3.5".into()));

    for (name, task) in [("Multi-Class", Task::MultiClass), ("multilabel", Task::MultiLabel)] {
        assert_eq!(name.parse::<Task>(), Ok(task));
    }
    let table = csv("x,y", 60, |i| format!("{i},{}", grades(i)));
    let forced = understand(&table, &["y"], Some(Task::Regression)).expect("sound");
    assert_eq!(forced.task(), Task::Regression);
    assert!(forced.reason().ends_with("; `--task regression` was asked for"), "{}", forced.reason());
}

#[test]
fn separators_marks_quotes_and_notes() {
    let table = csv("\u{feff}id;size;price;remark;void;same;y", 30, |i| {
        let (size, y) = (if i == 4 { "unknown".into() } else { (i % 7).to_string() }, ["", "a", "b"][i % 3]);
        format!("{};{size};{i},5;\"n; \"\"{}\"\"\";NA;1;{y}", i + 1, i % 2)
    });
    let dataset = understand(&table, &["y"], None).expect("sound");
    assert_eq!(dataset.rows(), 20);
    let notes: Vec<&str> = dataset.notes().iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        [
            "10 rows of 30 left out: no value in `y`",
            "`void` not used: no cell has a value",
            "`same` not used: the same value in every row",
            "`size` read as text: 1 cell is not a number (line 6 has `unknown`); empty it if the value is missing",
            "`price` read as text: numbers need a decimal point (line 3 has `1,5`)",
        ]
    );
    let remark = dataset.summary().into_iter().find(|column| column.name == "remark").expect("it is there");
    assert_eq!(remark.values, "n; \"0\", n; \"1\"");

    let numbered = csv("id,x,y", 30, |i| format!("{},{},{}", i + 1, i * i, i % 2));
    let dataset = understand(&numbered, &["y"], None).expect("sound");
    assert_eq!(dataset.notes()[0].text, "`id` not used: it only numbers the rows");
}

#[test]
fn encoding_is_fitted_on_the_training_rows() {
    let table = csv("size,colour,y", 12, |i| {
        let size = ["1", "3", "5", "", "1e300", "-7"][i % 6];
        format!("{size},{},{}", ["red", "blue", "", "green"][i % 4], i % 2)
    });
    let dataset = understand(&table, &["y"], None).expect("sound");
    let encoder = Encoder::fit(&dataset, &[0, 1, 2, 3]).expect("small");
    let names =
        ["size", "size is missing", "colour=blue", "colour=green", "colour=red", "colour=(missing)", "colour=(other)"];
    assert_eq!(encoder.feature_names(), names);
    // The training sizes are 1, 3, 5 and a gap filled with 3: mean 3, variance 2.
    let one = 2.0_f32.sqrt();
    let samples = encoder.encode(&dataset, &[0, 2, 3, 4]).expect("its own data");
    let expected = [
        [-one, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        [one, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        [1e6, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    ];
    assert_eq!(samples.inputs, expected.concat());
    assert_eq!(samples.targets, [0.0, 0.0, 1.0, 0.0]);

    let encoder = Encoder::fit(&dataset, &[0, 4]).expect("small");
    assert_eq!(encoder.feature_names(), ["size", "colour=red", "colour=(other)"]);
    let unseen = encoder.encode(&dataset, &[1, 2]).expect("its own data");
    assert_eq!(unseen.inputs[1..3], [0.0, 1.0]);
    assert_eq!(unseen.inputs[4..6], [0.0, 1.0]);
}

#[test]
fn rare_levels_share_a_column() {
    let table = csv("city,y", 400, |i| format!("city {},{}", if i < 80 { i / 2 } else { i % 5 }, i % 2));
    let dataset = understand(&table, &["y"], None).expect("sound");
    assert_eq!(
        dataset.notes()[0].text,
        "`city` has 40 different texts: the 32 most frequent of the training part get an input each, the others share one"
    );
    let all: Vec<usize> = (0..400).collect();
    let encoder = Encoder::fit(&dataset, &all).expect("small");
    assert_eq!(encoder.feature_names().len(), 33);
    let inputs = encoder.encode(&dataset, &all).expect("its own data").inputs;
    assert!(inputs.chunks(33).all(|row| row.iter().sum::<f32>() == 1.0));
    assert_eq!(inputs.chunks(33).filter(|row| row[32] == 1.0).count(), 2 * 8);
}

#[test]
fn several_targets_are_labels() {
    let table = csv("x,warm,wet", 60, |i| format!("{},{},{}", i * i, ["no", "yes"][i % 2], i % 3 % 2));
    let dataset = understand(&table, &["wet", "warm"], None).expect("sound");
    assert_eq!((dataset.task(), dataset.class_names()), (Task::MultiLabel, vec!["wet".into(), "warm".into()]));
    assert_eq!(dataset.reason(), "2 targets with two values each: `wet`, `warm`");
    assert_eq!(dataset.majority_share(), Some(0.5 * (0.5 + 40.0 / 60.0)));
    let all: Vec<usize> = (0..3).collect();
    let samples = Encoder::fit(&dataset, &all).expect("small").encode(&dataset, &all).expect("its own data");
    assert_eq!((samples.outputs_per_row, samples.targets), (2, vec![0.0, 0.0, 1.0, 1.0, 0.0, 0.0]));
}

/// The penguins, with every row of `rows` given other inputs: wild numbers, new texts, new gaps.
fn penguins_disturbed_in(rows: &[usize]) -> Dataset {
    let text = std::fs::read_to_string(sample("penguins.csv")).expect("the sample is there");
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    for &row in rows {
        let species = lines[row + 1].split(',').next().unwrap_or_default().to_string();
        lines[row + 1] = format!("{species},Atlantis,{},-1e9,,NA,{},1", row * 1000, ["unknown", "A", "?"][row % 3]);
    }
    understand(&(lines.join("\n") + "\n"), &["species"], None).expect("sound")
}

#[test]
fn what_is_outside_the_training_part_does_not_reach_it() {
    let before = penguins_disturbed_in(&[]).prepare(3).expect("small");
    let outside = [before.split.validation.as_slice(), &before.split.test].concat();
    let after = penguins_disturbed_in(&outside).prepare(3).expect("small");
    assert_eq!(before.split, after.split);
    assert_eq!(before.feature_names, after.feature_names);
    assert_eq!(before.train, after.train);
    assert_ne!(before.test, after.test);

    let regression = |factor: usize, rows: &[usize]| {
        let y = |i: usize| if rows.contains(&i) { (i * i + 1) * factor } else { i * i };
        understand(&csv("x,y", 30, |i| format!("{},{}", i % 7, y(i))), &["y"], Some(Task::Regression)).expect("sound")
    };
    let train = [0, 5, 8, 9, 20];
    let fit = |dataset: &Dataset| -> (Samples, Option<(f64, f64)>) {
        let encoder = Encoder::fit(dataset, &train).expect("small");
        (encoder.encode(dataset, &train).expect("its own data"), encoder.target_scale())
    };
    assert_eq!(fit(&regression(1, &[])), fit(&regression(1000, &[1, 2, 3, 29])));
}

proptest! {
    #[test]
    fn a_split_is_a_fair_partition(groups in proptest::collection::vec(0_usize..5, 10..300), seed: u64) {
        let split = Split::stratified(&groups, seed);
        prop_assert_eq!(&split, &Split::stratified(&groups, seed));
        let mut rows = [split.train.as_slice(), &split.validation, &split.test].concat();
        rows.sort_unstable();
        prop_assert_eq!(rows, (0..groups.len()).collect::<Vec<_>>());

        for group in 0..5 {
            let size = |part: &[usize]| part.iter().filter(|&&row| groups[row] == group).count();
            let all = groups.iter().filter(|&&g| g == group).count();
            for (part, share) in [(&split.train, 0.6), (&split.validation, 0.2), (&split.test, 0.2)] {
                prop_assert!(part.is_sorted());
                let size = size(part);
                prop_assert!((size as f64 - share * all as f64).abs() < 1.0);
                prop_assert!(size > 0 || all < 3);
            }
        }
    }
}

#[test]
fn a_quantity_is_split_evenly_over_its_range() {
    let parts = |rows: usize| {
        let table = csv("x,y", rows, |i| format!("{},{i}", i % 3));
        understand(&table, &["y"], None).expect("sound").prepare(5).expect("small").split
    };
    let ten = parts(10);
    assert_eq!([ten.train.len(), ten.validation.len(), ten.test.len()], [6, 2, 2]);
    for part in [parts(100).validation, parts(100).test] {
        let fifths: Vec<usize> = part.iter().map(|row| row / 20).collect();
        assert_eq!(fifths, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
    }
}

#[test]
fn another_seed_is_another_split() {
    let groups = vec![0; 50];
    assert_ne!(Split::stratified(&groups, 1), Split::stratified(&groups, 2));
    // Written down from a run: results of other machines and other days must be comparable.
    assert_eq!(Split::stratified(&groups[..10], 1).test, [2, 5]);
}
