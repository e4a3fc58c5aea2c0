//! NPY and NPZ: the arrays of `NumPy`. Nothing is ever unpickled.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use super::array::{Array, Data, Scalar, admit_size, assemble};
use crate::data::open::Opened;
use crate::data::source::{Given, Source};
use crate::data::{DataError, ImageSize, MAX_FILE_BYTES, memory};

pub(super) const NPY_MAGIC: &[u8] = b"\x93NUMPY";
pub(super) const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// The longest header.
const MAX_HEADER: usize = 1 << 20;

/// Reads the array of inputs at `path` and, if `labelled`, the one of labels beside it.
pub(super) fn read_npy(
    path: &Path,
    mut opened: Opened<'_>,
    labelled: bool,
    image: Option<ImageSize>,
    limit: Option<u64>,
) -> Result<Source, DataError> {
    let file = opened.name.clone();
    admit(&opened, limit)?;
    let inputs = parse(&file, &opened.bytes()?)?;
    if !labelled {
        return assemble(&file, "NPY", inputs, None, image);
    }
    let place = labels_beside(path)?;
    let mut opened = Opened::open(&place, MAX_FILE_BYTES)?;
    admit(&opened, limit)?;
    let labels = parse(&opened.name.clone(), &opened.bytes()?)?;
    assemble(&file, "NPY", inputs, Some((&opened.name, labels)), image)
}

fn admit(opened: &Opened<'_>, limit: Option<u64>) -> Result<(), DataError> {
    // Numbers of at most eight bytes become such of eight, a column of sixteen and encoded ones of four.
    memory::admit(&opened.name, opened.about.unwrap_or_default().saturating_mul(6), limit)
}

fn labels_beside(path: &Path) -> Result<PathBuf, DataError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".npy").unwrap_or(&name);
    let mut tried = Vec::new();
    for (inputs, labels) in [
        ("X", "y"),
        ("x", "y"),
        ("images", "labels"),
        ("data", "labels"),
        ("data", "target"),
        ("features", "labels"),
        ("inputs", "targets"),
    ] {
        for (from, to) in [
            (inputs.to_string(), labels.to_string()),
            (format!("{inputs}_"), format!("{labels}_")),
            (format!("_{inputs}"), format!("_{labels}")),
        ] {
            let whole = stem == from;
            let part = from.len() > inputs.len() && (stem.starts_with(&from) || stem.ends_with(&from));
            if whole || part {
                tried.push(format!("{}.npy", stem.replacen(&from, &to, 1)));
            }
        }
    }
    let found = tried.iter().map(|name| path.with_file_name(name)).find(|place| place.is_file());
    if tried.is_empty() {
        tried = ["X.npy and y.npy", "images.npy and labels.npy"].map(String::from).to_vec();
    }
    found.ok_or_else(|| DataError::NoLabels { file: path.display().to_string(), tried })
}

/// Reads the arrays of the NPZ file `opened`: inputs and labels by their usual names, test and validation parts too.
pub(super) fn read_npz(
    mut opened: Opened<'_>,
    labelled: bool,
    image: Option<ImageSize>,
    limit: Option<u64>,
) -> Result<Source, DataError> {
    let file = opened.name.clone();
    admit(&opened, limit)?;
    let bytes = opened.bytes()?;
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|error| damaged(&file, "archive", &error))?;
    let names: Vec<String> = archive.file_names().map(String::from).collect();
    if names.is_empty() || !names.iter().all(|name| is_npy(name)) {
        return Err(DataError::Packed { file, packing: "zip (as .xlsx files are)" });
    }
    let mut arrays = BTreeMap::new();
    let mut left = MAX_FILE_BYTES;
    for name in names {
        let array = name.trim_end_matches(".npy").to_lowercase();
        let Some(role) = role(&array) else { continue };
        let entry = archive.by_name(&name).map_err(|error| damaged(&file, &name, &error))?;
        memory::admit(&file, entry.size().saturating_mul(6), limit)?;
        let mut bytes = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut bytes);
        read.map_err(|error| damaged(&file, &name, &error))?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| DataError::ContentTooLarge { file: file.clone(), limit: MAX_FILE_BYTES })?;
        let place = format!("{file}: {name}");
        arrays.insert(role, (place.clone(), parse(&place, &bytes)?));
    }
    let mut whole: Option<Source> = None;
    let several = arrays.keys().any(|(part, _)| *part != 0);
    for (part, given) in [(0, Given::Train), (1, Given::Validation), (2, Given::Test)] {
        let Some((place, inputs)) = arrays.remove(&(part, true)) else { continue };
        let labels = arrays.remove(&(part, false));
        if labelled && labels.is_none() {
            return Err(DataError::NoLabels { file: place, tried: vec!["y".into(), "labels".into(), "target".into()] });
        }
        let labels = labels.as_ref().map(|(name, _)| name.clone()).zip(labels.map(|(_, array)| array));
        let labels = labels.filter(|_| labelled);
        let source = match labels {
            Some((name, array)) => assemble(&place, "NPZ", inputs, Some((&name, array)), image)?,
            None => assemble(&place, "NPZ", inputs, None, image)?,
        };
        let source = if several { source.all(given) } else { source };
        whole = Some(match whole {
            Some(whole) => whole.append(source)?,
            None => source,
        });
    }
    whole.ok_or_else(|| DataError::Damaged {
        file,
        format: "NPZ",
        place: "archive".into(),
        problem: "no array has a usual name".into(),
        advice: "name the inputs `X` and the labels `y` (`x_train`, `y_train`, `x_test`, `y_test` for parts)".into(),
    })
}

fn is_npy(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "npy")
}

/// The part (0 train, 1 validation, 2 test) that an array of that name belongs to, and whether it is one of inputs.
fn role(name: &str) -> Option<(u8, bool)> {
    let words: Vec<&str> = name.split(['_', '-', '.', ' ']).collect();
    let mut part = 0;
    let mut input = None;
    for word in words {
        match word {
            "x" | "data" | "images" | "image" | "inputs" | "features" => input = Some(true),
            "y" | "labels" | "label" | "target" | "targets" => input = Some(false),
            "train" | "training" => {}
            "val" | "valid" | "validation" => part = 1,
            "test" => part = 2,
            _ => return None,
        }
    }
    input.map(|input| (part, input))
}

fn damaged(file: &str, place: &str, error: &dyn std::fmt::Display) -> DataError {
    DataError::Damaged {
        file: file.to_string(),
        format: "NPZ",
        place: place.to_string(),
        problem: format!("cannot be unpacked ({error})"),
        advice: "copy or save the file again".into(),
    }
}

/// The array that the NPY file `bytes` holds.
pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Array, DataError> {
    let wrong = |problem: String, advice: &str| DataError::Damaged {
        file: file.to_string(),
        format: "NPY",
        place: "header".into(),
        problem,
        advice: advice.to_string(),
    };
    let cut_off = || wrong("the file ends within it, or it is longer than 1 MiB".into(), "save the array again");
    let rest = bytes
        .strip_prefix(NPY_MAGIC)
        .ok_or_else(|| wrong("it does not begin as an NPY file does".into(), "save the array with `numpy.save`"))?;
    let (version, rest) = rest.split_first_chunk::<2>().ok_or_else(cut_off)?;
    let (length, rest) = if version[0] == 1 {
        let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(cut_off)?;
        (usize::from(u16::from_le_bytes(*length)), rest)
    } else {
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(cut_off)?;
        (usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX), rest)
    };
    let (header, data) = rest.split_at_checked(length).filter(|_| length <= MAX_HEADER).ok_or_else(cut_off)?;
    let header = std::str::from_utf8(header).map_err(|_| wrong("it is no text".into(), "save the array again"))?;
    let unread = || wrong("it cannot be understood".into(), "save the array again");
    let descr = value(header, "descr").ok_or_else(unread)?;
    let Some(descr) = descr.strip_prefix(['\'', '"']).and_then(|rest| rest.split(['\'', '"']).next()) else {
        return Err(wrong(
            "its rows are records of several types".into(),
            "save one array for the inputs and one for the labels",
        ));
    };
    let fortran = value(header, "fortran_order").ok_or_else(unread)?.starts_with("True");
    let shape = value(header, "shape").and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.split(')').next());
    let dims: Option<Vec<usize>> =
        shape.ok_or_else(unread)?.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect();
    let dims = dims.filter(|dims| dims.len() <= 8).ok_or_else(unread)?;

    let big_endian = descr.starts_with('>');
    let kind = descr.trim_start_matches(['<', '>', '|', '=']);
    let data = match kind {
        _ if kind.starts_with('O') => {
            return Err(wrong(
                "its elements are Python objects, which are never unpickled".into(),
                "save an array of numbers (`array.astype(float)`)",
            ));
        }
        _ if kind.starts_with(['U', 'S', 'a']) => {
            let characters: usize = kind[1..].parse().map_err(|_| unread())?;
            let wide = kind.starts_with('U');
            let item = characters.checked_mul(if wide { 4 } else { 1 }).filter(|&item| item > 0).ok_or_else(unread)?;
            admit_size(file, "NPY", &dims, item, data.len())?;
            Data::Texts(data.chunks(item).map(|cell| text(cell, wide, big_endian)).collect())
        }
        _ => {
            let scalar = match kind {
                "u1" | "b1" => Scalar::U8,
                "i1" => Scalar::I8,
                "u2" => Scalar::U16,
                "i2" => Scalar::I16,
                "u4" => Scalar::U32,
                "i4" => Scalar::I32,
                "u8" => Scalar::U64,
                "i8" => Scalar::I64,
                "f2" => Scalar::F16,
                "f4" => Scalar::F32,
                "f8" => Scalar::F64,
                _ => return Err(wrong(format!("no type `{descr}` is known"), "save an array of numbers")),
            };
            admit_size(file, "NPY", &dims, scalar.bytes(), data.len())?;
            scalar.read(data, big_endian)
        }
    };
    let data = if fortran && dims.len() > 1 { row_major(data, &dims) } else { data };
    Ok(Array { dims, data })
}

/// What follows `'key':` in the header, a Python dictionary.
fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let start = ['\'', '"'].iter().find_map(|quote| {
        let key = format!("{quote}{key}{quote}");
        header.find(&key).map(|place| place + key.len())
    })?;
    Some(header[start..].trim_start().strip_prefix(':')?.trim_start())
}

fn text(cell: &[u8], wide: bool, big_endian: bool) -> String {
    if !wide {
        return String::from_utf8_lossy(cell).trim_end_matches('\0').to_string();
    }
    let (characters, _) = cell.as_chunks::<4>();
    let code = |c: &[u8; 4]| if big_endian { u32::from_be_bytes(*c) } else { u32::from_le_bytes(*c) };
    let text: String = characters.iter().filter_map(|c| char::from_u32(code(c))).collect();
    text.trim_end_matches('\0').to_string()
}

fn row_major(data: Data, dims: &[usize]) -> Data {
    match data {
        Data::Bytes(bytes) => Data::Bytes(reordered(&bytes, dims)),
        Data::Numbers(numbers) => Data::Numbers(reordered(&numbers, dims)),
        Data::Texts(texts) => Data::Texts(reordered(&texts, dims)),
    }
}

/// The elements of an array whose first index runs fastest, with the last running fastest.
fn reordered<T: Clone>(all: &[T], dims: &[usize]) -> Vec<T> {
    let mut strides = Vec::with_capacity(dims.len());
    let mut stride = 1;
    for dim in dims {
        strides.push(stride);
        stride *= dim;
    }
    let mut place = vec![0; dims.len()];
    let mut ordered = Vec::with_capacity(all.len());
    for _ in 0..all.len() {
        let from: usize = place.iter().zip(&strides).map(|(i, stride)| i * stride).sum();
        ordered.extend(all.get(from).cloned());
        for axis in (0..dims.len()).rev() {
            place[axis] += 1;
            if place[axis] < dims[axis] {
                break;
            }
            place[axis] = 0;
        }
    }
    ordered
}
