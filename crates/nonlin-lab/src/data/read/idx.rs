//! IDX: the files that MNIST and its kin come in.

use std::path::{Path, PathBuf};

use super::array::{Array, Scalar, admit_size, assemble};
use crate::data::open::Opened;
use crate::data::source::{Given, Source};
use crate::data::{DataError, MAX_FILE_BYTES, memory};

/// Whether `head` is the beginning of an IDX file.
pub(super) fn is_idx(head: &[u8]) -> bool {
    matches!(head, [0, 0, kind, 1..=4, ..] if scalar(*kind).is_some())
}

fn scalar(kind: u8) -> Option<Scalar> {
    match kind {
        0x08 => Some(Scalar::U8),
        0x09 => Some(Scalar::I8),
        0x0B => Some(Scalar::I16),
        0x0C => Some(Scalar::I32),
        0x0D => Some(Scalar::F32),
        0x0E => Some(Scalar::F64),
        _ => None,
    }
}

/// Reads the pictures at `path`, with the labels beside them, and the test part beside that if `path` is a training
/// part. `labelled` says whether there must be labels.
pub(super) fn read(path: &Path, opened: Opened<'_>, labelled: bool, limit: Option<u64>) -> Result<Source, DataError> {
    let train = one(path, opened, labelled, limit)?;
    let test = labelled.then(|| test_beside(path)).flatten();
    let Some(test) = test else { return Ok(train) };
    let opened = Opened::open(&test, MAX_FILE_BYTES)?;
    let test = one(&test, opened, labelled, limit)?;
    train.all(Given::Train).append(test.all(Given::Test))
}

fn one(path: &Path, mut opened: Opened<'_>, labelled: bool, limit: Option<u64>) -> Result<Source, DataError> {
    let file = opened.name.clone();
    let inputs = array(&mut opened, limit)?;
    if inputs.dims.len() < 2 {
        return Err(DataError::Damaged {
            file,
            format: "IDX",
            place: "header".into(),
            problem: "it holds one number a row, as a file of labels does".into(),
            advice: "name the file of pictures (`train-images-idx3-ubyte`); the labels are found beside it".into(),
        });
    }
    let (labels_file, labels) = if labelled {
        let place = labels_beside(path)?;
        let mut opened = Opened::open(&place, MAX_FILE_BYTES)?;
        if !is_idx(&opened.head) {
            return Err(not_idx(opened.name));
        }
        (opened.name.clone(), Some(array(&mut opened, limit)?))
    } else {
        (String::new(), None)
    };
    assemble(&file, "IDX", inputs, labels.map(|labels| (labels_file.as_str(), labels)), None)
}

fn not_idx(file: String) -> DataError {
    DataError::Damaged {
        file,
        format: "IDX",
        place: "header".into(),
        problem: "it does not begin as an IDX file does".into(),
        advice: "copy the file again".into(),
    }
}

/// The array in an IDX file: two zero bytes, the type, the number of dimensions, these as big-endian `u32`, numbers.
fn array(opened: &mut Opened<'_>, limit: Option<u64>) -> Result<Array, DataError> {
    let file = opened.name.clone();
    // The bytes, their copy as a block, and four for each in the encoded parts.
    memory::admit(&file, opened.about.unwrap_or_default().saturating_mul(6), limit)?;
    let bytes = opened.bytes()?;
    let [0, 0, kind, count @ 1..=4, rest @ ..] = bytes.as_slice() else { return Err(not_idx(file)) };
    let Some(scalar) = scalar(*kind) else { return Err(not_idx(file)) };
    let Some((header, numbers)) = rest.split_at_checked(4 * usize::from(*count)) else {
        return Err(DataError::Damaged {
            file,
            format: "IDX",
            place: format!("byte {}", bytes.len()),
            problem: "the file ends within its header".into(),
            advice: "copy the file again".into(),
        });
    };
    let (sizes, _) = header.as_chunks::<4>();
    let dims: Vec<usize> =
        sizes.iter().map(|size| usize::try_from(u32::from_be_bytes(*size)).unwrap_or(usize::MAX)).collect();
    admit_size(&file, "IDX", &dims, scalar.bytes(), numbers.len())?;
    Ok(Array { data: scalar.read(numbers, true), dims })
}

/// The file of labels that belongs to the pictures at `path`.
fn labels_beside(path: &Path) -> Result<PathBuf, DataError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let labels = name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
    let tried = with_and_without_gz(&labels);
    let tried: Vec<String> = tried.into_iter().filter(|tried| *tried != name).collect();
    let found = tried.iter().map(|name| path.with_file_name(name)).find(|place| place.is_file());
    found.ok_or_else(|| DataError::NoLabels { file: path.display().to_string(), tried })
}

/// The test part of the training pictures at `path`, by the usual names.
fn test_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let rest = name.strip_prefix("train")?;
    let names = [format!("t10k{rest}"), format!("test{rest}")];
    names.iter().flat_map(|name| with_and_without_gz(name)).map(|name| path.with_file_name(name)).find(|p| p.is_file())
}

fn with_and_without_gz(name: &str) -> [String; 2] {
    match name.strip_suffix(".gz") {
        Some(bare) => [name.to_string(), bare.to_string()],
        None => [name.to_string(), format!("{name}.gz")],
    }
}
