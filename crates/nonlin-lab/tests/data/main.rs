//! A person's CSV in, encoded train, validation and test parts out: on real files, on bad ones, and on any bytes.

#![allow(
    clippy::redundant_closure_for_method_calls,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::needless_for_each,
    reason = "tests read best as they stand"
)]

mod any_bytes;
mod bad_input;
mod columns;
mod encoding;
mod formats;
mod hostile;
mod parts;
mod preparing;
mod real_files;
mod sequences;

use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use nonlin_lab::data::{DataError, Dataset, LoadOptions, Table, Task, load as load_files};
use tempfile::TempDir;

/// The path of a file of the repository's `data/` folder.
fn sample(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file)
}

/// The sample `file`, with the column `target` to be predicted.
fn load(file: &str, target: &str) -> Dataset {
    let table = Table::read(&sample(file)).expect("the sample is there");
    Dataset::new(table, &[target.to_string()], None).expect("the sample is sound")
}

/// The data set that `csv` holds.
fn understand(csv: &str, targets: &[&str], task: Option<Task>) -> Result<Dataset, DataError> {
    let targets: Vec<String> = targets.iter().copied().map(String::from).collect();
    Dataset::new(Table::parse("my.csv", csv.as_bytes())?, &targets, task)
}

/// A header and `rows` lines, each made by `line` from its number.
fn csv(header: &str, rows: usize, line: impl Fn(usize) -> String) -> String {
    std::iter::once(header.to_string()).chain((0..rows).map(line)).map(|line| line + "\n").collect()
}

/// A folder for files of a test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders that lead to it.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("in the folder")).expect("writable");
        std::fs::write(&path, bytes).expect("writable");
        path
    }

    fn load(&self, name: &str, options: &LoadOptions) -> Result<Dataset, DataError> {
        load_files(&[self.path(name)], options)
    }

    /// What is wrong with `name`, without the path of the folder.
    fn refusal(&self, name: &str, options: &LoadOptions) -> String {
        let text = self.load(name, options).expect_err("must be refused").to_string();
        assert!(!text.contains('\n'), "more than one line: {text}");
        text.replace(&self.path("").display().to_string(), "")
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("in memory")
}

/// An IDX file of bytes.
fn idx(dims: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, u8::try_from(dims.len()).expect("a few")];
    dims.iter().for_each(|dim| file.extend(dim.to_be_bytes()));
    file.extend(bytes);
    file
}

/// An NPY file of version 1.
fn npy(descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(header.len()).expect("short").to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// A PNG file of `channels` (1 or 3) bytes a pixel.
fn png(width: u32, height: u32, channels: usize, pixels: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(if channels == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    let mut writer = encoder.write_header().expect("in memory");
    writer.write_image_data(pixels).expect("in memory");
    writer.finish().expect("in memory");
    file
}
