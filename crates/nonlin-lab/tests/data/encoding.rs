//! A saved encoder on other files.

use nonlin_lab::data::{Encoder, LoadOptions, Prediction, Table, load as load_files};

use crate::{Folder, csv, idx, load, sample};

/// The encoder as it is after having been saved as JSON.
fn saved(encoder: &Encoder) -> Encoder {
    let json = serde_json::to_string(encoder).expect("can be saved");
    let read: Encoder = serde_json::from_str(&json).expect("can be read");
    assert_eq!(&read, encoder);
    read
}

fn table(text: &str) -> Table {
    Table::parse("new.csv", text.as_bytes()).expect("a table")
}

#[test]
fn the_training_file_is_encoded_as_it_was() {
    for (file, target) in [("penguins.csv", "species"), ("titanic.csv", "survived"), ("diabetes.csv", "progression")] {
        let dataset = load(file, target);
        let encoder = saved(&dataset.prepare(1).expect("small").encoder);
        let all: Vec<usize> = (0..dataset.rows()).collect();
        let encoded = encoder.encode_table(Table::read(&sample(file)).expect("there")).expect("the same columns");
        assert_eq!(encoded.samples, encoder.encode(&dataset, &all).expect("its own data"), "{file}");
    }
}

#[test]
fn new_rows_in_any_order_with_unknown_levels_and_without_a_target() {
    let text = csv("size,colour,when,y", 40, |i| {
        format!("{},{},2020-01-{:02},{}", i % 7, ["red", "blue", ""][i % 3], 1 + i % 20, ["no", "yes"][i % 2])
    });
    let dataset = crate::understand(&text, &["y"], None).expect("sound");
    let encoder = saved(&dataset.prepare(1).expect("small").encoder);
    let encoded = encoder
        .encode_table(table("when,other,colour,size\n2020-01-05,1,red,3\n2021-02-03,2,pink,abc\n"))
        .expect("fits");
    let (samples, names) = (&encoded.samples, encoder.feature_names());
    assert_eq!((samples.rows, samples.outputs_per_row, samples.targets.len()), (2, 1, 0));
    let known = encoder
        .encode_table(table(&(text.lines().next().expect("a header").to_string() + "\n3,red,2020-01-05,yes\n")))
        .expect("fits");
    assert_eq!(samples.inputs[..names.len()], known.samples.inputs, "one row is enough, and the order does not matter");
    assert_eq!(known.samples.targets, [1.0]);
    let at = |name: &str| samples.inputs[names.len() + names.iter().position(|n| n == name).expect(name)];
    assert_eq!((at("colour=(other)"), at("colour=red"), at("colour=(missing)")), (1.0, 0.0, 0.0));
    let notes: Vec<&str> = encoded.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        [
            "1 cell of `size` not numbers: taken as missing (line 3 has `abc`)",
            "1 cell of `colour` not among the training part's texts: taken as `(other)`",
        ]
    );
    let missing = encoder.encode_table(table("when,size\n2020-01-05,1\n")).expect_err("no colour").to_string();
    assert_eq!(missing, "new.csv: no column `colour`, which is needed; its columns are `when`, `size`");
    let unknown = encoder.encode_table(table("when,colour,size,y\n2020-01-05,red,1,maybe\n")).expect("fits");
    assert_eq!(
        (unknown.samples.targets.len(), unknown.notes[0].text.as_str()),
        (0, "`y` not used: a cell is missing or of a class that is not known")
    );
}

#[test]
fn outputs_become_classes_and_quantities() {
    let penguins = load("penguins.csv", "species").prepare(1).expect("small").encoder;
    let classes = penguins.decode(&[0.1, 0.2, 0.7, 0.5, 0.3, 0.2]);
    let class =
        |class: &str, probability| Prediction::Class { class: class.into(), probability: f64::from(probability) };
    assert_eq!(classes, [class("Gentoo", 0.7_f32), class("Adelie", 0.5)]);

    let titanic = load("titanic.csv", "survived").prepare(1).expect("small").encoder;
    assert_eq!(titanic.decode(&[0.75, 0.25]), [class("1", 0.75_f32), class("0", 0.75)]);

    let dataset = load("diabetes.csv", "progression");
    let prepared = dataset.prepare(1).expect("small");
    let Some(Prediction::Quantity(first)) = prepared.encoder.decode(&prepared.train.targets).into_iter().next() else {
        panic!("a quantity")
    };
    let text = std::fs::read_to_string(sample("diabetes.csv")).expect("there");
    let line = text.lines().nth(prepared.split.train[0] + 1).expect("there");
    let progression: f64 = line.rsplit(',').next().and_then(|cell| cell.parse().ok()).expect("a number");
    assert!((first - progression).abs() < 1e-4, "{first} and {progression}");

    let labels = crate::understand(
        &csv("x,a,b", 30, |i| format!("{},{},{}", i * i, ["no", "yes"][i % 2], i % 3 % 2)),
        &["a", "b"],
        None,
    );
    let encoder = saved(&labels.expect("sound").prepare(1).expect("small").encoder);
    let Prediction::Labels(labels) = &encoder.decode(&[0.9, 0.2])[0] else { panic!("labels") };
    let said: Vec<(&str, &str)> = labels.iter().map(|label| (label.label.as_str(), label.value.as_str())).collect();
    assert_eq!(said, [("a", "yes"), ("b", "0")]);
}

#[test]
fn pictures_series_and_texts_too() {
    let folder = Folder::new();
    let pixels: Vec<u8> = (0..30).flat_map(|i| [i % 3 * 80, i, 3, 4]).collect();
    folder.write("a-images-idx3-ubyte", idx(&[30, 2, 2], &pixels));
    folder.write("a-labels-idx1-ubyte", idx(&[30], &[0, 1, 2].repeat(10)));
    folder.write("new-images-idx3-ubyte", idx(&[2, 2, 2], &pixels[..8]));
    folder.write("wide-images-idx3-ubyte", idx(&[2, 2, 3], &[0; 12]));
    let dataset = folder.load("a-images-idx3-ubyte", &LoadOptions::default()).expect("sound");
    let encoder = saved(&dataset.prepare(1).expect("small").encoder);
    let read = |name: &str, labelled| {
        encoder.read(&[folder.path(name)], &LoadOptions::default(), labelled).and_then(|s| encoder.encode_source(s))
    };
    let new = read("new-images-idx3-ubyte", false).expect("without labels").samples;
    assert_eq!(new.inputs, encoder.encode(&dataset, &[0, 1]).expect("its own data").inputs);
    assert_eq!(read("a-images-idx3-ubyte", true).expect("with labels").samples.targets.len(), 90);
    let wide = read("wide-images-idx3-ubyte", false).expect_err("another size").to_string();
    assert!(
        wide.ends_with("its pictures are 2x3, and the network was trained on 2x2; give files of the same kind"),
        "{wide}"
    );

    folder
        .write("long.csv", csv("id,t,v,w,y", 60, |i| format!("{},{},{},{},{}", i / 3, i % 3, i * i % 7, i, i / 3 % 2)));
    let options = LoadOptions { case: Some("id".into()), step: Some("t".into()), ..LoadOptions::predicting(["y"]) };
    let dataset = folder.load("long.csv", &options).expect("sound");
    let encoder = saved(&dataset.prepare(1).expect("small").encoder);
    folder.write("new.csv", "w,id,t,v\n1,a,1,1\n0,a,0,0\n2,a,2,4\n3,a,3,4\n9,b,0,1\n");
    let source = encoder.read(&[folder.path("new.csv")], &LoadOptions::default(), false).expect("readable");
    let encoded = encoder.encode_source(source).expect("the same columns");
    assert_eq!(encoded.samples.lengths, [3, 1]);
    assert_eq!(encoded.samples.inputs[..6], encoder.encode(&dataset, &[0]).expect("its own data").inputs);
    assert_eq!(encoded.notes[0].text, "1 row cut after 3 steps, the longest of the training data");

    folder.write("names.csv", csv("name,y", 30, |i| format!("{},{}", ["ab", "ba", "aab"][i % 3], i % 2)));
    let options = LoadOptions { sequence: Some("name".into()), ..LoadOptions::predicting(["y"]) };
    let dataset = load_files(&[folder.path("names.csv")], &options).expect("sound");
    let encoder = saved(&dataset.prepare(1).expect("small").encoder);
    let encoded = encoder.encode_table(table("name\nbxa\n")).expect("fits");
    assert_eq!((encoded.samples.inputs, encoded.samples.lengths), (vec![3.0, 1.0, 2.0], vec![3]));
}

#[test]
fn an_encoder_that_contradicts_itself_is_refused() {
    let encoder = load("penguins.csv", "species").prepare(1).expect("small").encoder;
    let json = serde_json::to_string(&encoder).expect("can be saved").replace("\"sd\":", "\"sd\":-");
    let wrong: Encoder = serde_json::from_str(&json).expect("numbers are numbers");
    let refused =
        wrong.encode_table(Table::read(&sample("penguins.csv")).expect("there")).expect_err("a negative deviation");
    assert_eq!(
        refused.to_string(),
        "the saved encoder cannot be used (its inputs do not fit together); save the network again"
    );
}
