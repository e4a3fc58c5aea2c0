//! Inputs that are not columns: pictures, series, texts; one of each row.

use super::{DataError, ImageSize};

/// One picture, series or text for each row.
#[derive(Debug, Clone)]
pub(super) enum Block {
    Images { size: ImageSize, pixels: Pixels },
    Series(Series),
    Texts { column: String, texts: Vec<String> },
}

/// Channel after channel, row by row.
#[derive(Debug, Clone)]
pub(super) enum Pixels {
    Bytes(Vec<u8>),
    Floats(Vec<f32>),
}

/// Series of different lengths, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) features: Vec<String>,
    /// Step after step; NaN where a number is missing.
    pub(super) values: Vec<f32>,
    /// For each series the step, counted over all, at which it ends.
    pub(super) ends: Vec<usize>,
}

impl Series {
    pub(super) fn new(features: Vec<String>) -> Self {
        Self { features, values: Vec::new(), ends: Vec::new() }
    }

    /// The numbers of series `row`.
    pub(super) fn of(&self, row: usize) -> &[f32] {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(row).copied().unwrap_or(start);
        self.values.get(start * self.features.len()..end * self.features.len()).unwrap_or_default()
    }

    /// How many steps series `row` has.
    pub(super) fn steps(&self, row: usize) -> usize {
        self.of(row).len() / self.features.len().max(1)
    }

    /// Ends the series whose steps were pushed last.
    pub(super) fn end(&mut self) {
        self.ends.push(self.values.len() / self.features.len().max(1));
    }
}

impl Pixels {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Floats(floats) => floats.len(),
        }
    }

    /// The numbers of the picture `row` of `values` numbers.
    pub(super) fn picture(&self, row: usize, values: usize) -> Picture<'_> {
        let range = row * values..(row + 1) * values;
        match self {
            Self::Bytes(bytes) => Picture::Bytes(bytes.get(range).unwrap_or_default()),
            Self::Floats(floats) => Picture::Floats(floats.get(range).unwrap_or_default()),
        }
    }
}

/// One picture.
#[derive(Clone, Copy)]
pub(super) enum Picture<'a> {
    Bytes(&'a [u8]),
    Floats(&'a [f32]),
}

impl Picture<'_> {
    /// Calls `each` with the place of every number and the number.
    pub(super) fn each(self, mut each: impl FnMut(usize, f32)) {
        match self {
            Self::Bytes(bytes) => bytes.iter().enumerate().for_each(|(i, &x)| each(i, f32::from(x))),
            Self::Floats(floats) => floats.iter().enumerate().for_each(|(i, &x)| each(i, x)),
        }
    }
}

impl Block {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Images { size, pixels } => pixels.len() / size.values().max(1),
            Self::Series(series) => series.ends.len(),
            Self::Texts { texts, .. } => texts.len(),
        }
    }

    /// The block of `rows` alone.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Images { size, pixels } => {
                let size = *size;
                let pixels = match pixels {
                    Pixels::Bytes(all) => Pixels::Bytes(chosen(all, rows, size.values())),
                    Pixels::Floats(all) => Pixels::Floats(chosen(all, rows, size.values())),
                };
                Self::Images { size, pixels }
            }
            Self::Series(series) => {
                let mut kept = Series::new(series.features.clone());
                for &row in rows {
                    kept.values.extend_from_slice(series.of(row));
                    kept.end();
                }
                Self::Series(kept)
            }
            Self::Texts { column, texts } => Self::Texts {
                column: column.clone(),
                texts: rows.iter().filter_map(|&row| texts.get(row).cloned()).collect(),
            },
        }
    }

    /// This block with `other`, which comes from `file`, after it.
    pub(super) fn append(self, mine: &str, other: Self, file: &str) -> Result<Self, DataError> {
        let refused =
            |problem: String| DataError::Mismatch { file: file.to_string(), other: mine.to_string(), problem };
        match (self, other) {
            (Self::Images { size, pixels }, Self::Images { size: theirs, pixels: more }) => {
                if size != theirs {
                    return Err(refused(format!("its pictures are {theirs}, not {size}")));
                }
                Ok(Self::Images { size, pixels: pixels.join(more) })
            }
            (Self::Series(mut series), Self::Series(more)) => {
                if series.features.len() != more.features.len() {
                    let (theirs, wanted) = (more.features.len(), series.features.len());
                    return Err(refused(format!("its series have {theirs} values a step, not {wanted}")));
                }
                let before = series.ends.last().copied().unwrap_or_default();
                series.values.extend(more.values);
                series.ends.extend(more.ends.into_iter().map(|end| end + before));
                Ok(Self::Series(series))
            }
            (Self::Texts { column, mut texts }, Self::Texts { texts: more, .. }) => {
                texts.extend(more);
                Ok(Self::Texts { column, texts })
            }
            _ => Err(refused("one holds pictures, the other series".to_string())),
        }
    }
}

impl Pixels {
    fn join(self, more: Self) -> Self {
        match (self, more) {
            (Self::Bytes(mut bytes), Self::Bytes(more)) => {
                bytes.extend(more);
                Self::Bytes(bytes)
            }
            (mine, more) => {
                let mut floats = mine.into_floats();
                floats.extend(more.into_floats());
                Self::Floats(floats)
            }
        }
    }

    fn into_floats(self) -> Vec<f32> {
        match self {
            Self::Bytes(bytes) => bytes.into_iter().map(f32::from).collect(),
            Self::Floats(floats) => floats,
        }
    }
}

fn chosen<T: Copy>(all: &[T], rows: &[usize], values: usize) -> Vec<T> {
    rows.iter().flat_map(|row| all.get(row * values..(row + 1) * values).unwrap_or_default()).copied().collect()
}
