//! What was learnt of the inputs: columns one by one, or pictures, series and texts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ImageSize;
use super::block::{Pixels, Series};
use super::plan::{INPUT_LIMIT, Plan};
use super::scale::Scale;

/// The most characters that are told apart, the most frequent in the training part.
const MAX_CHARACTERS: usize = 4096;

/// The token ids of a text's end and of an unknown character; the known ones follow.
pub(super) const FIRST_CHARACTER: usize = 2;

/// How inputs become numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Inputs {
    Columns(Vec<Plan>),
    /// A scale for each channel.
    Images {
        size: ImageSize,
        scales: Vec<Scale>,
    },
    /// A scale for each value of a step.
    Series {
        features: Vec<String>,
        scales: Vec<Scale>,
        steps: usize,
    },
    Text {
        characters: Vec<char>,
        steps: usize,
    },
}

impl Inputs {
    pub(super) fn fit_images(size: ImageSize, pixels: &Pixels, train_rows: &[usize]) -> Self {
        let area = (size.height * size.width).max(1);
        let scale = |channel: usize| {
            Scale::of_visited(|each| {
                for &row in train_rows {
                    pixels.picture(row, size.values()).each(|place, x| {
                        if place / area == channel {
                            each(f64::from(x));
                        }
                    });
                }
            })
        };
        Self::Images { size, scales: (0..size.channels).map(scale).collect() }
    }

    pub(super) fn fit_series(series: &Series, train_rows: &[usize]) -> Self {
        let width = series.features.len();
        let scale = |feature: usize| {
            Scale::of_visited(|each| {
                for &row in train_rows {
                    let values = series.of(row).iter().skip(feature).step_by(width);
                    values.filter(|x| !x.is_nan()).for_each(|&x| each(f64::from(x)));
                }
            })
        };
        let steps = (0..series.ends.len()).map(|row| series.steps(row)).max().unwrap_or(1);
        Self::Series { features: series.features.clone(), scales: (0..width).map(scale).collect(), steps }
    }

    pub(super) fn fit_texts(texts: &[String], train_rows: &[usize]) -> Self {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for &row in train_rows {
            texts[row].chars().for_each(|c| *counts.entry(c).or_default() += 1);
        }
        let mut characters: Vec<(char, usize)> = counts.into_iter().collect();
        characters.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        characters.truncate(MAX_CHARACTERS);
        let mut characters: Vec<char> = characters.into_iter().map(|(c, _)| c).collect();
        characters.sort_unstable();
        Self::Text { characters, steps: texts.iter().map(|text| text.chars().count()).max().unwrap_or(1) }
    }
}

/// Adds the steps of a series, zeros after its end, and says how many are its own.
pub(super) fn encode_series(values: &[f32], scales: &[Scale], steps: usize, out: &mut Vec<f32>) -> usize {
    let start = out.len();
    let width = scales.len();
    let length = (values.len() / width.max(1)).min(steps);
    for (i, &x) in values.iter().take(length * width).enumerate() {
        let encoded = match (x.is_nan(), i.checked_sub(width)) {
            (false, _) => scales[i % width].apply(f64::from(x), INPUT_LIMIT),
            (true, Some(before)) => out[start + before],
            (true, None) => 0.0,
        };
        out.push(encoded);
    }
    out.resize(start + steps * width, 0.0);
    length
}

/// Adds the token ids of a text, zeros after its end, and says how many are its own.
pub(super) fn encode_text(text: &str, characters: &[char], steps: usize, out: &mut Vec<f32>) -> usize {
    let start = out.len();
    let id = |c: char| characters.binary_search(&c).map_or(1, |place| place + FIRST_CHARACTER);
    out.extend(text.chars().take(steps).map(|c| id(c) as f32));
    let length = out.len() - start;
    out.resize(start + steps, 0.0);
    length
}
