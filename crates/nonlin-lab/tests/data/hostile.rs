//! Cut off, contradictory and malicious files: one line each, no panic, no memory by what a header promises.

use nonlin_lab::data::LoadOptions;
use proptest::prelude::*;

use crate::{Folder, csv, gzip, idx, npy, png};

fn none() -> LoadOptions {
    LoadOptions::default()
}

#[test]
fn gzip_files() {
    let folder = Folder::new();
    let options = LoadOptions::predicting(["y"]);
    let packed = gzip(csv("x,y", 4000, |i| format!("{},{}", i * i, i % 2)).as_bytes());
    folder.write("cut.csv.gz", &packed[..packed.len() / 2]);
    let text = folder.refusal("cut.csv.gz", &options);
    assert!(text.starts_with("cut.csv.gz: gzip, packed data: cannot be unpacked ("), "{text}");
    // A row without an end, a thousand times smaller when packed.
    let mut bomb = b"x,y\n".to_vec();
    bomb.resize(40 << 20, b'1');
    folder.write("bomb.csv.gz", gzip(&bomb));
    assert_eq!(
        folder.refusal("bomb.csv.gz", &options),
        "bomb.csv.gz: CSV, line 2: the row that begins here is longer than 16 MiB; look for a quote that is never closed"
    );
}

#[test]
fn tables_larger_than_memory_can_be_sampled() {
    let folder = Folder::new();
    folder.write("large.csv", csv("x,y", 20_000, |i| format!("{},{}", i * i, i % 2)));
    let options = LoadOptions { memory: Some(1 << 20), ..LoadOptions::predicting(["y"]) };
    assert!(folder.refusal("large.csv", &options).contains("would take about 3."));
    let sample = LoadOptions { rows: Some(100), ..options };
    assert_eq!(folder.load("large.csv", &sample).expect("a sample is small").rows(), 100);
}

#[test]
fn idx_files() {
    let folder = Folder::new();
    let labels = idx(&[30], &[0, 1, 2].repeat(10));
    let good = idx(&[30, 2, 3], &[7; 180]);
    folder.write("a-images-idx3-ubyte", idx(&[u32::MAX, 65_535, 65_535], &[1; 40]));
    folder.write("a-labels-idx1-ubyte", &labels);
    assert_eq!(
        folder.refusal("a-images-idx3-ubyte", &none()),
        "a-images-idx3-ubyte: IDX, header: it promises 4294967295 x 65535 x 65535 numbers of 1 byte, and 40 bytes follow; \
         the file is cut off or no such file: copy it again"
    );
    folder.write("b-images-idx3-ubyte", &good[..100]);
    assert!(
        folder
            .refusal("b-images-idx3-ubyte", &none())
            .contains("promises 30 x 2 x 3 numbers of 1 byte, and 84 bytes follow")
    );
    folder.write("c-images-idx3-ubyte", [0, 0, 8, 3, 0, 0]);
    assert!(folder.refusal("c-images-idx3-ubyte", &none()).contains("byte 6: the file ends within its header"));
    folder.write("d-images-idx3-ubyte", &good);
    assert_eq!(
        folder.refusal("d-images-idx3-ubyte", &none()),
        "d-images-idx3-ubyte: no labels were found beside it; \
         put them into one of `d-labels-idx1-ubyte`, `d-labels-idx1-ubyte.gz`"
    );
    folder.write("d-labels-idx1-ubyte", idx(&[29], &[0; 29]));
    assert_eq!(
        folder.refusal("d-images-idx3-ubyte", &none()),
        "d-images-idx3-ubyte: holds 30 inputs, and d-labels-idx1-ubyte holds 29 labels; give files that belong together"
    );
    assert!(folder.refusal("d-labels-idx1-ubyte", &none()).contains("name the file of pictures"));
}

#[test]
fn numpy_files() {
    let folder = Folder::new();
    let refused = |name: &str, bytes: Vec<u8>| {
        folder.write(&format!("{name}_X.npy"), bytes);
        folder.write(&format!("{name}_y.npy"), npy("'|u1'", false, "(20,)", &[0, 1].repeat(10)));
        folder.refusal(&format!("{name}_X.npy"), &none())
    };
    assert!(refused("huge", npy("'<f8'", false, "(1152921504606846976, 16)", &[0; 64])).contains("64 bytes follow"));
    assert!(refused("wraps", npy("'<f8'", false, "(4611686018427387904, 4)", &[])).contains("0 bytes follow"));
    assert!(
        refused("cut", npy("'<f8'", false, "(20, 2)", &[0; 319])).contains("20 x 2 numbers of 8 bytes, and 319 bytes")
    );
    assert!(refused("more", npy("'<f8'", false, "(20, 2)", &[0; 321])).contains("321 bytes follow"));
    assert!(
        refused("object", npy("'|O'", false, "(20,)", b"\x80\x04"))
            .contains("Python objects, which are never unpickled")
    );
    assert!(refused("record", npy("[('a', '<f4')]", false, "(20,)", &[0; 80])).contains("records of several types"));
    assert!(refused("odd", npy("'<c16'", false, "(20,)", &[0; 320])).contains("no type `<c16` is known"));
    assert!(refused("nothing", npy("'<f8'", false, "(0, 4)", &[])).contains("has a header but no rows"));
    assert!(refused("flat", npy("'<f4'", false, "(20, 0, 3)", &[])).contains("the series are empty (20 x 0 x 3)"));
    assert!(
        refused("deep", npy("'|u1'", false, "(20, 1, 1, 1, 1)", &[0; 20]))
            .contains("neither a table, nor series, nor pictures")
    );
    let mut long = b"\x93NUMPY\x02\x00".to_vec();
    long.extend(u32::MAX.to_le_bytes());
    assert!(refused("long", long).contains("longer than 1 MiB"));
    let infinite: Vec<u8> = (0..20).flat_map(|i| if i == 6 { f32::INFINITY } else { 1.0 }.to_le_bytes()).collect();
    assert!(refused("infinite", npy("'<f4'", false, "(20, 1)", &infinite)).contains("row 7: a number is infinite"));

    folder.write("sheet.xlsx", b"PK\x03\x04");
    assert!(folder.refusal("sheet.xlsx", &none()).starts_with("sheet.xlsx: NPZ, archive: cannot be unpacked ("));
}

#[test]
fn series_files() {
    let folder = Folder::new();
    let refused = |lines: &[&str]| {
        folder.write(
            "s.ts",
            ["@problemName s", "@classLabel true a b", "@data"]
                .iter()
                .chain(lines)
                .fold(String::new(), |all, line| all + line + "\n"),
        );
        folder.refusal("s.ts", &none())
    };
    let good = "1,2,3:4,5,6:a";
    assert_eq!(
        refused(&[good, "1,2:4,5,6:b"]),
        "s.ts: .ts, line 5: dimension 2 has 3 values, dimension 1 has 2; give all dimensions of a series the same length"
    );
    assert!(refused(&[good, "1,2,3:b"]).contains("line 5: it has 1 dimensions, the lines before have 2"));
    assert!(refused(&[good, "1,2,x:4,5,6:b"]).contains("line 5: dimension 1: `x` is not a finite number"));
    assert!(refused(&[good, "1,2,1e99:4,5,6:b"]).contains("`1e99` is not a finite number"));
    assert!(
        refused(&[good, "1,2,3:4,5,6:c"]).contains("line 5: its label `c` is none of those that `@classLabel` lists")
    );
    assert!(refused(&["(0,1),(1,2):a"]).contains("line 4: values with time stamps are not read"));
    assert!(refused(&[]).contains("no rows"));
    folder.write("h.ts", "@problemName x\n@classLabel true a b\n");
    assert!(folder.refusal("h.ts", &none()).contains("line 2: the file ends before `@data`"));
    folder.write("t.ts", "@problemName x\n@timeStamps true\n@data\n");
    assert!(folder.refusal("t.ts", &none()).contains("line 2: series with time stamps are not read"));
}

#[test]
fn pictures() {
    let folder = Folder::new();
    let good = png(4, 4, 1, &[9; 16]);
    folder.write("p/a/1.png", &good);
    // The header's width and height, with the right checksum: 2^30 pixels a side.
    let mut bomb = good.clone();
    bomb[16..20].copy_from_slice(&(1_u32 << 30).to_be_bytes());
    bomb[20..24].copy_from_slice(&(1_u32 << 30).to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    folder.write("p/b/bomb.png", &bomb);
    let text = folder.refusal("p", &none());
    assert!(text.starts_with("p/b/bomb.png: picture, header: "), "{text}");
    assert!(text.ends_with("; replace it or take it out of the folder"), "{text}");

    folder.write("p/b/bomb.png", &good[..good.len() - 20]);
    assert!(folder.refusal("p", &none()).starts_with("p/b/bomb.png: picture, pixels: "));
    let jpeg = include_bytes!("ramp.jpg");
    folder.write("p/b/bomb.png", &jpeg[..jpeg.len() / 2]);
    assert!(folder.refusal("p", &none()).starts_with("p/b/bomb.png: picture, "));
    folder.write("p/b/bomb.png", "no picture");
    assert_eq!(
        folder.refusal("p", &none()),
        "p/b: no PNG or JPEG picture is in it; put the pictures into one folder for each class"
    );
    assert_eq!(
        folder.refusal("p/a/1.png", &none()),
        "p/a/1.png: is a single picture; name the folder that has a folder of pictures for each class"
    );
    std::fs::create_dir(folder.path("empty")).expect("writable");
    assert!(folder.refusal("empty", &none()).contains("no PNG or JPEG picture is in it"));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_files() {
    let folder = Folder::new();
    let good = include_bytes!("penguins.parquet");
    let options = LoadOptions::predicting(["species"]);
    folder.write("cut.parquet", &good[..good.len() / 2]);
    let text = folder.refusal("cut.parquet", &options);
    assert!(text.starts_with("cut.parquet: Parquet, footer: "), "{text}");
    folder.write("short.parquet", b"PAR1");
    assert!(folder.refusal("short.parquet", &options).starts_with("short.parquet: Parquet, footer: "));
    // The footer's length says more than there is.
    let mut lie = good.to_vec();
    let place = lie.len() - 8;
    lie[place..place + 4].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
    folder.write("lie.parquet", &lie);
    assert!(folder.refusal("lie.parquet", &options).starts_with("lie.parquet: Parquet, footer: "));
}

/// Bytes of a good file with some of them changed, and perhaps cut off.
fn damage(good: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = good.len();
    (proptest::collection::vec((0..length, any::<u8>()), 0..6), 0..=length).prop_map(move |(changes, end)| {
        let mut bytes = good.clone();
        changes.iter().for_each(|&(place, byte)| bytes[place] = byte);
        bytes.truncate(if end % 3 == 0 { end } else { length });
        bytes
    })
}

fn good_files() -> Vec<(&'static str, Vec<u8>)> {
    let series = "@problemName s\n@classLabel true a b\n@data\n".to_string() + &"1,2,3:4,5,6:a\n1,2:4,5:b\n".repeat(6);
    vec![
        ("f-images-idx3-ubyte", idx(&[12, 2, 3], &(0..72).collect::<Vec<u8>>())),
        ("f-images-idx3-ubyte", gzip(&idx(&[12, 2, 3], &(0..72).collect::<Vec<u8>>()))),
        ("f_X.npy", npy("'<f4'", false, "(12, 3)", &[1; 144])),
        ("f.ts", series.into_bytes()),
        ("f.csv.gz", gzip(csv("x,label", 12, |i| format!("{},{}", i * i, i % 2)).as_bytes())),
        #[cfg(feature = "parquet")]
        ("f.parquet", include_bytes!("penguins.parquet").to_vec()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn damaged_files_are_read_or_refused(
        (name, bytes) in proptest::sample::select(good_files()).prop_flat_map(|(name, good)| (Just(name), damage(good))),
    ) {
        let folder = Folder::new();
        folder.write(name, bytes);
        folder.write("f-labels-idx1-ubyte", idx(&[12], &[0, 1].repeat(6)));
        folder.write("f_y.npy", npy("'|u1'", false, "(12,)", &[0, 1].repeat(6)));
        let options = match name {
            "f.parquet" => LoadOptions::predicting(["species"]),
            "f.csv.gz" => LoadOptions::predicting(["label"]),
            _ => LoadOptions::default(),
        };
        let read = folder.load(name, &options).and_then(|dataset| dataset.prepare(1));
        match read {
            Ok(prepared) => prop_assert!(prepared.train.inputs.iter().all(|x| x.is_finite())),
            Err(error) => prop_assert!(!error.to_string().contains('\n'), "{error}"),
        }
    }
}
