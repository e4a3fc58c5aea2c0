//! Files of every format as rows: what a file is shows in its beginning.

mod array;
mod folder;
mod idx;
mod npy;
#[cfg(feature = "parquet")]
mod parquet_file;
mod picture;
mod plain;
mod series_text;

pub use plain::{plain_arrays, plain_arrays_in};

use std::path::{Path, PathBuf};

use super::open::Opened;
use super::sampling::Sampling;
use super::source::{Given, Source};
use super::{DataError, ImageSize, LoadOptions, MAX_FILE_BYTES, csv_text};

/// How files are to be read.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// Whether the rows have labels; else none are looked for.
    pub(super) labelled: bool,
    pub(super) image: Option<ImageSize>,
    pub(super) sampling: Option<Sampling>,
    /// Whether the rows of a table are not what is sampled, but the cases that they belong to.
    pub(super) whole_tables: bool,
    pub(super) memory: Option<u64>,
}

impl Reading {
    pub(super) fn of(options: &LoadOptions) -> Self {
        Self {
            labelled: true,
            image: options.image,
            sampling: options.rows.map(|rows| Sampling { rows, seed: options.seed }),
            whole_tables: options.case.is_some(),
            memory: options.memory,
        }
    }
}

/// Reads the files at `paths`, which belong together, and those of the test part.
pub(super) fn files(paths: &[PathBuf], options: &LoadOptions, reading: Reading) -> Result<Source, DataError> {
    let mut whole: Option<Source> = None;
    for path in paths {
        let source = file(path, reading)?;
        whole = Some(match whole {
            Some(whole) => whole.append(source)?,
            None => source,
        });
    }
    let Some(whole) = whole else { return Err(DataError::NoFiles) };
    let test = match (&options.test, options.sibling_test, paths) {
        (Some(test), _, _) => test.clone(),
        (None, true, [path, ..]) => sibling(path)?,
        _ => return Ok(whole),
    };
    // The pictures of a folder are scaled alike.
    let image = match &whole.block {
        Some(super::block::Block::Images { size, .. }) => Some(*size),
        _ => reading.image,
    };
    let test = file(&test, Reading { image, ..reading })?;
    let whole = if whole.parts.is_empty() { whole.all(Given::Train) } else { whole };
    whole.append(test.all(Given::Test))
}

fn file(path: &Path, reading: Reading) -> Result<Source, DataError> {
    let Reading { labelled, image, sampling, memory, .. } = reading;
    if path.is_dir() {
        return Ok(folder::read(path, labelled, image, memory)?.sampled(sampling));
    }
    let limit = if sampling.is_some() { u64::MAX } else { MAX_FILE_BYTES };
    let mut opened = Opened::open(path, limit)?;
    let head = opened.head.as_slice();
    if head.starts_with(b"PAR1") {
        #[cfg(feature = "parquet")]
        return parquet_file::read(path, sampling, memory);
        #[cfg(not(feature = "parquet"))]
        return Err(DataError::Packed { file: opened.name, packing: "Parquet (which this build does not read)" });
    }
    if picture::is_picture(head) && labelled {
        return Err(DataError::SinglePicture { file: opened.name });
    }
    let source = if idx::is_idx(head) {
        idx::read(path, opened, labelled, memory)?
    } else if head.starts_with(npy::NPY_MAGIC) {
        npy::read_npy(path, opened, labelled, image, memory)?
    } else if head.starts_with(npy::ZIP_MAGIC) {
        npy::read_npz(opened, labelled, image, memory)?
    } else if series_text::is_series_text(head) {
        series_text::read(opened, labelled, memory)?
    } else {
        let rows = sampling.filter(|_| !reading.whole_tables);
        return Ok(Source::of_table(csv_text::read(&mut opened, rows, memory)?));
    };
    Ok(source.sampled(sampling))
}

/// The file beside `path` whose name has `test` where its own has `train`.
fn sibling(path: &Path) -> Result<PathBuf, DataError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let tried: Vec<String> = [("train", "test"), ("TRAIN", "TEST"), ("Train", "Test")]
        .iter()
        .filter(|(train, _)| name.contains(train))
        .map(|(train, test)| name.replace(train, test))
        .collect();
    let found = tried.iter().map(|name| path.with_file_name(name)).find(|place| place.exists());
    found.ok_or_else(|| DataError::NoTestFile { file: path.display().to_string(), tried })
}
