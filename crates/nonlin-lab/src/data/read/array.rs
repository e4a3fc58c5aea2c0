//! Arrays of numbers with a shape, as IDX and NPY files hold them, and what is input and label in them.

use half::f16;

use crate::data::block::{Block, Pixels, Series};
use crate::data::source::Source;
use crate::data::table::RawColumn;
use crate::data::{DataError, ImageSize, Table};

/// The name of the column that labels from a file without names get.
pub(super) const LABEL: &str = "label";

/// An array in row-major order.
pub(super) struct Array {
    pub(super) dims: Vec<usize>,
    pub(super) data: Data,
}

pub(super) enum Data {
    Bytes(Vec<u8>),
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

/// How the numbers of a file are stored, each `bytes()` long.
#[derive(Clone, Copy)]
pub(super) enum Scalar {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    F32,
    F64,
}

impl Scalar {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 | Self::F16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }

    /// The numbers that `bytes` hold; 64-bit integers are rounded to 53 bits.
    #[expect(clippy::cast_lossless, reason = "one macro for types of which some lose digits")]
    pub(super) fn read(self, bytes: &[u8], big_endian: bool) -> Data {
        macro_rules! numbers {
            ($type:ty) => {{
                let (chunks, _) = bytes.as_chunks::<{ size_of::<$type>() }>();
                let one = |chunk: &[u8; size_of::<$type>()]| match big_endian {
                    true => <$type>::from_be_bytes(*chunk) as f64,
                    false => <$type>::from_le_bytes(*chunk) as f64,
                };
                Data::Numbers(chunks.iter().map(one).collect())
            }};
        }
        match self {
            Self::U8 => Data::Bytes(bytes.to_vec()),
            Self::I8 => numbers!(i8),
            Self::U16 => numbers!(u16),
            Self::I16 => numbers!(i16),
            Self::U32 => numbers!(u32),
            Self::I32 => numbers!(i32),
            Self::U64 => numbers!(u64),
            Self::I64 => numbers!(i64),
            Self::F32 => numbers!(f32),
            Self::F64 => numbers!(f64),
            Self::F16 => {
                let (chunks, _) = bytes.as_chunks::<2>();
                let bits =
                    |chunk: &[u8; 2]| if big_endian { u16::from_be_bytes(*chunk) } else { u16::from_le_bytes(*chunk) };
                Data::Numbers(chunks.iter().map(|chunk| f16::from_bits(bits(chunk)).to_f64()).collect())
            }
        }
    }
}

/// How many numbers an array of these `dims` has, if its `item`-byte numbers are exactly the `found` bytes.
///
/// Error: they are not.
pub(super) fn admit_size(
    file: &str,
    format: &'static str,
    dims: &[usize],
    item: usize,
    found: usize,
) -> Result<usize, DataError> {
    let count = dims.iter().try_fold(1_usize, |all, &dim| all.checked_mul(dim));
    if let Some(count) = count.filter(|count| count.checked_mul(item) == Some(found)) {
        return Ok(count);
    }
    let shape: Vec<String> = dims.iter().map(usize::to_string).collect();
    Err(DataError::Damaged {
        file: file.to_string(),
        format,
        place: "header".into(),
        problem: format!(
            "it promises {} numbers of {item} {}, and {found} bytes follow",
            if shape.is_empty() { "1".to_string() } else { shape.join(" x ") },
            if item == 1 { "byte" } else { "bytes" },
        ),
        advice: "the file is cut off or no such file: copy it again".into(),
    })
}

impl Array {
    pub(super) fn rows(&self) -> usize {
        self.dims.first().copied().unwrap_or_default()
    }

    fn shape(&self) -> String {
        self.dims.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ")
    }

    fn numbers(self, file: &str, format: &'static str) -> Result<Vec<f64>, DataError> {
        let (shape, per_row) = (self.shape(), self.dims.iter().skip(1).product::<usize>().max(1));
        match self.data {
            Data::Bytes(bytes) => Ok(bytes.into_iter().map(f64::from).collect()),
            Data::Numbers(numbers) => match numbers.iter().position(|x| x.is_infinite()) {
                Some(place) => Err(DataError::Damaged {
                    file: file.to_string(),
                    format,
                    place: format!("row {}", place / per_row + 1),
                    problem: "a number is infinite or too large".into(),
                    advice: "correct it, or write NaN if it is missing".into(),
                }),
                None => Ok(numbers),
            },
            Data::Texts(_) => Err(DataError::Damaged {
                file: file.to_string(),
                format,
                place: "header".into(),
                problem: format!("the inputs ({shape}) are text"),
                advice: "inputs have to be numbers; write a CSV file for text".into(),
            }),
        }
    }

    /// The columns of a label array; the labels of a matrix in which every row is a 1 among zeros are its places.
    fn labels(self, file: &str, format: &'static str) -> Result<Vec<(String, RawColumn)>, DataError> {
        let rows = self.rows();
        let width = self.dims.iter().skip(1).product::<usize>();
        if self.dims.len() > 2 || width == 0 {
            return Err(DataError::Damaged {
                file: file.to_string(),
                format,
                place: "labels".into(),
                problem: format!("their shape is {}", self.shape()),
                advice: "give one label, or one row of them, for each input".into(),
            });
        }
        let numbers = match self.data {
            Data::Texts(texts) if width == 1 => {
                return Ok(vec![(LABEL.into(), RawColumn::Text(texts.into_iter().map(Some).collect()))]);
            }
            data => Self { dims: vec![rows, width], data }.numbers(file, format)?,
        };
        let one_hot = |row: &[f64]| row.iter().all(|&x| x == 0.0 || x == 1.0) && row.iter().sum::<f64>() == 1.0;
        if width > 1 && numbers.chunks(width).all(one_hot) {
            let place = |row: &[f64]| row.iter().position(|&x| x == 1.0).unwrap_or_default() as f64;
            return Ok(vec![(LABEL.into(), RawColumn::Numbers(numbers.chunks(width).map(place).collect()))]);
        }
        let name = |i: usize| if width == 1 { LABEL.to_string() } else { format!("{LABEL}{i}") };
        let column = |i: usize| numbers.iter().skip(i).step_by(width).copied().collect();
        Ok((0..width).map(|i| (name(i), RawColumn::Numbers(column(i)))).collect())
    }
}

/// What an array of inputs and one of labels from `labels_file` are as rows.
///
/// One or two dimensions are the columns `x0`, `x1`, ...; three are grey pictures if they are bytes or `image` says
/// so, else series of `rows x steps x values`; four are pictures with their channels second or last.
pub(super) fn assemble(
    file: &str,
    format: &'static str,
    inputs: Array,
    labels: Option<(&str, Array)>,
    image: Option<ImageSize>,
) -> Result<Source, DataError> {
    let rows = inputs.rows();
    if rows == 0 {
        return Err(DataError::NoRows { file: file.to_string() });
    }
    let mut columns = Vec::new();
    if let Some((labels_file, labels)) = labels {
        if labels.rows() != rows {
            let (file, labels_file) = (file.to_string(), labels_file.to_string());
            return Err(DataError::LabelCount { file, labels_file, inputs: rows, labels: labels.rows() });
        }
        columns = labels.labels(labels_file, format)?;
    }
    let targets = columns.iter().map(|(name, _)| name.clone()).collect();
    let size = picture_size(&inputs, image);
    let block = if let Some((size, channels_last)) = size {
        Some(pictures(file, format, inputs, size, channels_last)?)
    } else if let [_, _, width] = inputs.dims[..] {
        let steps = inputs.dims[1];
        Some(series(file, format, inputs, steps, width)?)
    } else if inputs.dims.len() <= 2 {
        let width = inputs.dims.get(1).copied().unwrap_or(1);
        let numbers = inputs.numbers(file, format)?;
        for i in 0..width {
            columns
                .push((format!("x{i}"), RawColumn::Numbers(numbers.iter().skip(i).step_by(width).copied().collect())));
        }
        None
    } else {
        return Err(DataError::Damaged {
            file: file.to_string(),
            format,
            place: "header".into(),
            problem: format!("an array of {} is neither a table, nor series, nor pictures", inputs.shape()),
            advice: "give rows x columns, rows x steps x values, or rows x height x width x channels".into(),
        });
    };
    let table = if columns.is_empty() { Table::bare(file, rows) } else { Table::of_columns(file, columns) };
    Ok(Source { table, block, parts: Vec::new(), targets, remarks: Vec::new() })
}

/// The size of the pictures in `inputs`, and whether the channels come last; `None` if they are no pictures.
fn picture_size(inputs: &Array, image: Option<ImageSize>) -> Option<(ImageSize, bool)> {
    let bytes = matches!(inputs.data, Data::Bytes(_));
    match inputs.dims[..] {
        [_, columns] => image.filter(|size| size.values() == columns).map(|size| (size, false)),
        [_, height, width] if bytes || image.is_some() => Some((ImageSize { channels: 1, height, width }, false)),
        [_, height, width, channels @ (1 | 3)] => Some((ImageSize { channels, height, width }, true)),
        [_, channels @ (1 | 3), height, width] => Some((ImageSize { channels, height, width }, false)),
        _ => None,
    }
}

fn pictures(
    file: &str,
    format: &'static str,
    inputs: Array,
    size: ImageSize,
    channels_last: bool,
) -> Result<Block, DataError> {
    let values = size.values();
    if values == 0 {
        return Err(DataError::Damaged {
            file: file.to_string(),
            format,
            place: "header".into(),
            problem: format!("the pictures have no pixels ({})", inputs.shape()),
            advice: "write the file again".into(),
        });
    }
    let channels = if channels_last { size.channels } else { 1 };
    if let Data::Bytes(bytes) = inputs.data {
        return Ok(Block::Images { size, pixels: Pixels::Bytes(channels_first(bytes, values, channels)) });
    }
    let numbers = inputs.numbers(file, format)?;
    if let Some(place) = numbers.iter().position(|x| x.is_nan()) {
        return Err(DataError::Damaged {
            file: file.to_string(),
            format,
            place: format!("row {}", place / values + 1),
            problem: "a pixel is NaN".into(),
            advice: "pictures have no gaps: fill it or leave the picture out".into(),
        });
    }
    #[expect(clippy::cast_possible_truncation, reason = "what a network computes with")]
    let floats = numbers.into_iter().map(|x| (x as f32).clamp(f32::MIN, f32::MAX)).collect();
    let pixels = Pixels::Floats(channels_first(floats, values, channels));
    Ok(Block::Images { size, pixels })
}

/// Pictures of `values` numbers whose channels come last, with the channels first.
pub(super) fn channels_first<T: Copy>(all: Vec<T>, values: usize, channels: usize) -> Vec<T> {
    if channels == 1 {
        return all;
    }
    let channel = |picture: &[T], c: usize| picture.iter().skip(c).step_by(channels).copied().collect::<Vec<T>>();
    all.chunks(values).flat_map(|picture| (0..channels).flat_map(move |c| channel(picture, c))).collect()
}

fn series(file: &str, format: &'static str, inputs: Array, steps: usize, width: usize) -> Result<Block, DataError> {
    if steps * width == 0 {
        return Err(DataError::Damaged {
            file: file.to_string(),
            format,
            place: "header".into(),
            problem: format!("the series are empty ({})", inputs.shape()),
            advice: "write the file again".into(),
        });
    }
    let rows = inputs.rows();
    let mut series = Series::new((0..width).map(|i| format!("x{i}")).collect());
    #[expect(clippy::cast_possible_truncation, reason = "what a network computes with")]
    series.values.extend(inputs.numbers(file, format)?.into_iter().map(|x| (x as f32).clamp(f32::MIN, f32::MAX)));
    series.ends = (1..=rows).map(|row| row * steps).collect();
    Ok(Block::Series(series))
}
