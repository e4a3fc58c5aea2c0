//! What is found in columns and what is done with it: kinds, dates, leaks, and what a person says.

use nonlin_lab::data::{Dataset, LoadOptions, Topic};

use crate::{Folder, csv, load, understand};

fn texts(dataset: &Dataset, topic: Topic) -> Vec<&str> {
    dataset.notes().iter().filter(|note| note.topic == topic).map(|note| note.text.as_str()).collect()
}

#[test]
fn a_person_overrides_what_is_found() {
    let folder = Folder::new();
    folder.write(
        "c.csv",
        csv("code,size,id,secret,y", 40, |i| {
            format!(
                "{},{},{},{},{}",
                i % 4,
                if i == 7 { "unknown".into() } else { (i * i % 13).to_string() },
                i + 1,
                i % 2,
                i % 3 % 2
            )
        }),
    );
    let options = LoadOptions {
        categorical: vec!["code".into()],
        numeric: vec!["size".into(), "id".into()],
        drop: vec!["secret".into()],
        ..LoadOptions::predicting(["y"])
    };
    let dataset = folder.load("c.csv", &options).expect("sound");
    let names = dataset.prepare(1).expect("small").feature_names;
    assert_eq!(names[..5], ["code=0", "code=1", "code=2", "code=3", "code=(other)"]);
    assert_eq!((names[5].as_str(), names.last().map(String::as_str)), ("size", Some("id")));
    assert_eq!(
        texts(&dataset, Topic::MixedColumn),
        ["`size` read as numbers, as asked for: 1 cell of other text taken as missing (line 9 has `unknown`)"]
    );
    assert_eq!(texts(&dataset, Topic::Dropped), ["`secret` not used: as asked for"]);
    let done: Vec<String> = dataset.summary().into_iter().map(|column| column.done).collect();
    assert_eq!(done[0], "an input for each text");
    assert_eq!(done[3..], ["dropped, as asked for", "to be predicted"]);

    let refused = |change: &dyn Fn(&mut LoadOptions)| {
        let mut options = options.clone();
        change(&mut options);
        folder.refusal("c.csv", &options)
    };
    assert_eq!(
        refused(&|o| o.drop = vec!["sise".into()]),
        "c.csv: `--drop` names `sise`, and there is no such column; did you mean `size`? columns: `code`, `size`, `id`, `secret`, `y`"
    );
    assert_eq!(
        refused(&|o| o.drop.push("y".into())),
        "c.csv: `y` is named by `--target` and by `--drop`; name it once"
    );
    assert_eq!(
        refused(&|o| o.numeric.push("code".into())),
        "c.csv: `code` is named by `--categorical` and by `--numeric`; name it once"
    );
    assert_eq!(
        refused(&|o| o.drop = ["code", "size", "id", "secret"].map(String::from).to_vec()),
        "c.csv: no column is left to learn from, as none of `code`, `size`, `id`, `secret` can be used \
         (constant, all missing, identifier or dropped); add a column of numbers or categories"
    );
}

#[test]
fn dates_become_cycles() {
    let table =
        csv("when,y", 40, |i| format!("20{:02}-{:02}-15T{:02}:00,{}", 10 + i % 3, 1 + i % 12, i % 4 * 6, i % 2));
    let dataset = understand(&table, &["y"], None).expect("sound");
    assert_eq!(
        texts(&dataset, Topic::Date),
        [
            "`when` read as dates: the year, and month and day of the week (and time of day, if there is one) as sine and cosine"
        ]
    );
    let prepared = dataset.prepare(1).expect("small");
    let names = [
        "year",
        "month sine",
        "month cosine",
        "day of week sine",
        "day of week cosine",
        "time of day sine",
        "time of day cosine",
    ];
    assert_eq!(prepared.feature_names, names.map(|name| format!("when {name}")));
    for (row, &place) in prepared.train.inputs.chunks(7).zip(&prepared.split.train) {
        let month = (place % 12) as f32 / 12.0 * std::f32::consts::TAU;
        assert!((row[1] - month.sin()).abs() < 1e-6 && (row[2] - month.cos()).abs() < 1e-6);
        let hour = (place % 4) as f32 / 4.0 * std::f32::consts::TAU;
        assert!((row[5] - hour.sin()).abs() < 1e-6 && (row[6] - hour.cos()).abs() < 1e-6);
        assert!(row[3].hypot(row[4]) > 0.999);
    }
    assert_eq!(dataset.summary()[0].values, "2010-01-15 to 2012-12-15T18:00:00");
}

#[test]
fn leaks_are_found() {
    // `code` is the class in other words, `twice` the quantity in another unit, `most` wrong in a tenth of the rows.
    let table = csv("x,code,most,y", 200, |i| {
        let class = i * 7 % 3;
        format!(
            "{},{},{},{}",
            i * i % 17,
            ["k", "l", "m"][class],
            if i % 10 == 0 { 5 } else { class },
            ["a", "b", "c"][class]
        )
    });
    let dataset = understand(&table, &["y"], None).expect("sound");
    assert_eq!(
        texts(&dataset, Topic::Leak),
        [
            "`code` alone predicts `y` almost perfectly: if it is not known before the target is, leave it out with `--drop`"
        ]
    );
    let quantity = |i: usize| (i * 37 % 200) as f64 * 1.5 + 3.0;
    let table = csv("x,twice,noisy,y", 200, |i| {
        format!("{},{},{},{}", i * i % 17, 2.0 * quantity(i) + 1.0, quantity(i) + (i * i * 31 % 97) as f64, quantity(i))
    });
    let dataset = understand(&table, &["y"], None).expect("sound");
    assert_eq!(dataset.notes().iter().map(|note| note.columns.clone()).collect::<Vec<_>>(), [["twice"]]);
    // Sorted by class, with a number that goes up with it: every part of the rows has its fold.
    let table = csv("x,y", 200, |i| format!("{},{}", i * 3, i / 50));
    assert_eq!(texts(&understand(&table, &["y"], None).expect("sound"), Topic::Leak).len(), 1);
}

#[test]
fn honest_columns_are_no_leaks() {
    for (file, target) in [
        ("penguins.csv", "species"),
        ("wine.csv", "cultivar"),
        ("breast_cancer.csv", "diagnosis"),
        ("titanic.csv", "survived"),
        ("diabetes.csv", "progression"),
    ] {
        assert_eq!(texts(&load(file, target), Topic::Leak), [""; 0], "{file}");
    }
}
