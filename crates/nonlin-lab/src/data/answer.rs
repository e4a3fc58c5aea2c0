//! Targets as numbers, and a network's outputs as classes or quantities again.

use serde::{Deserialize, Serialize};

use super::plan::one_if;
use super::scale::Scale;
use super::target::Target;
use super::{Cells, Column, Dataset};

/// What a network says about one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// A number in the target's own unit.
    Quantity(f64),
    /// A class and how probable it is.
    Class {
        /// Its name.
        class: String,
        /// The network's probability for it, between 0 and 1.
        probability: f64,
    },
    /// Each label with its more probable value.
    Labels(Vec<PredictedLabel>),
}

/// One label of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredictedLabel {
    /// The label's column.
    pub label: String,
    /// The more probable of its two values.
    pub value: String,
    /// The network's probability for the second of its values.
    pub probability: f64,
}

/// How targets become numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TargetCode {
    Quantity {
        column: String,
        scale: Scale,
    },
    /// In a binary task two classes share `one_column`, which is 1 for the second.
    Classes {
        column: String,
        names: Vec<String>,
        one_column: bool,
    },
    /// Columns with their two values.
    Labels(Vec<(String, [String; 2])>),
}

impl TargetCode {
    /// Learns scales from `train_rows`.
    pub(super) fn fit(dataset: &Dataset, train_rows: &[usize]) -> Self {
        let names = dataset.target_names();
        let column = names.first().cloned().unwrap_or_default();
        match dataset.target() {
            Target::Quantity(values) => {
                let train: Vec<f64> = train_rows.iter().map(|&row| values[row]).collect();
                Self::Quantity { column, scale: Scale::of(&train).or_unit() }
            }
            Target::Classes { names, one_column, .. } => {
                Self::Classes { column, names: names.clone(), one_column: *one_column }
            }
            Target::Labels(_) => Self::Labels(
                dataset
                    .target_columns()
                    .map(|column| {
                        let mut values = column.classes().0.into_iter();
                        let mut next = || values.next().unwrap_or_default();
                        (column.name().to_string(), [next(), next()])
                    })
                    .collect(),
            ),
        }
    }

    /// The columns to predict.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::Quantity { column, .. } | Self::Classes { column, .. } => vec![column],
            Self::Labels(labels) => labels.iter().map(|(column, _)| column.as_str()).collect(),
        }
    }

    pub(super) fn outputs_per_row(&self) -> usize {
        match self {
            Self::Quantity { .. } => 1,
            Self::Classes { names, one_column: true, .. } => names.len().saturating_sub(1),
            Self::Classes { names, .. } => names.len(),
            Self::Labels(labels) => labels.len(),
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Quantity { scale, .. } => scale.is_sound(),
            Self::Classes { names, one_column, .. } => names.len() > 1 && (!one_column || names.len() == 2),
            Self::Labels(labels) => labels.len() > 1,
        }
    }

    /// The targets of `rows`, whose `columns` are those of [`TargetCode::columns`]; `None` if one is missing or of an
    /// unknown class.
    pub(super) fn encode(&self, columns: &[&Column], rows: &[usize]) -> Option<Vec<f32>> {
        let mut out = Vec::with_capacity(rows.len().saturating_mul(self.outputs_per_row()));
        match self {
            Self::Quantity { scale, .. } => {
                let [column] = columns else { return None };
                let Cells::Numbers(numbers) = column.cells() else { return None };
                for &row in rows {
                    out.push(scale.apply(numbers.get(row).copied().flatten()?, f32::MAX));
                }
            }
            Self::Classes { names, one_column, .. } => {
                let [column] = columns else { return None };
                let places = Places::of(column, names);
                let first = usize::from(*one_column);
                for &row in rows {
                    let place = places.at(row)?;
                    out.extend((first..names.len()).map(|class| one_if(place == class)));
                }
            }
            Self::Labels(labels) => {
                if columns.len() != labels.len() {
                    return None;
                }
                let places: Vec<Places> =
                    columns.iter().zip(labels).map(|(column, (_, values))| Places::of(column, values)).collect();
                for &row in rows {
                    for label in &places {
                        out.push(one_if(label.at(row)? == 1));
                    }
                }
            }
        }
        Some(out)
    }

    /// What a row's `outputs` mean, which are as many as [`TargetCode::outputs_per_row`]: numbers as they were
    /// trained on for a quantity, else probabilities.
    pub(super) fn decode(&self, outputs: &[f32]) -> Prediction {
        let first = outputs.first().copied().map_or(f64::NAN, f64::from);
        match self {
            Self::Quantity { scale, .. } => Prediction::Quantity(scale.undo(first)),
            Self::Classes { names, one_column: true, .. } => {
                let second = first >= 0.5;
                let class = names.get(usize::from(second)).cloned().unwrap_or_default();
                Prediction::Class { class, probability: if second { first } else { 1.0 - first } }
            }
            Self::Classes { names, .. } => {
                let most = names.iter().zip(outputs).reduce(|best, next| if next.1 > best.1 { next } else { best });
                let (class, probability) =
                    most.map_or((String::new(), f64::NAN), |(name, x)| (name.clone(), f64::from(*x)));
                Prediction::Class { class, probability }
            }
            Self::Labels(labels) => Prediction::Labels(
                labels
                    .iter()
                    .zip(outputs)
                    .map(|((label, values), &x)| PredictedLabel {
                        label: label.clone(),
                        value: values[usize::from(x >= 0.5)].clone(),
                        probability: f64::from(x),
                    })
                    .collect(),
            ),
        }
    }
}

/// Each row's place among the known classes.
struct Places {
    codes: Vec<Option<u32>>,
    places: Vec<Option<usize>>,
}

impl Places {
    fn of(column: &Column, known: &[String]) -> Self {
        let (names, codes) = column.classes();
        Self { codes, places: names.iter().map(|name| known.iter().position(|known| known == name)).collect() }
    }

    fn at(&self, row: usize) -> Option<usize> {
        let code = self.codes.get(row).copied().flatten()?;
        self.places.get(code as usize).copied().flatten()
    }
}
