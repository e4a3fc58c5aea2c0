//! The values to predict, as numbers, classes or labels.

use std::collections::BTreeMap;

use super::split::MIN_PER_CLASS;
use super::{Cells, Column, DataError, Task};

/// How many groups of similar values a regression target is split into evenly, and the least rows of a group.
const QUANTITY_GROUPS: usize = 5;
const QUANTITY_GROUP_ROWS: usize = 10;

/// What is to be predicted in every row.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// A number for each row.
    Quantity(Vec<f64>),
    /// A class for each row, as a place in `names`. In a binary task two classes share `one_column`, which is 1 for
    /// the second.
    Classes { names: Vec<String>, codes: Vec<u32>, one_column: bool },
    /// For each target column its name, and for each row whether it has the second of its two values.
    Labels(Vec<(String, Vec<bool>)>),
}

impl Target {
    /// Reads the target `columns`, which fit `task` and have no missing cell.
    ///
    /// Error: a class with fewer than [`MIN_PER_CLASS`] rows.
    pub(super) fn new(file: &str, columns: &[&Column], task: Task) -> Result<Self, DataError> {
        if let (Task::Regression, [column]) = (task, columns)
            && let Cells::Numbers(numbers) = column.cells()
        {
            return Ok(Self::Quantity(numbers.iter().copied().flatten().collect()));
        }
        let mut labels = Vec::new();
        for column in columns {
            let (names, codes) = column.classes();
            let codes: Vec<u32> = codes.into_iter().flatten().collect();
            refuse_rare(file, column.name(), &names, &codes)?;
            if task != Task::MultiLabel {
                return Ok(Self::Classes { names, codes, one_column: task == Task::Binary });
            }
            labels.push((column.name().to_string(), codes.iter().map(|&code| code == 1).collect()));
        }
        Ok(Self::Labels(labels))
    }

    /// For each row the group from which every part takes its share: the class, the combination of labels (those with
    /// fewer than [`MIN_PER_CLASS`] rows together), or the fifth of the quantity's range that the row is in.
    pub(super) fn groups(&self) -> Vec<usize> {
        match self {
            Self::Quantity(values) => {
                let rows = values.len();
                let groups = (rows / QUANTITY_GROUP_ROWS).clamp(1, QUANTITY_GROUPS);
                let mut order: Vec<usize> = (0..rows).collect();
                order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
                let mut group = vec![0; rows];
                for (rank, row) in order.into_iter().enumerate() {
                    group[row] = rank * groups / rows;
                }
                group
            }
            Self::Classes { codes, .. } => codes.iter().map(|&code| code as usize).collect(),
            Self::Labels(labels) => {
                let rows = labels.first().map_or(0, |(_, holds)| holds.len());
                let combination = |row: usize| labels.iter().map(|(_, holds)| holds[row]).collect::<Vec<_>>();
                let mut combinations: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
                for row in 0..rows {
                    combinations.entry(combination(row)).or_default().push(row);
                }
                // Group 0 is for the rare ones.
                let mut group = vec![0; rows];
                let common = combinations.values().filter(|rows| rows.len() >= MIN_PER_CLASS);
                for (i, rows) in common.enumerate() {
                    for &row in rows {
                        group[row] = i + 1;
                    }
                }
                group
            }
        }
    }

    /// The share of the most frequent class; for labels the mean of their shares; `None` for a quantity.
    pub(super) fn majority_share(&self) -> Option<f64> {
        match self {
            Self::Quantity(_) => None,
            Self::Classes { names, codes, .. } => {
                let most = counts(names.len(), codes).into_iter().max().unwrap_or_default();
                Some(most as f64 / codes.len() as f64)
            }
            Self::Labels(labels) => {
                let share = |holds: &[bool]| {
                    let ones = holds.iter().filter(|&&holds| holds).count();
                    ones.max(holds.len() - ones) as f64 / holds.len() as f64
                };
                Some(labels.iter().map(|(_, holds)| share(holds)).sum::<f64>() / labels.len() as f64)
            }
        }
    }
}

fn counts(classes: usize, codes: &[u32]) -> Vec<usize> {
    let mut counts = vec![0; classes];
    for &code in codes {
        counts[code as usize] += 1;
    }
    counts
}

fn refuse_rare(file: &str, target: &str, names: &[String], codes: &[u32]) -> Result<(), DataError> {
    let counts = counts(names.len(), codes);
    let mut rare = names.iter().zip(counts).filter(|(_, count)| *count < MIN_PER_CLASS);
    let Some((class, count)) = rare.next() else { return Ok(()) };
    let (file, target, class) = (file.to_string(), target.to_string(), class.clone());
    Err(DataError::RareClass { file, target, class, count, others: rare.count() })
}
