//! From columns to matrices of numbers, with everything learnt from the training rows alone.

use super::scale::{Scale, median};
use super::spelling::plain;
use super::target::Target;
use super::{Cells, Column, DataError, Dataset};

/// A column of text gets a column of its own for at most this many levels, the most frequent in the training part.
pub const MAX_LEVELS: usize = 32;

/// No encoded number is further from 0 than this: a wild cell must not overflow what is computed from it.
const INPUT_LIMIT: f32 = 1e6;

/// The most numbers that a data set may have, encoded: 4 GiB of them.
const MAX_VALUES: usize = 1 << 30;

/// Encoded rows: a matrix of inputs and one of targets, both row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// How many rows there are.
    pub rows: usize,
    /// How many inputs each row has.
    pub columns: usize,
    /// The inputs: `rows` times `columns` numbers, all finite.
    pub inputs: Vec<f32>,
    /// How many targets each row has: 1 for regression and binary, one for each class or label otherwise.
    pub outputs_per_row: usize,
    /// The targets: `rows` times `outputs_per_row` numbers, all finite. Regression: standardised. Binary: 1 for the
    /// second of the two classes, else 0. Multi-class: 1 in the column of the class, else 0. Multi-label: 1 where the
    /// label's column has the second of its two values, else 0.
    pub targets: Vec<f32>,
}

/// How the rows of a data set become numbers, learnt from its training rows.
///
/// A column of numbers has its gaps filled with the training median and is standardised; if training cells are
/// missing, a column that is 1 where they are follows. A column of text becomes one column for each level of the
/// training part ([`MAX_LEVELS`] at most, then one for missing cells if the training part has some) and one for all
/// other text; exactly one of them is 1.
#[derive(Debug, Clone)]
pub struct Encoder<'a> {
    plans: Vec<Plan<'a>>,
    target: &'a Target,
    target_scale: Option<Scale>,
    feature_names: Vec<String>,
}

#[derive(Debug, Clone)]
enum Plan<'a> {
    Numbers {
        cells: &'a [Option<f64>],
        fill: f64,
        scale: Scale,
        marks_missing: bool,
    },
    /// `places` holds for each level the column it is put in, and `missing` the one of missing cells.
    Text {
        codes: &'a [Option<u32>],
        places: Vec<usize>,
        missing: usize,
        width: usize,
    },
}

impl<'a> Encoder<'a> {
    /// Learns medians, scales and levels from `train_rows`, which are rows of `dataset`.
    ///
    /// Error: the encoded data set would have more than 2^30 numbers.
    pub fn fit(dataset: &'a Dataset, train_rows: &[usize]) -> Result<Self, DataError> {
        let (mut plans, mut feature_names) = (Vec::new(), Vec::new());
        for column in dataset.inputs() {
            plans.push(Plan::fit(column, train_rows, &mut feature_names));
        }
        let target = dataset.target();
        let target_scale = match target {
            Target::Quantity(values) => {
                Some(Scale::of(&train_rows.iter().map(|&row| values[row]).collect::<Vec<_>>()).or_unit())
            }
            _ => None,
        };
        let encoder = Self { plans, target, target_scale, feature_names };
        let columns = encoder.feature_names.len() + encoder.outputs_per_row();
        if dataset.rows().checked_mul(columns).is_none_or(|values| values > MAX_VALUES) {
            return Err(DataError::TooManyValues { file: dataset.name().to_string(), rows: dataset.rows(), columns });
        }
        Ok(encoder)
    }

    /// The `rows` of the data set as numbers, in the order given.
    #[must_use]
    pub fn encode(&self, rows: &[usize]) -> Samples {
        let (columns, outputs_per_row) = (self.feature_names.len(), self.outputs_per_row());
        let mut inputs = Vec::with_capacity(rows.len() * columns);
        let mut targets = Vec::with_capacity(rows.len() * outputs_per_row);
        for &row in rows {
            self.plans.iter().for_each(|plan| plan.encode(row, &mut inputs));
            self.encode_target(row, &mut targets);
        }
        Samples { rows: rows.len(), columns, inputs, outputs_per_row, targets }
    }

    /// What each encoded column is, in order: `age`, `age is missing`, `sex=female`, `sex=(missing)`, `sex=(other)`.
    #[must_use]
    pub fn feature_names(&self) -> &[String] {
        &self.feature_names
    }

    /// The mean and standard deviation of a regression target in the training part: `encoded * sd + mean` is the
    /// target in its own unit. `None` for other tasks.
    #[must_use]
    pub fn target_scale(&self) -> Option<(f64, f64)> {
        self.target_scale.map(|scale| scale.mean_and_sd())
    }

    fn outputs_per_row(&self) -> usize {
        match self.target {
            Target::Quantity(_) => 1,
            Target::Classes { names, one_column: true, .. } => names.len() - 1,
            Target::Classes { names, .. } => names.len(),
            Target::Labels(labels) => labels.len(),
        }
    }

    fn encode_target(&self, row: usize, out: &mut Vec<f32>) {
        match self.target {
            Target::Quantity(values) => {
                out.extend(self.target_scale.map(|scale| scale.apply(values[row], f32::MAX)));
            }
            Target::Classes { names, codes, one_column } => {
                let first = usize::from(*one_column);
                out.extend((first..names.len()).map(|class| one_if(codes[row] as usize == class)));
            }
            Target::Labels(labels) => out.extend(labels.iter().map(|(_, holds)| one_if(holds[row]))),
        }
    }
}

impl<'a> Plan<'a> {
    /// Learns from `train_rows`, and adds the names of its columns to `names`.
    fn fit(column: &'a Column, train_rows: &[usize], names: &mut Vec<String>) -> Self {
        let name = plain(column.name());
        match column.cells() {
            Cells::Numbers(cells) => {
                let present: Vec<f64> = train_rows.iter().filter_map(|&row| cells[row]).collect();
                let marks_missing = present.len() < train_rows.len();
                let fill = median(present);
                let filled: Vec<f64> = train_rows.iter().map(|&row| cells[row].unwrap_or(fill)).collect();
                if marks_missing {
                    names.extend([name.clone(), format!("{name} is missing")]);
                } else {
                    names.push(name);
                }
                Self::Numbers { cells, fill, scale: Scale::of(&filled), marks_missing }
            }
            Cells::Text { levels, codes } => {
                let seen = frequent_levels(levels.len(), codes, train_rows);
                let missing_seen = train_rows.iter().any(|&row| codes[row].is_none());
                names.extend(seen.iter().map(|&level| format!("{name}={}", plain(&levels[level]))));
                names.extend(missing_seen.then(|| format!("{name}=(missing)")));
                names.push(format!("{name}=(other)"));
                let other = seen.len() + usize::from(missing_seen);
                let mut places = vec![other; levels.len()];
                for (place, &level) in seen.iter().enumerate() {
                    places[level] = place;
                }
                let missing = if missing_seen { seen.len() } else { other };
                Self::Text { codes, places, missing, width: other + 1 }
            }
        }
    }

    fn encode(&self, row: usize, out: &mut Vec<f32>) {
        match self {
            Self::Numbers { cells, fill, scale, marks_missing } => {
                out.push(scale.apply(cells[row].unwrap_or(*fill), INPUT_LIMIT));
                out.extend(marks_missing.then(|| one_if(cells[row].is_none())));
            }
            Self::Text { codes, places, missing, width } => {
                let place = codes[row].map_or(*missing, |code| places[code as usize]);
                out.extend((0..*width).map(|i| one_if(i == place)));
            }
        }
    }
}

/// The levels that occur in `rows`, in their own order; of more than [`MAX_LEVELS`] the most frequent.
fn frequent_levels(levels: usize, codes: &[Option<u32>], rows: &[usize]) -> Vec<usize> {
    let mut counts = vec![0_usize; levels];
    for code in rows.iter().filter_map(|&row| codes[row]) {
        counts[code as usize] += 1;
    }
    let mut seen: Vec<usize> = (0..levels).filter(|&level| counts[level] > 0).collect();
    seen.sort_by_key(|&level| std::cmp::Reverse(counts[level]));
    seen.truncate(MAX_LEVELS);
    seen.sort_unstable();
    seen
}

fn one_if(holds: bool) -> f32 {
    if holds { 1.0 } else { 0.0 }
}
