//! What is to be predicted: a quantity, one of two, one of many, or several yes-or-no labels; found from the target.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::column::distinct_numbers;
use super::spelling::{list, number, tick};
use super::{Cells, Column, DataError};

/// More classes than this are refused.
pub const MAX_CLASSES: usize = 1000;

/// Whole numbers with at most this many different values can be classes.
const WHOLE_NUMBER_CLASSES: usize = 20;

/// Whole numbers are classes only if each occurs at least this often on average.
const ROWS_PER_WHOLE_NUMBER: usize = 10;

/// What a network is to predict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// A quantity.
    Regression,
    /// One of two classes.
    Binary,
    /// One of several classes.
    MultiClass,
    /// Several labels, each of which holds or not.
    MultiLabel,
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Regression => "regression",
            Self::Binary => "binary",
            Self::MultiClass => "multiclass",
            Self::MultiLabel => "multilabel",
        })
    }
}

impl FromStr for Task {
    type Err = DataError;

    /// The task of that name, in any case; `multi-class` and `multi-label` are understood too.
    fn from_str(name: &str) -> Result<Self, DataError> {
        match name.trim().to_lowercase().as_str() {
            "regression" => Ok(Self::Regression),
            "binary" => Ok(Self::Binary),
            "multiclass" | "multi-class" => Ok(Self::MultiClass),
            "multilabel" | "multi-label" => Ok(Self::MultiLabel),
            _ => Err(DataError::UnknownTask { name: name.to_string() }),
        }
    }
}

/// The task that fits the target columns, or the `wanted` one if it can be done, and a sentence that says why.
///
/// `targets` holds at least one column; none of its cells is missing.
pub(super) fn find(file: &str, targets: &[&Column], wanted: Option<Task>) -> Result<(Task, String), DataError> {
    for target in targets {
        refuse_constant(file, target)?;
    }
    let (task, reason) = match targets {
        [target] => match wanted {
            Some(task) => (task, holds(target)),
            None => find_single(target),
        },
        _ => match wanted {
            None | Some(Task::MultiLabel) => (Task::MultiLabel, several(targets)),
            Some(task) => {
                return Err(DataError::SeveralTargets { file: file.to_string(), targets: targets.len(), task });
            }
        },
    };
    for target in targets {
        refuse_unfit(file, target, task)?;
    }
    if wanted.is_some() {
        return Ok((task, format!("{reason}; `--task {task}` was asked for")));
    }
    Ok((task, reason))
}

fn find_single(target: &Column) -> (Task, String) {
    let reason = holds(target);
    match target.cells() {
        _ if target.distinct() == 2 => (Task::Binary, reason),
        Cells::Text { .. } | Cells::Dates(_) => (Task::MultiClass, reason),
        Cells::Numbers(numbers) => {
            let whole = numbers.iter().flatten().all(|x| x.fract() == 0.0);
            let per_value = numbers.len() / target.distinct().max(1);
            if whole && target.distinct() <= WHOLE_NUMBER_CLASSES && per_value >= ROWS_PER_WHOLE_NUMBER {
                let reason = format!(
                    "{reason}, about {per_value} rows each, taken as classes; `--task regression` takes them as a quantity"
                );
                (Task::MultiClass, reason)
            } else {
                (Task::Regression, reason)
            }
        }
    }
}

/// What the target holds, in words.
fn holds(target: &Column) -> String {
    let (name, distinct) = (tick(target.name()), target.distinct());
    match target.cells() {
        Cells::Text { .. } | Cells::Dates(_) => format!("{name} holds text with {distinct} values"),
        Cells::Numbers(numbers) => {
            let values = distinct_numbers(numbers);
            let whole = values.iter().all(|x| x.fract() == 0.0);
            let kind = if whole { "whole numbers" } else { "numbers" };
            match values.as_slice() {
                [zero, one] => format!("{name} holds two values, {} and {}", number(*zero), number(*one)),
                [least, .., most] => {
                    format!("{name} holds {distinct} different {kind} from {} to {}", number(*least), number(*most))
                }
                _ => format!("{name} holds {distinct} different {kind}"),
            }
        }
    }
}

fn several(targets: &[&Column]) -> String {
    let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
    format!("{} targets with two values each: {}", targets.len(), list(&names))
}

fn refuse_constant(file: &str, target: &Column) -> Result<(), DataError> {
    if target.distinct() > 1 {
        return Ok(());
    }
    let value = match target.cells() {
        Cells::Numbers(numbers) => numbers.iter().flatten().next().copied().map(number),
        Cells::Text { levels, .. } => levels.first().cloned(),
        Cells::Dates(_) => None,
    };
    let (file, target) = (file.to_string(), target.name().to_string());
    Err(DataError::ConstantTarget { file, target, value: value.unwrap_or_default() })
}

/// An error if `target` cannot be what `task` needs.
fn refuse_unfit(file: &str, target: &Column, task: Task) -> Result<(), DataError> {
    let (file, name) = (file.to_string(), target.name().to_string());
    let (values, rows) = (target.distinct(), target.len());
    match task {
        Task::Regression => match target.stray() {
            Some(stray) => {
                Err(DataError::RegressionOnText { file, target: name, line: stray.line, cell: stray.cell.clone() })
            }
            None => Ok(()),
        },
        Task::Binary | Task::MultiLabel if values != 2 => {
            Err(DataError::NotTwoValued { file, target: name, values, task })
        }
        Task::MultiClass if values > MAX_CLASSES || values * 2 > rows => Err(DataError::TooManyClasses {
            file,
            target: name,
            classes: values,
            rows,
            stray: target.stray().filter(|s| s.mostly_numbers).map(|s| (s.line, s.cell.clone())),
        }),
        _ => Ok(()),
    }
}
