//! Which rows are in which part: given, by group, by time.

use std::collections::BTreeSet;

use nonlin_lab::data::{Dataset, LoadOptions};

use crate::{Folder, csv};

fn predicting(change: impl FnOnce(&mut LoadOptions)) -> LoadOptions {
    let mut options = LoadOptions::predicting(["y"]);
    change(&mut options);
    options
}

/// The parts as sets of the values that `column` has in them.
fn values(dataset: &Dataset, seed: u64, value: impl Fn(usize) -> usize) -> [BTreeSet<usize>; 3] {
    let split = dataset.split(seed).expect("can be split");
    [split.train, split.validation, split.test].map(|rows| rows.into_iter().map(&value).collect())
}

#[test]
fn groups_stay_together_and_parts_are_fair() {
    let folder = Folder::new();
    // 40 patients of 2 to 6 rows; each has one class only.
    let patients: Vec<usize> = (0..40).flat_map(|patient| std::iter::repeat_n(patient, 2 + patient % 5)).collect();
    folder.write(
        "g.csv",
        csv("x,patient,y", patients.len(), |i| {
            format!("{},p{},{}", i * i % 101, patients[i], ["a", "b", "c"][patients[i] % 3])
        }),
    );
    let options = predicting(|o| o.group = Some("patient".into()));
    let dataset = folder.load("g.csv", &options).expect("sound");
    assert_eq!(dataset.inputs().map(|column| column.name()).collect::<Vec<_>>(), ["x"]);
    assert_eq!(dataset.notes()[0].text, "rows with the same `patient` stay in the same part; it is no input");
    let mut seen = BTreeSet::new();
    for seed in 0..20 {
        let [train, validation, test] = values(&dataset, seed, |row| patients[row]);
        assert!(train.is_disjoint(&validation) && train.is_disjoint(&test) && validation.is_disjoint(&test));
        let split = dataset.split(seed).expect("can be split");
        assert_eq!(split, dataset.split(seed).expect("can be split"));
        for (part, share) in [(&split.train, 0.6), (&split.validation, 0.2), (&split.test, 0.2)] {
            let size = part.len() as f64 / patients.len() as f64;
            assert!((size - share).abs() < 0.06, "{size} for {share} with seed {seed}");
            let classes: BTreeSet<usize> = part.iter().map(|&row| patients[row] % 3).collect();
            assert_eq!(classes.len(), 3, "seed {seed}");
        }
        seen.insert(split.test);
    }
    assert!(seen.len() > 15, "another seed is another split");

    folder.write("two.csv", csv("x,patient,y", 30, |i| format!("{},{},{}", i * i, i % 2, i % 3 % 2)));
    assert_eq!(
        folder.refusal("two.csv", &options),
        "two.csv: `patient` has 2 different values, and 3 are needed, as the rows of one stay in one part; \
         group by another column or leave out `--group`"
    );
    // A class that is in one group cannot be in every part; it is in the training part.
    folder.write(
        "one.csv",
        csv("x,patient,y", 60, |i| format!("{},{},{}", i * i, i % 6, ["a", "b", "c"][[0, 1, 0, 1, 0, 2][i % 6]])),
    );
    let dataset = folder.load("one.csv", &options).expect("sound");
    for seed in 0..10 {
        assert!(values(&dataset, seed, |row| row % 6)[0].contains(&5));
    }
}

#[test]
fn the_past_trains_and_the_latest_judges() {
    let folder = Folder::new();
    // 50 days of 4 rows, in an order that is not theirs.
    let day = |i: usize| i * 7 % 50;
    folder.write(
        "t.csv",
        csv("day,x,y", 200, |i| {
            let (month, day) = (1 + day(i) / 25, 1 + day(i) % 25);
            format!("2020-{month:02}-{day:02},{},{}", i * i % 31, i % 3 % 2)
        }),
    );
    let options = predicting(|o| o.time = Some("day".into()));
    let dataset = folder.load("t.csv", &options).expect("sound");
    let [train, validation, test] = values(&dataset, 1, day);
    assert_eq!((train.len(), validation.len(), test.len()), (30, 10, 10));
    assert!(train.last() < validation.first() && validation.last() < test.first());
    let prepared = dataset.prepare(1).expect("small");
    assert_eq!(
        prepared.feature_names,
        ["day month sine", "day month cosine", "day day of week sine", "day day of week cosine", "x"],
        "a year that no training row has says nothing"
    );
    let late = csv("day,x,y", 60, |i| format!("{i},{},{}", i * i % 31, if i < 50 { ["a", "b"][i % 2] } else { "new" }));
    folder.write("late.csv", late);
    assert_eq!(
        folder.refusal("late.csv", &options),
        "late.csv: the class `new` of `y` is in no row of the training part (it only occurs later), so it cannot be learnt; \
         leave its rows out, or leave out `--time`"
    );
    folder.write("same.csv", csv("day,x,y", 60, |i| format!("{},{},{}", i / 30, i * i % 31, i % 2)));
    assert!(folder.refusal("same.csv", &options).contains("no row is left for the "));
    folder.write("words.csv", csv("day,x,y", 60, |i| format!("{},{},{}", ["mon", "tue"][i % 2], i * i % 31, i % 2)));
    assert!(
        folder
            .refusal("words.csv", &options)
            .contains("`--time` cannot be used here: `day` holds neither numbers nor dates")
    );
    let both = LoadOptions { group: Some("x".into()), ..options };
    assert!(folder.refusal("t.csv", &both).contains("`--time` says another split; give one of them"));
}

#[test]
fn given_parts_are_kept() {
    let folder = Folder::new();
    folder.write(
        "s.csv",
        csv("x,split,y", 60, |i| format!("{},{},{}", i * i, ["train", "Train", "test"][i % 3], i % 4 % 2)),
    );
    let dataset = folder.load("s.csv", &predicting(|_| ())).expect("sound");
    let split = dataset.split(5).expect("can be split");
    assert!(split.test.iter().all(|row| row % 3 == 2));
    assert_eq!([split.train.len(), split.validation.len(), split.test.len()], [32, 8, 20]);
    assert_ne!(split.validation, dataset.split(6).expect("can be split").validation);
    assert!(dataset.inputs().all(|column| column.name() == "x"));
    assert_eq!(
        dataset.notes()[0].text,
        "the parts are given by `split`: 40 train, 20 test rows; a part that is not is taken from the training rows"
    );

    // A column of that name that says something else is a column.
    folder.write("other.csv", csv("x,split,y", 60, |i| format!("{},{},{}", i * i, ["train", "pea"][i % 2], i % 4 / 2)));
    assert_eq!(folder.load("other.csv", &predicting(|_| ())).expect("sound").inputs().count(), 2);
    assert_eq!(
        folder.refusal("other.csv", &predicting(|o| o.split = Some("split".into()))),
        "other.csv: line 3, column `split`: `pea` names no part; the parts are `train`, `validation` and `test`"
    );
    folder.write(
        "unlearnt.csv",
        csv("x,split,y", 60, |i| {
            format!(
                "{},{},{}",
                i * i,
                if i < 40 { "train" } else { "test" },
                if i < 40 { ["a", "b"][i % 2] } else { "c" }
            )
        }),
    );
    assert!(
        folder
            .refusal("unlearnt.csv", &predicting(|_| ()))
            .contains("the class `c` of `y` is in no row of the training part")
    );
}

#[test]
fn a_test_file_is_the_test_part() {
    let folder = Folder::new();
    folder.write("my_train.csv", csv("x,colour,y", 40, |i| format!("{i},{},{}", ["red", "blue"][i % 2], i % 4 / 2)));
    // Other order of columns, and a gap in the target.
    folder.write(
        "my_test.csv",
        csv("y,x,colour", 12, |i| {
            format!("{},{},{}", if i == 3 { String::new() } else { (i % 2).to_string() }, 100 + i, "green")
        }),
    );
    let by_name = predicting(|o| o.test = Some(folder.path("my_test.csv")));
    let dataset = folder.load("my_train.csv", &by_name).expect("sound");
    let split = dataset.split(1).expect("can be split");
    assert_eq!((dataset.rows(), &split.test), (51, &(40..51).collect::<Vec<_>>()));
    let prepared = dataset.prepare(1).expect("small");
    assert!(
        prepared.test.inputs.chunks(4).all(|row| row[0] > 2.0 && row[3] == 1.0),
        "large `x`, and an unknown colour"
    );
    let beside = predicting(|o| o.sibling_test = true);
    assert_eq!(folder.load("my_train.csv", &beside).expect("sound").split(1).expect("can be split"), split);

    folder.write("bad_test.csv", csv("y,x", 12, |i| format!("{},{i}", i % 2)));
    let missing = predicting(|o| o.test = Some(folder.path("bad_test.csv")));
    assert_eq!(
        folder.refusal("my_train.csv", &missing),
        "bad_test.csv: no column `colour`, which is needed; its columns are `y`, `x`"
    );
    folder.write(
        "inf_test.csv",
        csv("x,colour,y", 12, |i| format!("{},red,{}", if i == 4 { "inf".into() } else { i.to_string() }, i % 2)),
    );
    let infinite = predicting(|o| o.test = Some(folder.path("inf_test.csv")));
    assert!(
        folder
            .refusal("my_train.csv", &infinite)
            .starts_with("inf_test.csv: line 6, column `x`: `inf` is not a finite number")
    );
}
