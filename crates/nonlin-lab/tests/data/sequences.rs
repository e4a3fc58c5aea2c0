//! Series and texts: from rows, from cases, from `.ts`, from characters.

use nonlin_lab::data::{LoadOptions, SampleShape, Task};

use crate::{Folder, csv};

#[test]
fn long_form_tables() {
    let folder = Folder::new();
    // Case c has c % 3 + 2 steps, from the last to the first; the cases are mixed.
    let mut lines = vec!["id,step,a,b,kind".to_string()];
    for step in (0..4).rev() {
        for case in 0..20 {
            if step < case % 3 + 2 {
                lines.push(format!(
                    "c{case},{step},{},{},{}",
                    10 * case + step,
                    if step == 1 { String::new() } else { step.to_string() },
                    ["x", "y"][case % 2]
                ));
            }
        }
    }
    folder.write("long.csv", lines.join("\n"));
    let options =
        LoadOptions { case: Some("id".into()), step: Some("step".into()), ..LoadOptions::predicting(["kind"]) };
    let dataset = folder.load("long.csv", &options).expect("sound");
    assert_eq!((dataset.rows(), dataset.task()), (20, Task::Binary));
    let prepared = dataset.prepare(1).expect("small");
    assert_eq!(prepared.feature_names, ["a", "b"]);
    for part in [&prepared.train, &prepared.validation, &prepared.test] {
        assert_eq!(part.shape, SampleShape::Sequence { steps: 4, features: 2 });
        for (row, &length) in part.inputs.chunks(8).zip(&part.lengths) {
            assert!(row[2 * length..].iter().all(|&x| x == 0.0));
            // Sorted by step: `a` counts up; the gap in `b` takes the value before it.
            assert!((1..length).all(|step| row[2 * step] > row[2 * step - 2]));
            assert_eq!(row[3], row[1]);
        }
    }
    let sizes: usize = prepared.train.lengths.iter().filter(|&&length| length == 2).count();
    assert!(sizes > 0, "{:?}", prepared.train.lengths);
    let summary = &dataset.summary()[0];
    assert_eq!((summary.kind.to_string(), summary.values.as_str()), ("series".into(), "2 to 4 steps of 2 values"));
    let few = LoadOptions { rows: Some(15), ..options.clone() };
    assert_eq!(folder.load("long.csv", &few).expect("whole cases").rows(), 15);

    let refused = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        folder.write("bad.csv", lines.join("\n"));
        folder.refusal("bad.csv", &options)
    };
    assert_eq!(
        refused(&|lines| lines.push("c0,1,5,5,x".into())),
        "bad.csv: line 61: the case `c0` has step `1` twice; number the steps of a case differently, \
         or leave out `--step` to take them in the order of the file"
    );
    assert_eq!(
        refused(&|lines| lines.push("c0,9,5,5,y".into())),
        "bad.csv: line 61: `kind` is `y` here and `x` before in the case `c0`; it must be the same in all rows of a case"
    );
    assert_eq!(
        refused(&|lines| lines.push("c0,9,red,5,x".into())),
        "bad.csv: line 61, column `a`: `red` is not a finite number, and the values of a series are numbers; \
         correct it, or leave the column out with `--drop`"
    );
    assert!(
        refused(&|lines| lines.push(",9,5,5,x".into()))
            .contains("line 61: `id` is empty, so the row belongs to no case")
    );
    assert!(
        refused(&|lines| lines.push("c0,late,5,5,x".into())).contains("the step `late` is neither a number nor a date")
    );
}

#[test]
fn rows_as_series() {
    let folder = Folder::new();
    folder.write(
        "wide.csv",
        csv("name,t0,t1,t2,label", 30, |i| {
            format!("n,{},{},{},{}", i * i, if i % 5 == 0 { "" } else { "3" }, if i % 3 == 0 { "" } else { "4" }, i % 2)
        }),
    );
    let options = LoadOptions { series: true, ..LoadOptions::predicting(["label"]) };
    let dataset = folder.load("wide.csv", &options).expect("sound");
    let prepared = dataset.prepare(1).expect("small");
    assert_eq!(prepared.train.shape, SampleShape::Sequence { steps: 3, features: 1 });
    let all: Vec<usize> = (0..30).collect();
    let lengths = prepared.encoder.encode(&dataset, &all).expect("its own data").lengths;
    assert_eq!(lengths[..4], [1, 3, 3, 2], "a gap at the end ends the series");
    let both = LoadOptions { case: Some("name".into()), ..options };
    assert_eq!(
        folder.refusal("wide.csv", &both),
        "wide.csv: `--series` cannot be used here: `--case` says something else about the same rows; give one of them"
    );
}

#[test]
fn series_text() {
    let folder = Folder::new();
    let file = |classes: usize, rows: usize| {
        let mut text = "# a comment\n@problemName Test\n@timeStamps false\n@univariate false\n\
                        @classLabel true 1 2 3\n@data\n"
            .to_string();
        for i in 0..rows {
            let values =
                |shift: usize| (0..2 + i % 4).map(|t| (t + shift + i).to_string()).collect::<Vec<_>>().join(",");
            text += &format!("{}:{},?:{}\n", values(0) + ",7", values(5), i % classes + 1);
        }
        text
    };
    folder.write("Test_TRAIN.ts", file(3, 30));
    folder.write("Test_TEST.ts", file(3, 9));
    let options = LoadOptions { sibling_test: true, ..LoadOptions::default() };
    let dataset = folder.load("Test_TRAIN.ts", &options).expect("sound");
    assert_eq!((dataset.class_names(), dataset.rows()), (vec!["1".into(), "2".into(), "3".into()], 39));
    let prepared = dataset.prepare(1).expect("small");
    assert_eq!([prepared.train.rows, prepared.validation.rows, prepared.test.rows], [24, 6, 9]);
    assert_eq!(prepared.test.shape, SampleShape::Sequence { steps: 6, features: 2 });
    assert_eq!(prepared.test.lengths[..4], [3, 4, 5, 6]);
    assert_eq!(
        folder.refusal("Test_TEST.ts", &options),
        "Test_TEST.ts: no test part was found beside it (its name has no `train`); name it with `--test`"
    );
    folder.write(
        "q.ts",
        "@problemName q\n@targetLabel true\n@data\n".to_string()
            + &(0..30).map(|i| format!("1,2,{i}:{}.5\n", i * i)).collect::<String>(),
    );
    assert_eq!(folder.load("q.ts", &LoadOptions::default()).expect("sound").task(), Task::Regression);
}

#[test]
fn texts_by_character() {
    let folder = Folder::new();
    folder.write(
        "names.csv",
        csv("name,year,gender", 40, |i| {
            let name = ["Ada", "Bob", "Null", "Zoë"][i % 4];
            // One character that a single row has.
            format!("{}{name},{i},{}", if i == 0 { "ß" } else { "" }, ["f", "m"][i / 2 % 2])
        }),
    );
    let options = LoadOptions { sequence: Some("name".into()), ..LoadOptions::predicting(["gender"]) };
    let dataset = folder.load("names.csv", &options).expect("sound");
    assert_eq!(dataset.notes()[0].text, "`year` not used: it stands beside pictures, series or texts");
    let prepared = dataset.prepare(1).expect("small");
    let SampleShape::Tokens { steps: 4, vocabulary } = prepared.train.shape else {
        panic!("{:?}", prepared.train.shape)
    };
    assert_eq!(prepared.feature_names.len(), vocabulary);
    assert_eq!(prepared.feature_names[..2], ["(end)", "(other)"]);
    assert!(prepared.feature_names[2..].is_sorted());
    let names = |row: &[f32]| row.iter().map(|&id| prepared.feature_names[id as usize].as_str()).collect::<Vec<_>>();
    for part in [&prepared.train, &prepared.validation, &prepared.test] {
        assert!(part.inputs.iter().all(|&id| id.fract() == 0.0 && (0.0..vocabulary as f32).contains(&id)));
        for (row, &length) in part.inputs.chunks(4).zip(&part.lengths) {
            assert!(names(row).iter().enumerate().all(|(i, &name)| (name == "(end)") == (i >= length)));
        }
    }
    let row = prepared.split.train.iter().position(|row| row % 4 == 3).expect("a fourth of them");
    assert_eq!(names(&prepared.train.inputs[4 * row..4 * row + 4]), ["Z", "o", "ë", "(end)"]);
    // Fitted without row 0, its first character is unknown.
    let encoder = nonlin_lab::data::Encoder::fit(&dataset, &(1..40).collect::<Vec<_>>()).expect("small");
    assert_eq!(encoder.encode(&dataset, &[0]).expect("its own data").inputs[0], 1.0);
}
