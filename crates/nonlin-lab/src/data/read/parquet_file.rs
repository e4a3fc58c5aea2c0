//! Parquet tables of plain columns.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use crate::data::csv_text::read_header;
use crate::data::sampling::Sampling;
use crate::data::source::Source;
use crate::data::table::RawColumn;
use crate::data::{DataError, Table, memory};

/// Reads the table in the Parquet file at `path`. Null and NaN are missing; dates and times become ISO 8601 text.
pub(super) fn read(path: &Path, sampling: Option<Sampling>, limit: Option<u64>) -> Result<Source, DataError> {
    let file = path.display().to_string();
    // The library is careful, but not everywhere: what it does with a hostile file must not end the program.
    let read = catch_unwind(AssertUnwindSafe(|| read_table(path, &file, sampling, limit)));
    read.unwrap_or_else(|_| Err(damaged(&file, "data", &"contradicts itself")))
}

fn damaged(file: &str, place: &str, problem: &dyn std::fmt::Display) -> DataError {
    DataError::Damaged {
        file: file.to_string(),
        format: "Parquet",
        place: place.to_string(),
        problem: problem.to_string(),
        advice: "write the file again".to_string(),
    }
}

fn read_table(path: &Path, file: &str, sampling: Option<Sampling>, limit: Option<u64>) -> Result<Source, DataError> {
    let unreadable =
        |error: std::io::Error| DataError::Unreadable { file: file.to_string(), reason: error.to_string() };
    let opened = File::open(path).map_err(unreadable)?;
    let reader = SerializedFileReader::new(opened).map_err(|error| damaged(file, "footer", &error))?;
    let about = reader.metadata();
    let schema = about.file_metadata().schema();
    for field in schema.get_fields() {
        let info = field.get_basic_info();
        let repeated = info.has_repetition() && info.repetition() == parquet::basic::Repetition::REPEATED;
        if !field.is_primitive() || repeated {
            let problem = format!("column `{}` is nested", field.name());
            return Err(DataError::Damaged {
                file: file.to_string(),
                format: "Parquet",
                place: "schema".into(),
                problem,
                advice: "write the file without it, or with its parts as columns of their own".into(),
            });
        }
    }
    let header = read_header(file, schema.get_fields().iter().map(|field| field.name()))?;
    for group in about.row_groups() {
        if let Some(column) = group.columns().iter().find(|column| !is_known(column.compression())) {
            return Err(DataError::Damaged {
                file: file.to_string(),
                format: "Parquet",
                place: format!("column `{}`", column.column_path().string()),
                problem: format!("its packing {} is not read", column.compression()),
                advice: "write the file with `snappy`, `gzip`, `lz4_raw` or no compression".into(),
            });
        }
    }
    let rows = usize::try_from(about.file_metadata().num_rows()).unwrap_or(usize::MAX);
    let kept = sampling.map_or(rows, |sampling| sampling.rows.min(rows));
    // A cell is held as text or number, in its column, and encoded.
    memory::admit(file, (kept as u64).saturating_mul(header.len() as u64).saturating_mul(40), limit)?;
    let chosen = sampling.filter(|sampling| sampling.rows < rows).map(|sampling| sampling.of(rows));
    let mut chosen = chosen.into_iter().flatten().peekable();
    let all = chosen.peek().is_none();

    let mut columns: Vec<RawColumn> = header.iter().map(|_| RawColumn::Numbers(Vec::new())).collect();
    let iterator = reader.get_row_iter(None).map_err(|error| damaged(file, "data", &error))?;
    for (place, row) in iterator.enumerate() {
        let row = row.map_err(|error: ParquetError| damaged(file, &format!("row {}", place + 1), &error))?;
        if !all {
            match chosen.peek() {
                None => break,
                Some(&next) if next != place => continue,
                Some(_) => _ = chosen.next(),
            }
        }
        add(file, place, &row, &mut columns)?;
    }
    if columns.first().is_none_or(|column| column.len() == 0) {
        return Err(DataError::NoRows { file: file.to_string() });
    }
    Ok(Source::of_table(Table::of_columns(file, header.into_iter().zip(columns).collect())))
}

fn is_known(compression: Compression) -> bool {
    !matches!(compression, Compression::ZSTD(_) | Compression::BROTLI(_) | Compression::LZO)
}

/// Adds the cells of the row at `place` to the columns.
fn add(file: &str, place: usize, row: &Row, columns: &mut [RawColumn]) -> Result<(), DataError> {
    for ((name, field), column) in row.get_column_iter().zip(columns) {
        let cell =
            cell(field).map_err(|problem| damaged(file, &format!("row {}, column `{name}`", place + 1), &problem))?;
        column.push(cell);
    }
    Ok(())
}

/// A cell of a file that knows what it holds.
pub(super) enum Cell {
    Missing,
    Number(f64),
    Text(String),
}

fn cell(field: &Field) -> Result<Cell, String> {
    let number = match field {
        Field::Null => return Ok(Cell::Missing),
        Field::Byte(x) => f64::from(*x),
        Field::Short(x) => f64::from(*x),
        Field::Int(x) => f64::from(*x),
        Field::Long(x) => *x as f64,
        Field::UByte(x) => f64::from(*x),
        Field::UShort(x) => f64::from(*x),
        Field::UInt(x) => f64::from(*x),
        Field::ULong(x) => *x as f64,
        Field::Float16(x) => f64::from(*x),
        Field::Float(x) => f64::from(*x),
        Field::Double(x) => *x,
        Field::Decimal(_) => field.to_string().parse().map_err(|_| "is no decimal number".to_string())?,
        Field::Bool(_) | Field::Date(_) => return Ok(Cell::Text(field.to_string())),
        Field::Str(text) => return Ok(Cell::Text(text.clone())),
        Field::TimestampMillis(x) => return Ok(Cell::Text(crate::data::date::iso(*x as f64 / 1e3))),
        Field::TimestampMicros(x) => return Ok(Cell::Text(crate::data::date::iso(*x as f64 / 1e6))),
        Field::TimeMillis(x) => f64::from(*x) / 1e3,
        Field::TimeMicros(x) => *x as f64 / 1e6,
        Field::Bytes(bytes) => {
            return std::str::from_utf8(bytes.data())
                .map(|text| Cell::Text(text.to_string()))
                .map_err(|_| "holds bytes that are no text".to_string());
        }
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => return Err("is nested".to_string()),
    };
    match number {
        x if x.is_nan() => Ok(Cell::Missing),
        x if x.is_infinite() => Err("is infinite".to_string()),
        x => Ok(Cell::Number(x)),
    }
}

impl RawColumn {
    fn push(&mut self, cell: Cell) {
        match (&mut *self, cell) {
            (Self::Numbers(numbers), Cell::Number(x)) => numbers.push(x),
            (Self::Numbers(numbers), Cell::Missing) => numbers.push(f64::NAN),
            (Self::Text(texts), Cell::Text(text)) => texts.push(Some(text)),
            (Self::Text(texts), Cell::Missing) => texts.push(None),
            (Self::Text(texts), Cell::Number(x)) => texts.push(Some(crate::data::spelling::number(x))),
            (Self::Numbers(_), Cell::Text(text)) => {
                let column = std::mem::replace(self, Self::Text(Vec::new()));
                let mut texts = column.into_texts();
                texts.push(Some(text));
                *self = Self::Text(texts);
            }
        }
    }
}
