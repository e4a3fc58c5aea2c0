//! Trials as a Parquet table.

use super::super::StoredTrial;
use parquet::basic::{Compression, GzipLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

/// The columns; those that a diverged trial has not are optional.
const SCHEMA: &str = "message trials {
    REQUIRED BYTE_ARRAY key (STRING);
    REQUIRED BYTE_ARRAY activation (STRING);
    REQUIRED INT64 seed (INTEGER(64, false));
    OPTIONAL DOUBLE validation_score;
    OPTIONAL DOUBLE validation_loss;
    OPTIONAL DOUBLE test_score;
    REQUIRED INT64 epochs;
    REQUIRED DOUBLE seconds;
}";

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

pub(super) fn write(trials: &[StoredTrial]) -> Result<Vec<u8>> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let compression = Compression::GZIP(GzipLevel::default());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties)?;
    let mut group = file.next_row_group()?;
    texts(&mut group, trials, |trial| &trial.key)?;
    texts(&mut group, trials, |trial| &trial.activation)?;
    whole(&mut group, trials, |trial| trial.seed.cast_signed())?;
    optional(&mut group, trials, |trial| trial.validation_score)?;
    optional(&mut group, trials, |trial| trial.validation_loss)?;
    optional(&mut group, trials, |trial| trial.test_score)?;
    whole(&mut group, trials, |trial| trial.epochs)?;
    let seconds: Vec<f64> = trials.iter().map(|trial| trial.seconds).collect();
    column::<DoubleType>(&mut group, &seconds, None)?;
    group.close()?;
    file.into_inner()
}

fn texts(group: &mut Group<'_>, trials: &[StoredTrial], text: fn(&StoredTrial) -> &String) -> Result<()> {
    let values: Vec<ByteArray> = trials.iter().map(|trial| ByteArray::from(text(trial).as_str())).collect();
    column::<ByteArrayType>(group, &values, None)
}

fn whole(group: &mut Group<'_>, trials: &[StoredTrial], number: fn(&StoredTrial) -> i64) -> Result<()> {
    let values: Vec<i64> = trials.iter().map(number).collect();
    column::<Int64Type>(group, &values, None)
}

fn optional(group: &mut Group<'_>, trials: &[StoredTrial], number: fn(&StoredTrial) -> Option<f64>) -> Result<()> {
    let values: Vec<f64> = trials.iter().filter_map(number).collect();
    let there: Vec<i16> = trials.iter().map(|trial| i16::from(number(trial).is_some())).collect();
    column::<DoubleType>(group, &values, Some(&there))
}

fn column<T: parquet::data_type::DataType>(
    group: &mut Group<'_>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> Result<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, there, None)?;
        column.close()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn what_is_written_is_read() {
        let trial = |seed, score| StoredTrial {
            key: format!("k{seed}"),
            activation: "x·σ(x)".to_owned(),
            seed,
            validation_score: score,
            validation_loss: score,
            test_score: score,
            epochs: 7,
            seconds: 0.5,
        };
        let bytes = write(&[trial(1, Some(0.25)), trial(u64::MAX, None)]).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].contains("x·σ(x)") && rows[0].contains("validation_score: 0.25"), "{rows:?}");
        assert!(rows[1].contains(&u64::MAX.to_string()) && rows[1].contains("test_score: null"), "{rows:?}");
    }
}
