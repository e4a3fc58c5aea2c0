//! A trace as JSON lines.
//!
//! Every line is an object with one of these keys:
//!
//! | key | value | how often |
//! | --- | --- | --- |
//! | `nonlin_trace` | the version of this format, 1; beside it `about`: see [`About`] | first line |
//! | `layer` | see [`LayerTrace`], without its samples | once per layer, in order |
//! | `data` | see [`DataTrace`] | once at most |
//! | `loss` | see [`StepSample`] | per step |
//! | `of` | the layer's place from 0; beside it `seen`: see [`LayerSample`] | per layer and sampled step |
//!
//! What a key may hold grows within a version: a reader leaves out what it does not know, and takes what is not there as not known. So a layer
//! without `inputs` takes what the layer before it passes on; in a graph `inputs` has the places of the layers that it takes.
//!
//! Numbers have four significant digits; NaN and infinite ones are `null`. A last line that is cut off is left out, for that is what a crash leaves;
//! anything else that cannot be read is an error with the number of its line.

use super::{About, DataTrace, LayerSample, LayerTrace, StepSample, Trace};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use thiserror::Error;

/// The version that is written.
const VERSION: u32 = 1;
/// More layers than any network that is looked at has.
const MOST_LAYERS: usize = 100_000;
/// More bytes than any line has.
const LONGEST_LINE: u64 = 64 << 20;

/// A trace that cannot be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The file does not say that it is one.
    #[error("not a trace: the first line has no `nonlin_trace`")]
    NotOne,
    /// From a version to come.
    #[error("a trace of format {found}, written by a newer nonlin; this one reads up to {VERSION}")]
    Version {
        /// Its version.
        found: u32,
    },
    /// A line that is none.
    #[error("line {line}: {problem}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// The file itself.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

#[derive(Serialize, Deserialize)]
struct Head {
    nonlin_trace: u32,
    #[serde(default)]
    about: About,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Sample { of: usize, seen: Box<LayerSample> },
    Loss { loss: StepSample },
    Layer { layer: Box<LayerTrace> },
    Data { data: Box<DataTrace> },
}

/// Writes a trace as it grows.
pub struct TraceWriter<W>(W);

impl<W: Write> TraceWriter<W> {
    /// Begins with what is known before the first step.
    pub fn begin(out: W, about: &About, layers: &[LayerTrace], data: Option<&DataTrace>) -> Result<Self, TraceError> {
        let mut writer = Self(out);
        writer.line(&Head { nonlin_trace: VERSION, about: about.clone() })?;
        for layer in layers {
            writer.line(&Line::Layer { layer: Box::new(layer.clone()) })?;
        }
        if let Some(data) = data {
            writer.line(&Line::Data { data: Box::new(data.clone()) })?;
        }
        Ok(writer)
    }

    /// A step's loss.
    pub fn step(&mut self, step: StepSample) -> Result<(), TraceError> {
        self.line(&Line::Loss { loss: step })
    }

    /// What was seen of the layer at this place.
    pub fn sample(&mut self, layer: usize, sample: &LayerSample) -> Result<(), TraceError> {
        self.line(&Line::Sample { of: layer, seen: Box::new(sample.clone()) })
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), TraceError> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::other)?;
        text.push(b'\n');
        Ok(self.0.write_all(&text)?)
    }
}

impl Trace {
    /// Writes all of it.
    pub fn write(&self, out: impl Write) -> Result<(), TraceError> {
        let mut writer = TraceWriter::begin(out, &self.about, &self.layers, self.data.as_ref())?;
        for &step in &self.steps {
            writer.step(step)?;
        }
        let longest = self.layers.iter().map(|layer| layer.samples.len()).max().unwrap_or(0);
        for place in 0..longest {
            for (index, layer) in self.layers.iter().enumerate() {
                if let Some(sample) = layer.samples.get(place) {
                    writer.sample(index, sample)?;
                }
            }
        }
        Ok(())
    }

    /// Reads one.
    ///
    /// Fails, naming the line, on what is none; a last line without its end is what a crash leaves, and is left out.
    pub fn read(mut file: impl BufRead) -> Result<Self, TraceError> {
        let mut trace = Self::default();
        let mut text = Vec::new();
        let mut headed = false;
        for number in 1.. {
            text.clear();
            let read = std::io::Read::take(&mut file, LONGEST_LINE).read_until(b'\n', &mut text)?;
            if read == 0 {
                if !headed {
                    return Err(TraceError::NotOne);
                }
                break;
            }
            let whole = text.ends_with(b"\n");
            if text.trim_ascii().is_empty() {
                continue;
            }
            let wrong = |problem: String| TraceError::Line { line: number, problem };
            if read as u64 == LONGEST_LINE && !whole {
                return Err(wrong(format!("it is longer than {LONGEST_LINE} bytes, and no line of a trace is")));
            }
            if !headed {
                headed = true;
                let head: serde_json::Value = serde_json::from_slice(&text).map_err(|_| TraceError::NotOne)?;
                let version = head.get("nonlin_trace").and_then(serde_json::Value::as_u64).ok_or(TraceError::NotOne)?;
                if version > u64::from(VERSION) {
                    return Err(TraceError::Version { found: u32::try_from(version).unwrap_or(u32::MAX) });
                }
                let head: Head = serde_json::from_value(head).map_err(|error| wrong(error.to_string()))?;
                trace.about = head.about;
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(line) => trace.add(line).map_err(wrong)?,
                Err(_) if !whole => break,
                Err(error) => return Err(wrong(error.to_string())),
            }
        }
        Ok(trace)
    }

    /// With the digits that a file keeps.
    #[must_use]
    pub fn rounded(self) -> Self {
        let mut text = Vec::new();
        match self.write(&mut text).and_then(|()| Self::read(&text[..])) {
            Ok(rounded) => rounded,
            // Writing to memory does not fail; nothing is lost if it does.
            Err(_) => self,
        }
    }

    fn add(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Loss { loss } => self.steps.push(loss),
            Line::Data { data } => self.data = Some(*data),
            Line::Layer { layer } if self.layers.len() < MOST_LAYERS => self.layers.push(*layer),
            Line::Layer { .. } => return Err(format!("more than {MOST_LAYERS} layers")),
            Line::Sample { of, seen } => {
                let layers = self.layers.len();
                let layer = self.layers.get_mut(of);
                layer.ok_or_else(|| format!("a sample of layer {of}, and there are {layers}"))?.samples.push(*seen);
            }
        }
        Ok(())
    }
}

/// Four significant digits: more says nothing of a sample, and takes room.
fn short(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    format!("{x:.3e}").parse().unwrap_or(x)
}

/// A number, `null` where it is NaN or infinite.
pub(crate) mod number {
    use super::short;
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(crate) fn serialize<S: Serializer>(x: &f64, to: S) -> Result<S::Ok, S::Error> {
        if x.is_finite() { to.serialize_f64(short(*x)) } else { to.serialize_none() }
    }

    pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<f64, D::Error> {
        Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN))
    }
}

/// A number that need not be there; `null` where it is NaN or infinite.
pub(crate) mod some_number {
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::ref_option, reason = "serde calls it so")]
    pub(crate) fn serialize<S: Serializer>(x: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        super::number::serialize(&x.unwrap_or(f64::NAN), to)
    }

    /// A field that is there is some number.
    #[allow(clippy::unnecessary_wraps, reason = "serde calls it so")]
    pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<f64>, D::Error> {
        Ok(Some(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Spread;

    fn trace() -> Trace {
        let samples = vec![
            LayerSample { step: 1, gradient: Some(1.5e-9), not_finite: [0, 1, 0, 0], ..LayerSample::default() },
            LayerSample {
                step: 2,
                gradient: Some(f64::NAN),
                before: Spread::of(&[1.0, 2.5]).0,
                ..LayerSample::default()
            },
        ];
        let layer =
            LayerTrace { samples, bias: Some(true), units: 3, ..LayerTrace::unseen("layer 1 (dense)", "x * tanh(x)") };
        Trace {
            about: About { source: "test".to_owned(), outputs: Some(3), ..About::default() },
            layers: vec![layer, LayerTrace { output: true, ..LayerTrace::unseen("output layer", "softmax") }],
            steps: vec![StepSample { step: 1, loss: 0.5 }, StepSample { step: 2, loss: f64::INFINITY }],
            data: Some(DataTrace { rows: 5, ..DataTrace::default() }),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        trace().write(&mut bytes).unwrap();
        let read = Trace::read(&bytes[..]).unwrap();
        // NaN is not itself.
        assert_eq!(format!("{read:?}").replace("NaN", "inf"), format!("{:?}", trace()).replace("NaN", "inf"));
    }

    /// The limit that the format was made for.
    #[test]
    fn fifty_layers_over_a_thousand_steps_are_under_20_megabytes() {
        let numbers: Vec<f32> = (0..997).map(|i| ((i * 7919 % 1009) as f32 / 500.0 - 1.0).powi(3)).collect();
        let spread = Spread::of(&numbers).0;
        let x = Some(1.234_567e-12);
        let sample = |step| LayerSample {
            step,
            before: spread,
            after: spread,
            flat: x,
            dead: x,
            over: 512,
            gradient: x,
            weight_gradient: x,
            weight: x,
            update: x,
            not_finite: [0; 4],
        };
        let layer = LayerTrace {
            samples: (1_000_000..1_001_000).map(sample).collect(),
            ..LayerTrace::unseen("layer 12 (dense)", "relu")
        };
        let mut bytes = Vec::new();
        Trace { layers: vec![layer; 50], ..Trace::default() }.write(&mut bytes).unwrap();
        assert!(bytes.len() < 20_000_000, "{}", bytes.len());
    }

    /// Of the first version, which knew chains alone and fewer keys; and with keys that a later one may have.
    #[test]
    fn what_is_not_there_is_not_known_and_what_is_not_known_is_left_out() {
        let text = "{\"nonlin_trace\":1,\"about\":{\"source\":\"t\"}}\n{\"layer\":{\"name\":\"a\"}}\n{\"layer\":{\"name\":\"b\",\"to_come\":[1]}}\n";
        let trace = Trace::read(text.as_bytes()).unwrap();
        assert_eq!((trace.layers.len(), trace.layers[1].inputs.clone(), trace.inputs(1)), (2, None, vec![0]));
        // Places that are none, or later ones, are no layers before.
        let text = "{\"nonlin_trace\":1}\n{\"layer\":{\"inputs\":[0,7]}}\n{\"layer\":{\"inputs\":[0,9]}}\n";
        let trace = Trace::read(text.as_bytes()).unwrap();
        assert_eq!((trace.inputs(0), trace.inputs(1), trace.takers()), (vec![], vec![0], vec![1, 0]));
    }

    #[test]
    fn what_a_crash_left_is_read_and_what_is_wrong_is_named() {
        let mut bytes = Vec::new();
        trace().write(&mut bytes).unwrap();
        for cut in 1..bytes.len() {
            match Trace::read(&bytes[..cut]) {
                Ok(part) => assert!(part.layers.len() <= 2),
                Err(error) => assert!(matches!(error, TraceError::NotOne), "{cut}: {error}"),
            }
        }
        let said = |text: &str| Trace::read(text.as_bytes()).unwrap_err().to_string();
        for none in ["", "{}\n", "\n\n", "\n{\"loss\": {\"step\": 1, \"loss\": 1}}\n"] {
            assert!(said(none).starts_with("not a trace"), "{none:?}");
        }
        assert!(said("{\"nonlin_trace\": 9}\n").contains("format 9"));
        assert!(said("{\"nonlin_trace\": 1}\nnonsense\n").starts_with("line 2"));
        assert!(
            said("{\"nonlin_trace\": 1}\n{\"of\": 7, \"seen\": {\"step\": 1}}\n").contains("layer 7, and there are 0")
        );
    }
}
