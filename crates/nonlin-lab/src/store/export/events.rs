//! Courses of trials as event files of `TensorBoard`: records of its `Event` message (`tensorboard/compat/proto/event.proto`), framed as `TFRecord`s
//! with masked CRC-32C sums (`tensorflow/core/lib/io/record_writer.h`).

use super::super::listing::StoredEpoch;
use super::super::{Store, StoreError};
use prost::Message;
use std::time::{SystemTime, UNIX_EPOCH};

/// The file of one trial, in a folder of its own as `TensorBoard` wants it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventRun {
    /// The folder: activation, seed, and the beginning of the trial's key.
    pub folder: String,
    /// The file in it.
    pub file: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct Event {
    /// Seconds since 1970.
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(string, optional, tag = "3")]
    file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    summary: Option<Summary>,
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    value: Vec<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(string, tag = "1")]
    tag: String,
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
}

/// The losses of every trial of a study, epoch by epoch, and its scores at the last.
pub fn event_runs(store: &Store, study: i64) -> Result<Vec<EventRun>, StoreError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
    let mut runs = Vec::new();
    for trial in store.trials(study)? {
        let mut bytes = Vec::new();
        let begin = Event { wall_time: now, file_version: Some("brain.Event:2".to_owned()), ..Event::default() };
        record(&mut bytes, &begin);
        let epochs = store.epochs(&trial.key)?;
        for epoch in &epochs {
            let StoredEpoch { epoch: step, train_loss, validation_loss } = *epoch;
            let values = [("loss/train", train_loss), ("loss/validation", validation_loss)];
            record(&mut bytes, &scalars(now, step, &values));
        }
        let last = epochs.last().map_or(0, |epoch| epoch.epoch);
        let scores = [("score/validation", trial.validation_score), ("score/test", trial.test_score)];
        record(&mut bytes, &scalars(now, last, &scores));
        let key = &trial.key[..trial.key.len().min(8)];
        runs.push(EventRun {
            folder: format!("{}-{}-{key}", plain(&trial.activation), trial.seed),
            file: format!("events.out.tfevents.{now:.0}.nonlin"),
            bytes,
        });
    }
    Ok(runs)
}

/// A name that every file system takes.
fn plain(name: &str) -> String {
    name.chars().take(40).map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "the format holds single precision")]
fn scalars(wall_time: f64, step: i64, values: &[(&str, Option<f64>)]) -> Event {
    let there = values.iter().filter_map(|(tag, value)| Some((*tag, (*value)?)));
    let value = there.map(|(tag, value)| Value { tag: tag.to_owned(), simple_value: Some(value as f32) }).collect();
    Event { wall_time, step, summary: Some(Summary { value }), file_version: None }
}

fn record(bytes: &mut Vec<u8>, event: &Event) {
    let data = event.encode_to_vec();
    let length = (data.len() as u64).to_le_bytes();
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&masked(&length).to_le_bytes());
    bytes.extend_from_slice(&data);
    bytes.extend_from_slice(&masked(&data).to_le_bytes());
}

/// A sum of bytes that may hold sums themselves.
fn masked(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_framed_as_tensorflow_frames_them() {
        // The length 24 and its sum, as the first record of a file by TensorFlow has them: RFC 3720's vectors hold for the sum itself.
        assert_eq!(crc32c::crc32c(b"123456789"), 0xe306_9283);
        let mut bytes = Vec::new();
        let event = scalars(2.0, 3, &[("loss/train", Some(0.5)), ("loss/validation", None)]);
        record(&mut bytes, &event);
        let length = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
        assert_eq!(bytes.len(), 12 + length + 4);
        let read = Event::decode(&bytes[12..12 + length]).unwrap();
        assert_eq!(read, event);
        assert_eq!(read.summary.unwrap().value.len(), 1);
    }
}
