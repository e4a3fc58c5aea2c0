//! Every format, read from small files as people have them.

use std::io::Write;

use nonlin_lab::data::{Dataset, ImageSize, LoadOptions, SampleShape, Samples, Task, read};

use crate::{Folder, csv, gzip, idx, npy, png};

/// All rows as they are encoded, by parts of the first split.
fn parts(dataset: &Dataset) -> [Samples; 3] {
    let prepared = dataset.prepare(1).expect("a sound data set");
    let parts = [prepared.train, prepared.validation, prepared.test];
    for part in &parts {
        assert_eq!((part.columns, part.inputs.len()), (part.shape.columns(), part.rows * part.columns));
        assert_eq!(part.targets.len(), part.rows * part.outputs_per_row);
        assert!(part.inputs.iter().chain(&part.targets).all(|x| x.is_finite()));
    }
    parts
}

fn rows(dataset: &Dataset) -> [usize; 3] {
    parts(dataset).map(|part| part.rows)
}

/// Mean and variance of what the training part is standardised to.
fn moments(samples: &Samples) -> (f32, f32) {
    let count = samples.inputs.len() as f32;
    let mean = samples.inputs.iter().sum::<f32>() / count;
    (mean, samples.inputs.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / count)
}

#[test]
fn packed_text_is_the_text() {
    let folder = Folder::new();
    let text = csv("x,colour,y", 40, |i| format!("{},{},{}", i * i, ["red", "blue"][i / 2 % 2], i % 2));
    folder.write("plain.csv", &text);
    // By content, whatever the name; and in two members, as `cat a.gz b.gz` makes it.
    folder.write("packed.csv", gzip(text.as_bytes()));
    let half = text.len() / 2;
    folder.write("twice.csv.gz", [gzip(&text.as_bytes()[..half]), gzip(&text.as_bytes()[half..])].concat());
    let options = LoadOptions::predicting(["y"]);
    let plain = folder.load("plain.csv", &options).expect("sound").prepare(3).expect("small");
    for name in ["packed.csv", "twice.csv.gz"] {
        let packed = folder.load(name, &options).expect("sound").prepare(3).expect("small");
        assert_eq!((&packed.train, &packed.test), (&plain.train, &plain.test), "{name}");
    }
}

/// Grey pictures of 2 x 3 whose label shows in the first pixel, as IDX and as bytes.
fn pictures(count: u8) -> (Vec<u8>, Vec<u8>) {
    let pixels = (0..count).flat_map(|i| [i % 3 * 100, 1, 2, 3, 4, i]).collect();
    (pixels, (0..count).map(|i| i % 3).collect())
}

#[test]
fn idx_finds_its_labels_and_its_test_part() {
    let folder = Folder::new();
    let (train, labels) = pictures(30);
    folder.write("train-images-idx3-ubyte.gz", gzip(&idx(&[30, 2, 3], &train)));
    folder.write("train-labels-idx1-ubyte", idx(&[30], &labels));
    let alone = folder.load("train-images-idx3-ubyte.gz", &LoadOptions::default()).expect("sound");
    assert_eq!((alone.task(), alone.class_names()), (Task::MultiClass, vec!["0".into(), "1".into(), "2".into()]));
    assert_eq!(rows(&alone), [18, 6, 6]);

    let (test, labels) = pictures(12);
    folder.write("t10k-images-idx3-ubyte", idx(&[12, 2, 3], &test));
    folder.write("t10k-labels-idx1-ubyte.gz", gzip(&idx(&[12], &labels)));
    let both = folder.load("train-images-idx3-ubyte.gz", &LoadOptions::default()).expect("sound");
    let [train, validation, test] = parts(&both);
    assert_eq!([train.rows, validation.rows, test.rows], [24, 6, 12]);
    assert_eq!(test.shape, SampleShape::Image { channels: 1, height: 2, width: 3 });
    let (mean, variance) = moments(&train);
    assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-5, "{mean} {variance}");
    // The test rows are those of the test files in their order: their last pixel counts up, their label goes round.
    assert!(test.inputs.chunks(6).is_sorted_by(|a, b| a[5] < b[5]));
    assert_eq!(test.targets[..9], [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
    let summary = &both.summary()[0];
    assert_eq!((summary.kind.to_string(), summary.values.as_str()), ("pictures".into(), "2 x 3, grey"));
    assert_eq!(
        both.notes()[0].text,
        "the parts are given: 30 train, 12 test rows; a part that is not is taken from the training rows"
    );
}

#[test]
fn a_folder_of_pictures() {
    let folder = Folder::new();
    for i in 0..12_u8 {
        folder.write(&format!("all/cat/{i}.png"), png(4, 2, 1, &[i; 8]));
        // A colour picture of another size.
        folder.write(&format!("all/dog/{i}.png"), png(8, 4, 3, &[[10, 20, i].as_slice(); 32].concat()));
    }
    folder.write("all/dog/.hidden", "x");
    folder.write("all/dog/readme.txt", "no picture");
    let dataset = folder.load("all", &LoadOptions::default()).expect("sound");
    assert_eq!((dataset.task(), dataset.class_names()), (Task::Binary, vec!["cat".into(), "dog".into()]));
    let notes: Vec<&str> = dataset.notes().iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["1 file left out: neither PNG nor JPEG", "the pictures are scaled to 4 x 8 (height x width)",]);
    assert_eq!(parts(&dataset)[0].shape, SampleShape::Image { channels: 3, height: 4, width: 8 });

    let small = LoadOptions { image: Some("1x2".parse().expect("a size")), ..LoadOptions::default() };
    let dataset = folder.load("all", &small).expect("sound");
    assert_eq!(parts(&dataset)[0].shape, SampleShape::Image { channels: 1, height: 1, width: 2 });

    for (part, count) in [("train", 10_u8), ("test", 4)] {
        for i in 0..count {
            for class in ["a", "b"] {
                let level = if class == "a" { i } else { 200 + i };
                folder.write(&format!("parts/{part}/{class}/{i}.png"), png(3, 3, 1, &[level; 9]));
            }
        }
    }
    assert_eq!(rows(&folder.load("parts", &LoadOptions::default()).expect("sound")), [16, 4, 8]);
}

/// A grey JPEG picture of 8 x 8 pixels whose columns go from black to white.
const JPEG: &[u8] = include_bytes!("ramp.jpg");

#[test]
fn jpeg_pictures_have_the_pixels_that_other_decoders_find() {
    let folder = Folder::new();
    for i in 0..6_u8 {
        folder.write(&format!("p/ramp/{i}.jpg"), JPEG);
        folder.write(&format!("p/flat/{i}.png"), png(8, 8, 1, &[i; 64]));
    }
    let dataset = folder.load("p", &LoadOptions::default()).expect("sound");
    let prepared = dataset.prepare(1).expect("small");
    let encoded = &prepared.train;
    let ramp = encoded.targets.iter().position(|&class| class == 1.0).expect("in the training part");
    let row = &encoded.inputs[ramp * 64..ramp * 64 + 8];
    // The picture was made from 0, 32, ..., 224 in each row; what its maker reads back is within 3 of that.
    let step = (row[7] - row[0]) / 7.0;
    for (i, x) in row.iter().enumerate() {
        assert!((x - row[0] - step * i as f32).abs() < step * 0.15, "{row:?}");
    }
}

#[test]
fn numpy_arrays() {
    let folder = Folder::new();
    let numbers = |count: usize| (0..count).flat_map(|i| ((i * i % 17) as f32).to_le_bytes()).collect::<Vec<u8>>();
    let words: Vec<u8> =
        (0..20).flat_map(|i| ["no ", "yes"][i % 2].chars().flat_map(|c| u32::from(c).to_le_bytes())).collect();
    folder.write("X.npy", npy("'<f4'", false, "(20, 3)", &numbers(60)));
    folder.write("y.npy", npy("'<U3'", false, "(20,)", &words));
    let dataset = folder.load("X.npy", &LoadOptions::default()).expect("sound");
    assert_eq!((dataset.class_names(), dataset.rows()), (vec!["no".into(), "yes".into()], 20));
    assert_eq!(dataset.prepare(1).expect("small").feature_names, ["x0", "x1", "x2"]);

    // The same array with the first index running fastest.
    let by_column: Vec<u8> = (0..3)
        .flat_map(|j| (0..20).flat_map(move |i: usize| (((3 * i + j) * (3 * i + j) % 17) as f32).to_be_bytes()))
        .collect();
    folder.write("f/X.npy", npy("'>f4'", true, "(20, 3)", &by_column));
    folder.write("f/y.npy", npy("'<U3'", false, "(20,)", &words));
    let other = folder.load("f/X.npy", &LoadOptions::default()).expect("sound");
    assert_eq!(other.prepare(1).expect("small").train, dataset.prepare(1).expect("small").train);

    folder.write("series_X.npy", npy("'<f4'", false, "(20, 4, 3)", &numbers(240)));
    folder.write("series_y.npy", npy("'|u1'", false, "(20, 1)", &(0..20).map(|i| i % 2).collect::<Vec<u8>>()));
    let dataset = folder.load("series_X.npy", &LoadOptions::default()).expect("sound");
    let [train, ..] = parts(&dataset);
    assert_eq!(
        (train.shape, &train.lengths[..2]),
        (SampleShape::Sequence { steps: 4, features: 3 }, [4, 4].as_slice())
    );
}

#[test]
fn numpy_archives() {
    let folder = Folder::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        archive.start_file(name, deflated).expect("in memory");
        archive.write_all(bytes).expect("in memory");
    };
    // Channels last, as Keras has them; labels one-hot.
    let pixels: Vec<u8> = (0..20).flat_map(|i| [i, 100, 200, i, 101, 201]).collect();
    let one_hot: Vec<u8> = (0..20).flat_map(|i| if i % 2 == 0 { [1, 0] } else { [0, 1] }).collect();
    add("x_train.npy", &npy("'|u1'", false, "(20, 1, 2, 3)", &pixels));
    add("y_train.npy", &npy("'|u1'", false, "(20, 2)", &one_hot));
    add("x_test.npy", &npy("'|u1'", false, "(4, 1, 2, 3)", &pixels[..24]));
    add("y_test.npy", &npy("'|u1'", false, "(4, 2)", &one_hot[..8]));
    add("notes.npy", &npy("'|O'", false, "(1,)", b"\x80"));
    let bytes = archive.finish().expect("in memory").into_inner();
    folder.write("pictures.npz", bytes);
    let dataset = folder.load("pictures.npz", &LoadOptions::default()).expect("sound");
    assert_eq!(rows(&dataset), [16, 4, 4]);
    let [.., test] = parts(&dataset);
    assert_eq!(test.shape, SampleShape::Image { channels: 3, height: 1, width: 2 });
    // Channels first: red counts up from picture to picture, green and blue are the same in all.
    assert!(test.inputs.chunks(6).is_sorted_by(|a, b| a[0] < b[0] && a[2..] == b[2..]));
}

#[test]
fn columns_as_pixels() {
    let folder = Folder::new();
    folder.write(
        "digits.csv",
        csv("id,a,b,c,d,e,f,digit", 30, |i| format!("n{i},{},0,0,{},0,1,{}", i % 3, i * i, ["zero", "one"][i % 2])),
    );
    let image =
        |size: &str| LoadOptions { image: Some(size.parse().expect("a size")), ..LoadOptions::predicting(["digit"]) };
    let dataset = folder.load("digits.csv", &image("2x3")).expect("sound");
    let [train, ..] = parts(&dataset);
    assert_eq!(train.shape, SampleShape::Image { channels: 1, height: 2, width: 3 });
    assert_eq!(dataset.notes()[0].text, "`id` not used: it stands beside pictures, series or texts");
    assert_eq!(
        folder.refusal("digits.csv", &image("8x8")),
        "digits.csv: `--image` cannot be used here: a picture of 8x8 has 64 pixels, and the table has 6 columns of numbers; \
         give another size, or leave columns out with `--drop`"
    );
    assert_eq!(
        "8".parse::<ImageSize>().expect_err("no size").to_string(),
        "`8` is no size of a picture; write HEIGHTxWIDTH (`28x28`), or with channels 3xHEIGHTxWIDTH"
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_the_table_that_csv_is() {
    // Written by pyarrow 26 with its defaults (snappy): data/penguins.csv with an empty cell where it has NA, and a
    // date and a flag in each row.
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/penguins.parquet");
    let options = LoadOptions { drop: vec!["seen".into(), "flag".into()], ..LoadOptions::predicting(["species"]) };
    let dataset = nonlin_lab::data::load(&[&path], &options).expect("sound");
    let from_csv = crate::load("penguins.csv", "species");
    let (parquet, csv) = (dataset.prepare(1).expect("small"), from_csv.prepare(1).expect("small"));
    assert_eq!((parquet.train, parquet.test), (csv.train, csv.test));
    let summary = dataset.summary();
    let seen = summary.iter().find(|column| column.name == "seen").expect("it is there");
    assert_eq!((seen.kind.to_string(), seen.values.as_str()), ("dates".into(), "2007-11-11 to 2008-10-18"));
    let sampled = read(&[&path], &LoadOptions { rows: Some(50), ..LoadOptions::default() }).expect("sound");
    assert_eq!(sampled.rows(), 50);
}

#[test]
fn a_sample_is_fair_and_repeatable() {
    let folder = Folder::new();
    folder.write("many.csv", csv("x,y", 5000, |i| format!("{i},{}", i % 2)));
    let sample = |seed| {
        let options = LoadOptions { rows: Some(500), seed, ..LoadOptions::predicting(["y"]) };
        let source = read(&[folder.path("many.csv")], &options).expect("sound");
        let table = source.table();
        (0..source.rows())
            .map(|row| table.cell(row, 0).expect("there").parse().expect("a number"))
            .collect::<Vec<usize>>()
    };
    let (one, two) = (sample(1), sample(2));
    assert_eq!((one.len(), &one), (500, &sample(1)));
    assert_ne!(one, two);
    assert!(one.is_sorted() && one.windows(2).all(|pair| pair[0] != pair[1]));
    // Each of ten stretches has 50 in the mean, with a standard deviation of 6.4.
    for stretch in 0..10 {
        let inside = one.iter().filter(|&&row| row / 500 == stretch).count();
        assert!((25..=75).contains(&inside), "{inside} in stretch {stretch}");
    }
}
